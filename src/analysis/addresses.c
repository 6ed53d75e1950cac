/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The module urllib.parse: addresses taken apart and put together, as Python 3.11 does it. Addresses that
 * are no ASCII are not known. */
#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/models.h"
#include "src/base/words.h"

/* ---- Parts of a text ------------------------------------------------------------------------- */

struct part {
    const char *at;
    size_t n;
};

static struct part from_text(const struct meaning *text)
{
    return (struct part){text->text, text->text_len};
}

static const char *find(struct part part, char c)
{
    return part.n ? memchr(part.at, c, part.n) : NULL;
}

/* Up to c, and behind it; false: it has none, and stays whole. */
static bool cut(struct part *whole, char c, struct part *rest)
{
    const char *place = find(*whole, c);
    if (!place)
        return false;
    size_t n = (size_t)(place - whole->at);
    *rest = (struct part){place + 1, whole->n - n - 1};
    whole->n = n;
    return true;
}

static const struct meaning *to_text(struct evaluator *ev, struct part part)
{
    return meaning_text(&ev->store, MEANING_TEXT, part.at, part.n);
}

/* A part that may be none at all. */
static const struct meaning *to_text_or_none(struct evaluator *ev, struct part part, bool is_there)
{
    return is_there ? to_text(ev, part) : meaning_none(&ev->store);
}

/* Characters of ASCII that are none of its zeros. */
static bool is_ascii(struct part part)
{
    for (size_t k = 0; k < part.n; k++) {
        if ((unsigned char)part.at[k] >= 0x80 || part.at[k] == '\0')
            return false;
    }
    return true;
}

/* ---- Addresses ------------------------------------------------------------------------------- */

enum { SCHEME, NETLOC, PATH, PARAMS, QUERY, FRAGMENT, PARTS };

struct address {
    struct part parts[PARTS];
};

static const char uses_relative[] =
    "ftp http gopher nntp imap wais file https shttp mms prospero rtsp "
    "rtsps rtspu sftp svn svn+ssh ws wss";
static const char uses_netloc[] = "ftp http gopher nntp telnet imap wais file mms https shttp "
                                  "snews prospero rtsp rtsps rtspu rsync "
                                  "svn svn+ssh sftp nfs git git+ssh ws wss";
static const char uses_params[] =
    "ftp hdl prospero http imap https shttp rtsp rtsps rtspu sip sips mms sftp tel";

/* The empty scheme is in each of these lists. */
static bool uses(const char *schemes, struct part scheme)
{
    return scheme.n == 0 || words_have(schemes, scheme.at, scheme.n);
}

/* How long the scheme is that an address begins with; 0: it has none. */
static size_t scheme_length(struct part url)
{
    const char *colon = find(url, ':');
    size_t n = colon ? (size_t)(colon - url.at) : 0;
    if (n == 0 || !((url.at[0] | 0x20) >= 'a' && (url.at[0] | 0x20) <= 'z'))
        return 0;
    for (size_t k = 0; k < n; k++) {
        char c = url.at[k], low = (char)(c | 0x20);
        if (!((low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || (c && strchr("+-.", c))))
            return 0;
    }
    return n;
}

/* Without what urlsplit takes out, lower case where it is the scheme; the store's. */
static struct part cleaned(struct evaluator *ev, const struct meaning *url, bool *good)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    size_t at = 0;
    while (at < url->text_len && (unsigned char)url->text[at] <= ' ')
        at++;
    for (; at < url->text_len; at++) {
        if (!strchr("\t\r\n", url->text[at]) || url->text[at] == '\0')
            buf_char(&out, url->text[at]);
    }
    size_t n = scheme_length((struct part){buf_text(&out), out.len});
    for (size_t k = 0; k < n; k++) {
        bool is_upper = out.data[k] >= 'A' && out.data[k] <= 'Z';
        out.data[k] = (char)(is_upper ? out.data[k] | 0x20 : out.data[k]);
    }
    const struct meaning *text = ev_spend(ev, url->text_len)
                                     ? meaning_buf(&ev->store, MEANING_TEXT, &out)
                                     : (buf_free(&out), (const struct meaning *)NULL);
    *good = text && is_ascii(from_text(text));
    return text ? from_text(text) : (struct part){"", 0};
}

/* '//host' in front of the rest. */
static void take_netloc(struct part *url, struct part *netloc)
{
    if (url->n < 2 || memcmp(url->at, "//", 2) != 0)
        return;
    size_t n = 2;
    while (n < url->n && !strchr("/?#", url->at[n]))
        n++;
    *netloc = (struct part){url->at + 2, n - 2};
    *url = (struct part){url->at + n, url->n - n};
}

/* Behind the last slash. */
static void take_params(struct part *path, struct part *params)
{
    const char *slash = path->n ? memrchr(path->at, '/', path->n) : NULL;
    size_t from = slash ? (size_t)(slash - path->at) : 0;
    struct part last = {path->at + from, path->n - from};
    if (cut(&last, ';', params))
        path->n = from + last.n;
}

/* urlsplit, and urlparse (has_params). False: not known. */
static bool split(struct evaluator *ev, const struct meaning *text, struct part scheme,
                  bool has_params, struct address *out)
{
    bool good = false;
    if (!meaning_is(text, MEANING_TEXT))
        return false;
    struct part url = cleaned(ev, text, &good);
    size_t n = scheme_length(url);
    *out = (struct address){0};
    for (int k = 0; k < PARTS; k++)
        out->parts[k] = (struct part){"", 0};
    out->parts[SCHEME] = scheme;
    if (n) {
        out->parts[SCHEME] = (struct part){url.at, n};
        url = (struct part){url.at + n + 1, url.n - n - 1};
    }
    take_netloc(&url, &out->parts[NETLOC]);
    cut(&url, '#', &out->parts[FRAGMENT]);
    cut(&url, '?', &out->parts[QUERY]);
    if (has_params && uses(uses_params, out->parts[SCHEME]))
        take_params(&url, &out->parts[PARAMS]);
    out->parts[PATH] = url;
    return good && !find(out->parts[NETLOC], '[') && !find(out->parts[NETLOC], ']');
}

/* urlunparse */
static const struct meaning *put_together(struct evaluator *ev, const struct address *address)
{
    const struct part *parts = address->parts;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    struct buf path = {.limit = MEANING_TEXT_MAX};
    buf_add(&path, parts[PATH].at, parts[PATH].n);
    if (parts[PARAMS].n)
        buf_char(&path, ';');
    buf_add(&path, parts[PARAMS].at, parts[PARAMS].n);
    bool has_slashes = path.len >= 2 && memcmp(path.data, "//", 2) == 0;
    bool is_absolute =
        parts[NETLOC].n || (parts[SCHEME].n && uses(uses_netloc, parts[SCHEME]) && !has_slashes);
    buf_add(&out, parts[SCHEME].at, parts[SCHEME].n);
    buf_str(&out, parts[SCHEME].n ? ":" : "");
    buf_str(&out, is_absolute ? "//" : "");
    buf_add(&out, parts[NETLOC].at, parts[NETLOC].n);
    buf_str(&out, is_absolute && path.len && path.data[0] != '/' ? "/" : "");
    buf_add(&out, buf_text(&path), path.len);
    buf_str(&out, parts[QUERY].n ? "?" : "");
    buf_add(&out, parts[QUERY].at, parts[QUERY].n);
    buf_str(&out, parts[FRAGMENT].n ? "#" : "");
    buf_add(&out, parts[FRAGMENT].at, parts[FRAGMENT].n);
    out.failed |= path.failed;
    buf_free(&path);
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* ---- What urlparse, urlsplit and urldefrag give ---------------------------------------------- */

enum { RESULT_PARSE, RESULT_SPLIT, RESULT_DEFRAG };

static const struct {
    const char *name, *fields;
    uint8_t n, parts[PARTS];
} results[] = {
    {"ParseResult",
     "scheme netloc path params query fragment",
     6,
     {SCHEME, NETLOC, PATH, PARAMS, QUERY, FRAGMENT}},
    {"SplitResult",
     "scheme netloc path query fragment",
     5,
     {SCHEME, NETLOC, PATH, QUERY, FRAGMENT}},
    {"DefragResult", "url fragment", 2, {PATH, FRAGMENT}},
};

/* username, password, hostname and port. */
static void set_host(struct evaluator *ev, struct meaning *record, struct part netloc)
{
    const char *at = netloc.n ? memrchr(netloc.at, '@', netloc.n) : NULL;
    struct part user = {netloc.at, at ? (size_t)(at - netloc.at) : 0}, password = {"", 0};
    struct part host = {at ? at + 1 : netloc.at, at ? netloc.n - user.n - 1 : netloc.n};
    struct part port = {"", 0};
    bool has_password = cut(&user, ':', &password);
    int64_t number = 0;
    cut(&host, ':', &port);
    struct buf lower = {.limit = MEANING_TEXT_MAX};
    bool is_zone = false;
    for (size_t k = 0; k < host.n; k++) {
        char c = host.at[k];
        is_zone |= c == '%';
        buf_char(&lower, (char)(!is_zone && c >= 'A' && c <= 'Z' ? c | 0x20 : c));
    }
    for (size_t k = 0; k < port.n && number >= 0; k++) {
        bool is_digit = port.at[k] >= '0' && port.at[k] <= '9';
        number = is_digit ? number * 10 + (port.at[k] - '0') : -1;
        number = number > UINT16_MAX ? -1 : number;
    }
    bool has_host = host.n > 0;
    classes_set(ev, record, "username", to_text_or_none(ev, user, at != NULL));
    classes_set(ev, record, "password", to_text_or_none(ev, password, at && has_password));
    classes_set(ev, record, "hostname",
                to_text_or_none(ev, (struct part){buf_text(&lower), lower.len}, has_host));
    if (number >= 0)
        classes_set(ev, record, "port",
                    port.n ? meaning_int(&ev->store, number) : meaning_none(&ev->store));
    buf_free(&lower);
}

static const struct meaning *result_of(struct evaluator *ev, int kind,
                                       const struct address *address)
{
    const struct meaning *values[PARTS];
    for (uint8_t k = 0; k < results[kind].n; k++)
        values[k] = to_text(ev, address->parts[results[kind].parts[k]]);
    struct meaning *record = classes_record(ev, results[kind].name, results[kind].fields, values);
    const struct meaning *geturl[2] = {meaning_named(&ev->store, "urllib.parse", "urlunparse"),
                                       record};
    if (!record || !geturl[0])
        return NULL;
    classes_set(ev, record, "geturl", partial_of(ev, &(struct arguments){.items = geturl, .n = 2}));
    if (kind != RESULT_DEFRAG)
        set_host(ev, record, address->parts[NETLOC]);
    return record;
}

/* A result that is made of its parts; of these items. */
static bool from_items(struct evaluator *ev, const struct meaning *list, int kind,
                       struct address *out)
{
    for (int k = 0; k < PARTS; k++)
        out->parts[k] = (struct part){"", 0};
    for (uint8_t k = 0; list && k < list->n_items && k < results[kind].n; k++) {
        const struct meaning *text = ev_ask(ev, list->items[k]);
        if (!meaning_is(text, MEANING_TEXT) || !is_ascii(from_text(text)))
            return false;
        out->parts[results[kind].parts[k]] = from_text(text);
    }
    return list && list->n_items == results[kind].n;
}

/* ParseResult(...) and its like: number is which. */
MODEL_RUN(model_result)
{
    struct address address;
    const struct meaning *list = meaning_items(&ev->store, MEANING_LIST, args->items, args->n);
    return from_items(ev, list, model->number, &address) ? result_of(ev, model->number, &address)
                                                         : NULL;
}

/* Nothing that urlsplit would take out of a scheme that it is given. */
static bool is_plain_scheme(struct part scheme)
{
    for (size_t k = 0; k < scheme.n; k++) {
        if ((unsigned char)scheme.at[k] <= ' ' || (unsigned char)scheme.at[k] >= 0x80)
            return false;
    }
    return true;
}

/* urlparse(url, scheme), urlsplit. */
MODEL_RUN(model_parse)
{
    struct address address;
    const struct meaning *scheme = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "scheme");
    bool is_known = args->n <= 2 && !arg_named(ev, args, "allow_fragments") &&
                    (!scheme || scheme->kind == MEANING_TEXT);
    struct part given = scheme ? from_text(scheme) : (struct part){"", 0};
    bool good = is_known && is_plain_scheme(given) &&
                split(ev, arg(ev, args, 0), given, model->number == RESULT_PARSE, &address);
    return good ? result_of(ev, model->number, &address) : NULL;
}

MODEL_RUN(model_defrag)
{
    struct address address;
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    if (!text || !split(ev, text, (struct part){"", 0}, true, &address))
        return NULL;
    struct address result = {.parts[FRAGMENT] = address.parts[FRAGMENT]};
    bool is_cut = find(from_text(text), '#') != NULL;
    address.parts[FRAGMENT].n = 0;
    const struct meaning *rest = is_cut ? put_together(ev, &address) : text;
    if (!rest)
        return NULL;
    result.parts[PATH] = from_text(rest);
    return result_of(ev, model->number, &result);
}

/* urlunparse, urlunsplit: of six parts or five, or what urldefrag gives. */
MODEL_RUN(model_unparse)
{
    struct address address;
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    (void)model;
    for (int kind = RESULT_PARSE; list && kind <= RESULT_DEFRAG; kind++) {
        if (list->n_items == results[kind].n)
            return from_items(ev, list, kind, &address) ? put_together(ev, &address) : NULL;
    }
    return NULL;
}

/* ---- urljoin --------------------------------------------------------------------------------- */

/* A list that lacks one is lost. */
static void add_segment(struct evaluator *ev, struct meaning *list, struct part path)
{
    const struct meaning *text = to_text(ev, path);
    list->is_lost |= !text;
    if (text)
        meaning_add(&ev->store, list, text);
}

static void add_segments(struct evaluator *ev, struct meaning *list, struct part path)
{
    struct part rest;
    do {
        struct part segment = path;
        rest = (struct part){NULL, 0};
        cut(&segment, '/', &rest);
        add_segment(ev, list, segment);
        path = rest;
    } while (rest.at && !list->is_lost);
}

/* The path that segments come to, '.' and '..' gone; those that are empty, where they were joined. */
static const struct meaning *resolved_path(struct evaluator *ev, const struct meaning *segments,
                                           bool is_joined)
{
    struct meaning *kept = meaning_new(&ev->store, MEANING_LIST);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    for (uint32_t k = 0; kept && k < segments->n_items; k++) {
        const struct meaning *one = segments->items[k];
        bool is_within = k > 0 && k + 1 < segments->n_items, is_last = k + 1 == segments->n_items;
        if (is_joined && is_within && one->text_len == 0)
            continue;
        bool is_up = meaning_says(one, ".."), is_dot = meaning_says(one, ".");
        if (is_up)
            kept->n_items -= kept->n_items > 0;
        else if (!is_dot)
            meaning_add(&ev->store, kept, one);
        if (is_last && (is_up || is_dot))
            add_segment(ev, kept, (struct part){"", 0});
    }
    for (uint32_t k = 0; kept && k < kept->n_items; k++) {
        buf_str(&out, k ? "/" : "");
        buf_add(&out, kept->items[k]->text, kept->items[k]->text_len);
    }
    if (out.len == 0)
        buf_char(&out, '/');
    out.failed |= !kept || kept->is_lost;
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

static const struct meaning *joined(struct evaluator *ev, const struct meaning *url,
                                    const struct address *base, struct address *address)
{
    struct part *parts = address->parts;
    bool is_other = parts[SCHEME].n != base->parts[SCHEME].n ||
                    memcmp(parts[SCHEME].at, base->parts[SCHEME].at, parts[SCHEME].n) != 0;
    if (is_other || !uses(uses_relative, parts[SCHEME]))
        return url;
    if (uses(uses_netloc, parts[SCHEME])) {
        if (parts[NETLOC].n)
            return put_together(ev, address);
        parts[NETLOC] = base->parts[NETLOC];
    }
    if (parts[PATH].n == 0 && parts[PARAMS].n == 0) {
        parts[PATH] = base->parts[PATH];
        parts[PARAMS] = base->parts[PARAMS];
        parts[QUERY] = parts[QUERY].n ? parts[QUERY] : base->parts[QUERY];
        return put_together(ev, address);
    }
    struct meaning *segments = meaning_new(&ev->store, MEANING_LIST);
    bool is_joined = parts[PATH].n == 0 || parts[PATH].at[0] != '/';
    if (!segments)
        return NULL;
    if (is_joined) {
        add_segments(ev, segments, base->parts[PATH]);
        if (segments->is_lost)
            return NULL;
        segments->n_items -= segments->items[segments->n_items - 1]->text_len > 0;
    }
    add_segments(ev, segments, parts[PATH]);
    const struct meaning *path = segments->is_lost ? NULL : resolved_path(ev, segments, is_joined);
    if (!path)
        return NULL;
    parts[PATH] = from_text(path);
    return put_together(ev, address);
}

MODEL_RUN(model_join)
{
    struct address base, address;
    const struct meaning *first = arg_of_kind(ev, args, 0, MEANING_TEXT);
    const struct meaning *url = arg_of_kind(ev, args, 1, MEANING_TEXT);
    (void)model;
    if (!first || !url || args->n > 2 || args->n_named)
        return NULL;
    if (first->text_len == 0 || url->text_len == 0)
        return first->text_len ? first : url;
    bool good = split(ev, first, (struct part){"", 0}, true, &base) &&
                split(ev, url, base.parts[SCHEME], true, &address);
    return good ? joined(ev, url, &base, &address) : NULL;
}

/* clang-format off */
const struct model address_models[] = {
    {"urllib.parse", "urlparse", 1, model_parse, RESULT_PARSE, NULL},
    {"urllib.parse", "urlsplit", 1, model_parse, RESULT_SPLIT, NULL},
    {"urllib.parse", "urldefrag", 1, model_defrag, RESULT_DEFRAG, NULL},
    {"urllib.parse", "urlunparse", 1, model_unparse, 0, NULL},
    {"urllib.parse", "urlunsplit", 1, model_unparse, 0, NULL},
    {"urllib.parse", "urljoin", 2, model_join, 0, NULL},
    {"urllib.parse", "ParseResult", 6, model_result, RESULT_PARSE, NULL},
    {"urllib.parse", "SplitResult", 5, model_result, RESULT_SPLIT, NULL},
    {"urllib.parse", "DefragResult", 2, model_result, RESULT_DEFRAG, NULL},
};
/* clang-format on */
const size_t n_address_models = sizeof address_models / sizeof address_models[0];
