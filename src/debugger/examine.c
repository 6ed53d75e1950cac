/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/examine.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/debugger/session.h"
#include "src/debugger/setting.h"
#include "src/output/safe.h"

enum { TEXT_MAX = 1 << 20 }; /* bytes of one text, also where nothing limits it */

/* ---- Formats --------------------------------------------------------------------------------- */

/* A format of units in rows. By the logarithm of the unit: how many stand on a line, and how many
 * columns each takes; 0: not in this unit. */
struct unit_format {
    char letter;
    unsigned char fallback; /* the unit when none is given */
    unsigned char per_line[4], columns[4];
};

static const struct unit_format unit_formats[] = {
    {'x', 1, {8, 8, 4, 2}, {4, 6, 10, 18}},  {'d', 1, {8, 8, 4, 2}, {4, 6, 11, 20}},
    {'u', 1, {8, 8, 4, 2}, {3, 5, 10, 20}},  {'o', 1, {8, 8, 4, 2}, {4, 7, 12, 23}},
    {'t', 1, {4, 2, 2, 1}, {8, 16, 32, 64}}, {'c', 1, {8, 4, 4, 2}, {10, 12, 16, 26}},
    {'f', 8, {0, 0, 4, 2}, {0, 0, 14, 24}},
};

static const struct unit_format *unit_format_of(char letter)
{
    for (size_t n = 0; n < sizeof unit_formats / sizeof *unit_formats; n++) {
        if (unit_formats[n].letter == letter)
            return &unit_formats[n];
    }
    return NULL;
}

static unsigned unit_of_letter(char letter)
{
    static const char letters[] = "bhwg";
    const char *found = letter ? strchr(letters, letter) : NULL;
    return found ? 1u << (found - letters) : 0;
}

static unsigned unit_log(unsigned unit)
{
    return unit == 1 ? 0 : unit == 2 ? 1 : unit == 4 ? 2 : 3;
}

bool examine_read(const char **args, struct examine *out, struct err *err)
{
    const char *at = *args + 1;
    char *after;
    struct examine read = {.next = out->next};
    bool is_good = **args == '/' && *at != '0' && *at != '-' && *at != '+' && *at != ' ';
    if (isdigit((unsigned char)*at)) {
        read.count = strtoull(at, &after, 10);
        at = after;
    }
    for (; *at && !isspace((unsigned char)*at); at++) {
        if (unit_of_letter(*at))
            read.unit = unit_of_letter(*at);
        else if (*at == 's' || *at == 'i' || unit_format_of(*at))
            read.format = *at;
        else
            is_good = false;
    }
    if (!is_good)
        return err_set(err,
                       "\"%.*s\": expected /NFU: a count from 1, a format of x d u o t c f s i, "
                       "a unit of b h w g",
                       (int)strcspn(*args, " \t"), *args);
    if (read.unit && !read.format)
        read.format = out->format && unit_format_of(out->format) ? out->format : 'x';
    if (read.format == 'f' && read.unit && read.unit < 4)
        return err_set(err, "a float has 4 bytes (w) or 8 (g)");
    while (isspace((unsigned char)*at))
        at++;
    *args = at;
    *out = read;
    return true;
}

/* ---- Numbers --------------------------------------------------------------------------------- */

static int64_t sign_extended(unsigned bytes, uint64_t number)
{
    unsigned unused = 64 - 8 * bytes;
    return (int64_t)(number << unused) >> unused;
}

static void binary(unsigned bytes, uint64_t number, struct buf *out)
{
    for (unsigned bit = 8 * bytes; bit > 0; bit--)
        buf_char(out, number >> (bit - 1) & 1 ? '1' : '0');
}

/* Between quotes, where it ends being clear: what is such a quote or a backslash has one before it. */
static void quoted(char quote, const char *bytes, size_t len, struct buf *out)
{
    buf_char(out, quote);
    for (size_t n = 0, end = 0; n < len; n = end) {
        for (end = n; end < len && bytes[end] != quote && bytes[end] != '\\';)
            end++;
        safe_line(out, bytes + n, end - n);
        if (end < len) {
            buf_char(out, '\\');
            buf_char(out, bytes[end++]);
        }
    }
    buf_char(out, quote);
}

static void character(unsigned bytes, uint64_t number, struct buf *out)
{
    char c = (char)number;
    buf_printf(out, "%" PRId64 " ", sign_extended(bytes, number));
    quoted('\'', &c, 1, out);
}

void examine_number(char format, unsigned bytes, uint64_t number, struct buf *out)
{
    if (format == 'x')
        buf_printf(out, "0x%0*" PRIx64, (int)(2 * bytes), number);
    else if (format == 'd')
        buf_printf(out, "%" PRId64, sign_extended(bytes, number));
    else if (format == 'u')
        buf_printf(out, "%" PRIu64, number);
    else if (format == 'o')
        buf_printf(out, "%#" PRIo64, number);
    else if (format == 't')
        binary(bytes, number, out);
    else
        character(bytes, number, out);
}

void examine_float(unsigned bytes, double number, struct buf *out)
{
    char text[40];
    int digits = 1;
    do {
        snprintf(text, sizeof text, "%.*g", digits, number);
    } while (digits++ < 17 && isfinite(number) &&
             (bytes == 4 ? (double)strtof(text, NULL) : strtod(text, NULL)) != number);
    buf_str(out, text);
}

static uint64_t read_little(const uint8_t *bytes, unsigned n)
{
    uint64_t number = 0;
    for (unsigned k = n; k > 0; k--)
        number = number << 8 | bytes[k - 1];
    return number;
}

/* As BINFLOAT has it: the highest byte first. */
static double read_float(const uint8_t *bytes, unsigned n)
{
    uint64_t bits = 0;
    double real;
    float small;
    for (unsigned k = 0; k < n; k++)
        bits = bits << 8 | bytes[k];
    uint32_t low = (uint32_t)bits;
    memcpy(&small, &low, sizeof small);
    memcpy(&real, &bits, sizeof real);
    return n == 4 ? (double)small : real;
}

/* ---- Printing -------------------------------------------------------------------------------- */

/* One command: what is shown, and how far it came. */
struct showing {
    struct session *session;
    struct br_slice data;
    uint64_t pos;   /* the next byte */
    uint64_t until; /* see examine_print */
    uint64_t count; /* 0: none was given */
    uint64_t lines; /* shown */
    struct buf *out;
};

static void say_cut(const struct showing *show)
{
    buf_printf(show->out, "%s and more (set max-lines)\n", safe_ellipsis());
}

/* Another line may come; if not, why is said. */
static bool showing_goes_on(struct showing *show)
{
    uint64_t max_lines = show->session->settings->max_lines;
    if (session_interrupted(show->session))
        return false;
    if (!max_lines || show->lines < max_lines) {
        show->lines++;
        return true;
    }
    say_cut(show);
    return false;
}

static void say_pos(const struct showing *show)
{
    buf_printf(show->out, "0x%04llx: ", (unsigned long long)show->pos);
}

static void say_data_end(const struct showing *show)
{
    buf_printf(show->out, "The data end at 0x%llx.\n", (unsigned long long)show->data.len);
}

static void show_unit(struct showing *show, const struct unit_format *format, unsigned unit)
{
    struct buf text = {0};
    const uint8_t *bytes = show->data.data + show->pos;
    size_t columns = format->columns[unit_log(unit)];
    if (format->letter == 'f')
        examine_float(unit, read_float(bytes, unit), &text);
    else
        examine_number(format->letter, unit, read_little(bytes, unit), &text);
    buf_pad(show->out, ' ', 1 + (text.len < columns ? columns - text.len : 0));
    buf_add(show->out, text.data, text.len);
    buf_free(&text);
    show->pos += unit;
}

static void show_units(struct showing *show, const struct unit_format *format, unsigned unit)
{
    uint64_t left = show->count;
    while (left > 0 && show->data.len - show->pos >= unit && showing_goes_on(show)) {
        buf_printf(show->out, "0x%04llx:", (unsigned long long)show->pos);
        for (unsigned n = format->per_line[unit_log(unit)];
             n > 0 && left > 0 && show->data.len - show->pos >= unit; n--, left--)
            show_unit(show, format, unit);
        buf_char(show->out, '\n');
    }
    if (left > 0 && show->data.len - show->pos < unit)
        say_data_end(show);
}

/* Up to a NUL, the end of a line, or where the value ends. */
static void show_text(struct showing *show)
{
    bool is_value = show->until != EXAMINE_NOWHERE && show->until > show->pos;
    uint64_t len = (is_value ? show->until : show->data.len) - show->pos, limit;
    const uint8_t *bytes = show->data.data + show->pos;
    limit = show->session->settings->print_limit;
    limit = limit && limit < TEXT_MAX ? limit : TEXT_MAX;
    uint64_t shown = len < limit ? len : limit, n = 0;
    while (n < shown && (is_value || (bytes[n] != '\0' && bytes[n] != '\n')))
        n++;
    say_pos(show);
    quoted('"', (const char *)bytes, (size_t)n, show->out);
    buf_printf(show->out, "%s\n", n == shown && n < len ? safe_ellipsis() : "");
    show->pos += n + (!is_value && n < shown); /* the byte that ended it */
}

static void show_texts(struct showing *show)
{
    uint64_t left = show->count;
    for (; left > 0 && show->pos < show->data.len && showing_goes_on(show); left--)
        show_text(show);
    if (left > 0 && show->pos == show->data.len)
        say_data_end(show);
}

static bool show_rows(struct showing *show, struct err *err)
{
    struct session *session = show->session;
    struct view_source source;
    br_op first = br_op_at(session->rec, show->pos), last = session_last(session);
    if (show->pos >= br_end(session->rec))
        first = last;
    uint64_t max_lines = session->settings->max_lines;
    uint64_t lines = max_lines && show->count > max_lines ? max_lines : show->count;
    lines = lines < BR_NO_OP - first ? lines : BR_NO_OP - first - 1;
    if (!session_reach(session, first + (br_op)lines))
        return session_stopped(session, err);
    session_view(session, &source);
    if (!view_print(&view_code, &source, first, lines, show->out))
        return err_set(err, "out of memory");
    last = session_last(session);
    if (lines < show->count && lines <= last - first)
        say_cut(show);
    show->pos = lines <= last - first ? session_pos(session, first + (br_op)lines)
                                      : br_bytes(session->rec).len;
    return true;
}

/* Lines of 16 bytes, those whole on which the bytes are. */
static bool show_dump(struct showing *show, struct err *err)
{
    struct view_source source;
    uint64_t first = show->pos / 16, max_lines = show->session->settings->max_lines;
    uint64_t last = show->count > UINT64_MAX - show->pos ? UINT64_MAX : show->pos + show->count - 1;
    uint64_t lines = last / 16 - first + 1;
    if (max_lines && lines > max_lines)
        lines = max_lines;
    session_view(show->session, &source);
    source.width = 0; /* 16 bytes on a line */
    show->pos = lines > show->data.len / 16 - first ? show->data.len : (first + lines) * 16;
    if (!view_print(&view_hex, &source, first, lines, show->out))
        return err_set(err, "out of memory");
    if (lines < last / 16 - first + 1 && show->pos < show->data.len)
        say_cut(show);
    return true;
}

/* How many, when none was said: what the value is made from, or one; of bytes 64. */
static uint64_t usual_count(const struct examine *examine, uint64_t bytes, unsigned unit)
{
    if (examine->format == 's' || examine->format == 'i')
        return 1;
    if (bytes)
        return bytes >= unit ? bytes / unit : 1;
    return examine->format ? 1 : 64;
}

bool examine_print(struct session *session, struct examine *examine, uint64_t pos, uint64_t until,
                   struct buf *out, struct err *err)
{
    const struct unit_format *format = unit_format_of(examine->format);
    unsigned unit = examine->unit ? examine->unit : format ? format->fallback : 1;
    struct showing show = {session, br_bytes(session->rec), pos, until, examine->count, 0, out};
    bool is_good = true;
    if (pos >= show.data.len) {
        say_data_end(&show);
        return true;
    }
    if (show.count == 0)
        show.count = usual_count(examine, until == EXAMINE_NOWHERE ? 0 : until - pos, unit);
    if (format)
        show_units(&show, format, unit);
    else if (examine->format == 's')
        show_texts(&show);
    else
        is_good = examine->format == 'i' ? show_rows(&show, err) : show_dump(&show, err);
    examine->next = show.pos;
    if (is_good && session_interrupted(session))
        return session_stopped(session, err);
    return is_good;
}
