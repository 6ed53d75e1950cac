/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing byte buffer. What always holds: data[len] is NUL when data is not NULL, len <= cap.
 * When memory fails, or the limit is reached, the buffer remembers it in `failed`, further
 * appends do nothing, and the caller looks once at the end. Zero-initialise to start. */
#ifndef BRINE_BASE_BUF_H
#define BRINE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbers that belong to places of a text: the opcodes that its lines are about. */
struct buf_mark {
    size_t at; /* in bytes of the text */
    uint32_t number;
};
struct buf_marks {
    struct buf_mark *rows; /* owned; in the order of their places */
    size_t n, cap;
};

struct buf {
    char *data; /* owned; NULL until the first append */
    size_t len;
    size_t cap;
    size_t limit; /* most bytes it may hold; 0 = no limit of its own */
    bool failed;
    struct buf_marks *marks; /* the caller's, where marks are kept; NULL: nobody wants them */
};

void buf_add(struct buf *buf, const void *bytes, size_t n);
void buf_str(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_pad(struct buf *buf, char c, size_t n);
/* Takes back all but the first n bytes; n is at most len. */
void buf_cut(struct buf *buf, size_t n);
void buf_clear(struct buf *buf); /* len = 0, failed = false; keeps the memory */
void buf_free(struct buf *buf);

/* How often memory has failed in any buffer so far: who makes a text out of many asks before and after
 * whether it is whole. */
unsigned long buf_failures(void);

/* Notes that the line which is being appended is about `number`. A mark is lost when memory fails. */
void buf_mark(struct buf *buf, uint32_t number);
/* Appends another text, and its marks where both keep them. */
void buf_add_marked(struct buf *buf, const struct buf *more);
void buf_marks_free(struct buf_marks *marks);
/* The first mark from byte `from` to before `end`, NULL when there is none. */
const struct buf_mark *buf_marks_find(const struct buf_marks *marks, size_t from, size_t end);

/* The text as a C string, "" when nothing was added. Owned by the buffer. */
const char *buf_text(const struct buf *buf);

#endif
