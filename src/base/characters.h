/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Unicode says of characters, as far as ASCII goes: their names, and what other characters decompose to
 * it. */
#ifndef BRINE_BASE_CHARACTERS_H
#define BRINE_BASE_CHARACTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"

/* The character of ASCII that has this name, capitals or not. False: none has. */
bool characters_named(const char *name, size_t n, uint32_t *code);
/* Appends the name of a printable character of ASCII. False: it is none. */
bool characters_name(uint32_t code, struct buf *out);
/* The two letters of the category of a character of ASCII; NULL: it is none. */
const char *characters_category(uint32_t code);

/* The forms of unicodedata.normalize. */
enum characters_form { CHARACTERS_NFC, CHARACTERS_NFD, CHARACTERS_NFKC, CHARACTERS_NFKD };

/* Appends what one character is in a form, beside others of its kind. False: it is not known here. */
bool characters_normalize(uint32_t code, enum characters_form form, struct buf *out);

#endif
