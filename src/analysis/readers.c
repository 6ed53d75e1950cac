/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/readers.h"

#include <string.h>

static const struct difference_row rows[] = {
#define DIFFERENCE(id, name, issue, sentence) [DIFFERENCE_##id] = {name, issue, sentence},
#include "src/analysis/differences.def"
};

const struct difference_row *difference_row(enum difference difference)
{
    return &rows[difference];
}

/* ---- Characters ------------------------------------------------------------------------------- */

static bool has_byte(struct br_slice text, char c)
{
    return text.len && memchr(text.data, c, (size_t)text.len);
}

bool readers_has_high_byte(struct br_slice text)
{
    for (uint64_t k = 0; k < text.len; k++)
        if (text.data[k] >= 0x80)
            return true;
    return false;
}

/* codecs.escape_decode: what stands after a backslash and is no escape stays, with it. */
bool readers_name_is_escaped(struct br_slice name)
{
    if (name.len == 0) /* its data may be nowhere */
        return false;
    const uint8_t *at = name.data, *end = name.data + name.len;
    while (at < end && (at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
        if (at + 1 == end || memchr("\\'\"abfnrtvx01234567", at[1], 19))
            return true;
        at += 2;
    }
    return false;
}

bool readers_is_bool_line(struct br_slice line)
{
    return line.len == 2 && line.data[0] == '0' && (line.data[1] == '0' || line.data[1] == '1');
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* ---- Rows, a function for each kind of opcode. c has read them, and nothing is wrong with them. - */

/* An integer that c reads in base 0: its digits, without blanks and sign. */
static struct br_slice digits_of(struct br_slice line)
{
    while (line.len && is_blank(line.data[0]))
        line.data++, line.len--;
    while (line.len && is_blank(line.data[line.len - 1]))
        line.len--;
    if (line.len && (line.data[0] == '+' || line.data[0] == '-'))
        line.data++, line.len--;
    return line;
}

/* 0x1f, 0b1, 0o7, and 010, which is octal to some; not 000, nor 0_0. */
static bool needs_base(struct br_slice digits)
{
    bool begins_so = digits.len > 1 && digits.data[0] == '0';
    for (uint64_t k = 1; begins_so && k < digits.len; k++)
        if (digits.data[k] != '0' && digits.data[k] != '_')
            return true;
    return false;
}

static enum difference look_int(const br_record *rec, br_op op, const struct br_ins *ins)
{
    struct br_slice line = ins->text;
    bool is_bool = br_kind(rec, br_stack((struct br_state){rec, op + 1}, 0)) == BR_KIND_BOOL;
    if (has_byte(line, '\0'))
        return DIFFERENCE_number_nul;
    if (is_bool && !readers_is_bool_line(line))
        return DIFFERENCE_int_bool;
    return !is_bool && needs_base(digits_of(line)) ? DIFFERENCE_int_base : DIFFERENCE_NONE;
}

static enum difference look_long(const br_record *rec, br_op op, const struct br_ins *ins)
{
    struct br_slice line = ins->text;
    (void)rec;
    (void)op;
    if (has_byte(line, '\0'))
        return DIFFERENCE_number_nul;
    if (line.len && line.data[line.len - 1] == 'L')
        line.len--;
    return needs_base(digits_of(line)) ? DIFFERENCE_int_base : DIFFERENCE_NONE;
}

static enum difference look_float(const br_record *rec, br_op op, const struct br_ins *ins)
{
    (void)rec;
    (void)op;
    return has_byte(ins->text, '\0') ? DIFFERENCE_number_nul : DIFFERENCE_NONE;
}

static enum difference look_key(const br_record *rec, br_op op, const struct br_ins *ins)
{
    struct br_slice line = ins->text;
    (void)rec;
    (void)op;
    if (has_byte(line, '\0'))
        return DIFFERENCE_number_nul;
    return readers_is_bool_line(line) ? DIFFERENCE_key_bool : DIFFERENCE_NONE;
}

/* Only with an encoding other than ASCII are such bytes read at all. */
static enum difference look_string(const br_record *rec, br_op op, const struct br_ins *ins)
{
    (void)rec;
    (void)op;
    if (ins->opcode->code == 'T' && ins->number > INT32_MAX)
        return DIFFERENCE_binstring_sign;
    return readers_has_high_byte(ins->text) ? DIFFERENCE_MAYBE : DIFFERENCE_NONE;
}

static enum difference look_quoted(const br_record *rec, br_op op, const struct br_ins *ins)
{
    bool is_plain = !has_byte(ins->text, '\\');
    return is_plain ? look_string(rec, op, ins) : DIFFERENCE_MAYBE;
}

static enum difference look_names(const br_record *rec, br_op op, const struct br_ins *ins)
{
    (void)rec;
    (void)op;
    if (readers_has_high_byte(ins->text) || readers_has_high_byte(ins->name))
        return DIFFERENCE_names_encoding;
    bool is_escaped = readers_name_is_escaped(ins->text) || readers_name_is_escaped(ins->name);
    return is_escaped ? DIFFERENCE_names_escapes : DIFFERENCE_NONE;
}

/* APPENDS, ADDITEMS: without items the target is not looked at. */
static enum difference look_slice(const br_record *rec, br_op op, const struct br_ins *ins)
{
    struct br_state before = {rec, op}, after = {rec, op + 1};
    enum br_kind kind = br_kind(rec, br_stack(after, 0));
    bool is_append = ins->opcode->code == 'e';
    bool has_items = br_depth(before) > br_depth(after);
    if (has_items || kind == (is_append ? BR_KIND_LIST : BR_KIND_SET))
        return DIFFERENCE_NONE;
    /* An unknown object is taken to have `add`, and nothing is called. */
    return !is_append && br_kind_is_unknown(kind) ? DIFFERENCE_NONE : DIFFERENCE_empty_slice;
}

/* clang-format off */
static enum difference (*const looks[256])(const br_record *rec, br_op op,
                                           const struct br_ins *ins) = {
    ['I'] = look_int,    ['L'] = look_long,  ['F'] = look_float,
    ['p'] = look_key,    ['g'] = look_key,
    ['S'] = look_quoted, ['T'] = look_string, ['U'] = look_string,
    ['c'] = look_names,  ['i'] = look_names, ['P'] = look_names,
    ['e'] = look_slice,  [0x90] = look_slice,
};
/* clang-format on */

enum difference readers_row(const br_record *rec, br_op op)
{
    uint8_t code = br_opcode_at(rec, op)->code;
    struct br_ins ins;
    if (br_frames_broken(rec) && br_frame_broken(rec, op))
        return DIFFERENCE_frame;
    if (!looks[code])
        return DIFFERENCE_NONE;
    br_ins_at(rec, op, &ins);
    return looks[code](rec, op, &ins);
}

/* ---- The look --------------------------------------------------------------------------------- */

static void note_keys(struct readers_look *look, uint8_t code)
{
    look->puts_keys |= code == 'p' || code == 'q' || code == 'r';
    look->memoizes |= code == 0x94;
    look->found |= look->puts_keys && look->memoizes;
}

/* Where the run breaks at an opcode, another reader may go on, or break in another way. */
static bool break_may_part(const br_record *rec)
{
    const struct br_error *error = br_error_of(rec);
    return error && error->opcode && error->kind != BR_ERR_LIMIT;
}

bool readers_look_on(struct readers_look *look, const br_record *rec, uint64_t most)
{
    br_op end = br_ops(rec);
    look->found |= br_frames_broken(rec) > 0;
    for (; look->next < end && most > 0 && !look->found; look->next++, most--) {
        uint8_t code = br_opcode_at(rec, look->next)->code;
        note_keys(look, code);
        if (looks[code] && readers_row(rec, look->next) != DIFFERENCE_NONE)
            look->found = true;
    }
    look->ended = look->next == end && br_done(rec);
    look->found |= look->ended && break_may_part(rec);
    return look->found;
}

bool readers_look_done(const struct readers_look *look)
{
    return look->found || look->ended;
}
