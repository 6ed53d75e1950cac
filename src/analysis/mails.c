/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The package email: words that are encoded in headers, and messages of one part. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/base/codec.h"

static const struct meaning *text_of(struct evaluator *ev, const char *text, size_t n)
{
    return meaning_text(&ev->store, MEANING_TEXT, text, n);
}

static bool has_any(const struct meaning *text, const char *chars)
{
    for (size_t k = 0; k < text->text_len; k++) {
        if (text->text[k] && strchr(chars, text->text[k]))
            return true;
    }
    return false;
}

static bool is_ascii(const struct meaning *text)
{
    for (size_t k = 0; k < text->text_len; k++) {
        if ((unsigned char)text->text[k] >= 0x80)
            return false;
    }
    return true;
}

/* The argument as a text of ASCII, in one line; NULL: it is none. */
static const struct meaning *line_arg(struct evaluator *ev, const struct arguments *args,
                                      uint32_t n)
{
    const struct meaning *text = arg_of_kind(ev, args, n, MEANING_TEXT);
    bool is_good = text && is_ascii(text) && !has_any(text, "\n\r\v\f\x1c\x1d\x1e") &&
                   ev_spend(ev, text->text_len);
    return is_good ? text : NULL;
}

/* ---- Words of headers ------------------------------------------------------------------------ */

/* =?charset?q?text?= */
struct word {
    const char *charset, *text;
    size_t charset_len, text_len, n; /* n: of the whole */
    char encoding;
};

static bool read_word(const char *text, size_t n, struct word *word)
{
    if (n < 2 || memcmp(text, "=?", 2) != 0)
        return false;
    const char *end = text + n, *charset = text + 2;
    const char *mark = memchr(charset, '?', (size_t)(end - charset));
    if (!mark || end - mark < 3 || !strchr("qQbB", mark[1]) || mark[1] == '\0' || mark[2] != '?')
        return false;
    const char *body = mark + 3, *close = memmem(body, (size_t)(end - body), "?=", 2);
    if (!close)
        return false;
    *word = (struct word){.charset = charset,
                          .charset_len = (size_t)(mark - charset),
                          .text = body,
                          .text_len = (size_t)(close - body),
                          .n = (size_t)(close + 2 - text),
                          .encoding = (char)(mark[1] | 0x20)};
    return true;
}

static bool put_word(const struct word *word, struct buf *out)
{
    bool is_base64 = word->encoding == 'b';
    if (!is_base64)
        return codec_quopri_header(word->text, word->text_len, out);
    struct buf padded = {.limit = MEANING_TEXT_MAX};
    buf_add(&padded, word->text, word->text_len);
    buf_pad(&padded, '=', (4 - word->text_len % 4) % 4);
    bool good = codec_base64(buf_text(&padded), padded.len, out);
    buf_free(&padded);
    return good;
}

/* What decode_header collects: runs of one character set. */
struct header {
    struct evaluator *ev;
    struct meaning *list;
    struct buf run;
    const struct meaning *charset; /* of the run: a text, None; NULL: there is no run yet */
};

static void end_run(struct header *header)
{
    const struct meaning *pair[2] = {NULL, header->charset};
    if (!header->charset)
        return;
    struct buf run = header->run;
    header->run = (struct buf){.limit = MEANING_TEXT_MAX};
    pair[0] = meaning_buf(&header->ev->store, MEANING_BYTES, &run);
    meaning_add(&header->ev->store, header->list,
                meaning_items(&header->ev->store, MEANING_TUPLE, pair, 2));
}

static void begin_run(struct header *header, const struct meaning *charset)
{
    bool is_same = header->charset && charset && header->charset->kind == charset->kind &&
                   (charset->kind == MEANING_NONE || meaning_equal(header->charset, charset));
    if (is_same && charset->kind == MEANING_NONE)
        buf_char(&header->run, ' ');
    if (!is_same)
        end_run(header);
    header->charset = charset;
}

static const struct meaning *charset_of(struct evaluator *ev, const struct word *word)
{
    struct buf lower = {.limit = 256};
    for (size_t k = 0; k < word->charset_len; k++) {
        char c = word->charset[k];
        buf_char(&lower, (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &lower);
}

static bool is_blank(const char *text, size_t n)
{
    size_t k = 0;
    while (k < n && (text[k] == ' ' || text[k] == '\t'))
        k++;
    return k == n;
}

/* What stands between words; blanks alone between two of them are dropped, and those in front of all. */
static void add_plain(struct header *header, const char *text, size_t n, bool is_first,
                      bool is_last)
{
    while (is_first && n && is_blank(text, 1)) {
        text++;
        n--;
    }
    if (n == 0 || (!is_first && !is_last && is_blank(text, n)))
        return;
    begin_run(header, meaning_none(&header->ev->store));
    buf_add(&header->run, text, n);
}

/* decode_header(text): pairs of bytes and character set; of what has no encoded word, the text. */
MODEL_RUN(model_decode_header)
{
    const struct meaning *text = line_arg(ev, args, 0);
    struct header header = {.ev = ev,
                            .list = meaning_new(&ev->store, MEANING_LIST),
                            .run = {.limit = MEANING_TEXT_MAX}};
    enum { LONGEST = 4096 }; /* each word that does not end is looked for up to the end */
    bool good = text && text->text_len <= LONGEST && header.list, has_word = false;
    size_t from = 0;
    (void)model;
    for (size_t at = 0; good && at < text->text_len;) {
        struct word word;
        if (!read_word(text->text + at, text->text_len - at, &word)) {
            at++;
            continue;
        }
        add_plain(&header, text->text + from, at - from, !has_word, false);
        begin_run(&header, charset_of(ev, &word));
        good = header.charset && put_word(&word, &header.run) && ev_spend(ev, word.n);
        has_word = true;
        from = at += word.n;
    }
    if (good && has_word)
        add_plain(&header, text->text + from, text->text_len - from, false, true);
    if (good && has_word)
        end_run(&header);
    good = good && !header.run.failed && !header.list->is_lost;
    buf_free(&header.run);
    if (!good || has_word)
        return good ? header.list : NULL;
    const struct meaning *pair[2] = {text, meaning_none(&ev->store)};
    const struct meaning *one = meaning_items(&ev->store, MEANING_TUPLE, pair, 2);
    return meaning_items(&ev->store, MEANING_LIST, &one, 1);
}

/* Header(text): as a text, and encoded, it is what it was given where that is short and plain. */
MODEL_RUN(model_header)
{
    enum { LINE_BYTES = 60 };
    struct arguments made;
    const struct meaning *self = arg_of_kind(ev, args, 0, MEANING_OBJECT);
    const struct meaning *text =
        self && ev_made_with(ev, self, &made) && made.n == 1 ? line_arg(ev, &made, 0) : NULL;
    (void)model;
    return text && text->text_len < LINE_BYTES ? text : NULL;
}

/* make_header(pairs), of one of them. */
MODEL_RUN(model_make_header)
{
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    const struct meaning *pair =
        list && list->n_items == 1 ? ev_listed(ev, list->items[0], MEANING_LIST) : NULL;
    const struct meaning *class = meaning_named(&ev->store, "email.header", "Header");
    (void)model;
    if (!pair || pair->n_items != 2 || !class)
        return NULL;
    const struct meaning *text = ev_ask(ev, pair->items[0]), *charset = ev_ask(ev, pair->items[1]);
    if (text->kind == MEANING_BYTES)
        text = coder_run(ev, text, charset->kind == MEANING_TEXT ? charset->text : "ascii",
                         charset->kind == MEANING_TEXT ? charset->text_len : 5, true);
    return text ? ev_object(ev, class, &(struct arguments){.items = &text, .n = 1}) : NULL;
}

/* _encoded_words.decode(word): (text, character set, language, defects). */
MODEL_RUN(model_decode_word)
{
    const struct meaning *text = line_arg(ev, args, 0);
    struct word word;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    bool good = text && read_word(text->text, text->text_len, &word) && word.n == text->text_len &&
                !memchr(word.charset, '*', word.charset_len) && put_word(&word, &out);
    const struct meaning *bytes = good ? meaning_buf(&ev->store, MEANING_BYTES, &out) : NULL;
    if (!good)
        buf_free(&out);
    const struct meaning *decoded =
        bytes ? coder_run(ev, bytes, word.charset, word.charset_len, true) : NULL;
    if (!decoded)
        return NULL;
    const struct meaning *four[4] = {decoded, text_of(ev, word.charset, word.charset_len),
                                     text_of(ev, "", 0), &meaning_unknown};
    return meaning_items(&ev->store, MEANING_TUPLE, four, 4);
}

/* _encoded_words.decode_q and decode_b (number 1): (bytes, defects). */
MODEL_RUN(model_decode_part)
{
    const struct meaning *data = arg_of_kind(ev, args, 0, MEANING_BYTES);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    if (!data || !ev_spend(ev, 4 * data->text_len))
        return NULL;
    struct word word = {
        .text = data->text, .text_len = data->text_len, .encoding = model->number ? 'b' : 'q'};
    if (!put_word(&word, &out) || (model->number && data->text_len % 4)) {
        buf_free(&out);
        return NULL;
    }
    const struct meaning *two[2] = {meaning_buf(&ev->store, MEANING_BYTES, &out), &meaning_unknown};
    return meaning_items(&ev->store, MEANING_TUPLE, two, 2);
}

/* ---- Texts of mails -------------------------------------------------------------------------- */

/* Two hexadecimal digits behind every '=': what quoprimime decodes is then what binascii does, as text. */
static bool is_clean_quopri(const struct meaning *text)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    for (size_t k = 0; k < text->text_len; k++) {
        if (text->text[k] != '=')
            continue;
        if (text->text_len - k < 3 || !text->text[k + 1] || !strchr(digits, text->text[k + 1]) ||
            !text->text[k + 2] || !strchr(digits, text->text[k + 2]))
            return false;
    }
    return text->text_len == 0 || !is_blank(text->text + text->text_len - 1, 1);
}

/* quoprimime.decode and header_decode (number 1), of one line. */
MODEL_RUN(model_quoprimime)
{
    const struct meaning *text = line_arg(ev, args, 0);
    if (!text || !is_clean_quopri(text) || args->n > 1)
        return NULL;
    const struct meaning *bytes =
        coder_decode(ev, model->number ? codec_quopri_header : codec_quopri, text, MEANING_BYTES);
    return bytes ? coder_run(ev, bytes, "latin1", 6, true) : NULL;
}

MODEL_RUN(model_base64mime)
{
    const struct meaning *text = arg(ev, args, 0);
    bool is_known =
        meaning_is(text, MEANING_BYTES) || (meaning_is(text, MEANING_TEXT) && is_ascii(text));
    (void)model;
    return is_known ? coder_decode(ev, codec_base64, text, MEANING_BYTES) : NULL;
}

/* utils.unquote: quotes, with what they escape, or pointed brackets are taken off. */
static const struct meaning *unquoted(struct evaluator *ev, const struct meaning *text)
{
    size_t n = text->text_len;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    if (n > 1 && text->text[0] == '<' && text->text[n - 1] == '>')
        return text_of(ev, text->text + 1, n - 2);
    if (n < 2 || text->text[0] != '"' || text->text[n - 1] != '"')
        return text;
    for (size_t k = 1; k + 1 < n; k++) { /* each of two, and then that before a quote */
        k += text->text[k] == '\\' && k + 2 < n && text->text[k + 1] == '\\';
        buf_char(&out, text->text[k]);
    }
    size_t kept = 0;
    for (size_t k = 0; !out.failed && k < out.len; k++) {
        k += out.data[k] == '\\' && k + 1 < out.len && out.data[k + 1] == '"';
        out.data[kept++] = out.data[k];
    }
    out.len = kept;
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* unquote(text), collapse_rfc2231_value (number 1): of (charset, language, text) too. */
MODEL_RUN(model_unquote)
{
    const struct meaning *text = arg(ev, args, 0);
    const struct meaning *three =
        model->number && text->kind != MEANING_TEXT ? ev_listed(ev, text, MEANING_LIST) : NULL;
    if (three)
        text = three->n_items == 3 ? ev_ask(ev, three->items[2]) : NULL;
    if (!meaning_is(text, MEANING_TEXT) || !ev_spend(ev, text->text_len))
        return NULL;
    if (!three)
        return unquoted(ev, text);
    return is_ascii(text) && !has_any(text, "\\") ? text : NULL; /* it may be decoded */
}

/* decode_rfc2231("charset'language'text"): its parts. */
MODEL_RUN(model_rfc2231)
{
    const struct meaning *text = line_arg(ev, args, 0);
    const char *first = text && text->text_len ? memchr(text->text, '\'', text->text_len) : NULL;
    (void)model;
    if (!first)
        return NULL;
    size_t n = (size_t)(first - text->text), left = text->text_len - n - 1;
    const char *second = left ? memchr(first + 1, '\'', left) : NULL;
    if (!second)
        return NULL;
    size_t language = (size_t)(second - first) - 1;
    const struct meaning *three[3] = {text_of(ev, text->text, n), text_of(ev, first + 1, language),
                                      text_of(ev, second + 1, left - language - 1)};
    return meaning_items(&ev->store, MEANING_LIST, three, 3);
}

/* ---- Messages -------------------------------------------------------------------------------- */

/* The text of a message; NULL: not known. */
static const struct meaning *message_text(struct evaluator *ev, const struct meaning *self)
{
    struct arguments made;
    if (!meaning_is(self, MEANING_OBJECT) || !ev_made_with(ev, self, &made) || made.n != 1 ||
        made.n_named)
        return NULL;
    const struct meaning *text = arg(ev, &made, 0);
    bool is_text = text->kind == MEANING_TEXT || text->kind == MEANING_BYTES;
    return is_text && is_ascii(text) && !has_any(text, "\r\v\f") && ev_spend(ev, text->text_len)
               ? text
               : NULL;
}

static bool is_header(const char *line, size_t n)
{
    size_t k = 0;
    while (k < n && line[k] > ' ' && line[k] != ':')
        k++;
    return k > 0 && k < n && line[k] == ':';
}

static bool same_name(const char *a, size_t n, const char *b, size_t b_len)
{
    for (size_t k = 0; k < n; k++) {
        char one = (char)(a[k] >= 'A' && a[k] <= 'Z' ? a[k] | 0x20 : a[k]);
        char other = (char)(k < b_len && b[k] >= 'A' && b[k] <= 'Z' ? b[k] | 0x20 : b[k]);
        if (k >= b_len || one != other)
            return false;
    }
    return n == b_len;
}

/* The value of the first header of this name (NULL: none is asked for), and where the body begins. False:
 * a header goes on in the next line, or is none. */
static bool read_headers(const struct meaning *text, const char *name, size_t name_len,
                         const char **value, size_t *value_len, size_t *body)
{
    size_t at = 0, len;
    *value = NULL;
    for (; at < text->text_len; at += len + 1) {
        const char *line = text->text + at, *end = memchr(line, '\n', text->text_len - at);
        len = end ? (size_t)(end - line) : text->text_len - at;
        if (len == 0)
            break;
        if (!is_header(line, len))
            return false;
        const char *colon = memchr(line, ':', len);
        size_t key = (size_t)(colon - line);
        if (*value || !name || !same_name(line, key, name, name_len))
            continue;
        *value = colon + 1;
        *value_len = len - key - 1;
        while (*value_len && is_blank(*value, 1)) {
            ++*value;
            --*value_len;
        }
    }
    *body = at < text->text_len ? at + 1 : text->text_len;
    return true;
}

/* message[name], get(name) */
MODEL_RUN(model_message_header)
{
    const struct meaning *text = message_text(ev, arg(ev, args, 0));
    const struct meaning *name = arg_of_kind(ev, args, 1, MEANING_TEXT);
    const char *value;
    size_t value_len = 0, body;
    (void)model;
    if (!text || !name ||
        !read_headers(text, name->text, name->text_len, &value, &value_len, &body))
        return NULL;
    return value ? text_of(ev, value, value_len) : args->n > 2 ? arg(ev, args, 2) : NULL;
}

/* get_payload(decode=...): the body, of a message that is one text. */
MODEL_RUN(model_payload)
{
    const struct meaning *text = message_text(ev, arg(ev, args, 0));
    const struct meaning *said = args->n > 2 ? arg(ev, args, 2) : arg_named(ev, args, "decode");
    const char *type, *coding = NULL;
    size_t type_len = 0, coding_len = 0, body;
    bool decodes = false;
    (void)model;
    bool good = text && read_headers(text, "content-type", 12, &type, &type_len, &body) &&
                read_headers(text, "content-transfer-encoding", 25, &coding, &coding_len, &body) &&
                (!said || ev_truth(ev, said, &decodes)) &&
                (!type || same_name(type, type_len < 5 ? type_len : 5, "text/", 5));
    if (!good)
        return NULL;
    const struct meaning *payload = text_of(ev, text->text + body, text->text_len - body);
    if (!decodes || !payload)
        return payload;
    if (coding && same_name(coding, coding_len, "base64", 6))
        return coder_decode(ev, codec_base64, payload, MEANING_BYTES);
    if (coding && same_name(coding, coding_len, "quoted-printable", 16))
        return coder_decode(ev, codec_quopri, payload, MEANING_BYTES);
    return coding ? NULL : coder_run(ev, payload, "ascii", 5, false);
}

#define MESSAGE(class)                                                                             \
    {"email", class ".get_payload", 1, model_payload, 0, NULL},                                    \
        {"email", class ".__getitem__", 2, model_message_header, 0, NULL},                         \
    {                                                                                              \
        "email", class ".get", 2, model_message_header, 0, NULL                                    \
    }

/* clang-format off */
const struct model mail_models[] = {
    {"email.header", "decode_header", 1, model_decode_header, 0, NULL},
    {"email.header", "make_header", 1, model_make_header, 0, NULL},
    {"email.header", "Header.__str__", 1, model_header, 0, NULL},
    {"email.header", "Header.encode", 1, model_header, 0, NULL},
    {"email._encoded_words", "decode", 1, model_decode_word, 0, NULL},
    {"email._encoded_words", "decode_q", 1, model_decode_part, 0, NULL},
    {"email._encoded_words", "decode_b", 1, model_decode_part, 1, NULL},
    {"email.quoprimime", "decode", 1, model_quoprimime, 0, NULL},
    {"email.quoprimime", "body_decode", 1, model_quoprimime, 0, NULL},
    {"email.quoprimime", "decodestring", 1, model_quoprimime, 0, NULL},
    {"email.quoprimime", "header_decode", 1, model_quoprimime, 1, NULL},
    {"email.quoprimime", "unquote", 1, model_quoprimime, 0, NULL},
    {"email.base64mime", "decode", 1, model_base64mime, 0, NULL},
    {"email.base64mime", "body_decode", 1, model_base64mime, 0, NULL},
    {"email.base64mime", "decodestring", 1, model_base64mime, 0, NULL},
    {"email.utils", "unquote", 1, model_unquote, 0, NULL},
    {"email.utils", "collapse_rfc2231_value", 1, model_unquote, 1, NULL},
    {"email.utils", "decode_rfc2231", 1, model_rfc2231, 0, NULL},
    MESSAGE("message_from_string"),
    MESSAGE("message_from_bytes"),
};
/* clang-format on */
const size_t n_mail_models = sizeof mail_models / sizeof mail_models[0];
