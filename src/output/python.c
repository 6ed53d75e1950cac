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

#include "src/output/python_statements.h"

enum { STACK_FIRST = 256 }; /* values that there is room for at first */

/* ---- The end ---------------------------------------------------------------------------------- */

static void do_stop(struct python *py, const struct operands *in)
{
    take(py, in->at[0]);
    line_begin(py);
    pywriter_str(py->out, "return ");
    expr_write(py, in->at[0]);
    line_end(py);
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
        take_name_now(py, py->stack[k]);
    py->op = br_ops(py->rec);
    import_last(py);
    line_begin(py);
    pywriter_str(py->out, "import pickle");
    pywriter_end_line(py->out);
    pywriter_str(py->out, "    raise pickle.UnpicklingError(");
    int n = snprintf(text, sizeof text, "0x%" PRIx64 ": %s%s%s", error->pos, opcode->name,
                     error->opcode ? ": " : "", error->message);
    pywriter_quoted(py->out, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
    pywriter_str(py->out, ")");
    pywriter_end_line(py->out);
}

/* ---- The run ---------------------------------------------------------------------------------- */

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
