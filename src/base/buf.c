/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/buf.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atomic_ulong failures;

unsigned long buf_failures(void)
{
    return atomic_load_explicit(&failures, memory_order_relaxed);
}

/* Makes room for n more bytes and the NUL. */
static bool buf_reserve(struct buf *buf, size_t n)
{
    if (buf->failed)
        return false;
    if (n >= SIZE_MAX - buf->len || (buf->limit && n > buf->limit - buf->len)) {
        buf->failed = true;
        return false;
    }
    size_t need = buf->len + n + 1;
    if (need <= buf->cap)
        return true;
    size_t cap = buf->cap ? buf->cap : 64;
    while (cap < need)
        cap = cap > SIZE_MAX / 2 ? need : cap * 2;
    char *data = realloc(buf->data, cap);
    if (!data) {
        atomic_fetch_add_explicit(&failures, 1, memory_order_relaxed);
        buf->failed = true;
        return false;
    }
    buf->data = data;
    buf->cap = cap;
    return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t n)
{
    if (n == 0 || !buf_reserve(buf, n))
        return;
    memcpy(buf->data + buf->len, bytes, n);
    buf->len += n;
    buf->data[buf->len] = '\0';
}

void buf_str(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    char small[256];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n < 0) {
        buf->failed = true;
    } else if ((size_t)n < sizeof small) {
        buf_add(buf, small, (size_t)n);
    } else if (buf_reserve(buf, (size_t)n)) {
        vsnprintf(buf->data + buf->len, (size_t)n + 1, format, again);
        buf->len += (size_t)n;
    }
    va_end(again);
}

void buf_pad(struct buf *buf, char c, size_t n)
{
    if (n == 0 || !buf_reserve(buf, n))
        return;
    memset(buf->data + buf->len, c, n);
    buf->len += n;
    buf->data[buf->len] = '\0';
}

void buf_cut(struct buf *buf, size_t n)
{
    buf->len = n;
    if (buf->data)
        buf->data[n] = '\0';
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    if (buf->marks)
        buf->marks->n = 0;
    buf->failed = false;
    if (buf->data)
        buf->data[0] = '\0';
}

void buf_free(struct buf *buf)
{
    free(buf->data);
    *buf = (struct buf){.limit = buf->limit, .marks = buf->marks};
}

static void mark_at(struct buf *buf, size_t at, uint32_t number)
{
    struct buf_marks *marks = buf->marks;
    if (!marks || buf->failed)
        return;
    if (marks->n == marks->cap) {
        size_t cap = marks->cap ? marks->cap * 2 : 64;
        struct buf_mark *rows = realloc(marks->rows, cap * sizeof *rows);
        if (!rows)
            return;
        marks->rows = rows;
        marks->cap = cap;
    }
    marks->rows[marks->n++] = (struct buf_mark){at, number};
}

void buf_mark(struct buf *buf, uint32_t number)
{
    mark_at(buf, buf->len, number);
}

void buf_add_marked(struct buf *buf, const struct buf *more)
{
    for (size_t k = 0; more->marks && k < more->marks->n; k++)
        mark_at(buf, buf->len + more->marks->rows[k].at, more->marks->rows[k].number);
    buf_add(buf, buf_text(more), more->len);
}

void buf_marks_free(struct buf_marks *marks)
{
    free(marks->rows);
    *marks = (struct buf_marks){0};
}

const struct buf_mark *buf_marks_find(const struct buf_marks *marks, size_t from, size_t end)
{
    size_t low = 0, high = marks->n; /* how many are before `from` */
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (marks->rows[mid].at < from)
            low = mid + 1;
        else
            high = mid;
    }
    return low < marks->n && marks->rows[low].at < end ? &marks->rows[low] : NULL;
}

const char *buf_text(const struct buf *buf)
{
    return buf->data ? buf->data : "";
}
