/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are text which stands for bytes: base64, hexadecimal ... What a row of formats.def needs of
 * them: how sure it is, its one member, and its bytes, piece by piece.
 *
 * What dresses such text is passed over, before it a byte order mark, blanks, brackets, and the quotes of a
 * literal, behind it their like and NULs: it says nothing that could be read. */
#ifndef BRINE_INPUT_TEXTCODE_H
#define BRINE_INPUT_TEXTCODE_H

#include "src/input/format.h"

/* Reads text at *at, as much as fits, into out[0 .. room); moves *at past what was read. Returns how
 * many bytes came out; 0 at the end of the text, or at what is none of it: *at is then there. room is
 * at least 3. */
typedef size_t (*textcode_read)(const uint8_t *text, uint64_t len, uint64_t *at, uint8_t *out,
                                size_t room);

struct textcode {
    const char *name;  /* the method of the member */
    const char *after; /* why what follows the text is not read */
    uint64_t (*begin)(const uint8_t *bytes, uint64_t len); /* where the text begins */
    textcode_read read;
    bool is_bare; /* quotes and brackets are letters of it, or it is no text of bytes */
};

/* Every code: text may stand for text that stands for bytes. */
extern const struct textcode textcode_base64, textcode_hex, textcode_utf16, textcode_base85,
    textcode_ascii85;

/* textcode_read of five letters for four bytes, by what each letter is worth; -1: it is none. Blanks are
 * passed over. Fewer than five letters at the end stand for one byte less than they are. */
enum { TEXTCODE_85_ZEROS = 85 }; /* one that stands for four zeros by itself */
size_t textcode_read_85(const uint8_t *text, uint64_t len, uint64_t *at, uint8_t *out, size_t room,
                        int (*value_of)(uint8_t c));

/* `bid` when the first of the bytes are such text and stand for a believed pickle, or what a container
 * begins with, or for such text in turn; else 0. Looks at the first 64 KiB at most. */
int textcode_bid(const struct textcode *code, const uint8_t *bytes, uint64_t len, int bid);

/* A pickle may begin there, or what containers begin with: what a text must stand for to be one. */
bool textcode_is_worth_it(const uint8_t *bytes, size_t len, bool is_whole);
bool textcode_has_magic(const uint8_t *bytes, size_t len);

/* Behind what parts two lines of one text: blanks and a line's end, also as the escape \n; the end of a
 * literal and the start of the next, which are one to Python. `at` itself where no line ends. */
uint64_t textcode_pass_break(const uint8_t *text, uint64_t len, uint64_t at);

bool textcode_list(const struct textcode *code, struct input *in, struct err *err);
void textcode_unpack(const struct textcode *code, const struct input *in,
                     const struct input_member *m, const struct unpack_limits *limits,
                     struct unpack_sink sink, struct unpack_result *result);

#endif
