/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/reading.h"

#include <stdio.h>
#include <string.h>

enum {
    COMPARED_BYTES = 256
}; /* of the text of a value; the digits of two bases differ in the first */

/* ---- Texts ------------------------------------------------------------------------------------ */

static bool text_write(void *context, const char *bytes, size_t n)
{
    struct buf *buf = context;
    buf_add(buf, bytes, n < buf->limit - buf->len ? n : buf->limit - buf->len);
    return !buf->failed && buf->len < buf->limit;
}

static struct br_sink text_sink(struct buf *buf)
{
    return (struct br_sink){text_write, buf};
}

/* A full buffer also stops the writer, which is no failure. */
static bool is_written(enum br_status status, const struct buf *buf)
{
    return !buf->failed && (status != BR_NOMEM || buf->len == buf->limit);
}

/* False when memory fails. */
static bool value_text(const br_record *rec, br_op op, struct buf *out)
{
    struct br_state after = {rec, op + 1};
    struct br_text_options options = {.max_bytes = COMPARED_BYTES, .max_digits = COMPARED_BYTES};
    struct br_text_result result;
    return is_written(br_text(after, br_stack(after, 0), &options, text_sink(out), &result), out);
}

/* The argument as pickletools prints it: what stands after the opcode's name in the line it makes
 * of this instruction alone. */
static void pickletools_text(const br_record *rec, const struct br_ins *ins, struct buf *out)
{
    struct br_pickletools_options options = {.indent = 0};
    struct br_slice data = br_bytes(rec);
    struct br_error error;
    struct buf line = {.limit = COMPARED_BYTES + 64};
    br_pickletools(data.data + ins->pos, ins->length, &options, text_sink(&line), &error);
    const char *text = strstr(buf_text(&line), ins->opcode->name);
    text = text ? text + strlen(ins->opcode->name) : "";
    text += strspn(text, " ");
    size_t len = strcspn(text, "\n");
    static const char no_mark[] = " no MARK exists on stack";
    size_t tail = sizeof no_mark - 1;
    if (ins->opcode->code == 'i' && len > tail && !memcmp(text + len - tail, no_mark, tail))
        len -= tail;
    buf_add(out, text, len);
    buf_free(&line);
}

/* ---- Opcodes of which readers may make different things --------------------------------------- */

static bool is_in(const char *codes, uint8_t code)
{
    return code && strchr(codes, code);
}

/* A literal whose text is read in more than one way. */
static bool is_spelled(uint8_t code)
{
    return is_in("ILF", code);
}

static bool is_line(uint8_t code)
{
    return is_in("ILFSVcipgP", code);
}

static bool is_pair(uint8_t code)
{
    return code == 'c' || code == 'i';
}

static void copy(char *to, const struct buf *from)
{
    snprintf(to, READING_TEXT_MAX, "%.*s", (int)from->len, buf_text(from));
}

static void read_row(const br_record *rec, br_op op, bool runs, struct reading *out)
{
    struct buf text = {.limit = COMPARED_BYTES};
    struct br_text_options options = {.max_bytes = READING_TEXT_MAX - 1};
    struct br_text_result result;
    struct br_memo_line memo;
    struct br_ins ins;
    br_ins_at(rec, op, &ins);
    *out = (struct reading){.pos = ins.pos,
                            .length = ins.length,
                            .before_gap = ins.before_gap,
                            .gap = ins.gap,
                            .opcode = ins.opcode};
    if (ins.opcode->arg != BR_ARG_NONE)
        br_arg_text(&ins, &options, text_sink(&text), &result);
    copy(out->arg, &text);
    buf_clear(&text);
    if (!runs && (is_line(ins.opcode->code) || is_in("TU", ins.opcode->code)))
        pickletools_text(rec, &ins, &text);
    else if (runs && (is_in("ILFSTUg", ins.opcode->code)))
        value_text(rec, op, &text);
    else if (runs && (ins.opcode->code == 'p' || ins.opcode->code == 0x94) &&
             br_memo_written(rec, op, &memo))
        buf_printf(&text, "memo %llu", (unsigned long long)memo.key);
    copy(out->value, &text);
    buf_free(&text);
}

void reading_of(const br_record *rec, br_op op, bool runs, struct reading *out)
{
    const struct br_error *error = br_error_of(rec);
    *out = (struct reading){.pos = br_end(rec)};
    if (op < br_ops(rec)) {
        read_row(rec, op, runs, out);
        return;
    }
    if (!error)
        return;
    out->pos = error->pos;
    out->opcode = error->opcode;
    out->breaks = error->kind;
    snprintf(out->message, sizeof out->message, "%s", error->message);
}

/* ---- Comparing -------------------------------------------------------------------------------- */

static bool texts_equal(const struct buf *a, const struct buf *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

static enum comparison same_if(bool is_same)
{
    return is_same ? READ_SAME : READ_PART;
}

static enum comparison same_value(const br_record *a, const br_record *b, br_op op)
{
    struct br_state at_a = {a, op + 1}, at_b = {b, op + 1};
    br_value value_a = br_stack(at_a, 0), value_b = br_stack(at_b, 0);
    int64_t int_a, int_b;
    double float_a, float_b;
    if (br_kind(a, value_a) != br_kind(b, value_b))
        return READ_PART;
    if (br_int(a, value_a, &int_a) && br_int(b, value_b, &int_b))
        return same_if(int_a == int_b);
    if (br_float(a, value_a, &float_a) && br_float(b, value_b, &float_b))
        return same_if(memcmp(&float_a, &float_b, sizeof float_a) == 0);
    struct buf text_a = {.limit = COMPARED_BYTES}, text_b = {.limit = COMPARED_BYTES};
    bool good = value_text(a, op, &text_a) && value_text(b, op, &text_b);
    bool is_same = good && texts_equal(&text_a, &text_b);
    buf_free(&text_a);
    buf_free(&text_b);
    return good ? same_if(is_same) : READ_NOMEM;
}

static bool same_key(const br_record *a, const br_record *b, br_op op)
{
    struct br_memo_line line_a, line_b;
    bool wrote_a = br_memo_written(a, op, &line_a), wrote_b = br_memo_written(b, op, &line_b);
    return wrote_a == wrote_b && (!wrote_a || line_a.key == line_b.key);
}

static uint64_t events_of(const br_record *rec, br_op op)
{
    return br_event_from(rec, op + 1) - br_event_from(rec, op);
}

static bool same_bytes(const br_record *a, const br_record *b, br_op op)
{
    struct br_ins ins_a, ins_b;
    br_ins_at(a, op, &ins_a);
    br_ins_at(b, op, &ins_b);
    return ins_a.gap == ins_b.gap && ins_a.text.data == ins_b.text.data &&
           ins_a.text.len == ins_b.text.len && ins_a.name.data == ins_b.name.data;
}

/* Both do something with what they read. */
static enum comparison same_deed(const br_record *c, const br_record *other, br_op op, uint8_t code)
{
    if (is_spelled(code))
        return same_value(c, other, op);
    if (code == 'p' || code == 0x94)
        return same_if(same_key(c, other, op));
    if (code == 'g')
        return same_if(br_stack((struct br_state){c, op + 1}, 0) ==
                       br_stack((struct br_state){other, op + 1}, 0));
    if (code == 'e' || code == 0x90)
        return same_if(events_of(c, op) == events_of(other, op));
    return READ_SAME;
}

/* INT, which pickletools reads as 00, 01, or in base 10. */
static bool shows_int(const br_record *c, br_value value, struct br_slice line)
{
    bool is_exact = readers_is_bool_line(line);
    bool is_bool = br_kind(c, value) == BR_KIND_BOOL;
    int64_t number;
    uint64_t decimal = 0;
    if (is_bool || is_exact)
        return is_bool == is_exact;
    if (!br_int(c, value, &number)) /* too large for the ways of C that are not Python's */
        return true;
    for (uint64_t k = 0; k < line.len; k++) {
        bool is_digit = line.data[k] >= '0' && line.data[k] <= '9';
        if (is_digit && decimal > UINT64_MAX / 16)
            return false;
        decimal = is_digit ? decimal * 10 + (uint64_t)(line.data[k] - '0') : decimal;
    }
    return decimal == (number < 0 ? -(uint64_t)number : (uint64_t)number);
}

static bool count_bytes(void *context, const char *bytes, size_t n)
{
    (void)bytes;
    *(uint64_t *)context += n;
    return true;
}

/* BINSTRING, which pickletools reads as Latin-1: then a byte above 127 takes two in UTF-8. */
static enum comparison shows_latin1(const br_record *c, br_value value, struct br_slice text)
{
    uint64_t n = 0, highs = 0;
    bool is_text;
    if (br_kind(c, value) == BR_KIND_BYTES) /* --encoding bytes: the same bytes */
        return READ_SAME;
    if (br_content(c, value, (struct br_sink){count_bytes, &n}, &is_text) == BR_NOMEM)
        return READ_NOMEM;
    for (uint64_t k = 0; k < text.len; k++)
        highs += text.data[k] >= 0x80;
    return same_if(n == text.len + highs);
}

/* What pickletools reads at all, it shows as the unpicklers read it, but for these. */
static enum comparison same_shown(const br_record *c, br_op op, uint8_t code)
{
    struct br_ins ins;
    if (!is_in("ITUcipgP", code))
        return READ_SAME;
    br_ins_at(c, op, &ins);
    if (is_in("ciP", code))
        return same_if(!readers_name_is_escaped(ins.text) && !readers_name_is_escaped(ins.name));
    if (is_in("pg", code))
        return same_if(!readers_is_bool_line(ins.text));
    br_value value = br_stack((struct br_state){c, op + 1}, 0);
    if (code == 'I')
        return same_if(shows_int(c, value, ins.text));
    return readers_has_high_byte(ins.text) ? shows_latin1(c, value, ins.text) : READ_SAME;
}

static enum comparison same_row(const br_record *c, const br_record *other, br_op op, bool runs)
{
    const struct br_opcode *opcode = br_opcode_at(c, op);
    if (opcode != br_opcode_at(other, op) || br_pos(c, op + 1) != br_pos(other, op + 1))
        return READ_PART;
    if (!runs)
        return same_shown(c, op, opcode->code);
    bool is_broken = br_frames_broken(c) && br_frame_broken(c, op);
    if (is_broken && !same_bytes(c, other, op))
        return READ_PART;
    return same_deed(c, other, op, opcode->code);
}

/* What the machine stumbles over, when the reading itself was well: pickletools would not. */
static bool is_no_reading(const br_record *rec)
{
    const struct br_error *error = br_error_of(rec);
    uint8_t code = error->opcode ? error->opcode->code : 0;
    struct br_slice data = br_bytes(rec);
    if (error->kind != BR_ERR_BAD_ARGUMENT)
        return error->kind != BR_ERR_TRUNCATED && error->kind != BR_ERR_BAD_OPCODE &&
               error->kind != BR_ERR_FRAME;
    bool is_extension = code >= 0x82 && code <= 0x84;
    const uint8_t *at = data.data + error->pos + 1, *end = data.data + data.len;
    while (is_in("pg", code) && at < end && *at != '\n' && (*at == ' ' || (*at >= 9 && *at <= 13)))
        at++;
    return is_extension || (is_in("pg", code) && at < end && *at == '-');
}

static enum comparison compare_breaks(const br_record *c, const br_record *other, bool runs)
{
    bool is_same = br_error_of(c)->kind == br_error_of(other)->kind;
    if (!runs)
        return is_same || is_no_reading(c) ? READ_OVER : READ_PART;
    return is_same && br_event_count(c) == br_event_count(other) ? READ_OVER : READ_PART;
}

enum comparison reading_compare(const br_record *c, const br_record *other, br_op op, bool runs)
{
    bool has_c = op < br_ops(c), has_other = op < br_ops(other);
    const struct br_error *error_c = has_c ? NULL : br_error_of(c);
    const struct br_error *error_other = has_other ? NULL : br_error_of(other);
    if (has_c && has_other)
        return same_row(c, other, op, runs);
    bool is_limit = (error_c && error_c->kind == BR_ERR_LIMIT) ||
                    (error_other && error_other->kind == BR_ERR_LIMIT &&
                     !(error_c && error_c->kind == BR_ERR_BAD_ARGUMENT)); /* PUT above 2^64 */
    if (is_limit || (!error_c && !error_other))
        return READ_OVER;
    if (error_c && error_other)
        return compare_breaks(c, other, runs);
    return error_c && !runs && is_no_reading(c) ? READ_OVER : READ_PART;
}

/* ---- Which difference it is ------------------------------------------------------------------- */

/* What is known of a part. */
struct part_at {
    const br_record *c, *other;
    br_op op;
    bool runs;
    uint8_t code; /* 0: there is none */
    const struct br_error *c_error, *other_error;
    struct br_slice lines[2]; /* the argument, where it is one line or two; without newlines */
    bool ended[2];            /* by a newline */
};

/* The lines that begin after the code, as far as they are there. */
static void take_lines(struct part_at *at, uint64_t pos)
{
    struct br_slice data = br_bytes(at->c);
    uint64_t from = pos + 1;
    for (int n = 0; n < 1 + is_pair(at->code); n++) {
        from = from < data.len ? from : data.len;
        const uint8_t *start = data.data + from;
        const uint8_t *end =
            from < data.len ? memchr(start, '\n', (size_t)(data.len - from)) : NULL;
        at->ended[n] = end != NULL;
        at->lines[n] = (struct br_slice){start, end ? (uint64_t)(end - start) : data.len - from};
        from += at->lines[n].len + 1;
    }
}

static bool either_has(const struct part_at *at, uint8_t byte)
{
    for (int n = 0; n < 2; n++)
        if (at->lines[n].len && memchr(at->lines[n].data, byte, (size_t)at->lines[n].len))
            return true;
    return false;
}

/* c says "truncated" of a line: it is empty, or has no newline. */
static enum difference of_cut_line(const struct part_at *at)
{
    for (int n = 0; n < 1 + is_pair(at->code); n++) {
        if (!at->ended[n])
            return DIFFERENCE_line_without_newline;
        if (at->lines[n].len == 0)
            return DIFFERENCE_empty_line;
    }
    return DIFFERENCE_other;
}

static enum difference of_int(const struct part_at *at)
{
    if (either_has(at, '\0'))
        return DIFFERENCE_number_nul;
    bool both = !at->c_error && !at->other_error && at->code == 'I';
    if (!both)
        return DIFFERENCE_int_base;
    struct br_state state = {at->c, at->op + 1};
    return br_kind(at->c, br_stack(state, 0)) == BR_KIND_BOOL ? DIFFERENCE_int_bool
                                                              : DIFFERENCE_int_base;
}

static enum difference of_float(const struct part_at *at)
{
    static const char odd[] = " \t\v\f\r_";
    if (either_has(at, '\0'))
        return DIFFERENCE_number_nul;
    for (const char *c = odd; *c; c++)
        if (either_has(at, (uint8_t)*c))
            return DIFFERENCE_float_blanks;
    return DIFFERENCE_float_overflow;
}

static enum difference of_key(const struct part_at *at)
{
    if (either_has(at, '\0'))
        return DIFFERENCE_number_nul;
    if (at->c_error && at->c_error->kind == BR_ERR_STACK_UNDERFLOW)
        return DIFFERENCE_put_order;
    return at->runs || at->c_error || at->other_error ? DIFFERENCE_memo_key : DIFFERENCE_key_bool;
}

static enum difference of_names(const struct part_at *at)
{
    if (at->c_error && at->c_error->kind == BR_ERR_NO_MARK)
        return DIFFERENCE_inst_mark;
    bool is_high = readers_has_high_byte(at->lines[0]) || readers_has_high_byte(at->lines[1]);
    return is_high ? DIFFERENCE_names_encoding : DIFFERENCE_names_escapes;
}

static enum difference of_quoted(const struct part_at *at)
{
    return at->c_error ? DIFFERENCE_string_quotes : DIFFERENCE_string_encoding;
}

/* The size of BINSTRING, where it is there. */
static enum difference of_string(const struct part_at *at)
{
    bool is_refused = at->other_error && at->other_error->kind == BR_ERR_BAD_ARGUMENT;
    if (at->code == 'T' && is_refused)
        return DIFFERENCE_binstring_sign;
    bool is_cut = at->c_error && at->c_error->kind == BR_ERR_TRUNCATED;
    return is_cut ? DIFFERENCE_short_data : DIFFERENCE_string_encoding;
}

static enum difference of_data(const struct part_at *at)
{
    (void)at;
    return DIFFERENCE_short_data;
}
static enum difference of_args(const struct part_at *at)
{
    (void)at;
    return DIFFERENCE_args_iterable;
}
static enum difference of_build(const struct part_at *at)
{
    (void)at;
    return DIFFERENCE_build_truth;
}
static enum difference of_slice(const struct part_at *at)
{
    (void)at;
    return DIFFERENCE_empty_slice;
}
static enum difference of_frame(const struct part_at *at)
{
    (void)at;
    return DIFFERENCE_frame_length;
}
static enum difference of_memoize(const struct part_at *at)
{
    (void)at;
    return DIFFERENCE_memo_key;
}

/* clang-format off */
static enum difference (*const names[256])(const struct part_at *at) = {
    ['I'] = of_int,     ['L'] = of_int,    ['F'] = of_float,  ['p'] = of_key,    ['g'] = of_key,
    ['c'] = of_names,   ['i'] = of_names,  ['P'] = of_names,  ['S'] = of_quoted,
    ['T'] = of_string,  ['U'] = of_string, ['B'] = of_data,   ['C'] = of_data,   ['X'] = of_data,
    [0x8c] = of_data,   [0x8d] = of_data,  [0x8e] = of_data,  [0x96] = of_data,  [0x8a] = of_data,
    [0x8b] = of_data,   ['R'] = of_args,   [0x81] = of_args,  [0x92] = of_args,  ['b'] = of_build,
    ['e'] = of_slice,   [0x90] = of_slice, [0x95] = of_frame, [0x94] = of_memoize,
};
/* clang-format on */

/* The readers of C that differ from `c` in nothing but frames. */
static bool differs_in_frames(const char *dialect)
{
    return strcmp(dialect, "c-stream") == 0 || strcmp(dialect, "c-strict") == 0;
}

enum difference reading_difference(const br_record *c, const br_record *other, br_op op,
                                   const struct br_dialect *dialect)
{
    struct part_at at = {.c = c,
                         .other = other,
                         .op = op,
                         .runs = dialect->runs,
                         .c_error = op < br_ops(c) ? NULL : br_error_of(c),
                         .other_error = op < br_ops(other) ? NULL : br_error_of(other)};
    const struct br_opcode *opcode = at.c_error       ? at.c_error->opcode
                                     : op < br_ops(c) ? br_opcode_at(c, op)
                                                      : NULL;
    bool is_frame = at.other_error && at.other_error->kind == BR_ERR_FRAME;
    if (is_frame || differs_in_frames(dialect->name))
        return DIFFERENCE_frame;
    if (!opcode)
        return DIFFERENCE_other;
    at.code = opcode->code;
    if (is_line(at.code))
        take_lines(&at, at.c_error ? at.c_error->pos : br_pos(c, op));
    bool is_cut = at.c_error && at.c_error->kind == BR_ERR_TRUNCATED;
    if (is_cut && is_line(at.code))
        return of_cut_line(&at);
    return names[at.code] ? names[at.code](&at) : DIFFERENCE_other;
}
