/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that stand in a text: JSON as the module json reads it, and Python's literals as
 * ast.literal_eval does. What is not known to be one is refused. */
#include <math.h>
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/render.h"
#include "src/base/utf8.h"

enum { DEPTH_MAX = 16 }; /* containers in containers */

struct reader {
    struct evaluator *ev;
    const char *at, *end;
    bool is_json;
    const struct meaning *object_hook, *pairs_hook; /* of json.loads, or NULL, as these: */
    const struct meaning *parse_int, *parse_float, *parse_constant;
    unsigned depth;
};

static bool is_at(const struct reader *reader, char c)
{
    return reader->at < reader->end && *reader->at == c;
}

static bool take(struct reader *reader, char c)
{
    bool is_there = is_at(reader, c);
    reader->at += is_there;
    return is_there;
}

static bool take_word(struct reader *reader, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(reader->end - reader->at) < n || memcmp(reader->at, word, n) != 0)
        return false;
    const char *next = reader->at + n;
    char low = next < reader->end ? (char)(*next | 0x20) : ' ';
    bool is_longer = (low >= 'a' && low <= 'z') || (next < reader->end && *next == '_');
    reader->at += is_longer ? 0 : n;
    return !is_longer;
}

static void skip_blanks(struct reader *reader)
{
    while (is_at(reader, ' ') || is_at(reader, '\t') || is_at(reader, '\n') ||
           (reader->is_json && is_at(reader, '\r')))
        reader->at++;
}

static const struct meaning *read_value(struct reader *reader);

/* ---- Texts ----------------------------------------------------------------------------------- */

static bool read_hex(struct reader *reader, unsigned digits, uint32_t *code)
{
    *code = 0;
    while (digits-- > 0) {
        if (reader->at == reader->end)
            return false;
        char c = *reader->at++;
        const char *letters = "0123456789abcdef";
        const char *digit = memchr(letters, c >= 'A' && c <= 'F' ? c + 32 : c, 16);
        if (!digit || !c)
            return false;
        *code = *code * 16 + (uint32_t)(digit - letters);
    }
    return true;
}

/* A pair of surrogates is one character. */
static bool read_json_code(struct reader *reader, struct buf *out)
{
    uint32_t code, low;
    if (!read_hex(reader, 4, &code))
        return false;
    bool is_high = code >= 0xd800 && code < 0xdc00;
    if (is_high && reader->end - reader->at >= 6 && reader->at[0] == '\\' && reader->at[1] == 'u') {
        const char *kept = reader->at;
        reader->at += 2;
        if (!read_hex(reader, 4, &low))
            return false;
        if (low >= 0xdc00 && low < 0xe000)
            code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00));
        else
            reader->at = kept;
    }
    return utf8_put(code, out);
}

/* Behind a backslash. */
static bool read_json_escape(struct reader *reader, struct buf *out)
{
    static const char pairs[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    char c = reader->at < reader->end ? *reader->at++ : 0;
    for (size_t k = 0; c && k + 1 < sizeof pairs; k += 2) {
        if (pairs[k] == c) {
            buf_char(out, pairs[k + 1]);
            return true;
        }
    }
    return c == 'u' && read_json_code(reader, out);
}

/* Up to the closing quote, the opening one read. */
static const struct meaning *read_json_text(struct reader *reader)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = true;
    while (good && reader->at < reader->end && !is_at(reader, '"')) {
        char c = *reader->at++;
        if (c == '\\')
            good = read_json_escape(reader, &out);
        else if ((unsigned char)c < 0x20)
            good = false;
        else
            buf_char(&out, c);
    }
    if (!good || !take(reader, '"') || !ev_spend(reader->ev, out.len)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&reader->ev->store, MEANING_TEXT, &out);
}

/* What stands before a Python literal's quote. */
struct prefix {
    bool is_raw, is_bytes;
};

static bool read_prefix(struct reader *reader, struct prefix *prefix)
{
    const char *at = reader->at;
    *prefix = (struct prefix){false, false};
    bool is_unicode = false;
    for (; at < reader->end && at - reader->at < 2; at++) {
        char c = (char)(*at | 0x20);
        bool *flag = c == 'r'   ? &prefix->is_raw
                     : c == 'b' ? &prefix->is_bytes
                     : c == 'u' ? &is_unicode
                                : NULL;
        if (!flag || *flag)
            break;
        *flag = true;
    }
    bool is_good = at < reader->end && (*at == '\'' || *at == '"') &&
                   !(is_unicode && (prefix->is_raw || prefix->is_bytes));
    if (is_good)
        reader->at = at;
    return is_good;
}

/* Behind a backslash; up to three octal digits, of which the first is c. */
static bool read_octal(struct reader *reader, char c, bool is_bytes, struct buf *out)
{
    uint32_t code = (uint32_t)(c - '0');
    for (int k = 0; k < 2 && reader->at < reader->end && *reader->at >= '0' && *reader->at <= '7';
         k++)
        code = code * 8 + (uint32_t)(*reader->at++ - '0');
    if (code > 0xff)
        return false;
    if (is_bytes)
        buf_char(out, (char)code);
    return is_bytes || utf8_put(code, out);
}

static bool read_python_escape(struct reader *reader, bool is_bytes, struct buf *out)
{
    static const char pairs[] = "\\\\''\"\"a\ab\bf\fn\nr\rt\tv\v";
    char c = reader->at < reader->end ? *reader->at++ : 0;
    uint32_t code;
    for (size_t k = 0; c && k + 1 < sizeof pairs; k += 2) {
        if (pairs[k] == c) {
            buf_char(out, pairs[k + 1]);
            return true;
        }
    }
    if (c == '\n')
        return true;
    if (c >= '0' && c <= '7')
        return read_octal(reader, c, is_bytes, out);
    if (c == 'x' || (!is_bytes && (c == 'u' || c == 'U'))) {
        if (!read_hex(reader, c == 'x' ? 2 : c == 'u' ? 4 : 8, &code))
            return false;
        if (is_bytes)
            buf_char(out, (char)code);
        return is_bytes || utf8_put(code, out);
    }
    if (c == 0 || c == 'N') /* names of characters are not known here */
        return false;
    buf_char(out, '\\');
    reader->at--;
    return true;
}

static bool is_quote(const struct reader *reader, char quote, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        if (reader->at + k >= reader->end || reader->at[k] != quote)
            return false;
    }
    return true;
}

/* One literal behind its prefix. */
static bool read_quoted(struct reader *reader, struct prefix prefix, struct buf *out)
{
    char quote = *reader->at;
    size_t n = is_quote(reader, quote, 3) ? 3 : 1;
    if (n == 1 && is_quote(reader, quote, 2)) {
        reader->at += 2;
        return true;
    }
    reader->at += n;
    while (reader->at < reader->end && !is_quote(reader, quote, n)) {
        char c = *reader->at++;
        bool is_refused = (n == 1 && c == '\n') || (prefix.is_bytes && (unsigned char)c >= 0x80);
        if (is_refused)
            return false;
        if (c != '\\') {
            buf_char(out, c);
        } else if (prefix.is_raw) {
            buf_char(out, c);
            if (reader->at == reader->end || (n == 1 && *reader->at == '\n'))
                return false;
            buf_char(out, *reader->at++);
        } else if (!read_python_escape(reader, prefix.is_bytes, out)) {
            return false;
        }
    }
    bool is_closed = is_quote(reader, quote, n);
    reader->at += is_closed ? n : 0;
    return is_closed;
}

/* 'a' "b": one text; the kinds are not mixed. */
static const struct meaning *read_python_text(struct reader *reader, struct prefix prefix)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    struct prefix next = prefix;
    bool good;
    const char *kept;
    do {
        good = next.is_bytes == prefix.is_bytes && read_quoted(reader, next, &out);
        kept = reader->at;
        while (reader->depth && (is_at(reader, '\n')))
            reader->at++;
        while (is_at(reader, ' ') || is_at(reader, '\t') || (reader->depth && is_at(reader, '\n')))
            reader->at++;
    } while (good && read_prefix(reader, &next));
    reader->at = good ? reader->at : kept;
    if (!good || !ev_spend(reader->ev, out.len)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&reader->ev->store, prefix.is_bytes ? MEANING_BYTES : MEANING_TEXT, &out);
}

/* ---- Numbers --------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What a hook of json.loads makes of a part of the text. */
static const struct meaning *call_with_text(struct reader *reader, const struct meaning *hook,
                                            const char *text, size_t n)
{
    const struct meaning *part = meaning_text(&reader->ev->store, MEANING_TEXT, text, n);
    return part ? ev_call_1(reader->ev, hook, part) : NULL;
}

/* Digits, a fraction, an exponent; JSON has no leading zeros, and nor has Python. */
static const struct meaning *read_number(struct reader *reader)
{
    const char *from = reader->at;
    bool is_float = false, is_negative = take(reader, '-');
    if (!reader->is_json && is_negative)
        while (is_at(reader, ' '))
            reader->at++;
    const char *digits = reader->at;
    bool is_hex = !reader->is_json && reader->end - digits > 2 && digits[0] == '0' &&
                  (digits[1] | 0x20) >= 'b';
    while (reader->at < reader->end) {
        char c = *reader->at;
        bool is_sign = (c == '-' || c == '+') && (reader->at[-1] | 0x20) == 'e' && is_float;
        bool is_letter = is_hex && ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        is_float |= !is_hex && (c == '.' || (c | 0x20) == 'e');
        if (!is_digit(c) && !is_letter && !is_sign &&
            !(!is_hex && (c == '.' || (c | 0x20) == 'e')) && !(c == '_' && !reader->is_json))
            break;
        reader->at++;
    }
    size_t n = (size_t)(reader->at - digits);
    struct meaning text = {.kind = MEANING_TEXT, .text = digits, .text_len = n};
    int64_t number;
    double real;
    bool is_odd = n == 0 || (!is_digit(digits[0]) && (reader->is_json || digits[0] != '.')) ||
                  (n > 1 && digits[0] == '0' && is_digit(digits[1])) || from == reader->at;
    if (is_odd)
        return NULL;
    const struct meaning *parse = is_float ? reader->parse_float : reader->parse_int;
    if (parse)
        return call_with_text(reader, parse, from, (size_t)(reader->at - from));
    if (is_float) {
        bool is_whole = memchr(digits, '_', n) == NULL && is_digit(digits[n - 1]) &&
                        num_read_float(digits, n, &real);
        return is_whole ? num_float(&reader->ev->store, is_negative ? -real : real) : NULL;
    }
    const struct meaning *value = render_int(&text, reader->is_json ? 10 : 0, &number)
                                      ? meaning_int(&reader->ev->store, number)
                                      : render_big(reader->ev, &text, reader->is_json ? 10 : 0);
    return value && is_negative ? operator_run(reader->ev, OPERATOR_NEG, value, NULL) : value;
}

/* ---- Containers ------------------------------------------------------------------------------ */

/* Items up to a bracket; *has_comma: the last has one behind it. */
static struct meaning *read_items(struct reader *reader, char close, enum meaning_kind kind,
                                  bool *has_comma)
{
    struct meaning *list = meaning_new(&reader->ev->store, kind);
    *has_comma = false;
    for (;;) {
        skip_blanks(reader);
        if (take(reader, close))
            return *has_comma && reader->is_json ? NULL : list;
        if (list && list->n_items && !*has_comma)
            return NULL;
        const struct meaning *item = read_value(reader);
        if (!item || !list || list->is_lost)
            return NULL;
        meaning_add(&reader->ev->store, list, item);
        skip_blanks(reader);
        *has_comma = take(reader, ',');
    }
}

/* What the hooks of json.loads make of an object. */
static const struct meaning *hooked(struct reader *reader, struct meaning *dict,
                                    struct meaning *pairs)
{
    if (reader->pairs_hook)
        return ev_call_1(reader->ev, reader->pairs_hook, pairs);
    return reader->object_hook ? ev_call_1(reader->ev, reader->object_hook, dict) : dict;
}

/* A dict; where the first item has no colon, a set. */
static const struct meaning *read_braces(struct reader *reader)
{
    struct meaning_store *store = &reader->ev->store;
    struct meaning *dict = meaning_new(store, MEANING_DICT);
    struct meaning *set = meaning_new(store, MEANING_SET),
                   *pairs = meaning_new(store, MEANING_LIST);
    bool has_comma = true;
    for (;;) {
        skip_blanks(reader);
        bool is_empty = dict && set && pairs && dict->n_items + set->n_items == 0;
        if (take(reader, '}')) {
            if (!dict || !set || (reader->is_json && has_comma && !is_empty))
                return NULL;
            return set->n_items ? set : hooked(reader, dict, pairs);
        }
        if (!has_comma || !dict || !set || !pairs)
            return NULL;
        const struct meaning *two[2] = {read_value(reader), NULL};
        skip_blanks(reader);
        if (!two[0] || (reader->is_json && two[0]->kind != MEANING_TEXT))
            return NULL;
        bool has_value = take(reader, ':');
        if ((has_value && set->n_items) || (!has_value && (reader->is_json || dict->n_items)))
            return NULL;
        skip_blanks(reader);
        two[1] = has_value ? read_value(reader) : NULL;
        if (has_value && !two[1])
            return NULL;
        if (has_value) {
            ev_put(reader->ev, dict, two[0], two[1]);
            meaning_add(store, pairs, meaning_items(store, MEANING_TUPLE, two, 2));
        } else {
            meaning_add(store, set, two[0]);
        }
        if (dict->is_lost || set->is_lost || pairs->is_lost)
            return NULL;
        skip_blanks(reader);
        has_comma = take(reader, ',');
    }
}

static const struct meaning *read_container(struct reader *reader)
{
    bool has_comma;
    if (take(reader, '['))
        return read_items(reader, ']', MEANING_LIST, &has_comma);
    if (take(reader, '{'))
        return read_braces(reader);
    reader->at++; /* a bracket of a tuple, or around one value */
    struct meaning *tuple = read_items(reader, ')', MEANING_TUPLE, &has_comma);
    return tuple && tuple->n_items == 1 && !has_comma ? tuple->items[0] : tuple;
}

static const struct meaning *read_word(struct reader *reader)
{
    struct meaning_store *store = &reader->ev->store;
    if (take_word(reader, reader->is_json ? "true" : "True"))
        return meaning_bool(store, true);
    if (take_word(reader, reader->is_json ? "false" : "False"))
        return meaning_bool(store, false);
    return take_word(reader, reader->is_json ? "null" : "None") ? meaning_none(store) : NULL;
}

/* NaN and its like, which json.loads reads; NULL: it is none, or no longer one by itself. */
static const struct meaning *read_constant(struct reader *reader)
{
    static const struct {
        const char *word;
        double value;
    } constants[] = {{"NaN", NAN}, {"Infinity", INFINITY}, {"-Infinity", -INFINITY}};
    const char *from = reader->at;
    for (size_t k = 0; reader->is_json && k < sizeof constants / sizeof constants[0]; k++) {
        if (!take_word(reader, constants[k].word))
            continue;
        return reader->parse_constant
                   ? call_with_text(reader, reader->parse_constant, from, strlen(constants[k].word))
                   : num_float(&reader->ev->store, constants[k].value);
    }
    return NULL;
}

/* Depth is bounded. */
static const struct meaning *read_value(struct reader *reader)
{
    struct prefix prefix;
    if (reader->at == reader->end || !ev_spend(reader->ev, 1))
        return NULL;
    char c = *reader->at;
    bool is_bracket = c == '[' || c == '{' || (c == '(' && !reader->is_json);
    if (is_bracket) {
        if (reader->depth == DEPTH_MAX)
            return NULL;
        reader->depth++;
        const struct meaning *container = read_container(reader);
        reader->depth--;
        return container;
    }
    if (reader->is_json && take(reader, '"'))
        return read_json_text(reader);
    if (!reader->is_json && read_prefix(reader, &prefix))
        return read_python_text(reader, prefix);
    const struct meaning *constant = read_constant(reader);
    if (constant || reader->at == reader->end)
        return constant;
    if (is_digit(c) || c == '-' || (c == '.' && !reader->is_json))
        return read_number(reader);
    return read_word(reader);
}

/* ---- Functions ------------------------------------------------------------------------------- */

/* The text of JSON: bytes are UTF-8 where no byte is zero. NULL: not known. */
static const struct meaning *json_text(struct evaluator *ev, const struct meaning *text)
{
    if (meaning_is(text, MEANING_TEXT)) /* a mark before it is refused */
        return strncmp(text->text, "\xef\xbb\xbf", 3) == 0 ? NULL : text;
    bool is_utf8 = meaning_is(text, MEANING_BYTES) && !memchr(text->text, '\0', text->text_len) &&
                   text->text_len && (unsigned char)text->text[0] < 0x80;
    return is_utf8 ? coder_run(ev, text, "utf-8", 5, true) : NULL;
}

static const struct meaning *given(struct evaluator *ev, const struct arguments *args,
                                   const char *name)
{
    const struct meaning *hook = arg_named(ev, args, name);
    return hook && hook->kind != MEANING_NONE ? hook : NULL;
}

/* One value of JSON, and the place behind it in characters of which all before are ASCII. */
static const struct meaning *read_json(struct evaluator *ev, const struct meaning *text,
                                       const struct arguments *args, size_t *at, bool is_whole)
{
    struct reader reader = {.ev = ev,
                            .at = text->text + *at,
                            .end = text->text + text->text_len,
                            .is_json = true,
                            .object_hook = given(ev, args, "object_hook"),
                            .pairs_hook = given(ev, args, "object_pairs_hook"),
                            .parse_int = given(ev, args, "parse_int"),
                            .parse_float = given(ev, args, "parse_float"),
                            .parse_constant = given(ev, args, "parse_constant")};
    bool is_changed = given(ev, args, "cls") || given(ev, args, "strict");
    if (is_changed || !ev_spend(ev, text->text_len))
        return NULL;
    if (is_whole)
        skip_blanks(&reader);
    const struct meaning *value = read_value(&reader);
    if (is_whole)
        skip_blanks(&reader);
    *at = (size_t)(reader.at - text->text);
    return is_whole && reader.at < reader.end ? NULL : value;
}

/* json.loads(text), JSONDecoder().decode(text): number is where the text stands. */
MODEL_RUN(model_json)
{
    static const struct meaning *const none[1];
    const struct meaning *text = json_text(ev, arg(ev, args, (uint32_t)model->number));
    struct arguments made = *args;
    size_t at = 0;
    if (model->number && !ev_made_with(ev, arg(ev, args, 0), &made))
        made = (struct arguments){.items = none};
    return text ? read_json(ev, text, &made, &at, true) : NULL;
}

/* json.load(file), of a buffer in memory. */
MODEL_RUN(model_json_load)
{
    static const struct model loads = {.number = 0};
    const struct meaning *file = arg(ev, args, 0);
    const struct meaning *read =
        file->kind == MEANING_OBJECT ? ev_attribute(ev, file, "read", 4) : NULL;
    const struct meaning *text =
        read ? ev_call(ev, read, &(struct arguments){.items = args->items}) : NULL;
    struct arguments all = *args;
    (void)model;
    all.items = &text;
    all.n = 1;
    return text ? model_json(ev, &loads, &all) : NULL;
}

/* JSONDecoder().raw_decode(text, from): the value, and the place behind it. */
MODEL_RUN(model_raw_decode)
{
    const struct meaning *text = arg_of_kind(ev, args, 1, MEANING_TEXT), *from = arg(ev, args, 2);
    static const struct meaning *const none[1];
    struct arguments made;
    size_t at = meaning_is_number(from) && from->number > 0 ? (size_t)from->number : 0;
    (void)model;
    if (!text || at > text->text_len || (at && !meaning_is_number(from)))
        return NULL;
    if (!ev_made_with(ev, arg(ev, args, 0), &made))
        made = (struct arguments){.items = none};
    const struct meaning *two[2] = {read_json(ev, text, &made, &at, false), NULL};
    for (size_t k = 0; k < at; k++) {
        if ((unsigned char)text->text[k] >= 0x80)
            return NULL;
    }
    two[1] = meaning_int(&ev->store, (int64_t)at);
    return two[0] && two[1] ? meaning_items(&ev->store, MEANING_TUPLE, two, 2) : NULL;
}

/* json.decoder.scanstring(text, place behind the quote) */
MODEL_RUN(model_scanstring)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT), *from = arg(ev, args, 1);
    size_t at = meaning_is_number(from) && from->number > 0 ? (size_t)from->number : 0;
    (void)model;
    if (!text || at == 0 || at > text->text_len || !ev_spend(ev, text->text_len))
        return NULL;
    struct reader reader = {
        .ev = ev, .at = text->text + at, .end = text->text + text->text_len, .is_json = true};
    const struct meaning *two[2] = {read_json_text(&reader), NULL};
    for (const char *k = text->text; k < reader.at; k++) {
        if ((unsigned char)*k >= 0x80)
            return NULL;
    }
    two[1] = meaning_int(&ev->store, reader.at - text->text);
    return two[0] && two[1] ? meaning_items(&ev->store, MEANING_TUPLE, two, 2) : NULL;
}

MODEL_RUN(model_literal)
{
    (void)model;
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    bool is_refused = !text || memchr(text->text, '\r', text->text_len) ||
                      memchr(text->text, '\0', text->text_len) || !ev_spend(ev, text->text_len);
    if (is_refused)
        return NULL;
    struct reader reader = {.ev = ev, .at = text->text, .end = text->text + text->text_len};
    while (is_at(&reader, ' ') || is_at(&reader, '\t'))
        reader.at++;
    struct meaning *tuple = NULL;
    const struct meaning *value = read_value(&reader);
    while (is_at(&reader, ' ') || is_at(&reader, '\t'))
        reader.at++;
    while (value && take(&reader, ',')) { /* a tuple without brackets */
        tuple = tuple ? tuple : meaning_items(&ev->store, MEANING_TUPLE, &value, 1);
        while (is_at(&reader, ' '))
            reader.at++;
        if (!tuple || reader.at == reader.end)
            break;
        value = read_value(&reader);
        meaning_add(&ev->store, tuple, value ? value : &meaning_unknown);
        while (is_at(&reader, ' '))
            reader.at++;
    }
    while (is_at(&reader, '\n') || is_at(&reader, ' '))
        reader.at++;
    return reader.at < reader.end || !value ? NULL : tuple ? tuple : value;
}

/* ---- Writing JSON ---------------------------------------------------------------------------- */

static bool write_json_text(const struct meaning *text, struct buf *out)
{
    static const char pairs[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    buf_char(out, '"');
    for (size_t at = 0; at < text->text_len;) {
        uint32_t code = render_next_code(text, &at);
        const char *found = NULL;
        for (size_t k = 0; k + 1 < sizeof pairs && !found; k += 2)
            found = (uint32_t)pairs[k] == code ? pairs + k + 1 : NULL;
        if (found)
            buf_printf(out, "\\%c", *found);
        else if (code >= 0x20 && code < 0x7f)
            buf_char(out, (char)code);
        else if (code < 0x10000)
            buf_printf(out, "\\u%04x", code);
        else
            buf_printf(out, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
                       0xdc00 + ((code - 0x10000) & 0x3ff));
    }
    buf_char(out, '"');
    return !out->failed;
}

static bool write_json(struct evaluator *ev, const struct meaning *value, struct buf *out,
                       unsigned depth);

static bool write_json_items(struct evaluator *ev, const struct meaning *container, bool is_dict,
                             struct buf *out, unsigned depth)
{
    struct meaning *items = ev_iterator(ev, container);
    const struct meaning *item;
    bool good = items != NULL, is_first = true;
    buf_char(out, is_dict ? '{' : '[');
    while (good && (item = ev_next(ev, items)) != NULL) {
        buf_str(out, is_first ? "" : ", ");
        is_first = false;
        good = is_dict ? item->kind == MEANING_TEXT && write_json_text(item, out)
                       : write_json(ev, item, out, depth + 1);
        if (good && is_dict) {
            const struct meaning *under = ev_subscript(ev, container, item);
            buf_str(out, ": ");
            good = under && write_json(ev, under, out, depth + 1);
        }
    }
    buf_char(out, is_dict ? '}' : ']');
    return good && !out->failed;
}

static bool write_json(struct evaluator *ev, const struct meaning *value, struct buf *out,
                       unsigned depth)
{
    if (depth > DEPTH_MAX || !ev_spend(ev, 1))
        return false;
    const char *type = ev_type_name(ev, value);
    if (value->kind == MEANING_TEXT)
        return ev_spend(ev, value->text_len) && write_json_text(value, out);
    if (value->kind == MEANING_NONE || value->kind == MEANING_BOOL) {
        buf_str(out, value->kind == MEANING_NONE ? "null" : value->number ? "true" : "false");
        return true;
    }
    if (num_is(value))
        return render_str(ev, value, out);
    bool is_dict = type && strcmp(type, "dict") == 0 && value->kind != MEANING_NAMESPACE;
    bool is_list = type && (strcmp(type, "list") == 0 || strcmp(type, "tuple") == 0);
    return (is_dict || (is_list && !value->type)) && !value->is_lost &&
           write_json_items(ev, value, is_dict, out, depth);
}

/* json.dumps(value), JSONEncoder().encode(value), with nothing said of the form. */
MODEL_RUN(model_json_dumps)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    struct arguments made = {.n = 0};
    const struct meaning *value = arg(ev, args, (uint32_t)model->number);
    bool is_plain = args->n_named == 0 && args->n == (uint32_t)model->number + 1;
    if (model->number && ev_made_with(ev, arg(ev, args, 0), &made))
        is_plain &= made.n == 0 && made.n_named == 0;
    if (!is_plain || !write_json(ev, value, &out, 0)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* clang-format off */
const struct model literals[] = {
    {"ast", "literal_eval", 1, model_literal, 0, NULL},
    {"json", "loads", 1, model_json, 0, NULL},
    {"json", "load", 1, model_json_load, 0, NULL},
    {"json", "dumps", 1, model_json_dumps, 0, NULL},
    {"json", "JSONDecoder.decode", 2, model_json, 1, NULL},
    {"json", "JSONDecoder.raw_decode", 2, model_raw_decode, 0, NULL},
    {"json.decoder", "JSONDecoder.decode", 2, model_json, 1, NULL},
    {"json.decoder", "JSONDecoder.raw_decode", 2, model_raw_decode, 0, NULL},
    {"json.decoder", "scanstring", 2, model_scanstring, 0, NULL},
    {"_json", "scanstring", 2, model_scanstring, 0, NULL},
    {"json.decoder", "py_scanstring", 2, model_scanstring, 0, NULL},
    {"json", "JSONEncoder.encode", 2, model_json_dumps, 1, NULL},
    {"json.encoder", "JSONEncoder.encode", 2, model_json_dumps, 1, NULL},
};
/* clang-format on */
const size_t n_literals = sizeof literals / sizeof literals[0];
