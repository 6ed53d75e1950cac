/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is costly to know of long literals. A text is cut after a few bytes, but whether it begins
 * with ' or " is said by its last character, and the first digit of an integer by its last byte. So
 * that is found once for each literal, not once for each text it stands in. */
#include "vm/values.h"

#include <stdlib.h>

#include "vm/repr.h"

struct literal {
    uint64_t first_line; /* bytes of the first line of a pair; 0: not looked for */
    uint64_t count;      /* characters, + 1; 0: not looked for */
    uint8_t escapes;     /* ESCAPES_NONE or ESCAPES_SOME; 0: not looked for */
    uint8_t quotes;      /* QUOTES_KNOWN and which there are; 0: not looked for */
    bool whole;          /* `text` is all of it */
    bool escaped;        /* a lone surrogate is written in `text` */
    char *text;          /* of an integer, or an argument; NULL: not made */
    size_t text_len;
    uint64_t max_digits, ends; /* for which it was made */
};

enum { ESCAPES_NONE = 1, ESCAPES_SOME = 2 };
enum { QUOTES_KNOWN = 1, QUOTES_SINGLE = 2, QUOTES_DOUBLE = 4 };

/* key: a value, or argument_key(). */
static struct literal *literal_of(const br_record *rec, uint64_t key)
{
    struct index *index = index_of(rec);
    uint64_t *place = index ? map_put(&index->literals, key) : NULL;
    if (!place)
        return NULL;
    if (!*place) {
        struct literal *literal = budget_realloc(&index->budget, NULL, 0, sizeof *literal);
        if (!literal)
            return NULL;
        *literal = (struct literal){0};
        *place = (uintptr_t)literal;
    }
    return (struct literal *)(uintptr_t)*place;
}

void literal_free(struct index *index, void *object)
{
    struct literal *literal = object;
    budget_free(&index->budget, literal->text, literal->text_len);
    budget_free(&index->budget, literal, sizeof *literal);
}

uint64_t literal_first_line(const br_record *rec, br_op op, struct br_slice lines)
{
    struct literal *literal = lines.len > LONG_LITERAL ? literal_of(rec, op) : NULL;
    if (literal && literal->first_line)
        return literal->first_line;
    const uint8_t *end = lines.len ? memchr(lines.data, '\n', (size_t)lines.len) : NULL;
    uint64_t n = end ? (uint64_t)(end - lines.data) : lines.len;
    if (literal)
        literal->first_line = n;
    return n;
}

bool literal_has_escapes(const br_record *rec, br_value value, struct br_slice text)
{
    struct literal *literal = text.len > LONG_LITERAL ? literal_of(rec, value) : NULL;
    if (!literal)
        return !chars_unescaped(text);
    if (!literal->escapes)
        literal->escapes = chars_unescaped(text) ? ESCAPES_NONE : ESCAPES_SOME;
    return literal->escapes == ESCAPES_SOME;
}

bool literal_count(const br_record *rec, br_value value, enum chars_form form, struct br_slice text,
                   uint64_t *out)
{
    struct literal *literal = literal_of(rec, value);
    if (!literal)
        return false;
    if (!literal->count)
        literal->count = chars_count(form, text) + 1;
    *out = literal->count - 1;
    return true;
}

char literal_quote(const br_record *rec, br_value value, enum chars_form form, struct br_slice text)
{
    struct literal *literal = literal_of(rec, value);
    if (!literal)
        return 0;
    if (!literal->quotes) {
        bool has_single = false, has_double = false;
        repr_str_quotes(form, text, &has_single, &has_double);
        literal->quotes = (uint8_t)(QUOTES_KNOWN | (has_single ? QUOTES_SINGLE : 0) |
                                    (has_double ? QUOTES_DOUBLE : 0));
    }
    return repr_quote(literal->quotes & QUOTES_SINGLE, literal->quotes & QUOTES_DOUBLE);
}

/* ---- Integers -------------------------------------------------------------------------------- */

enum { MOST_TEXT = 1 << 20 }; /* kept of one; who prints more than that may pay for it */

/* Takes the first `most` bytes of a text. */
struct kept {
    struct budget *budget;
    size_t most;
    char *text;
    size_t n, max;
    bool whole;
    bool failed;
};

static bool kept_write(void *context, const char *bytes, size_t n)
{
    struct kept *kept = context;
    if (n > kept->most - kept->n) {
        n = kept->most - kept->n;
        kept->whole = false;
    }
    if (kept->n + n > kept->max) {
        size_t max = kept->n + n < kept->most / 2 ? (kept->n + n) * 2 : kept->most;
        char *text = budget_realloc(kept->budget, kept->text, kept->max, max);
        if (!text) {
            kept->failed = true;
            return false;
        }
        kept->text = text;
        kept->max = max;
    }
    memcpy(kept->text + kept->n, bytes, n);
    kept->n += n;
    return kept->whole;
}

static void write_number(struct out *out, const br_record *rec, br_value value, uint64_t max_digits)
{
    struct ins in;
    struct number number;
    uint8_t code = value_ins(rec, value, &in);
    if (code == 0x8a || code == 0x8b) {
        repr_int_le(out, (struct br_slice){in.arg, in.n}, max_digits);
    } else if (value_number(rec, value, &number)) {
        repr_number(out, &number, max_digits);
        number_clear(&number);
    }
}

/* Keeps in a literal what was written. */
static void keep_text(struct literal *literal, struct kept *kept, uint64_t max_digits)
{
    budget_free(kept->budget, literal->text, literal->text_len);
    char *fitted = budget_realloc(kept->budget, kept->text, kept->max, kept->n);
    kept->budget->held += fitted ? 0 : kept->n - kept->max;
    literal->text = fitted ? fitted : kept->text;
    literal->text_len = kept->n;
    literal->max_digits = max_digits;
    literal->whole = kept->whole;
}

static bool make_text(const br_record *rec, br_value value, uint64_t max_digits,
                      struct literal *literal)
{
    struct kept kept = {.budget = &rec->index->budget, .most = MOST_TEXT, .whole = true};
    struct out out;
    out_init(&out, (struct br_sink){kept_write, &kept}, 0);
    write_number(&out, rec, value, max_digits);
    bool is_written = out_finish(&out, NULL) == BR_OK || !kept.whole;
    if (kept.failed || !is_written) {
        budget_free(kept.budget, kept.text, kept.max);
        return false;
    }
    keep_text(literal, &kept, max_digits);
    return true;
}

bool literals_number(const br_record *rec, br_value value, uint64_t max_digits,
                     struct br_slice *text, bool *whole)
{
    struct literal *literal = literal_of(rec, value);
    if (!literal)
        return false;
    bool is_made = literal->text && literal->max_digits == max_digits;
    if (!is_made && !make_text(rec, value, max_digits, literal))
        return false;
    *text = (struct br_slice){(const uint8_t *)literal->text, literal->text_len};
    *whole = literal->whole;
    return true;
}

/* ---- Arguments ------------------------------------------------------------------------------- */

enum {
    LONG_ARGUMENT = 1 << 18, /* below it, reading all of it costs less than a millisecond */
    ARGUMENT_KEPT = 1 << 12, /* at least, of its text */
};

/* Its ends are kept beside all of it: who paints asks for one after the other. */
static uint64_t argument_key(const struct br_ins *ins, uint64_t ends)
{
    return UINT64_C(1) << 62 | (uint64_t)(ends > 0) << 61 | ins->pos;
}

/* Its text, or more than max_bytes of it; NULL: no memory. */
static const struct literal *argument_of(const br_record *rec, const struct br_ins *ins,
                                         const struct br_text_options *options)
{
    uint64_t max_bytes = options->max_bytes, max_digits = options->max_digits;
    struct literal *literal = literal_of(rec, argument_key(ins, options->ends));
    bool is_made = literal && literal->text && literal->max_digits == max_digits &&
                   literal->ends == options->ends;
    if (!literal || (is_made && (literal->whole || literal->text_len > max_bytes)))
        return literal;
    struct kept kept = {.budget = &rec->index->budget,
                        .most = max_bytes < ARGUMENT_KEPT ? ARGUMENT_KEPT : (size_t)max_bytes + 1,
                        .whole = true};
    struct br_text_options all = {.max_digits = max_digits, .ends = options->ends};
    struct br_text_result result = {0};
    br_arg_text(ins, &all, (struct br_sink){kept_write, &kept}, &result);
    if (kept.failed || kept.n == 0) {
        budget_free(kept.budget, kept.text, kept.max);
        return NULL;
    }
    keep_text(literal, &kept, max_digits);
    literal->escaped = result.escaped;
    literal->ends = options->ends;
    return literal;
}

enum br_status br_arg_text_in(const br_record *rec, const struct br_ins *ins,
                              const struct br_text_options *options, struct br_sink sink,
                              struct br_text_result *result)
{
    uint64_t most = options ? options->max_bytes : 0;
    bool is_long = ins->text.len + ins->name.len > LONG_ARGUMENT;
    if (!is_long || most == 0 || most > MOST_TEXT)
        return br_arg_text(ins, options, sink, result);
    const struct literal *literal = argument_of(rec, ins, options);
    if (!literal)
        return BR_NOMEM;
    struct out out;
    out_init(&out, sink, most);
    /* One byte more than may be taken is cut where all of it would be. */
    out_utf8(&out, literal->text, literal->text_len > most ? (size_t)most + 1 : literal->text_len);
    out.escaped = literal->escaped;
    return out_finish(&out, result);
}
