/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the decoders and encoders of Python's library make of some bytes: binascii, base64, quopri, and the
 * codecs that have a name. Text is UTF-8, lone surrogates as three bytes. Each costs what its bytes are in
 * number, compressed data apart (inflate.h). */
#ifndef BRINE_BASE_CODEC_H
#define BRINE_BASE_CODEC_H

#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"

/* Appends what bytes[0 .. len) stand for. False: Python's function raises; what it had come to until then
 * is in out. The caller looks at out->failed. For what unpacks, out->limit must be set. */
typedef bool codec_function(const char *bytes, size_t len, struct buf *out);

/* ---- Text of letters to bytes ----------------------------------------------------------------- */

codec_function codec_base64;     /* binascii.a2b_base64: what is no letter is passed over */
codec_function codec_base64_url; /* base64.urlsafe_b64decode: '-' and '_' are '+' and '/' */
codec_function codec_base32;     /* base64.b32decode; casefold=True: */
codec_function codec_base32_fold;
codec_function codec_base32hex; /* base64.b32hexdecode */
codec_function codec_base16;    /* base64.b16decode: capitals alone */
codec_function codec_hex;       /* binascii.a2b_hex; b16decode with casefold=True */
codec_function codec_fromhex;   /* bytes.fromhex: blanks between bytes are passed over */
codec_function codec_base85;    /* base64.b85decode */
codec_function codec_ascii85;   /* base64.a85decode; foldspaces, and with adobe's frame too */
codec_function codec_uu_line;   /* binascii.a2b_uu */
codec_function codec_uu;        /* the codec `uu` */
codec_function codec_quopri;    /* binascii.a2b_qp; header=True: */
codec_function codec_quopri_header;
codec_function codec_percent;      /* urllib.parse.unquote, in UTF-8 */
codec_function codec_percent_plus; /* the same of unquote_plus */

/* base64.b64decode with altchars: two letters for '+' and '/'. */
bool codec_base64_alt(const char *bytes, size_t len, const char letters[2], struct buf *out);

/* ---- Bytes to letters (codec_encode.c) ---------------------------------------------------------- */

codec_function codec_to_base64;       /* base64.b64encode */
codec_function codec_to_base64_url;   /* base64.urlsafe_b64encode */
codec_function codec_to_base64_lines; /* base64.encodebytes */
codec_function codec_to_base64_line;  /* binascii.b2a_base64 */
codec_function codec_to_base32;       /* base64.b32encode */
codec_function codec_to_base16;       /* base64.b16encode */
codec_function codec_to_base85;       /* base64.b85encode */
codec_function codec_to_ascii85;      /* base64.a85encode */
codec_function codec_to_uu_line;      /* binascii.b2a_uu */
codec_function codec_to_quopri;       /* binascii.b2a_qp, of one short plain line */
codec_function codec_to_hex;          /* binascii.b2a_hex */

/* ---- Compressed data -------------------------------------------------------------------------- */

codec_function codec_zlib;  /* zlib.decompress */
codec_function codec_gzip;  /* gzip.decompress */
codec_function codec_bzip2; /* bz2.decompress */
codec_function codec_xz;    /* lzma.decompress */

/* ---- Bytes to text and back ------------------------------------------------------------------- */

codec_function codec_same;
codec_function codec_rot13;
codec_function codec_unicode_escape, codec_raw_unicode_escape; /* to text */
codec_function codec_string_escape;                            /* codecs.escape_decode: to bytes */

/* Domains (codec_domain.c): to text; of what is ASCII, back. */
codec_function codec_punycode, codec_to_punycode;
codec_function codec_idna, codec_to_idna;

/* Pages whose ASCII lies elsewhere (codec_page.c): to text, and back. */
codec_function codec_cp037, codec_cp273, codec_cp500, codec_cp875, codec_cp1026, codec_cp864,
    codec_shift_jis_2004;
codec_function codec_to_cp037, codec_to_cp273, codec_to_cp500, codec_to_cp875, codec_to_cp1026,
    codec_to_cp864, codec_to_shift_jis_2004;

/* A codec by its name. */
struct codec {
    const char *names; /* letters and digits alone, lower case, separated by blanks */
    codec_function *decode;
    codec_function *encode; /* NULL: not known here */
    unsigned traits;        /* bits: enum codec_trait */
};
enum codec_trait {
    CODEC_GIVES_TEXT = 1,  /* decoding does; encoding takes it and gives bytes */
    CODEC_IS_ONE_KIND = 2, /* both ways take and give what decoding gives: no encoding of texts */
    CODEC_READS_BOTH = 4,  /* decodes a str too, by what it is in UTF-8 */
    CODEC_IS_STRICT = 8,   /* refuses to be told to be other than strict */
};

/* Whether it takes a str (is_text), or bytes; else it raises. */
bool codec_takes(const struct codec *codec, bool is_decode, bool is_text);

/* NULL: none that is known here. As encodings.normalize_encoding finds it, and a little more: whatever
 * is neither letter nor digit does not matter. */
const struct codec *codec_named(const char *name, size_t len);

#endif
