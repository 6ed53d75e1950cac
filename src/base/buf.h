/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing byte buffer. What always holds: data[len] is NUL when data is not NULL, len <= cap.
 * When memory fails, or the limit is reached, the buffer remembers it in `failed`, further
 * appends do nothing, and the caller looks once at the end. Zero-initialise to start. */
#ifndef BRINE_BASE_BUF_H
#define BRINE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *data; /* owned; NULL until the first append */
    size_t len;
    size_t cap;
    size_t limit; /* most bytes it may hold; 0 = no limit of its own */
    bool failed;
};

void buf_add(struct buf *buf, const void *bytes, size_t n);
void buf_str(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_pad(struct buf *buf, char c, size_t n);
void buf_clear(struct buf *buf); /* len = 0, failed = false; keeps the memory */
void buf_free(struct buf *buf);

/* The text as a C string, "" when nothing was added. Owned by the buffer. */
const char *buf_text(const struct buf *buf);

#endif
