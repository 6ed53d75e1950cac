/* SPDX-License-Identifier: GPL-3.0-or-later */
/* More methods of str and bytes, of ASCII letters alone where letters matter. */
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

/* The part that start and end (the arguments from the nth on) leave of a text; false: not known. */
static bool range_of(struct evaluator *ev, const struct meaning *self, const struct arguments *args,
                     uint32_t n, size_t *from, size_t *to)
{
    int64_t bounds[2] = {0, INT64_MAX}, length = (int64_t)count_characters(self, self->text_len);
    for (uint32_t k = 0; k < 2; k++) {
        const struct meaning *bound = arg(ev, args, n + k);
        if (bound && bound->kind != MEANING_NONE) {
            if (!meaning_is_number(bound))
                return false;
            bounds[k] = bound->number;
        }
        bounds[k] = bounds[k] < 0 ? bounds[k] + length : bounds[k];
        bounds[k] = bounds[k] < 0 ? 0 : bounds[k] > length ? length : bounds[k];
    }
    *from = *to = 0;
    bool is_bytes = self->kind == MEANING_BYTES;
    for (int64_t k = 0; k < bounds[1]; k++) {
        if (k == bounds[0])
            *from = *to;
        if (is_bytes)
            ++*to;
        else
            render_next_code(self, to);
    }
    if (bounds[0] >= bounds[1])
        *from = *to;
    return bounds[0] <= bounds[1] && ev_spend(ev, self->text_len);
}

/* startswith and endswith (number 1), of one text or several. */
METHOD_RUN(text_starts)
{
    const struct meaning *parts = arg(ev, args, 0);
    size_t from, to;
    struct meaning *list = same_kind(self, parts)
                               ? meaning_items(&ev->store, MEANING_LIST, &parts, 1)
                               : ev_listed(ev, parts, MEANING_LIST);
    if (!list || !range_of(ev, self, args, 1, &from, &to))
        return NULL;
    bool is_so = false;
    for (uint32_t k = 0; k < list->n_items; k++) {
        const struct meaning *part = ev_ask(ev, list->items[k]);
        if (!same_kind(self, part))
            return NULL;
        size_t n = part->text_len;
        is_so |= n <= to - from &&
                 memcmp(self->text + (method->number ? to - n : from), part->text, n) == 0;
    }
    return meaning_bool(&ev->store, is_so);
}

/* __contains__, find, index, count, rfind, rindex: number is which. */
enum { SEARCH_IN, SEARCH_FIRST, SEARCH_INDEX, SEARCH_COUNT, SEARCH_LAST, SEARCH_RINDEX };

METHOD_RUN(text_search)
{
    const struct meaning *part = arg(ev, args, 0);
    size_t from, to;
    if (!same_kind(self, part) || part->text_len == 0 || !range_of(ev, self, args, 1, &from, &to))
        return NULL;
    int64_t count = 0, first = -1, last = -1;
    const char *end = self->text + to, *at = self->text + from;
    bool is_last = method->number == SEARCH_LAST || method->number == SEARCH_RINDEX;
    while ((at = memmem(at, (size_t)(end - at), part->text, part->text_len)) != NULL) {
        last = at - self->text;
        first = first < 0 ? last : first;
        at += is_last ? 1 : part->text_len;
        count++;
        if (!ev_spend(ev, 1))
            return NULL;
    }
    if (method->number == SEARCH_IN)
        return meaning_bool(&ev->store, count > 0);
    if (method->number == SEARCH_COUNT)
        return meaning_int(&ev->store, count);
    int64_t place = is_last ? last : first;
    bool is_refused = method->number == SEARCH_INDEX || method->number == SEARCH_RINDEX;
    if (place < 0)
        return is_refused ? NULL : meaning_int(&ev->store, -1);
    return meaning_int(&ev->store, (int64_t)count_characters(self, (size_t)place));
}

/* isidentifier, isascii, isprintable, istitle: of ASCII. */
enum { IS_IDENTIFIER, IS_ASCII, IS_PRINTABLE, IS_TITLE };

METHOD_RUN(text_is_whole)
{
    (void)args;
    bool is_plain = is_ascii(self), is_so = true, has_case = false, is_inside = false;
    if (!ev_spend(ev, self->text_len))
        return NULL;
    if (method->number == IS_ASCII || !is_plain)
        return method->number == IS_ASCII ? meaning_bool(&ev->store, is_plain) : NULL;
    for (size_t k = 0; k < self->text_len; k++) {
        char c = self->text[k];
        int class = class_of(c);
        if (method->number == IS_IDENTIFIER)
            is_so &= (class & LETTER) || c == '_' || (k && (class & DIGIT));
        if (method->number == IS_PRINTABLE)
            is_so &= c >= 0x20 && c < 0x7f;
        if (method->number == IS_TITLE && (class & LETTER))
            is_so &= ((class & UPPER) != 0) != is_inside;
        has_case |= (class & LETTER) != 0;
        is_inside = (class & LETTER) != 0;
    }
    if (method->number == IS_IDENTIFIER)
        is_so &= self->text_len > 0;
    if (method->number == IS_TITLE)
        is_so &= has_case;
    return meaning_bool(&ev->store, is_so);
}

/* __eq__ and the like, of two of a kind. */
enum { ORDER_EQ, ORDER_NE, ORDER_LT, ORDER_LE, ORDER_GT, ORDER_GE };

METHOD_RUN(value_compare)
{
    int order = 0;
    const struct meaning *other = arg(ev, args, 0);
    const char *type = ev_type_name(ev, self), *its = ev_type_name(ev, other);
    bool is_alike = type && its && strcmp(type, its) == 0;
    if (!is_alike || !ev_compare(ev, self, other, &order))
        return NULL;
    const bool answers[] = {order == 0, order != 0, order<0, order <= 0, order> 0, order >= 0};
    return meaning_bool(&ev->store, answers[method->number]);
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
        (fill && fill->kind != self->kind) || !ev_spend(ev, self->text_len))
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
    add_padding(&out, fill, left); /* of one character, for zeros of one byte */
    buf_add(&out, self->text, self->text_len);
    if (has_sign && method->number == PAD_ZEROS && left) { /* stands before the zeros */
        out.data[0] = self->text[0];
        out.data[left] = '0';
    }
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
        meaning_add(&ev->store, list, part_of(ev, self, from, end));
        if (left-- <= 0)
            return;
        end = from;
    }
}

/* A blank that is none of ASCII's first six. */
static bool has_odd_blank(const struct meaning *self)
{
    for (size_t at = 0; self->kind == MEANING_TEXT && at < self->text_len;) {
        uint32_t code = render_next_code(self, &at);
        bool is_plain = code == ' ' || (code >= '\t' && code <= '\r');
        if (!is_plain && render_is_blank(self, code))
            return true;
    }
    return false;
}

METHOD_RUN(text_rsplit)
{
    const struct meaning *by = args->n ? arg(ev, args, 0) : arg_named(ev, args, "sep");
    const struct meaning *count = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "maxsplit");
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    struct meaning *turned = meaning_new(&ev->store, MEANING_LIST);
    int64_t left = meaning_is_number(count) && count->number >= 0 ? count->number : INT64_MAX;
    (void)method;
    bool is_text = same_kind(self, by) && by->text_len > 0;
    bool is_known = is_text || ((!by || by->kind == MEANING_NONE) && !has_odd_blank(self));
    if (!list || !turned || !is_known || !ev_spend(ev, self->text_len))
        return NULL;
    if (is_text)
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
    const struct meaning *keeps = args->n ? arg(ev, args, 0) : arg_named(ev, args, "keepends");
    size_t from = 0;
    bool has_ends = false;
    (void)method;
    if (!list || (keeps && !ev_truth(ev, keeps, &has_ends)) || !is_ascii(self) ||
        !ev_spend(ev, self->text_len))
        return NULL;
    for (size_t at = 0; at < self->text_len && !list->is_lost; at++) {
        char c = self->text[at];
        bool is_end =
            c == '\n' || c == '\r' ||
            (self->kind == MEANING_TEXT && (c == '\v' || c == '\f' || (c >= 0x1c && c <= 0x1e)));
        if (!is_end)
            continue;
        size_t end = at;
        at += c == '\r' && at + 1 < self->text_len && self->text[at + 1] == '\n';
        meaning_add(&ev->store, list, part_of(ev, self, from, has_ends ? at + 1 : end));
        from = at + 1;
    }
    if (from < self->text_len)
        meaning_add(&ev->store, list, part_of(ev, self, from, self->text_len));
    return list;
}

/* expandtabs(size) */
METHOD_RUN(text_tabs)
{
    const struct meaning *size = args->n ? arg(ev, args, 0) : arg_named(ev, args, "tabsize");
    int64_t every = size && meaning_is_number(size) ? size->number : 8, column = 0;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)method;
    if ((size && !meaning_is_number(size)) || every > 256 || !ev_spend(ev, self->text_len))
        return NULL;
    for (size_t at = 0; at < self->text_len; at++) {
        char c = self->text[at];
        bool is_start = self->kind == MEANING_BYTES || ((uint8_t)c & 0xc0) != 0x80;
        if (c == '\t') {
            int64_t n = every > 0 ? every - column % every : 0;
            buf_pad(&out, ' ', (size_t)n);
            column += n;
            continue;
        }
        column = c == '\n' || c == '\r' ? 0 : column + is_start;
        buf_char(&out, c);
    }
    return meaning_buf(&ev->store, self->kind, &out);
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
    VALUES = TEXTS | LISTS | BIT(INT) | BIT(FLOAT) | BIT(BIG),
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
    {TEXTS, "rindex", 1, text_search, SEARCH_RINDEX},
    {BIT(TEXT), "isidentifier", 0, text_is_whole, IS_IDENTIFIER},
    {TEXTS, "isascii", 0, text_is_whole, IS_ASCII},
    {BIT(TEXT), "isprintable", 0, text_is_whole, IS_PRINTABLE},
    {TEXTS, "istitle", 0, text_is_whole, IS_TITLE},
    {VALUES, "__eq__", 1, value_compare, ORDER_EQ},
    {VALUES, "__ne__", 1, value_compare, ORDER_NE},
    {VALUES, "__lt__", 1, value_compare, ORDER_LT},
    {VALUES, "__le__", 1, value_compare, ORDER_LE},
    {VALUES, "__gt__", 1, value_compare, ORDER_GT},
    {VALUES, "__ge__", 1, value_compare, ORDER_GE},
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
