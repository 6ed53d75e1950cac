/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The characters of a string argument, read where they stand in the stream.
 *
 * A form says how bytes become code points. chars_valid() is the machine's question, asked once;
 * everything else expects bytes that are valid in their form, and is safe (but says nothing of
 * use) on others. Sources: Objects/unicodeobject.c, Objects/bytesobject.c, Modules/_pickle.c. */
#ifndef BRINE_VM_CHARS_H
#define BRINE_VM_CHARS_H

#include "vm/brine.h"

enum chars_form {
    CHARS_UTF8,        /* BINUNICODE family: UTF-8, surrogates accepted (errors='surrogatepass') */
    CHARS_ESCAPED,     /* UNICODE: raw-unicode-escape */
    CHARS_QUOTED,      /* STRING, what is between its quotes: escapes of a bytes literal, ASCII */
    CHARS_ASCII,       /* BINSTRING, INST, PERSID */
    CHARS_LATIN1,      /* BINSTRING as pickletools reads it, and under encoding='latin1' */
    CHARS_STRICT_UTF8, /* GLOBAL: UTF-8 without surrogates */
    CHARS_QUOTED_LATIN1, /* STRING under encoding='latin1': what the escapes stand for is Latin-1, */
    CHARS_QUOTED_UTF8,   /* or UTF-8 without surrogates */
};

bool chars_valid(enum chars_form form, struct br_slice bytes);

/* Where and why bytes are not valid, in the words of Python's exceptions. */
struct chars_fault {
    uint64_t first; /* offset in the bytes (CHARS_QUOTED, reason 'ordinal ...': in the unescaped);
                       of CHARS_QUOTED_UTF8 only the faults of its escapes are told */
    uint64_t last;
    const char *codec;  /* "utf-8"; NULL: an escape of CHARS_QUOTED, `reason` is the whole text */
    const char *reason; /* "invalid start byte" */
    uint8_t byte;       /* at first */
};
/* False when there is no fault. */
bool chars_fault(enum chars_form form, struct br_slice bytes, struct chars_fault *out);

/* Reading one after the other. Plain data: copy it to come back to a place. */
struct chars {
    const uint8_t *p;
    const uint8_t *end;
    enum chars_form form;
    bool raw; /* CHARS_ESCAPED: the next byte belongs to a backslash that escapes nothing */
};

struct chars chars_start(enum chars_form form, struct br_slice bytes);
/* The next code point, or -1 at the end (or at a fault). */
int32_t chars_next(struct chars *at);

/* The bytes as they stand are the UTF-8 (lone surrogates as 3 bytes) of the content. May be false
 * for some that are. */
bool chars_verbatim(enum chars_form form, struct br_slice bytes);

/* Writes the content as UTF-8, lone surrogates as their 3 bytes ED A0..BF xx. False when the sink
 * refused. */
bool chars_to_sink(enum chars_form form, struct br_slice bytes, struct br_sink sink);

/* How many code points; the bytes of their UTF-8 (lone surrogates 3). */
uint64_t chars_count(enum chars_form form, struct br_slice bytes);
uint64_t chars_utf8_len(enum chars_form form, struct br_slice bytes);

/* No byte of a quoted text is part of an escape: they stand for themselves. */
bool chars_unescaped(struct br_slice bytes);

/* Moves *at on to where a character begins. False: that is not found out by looking at a few bytes
 * before it. */
bool chars_border(enum chars_form form, struct br_slice bytes, uint64_t *at);

/* What stands between the quotes of a STRING line; false when it is not quoted. */
bool chars_unquote(struct br_slice line, struct br_slice *inside);

#endif
