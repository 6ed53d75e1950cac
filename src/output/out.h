/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard output, or a buffer in a test: a writer that remembers whether all was written.
 *
 * Stdio would do the same three times slower: rows are many and short. What goes in here must be
 * safe already: text of a file goes through output/safe.h or output/jsonl.h first. */
#ifndef BRINE_OUTPUT_OUT_H
#define BRINE_OUTPUT_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/base/err.h"
#include "vm/brine.h"

enum { OUT_ROOM = 1 << 16 };

struct out {
    int fd;              /* where to; -1: into memory, or the sink */
    struct buf *memory;  /* the caller's, when fd is -1 */
    struct br_sink sink; /* the caller's; its write is NULL: there is none */
    int error; /* errno of the first write that failed, 0: none; then nothing more goes out */
    bool is_terminal;
    bool colour;      /* a terminal, and NO_COLOR is not set */
    unsigned columns; /* of the terminal; 0: not one, nothing is cut */
    int paint;        /* what is painted now: output/paint.h */
    size_t len;
    char data[OUT_ROOM];
};

/* Looks at fd once: terminal, width, colour. */
void out_open(struct out *out, int fd);
void out_open_memory(struct out *out, struct buf *memory);
/* Hands over up to OUT_ROOM bytes at a time. What was one out_bytes() is never parted. */
void out_open_sink(struct out *out, struct br_sink sink);
/* Writes what is pending. False when anything was lost since out_open; err then says why, and is
 * empty when the reader closed the pipe (that is silent). */
bool out_flush(struct out *out, struct err *err);
static inline bool out_failed(const struct out *out)
{
    return out->error != 0;
}

void out_bytes(struct out *out, const void *bytes, size_t n);
void out_str(struct out *out, const char *text);
/* A buffer that failed lacks some of its text: then the output has failed too. */
void out_buf(struct out *out, const struct buf *buf);
void out_pad(struct out *out, char c, size_t n);
void out_number(struct out *out, uint64_t number);
void out_signed(struct out *out, int64_t number);
/* "1 opcode", "2 opcodes". */
void out_count(struct out *out, uint64_t number, const char *noun);
/* At least `digits` lower-case hex digits. */
void out_hex(struct out *out, uint64_t number, unsigned digits);
void out_printf(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline void out_char(struct out *out, char c)
{
    if (out->len < OUT_ROOM)
        out->data[out->len++] = c;
    else
        out_bytes(out, &c, 1);
}

/* For the machine's texts. Its write stops a text when the output has failed. */
struct br_sink out_sink(struct out *out);

/* A sink that fills a buffer; stops when the buffer fails. */
struct br_sink buf_sink(struct buf *buf);

#endif
