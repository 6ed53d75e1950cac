/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What addresses are written with: quoting by '%', and queries (urllib.parse). */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"
#include "src/base/codec.h"

static bool is_text_or_bytes(const struct meaning *meaning)
{
    return meaning_is(meaning, MEANING_TEXT) || meaning_is(meaning, MEANING_BYTES);
}

static bool is_ascii(const char *text, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        if ((unsigned char)text[k] >= 0x80)
            return false;
    }
    return true;
}

/* ---- Unquoting ------------------------------------------------------------------------------- */

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void put_unquoted(const char *text, size_t n, struct buf *out)
{
    for (size_t k = 0; k < n; k++) {
        bool is_pair =
            text[k] == '%' && n - k > 2 && hex_of(text[k + 1]) >= 0 && hex_of(text[k + 2]) >= 0;
        buf_char(out, (char)(is_pair ? hex_of(text[k + 1]) << 4 | hex_of(text[k + 2]) : text[k]));
        k += is_pair ? 2 : 0;
    }
}

MODEL_RUN(model_unquote_bytes)
{
    const struct meaning *data = arg(ev, args, 0);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    if (!is_text_or_bytes(data) || !ev_spend(ev, data->text_len))
        return NULL;
    put_unquoted(data->text, data->text_len, &out);
    return meaning_buf(&ev->store, MEANING_BYTES, &out);
}

static bool is_codec(const struct meaning *encoding, const char *name)
{
    const struct codec *codec =
        meaning_is(encoding, MEANING_TEXT) ? codec_named(encoding->text, encoding->text_len) : NULL;
    return codec && codec == codec_named(name, strlen(name));
}

/* An encoding that is not the one of these functions themselves. */
static bool is_other(const struct meaning *encoding)
{
    return encoding && encoding->kind != MEANING_NONE && !is_codec(encoding, "utf8");
}

/* One in which what is ASCII stands for itself, and nothing else for it: of other ones not even that is
 * known. */
static bool keeps_ascii(const struct meaning *encoding)
{
    return is_codec(encoding, "ascii") || is_codec(encoding, "latin1") ||
           is_codec(encoding, "cp1252");
}

static const struct meaning *unquoted(struct evaluator *ev, const char *text, size_t n,
                                      bool has_plus, const struct meaning *encoding)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = ev_spend(ev, n) && (has_plus ? codec_percent_plus : codec_percent)(text, n, &out);
    bool is_known =
        !is_other(encoding) || (keeps_ascii(encoding) && is_ascii(buf_text(&out), out.len));
    if (!good || !is_known) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* unquote, unquote_plus (number 1): of bytes too, the first. */
MODEL_RUN(model_unquote)
{
    const struct meaning *data = arg(ev, args, 0);
    const struct meaning *encoding =
        args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "encoding");
    bool is_known =
        meaning_is(data, MEANING_TEXT) || (meaning_is(data, MEANING_BYTES) && model->number == 0);
    return is_known ? unquoted(ev, data->text, data->text_len, model->number, encoding) : NULL;
}

/* ---- Quoting --------------------------------------------------------------------------------- */

/* What stays as it is; plus: blanks are '+'. */
static void put_quoted(const struct meaning *text, const struct meaning *safe, const char *own_safe,
                       bool has_plus, struct buf *out)
{
    static const char always[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~";
    for (size_t k = 0; k < text->text_len; k++) {
        char c = text->text[k];
        bool is_safe = c && (strchr(always, c) || (!safe && strchr(own_safe, c)));
        is_safe |= safe && (unsigned char)c < 0x80 && safe->text_len &&
                   memchr(safe->text, c, safe->text_len);
        if (has_plus && c == ' ')
            buf_char(out, '+');
        else if (is_safe)
            buf_char(out, c);
        else
            buf_printf(out, "%%%02X", (unsigned char)c);
    }
}

/* quote, quote_from_bytes and quote_plus (number 1). */
MODEL_RUN(model_quote)
{
    const struct meaning *text = arg(ev, args, 0);
    const struct meaning *safe = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "safe");
    const struct meaning *encoding =
        args->n > 2 ? arg(ev, args, 2) : arg_named(ev, args, "encoding");
    struct buf out = {.limit = MEANING_TEXT_MAX};
    if (!is_text_or_bytes(text) || (safe && !is_text_or_bytes(safe)) || is_other(encoding) ||
        !ev_spend(ev, text->text_len * (1 + (safe ? safe->text_len / 16 : 0))))
        return NULL;
    put_quoted(text, safe, model->number ? "" : "/", model->number, &out);
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

static bool put_value(struct evaluator *ev, const struct meaning *value, struct buf *out)
{
    struct buf text = {.limit = MEANING_TEXT_MAX};
    bool is_bytes = value->kind == MEANING_BYTES && !value->is_mutable;
    bool good = is_bytes ? (buf_add(&text, value->text, value->text_len), true)
                         : render_str(ev, value, &text);
    struct meaning whole = {.kind = MEANING_TEXT, .text = buf_text(&text), .text_len = text.len};
    if (good && ev_spend(ev, text.len))
        put_quoted(&whole, NULL, "", true, out);
    buf_free(&text);
    return good;
}

/* urlencode(pairs) */
MODEL_RUN(model_urlencode)
{
    const struct meaning *query = arg(ev, args, 0), *item;
    const char *type = ev_type_name(ev, query);
    bool has_keys = type && strcmp(type, "dict") == 0;
    struct meaning *iterator = args->n == 1 && !args->n_named ? ev_iterator(ev, query) : NULL;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = iterator != NULL;
    (void)model;
    while (good && (item = ev_next(ev, iterator)) != NULL) {
        const struct meaning *pair = has_keys ? NULL : ev_listed(ev, item, MEANING_LIST);
        const struct meaning *key = pair && pair->n_items == 2 ? ev_ask(ev, pair->items[0]) : NULL;
        const struct meaning *value = key ? ev_ask(ev, pair->items[1]) : NULL;
        if (has_keys) {
            key = item;
            value = ev_subscript(ev, query, item);
        }
        buf_str(&out, out.len ? "&" : "");
        good = key && value && put_value(ev, key, &out);
        buf_char(&out, '=');
        good = good && put_value(ev, ev_ask(ev, value), &out);
    }
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* ---- Queries --------------------------------------------------------------------------------- */

struct query {
    struct evaluator *ev;
    const struct meaning *text, *separator, *encoding;
    bool keeps_blank, is_dict;
    struct meaning *result;
};

static const struct meaning *value_of(const struct query *query, const char *text, size_t n)
{
    const struct meaning *made = unquoted(query->ev, text, n, true, query->encoding);
    bool is_text = query->text->kind == MEANING_TEXT;
    return !made || is_text ? made : coder_run(query->ev, made, "ascii", 5, false);
}

/* parse_qs: the values of a name are a list. */
static void add_value(const struct query *query, const struct meaning *name,
                      const struct meaning *value)
{
    struct meaning_store *store = &query->ev->store;
    struct meaning *held = (struct meaning *)ev_lookup(query->ev, query->result, name);
    if (meaning_is(held, MEANING_LIST))
        meaning_add(store, held, value);
    else
        ev_put(query->ev, query->result, name, meaning_items(store, MEANING_LIST, &value, 1));
}

/* name=value; false: not known. */
static bool add_pair(const struct query *query, const char *text, size_t n)
{
    const char *equals = n ? memchr(text, '=', n) : NULL;
    size_t name_len = equals ? (size_t)(equals - text) : n;
    size_t value_len = equals ? n - name_len - 1 : 0;
    if (n == 0 || (!query->keeps_blank && value_len == 0))
        return true;
    const struct meaning *pair[2] = {value_of(query, text, name_len),
                                     value_of(query, equals ? equals + 1 : "", value_len)};
    if (!pair[0] || !pair[1])
        return false;
    if (query->is_dict)
        add_value(query, pair[0], pair[1]);
    else
        meaning_add(&query->ev->store, query->result,
                    meaning_items(&query->ev->store, MEANING_TUPLE, pair, 2));
    return !query->result->is_lost;
}

/* parse_qsl(text, keep_blank_values, ..., separator), parse_qs: number 1. */
MODEL_RUN(model_parse)
{
    static const struct meaning ampersand = {.kind = MEANING_TEXT, .text = "&", .text_len = 1};
    struct query query = {.ev = ev,
                          .text = arg(ev, args, 0),
                          .separator = arg_named(ev, args, "separator"),
                          .encoding = arg_named(ev, args, "encoding"),
                          .is_dict = model->number};
    const struct meaning *blank =
        args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "keep_blank_values");
    query.separator = query.separator ? query.separator : &ampersand;
    bool good = is_text_or_bytes(query.text) && args->n <= 2 && is_text_or_bytes(query.separator) &&
                query.separator->text_len && !arg_named(ev, args, "strict_parsing") &&
                !arg_named(ev, args, "max_num_fields") &&
                (!blank || ev_truth(ev, blank, &query.keeps_blank)) &&
                ev_spend(ev, query.text->text_len);
    good = good &&
           (query.text->kind == MEANING_TEXT || is_ascii(query.text->text, query.text->text_len));
    query.result = meaning_new(&ev->store, query.is_dict ? MEANING_DICT : MEANING_LIST);
    for (size_t at = 0, end; good && query.result && at <= query.text->text_len;
         at = end + query.separator->text_len) {
        const char *place = memmem(query.text->text + at, query.text->text_len - at,
                                   query.separator->text, query.separator->text_len);
        end = place ? (size_t)(place - query.text->text) : query.text->text_len;
        good = ev_spend(ev, 1) && add_pair(&query, query.text->text + at, end - at);
    }
    return good ? query.result : NULL;
}

/* clang-format off */
const struct model query_models[] = {
    {"urllib.parse", "unquote", 1, model_unquote, 0, NULL},
    {"urllib.parse", "unquote_plus", 1, model_unquote, 1, NULL},
    {"urllib.parse", "unquote_to_bytes", 1, model_unquote_bytes, 0, NULL},
    {"urllib.request", "unquote", 1, model_unquote, 0, NULL},
    {"urllib.request", "url2pathname", 1, model_unquote, 0, NULL},
    {"urllib", "unquote", 1, model_unquote, 0, NULL},
    {"urllib", "unquote_plus", 1, model_unquote, 1, NULL},
    {"urllib.parse", "quote", 1, model_quote, 0, NULL},
    {"urllib.parse", "quote_from_bytes", 1, model_quote, 0, NULL},
    {"urllib.parse", "quote_plus", 1, model_quote, 1, NULL},
    {"urllib.request", "quote", 1, model_quote, 0, NULL},
    {"urllib.parse", "urlencode", 1, model_urlencode, 0, NULL},
    {"urllib.parse", "parse_qsl", 1, model_parse, 0, NULL},
    {"urllib.parse", "parse_qs", 1, model_parse, 1, NULL},
};
/* clang-format on */
const size_t n_query_models = sizeof query_models / sizeof query_models[0];
