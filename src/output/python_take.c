/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines, and values that an opcode takes: what is still pending is written, or gets a variable. */
#include <inttypes.h>

#include "src/output/python_statements.h"

/* ---- Lines ------------------------------------------------------------------------------------ */

void line_begin(struct python *py)
{
    const struct python_options *options = py->options;
    if (options->statement && !options->statement(options->context, py->op, py->out->lines))
        py->failed = true;
    pywriter_str(py->out, "    ");
}

/* Ends a statement, saying which opcode it is of. */
void line_end(struct python *py)
{
    const struct br_opcode *opcode = br_opcode_at(py->rec, py->op);
    pywriter_printf(py->out, "  # 0x%" PRIx64 " %s", br_pos(py->rec, py->op), opcode->name);
    pywriter_end_line(py->out);
}

void line_assign(struct python *py, br_value value)
{
    line_begin(py);
    name_write(py, value);
    pywriter_str(py->out, " = ");
    *note_of(py, value) |= NOTE_NAMED;
}

/* ---- Values that are taken -------------------------------------------------------------------- */

bool take_is_named(struct python *py, br_value value)
{
    return *note_of(py, value) & NOTE_NAMED;
}

/* From here on a variable holds it. The name alone says which opcode made it. */
void take_name_now(struct python *py, br_value value)
{
    if (take_is_named(py, value) || py->failed)
        return;
    line_begin(py);
    name_write(py, value);
    pywriter_str(py->out, " = ");
    expr_write_content(py, value);
    pywriter_end_line(py->out);
    *note_of(py, value) |= NOTE_NAMED;
}

/* An opcode takes it: what must have a variable gets one. */
void take(struct python *py, br_value value)
{
    uint16_t note = *note_of(py, value);
    bool is_deep = (note & NOTE_DEPTH) >= DEPTH_MAX;
    if (!(note & NOTE_NAMED) && (is_deep || note & NOTE_SHARED) && !expr_is_small(py, value))
        take_name_now(py, value);
}

static bool is_opaque(struct python *py, br_value value)
{
    return br_kind_is_unknown(br_kind(py->rec, value)) || *note_of(py, value) & NOTE_OPAQUE;
}

/* What an opcode puts into something: how deep that then nests. */
unsigned take_all(struct python *py, const br_value *items, size_t n)
{
    unsigned deepest = 0;
    for (size_t k = 0; k < n && !py->failed; k++) {
        take(py, items[k]);
        unsigned depth = take_is_named(py, items[k]) ? 0 : *note_of(py, items[k]) & NOTE_DEPTH;
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

bool take_any_opaque(struct python *py, const br_value *items, size_t n, size_t step)
{
    for (size_t k = 0; k < n; k += step)
        if (is_opaque(py, items[k]))
            return true;
    return false;
}

void take_deepen(struct python *py, br_value value, unsigned depth)
{
    uint16_t *note = note_of(py, value);
    if (depth > (*note & NOTE_DEPTH))
        *note = (uint16_t)((*note & ~(unsigned)NOTE_DEPTH) | depth);
}

/* Hashing what is unknown runs code of its class: a container that has just done so is made here. */
void take_name_after(struct python *py, br_value value)
{
    py->at = py->op + 1;
    take_name_now(py, value);
    py->at = py->op;
}
