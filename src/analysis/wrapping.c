/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The module textwrap, of texts that are ASCII. */
#include <string.h>

#include "src/analysis/models.h"

/* ---- Lines that begin alike -------------------------------------------------------------------- */

static size_t count_blanks(const char *line, size_t n)
{
    size_t blanks = 0;
    while (blanks < n && (line[blanks] == ' ' || line[blanks] == '\t'))
        blanks++;
    return blanks;
}

static size_t line_length(const char *line, size_t n)
{
    const char *end = memchr(line, '\n', n);
    return end ? (size_t)(end - line) : n;
}

/* How many blanks all lines that have more than blanks begin with, the same ones. */
static size_t margin_of(const char *text, size_t n)
{
    const char *margin = NULL;
    size_t margin_len = 0, len;
    for (size_t at = 0; at < n; at += len + 1) {
        len = line_length(text + at, n - at);
        size_t blanks = count_blanks(text + at, len), same = 0;
        if (blanks == len)
            continue;
        if (!margin) {
            margin = text + at;
            margin_len = blanks;
        }
        while (same < margin_len && same < blanks && margin[same] == text[at + same])
            same++;
        margin_len = same;
    }
    return margin_len;
}

/* textwrap.dedent: a line of blanks alone loses them all. */
static bool dedent(const char *text, size_t n, struct buf *out)
{
    size_t margin = margin_of(text, n), len;
    for (size_t at = 0; at < n; at += len + 1) {
        len = line_length(text + at, n - at);
        if (count_blanks(text + at, len) < len)
            buf_add(out, text + at + margin, len - margin);
        if (at + len < n)
            buf_char(out, '\n');
    }
    return true;
}

/* indent(text, prefix): before lines that are more than blanks. */
static bool indent(const struct meaning *text, const struct meaning *prefix, struct buf *out)
{
    size_t n = text->text_len, len;
    for (size_t at = 0; at < n; at += len + 1) {
        len = line_length(text->text + at, n - at);
        size_t blanks = 0;
        while (blanks < len && strchr(" \t\v\f\x1c\x1d\x1e\x1f", text->text[at + blanks]))
            blanks++;
        if (blanks < len)
            buf_add(out, prefix->text, prefix->text_len);
        buf_add(out, text->text + at, len + (at + len < n));
    }
    return !out->failed;
}

/* Characters that end a line, or are no ASCII, beside the line feed. */
static bool is_plain(const struct meaning *text)
{
    for (size_t k = 0; k < text->text_len; k++) {
        unsigned char c = (unsigned char)text->text[k];
        if (c >= 0x80 || c == '\0' || c == '\r' || c == '\v' || c == '\f' ||
            (c >= 0x1c && c <= 0x1f))
            return false;
    }
    return true;
}

MODEL_RUN(model_dedent)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    if (!text || !ev_spend(ev, text->text_len) || !dedent(text->text, text->text_len, &out)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

MODEL_RUN(model_indent)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    const struct meaning *prefix = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "prefix");
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    bool good = text && meaning_is(prefix, MEANING_TEXT) && args->n <= 2 && is_plain(text) &&
                !arg_named(ev, args, "predicate") && ev_spend(ev, text->text_len) &&
                indent(text, prefix, &out);
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* ---- Wrapping ---------------------------------------------------------------------------------- */

struct wrapper {
    struct evaluator *ev;
    int64_t width, max_lines; /* 0: as many as there are */
    bool breaks_long, drops_blanks;
    const struct meaning *first, *others, *placeholder; /* texts */
    struct meaning *lines;
    struct buf line;      /* the one that is made, without its indent */
    bool has_empty_chunk; /* at its end: nothing of a long word had room */
};

static bool set_number(struct evaluator *ev, const struct arguments *args, const char *name,
                       int64_t *number)
{
    const struct meaning *value = arg_named(ev, args, name);
    if (!value)
        return true;
    bool is_good = meaning_is_number(value) && value->number > 0 && value->number < INT32_MAX;
    *number = is_good ? value->number : 0;
    return is_good;
}

static bool set_text(struct evaluator *ev, const struct arguments *args, const char *name,
                     const struct meaning **text)
{
    const struct meaning *value = arg_named(ev, args, name);
    *text = value ? value : *text;
    return !value || (value->kind == MEANING_TEXT && is_plain(value));
}

static bool set_flag(struct evaluator *ev, const struct arguments *args, const char *name,
                     bool *flag)
{
    const struct meaning *value = arg_named(ev, args, name);
    return !value || ev_truth(ev, value, flag);
}

/* What TextWrapper is told by keyword. False: not known. */
static bool wrapper_set(struct wrapper *wrapper, struct evaluator *ev, const struct arguments *args)
{
    static const char *const others[] = {"expand_tabs", "replace_whitespace", "tabsize",
                                         "fix_sentence_endings", "break_on_hyphens"};
    for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
        if (arg_named(ev, args, others[k]))
            return false;
    }
    return set_number(ev, args, "width", &wrapper->width) &&
           set_number(ev, args, "max_lines", &wrapper->max_lines) &&
           set_text(ev, args, "initial_indent", &wrapper->first) &&
           set_text(ev, args, "subsequent_indent", &wrapper->others) &&
           set_text(ev, args, "placeholder", &wrapper->placeholder) &&
           set_flag(ev, args, "break_long_words", &wrapper->breaks_long) &&
           set_flag(ev, args, "drop_whitespace", &wrapper->drops_blanks);
}

static bool is_blank(const char *chunk, size_t n)
{
    size_t k = 0;
    while (k < n && (chunk[k] == ' ' || chunk[k] == '\n'))
        k++;
    return k == n;
}

/* The chunk at the beginning of a text: blanks, or none; what is longer than `most` is not gone through. */
static size_t chunk_length(const char *text, size_t n, size_t most)
{
    size_t k = 0;
    n = n < most ? n : most;
    while (k < n && is_blank(text + k, 1) == is_blank(text, 1))
        k++;
    return k;
}

static const struct meaning *indent_of(const struct wrapper *wrapper)
{
    return wrapper->lines->n_items ? wrapper->others : wrapper->first;
}

static void add_line(struct wrapper *wrapper, const char *text, size_t n,
                     const struct meaning *indent_text)
{
    struct buf line = {.limit = MEANING_TEXT_MAX};
    buf_add(&line, indent_text->text, indent_text->text_len);
    buf_add(&line, text, n);
    meaning_add(&wrapper->ev->store, wrapper->lines,
                meaning_buf(&wrapper->ev->store, MEANING_TEXT, &line));
}

/* Takes back the last chunk of the line: the one before it begins where blanks and words meet. */
static void drop_chunk(struct buf *line)
{
    size_t at = line->len;
    bool blank = at && is_blank(line->data + at - 1, 1);
    while (at && is_blank(line->data + at - 1, 1) == blank)
        at--;
    buf_cut(line, at);
}

/* The last line that may be: what does not fit is said by the placeholder. textwrap.py, _wrap_chunks. */
static void add_last_line(struct wrapper *wrapper, int64_t width)
{
    struct buf *line = &wrapper->line;
    const struct meaning *sign = wrapper->placeholder, *indent_text = indent_of(wrapper);
    while (line->len) {
        bool is_word = !is_blank(line->data + line->len - 1, 1);
        if (is_word && (int64_t)(line->len + sign->text_len) <= width) {
            buf_add(line, sign->text, sign->text_len);
            add_line(wrapper, line->data, line->len, indent_text);
            return;
        }
        drop_chunk(line);
    }
    struct meaning *lines = wrapper->lines;
    const struct meaning *before = lines->n_items ? lines->items[lines->n_items - 1] : NULL;
    size_t n = before ? before->text_len : 0;
    while (n && is_blank(before->text + n - 1, 1))
        n--;
    if (before && (int64_t)(n + sign->text_len) <= wrapper->width) {
        buf_add(line, before->text, n);
        buf_add(line, sign->text, sign->text_len);
        lines->items[lines->n_items - 1] = meaning_buf(&wrapper->ev->store, MEANING_TEXT, line);
        return;
    }
    size_t blanks = 0;
    while (blanks < sign->text_len && is_blank(sign->text + blanks, 1))
        blanks++;
    add_line(wrapper, sign->text + blanks, sign->text_len - blanks, indent_text);
}

/* Puts chunks on a line for as long as they fit; how much of the text that is. */
static size_t fill_line(struct wrapper *wrapper, const char *text, size_t n, int64_t width)
{
    struct buf *line = &wrapper->line;
    size_t at = 0, len = 0, most = width < 0 ? 1 : (size_t)width + 1;
    for (; at < n; at += len) {
        len = chunk_length(text + at, n - at, most);
        if ((int64_t)(line->len + len) > width)
            break;
        buf_add(line, text + at, len);
    }
    if (at < n && (int64_t)len > width) { /* it fits on no line */
        size_t room = width < 1 ? 1 : (size_t)(width - (int64_t)line->len);
        size_t part = wrapper->breaks_long ? room : 0;
        if (!wrapper->breaks_long && line->len == 0)
            part = chunk_length(text + at, n - at, SIZE_MAX);
        wrapper->has_empty_chunk = wrapper->breaks_long && part == 0;
        buf_add(line, text + at, part);
        at += part;
    }
    return at;
}

/* All lines of a text, whose line feeds are blanks. */
static bool wrap(struct wrapper *wrapper, const char *text, size_t n)
{
    struct buf *line = &wrapper->line;
    for (size_t at = 0; at < n && !wrapper->lines->is_lost;) {
        int64_t width = wrapper->width - (int64_t)indent_of(wrapper)->text_len;
        size_t before = at;
        buf_clear(line);
        wrapper->has_empty_chunk = false;
        if (wrapper->drops_blanks && wrapper->lines->n_items && is_blank(text + at, 1))
            at += chunk_length(text + at, n - at, SIZE_MAX);
        at += fill_line(wrapper, text + at, n - at, width);
        bool has_blank = line->len && is_blank(line->data + line->len - 1, 1);
        if (wrapper->drops_blanks && has_blank && !wrapper->has_empty_chunk)
            drop_chunk(line);
        if (at == before || !ev_spend(wrapper->ev, 1 + at - before))
            return false;
        if (line->len == 0)
            continue;
        bool is_over = at == n || (wrapper->drops_blanks && is_blank(text + at, n - at));
        bool has_room =
            wrapper->max_lines == 0 || (int64_t)wrapper->lines->n_items + 1 < wrapper->max_lines;
        if (!has_room && !(is_over && (int64_t)line->len <= width)) {
            add_last_line(wrapper, width);
            return true;
        }
        add_line(wrapper, line->data, line->len, indent_of(wrapper));
    }
    return !wrapper->lines->is_lost;
}

/* The text as textwrap reads it: line feeds are blanks; of shorten, runs of them are one, and none at the
 * ends. False: tabs and hyphens have rules of their own. */
static bool munge(const struct meaning *text, bool is_short, struct buf *out)
{
    for (size_t k = 0; k < text->text_len; k++) {
        char c = text->text[k] == '\n' ? ' ' : text->text[k];
        if (c == '\t' || c == '-')
            return false;
        if (c == ' ' && is_short && (out->len == 0 || out->data[out->len - 1] == ' '))
            continue;
        buf_char(out, c);
    }
    if (is_short && out->len && out->data[out->len - 1] == ' ')
        buf_cut(out, out->len - 1);
    return !out->failed;
}

enum { WRAP_LINES, WRAP_FILL, WRAP_SHORTEN };

static const struct meaning *joined_lines(struct evaluator *ev, const struct meaning *lines)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    for (uint32_t k = 0; k < lines->n_items; k++) {
        if (k)
            buf_char(&out, '\n');
        if (lines->items[k])
            buf_add(&out, lines->items[k]->text, lines->items[k]->text_len);
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* What a wrapper gives of a text; told: by keyword. */
static const struct meaning *wrapped(struct evaluator *ev, const struct meaning *text, int way,
                                     const struct meaning *width, const struct arguments *told)
{
    static const struct meaning none = {.kind = MEANING_TEXT, .text = ""};
    static const struct meaning sign = {.kind = MEANING_TEXT, .text = " [...]", .text_len = 6};
    struct wrapper wrapper = {.ev = ev,
                              .width = 70,
                              .breaks_long = true,
                              .drops_blanks = true,
                              .first = &none,
                              .others = &none,
                              .placeholder = &sign,
                              .lines = meaning_new(&ev->store, MEANING_LIST),
                              .line = {.limit = MEANING_TEXT_MAX}};
    struct buf plain = {.limit = MEANING_TEXT_MAX};
    bool is_short = way == WRAP_SHORTEN;
    bool good = (!is_short || !arg_named(ev, told, "max_lines")) &&
                meaning_is(text, MEANING_TEXT) && is_plain(text) && wrapper.lines &&
                wrapper_set(&wrapper, ev, told) && ev_spend(ev, text->text_len);
    if (good && width) {
        good = meaning_is_number(width) && width->number > 0 && width->number < INT32_MAX;
        wrapper.width = good ? width->number : 1;
    }
    wrapper.max_lines = is_short ? 1 : wrapper.max_lines;
    size_t indent_len = wrapper.first->text_len > wrapper.others->text_len
                            ? wrapper.first->text_len
                            : wrapper.others->text_len;
    good = good && (wrapper.max_lines == 0 ||
                    (int64_t)(indent_len + wrapper.placeholder->text_len) <= wrapper.width);
    good = good && munge(text, is_short, &plain) && wrap(&wrapper, buf_text(&plain), plain.len) &&
           !wrapper.line.failed;
    buf_free(&plain);
    buf_free(&wrapper.line);
    if (!good)
        return NULL;
    return way == WRAP_LINES ? wrapper.lines : joined_lines(ev, wrapper.lines);
}

/* wrap, fill, shorten: number is which. */
MODEL_RUN(model_wrap)
{
    const struct meaning *width = args->n > 1 ? arg(ev, args, 1) : NULL;
    return wrapped(ev, arg(ev, args, 0), model->number, width, args);
}

/* TextWrapper(width, ...).wrap(text), fill. */
MODEL_RUN(model_wrapper)
{
    struct arguments made;
    const struct meaning *self = arg_of_kind(ev, args, 0, MEANING_OBJECT);
    if (!self || !ev_made_with(ev, self, &made) || made.n > 1)
        return NULL;
    return wrapped(ev, arg(ev, args, 1), model->number, arg(ev, &made, 0), &made);
}

/* clang-format off */
const struct model wrapping_models[] = {
    {"textwrap", "dedent", 1, model_dedent, 0, NULL},
    {"textwrap", "indent", 1, model_indent, 0, NULL},
    {"textwrap", "wrap", 1, model_wrap, WRAP_LINES, NULL},
    {"textwrap", "fill", 1, model_wrap, WRAP_FILL, NULL},
    {"textwrap", "shorten", 1, model_wrap, WRAP_SHORTEN, NULL},
    {"textwrap", "TextWrapper.wrap", 2, model_wrapper, WRAP_LINES, NULL},
    {"textwrap", "TextWrapper.fill", 2, model_wrapper, WRAP_FILL, NULL},
};
/* clang-format on */
const size_t n_wrapping_models = sizeof wrapping_models / sizeof wrapping_models[0];
