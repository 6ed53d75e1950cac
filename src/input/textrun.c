/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/textrun.h"

#include <string.h>

#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/literal.h"
#include "src/input/nested.h"
#include "src/input/prefixed.h"
#include "src/input/textcode.h"

enum {
    PIECE = 16384,        /* bytes of what a stretch stands for, by which it is judged */
    TASTED_BYTES = 65536, /* of a file, by which it is text */
    LEAST_LETTERS = 20,   /* of a stretch: nothing shorter calls anything */
    LEAST_LINE = 32,      /* letters in a line before another of the same stretch */
    BITS_BARE = 40,       /* what a pickle without a header must prove among many words (shape.h) */
    MOST_RUNS = 1000,     /* members of one text */
    MOST_WORK = 64,       /* bytes read of literals per byte of the text */
};

struct text {
    struct input *in;
    const uint8_t *bytes;
    uint64_t len;
    size_t runs;
    uint64_t work; /* bytes that were read of literals: each may be read from many starts */
    bool is_cut;   /* something was not tried */
    bool failed;   /* memory */
};

static bool is_enough(const struct text *text)
{
    return text->failed || text->runs >= MOST_RUNS || input_is_full(text->in) ||
           text->work / MOST_WORK > text->len + TASTED_BYTES;
}

/* ---- What it stands for ----------------------------------------------------------------------- */

/* A pickle that no words come to by chance. */
static bool is_sure_pickle(const uint8_t *bytes, size_t len, bool is_whole)
{
    struct evidence e = evidence_of_pickle(bytes, len, is_whole);
    bool is_proved = e.bits >= BITS_BARE && (e.has_stop || e.has_import);
    return e.is_pickle && (e.has_header ? e.has_stop || e.has_import || !is_whole : is_proved);
}

static bool is_text_again(const uint8_t *bytes, size_t len)
{
    return input_format_base64.bid(bytes, len) > 0 || input_format_hex.bid(bytes, len) > 0;
}

/* What came out of text[from .. to) by the row: all of it, or the first. */
static bool is_worth_it(struct text *text, uint64_t from, uint64_t to, const uint8_t *out, size_t n,
                        bool is_whole, const struct input_format *row)
{
    if (is_sure_pickle(out, n, is_whole))
        return true;
    if (!textcode_has_magic(out, n) && !is_text_again(out, n))
        return false;
    enum prefixed_kind kind = prefixed_try(text->in, text->bytes + from, to - from, row);
    text->is_cut |= kind == PREFIXED_UNTRIED;
    return kind == PREFIXED_PICKLE || kind == PREFIXED_UNKNOWN;
}

static void add_run(struct text *text, uint64_t from, uint64_t to, const struct input_format *row)
{
    struct buf name = {0};
    struct input_member *member = input_add_plain(text->in, from, to - from);
    buf_printf(&name, "@0x%llx", (unsigned long long)from);
    if (!member || name.failed) {
        buf_free(&name);
        text->failed = true;
        return;
    }
    text->runs++;
    member->format = row->name;
    member->pickle = INPUT_NO_PICKLE;
    member->reading = row;
    member->full_name = (uint8_t *)name.data;
    member->name = member->full_name;
    member->name_len = name.len;
}

/* ---- Stretches of letters --------------------------------------------------------------------- */

static bool is_letter(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '-' || c == '_';
}

static bool is_hex_digit(uint8_t c)
{
    uint8_t low = c | 0x20;
    return (c >= '0' && c <= '9') || (low >= 'a' && low <= 'f');
}

static uint64_t end_of_letters(const struct text *text, uint64_t at)
{
    while (at < text->len && is_letter(text->bytes[at]))
        at++;
    return at;
}

/* Where the stretch that begins at `from` ends: it goes on in the next line behind a line that is long. */
static uint64_t end_of_run(const struct text *text, uint64_t from)
{
    uint64_t line = from, end;
    for (;;) {
        end = end_of_letters(text, line);
        uint64_t next = textcode_pass_break(text->bytes, text->len, end);
        bool is_frame = text->len - next >= 2 && memcmp(text->bytes + next, "--", 2) == 0;
        if (end - line < LEAST_LINE || next == end || next >= text->len || is_frame ||
            !is_letter(text->bytes[next]))
            break;
        line = next;
    }
    for (unsigned k = 0; k < 2 && end < text->len && text->bytes[end] == '='; k++)
        end++;
    return end;
}

/* Decodes text[from .. to) and judges what comes. */
static bool judge_run(struct text *text, uint64_t from, uint64_t to, const struct textcode *code,
                      const struct input_format *row)
{
    uint8_t out[PIECE];
    uint64_t at = 0;
    size_t n = code->read(text->bytes + from, to - from, &at, out, sizeof out);
    return n > 0 && is_worth_it(text, from, to, out, n, n + 3 <= sizeof out, row);
}

static bool is_all_hex(const struct text *text, uint64_t from)
{
    for (unsigned k = 0; k < LEAST_LETTERS; k++)
        if (from + k >= text->len || !is_hex_digit(text->bytes[from + k]))
            return false;
    return true;
}

static void look_at_letters(struct text *text, uint64_t from, uint64_t to)
{
    if (is_all_hex(text, from) && judge_run(text, from, to, &textcode_hex, &input_format_hex))
        add_run(text, from, to, &input_format_hex);
    else if (judge_run(text, from, to, &textcode_base64, &input_format_base64))
        add_run(text, from, to, &input_format_base64);
}

/* The letter of an escape is none of the stretch behind it. */
static bool is_escaped(const struct text *text, uint64_t at)
{
    return at > 0 && text->bytes[at - 1] == '\\' && strchr("nrtx", text->bytes[at]);
}

/* "0x": what begins with these two as base64 is no pickle. */
static bool is_number(const struct text *text, uint64_t at)
{
    return text->len - at > 2 && text->bytes[at] == '0' && (text->bytes[at + 1] | 0x20) == 'x';
}

static void look_at_all_letters(struct text *text)
{
    uint64_t at = 0;
    while (at < text->len && !is_enough(text)) {
        if (!is_letter(text->bytes[at])) {
            at++;
            continue;
        }
        at += is_number(text, at) ? 2 : is_escaped(text, at);
        uint64_t end = end_of_run(text, at);
        if (end - at >= LEAST_LETTERS)
            look_at_letters(text, at, end);
        at = end > at ? end : at + 1;
    }
}

/* ---- Literals --------------------------------------------------------------------------------- */

/* Where a literal with its quote at `quote` begins: at the b before it. */
static uint64_t start_of_literal(const struct text *text, uint64_t quote)
{
    uint64_t at = quote;
    while (at > 0 && quote - at < 2 && memchr("bBrR", text->bytes[at - 1], 4))
        at--;
    bool is_word = at > 0 && is_letter(text->bytes[at - 1]) && at < quote;
    return is_word ? quote : at;
}

/* By its first bytes. */
static bool may_be_literal(struct text *text, uint64_t start)
{
    enum { FIRST = 512 };
    uint8_t out[FIRST];
    struct literal literal;
    if (!literal_begin(&literal, text->bytes, text->len, start))
        return false;
    size_t n = literal_read(&literal, out, sizeof out);
    text->work += literal.at - start;
    return n >= LEAST_LETTERS / 2 &&
           (evidence_of_pickle(out, n, n < sizeof out).is_pickle || textcode_has_magic(out, n));
}

/* Judges the literal that begins there; true: it was taken, and *at is behind it. */
static bool look_at_literal(struct text *text, uint64_t start, uint64_t *at)
{
    uint8_t out[PIECE], more[PIECE];
    struct literal literal;
    if (!may_be_literal(text, start) || !literal_begin(&literal, text->bytes, text->len, start))
        return false;
    size_t n = literal_read(&literal, out, sizeof out);
    while (literal_read(&literal, more, sizeof more) > 0)
        ;
    text->work += literal.at - start;
    bool is_whole = n < sizeof out;
    if (!literal.is_closed ||
        !is_worth_it(text, start, literal.at, out, n, is_whole, &input_format_literal))
        return false;
    add_run(text, start, literal.at, &input_format_literal);
    *at = literal.at;
    return true;
}

/* A literal that stands for its own letters is found without this. */
static void look_at_all_literals(struct text *text)
{
    uint64_t at = 0;
    while (at < text->len && !is_enough(text)) {
        uint8_t c = text->bytes[at];
        bool is_start = (c == '\'' || c == '"') && (at == 0 || text->bytes[at - 1] != '\\');
        if (!is_start || !look_at_literal(text, start_of_literal(text, at), &at))
            at++;
    }
}

/* ---- All -------------------------------------------------------------------------------------- */

static bool is_text(const struct input *in)
{
    uint64_t len = in->len < TASTED_BYTES ? in->len : TASTED_BYTES;
    return in->len >= LEAST_LETTERS && memchr(in->bytes, 0, (size_t)len) == NULL;
}

bool textrun_add_all(struct input *in)
{
    static const char not_all[] = "not all of the text was searched";
    struct text text = {.in = in, .bytes = in->bytes, .len = in->len};
    if (!is_text(in))
        return true;
    look_at_all_letters(&text);
    look_at_all_literals(&text);
    bool is_cut = text.is_cut || is_enough(&text);
    if (text.runs > 0) {
        in->members[0].pickle = INPUT_NO_PICKLE;
        in->members[0].format = "text";
        text.failed |= !input_set_text(&in->members[0].about, "text in which %zu %s", text.runs,
                                       text.runs == 1 ? "pickle stands" : "pickles stand");
        in->members[0].is_partial = is_cut;
        text.failed |= is_cut && !input_set_text(&in->members[0].why, not_all);
    } else if (is_cut && !text.failed) {
        nested_refuse(in, 0, not_all);
    }
    return !text.failed;
}
