/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that hold no others. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/output/export_run.h"

enum {
    DIGITS_MAX = 4300, /* of a decimal int: Python refuses more, but not in hex */
};
#define SAFE_INT_MAX ((INT64_C(1) << 53) - 1) /* RFC 8259, 6: all readers agree up to here */

/* ---- Text ------------------------------------------------------------------------------------ */

/* What is looked for in a str, which comes in pieces. */
struct scan {
    unsigned char last; /* byte of the piece before; 0: there is none */
    bool is_begun, has_dollar, has_surrogate;
};

/* Lone surrogates come as ED A0 80 to ED BF BF, which no valid UTF-8 has. */
static bool scan_write(void *context, const char *bytes, size_t n)
{
    struct scan *scan = context;
    if (n == 0)
        return true;
    scan->has_dollar |= !scan->is_begun && bytes[0] == '$';
    scan->is_begun = true;
    scan->has_surrogate |= scan->last == 0xed && (unsigned char)bytes[0] >= 0xa0;
    const char *at = bytes, *end = bytes + n;
    while ((at = memchr(at, 0xed, (size_t)(end - at))) && ++at < end)
        scan->has_surrogate |= (unsigned char)*at >= 0xa0;
    scan->last = (unsigned char)bytes[n - 1];
    return true;
}

static struct scan scan_text(struct export *ex, br_value value)
{
    struct scan scan = {.last = 0};
    bool is_text;
    if (br_content(ex->rec, value, (struct br_sink){scan_write, &scan}, &is_text) != BR_OK)
        ex->failed = true;
    return scan;
}

bool leaf_is_name(struct export *ex, br_value value)
{
    if (br_kind(ex->rec, value) != BR_KIND_STR)
        return false;
    struct scan scan = scan_text(ex, value);
    return !scan.has_dollar && !scan.has_surrogate;
}

void leaf_write_text(struct export *ex, br_value value)
{
    bool is_text;
    jsonl_string_begin(ex->json);
    if (br_content(ex->rec, value, jsonl_sink(ex->json), &is_text) != BR_OK)
        ex->failed = true;
    jsonl_string_end(ex->json);
}

/* The text between lone surrogates, and their numbers. */
struct pieces {
    struct jsonl *json;
    unsigned char held[3]; /* the beginning of what may be one */
    size_t n_held;
    bool is_open; /* a string is */
};

static void pieces_text(struct pieces *pieces, const char *bytes, size_t n)
{
    struct br_sink sink = jsonl_sink(pieces->json);
    if (n == 0)
        return;
    if (!pieces->is_open)
        jsonl_string_begin(pieces->json);
    pieces->is_open = true;
    sink.write(sink.context, bytes, n);
}

static void pieces_close(struct pieces *pieces)
{
    if (pieces->is_open)
        jsonl_string_end(pieces->json);
    pieces->is_open = false;
}

static void pieces_byte(struct pieces *pieces, unsigned char byte)
{
    pieces->held[pieces->n_held++] = byte;
    bool may_be_one = pieces->held[0] == 0xed && (pieces->n_held < 2 || pieces->held[1] >= 0xa0);
    if (!may_be_one) {
        pieces_text(pieces, (const char *)pieces->held, pieces->n_held);
        pieces->n_held = 0;
    } else if (pieces->n_held == 3) {
        pieces_close(pieces);
        jsonl_number(pieces->json, 0xd000u | (pieces->held[1] & 0x3fu) << 6 | (byte & 0x3fu));
        pieces->n_held = 0;
    }
}

static bool pieces_write(void *context, const char *bytes, size_t n)
{
    struct pieces *pieces = context;
    for (size_t k = 0; k < n; k++)
        pieces_byte(pieces, (unsigned char)bytes[k]);
    return !out_failed(pieces->json->out);
}

static void write_pieces(struct export *ex, br_value value)
{
    struct pieces pieces = {.json = ex->json};
    bool is_text;
    export_escape(ex, "str", "a str with a lone surrogate", value);
    jsonl_array(ex->json);
    if (br_content(ex->rec, value, (struct br_sink){pieces_write, &pieces}, &is_text) != BR_OK)
        ex->failed = true;
    pieces_close(&pieces);
    jsonl_array_end(ex->json);
    export_escape_end(ex);
}

static void write_str(struct export *ex, br_value value)
{
    if (scan_text(ex, value).has_surrogate)
        write_pieces(ex, value);
    else
        leaf_write_text(ex, value);
}

/* ---- Bytes ----------------------------------------------------------------------------------- */

struct base64 {
    struct jsonl *json;
    unsigned char held[3];
    size_t n_held;
};

/* RFC 4648, 4. */
static void base64_group(struct base64 *to)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = (unsigned)to->held[0] << 16 | (unsigned)to->held[1] << 8 | to->held[2];
    char text[4] = {digits[bits >> 18], digits[bits >> 12 & 63], digits[bits >> 6 & 63],
                    digits[bits & 63]};
    for (size_t k = to->n_held + 1; k < sizeof text; k++)
        text[k] = '=';
    out_bytes(to->json->out, text, sizeof text);
    memset(to->held, 0, sizeof to->held);
    to->n_held = 0;
}

static bool base64_write(void *context, const char *bytes, size_t n)
{
    struct base64 *to = context;
    for (size_t k = 0; k < n; k++) {
        to->held[to->n_held++] = (unsigned char)bytes[k];
        if (to->n_held == sizeof to->held)
            base64_group(to);
    }
    return !out_failed(to->json->out);
}

void leaf_write_base64(struct export *ex, br_value value)
{
    struct base64 to = {.json = ex->json};
    bool is_text;
    jsonl_string_begin(ex->json);
    struct br_sink sink = {base64_write, &to};
    bool is_changing = br_kind(ex->rec, value) == BR_KIND_BYTEARRAY;
    if ((is_changing ? br_bytes_at(ex->end, value, sink)
                     : br_content(ex->rec, value, sink, &is_text)) != BR_OK)
        ex->failed = true;
    if (to.n_held > 0)
        base64_group(&to);
    jsonl_string_end(ex->json);
}

static void write_bytes(struct export *ex, br_value value)
{
    export_escape(ex, "bytes", "a bytes object", value);
    leaf_write_base64(ex, value);
    export_escape_end(ex);
}

/* ---- Numbers --------------------------------------------------------------------------------- */

/* The machine's text of it, in ex->text. */
static void read_text(struct export *ex, br_value value)
{
    struct br_text_options options = {.max_digits = DIGITS_MAX};
    struct br_text_result result;
    buf_clear(&ex->text);
    if (br_text(ex->end, value, &options, buf_sink(&ex->text), &result) != BR_OK || ex->text.failed)
        ex->failed = true;
}

static void write_big_int(struct export *ex, br_value value)
{
    read_text(ex, value);
    const char *text = buf_text(&ex->text);
    if (ex->options.has_big_numbers && !strchr(text, 'x')) {
        jsonl_literal(ex->json, text, ex->text.len);
        return;
    }
    export_escape(ex, "int", "an int beyond 2**53", value);
    jsonl_str(ex->json, text);
    export_escape_end(ex);
}

static void write_int(struct export *ex, br_value value)
{
    int64_t number;
    if (br_int(ex->rec, value, &number) && number >= -SAFE_INT_MAX && number <= SAFE_INT_MAX)
        jsonl_signed(ex->json, number);
    else
        write_big_int(ex, value);
}

/* NaNs that are not the usual one say their bits. */
static void write_odd_float(struct export *ex, br_value value, double number)
{
    uint64_t bits;
    char text[32];
    memcpy(&bits, &number, sizeof bits);
    if (isinf(number))
        snprintf(text, sizeof text, "%sinf", number < 0 ? "-" : "");
    else if (bits == UINT64_C(0x7ff8000000000000))
        snprintf(text, sizeof text, "nan");
    else
        snprintf(text, sizeof text, "nan:%016" PRIx64, bits);
    export_escape(ex, "float", isinf(number) ? "an infinite float" : "a nan", value);
    jsonl_str(ex->json, text);
    export_escape_end(ex);
}

static void write_float(struct export *ex, br_value value)
{
    double number = 0;
    if (br_float(ex->rec, value, &number) && !isfinite(number)) {
        write_odd_float(ex, value, number);
        return;
    }
    read_text(ex, value); /* what repr() prints of it is a number of JSON too */
    jsonl_literal(ex->json, buf_text(&ex->text), ex->text.len);
}

static void write_bool(struct export *ex, br_value value)
{
    int64_t number = 0;
    br_int(ex->rec, value, &number);
    jsonl_bool(ex->json, number != 0);
}

static void write_none(struct export *ex, br_value value)
{
    (void)value;
    jsonl_null(ex->json);
}

/* ---- What is imported ------------------------------------------------------------------------ */

/* One part of a name, or nothing and a refusal. Which names nobody could import is plain from a
 * backslash: the machine's text has them where there is no character to show. */
static void read_part(struct export *ex, br_value value, enum br_part part, struct buf *out)
{
    bool is_literal = false;
    out->limit = 1 << 16;
    if (br_global_part(ex->rec, value, part, buf_sink(out), &is_literal) != BR_OK && !out->failed)
        ex->failed = true;
    if (!is_literal || out->failed || memchr(buf_text(out), '\\', out->len))
        export_refuse(ex, br_maker(ex->rec, value), "imports what has no plain name");
    if (ex->is_looking)
        export_weigh(ex, out->len, br_maker(ex->rec, value));
}

void leaf_write_global(struct export *ex, br_value value)
{
    struct buf module = {.limit = 0}, name = {.limit = 0};
    const char *mapped_module = NULL, *mapped_name = NULL;
    read_part(ex, value, BR_PART_MODULE, &module);
    read_part(ex, value, BR_PART_NAME, &name);
    bool is_mapped = br_protocol(ex->rec, br_maker(ex->rec, value)) < 3 &&
                     br_mapped(buf_text(&module), module.len, buf_text(&name), name.len,
                               &mapped_module, &mapped_name);
    jsonl_object(ex->json);
    jsonl_key(ex->json, "$global");
    jsonl_array(ex->json);
    if (is_mapped)
        jsonl_str(ex->json, mapped_module);
    else
        jsonl_bytes(ex->json, buf_text(&module), module.len);
    if (is_mapped && mapped_name)
        jsonl_str(ex->json, mapped_name);
    else
        jsonl_bytes(ex->json, buf_text(&name), name.len);
    jsonl_array_end(ex->json);
    jsonl_object_end(ex->json);
    buf_free(&module);
    buf_free(&name);
}

static void write_extension(struct export *ex, br_value value)
{
    jsonl_object(ex->json);
    jsonl_key(ex->json, "$extension");
    jsonl_signed(ex->json, br_number(ex->rec, value));
    jsonl_object_end(ex->json);
}

/* () is one object everywhere. */
static void write_empty_tuple(struct export *ex, br_value value)
{
    export_escape(ex, "tuple", "a tuple", value);
    jsonl_array(ex->json);
    jsonl_array_end(ex->json);
    export_escape_end(ex);
}

/* ---- All of them ----------------------------------------------------------------------------- */

static void (*const writers[BR_KIND_COUNT])(struct export *ex, br_value value) = {
    [BR_KIND_NONE] = write_none,
    [BR_KIND_BOOL] = write_bool,
    [BR_KIND_INT] = write_int,
    [BR_KIND_FLOAT] = write_float,
    [BR_KIND_STR] = write_str,
    [BR_KIND_BYTES] = write_bytes,
    [BR_KIND_TUPLE] = write_empty_tuple,
    [BR_KIND_GLOBAL] = leaf_write_global,
    [BR_KIND_EXTENSION] = write_extension,
};

bool leaf_is_one(const struct export *ex, br_value value)
{
    enum br_kind kind = br_kind(ex->rec, value);
    return writers[kind] && (kind != BR_KIND_TUPLE || br_put_count(ex->end, value) == 0);
}

void leaf_write(struct export *ex, br_value value)
{
    enum br_kind kind = br_kind(ex->rec, value);
    bool is_plain = kind < BR_KIND_TUPLE;
    if (ex->is_looking)
        export_weigh(ex, 8 + (is_plain ? br_raw(ex->rec, value).len : 32),
                     br_maker(ex->rec, value));
    if (!ex->is_looking || ex->options.is_strict || !is_plain)
        writers[kind](ex, value);
}
