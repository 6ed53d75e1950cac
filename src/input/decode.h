/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the decoders of Python's library make of some bytes: those that need no library of ours. Each
 * is as lenient as its model, skips what that skips, and stops at what it would refuse: what came
 * before is in `out`. Each costs what its bytes are in number. */
#ifndef BRINE_INPUT_DECODE_H
#define BRINE_INPUT_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"

/* Appends what bytes[0 .. len) stand for; the caller looks at out->failed. */
typedef void decode_function(const uint8_t *bytes, size_t len, struct buf *out);

decode_function decode_base64; /* binascii.a2b_base64: both alphabets, all else is skipped */
decode_function decode_base32; /* base64.b32decode, that of hexadecimal digits is another one: */
decode_function decode_base32hex;
decode_function decode_base85;  /* base64.b85decode */
decode_function decode_ascii85; /* base64.a85decode, Adobe's frame too */
decode_function decode_hex; /* binascii.a2b_hex, bytes.fromhex: blanks and separators are skipped */
decode_function decode_uu;  /* binascii.a2b_uu, and all lines of the codec `uu` */
decode_function decode_quopri; /* binascii.a2b_qp */
decode_function decode_rot13;
decode_function decode_latin1;   /* UTF-8 to a byte for each character; ends at one that has none */
decode_function decode_to_utf16; /* UTF-8 to UTF-16, little-endian */
decode_function decode_to_utf16be;
decode_function decode_from_latin1; /* a byte to a character, in UTF-8 */
decode_function decode_from_utf16;  /* ASCII in UTF-16 of either kind, its mark dropped */

#endif
