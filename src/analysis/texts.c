/* SPDX-License-Identifier: GPL-3.0-or-later */
/* More methods of str and bytes, of ASCII letters alone where letters matter; string.Template and
 * string.Formatter. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"

static bool same_kind(const struct meaning *a, const struct meaning *b)
{
    return a && b && a->kind == b->kind;
}

static uint64_t count_characters(const struct meaning *self, size_t bytes)
{
    uint64_t n = 0;
    for (size_t k = 0; k < bytes; k++)
        n += self->kind == MEANING_BYTES || ((unsigned char)self->text[k] & 0xc0) != 0x80;
    return n;
}

static bool is_ascii(const struct meaning *self)
{
    for (size_t n = 0; n < self->text_len; n++) {
        if ((unsigned char)self->text[n] >= 0x80)
            return false;
    }
    return true;
}

/* ---- Questions ------------------------------------------------------------------------------- */

enum { LETTER = 1, DIGIT = 2, BLANK = 4, UPPER = 8, LOWER = 16, OTHER = 32 };

static int class_of(char c)
{
    if (c >= 'a' && c <= 'z')
        return LETTER | LOWER;
    if (c >= 'A' && c <= 'Z')
        return LETTER | UPPER;
    if (c >= '0' && c <= '9')
        return DIGIT;
    return c == ' ' || (c >= '\t' && c <= '\r') ? BLANK : OTHER;
}

/* isalpha and the like: number is what each character may be. */
METHOD_RUN(text_is)
{
    (void)args;
    if (!is_ascii(self) || !ev_spend(ev, self->text_len))
        return NULL;
    bool is_all = self->text_len > 0;
    for (size_t n = 0; n < self->text_len; n++)
        is_all &= (class_of(self->text[n]) & method->number) != 0;
    return meaning_bool(&ev->store, is_all);
}

/* isupper and islower: a letter of one kind, and none of the other. */
METHOD_RUN(text_is_case)
{
    (void)args;
    int seen = 0;
    if (!is_ascii(self) || !ev_spend(ev, self->text_len))
        return NULL;
    for (size_t n = 0; n < self->text_len; n++)
        seen |= class_of(self->text[n]) & (UPPER | LOWER);
    return meaning_bool(&ev->store, seen == method->number);
}

/* startswith and endswith (number 1). */
METHOD_RUN(text_starts)
{
    const struct meaning *part = arg(ev, args, 0);
    if (!same_kind(self, part) || args->n > 1)
        return NULL;
    size_t n = part->text_len;
    bool is_so = n <= self->text_len &&
                 memcmp(self->text + (method->number ? self->text_len - n : 0), part->text, n) == 0;
    return meaning_bool(&ev->store, is_so);
}

/* __contains__, find, index, count: number is which. */
enum { SEARCH_IN, SEARCH_FIRST, SEARCH_INDEX, SEARCH_COUNT, SEARCH_LAST };

METHOD_RUN(text_search)
{
    const struct meaning *part = arg(ev, args, 0);
    if (!same_kind(self, part) || part->text_len == 0 || args->n > 1 ||
        !ev_spend(ev, self->text_len))
        return NULL;
    int64_t count = 0, first = -1, last = -1;
    const char *end = self->text + self->text_len, *at = self->text;
    while ((at = memmem(at, (size_t)(end - at), part->text, part->text_len)) != NULL) {
        last = at - self->text;
        first = first < 0 ? last : first;
        at += part->text_len;
        count++;
    }
    if (method->number == SEARCH_IN)
        return meaning_bool(&ev->store, count > 0);
    if (method->number == SEARCH_COUNT)
        return meaning_int(&ev->store, count);
    int64_t place = method->number == SEARCH_LAST ? last : first;
    if (place < 0)
        return method->number == SEARCH_INDEX ? NULL : meaning_int(&ev->store, -1);
    return meaning_int(&ev->store, (int64_t)count_characters(self, (size_t)place));
}

/* ---- Padding --------------------------------------------------------------------------------- */

enum padding { PAD_RIGHT, PAD_LEFT, PAD_BOTH, PAD_ZEROS };

static void add_padding(struct buf *out, const struct meaning *fill, uint64_t n)
{
    while (n-- > 0 && !out->failed)
        buf_add(out, fill->text, fill->text_len);
}

METHOD_RUN(text_pad)
{
    static const struct meaning blank = {.kind = MEANING_TEXT, .text = " ", .text_len = 1};
    static const struct meaning zero = {.kind = MEANING_TEXT, .text = "0", .text_len = 1};
    const struct meaning *width = arg(ev, args, 0), *fill = arg(ev, args, 1);
    uint64_t n = count_characters(self, self->text_len);
    bool has_sign = self->text_len && (self->text[0] == '-' || self->text[0] == '+');
    if (!meaning_is_number(width) || width->number > MEANING_TEXT_MAX ||
        (method->number == PAD_ZEROS && has_sign) || !ev_spend(ev, self->text_len))
        return NULL;
    if (width->number <= (int64_t)n)
        return self;
    uint64_t missing = (uint64_t)width->number - n;
    /* str.center gives the odd one to the left where the width is odd. */
    uint64_t both = missing / 2 + (missing & (uint64_t)width->number & 1);
    uint64_t left = method->number == PAD_RIGHT ? 0 : method->number == PAD_BOTH ? both : missing;
    fill = method->number == PAD_ZEROS ? &zero : fill ? fill : &blank;
    if (!ev_spend(ev, missing))
        return NULL;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    add_padding(&out, fill, left);
    buf_add(&out, self->text, self->text_len);
    add_padding(&out, fill, missing - left);
    return meaning_buf(&ev->store, self->kind, &out);
}

enum { FIND_BYTES_MAX = 16 << 20 };

/* ---- Parts ----------------------------------------------------------------------------------- */

static const struct meaning *part_of(struct evaluator *ev, const struct meaning *self, size_t from,
                                     size_t to)
{
    return meaning_text(&ev->store, self->kind, self->text + from, to - from);
}

/* Where `by` stands last before `end`; -1: nowhere, or looking for it takes too long. */
static int64_t find_last(struct evaluator *ev, const struct meaning *self, size_t end,
                         const struct meaning *by)
{
    uint64_t compared = 0;
    int64_t found = -1;
    for (size_t at = end < by->text_len ? 0 : end - by->text_len + 1; at-- > 0 && found < 0;) {
        compared += by->text_len;
        if (memcmp(self->text + at, by->text, by->text_len) == 0)
            found = (int64_t)at;
        if (compared > FIND_BYTES_MAX)
            break;
    }
    return ev_spend(ev, compared / 16) ? found : -1;
}

METHOD_RUN(text_rpartition)
{
    const struct meaning *by = arg(ev, args, 0);
    (void)method;
    if (!same_kind(self, by) || by->text_len == 0 || !ev_spend(ev, self->text_len))
        return NULL;
    int64_t found = find_last(ev, self, self->text_len, by);
    size_t at = found < 0 ? 0 : (size_t)found, end = found < 0 ? 0 : at + by->text_len;
    const struct meaning *three[3] = {part_of(ev, self, 0, at), part_of(ev, self, at, end),
                                      part_of(ev, self, end, self->text_len)};
    return meaning_items(&ev->store, MEANING_TUPLE, three, 3);
}

static bool is_blank_at(const struct meaning *self, size_t at)
{
    return class_of(self->text[at]) == BLANK;
}

/* Parts from the right, which stand in the list the other way round. */
static void split_right(struct evaluator *ev, const struct meaning *self, const struct meaning *by,
                        int64_t left, struct meaning *list)
{
    size_t end = self->text_len;
    int64_t at;
    while (left-- > 0 && !list->is_lost && (at = find_last(ev, self, end, by)) >= 0) {
        meaning_add(&ev->store, list, part_of(ev, self, (size_t)at + by->text_len, end));
        end = (size_t)at;
    }
    meaning_add(&ev->store, list, part_of(ev, self, 0, end));
}

static void split_right_blanks(struct evaluator *ev, const struct meaning *self, int64_t left,
                               struct meaning *list)
{
    size_t end = self->text_len;
    while (!list->is_lost) {
        while (end > 0 && is_blank_at(self, end - 1))
            end--;
        if (end == 0)
            return;
        size_t from = left > 0 ? end : 0;
        while (left > 0 && from > 0 && !is_blank_at(self, from - 1))
            from--;
        while (left <= 0 && is_blank_at(self, from))
            from++;
        meaning_add(&ev->store, list, part_of(ev, self, from, end));
        if (left-- <= 0)
            return;
        end = from;
    }
}

METHOD_RUN(text_rsplit)
{
    const struct meaning *by = arg(ev, args, 0), *count = arg(ev, args, 1);
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    struct meaning *turned = meaning_new(&ev->store, MEANING_LIST);
    int64_t left = meaning_is_number(count) && count->number >= 0 ? count->number : INT64_MAX;
    (void)method;
    if (!list || !turned || !ev_spend(ev, self->text_len))
        return NULL;
    if (same_kind(self, by) && by->text_len > 0)
        split_right(ev, self, by, left, list);
    else
        split_right_blanks(ev, self, left, list);
    for (uint32_t n = list->n_items; n-- > 0;)
        meaning_add(&ev->store, turned, list->items[n]);
    return list->is_lost ? NULL : turned;
}

METHOD_RUN(text_lines)
{
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    size_t from = 0;
    (void)method;
    if (!list || args->n || args->n_named || !is_ascii(self) || !ev_spend(ev, self->text_len))
        return NULL;
    for (size_t at = 0; at < self->text_len && !list->is_lost; at++) {
        char c = self->text[at];
        bool is_end =
            c == '\n' || c == '\r' ||
            (self->kind == MEANING_TEXT && (c == '\v' || c == '\f' || (c >= 0x1c && c <= 0x1e)));
        if (!is_end)
            continue;
        meaning_add(&ev->store, list, part_of(ev, self, from, at));
        at += c == '\r' && at + 1 < self->text_len && self->text[at + 1] == '\n';
        from = at + 1;
    }
    if (from < self->text_len)
        meaning_add(&ev->store, list, part_of(ev, self, from, self->text_len));
    return list;
}

METHOD_RUN(text_tabs)
{
    (void)method;
    (void)args;
    bool has_tab = memchr(self->text, '\t', self->text_len) != NULL;
    return has_tab || !ev_spend(ev, self->text_len) ? NULL : self;
}

/* index and count of a list or tuple. */
METHOD_RUN(list_search)
{
    const struct meaning *list = ev_listed(ev, self, MEANING_LIST);
    int64_t count = 0, first = -1;
    for (uint32_t n = 0; list && n < list->n_items; n++) {
        int order = 1;
        if (!ev_compare(ev, list->items[n], args->items[0], &order))
            return NULL;
        count += order == 0;
        first = order == 0 && first < 0 ? (int64_t)n : first;
    }
    if (!list || args->n > 1)
        return NULL;
    return method->number == SEARCH_COUNT ? meaning_int(&ev->store, count)
           : method->number == SEARCH_IN  ? meaning_bool(&ev->store, count > 0)
           : first < 0                    ? NULL
                                          : meaning_int(&ev->store, first);
}

#define BIT METHOD_BIT
enum {
    TEXTS = BIT(TEXT) | BIT(BYTES),
    LISTS = BIT(LIST) | BIT(TUPLE) | BIT(RECORD),
};

/* clang-format off */
const struct method text_methods[] = {
    {TEXTS, "isalpha", 0, text_is, LETTER},
    {TEXTS, "isdigit", 0, text_is, DIGIT},
    {BIT(TEXT), "isdecimal", 0, text_is, DIGIT},
    {BIT(TEXT), "isnumeric", 0, text_is, DIGIT},
    {TEXTS, "isalnum", 0, text_is, LETTER | DIGIT},
    {TEXTS, "isspace", 0, text_is, BLANK},
    {TEXTS, "isupper", 0, text_is_case, UPPER},
    {TEXTS, "islower", 0, text_is_case, LOWER},
    {TEXTS, "startswith", 1, text_starts, 0},
    {TEXTS, "endswith", 1, text_starts, 1},
    {TEXTS, "__contains__", 1, text_search, SEARCH_IN},
    {TEXTS, "find", 1, text_search, SEARCH_FIRST},
    {TEXTS, "index", 1, text_search, SEARCH_INDEX},
    {TEXTS, "rfind", 1, text_search, SEARCH_LAST},
    {TEXTS, "count", 1, text_search, SEARCH_COUNT},
    {TEXTS, "ljust", 1, text_pad, PAD_RIGHT},
    {TEXTS, "rjust", 1, text_pad, PAD_LEFT},
    {TEXTS, "center", 1, text_pad, PAD_BOTH},
    {TEXTS, "zfill", 1, text_pad, PAD_ZEROS},
    {TEXTS, "rpartition", 1, text_rpartition, 0},
    {TEXTS, "rsplit", 0, text_rsplit, 0},
    {TEXTS, "splitlines", 0, text_lines, 0},
    {TEXTS, "expandtabs", 0, text_tabs, 0},
    {LISTS, "index", 1, list_search, SEARCH_FIRST},
    {LISTS, "count", 1, list_search, SEARCH_COUNT},
    {LISTS, "__contains__", 1, list_search, SEARCH_IN},
};
/* clang-format on */
const size_t n_text_methods = sizeof text_methods / sizeof text_methods[0];

/* ---- string.Template ------------------------------------------------------------------------- */

static bool is_name_char(char c, bool is_first)
{
    int class = class_of(c);
    return c == '_' || (class & LETTER) || (!is_first && (class & DIGIT));
}

/* Template(text).substitute(mapping, **named): self is the first argument, and knows its text. */
MODEL_RUN(model_substitute)
{
    struct arguments made;
    const struct meaning *self = arg_of_kind(ev, args, 0, MEANING_OBJECT),
                         *mapping = arg(ev, args, 1);
    (void)model;
    if (!self || !ev_made_with(ev, self, &made))
        return NULL;
    const struct meaning *text = arg_of_kind(ev, &made, 0, MEANING_TEXT);
    text = text ? text : arg_named(ev, &made, "template");
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = meaning_is(text, MEANING_TEXT) && ev_spend(ev, text->text_len);
    for (size_t at = 0; good && at < text->text_len; at++) {
        const char *place = text->text + at;
        size_t left = text->text_len - at, n = 1;
        if (*place != '$' || (left > 1 && place[1] == '$')) {
            buf_char(&out, *place);
            at += *place == '$';
            continue;
        }
        bool has_brace = left > 1 && place[1] == '{';
        n += has_brace;
        size_t from = n;
        while (n < left && is_name_char(place[n], n == from))
            n++;
        const struct meaning *name =
            n > from ? meaning_text(&ev->store, MEANING_TEXT, place + from, n - from) : NULL;
        const struct meaning *value = name ? arg_named(ev, args, name->text) : NULL;
        if (name && !value && mapping)
            value = ev_subscript(ev, mapping, name);
        good =
            value && render_str(ev, value, &out) && (!has_brace || (n < left && place[n] == '}'));
        at += n - 1 + has_brace;
    }
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* ---- string.Formatter ------------------------------------------------------------------------ */

/* Formatter().format(text, *args, **named) */
MODEL_RUN(model_formatter)
{
    const struct meaning *text = arg_of_kind(ev, args, 1, MEANING_TEXT);
    struct arguments rest = args_from(args, 2);
    (void)model;
    return text ? render_format(ev, text, &rest, NULL) : NULL;
}

/* Formatter().vformat(text, args, kwargs), and get_field, which gives the object and its key. */
MODEL_RUN(model_vformat)
{
    static const struct meaning *const none[1];
    const struct meaning *text = arg_of_kind(ev, args, 1, MEANING_TEXT);
    const struct meaning *list = ev_listed(ev, args->items[2], MEANING_LIST);
    struct arguments all = {.items = none};
    if (!text || !list)
        return NULL;
    if (list->n_items)
        all = (struct arguments){.items = list->items, .n = list->n_items};
    const struct meaning *mapping = arg(ev, args, 3);
    if (model->number == 0)
        return render_format(ev, text, &all, mapping);
    const struct meaning *two[2] = {render_field(ev, text, &all, mapping), &meaning_unknown};
    return two[0] ? meaning_items(&ev->store, MEANING_TUPLE, two, 2) : NULL;
}

/* ---- Buffers in memory ----------------------------------------------------------------------- */

/* What StringIO and BytesIO were made with, as long as nobody read or wrote; number: only up to the
 * end of its first line. */
MODEL_RUN(model_buffer)
{
    struct arguments made;
    const struct meaning *self = arg_of_kind(ev, args, 0, MEANING_OBJECT);
    if (!self || args->n > 1 || !ev_made_with(ev, self, &made))
        return NULL;
    const struct meaning *text = arg(ev, &made, 0);
    if (!text || (text->kind != MEANING_TEXT && text->kind != MEANING_BYTES))
        return NULL;
    const char *end = model->number ? memchr(text->text, '\n', text->text_len) : NULL;
    return end ? part_of(ev, text, 0, (size_t)(end - text->text) + 1) : text;
}

/* clang-format off */
const struct model text_models[] = {
    {"string", "Template.substitute", 1, model_substitute, 0, NULL},
    {"string", "Template.safe_substitute", 1, model_substitute, 0, NULL},
    {"string", "Formatter.format", 2, model_formatter, 0, NULL},
    {"string", "Formatter.vformat", 3, model_vformat, 0, NULL},
    {"string", "Formatter.get_field", 3, model_vformat, 1, NULL},
    {"io", "StringIO.getvalue", 1, model_buffer, 0, NULL},
    {"io", "StringIO.read", 1, model_buffer, 0, NULL},
    {"io", "StringIO.readline", 1, model_buffer, 1, NULL},
    {"io", "BytesIO.getvalue", 1, model_buffer, 0, NULL},
    {"io", "BytesIO.getbuffer", 1, model_buffer, 0, NULL},
    {"io", "BytesIO.read", 1, model_buffer, 0, NULL},
    {"io", "BytesIO.readline", 1, model_buffer, 1, NULL},
};
/* clang-format on */
const size_t n_text_models = sizeof text_models / sizeof text_models[0];
