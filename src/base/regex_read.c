/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a pattern into a program. */
#include <stdlib.h>
#include <string.h>

#include "src/base/regex_program.h"
#include "src/base/utf8.h"

enum {
    PATTERN_MAX = 1024, /* characters */
    PROGRAM_MAX = 4096, /* instructions, repeats written out */
    DEPTH_MAX = 24,     /* groups in groups */
    REPEAT_MAX = 256,   /* times that a part is written out */
};

struct reader {
    struct regex *regex;
    uint32_t text[PATTERN_MAX];
    size_t n, at;
    unsigned depth;
    bool is_closed[REGEX_GROUPS_MAX];
    bool failed;
};

/* What is known of a part of the pattern. */
struct part {
    int32_t least, most; /* characters that it matches; most -1: no end */
    bool has_group, has_choice;
};

static void fail(struct reader *reader)
{
    reader->failed = true;
}

static uint32_t add(struct reader *reader, enum op op, int32_t a, int32_t b)
{
    struct regex *regex = reader->regex;
    if (regex->n == regex->cap) {
        uint32_t cap = regex->cap ? regex->cap * 2 : 64;
        struct instruction *grown =
            cap > PROGRAM_MAX ? NULL : realloc(regex->program, cap * sizeof *grown);
        if (!grown) {
            fail(reader);
            return 0;
        }
        regex->program = grown;
        regex->cap = cap;
    }
    regex->program[regex->n] = (struct instruction){.op = op, .a = a, .b = b};
    return regex->n++;
}

/* Makes room for k instructions before `from`; what jumps over that place is moved on. */
static void make_room(struct reader *reader, uint32_t from, uint32_t k)
{
    struct regex *regex = reader->regex;
    uint32_t moved = regex->n - from;
    for (uint32_t n = 0; n < k; n++)
        add(reader, OP_JUMP, 0, 0);
    if (reader->failed)
        return;
    memmove(regex->program + from + k, regex->program + from, moved * sizeof *regex->program);
    for (uint32_t n = from + k; n < regex->n; n++) {
        struct instruction *each = &regex->program[n];
        bool jumps = each->op == OP_SPLIT || each->op == OP_JUMP || each->op == OP_LOOK;
        each->a += jumps ? (int32_t)k : 0;
        each->b += each->op == OP_SPLIT ? (int32_t)k : 0;
    }
}

/* The instructions from..end once more at the end. */
static void copy_part(struct reader *reader, const struct instruction *part, uint32_t from,
                      uint32_t n)
{
    int32_t by = (int32_t)reader->regex->n - (int32_t)from;
    for (uint32_t k = 0; k < n && !reader->failed; k++) {
        bool jumps = part[k].op == OP_SPLIT || part[k].op == OP_JUMP || part[k].op == OP_LOOK;
        uint32_t at = add(reader, part[k].op, part[k].a + (jumps ? by : 0),
                          part[k].b + (part[k].op == OP_SPLIT ? by : 0));
        if (!reader->failed)
            reader->regex->program[at].is_negated = part[k].is_negated;
    }
}

static bool is_at(const struct reader *reader, uint32_t c)
{
    return reader->at < reader->n && reader->text[reader->at] == c;
}

static bool take(struct reader *reader, uint32_t c)
{
    bool is_there = is_at(reader, c);
    reader->at += is_there;
    return is_there;
}

/* The next character; behind the end the pattern is refused. */
static uint32_t next(struct reader *reader)
{
    if (reader->at < reader->n)
        return reader->text[reader->at++];
    fail(reader);
    return 0;
}

static int hex_digit(uint32_t c)
{
    return c >= '0' && c <= '9'   ? (int)c - '0'
           : c >= 'a' && c <= 'f' ? (int)c - 'a' + 10
           : c >= 'A' && c <= 'F' ? (int)c - 'A' + 10
                                  : -1;
}

static uint32_t read_hex(struct reader *reader, unsigned digits)
{
    uint32_t code = 0;
    while (digits-- > 0 && !reader->failed) {
        int digit = hex_digit(next(reader));
        if (digit < 0)
            fail(reader);
        code = code * 16 + (uint32_t)(digit < 0 ? 0 : digit);
    }
    if (code > 0x10ffff)
        fail(reader);
    return code;
}

/* The character that an escape stands for, its backslash and first character read. Digits other than
 * those of \0 are the caller's. */
static uint32_t read_escaped(struct reader *reader, uint32_t c)
{
    static const char plain[] = "n\nt\tr\rf\fv\va\a";
    for (size_t k = 0; k + 1 < sizeof plain; k += 2) {
        if (c == (uint32_t)plain[k])
            return (uint32_t)plain[k + 1];
    }
    if (c == 'x')
        return read_hex(reader, 2);
    if ((c == 'u' || c == 'U') && !reader->regex->is_bytes)
        return read_hex(reader, c == 'u' ? 4 : 8);
    if (c == '0' && !(reader->at < reader->n && is_digit(reader->text[reader->at])))
        return 0;
    if (is_ascii_letter(c) || is_digit(c)) /* Python refuses it, or it is rare */
        fail(reader);
    return c;
}

static bool is_category(uint32_t c)
{
    return c < 0x80 && c && strchr("dDsSwW", (int)c) != NULL;
}

static void add_row(struct reader *reader, uint32_t from, uint32_t to, bool is_category)
{
    struct regex *regex = reader->regex;
    if (regex->n_rows == CLASS_ROWS_MAX || from > to)
        fail(reader);
    else
        regex->rows[regex->n_rows++] =
            (struct class_row){.from = from, .to = to, .is_category = is_category};
}

/* One end of a range, or a category. */
static uint32_t read_class_item(struct reader *reader, bool *category)
{
    uint32_t c = next(reader);
    *category = false;
    if (c != '\\')
        return c;
    c = next(reader);
    *category = is_category(c);
    return *category ? c : c == 'b' ? '\b' : read_escaped(reader, c);
}

/* [...], its bracket read. */
static void read_class(struct reader *reader)
{
    int32_t first = (int32_t)reader->regex->n_rows;
    bool is_negated = take(reader, '^'), is_first = true, category, last_category;
    while (!reader->failed && (is_first || !is_at(reader, ']'))) {
        is_first = false;
        uint32_t from = read_class_item(reader, &category), to = from;
        bool is_range = !category && is_at(reader, '-') && reader->at + 1 < reader->n &&
                        reader->text[reader->at + 1] != ']';
        if (is_range) {
            reader->at++;
            to = read_class_item(reader, &last_category);
            if (last_category)
                fail(reader);
        }
        add_row(reader, from, to, category);
    }
    next(reader);
    uint32_t at = add(reader, OP_CLASS, first, (int32_t)reader->regex->n_rows - first);
    if (!reader->failed)
        reader->regex->program[at].is_negated = is_negated;
}

static void add_category(struct reader *reader, uint32_t c)
{
    int32_t first = (int32_t)reader->regex->n_rows;
    add_row(reader, c, c, true);
    add(reader, OP_CLASS, first, 1);
}

static struct part read_choice(struct reader *reader);

static const struct part of_one = {.least = 1, .most = 1}, of_none = {.least = 0, .most = 0};

/* \1: a group that is closed already. */
static struct part read_reference(struct reader *reader, uint32_t number)
{
    if (number == 0 || number >= reader->regex->n_groups || !reader->is_closed[number] ||
        (reader->regex->flags & REGEX_IGNORECASE))
        fail(reader);
    add(reader, OP_BACK, (int32_t)number, 0);
    return (struct part){.least = 0, .most = -1, .has_choice = true};
}

static struct part read_escape(struct reader *reader)
{
    uint32_t c = next(reader);
    if (c >= '1' && c <= '9') {
        bool is_longer = reader->at < reader->n && is_digit(reader->text[reader->at]);
        if (is_longer) /* of two digits, or octal */
            fail(reader);
        return read_reference(reader, c - '0');
    }
    if (is_category(c)) {
        add_category(reader, c);
        return of_one;
    }
    if (c == 'A' || c == 'Z') {
        add(reader, c == 'A' ? OP_HEAD : OP_TAIL, 0, 0);
        return of_none;
    }
    if (c == 'b' || c == 'B') {
        uint32_t at = add(reader, OP_WORD, 0, 0);
        if (!reader->failed)
            reader->regex->program[at].is_negated = c == 'B';
        return of_none;
    }
    add(reader, OP_CHAR, (int32_t)read_escaped(reader, c), 0);
    return of_one;
}

/* The name behind (?P< or (?P=, up to its end. */
static size_t read_name(struct reader *reader, uint32_t end, char name[REGEX_NAME_MAX])
{
    size_t n = 0;
    uint32_t c;
    while (!reader->failed && (c = next(reader)) != end) {
        bool is_good = is_ascii_letter(c) || c == '_' || (n && is_digit(c));
        if (!is_good || n == REGEX_NAME_MAX - 1) {
            fail(reader);
            return 0;
        }
        name[n++] = (char)c;
    }
    name[n] = '\0';
    if (n == 0)
        fail(reader);
    return n;
}

static struct part read_look(struct reader *reader, bool is_behind, bool is_negated)
{
    uint32_t at = add(reader, OP_LOOK, 0, 0);
    struct part inner = read_choice(reader);
    add(reader, OP_MATCH, 0, 0);
    bool is_good = take(reader, ')') && (!is_behind || inner.least == inner.most) &&
                   !(is_negated && inner.has_group);
    if (!is_good || reader->failed) {
        fail(reader);
        return of_none;
    }
    reader->regex->program[at].a = (int32_t)reader->regex->n;
    reader->regex->program[at].b = is_behind ? inner.least : 0;
    reader->regex->program[at].is_negated = is_negated;
    inner.least = inner.most = 0;
    return inner;
}

static struct part read_capture(struct reader *reader, const char *name)
{
    struct regex *regex = reader->regex;
    unsigned group = regex->n_groups;
    if (group == REGEX_GROUPS_MAX) {
        fail(reader);
        return of_none;
    }
    regex->n_groups++;
    memcpy(regex->names[group], name, strlen(name) + 1);
    add(reader, OP_SAVE, (int32_t)group * 2, 0);
    struct part inner = read_choice(reader);
    add(reader, OP_SAVE, (int32_t)group * 2 + 1, 0);
    reader->is_closed[group] = true;
    if (!take(reader, ')'))
        fail(reader);
    inner.has_group = true;
    return inner;
}

/* (?P<name>...) and (?P=name) */
static struct part read_named(struct reader *reader)
{
    char name[REGEX_NAME_MAX];
    bool is_reference = take(reader, '=');
    if (!is_reference && !take(reader, '<'))
        fail(reader);
    size_t n = read_name(reader, is_reference ? ')' : '>', name);
    int group = regex_group_named(reader->regex, name, n);
    if (reader->failed || (group >= 0) != is_reference) {
        fail(reader);
        return of_none;
    }
    return is_reference ? read_reference(reader, (uint32_t)group) : read_capture(reader, name);
}

/* Behind the bracket of a group. */
static struct part read_group(struct reader *reader)
{
    if (!take(reader, '?'))
        return read_capture(reader, "");
    uint32_t kind = next(reader);
    if (kind == 'P')
        return read_named(reader);
    if (kind == '=' || kind == '!')
        return read_look(reader, false, kind == '!');
    if (kind == '<' && (is_at(reader, '=') || is_at(reader, '!')))
        return read_look(reader, true, next(reader) == '!');
    struct part inner = of_none;
    if (kind == ':')
        inner = read_choice(reader);
    if (kind == '#') {
        while (reader->at < reader->n && !is_at(reader, ')'))
            reader->at++;
    }
    if ((kind != ':' && kind != '#') || !take(reader, ')'))
        fail(reader);
    return inner;
}

/* One thing that may be repeated; *may_repeat: whether it may. */
static struct part read_atom(struct reader *reader, bool *may_repeat)
{
    uint32_t c = next(reader);
    *may_repeat = c != '^' && c != '$';
    switch (c) {
    case '\\':
        *may_repeat = !(reader->at < reader->n && reader->text[reader->at] < 0x80 &&
                        strchr("AZbB", (int)reader->text[reader->at]));
        return read_escape(reader);
    case '[':
        read_class(reader);
        return of_one;
    case '(': {
        struct part inner = read_group(reader);
        return inner;
    }
    case '.':
        add(reader, OP_ANY, !(reader->regex->flags & REGEX_DOTALL), 0);
        return of_one;
    case '^':
        add(reader, OP_START, (reader->regex->flags & REGEX_MULTILINE) != 0, 0);
        return of_none;
    case '$':
        add(reader, OP_END, (reader->regex->flags & REGEX_MULTILINE) != 0, 0);
        return of_none;
    case '*':
    case '+':
    case '?':
        fail(reader);
        return of_none;
    default:
        add(reader, OP_CHAR, (int32_t)c, 0);
        return of_one;
    }
}

/* A number of a repeat; false: there is none. */
static bool read_count(struct reader *reader, int32_t *count)
{
    size_t from = reader->at;
    *count = 0;
    while (reader->at < reader->n && is_digit(reader->text[reader->at]) && *count <= REPEAT_MAX)
        *count = *count * 10 + (int32_t)(reader->text[reader->at++] - '0');
    if (*count > REPEAT_MAX)
        fail(reader);
    return reader->at > from;
}

/* {m}, {m,}, {,n}, {m,n}; what is none of them is a literal brace. */
static bool read_braces(struct reader *reader, int32_t *least, int32_t *most)
{
    size_t from = reader->at;
    reader->at++;
    bool has_least = read_count(reader, least), has_most = false;
    *most = *least;
    if (take(reader, ',')) {
        has_most = read_count(reader, most);
        *most = has_most ? *most : -1;
    } else if (!has_least) {
        reader->at = from;
        return false;
    }
    if (!take(reader, '}')) {
        reader->at = from;
        return false;
    }
    if (*most >= 0 && *most < *least)
        fail(reader);
    return true;
}

static bool read_quantifier(struct reader *reader, int32_t *least, int32_t *most)
{
    if (is_at(reader, '{'))
        return read_braces(reader, least, most);
    bool is_one = is_at(reader, '*') || is_at(reader, '+') || is_at(reader, '?');
    if (!is_one)
        return false;
    uint32_t c = next(reader);
    *least = c == '+';
    *most = c == '?' ? 1 : -1;
    return true;
}

static void set_split(struct reader *reader, uint32_t at, uint32_t inside, uint32_t outside,
                      bool is_lazy)
{
    struct instruction *split = &reader->regex->program[at];
    split->op = OP_SPLIT;
    split->a = (int32_t)(is_lazy ? outside : inside);
    split->b = (int32_t)(is_lazy ? inside : outside);
}

/* Writes out the part at from..end as often as it is repeated. */
static void write_repeat(struct reader *reader, uint32_t from, int32_t least, int32_t most,
                         bool is_lazy)
{
    struct regex *regex = reader->regex;
    uint32_t n = regex->n - from;
    struct instruction *part = malloc((n + 1) * sizeof *part);
    uint32_t splits[REPEAT_MAX + 1], n_splits = 0;
    if (!part) {
        fail(reader);
        return;
    }
    if (n)
        memcpy(part, regex->program + from, n * sizeof *part);
    regex->n = from;
    for (int32_t k = 0; k < least && !reader->failed; k++)
        copy_part(reader, part, from, n);
    if (most < 0 && !reader->failed) { /* L: split body, out; body; jump L */
        uint32_t head = add(reader, OP_SPLIT, 0, 0);
        copy_part(reader, part, from, n);
        add(reader, OP_JUMP, (int32_t)head, 0);
        if (!reader->failed)
            set_split(reader, head, head + 1, regex->n, is_lazy);
    }
    for (int32_t k = least; k < most && !reader->failed; k++) {
        splits[n_splits++] = add(reader, OP_SPLIT, 0, 0);
        copy_part(reader, part, from, n);
    }
    for (uint32_t k = 0; k < n_splits && !reader->failed; k++)
        set_split(reader, splits[k], splits[k] + 1, regex->n, is_lazy);
    free(part);
}

static struct part read_repeated(struct reader *reader)
{
    bool may_repeat;
    int32_t least, most;
    uint32_t from = reader->regex->n;
    struct part part = read_atom(reader, &may_repeat);
    if (reader->failed || !read_quantifier(reader, &least, &most))
        return part;
    bool is_lazy = take(reader, '?');
    /* What may match nothing, and what is taken again and again while it chooses, Python treats in
     * ways of its own. */
    bool is_odd = part.least == 0 || (part.has_group && part.has_choice && most != 1) ||
                  is_at(reader, '*') || is_at(reader, '+') || is_at(reader, '?') ||
                  is_at(reader, '{');
    if (!may_repeat || is_odd || reader->failed) {
        fail(reader);
        return part;
    }
    write_repeat(reader, from, least, most, is_lazy);
    part.most = most < 0 || part.most < 0 ? -1 : part.most * most;
    part.least *= least;
    part.has_choice |= least != most;
    return part;
}

static struct part read_sequence(struct reader *reader)
{
    struct part all = of_none;
    while (reader->at < reader->n && !is_at(reader, '|') && !is_at(reader, ')') &&
           !reader->failed) {
        struct part part = read_repeated(reader);
        all.least += part.least;
        all.most = all.most < 0 || part.most < 0 ? -1 : all.most + part.most;
        all.has_group |= part.has_group;
        all.has_choice |= part.has_choice;
        if (all.least > 1 << 20 || all.most > 1 << 20)
            fail(reader);
    }
    return all;
}

static struct part read_choice(struct reader *reader)
{
    if (++reader->depth > DEPTH_MAX) {
        fail(reader);
        return of_none;
    }
    uint32_t from = reader->regex->n;
    struct part all = read_sequence(reader);
    uint32_t jumps[PATTERN_MAX / 8], n_jumps = 0;
    while (!reader->failed && take(reader, '|')) {
        /* split here, next; here ...; jump out; next ... */
        if (n_jumps == PATTERN_MAX / 8) {
            fail(reader);
            break;
        }
        make_room(reader, from, 1);
        jumps[n_jumps++] = add(reader, OP_JUMP, 0, 0);
        if (reader->failed)
            break;
        set_split(reader, from, from + 1, reader->regex->n, false);
        from = reader->regex->n;
        struct part more = read_sequence(reader);
        all.least = more.least < all.least ? more.least : all.least;
        all.most = more.most < 0 || all.most < 0 ? -1 : more.most > all.most ? more.most : all.most;
        all.has_group |= more.has_group;
        all.has_choice = true;
    }
    for (uint32_t k = 0; k < n_jumps && !reader->failed; k++)
        reader->regex->program[jumps[k]].a = (int32_t)reader->regex->n;
    reader->depth--;
    return all;
}

/* (?ims) at the very beginning. */
static void read_flags(struct reader *reader)
{
    static const struct {
        char letter;
        int flag;
    } letters[] = {{'i', REGEX_IGNORECASE},
                   {'m', REGEX_MULTILINE},
                   {'s', REGEX_DOTALL},
                   {'a', REGEX_ASCII},
                   {'u', REGEX_UNICODE}};
    size_t at = 2;
    int64_t flags = 0;
    if (reader->n < 3 || reader->text[0] != '(' || reader->text[1] != '?')
        return;
    for (; at < reader->n && reader->text[at] != ')'; at++) {
        int flag = 0;
        for (size_t k = 0; k < sizeof letters / sizeof letters[0]; k++)
            flag |= reader->text[at] == (uint32_t)letters[k].letter ? letters[k].flag : 0;
        if (!flag)
            return;
        flags |= flag;
    }
    if (at == reader->n || at == 2)
        return;
    reader->regex->flags |= flags;
    reader->at = at + 1;
}

static bool read_text(struct reader *reader, const char *pattern, size_t n, bool is_bytes)
{
    size_t at = 0;
    while (at < n && reader->n < PATTERN_MAX)
        reader->text[reader->n++] = is_bytes ? (uint8_t)pattern[at++] : utf8_next(pattern, n, &at);
    return at == n;
}

struct regex *regex_new(const char *pattern, size_t n, bool is_bytes, int64_t flags)
{
    enum {
        KNOWN = REGEX_IGNORECASE | REGEX_MULTILINE | REGEX_DOTALL | REGEX_UNICODE | REGEX_ASCII
    };
    struct regex *regex = calloc(1, sizeof *regex);
    struct reader *reader = calloc(1, sizeof *reader);
    bool good =
        regex && reader && !(flags & ~(int64_t)KNOWN) && !(is_bytes && (flags & REGEX_UNICODE));
    if (good) {
        regex->is_bytes = is_bytes;
        regex->flags = flags | (is_bytes ? REGEX_ASCII : 0);
        regex->n_groups = 1;
        reader->regex = regex;
        good = read_text(reader, pattern, n, is_bytes);
    }
    if (good) {
        read_flags(reader);
        read_choice(reader);
        add(reader, OP_MATCH, 0, 0);
        good = !reader->failed && reader->at == reader->n &&
               !((regex->flags & REGEX_IGNORECASE) && !is_ascii(reader->text, reader->n));
    }
    free(reader);
    if (!good) {
        regex_free(regex);
        return NULL;
    }
    return regex;
}
