/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements of a function, in the order of the opcodes that make them.
 *
 * A value that is plain data, and that only one place of the stack ever holds, is pending: it is
 * written where an opcode takes it, as part of the statement there. What GET or DUP push once more
 * gets a variable when it is first taken; whatever is done to it later is a statement of its own. So
 * a list is made at the latest moment at which nobody can tell, with all that was appended by then,
 * and a cycle is closed by the statement of the opcode that closes it. All that imports, calls or
 * touches an unknown object is a statement at once: nothing of that is ever pending, and the order of
 * the unpickler is kept. */
#include "src/output/python.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/output/python_modules.h"
#include "src/output/python_run.h"

enum { STACK_FIRST = 256 }; /* values that there is room for at first */

/* What the opcode at hand takes off the stack, lowest first, and what it leaves on top. */
struct operands {
    const br_value *at;
    size_t n;
    br_value result;
};

/* ---- Lines ----------------------------------------------------------------------------------- */

static void begin_line(struct python *py)
{
    const struct python_options *options = py->options;
    if (options->statement && !options->statement(options->context, py->op, py->out->lines))
        py->failed = true;
    pywriter_str(py->out, "    ");
}

/* Ends a statement, saying which opcode it is of. */
static void end_line(struct python *py)
{
    const struct br_opcode *opcode = br_opcode_at(py->rec, py->op);
    pywriter_printf(py->out, "  # 0x%" PRIx64 " %s", br_pos(py->rec, py->op), opcode->name);
    pywriter_end_line(py->out);
}

static void begin_assignment(struct python *py, br_value value)
{
    begin_line(py);
    name_write(py, value);
    pywriter_str(py->out, " = ");
    *note_of(py, value) |= NOTE_NAMED;
}

/* ---- Values that are taken ------------------------------------------------------------------- */

static bool is_named(struct python *py, br_value value)
{
    return *note_of(py, value) & NOTE_NAMED;
}

/* From here on a variable holds it. The name alone says which opcode made it. */
static void give_name(struct python *py, br_value value)
{
    if (is_named(py, value) || py->failed)
        return;
    begin_line(py);
    name_write(py, value);
    pywriter_str(py->out, " = ");
    expr_write_content(py, value);
    pywriter_end_line(py->out);
    *note_of(py, value) |= NOTE_NAMED;
}

/* An opcode takes it: what must have a variable gets one. */
static void settle(struct python *py, br_value value)
{
    uint16_t note = *note_of(py, value);
    bool is_deep = (note & NOTE_DEPTH) >= DEPTH_MAX;
    if (!(note & NOTE_NAMED) && (is_deep || note & NOTE_SHARED) && !expr_is_small(py, value))
        give_name(py, value);
}

static bool is_opaque(struct python *py, br_value value)
{
    return br_kind_is_unknown(br_kind(py->rec, value)) || *note_of(py, value) & NOTE_OPAQUE;
}

/* What an opcode puts into something: how deep that then nests. */
static unsigned settle_all(struct python *py, const br_value *items, size_t n)
{
    unsigned deepest = 0;
    for (size_t k = 0; k < n && !py->failed; k++) {
        settle(py, items[k]);
        unsigned depth = is_named(py, items[k]) ? 0 : *note_of(py, items[k]) & NOTE_DEPTH;
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

static bool any_opaque(struct python *py, const br_value *items, size_t n, size_t step)
{
    for (size_t k = 0; k < n; k += step)
        if (is_opaque(py, items[k]))
            return true;
    return false;
}

static void deepen(struct python *py, br_value value, unsigned depth)
{
    uint16_t *note = note_of(py, value);
    if (depth > (*note & NOTE_DEPTH))
        *note = (uint16_t)((*note & ~(unsigned)NOTE_DEPTH) | depth);
}

/* Hashing what is unknown runs code of its class: a container that has just done so is made here. */
static void give_name_after(struct python *py, br_value value)
{
    py->at = py->op + 1;
    give_name(py, value);
    py->at = py->op;
}

/* ---- Containers ------------------------------------------------------------------------------ */

static void do_tuple(struct python *py, const struct operands *in)
{
    deepen(py, in->result, settle_all(py, in->at, in->n));
    if (any_opaque(py, in->at, in->n, 1))
        *note_of(py, in->result) |= NOTE_OPAQUE;
}

static void do_list(struct python *py, const struct operands *in)
{
    deepen(py, in->result, settle_all(py, in->at, in->n));
}

static void do_dict(struct python *py, const struct operands *in)
{
    deepen(py, in->result, settle_all(py, in->at, in->n));
    if (any_opaque(py, in->at, in->n, 2))
        give_name_after(py, in->result);
}

static void do_frozenset(struct python *py, const struct operands *in)
{
    do_tuple(py, in);
    if (*note_of(py, in->result) & NOTE_OPAQUE)
        give_name_after(py, in->result);
}

/* A call of a method of a variable with a list of items. */
static void put_items(struct python *py, br_value target, const char *method, const br_value *items,
                      size_t n)
{
    begin_line(py);
    name_write(py, target);
    pywriter_printf(py->out, ".%s([", method);
    expr_write_row(py, items, n);
    pywriter_str(py->out, "])");
    end_line(py);
}

/* helper(target, [items]) */
static void help_items(struct python *py, enum python_helper helper, const char *name,
                       br_value target, const br_value *items, size_t n)
{
    py->helpers |= 1u << helper;
    begin_line(py);
    pywriter_printf(py->out, "%s(", name);
    name_write(py, target);
    pywriter_str(py->out, ", [");
    expr_write_row(py, items, n);
    pywriter_str(py->out, "])");
    end_line(py);
}

static void append_one(struct python *py, br_value target, br_value item)
{
    begin_line(py);
    name_write(py, target);
    pywriter_str(py->out, ".append(");
    expr_write(py, item);
    pywriter_str(py->out, ")");
    end_line(py);
}

static void do_append(struct python *py, const struct operands *in)
{
    br_value target = in->at[0];
    const br_value *items = in->at + 1;
    size_t n = in->n - 1;
    enum br_kind kind = br_kind(py->rec, target);
    if (n == 0)
        return;
    unsigned depth = settle_all(py, items, n);
    if (kind == BR_KIND_BYTEARRAY)
        give_name(py, target);
    if (br_kind_is_unknown(kind))
        help_items(py, HELPER_append_items, "append_items", target, items, n);
    else if (!is_named(py, target))
        deepen(py, target, depth);
    else if (n == 1 && kind == BR_KIND_LIST)
        append_one(py, target, items[0]);
    else
        put_items(py, target, "extend", items, n);
}

static void set_pairs(struct python *py, br_value target, const br_value *items, size_t n)
{
    for (size_t k = 0; k + 1 < n && !py->failed; k += 2) {
        begin_line(py);
        name_write(py, target);
        pywriter_str(py->out, "[");
        expr_write(py, items[k]);
        pywriter_str(py->out, "] = ");
        expr_write(py, items[k + 1]);
        end_line(py);
    }
}

static void update_dict(struct python *py, br_value target, const br_value *items, size_t n)
{
    begin_line(py);
    name_write(py, target);
    pywriter_str(py->out, ".update({");
    expr_write_pairs(py, items, n);
    pywriter_str(py->out, "})");
    end_line(py);
}

static void do_setitem(struct python *py, const struct operands *in)
{
    br_value target = in->at[0];
    const br_value *items = in->at + 1;
    size_t n = in->n - 1;
    bool is_dict = br_kind(py->rec, target) == BR_KIND_DICT;
    if (n == 0)
        return;
    unsigned depth = settle_all(py, items, n);
    if (!is_dict)
        give_name(py, target);
    if (is_named(py, target) && is_dict && n > 2 && !any_opaque(py, items, n, 2)) {
        update_dict(py, target, items, n);
    } else if (is_named(py, target)) {
        set_pairs(py, target, items, n);
    } else {
        deepen(py, target, depth);
        if (any_opaque(py, items, n, 2))
            give_name_after(py, target);
    }
}

static void do_additems(struct python *py, const struct operands *in)
{
    br_value target = in->at[0];
    const br_value *items = in->at + 1;
    size_t n = in->n - 1;
    if (n == 0)
        return;
    unsigned depth = settle_all(py, items, n);
    if (br_kind_is_unknown(br_kind(py->rec, target))) {
        help_items(py, HELPER_add_items, "add_items", target, items, n);
    } else if (is_named(py, target)) {
        put_items(py, target, "update", items, n);
    } else {
        deepen(py, target, depth);
        if (any_opaque(py, items, n, 1))
            give_name_after(py, target);
    }
}

/* ---- Globals --------------------------------------------------------------------------------- */

/* from M import N as LOCAL: where M is a package without an N, that would import M.N. */
static void import_simply(struct python *py, br_value value, const struct global_names *names)
{
    pywriter_printf(py->out, "from %s import ", names->module);
    pywriter_str(py->out, names->name);
    if (*note_of(py, value) & NOTE_PLAIN)
        return;
    pywriter_str(py->out, " as ");
    name_write_class(py, value);
}

/* A part that is no short identifier. The opcode's line has it, or a value below it on the stack. */
static void write_part(struct python *py, br_value value, enum br_part part)
{
    bool is_literal;
    pywriter_str(py->out, "'");
    if (br_global_part(py->rec, value, part, pywriter_quoted_sink(py->out), &is_literal) != BR_OK)
        py->failed = true;
    pywriter_literal_end(py->out);
    pywriter_str(py->out, "'");
}

static void import_by_helper(struct python *py, br_value value, const struct operands *in)
{
    br_op maker = br_maker(py->rec, value);
    py->helpers |= 1u << HELPER_find_class;
    name_write_class(py, value);
    pywriter_str(py->out, " = find_class(");
    if (in && in->n == 2) { /* STACK_GLOBAL */
        expr_write_row(py, in->at, 2);
    } else {
        write_part(py, value, BR_PART_MODULE);
        pywriter_str(py->out, ", ");
        write_part(py, value, BR_PART_NAME);
    }
    pywriter_printf(py->out, ", %d)", br_protocol(py->rec, maker));
}

/* Imports what a global, or INST, names; in: the operands of STACK_GLOBAL, else NULL. */
static void import_global(struct python *py, br_value value, const struct operands *in,
                          const char *opcode)
{
    struct global_names names = {.is_mapped = false};
    bool is_short = name_global(py, value, &names);
    bool is_simple = is_short && name_is_module(names.module, strlen(names.module)) &&
                     name_is_identifier(names.name, strlen(names.name)) &&
                     !python_module_holds(names.module, names.name);
    name_claim(py, value);
    if (in && !is_simple)
        settle_all(py, in->at, in->n);
    begin_line(py);
    if (is_simple)
        import_simply(py, value, &names);
    else
        import_by_helper(py, value, in);
    pywriter_printf(py->out, "  # 0x%" PRIx64 " %s", br_pos(py->rec, br_maker(py->rec, value)),
                    opcode);
    if (is_simple && names.is_mapped) /* such names are of a table, so they may stand here */
        pywriter_printf(py->out, ", in Python 2 %s.%s", names.old_module, names.old_name);
    pywriter_end_line(py->out);
}

static void do_global(struct python *py, const struct operands *in)
{
    import_global(py, in->result, NULL, "GLOBAL");
    *note_of(py, in->result) |= NOTE_NAMED;
}

static void do_stack_global(struct python *py, const struct operands *in)
{
    import_global(py, in->result, in, "STACK_GLOBAL");
    *note_of(py, in->result) |= NOTE_NAMED;
}

static void do_ext(struct python *py, const struct operands *in)
{
    py->helpers |= 1u << HELPER_get_extension;
    begin_assignment(py, in->result);
    pywriter_printf(py->out, "get_extension(%" PRId64 ", %d)", br_number(py->rec, in->result),
                    br_protocol(py->rec, py->op));
    end_line(py);
}

/* ---- Calls ----------------------------------------------------------------------------------- */

/* A tuple that is written as arguments, not as a tuple of its own. */
static bool is_spread(struct python *py, br_value args)
{
    return br_kind(py->rec, args) == BR_KIND_TUPLE && !is_named(py, args) &&
           !(*note_of(py, args) & NOTE_SHARED && !expr_is_small(py, args));
}

static void settle_args(struct python *py, br_value args)
{
    if (!is_spread(py, args))
        settle(py, args);
}

static bool has_args(struct python *py, br_value args)
{
    return !is_spread(py, args) || br_put_count((struct br_state){py->rec, py->at}, args) > 0;
}

static void write_args(struct python *py, br_value args)
{
    if (is_spread(py, args)) {
        expr_write_items(py, args);
    } else {
        pywriter_str(py->out, "*");
        expr_write(py, args);
    }
}

static void do_reduce(struct python *py, const struct operands *in)
{
    settle_args(py, in->at[1]);
    begin_assignment(py, in->result);
    name_write(py, in->at[0]);
    pywriter_str(py->out, "(");
    write_args(py, in->at[1]);
    pywriter_str(py->out, ")");
    end_line(py);
}

static void write_new(struct python *py, br_value cls, br_value args)
{
    name_write(py, cls);
    pywriter_str(py->out, ".__new__(");
    name_write(py, cls);
    if (has_args(py, args)) {
        pywriter_comma(py->out);
        write_args(py, args);
    }
}

static void do_newobj(struct python *py, const struct operands *in)
{
    settle_args(py, in->at[1]);
    begin_assignment(py, in->result);
    write_new(py, in->at[0], in->at[1]);
    pywriter_str(py->out, ")");
    end_line(py);
}

static void do_newobj_ex(struct python *py, const struct operands *in)
{
    br_value kwargs = in->at[2];
    settle_args(py, in->at[1]);
    settle(py, kwargs);
    bool is_empty = br_kind(py->rec, kwargs) == BR_KIND_DICT &&
                    br_put_count((struct br_state){py->rec, py->op}, kwargs) == 0;
    begin_assignment(py, in->result);
    write_new(py, in->at[0], in->at[1]);
    if (!is_empty) {
        pywriter_comma(py->out);
        pywriter_str(py->out, "**");
        expr_write(py, kwargs);
    }
    pywriter_str(py->out, ")");
    end_line(py);
}

/* Without arguments the class may be asked for an empty object in place of a call. */
static void instantiate(struct python *py, void (*write_class)(struct python *, br_value),
                        br_value cls, const br_value *args, size_t n, br_value result)
{
    settle_all(py, args, n);
    begin_assignment(py, result);
    if (n == 0) {
        py->helpers |= 1u << HELPER_instantiate;
        pywriter_str(py->out, "instantiate(");
        write_class(py, cls);
    } else {
        write_class(py, cls);
        pywriter_str(py->out, "(");
        expr_write_row(py, args, n);
    }
    pywriter_str(py->out, ")");
    end_line(py);
}

static void do_inst(struct python *py, const struct operands *in)
{
    import_global(py, in->result, NULL, "INST");
    instantiate(py, name_write_class, in->result, in->at, in->n, in->result);
}

static void do_obj(struct python *py, const struct operands *in)
{
    instantiate(py, name_write, in->at[0], in->at + 1, in->n - 1, in->result);
}

/* ---- State ----------------------------------------------------------------------------------- */

static void write_inset(struct python *py, br_value object, br_value result,
                        const struct br_inset *inset)
{
    py->helpers |= 1u << HELPER_read_inset;
    begin_assignment(py, result);
    pywriter_str(py->out, "read_inset(");
    expr_write(py, object);
    pywriter_printf(py->out, ", 0x%" PRIx64 ", %" PRIu64 ")", inset->pos, inset->size);
    end_line(py);
}

/* A plain object that takes a state takes one in which there is nothing. */
static void do_build(struct python *py, const struct operands *in)
{
    struct br_inset inset;
    settle_all(py, in->at, in->n);
    if (br_kind_is_unknown(br_kind(py->rec, in->at[0]))) {
        py->helpers |= 1u << HELPER_build;
        begin_line(py);
        pywriter_str(py->out, "build(");
        expr_write_row(py, in->at, 2);
        pywriter_str(py->out, ")");
        end_line(py);
    }
    if (in->result != in->at[0] && br_inset_of(py->rec, py->op, &inset))
        write_inset(py, in->at[0], in->result, &inset);
}

/* ---- What the application gives -------------------------------------------------------------- */

static void do_persid(struct python *py, const struct operands *in)
{
    struct br_text_options options = {.max_bytes = 0};
    struct br_text_result result;
    py->helpers |= 1u << HELPER_persistent_load;
    begin_assignment(py, in->result);
    /* The machine's text of it is a call with a literal. */
    if (br_text((struct br_state){py->rec, py->op}, in->result, &options, pywriter_literal(py->out),
                &result) != BR_OK)
        py->failed = true;
    pywriter_literal_end(py->out);
    end_line(py);
}

static void do_binpersid(struct python *py, const struct operands *in)
{
    py->helpers |= 1u << HELPER_persistent_load;
    settle(py, in->at[0]);
    begin_assignment(py, in->result);
    pywriter_str(py->out, "persistent_load(");
    expr_write(py, in->at[0]);
    pywriter_str(py->out, ")");
    end_line(py);
}

static void do_next_buffer(struct python *py, const struct operands *in)
{
    py->helpers |= 1u << HELPER_next_buffer;
    begin_assignment(py, in->result);
    pywriter_str(py->out, "next_buffer()");
    end_line(py);
}

static void do_readonly(struct python *py, const struct operands *in)
{
    if (in->result == in->at[0])
        return;
    unsigned depth = settle_all(py, in->at, 1);
    if (br_kind(py->rec, in->result) == BR_KIND_MEMORYVIEW) {
        deepen(py, in->result, depth);
        if (is_named(py, in->at[0])) /* while there is a view of it, it cannot grow */
            give_name_after(py, in->result);
        return;
    }
    py->helpers |= 1u << HELPER_readonly_buffer;
    begin_assignment(py, in->result);
    pywriter_str(py->out, "readonly_buffer(");
    expr_write(py, in->at[0]);
    pywriter_str(py->out, ")");
    end_line(py);
}

/* ---- The end --------------------------------------------------------------------------------- */

static void do_stop(struct python *py, const struct operands *in)
{
    settle(py, in->at[0]);
    begin_line(py);
    pywriter_str(py->out, "return ");
    expr_write(py, in->at[0]);
    end_line(py);
}

/* The import of an INST that then fails: an event of the opcode that broke. */
static void import_last(struct python *py)
{
    struct br_event event;
    uint64_t count = br_event_count(py->rec);
    if (count > 0 && br_event(py->rec, count - 1, &event) && event.op == br_ops(py->rec))
        import_global(py, event.value, NULL, "INST");
}

/* Before the error what lay on the stack is shown, so that nothing that was read is lost. */
static void write_break(struct python *py, const struct br_error *error)
{
    struct br_opcode nothing = {.name = ""};
    const struct br_opcode *opcode = error->opcode ? error->opcode : &nothing;
    char text[256];
    py->op -= py->op > 0; /* what was there is of the last opcode, the error of none */
    for (size_t k = 0; k < py->len && !py->failed; k++)
        give_name(py, py->stack[k]);
    py->op = br_ops(py->rec);
    import_last(py);
    begin_line(py);
    pywriter_str(py->out, "import pickle");
    pywriter_end_line(py->out);
    pywriter_str(py->out, "    raise pickle.UnpicklingError(");
    int n = snprintf(text, sizeof text, "0x%" PRIx64 ": %s%s%s", error->pos, opcode->name,
                     error->opcode ? ": " : "", error->message);
    pywriter_quoted(py->out, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
    pywriter_str(py->out, ")");
    pywriter_end_line(py->out);
}

/* ---- The run --------------------------------------------------------------------------------- */

/* By the name of its opcode, so that codes stand in their one table alone. */
static const struct {
    const char *opcode;
    void (*write)(struct python *py, const struct operands *in);
} statements[] = {
    {"TUPLE", do_tuple},
    {"TUPLE1", do_tuple},
    {"TUPLE2", do_tuple},
    {"TUPLE3", do_tuple},
    {"LIST", do_list},
    {"DICT", do_dict},
    {"FROZENSET", do_frozenset},
    {"APPEND", do_append},
    {"APPENDS", do_append},
    {"SETITEM", do_setitem},
    {"SETITEMS", do_setitem},
    {"ADDITEMS", do_additems},
    {"GLOBAL", do_global},
    {"STACK_GLOBAL", do_stack_global},
    {"INST", do_inst},
    {"OBJ", do_obj},
    {"REDUCE", do_reduce},
    {"NEWOBJ", do_newobj},
    {"NEWOBJ_EX", do_newobj_ex},
    {"BUILD", do_build},
    {"PERSID", do_persid},
    {"BINPERSID", do_binpersid},
    {"EXT1", do_ext},
    {"EXT2", do_ext},
    {"EXT4", do_ext},
    {"NEXT_BUFFER", do_next_buffer},
    {"READONLY_BUFFER", do_readonly},
    {"STOP", do_stop},
};
enum { N_STATEMENTS = sizeof statements / sizeof *statements };

/* Those that push once more what is there already. */
static const char *const fetching[] = {"GET", "BINGET", "LONG_BINGET", "DUP"};

struct rows {
    uint8_t statement[256]; /* of an opcode's code: 1 + its row; 0: it makes none */
    bool is_fetch[256];
};

static void rows_fill(struct rows *rows)
{
    memset(rows, 0, sizeof *rows);
    for (unsigned n = 0; n < N_STATEMENTS; n++)
        rows->statement[br_opcode_named(statements[n].opcode)->code] = (uint8_t)(n + 1);
    for (size_t n = 0; n < sizeof fetching / sizeof *fetching; n++)
        rows->is_fetch[br_opcode_named(fetching[n])->code] = true;
}

/* Before anything is written it must be known what will be used again. */
static void note_shared(struct python *py, const struct rows *rows)
{
    for (br_op op = 0; op < br_ops(py->rec); op++) {
        if (rows->is_fetch[br_opcode_at(py->rec, op)->code])
            *note_of(py, br_stack((struct br_state){py->rec, op + 1}, 0)) |= NOTE_SHARED;
    }
}

static void push(struct python *py, br_value value)
{
    if (py->len == py->cap) {
        size_t cap = py->cap * 2;
        br_value *stack = realloc(py->stack, cap * sizeof *stack);
        if (!stack) {
            py->failed = true;
            return;
        }
        py->stack = stack;
        py->cap = cap;
    }
    py->stack[py->len++] = value;
}

static void write_op(struct python *py, const struct rows *rows)
{
    struct br_state after = {py->rec, py->op + 1};
    uint32_t popped, pushed;
    uint8_t row = rows->statement[br_opcode_at(py->rec, py->op)->code];
    br_effect(py->rec, py->op, &popped, &pushed);
    struct operands in = {.at = py->stack + (py->len - popped),
                          .n = popped,
                          .result = pushed ? br_stack(after, 0) : BR_NO_VALUE};
    if (row)
        statements[row - 1].write(py, &in);
    py->len -= popped;
    for (uint32_t k = pushed; k > 0; k--)
        push(py, br_stack(after, k - 1));
}

static void write_ops(struct python *py)
{
    struct rows rows;
    rows_fill(&rows);
    note_shared(py, &rows);
    for (py->op = 0; py->op < br_ops(py->rec) && !py->failed && !py->out->failed; py->op++) {
        py->at = py->op;
        write_op(py, &rows);
    }
    py->at = py->op;
    if (br_error_of(py->rec) && !py->failed && !py->out->failed)
        write_break(py, br_error_of(py->rec));
}

bool python_function(const br_record *rec, const struct python_options *options,
                     struct pywriter *writer, uint32_t *helpers)
{
    struct python *py = calloc(1, sizeof *py);
    if (!py)
        return false;
    py->rec = rec;
    py->options = options;
    py->out = writer;
    py->notes = calloc((size_t)br_ops(rec) + 1, sizeof *py->notes);
    py->cap = STACK_FIRST;
    py->stack = malloc(py->cap * sizeof *py->stack);
    py->failed = !py->notes || !py->stack;
    pywriter_printf(writer, "def stream_%" PRIu64 "():", options->number);
    pywriter_end_line(writer);
    if (!py->failed)
        write_ops(py);
    bool good = pywriter_flush(writer) && !py->failed;
    *helpers |= py->helpers;
    free(py->notes);
    free(py->stack);
    free(py);
    return good;
}
