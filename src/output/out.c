/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Width when a terminal does not tell its own. */
enum { COLUMNS_UNTOLD = 80 };

static unsigned terminal_columns(int fd)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return COLUMNS_UNTOLD;
}

static bool wants_colour(void)
{
    const char *no_color = getenv("NO_COLOR"); /* no-color.org: set and not empty */
    const char *term = getenv("TERM");
    return !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

void out_open(struct out *out, int fd)
{
    out->fd = fd;
    out->memory = NULL;
    out->sink.write = NULL;
    out->error = 0;
    out->len = 0;
    out->paint = 0;
    out->is_terminal = isatty(fd) == 1;
    out->colour = out->is_terminal && wants_colour();
    out->columns = out->is_terminal ? terminal_columns(fd) : 0;
}

void out_open_memory(struct out *out, struct buf *memory)
{
    out->fd = -1;
    out->memory = memory;
    out->sink.write = NULL;
    out->error = 0;
    out->len = 0;
    out->paint = 0;
    out->is_terminal = out->colour = false;
    out->columns = 0;
}

void out_open_sink(struct out *out, struct br_sink sink)
{
    out_open_memory(out, NULL);
    out->sink = sink;
}

/* Hands bytes over; from the first failure on they are dropped. */
static void out_pass(struct out *out, const char *bytes, size_t n)
{
    if (out->sink.write) {
        if (n > 0 && !out->sink.write(out->sink.context, bytes, n))
            out->error = EPIPE;
        return;
    }
    if (out->memory) {
        buf_add(out->memory, bytes, n);
        if (out->memory->failed)
            out->error = ENOMEM;
        return;
    }
    while (n > 0 && !out->error) {
        ssize_t wrote = write(out->fd, bytes, n);
        if (wrote > 0) {
            bytes += wrote;
            n -= (size_t)wrote;
        } else if (wrote == 0 || errno != EINTR) {
            out->error = wrote == 0 ? EIO : errno;
        }
    }
}

static void out_push(struct out *out)
{
    if (!out->error)
        out_pass(out, out->data, out->len);
    out->len = 0;
}

bool out_flush(struct out *out, struct err *err)
{
    out_push(out);
    if (!out->error)
        return true;
    if (out->error == EPIPE)
        err->text[0] = '\0';
    else
        err_set(err, "brine: cannot write the output: %s", strerror(out->error));
    return false;
}

void out_bytes(struct out *out, const void *bytes, size_t n)
{
    if (n > OUT_ROOM - out->len)
        out_push(out);
    if (n >= OUT_ROOM) {
        if (!out->error)
            out_pass(out, bytes, n);
    } else if (n > 0) {
        memcpy(out->data + out->len, bytes, n);
        out->len += n;
    }
}

void out_str(struct out *out, const char *text)
{
    out_bytes(out, text, strlen(text));
}

void out_buf(struct out *out, const struct buf *buf)
{
    if (buf->failed && !out->error)
        out->error = ENOMEM;
    out_bytes(out, buf->data, buf->len);
}

void out_pad(struct out *out, char c, size_t n)
{
    while (n-- > 0)
        out_char(out, c);
}

void out_number(struct out *out, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    out_bytes(out, digits + at, sizeof digits - at);
}

void out_count(struct out *out, uint64_t number, const char *noun)
{
    out_number(out, number);
    out_char(out, ' ');
    out_str(out, noun);
    if (number != 1)
        out_char(out, 's');
}

void out_signed(struct out *out, int64_t number)
{
    if (number < 0)
        out_char(out, '-');
    out_number(out, number < 0 ? -(uint64_t)number : (uint64_t)number);
}

void out_hex(struct out *out, uint64_t number, unsigned digits)
{
    char text[16];
    size_t at = sizeof text;
    while (at > 0 && (number > 0 || sizeof text - at < digits)) {
        text[--at] = "0123456789abcdef"[number & 15];
        number >>= 4;
    }
    out_bytes(out, text + at, sizeof text - at);
}

void out_printf(struct out *out, const char *format, ...)
{
    struct buf text = {.limit = 1 << 20};
    char small[512];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n >= 0 && (size_t)n < sizeof small) {
        out_bytes(out, small, (size_t)n);
    } else if (n >= 0) {
        buf_pad(&text, ' ', (size_t)n);
        if (text.failed) {
            out->error = ENOMEM;
        } else {
            vsnprintf(text.data, (size_t)n + 1, format, again);
            out_bytes(out, text.data, (size_t)n);
        }
        buf_free(&text);
    }
    va_end(again);
}

static bool out_sink_write(void *context, const char *bytes, size_t n)
{
    struct out *out = context;
    out_bytes(out, bytes, n);
    return !out_failed(out);
}

struct br_sink out_sink(struct out *out)
{
    return (struct br_sink){.write = out_sink_write, .context = out};
}

static bool buf_sink_write(void *context, const char *bytes, size_t n)
{
    struct buf *buf = context;
    buf_add(buf, bytes, n);
    return !buf->failed;
}

struct br_sink buf_sink(struct buf *buf)
{
    return (struct br_sink){.write = buf_sink_write, .context = buf};
}
