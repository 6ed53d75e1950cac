/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text on its way to a caller's sink, at most max_bytes of it. Small pieces are gathered before
 * the sink is called.
 *
 * What always holds: a text longer than max_bytes is cut at a character's end so that it and its
 * closing ellipsis fit (below 3 bytes nothing is left of it); a text of exactly max_bytes is not
 * cut. `bytes` counts what was taken. Once out_done() is true everything further is ignored, so a
 * long job looks at it now and then and stops.
 *
 * Everything written is whole characters of UTF-8. */
#ifndef BRINE_VM_OUT_H
#define BRINE_VM_OUT_H

#include "vm/brine.h"

#include <string.h>

enum {
    OUT_BUFFER = 8192,
    OUT_TAIL = 8, /* held back in a text that may yet be cut: an ellipsis and a character */
};

struct out {
    struct br_sink sink;
    uint64_t max_bytes; /* UINT64_MAX: no limit */
    uint64_t ends;      /* of a long literal, for vm/repr.c; 0: all of it */
    uint64_t bytes;     /* taken so far, sent and held */
    uint64_t continued; /* of those, the bytes that continue a character */
    size_t used;        /* of buffer */
    size_t room;        /* bytes that fit without a look at buffer and limit */
    bool cut;
    bool escaped; /* a lone surrogate was written as \udXXX */
    bool failed;  /* the sink refused */
    char buffer[OUT_BUFFER];
};

/* max_bytes 0: no limit. */
void out_init(struct out *out, struct br_sink sink, uint64_t max_bytes);

/* The slow half of out_ascii: buffer full, limit reached, or a long piece. */
void out_add_slow(struct out *out, const char *text, size_t n);

/* n bytes of ASCII (or of whole characters, `continued` seen to by the caller). */
static inline void out_ascii(struct out *out, const char *text, size_t n)
{
    if (n > out->room) {
        out_add_slow(out, text, n);
        return;
    }
    memcpy(out->buffer + out->used, text, n);
    out->used += n;
    out->room -= n;
    out->bytes += n;
}

/* A C string of ASCII. */
static inline void out_str(struct out *out, const char *text)
{
    out_ascii(out, text, strlen(text));
}

/* Where the next n <= OUT_RESERVE bytes may be written, for callers that put a line together in
 * place; NULL when they may not all be taken (limit, failed sink). out_commit() takes what was
 * written there. */
enum { OUT_RESERVE = 256 };
char *out_reserve_slow(struct out *out, size_t n);

static inline char *out_reserve(struct out *out, size_t n)
{
    return n <= out->room ? out->buffer + out->used : out_reserve_slow(out, n);
}

static inline void out_commit(struct out *out, size_t n)
{
    out->used += n;
    out->room -= n;
    out->bytes += n;
}

/* n blanks. */
void out_blanks(struct out *out, uint64_t n);

/* n bytes of well-formed UTF-8, no surrogates. */
void out_utf8(struct out *out, const char *text, size_t n);

/* One character. A lone surrogate goes out as the six characters \udXXX and sets `escaped`. */
void out_char(struct out *out, uint32_t codepoint);

/* Nothing more will be taken. */
static inline bool out_done(const struct out *out)
{
    return out->cut || out->failed;
}

/* Sends what is held and fills *result (NULL is allowed). BR_NOMEM when the sink refused. */
enum br_status out_finish(struct out *out, struct br_text_result *result);

#endif
