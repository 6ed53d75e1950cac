/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods of str and bytes that put texts together, cut them, or change their letters. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"

METHOD_RUN(method_join)
{
    (void)method;
    return render_join(ev, self, arg(ev, args, 0));
}

METHOD_RUN(method_format)
{
    (void)method;
    return render_format(ev, self, args, NULL);
}

METHOD_RUN(method_format_map)
{
    static const struct meaning *const none[1];
    (void)method;
    return render_format(ev, self, &(struct arguments){.items = none}, arg(ev, args, 0));
}

METHOD_RUN(method_coded)
{
    const struct meaning *codec = args->n ? arg(ev, args, 0) : arg_named(ev, args, "encoding");
    const struct meaning *errors = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "errors");
    if (codec && codec->kind != MEANING_TEXT)
        return NULL;
    const char *name = codec ? codec->text : "utf-8";
    size_t n = codec ? codec->text_len : 5;
    return coder_as_text(ev, self, name, n, method->number, errors);
}

static bool same_kind(const struct meaning *a, const struct meaning *b)
{
    return a && b && a->kind == b->kind;
}

/* Appends from with each old replaced, at most count times (-1: all). */
static void add_replaced(const struct meaning *from, const struct meaning *old,
                         const struct meaning *new, int64_t count, struct buf *out)
{
    size_t at = 0;
    while (at < from->text_len && !out->failed) {
        const char *place =
            count != 0 ? memmem(from->text + at, from->text_len - at, old->text, old->text_len)
                       : NULL;
        size_t until = place ? (size_t)(place - from->text) : from->text_len;
        buf_add(out, from->text + at, until - at);
        at = until;
        if (!place)
            return;
        buf_add(out, new->text, new->text_len);
        at += old->text_len;
        count--;
    }
}

/* What replaces nothing stands before each character and at the end. */
static const struct meaning *put_between(struct evaluator *ev, const struct meaning *self,
                                         const struct meaning *new, int64_t count)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    for (size_t at = 0; at <= self->text_len && !out.failed;) {
        size_t from = at;
        if (count != 0 && ev_spend(ev, new->text_len)) {
            buf_add(&out, new->text, new->text_len);
            count--;
        }
        if (at == self->text_len)
            break;
        if (self->kind == MEANING_BYTES)
            at++;
        else
            render_next_code(self, &at);
        buf_add(&out, self->text + from, at - from);
    }
    return meaning_buf(&ev->store, self->kind, &out);
}

METHOD_RUN(method_replace)
{
    (void)method;
    const struct meaning *old = arg(ev, args, 0), *new = arg(ev, args, 1);
    const struct meaning *count = arg(ev, args, 2);
    struct buf out = {.limit = ev_room(ev)};
    if (!same_kind(self, old) || !same_kind(self, new) || (count && !meaning_is_number(count)))
        return NULL;
    if (old->text_len == 0)
        return put_between(ev, self, new, count ? count->number : -1);
    if (!ev_spend(ev, self->text_len))
        return NULL;
    add_replaced(self, old, new, meaning_is_number(count) ? count->number : -1, &out);
    if (!ev_spend(ev, out.len)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, self->kind, &out);
}

enum letter_case { CASE_LOWER, CASE_UPPER, CASE_SWAP, CASE_TITLE, CASE_CAPITAL };

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Letters of ASCII, and those of full width, which are as far apart. False: of other characters it is
 * not known here whether they have a case; general punctuation has none. */
static bool case_of(uint32_t code, bool *is_letter_code)
{
    bool is_wide = (code >= 0xff21 && code <= 0xff3a) || (code >= 0xff41 && code <= 0xff5a);
    *is_letter_code = is_wide || (code < 0x80 && is_letter((char)code));
    return is_wide || code < 0x80 || (code >= 0x2000 && code <= 0x206f);
}

static uint32_t cased(uint32_t code, bool wants_upper)
{
    uint32_t first = code < 0x80 ? 'A' : 0xff21;
    bool is_upper = code < first + 26;
    return wants_upper ? (is_upper ? code : code - 0x20) : (is_upper ? code + 0x20 : code);
}

METHOD_RUN(method_case)
{
    (void)args;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool is_inside = false, is_known = true, is_bytes = self->kind == MEANING_BYTES;
    for (size_t n = 0; is_known && n < self->text_len;) {
        uint32_t c = is_bytes ? (uint8_t)self->text[n++] : render_next_code(self, &n);
        bool has_case = is_bytes && c < 0x80 && is_letter((char)c);
        if (!is_bytes)
            is_known = case_of(c, &has_case);
        bool is_lower = has_case && cased(c, false) == c;
        bool wants_upper = method->number == CASE_UPPER ||
                           (method->number == CASE_SWAP && is_lower) ||
                           (method->number >= CASE_TITLE && !is_inside);
        if (has_case)
            c = cased(c, wants_upper);
        if (is_bytes)
            buf_char(&out, (char)c);
        else
            render_character(c, &out);
        is_inside = method->number == CASE_CAPITAL || has_case;
    }
    if (!is_known || !ev_spend(ev, self->text_len)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, self->kind, &out);
}

enum strip_side { STRIP_LEFT = 1, STRIP_RIGHT = 2 };

bool render_is_blank(const struct meaning *text, uint32_t code)
{
    static const uint16_t wide[] = {0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};
    if (code == ' ' || (code >= '\t' && code <= '\r'))
        return true;
    if (text->kind == MEANING_BYTES)
        return false;
    bool is_blank = (code >= 0x1c && code <= 0x1f) || (code >= 0x2000 && code <= 0x200a);
    for (size_t k = 0; k < sizeof wide / sizeof wide[0]; k++)
        is_blank |= wide[k] == code;
    return is_blank;
}

/* Whether a character is taken off: one of those that are given, else a blank. */
static bool is_stripped(const struct meaning *self, const struct meaning *what, uint32_t code)
{
    if (!what)
        return render_is_blank(self, code);
    for (size_t at = 0; at < what->text_len;) {
        uint32_t one =
            what->kind == MEANING_BYTES ? (uint8_t)what->text[at++] : render_next_code(what, &at);
        if (one == code)
            return true;
    }
    return false;
}

METHOD_RUN(method_strip)
{
    const struct meaning *what = arg(ev, args, 0);
    size_t from = 0, to = self->text_len;
    bool is_bytes = self->kind == MEANING_BYTES;
    if (what && what->kind == MEANING_NONE)
        what = NULL;
    if ((what && !same_kind(self, what)) ||
        !ev_spend(ev, self->text_len * (1 + (what ? what->text_len : 0) / 16)))
        return NULL;
    while ((method->number & STRIP_LEFT) && from < to) {
        size_t next = from;
        uint32_t code = is_bytes ? (uint8_t)self->text[next++] : render_next_code(self, &next);
        if (!is_stripped(self, what, code))
            break;
        from = next;
    }
    while ((method->number & STRIP_RIGHT) && to > from) {
        size_t before = to - 1, at;
        while (!is_bytes && before > from && ((uint8_t)self->text[before] & 0xc0) == 0x80)
            before--;
        at = before;
        uint32_t code = is_bytes ? (uint8_t)self->text[at] : render_next_code(self, &at);
        if (!is_stripped(self, what, code))
            break;
        to = before;
    }
    return meaning_text(&ev->store, self->kind, self->text + from, to - from);
}

METHOD_RUN(method_remove)
{
    const struct meaning *what = arg(ev, args, 0);
    size_t from = 0, n = self->text_len;
    if (!same_kind(self, what) || what->text_len > n)
        return same_kind(self, what) ? self : NULL;
    bool is_suffix = method->number;
    if (memcmp(self->text + (is_suffix ? n - what->text_len : 0), what->text, what->text_len) != 0)
        return self;
    from = is_suffix ? 0 : what->text_len;
    return meaning_text(&ev->store, self->kind, self->text + from, n - what->text_len);
}

static void add_part(struct evaluator *ev, struct meaning *list, const struct meaning *self,
                     size_t from, size_t to)
{
    meaning_add(&ev->store, list,
                meaning_text(&ev->store, self->kind, self->text + from, to - from));
}

/* Where the next character that is a blank, or is none, begins. */
static size_t find_blank(const struct meaning *self, size_t at, bool wants_blank)
{
    while (at < self->text_len) {
        size_t next = at;
        uint32_t code = self->kind == MEANING_BYTES ? (uint8_t)self->text[next++]
                                                    : render_next_code(self, &next);
        if (render_is_blank(self, code) == wants_blank)
            break;
        at = next;
    }
    return at;
}

/* split without a separator: at runs of blanks. What is left when `left` are split off keeps those within
 * and behind it. */
static void split_blanks(struct evaluator *ev, const struct meaning *self, int64_t left,
                         struct meaning *list)
{
    size_t at = find_blank(self, 0, false);
    while (at < self->text_len && !list->is_lost) {
        size_t end = left-- > 0 ? find_blank(self, at, true) : self->text_len;
        add_part(ev, list, self, at, end);
        at = find_blank(self, end, false);
    }
}

/* The separator and the count of split and rsplit, by place or name; false: not known. */
static bool split_arguments(struct evaluator *ev, const struct meaning *self,
                            const struct arguments *args, const struct meaning **by, int64_t *left)
{
    const struct meaning *count = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "maxsplit");
    *by = args->n ? arg(ev, args, 0) : arg_named(ev, args, "sep");
    *left = meaning_is_number(count) && count->number >= 0 ? count->number : INT64_MAX;
    if (meaning_is(*by, MEANING_NONE))
        *by = NULL;
    bool is_good = !*by || (same_kind(self, *by) && (*by)->text_len > 0);
    return is_good && (!count || meaning_is_number(count)) && ev_spend(ev, self->text_len);
}

METHOD_RUN(method_split)
{
    (void)method;
    const struct meaning *by;
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    int64_t left;
    if (!list || !split_arguments(ev, self, args, &by, &left))
        return NULL;
    if (!by) {
        split_blanks(ev, self, left, list);
        return list->is_lost ? NULL : list;
    }
    size_t at = 0;
    const char *place;
    while (left-- > 0 && !list->is_lost &&
           (place = memmem(self->text + at, self->text_len - at, by->text, by->text_len))) {
        add_part(ev, list, self, at, (size_t)(place - self->text));
        at = (size_t)(place - self->text) + by->text_len;
    }
    add_part(ev, list, self, at, self->text_len);
    return list->is_lost ? NULL : list;
}

METHOD_RUN(method_partition)
{
    (void)method;
    const struct meaning *by = arg(ev, args, 0);
    struct meaning *list = meaning_new(&ev->store, MEANING_TUPLE);
    if (!list || !same_kind(self, by) || !ev_spend(ev, self->text_len))
        return NULL;
    const char *place = memmem(self->text, self->text_len, by->text, by->text_len);
    size_t at = place ? (size_t)(place - self->text) : self->text_len;
    size_t end = place ? at + by->text_len : at;
    add_part(ev, list, self, 0, at);
    add_part(ev, list, self, at, end);
    add_part(ev, list, self, end, self->text_len);
    return list;
}

METHOD_RUN(method_translate)
{
    const struct meaning *table = arg(ev, args, 0), *gone = arg(ev, args, 1);
    gone = gone ? gone : arg_named(ev, args, "delete");
    (void)method;
    if (self->kind != MEANING_BYTES || !(gone || table->kind == MEANING_NONE))
        return render_translate(ev, self, table);
    bool has_table = table->kind != MEANING_NONE;
    struct buf out = {.limit = ev_room(ev)};
    bool is_gone[256] = {false};
    if ((gone && gone->kind != MEANING_BYTES) || !ev_spend(ev, self->text_len) ||
        (gone && !ev_spend(ev, gone->text_len)))
        return NULL;
    for (size_t k = 0; gone && k < gone->text_len; k++)
        is_gone[(uint8_t)gone->text[k]] = true;
    for (size_t k = 0; k < self->text_len; k++) {
        if (!is_gone[(uint8_t)self->text[k]])
            buf_char(&out, self->text[k]);
    }
    const struct meaning *left = meaning_buf(&ev->store, MEANING_BYTES, &out);
    return left && has_table ? render_translate(ev, left, table) : left;
}

METHOD_RUN(method_maketrans)
{
    (void)method;
    (void)self;
    return render_maketrans(ev, args);
}

/* hex(), hex(':') */
METHOD_RUN(method_hex)
{
    (void)method;
    const struct meaning *between = args->n ? arg(ev, args, 0) : arg_named(ev, args, "sep");
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool is_text = meaning_is(between, MEANING_TEXT) || meaning_is(between, MEANING_BYTES);
    if (args->n > 1 || (between && !(is_text && between->text_len == 1)) ||
        !ev_spend(ev, self->text_len))
        return NULL;
    for (size_t n = 0; n < self->text_len; n++) {
        if (n && between)
            buf_char(&out, between->text[0]);
        buf_printf(&out, "%02x", (unsigned char)self->text[n]);
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

#define BIT METHOD_BIT
enum { TEXTS = BIT(TEXT) | BIT(BYTES) };

/* clang-format off */
const struct method part_methods[] = {
    {TEXTS, "join", 1, method_join, 0},
    {BIT(TEXT), "format", 0, method_format, 0},
    {BIT(TEXT), "format_map", 1, method_format_map, 0},
    {BIT(BYTES), "decode", 0, method_coded, 1},
    {BIT(TEXT), "encode", 0, method_coded, 0},
    {TEXTS, "replace", 2, method_replace, 0},
    {TEXTS, "lower", 0, method_case, CASE_LOWER},
    {TEXTS, "casefold", 0, method_case, CASE_LOWER},
    {TEXTS, "upper", 0, method_case, CASE_UPPER},
    {TEXTS, "swapcase", 0, method_case, CASE_SWAP},
    {TEXTS, "title", 0, method_case, CASE_TITLE},
    {TEXTS, "capitalize", 0, method_case, CASE_CAPITAL},
    {TEXTS, "strip", 0, method_strip, STRIP_LEFT | STRIP_RIGHT},
    {TEXTS, "lstrip", 0, method_strip, STRIP_LEFT},
    {TEXTS, "rstrip", 0, method_strip, STRIP_RIGHT},
    {TEXTS, "removeprefix", 1, method_remove, 0},
    {TEXTS, "removesuffix", 1, method_remove, 1},
    {TEXTS, "split", 0, method_split, 0},
    {TEXTS, "partition", 1, method_partition, 0},
    {TEXTS, "translate", 1, method_translate, 0},
    {BIT(BYTES), "hex", 0, method_hex, 0},
    {TEXTS, "maketrans", 1, method_maketrans, 0},
};
/* clang-format on */
const size_t n_part_methods = sizeof part_methods / sizeof part_methods[0];
