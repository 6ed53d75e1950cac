/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements of containers: what is put into one that has a variable, or that nobody knows. */
#include "src/output/python_statements.h"

void do_tuple(struct python *py, const struct operands *in)
{
    take_deepen(py, in->result, take_all(py, in->at, in->n));
    if (take_any_opaque(py, in->at, in->n, 1))
        *note_of(py, in->result) |= NOTE_OPAQUE;
}

void do_list(struct python *py, const struct operands *in)
{
    take_deepen(py, in->result, take_all(py, in->at, in->n));
}

void do_dict(struct python *py, const struct operands *in)
{
    take_deepen(py, in->result, take_all(py, in->at, in->n));
    if (take_any_opaque(py, in->at, in->n, 2))
        take_name_after(py, in->result);
}

void do_frozenset(struct python *py, const struct operands *in)
{
    do_tuple(py, in);
    if (*note_of(py, in->result) & NOTE_OPAQUE)
        take_name_after(py, in->result);
}

/* A call of a method of a variable with a list of items. */
static void put_items(struct python *py, br_value target, const char *method, const br_value *items,
                      size_t n)
{
    line_begin(py);
    name_write(py, target);
    pywriter_printf(py->out, ".%s([", method);
    expr_write_row(py, items, n);
    pywriter_str(py->out, "])");
    line_end(py);
}

/* helper(target, [items]) */
static void help_items(struct python *py, enum python_helper helper, const char *name,
                       br_value target, const br_value *items, size_t n)
{
    py->helpers |= 1u << helper;
    line_begin(py);
    pywriter_printf(py->out, "%s(", name);
    name_write(py, target);
    pywriter_str(py->out, ", [");
    expr_write_row(py, items, n);
    pywriter_str(py->out, "])");
    line_end(py);
}

static void append_one(struct python *py, br_value target, br_value item)
{
    line_begin(py);
    name_write(py, target);
    pywriter_str(py->out, ".append(");
    expr_write(py, item);
    pywriter_str(py->out, ")");
    line_end(py);
}

void do_append(struct python *py, const struct operands *in)
{
    br_value target = in->at[0];
    const br_value *items = in->at + 1;
    size_t n = in->n - 1;
    enum br_kind kind = br_kind(py->rec, target);
    if (n == 0)
        return;
    unsigned depth = take_all(py, items, n);
    if (kind == BR_KIND_BYTEARRAY)
        take_name_now(py, target);
    if (br_kind_is_unknown(kind))
        help_items(py, HELPER_append_items, "append_items", target, items, n);
    else if (!take_is_named(py, target))
        take_deepen(py, target, depth);
    else if (n == 1 && kind == BR_KIND_LIST)
        append_one(py, target, items[0]);
    else
        put_items(py, target, "extend", items, n);
}

static void set_pairs(struct python *py, br_value target, const br_value *items, size_t n)
{
    for (size_t k = 0; k + 1 < n && !py->failed; k += 2) {
        line_begin(py);
        name_write(py, target);
        pywriter_str(py->out, "[");
        expr_write(py, items[k]);
        pywriter_str(py->out, "] = ");
        expr_write(py, items[k + 1]);
        line_end(py);
    }
}

static void update_dict(struct python *py, br_value target, const br_value *items, size_t n)
{
    line_begin(py);
    name_write(py, target);
    pywriter_str(py->out, ".update({");
    expr_write_pairs(py, items, n);
    pywriter_str(py->out, "})");
    line_end(py);
}

void do_setitem(struct python *py, const struct operands *in)
{
    br_value target = in->at[0];
    const br_value *items = in->at + 1;
    size_t n = in->n - 1;
    bool is_dict = br_kind(py->rec, target) == BR_KIND_DICT;
    if (n == 0)
        return;
    unsigned depth = take_all(py, items, n);
    if (!is_dict)
        take_name_now(py, target);
    if (take_is_named(py, target) && is_dict && n > 2 && !take_any_opaque(py, items, n, 2)) {
        update_dict(py, target, items, n);
    } else if (take_is_named(py, target)) {
        set_pairs(py, target, items, n);
    } else {
        take_deepen(py, target, depth);
        if (take_any_opaque(py, items, n, 2))
            take_name_after(py, target);
    }
}

void do_additems(struct python *py, const struct operands *in)
{
    br_value target = in->at[0];
    const br_value *items = in->at + 1;
    size_t n = in->n - 1;
    if (n == 0)
        return;
    unsigned depth = take_all(py, items, n);
    if (br_kind_is_unknown(br_kind(py->rec, target))) {
        help_items(py, HELPER_add_items, "add_items", target, items, n);
    } else if (take_is_named(py, target)) {
        put_items(py, target, "update", items, n);
    } else {
        take_deepen(py, target, depth);
        if (take_any_opaque(py, items, n, 1))
            take_name_after(py, target);
    }
}
