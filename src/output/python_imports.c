/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements that import. */
#include <inttypes.h>
#include <string.h>

#include "src/output/python_modules.h"
#include "src/output/python_statements.h"

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
void import_global(struct python *py, br_value value, const struct operands *in, const char *opcode)
{
    struct global_names names = {.is_mapped = false};
    bool is_short = name_global(py, value, &names);
    bool is_simple = is_short && name_is_module(names.module, strlen(names.module)) &&
                     name_is_identifier(names.name, strlen(names.name)) &&
                     !python_module_holds(names.module, names.name);
    name_claim(py, value);
    if (in && !is_simple)
        take_all(py, in->at, in->n);
    line_begin(py);
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

void do_global(struct python *py, const struct operands *in)
{
    import_global(py, in->result, NULL, "GLOBAL");
    *note_of(py, in->result) |= NOTE_NAMED;
}

void do_stack_global(struct python *py, const struct operands *in)
{
    import_global(py, in->result, in, "STACK_GLOBAL");
    *note_of(py, in->result) |= NOTE_NAMED;
}

void do_ext(struct python *py, const struct operands *in)
{
    py->helpers |= 1u << HELPER_get_extension;
    line_assign(py, in->result);
    pywriter_printf(py->out, "get_extension(%" PRId64 ", %d)", br_number(py->rec, in->result),
                    br_protocol(py->rec, py->op));
    line_end(py);
}
