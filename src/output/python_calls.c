/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements that call, give a state, or ask the application. */
#include <inttypes.h>

#include "src/output/python_statements.h"

/* ---- Calls ------------------------------------------------------------------------------------ */

/* A tuple that is written as arguments, not as a tuple of its own. */
static bool is_spread(struct python *py, br_value args)
{
    return br_kind(py->rec, args) == BR_KIND_TUPLE && !take_is_named(py, args) &&
           !(*note_of(py, args) & NOTE_SHARED && !expr_is_small(py, args));
}

static void settle_args(struct python *py, br_value args)
{
    if (!is_spread(py, args))
        take(py, args);
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

void do_reduce(struct python *py, const struct operands *in)
{
    settle_args(py, in->at[1]);
    line_assign(py, in->result);
    name_write(py, in->at[0]);
    pywriter_str(py->out, "(");
    write_args(py, in->at[1]);
    pywriter_str(py->out, ")");
    line_end(py);
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

void do_newobj(struct python *py, const struct operands *in)
{
    settle_args(py, in->at[1]);
    line_assign(py, in->result);
    write_new(py, in->at[0], in->at[1]);
    pywriter_str(py->out, ")");
    line_end(py);
}

void do_newobj_ex(struct python *py, const struct operands *in)
{
    br_value kwargs = in->at[2];
    settle_args(py, in->at[1]);
    take(py, kwargs);
    bool is_empty = br_kind(py->rec, kwargs) == BR_KIND_DICT &&
                    br_put_count((struct br_state){py->rec, py->op}, kwargs) == 0;
    line_assign(py, in->result);
    write_new(py, in->at[0], in->at[1]);
    if (!is_empty) {
        pywriter_comma(py->out);
        pywriter_str(py->out, "**");
        expr_write(py, kwargs);
    }
    pywriter_str(py->out, ")");
    line_end(py);
}

/* Without arguments the class may be asked for an empty object in place of a call. */
static void instantiate(struct python *py, void (*write_class)(struct python *, br_value),
                        br_value cls, const br_value *args, size_t n, br_value result)
{
    take_all(py, args, n);
    line_assign(py, result);
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
    line_end(py);
}

void do_inst(struct python *py, const struct operands *in)
{
    import_global(py, in->result, NULL, "INST");
    instantiate(py, name_write_class, in->result, in->at, in->n, in->result);
}

void do_obj(struct python *py, const struct operands *in)
{
    instantiate(py, name_write, in->at[0], in->at + 1, in->n - 1, in->result);
}

/* ---- State ------------------------------------------------------------------------------------ */

static void write_inset(struct python *py, br_value object, br_value result,
                        const struct br_inset *inset)
{
    py->helpers |= 1u << HELPER_read_inset;
    line_assign(py, result);
    pywriter_str(py->out, "read_inset(");
    expr_write(py, object);
    pywriter_printf(py->out, ", 0x%" PRIx64 ", %" PRIu64 ")", inset->pos, inset->size);
    line_end(py);
}

/* A plain object that takes a state takes one in which there is nothing. */
void do_build(struct python *py, const struct operands *in)
{
    struct br_inset inset;
    take_all(py, in->at, in->n);
    if (br_kind_is_unknown(br_kind(py->rec, in->at[0]))) {
        py->helpers |= 1u << HELPER_build;
        line_begin(py);
        pywriter_str(py->out, "build(");
        expr_write_row(py, in->at, 2);
        pywriter_str(py->out, ")");
        line_end(py);
    }
    if (in->result != in->at[0] && br_inset_of(py->rec, py->op, &inset))
        write_inset(py, in->at[0], in->result, &inset);
}

/* ---- What the application gives --------------------------------------------------------------- */

void do_persid(struct python *py, const struct operands *in)
{
    struct br_text_options options = {.max_bytes = 0};
    struct br_text_result result;
    py->helpers |= 1u << HELPER_persistent_load;
    line_assign(py, in->result);
    /* The machine's text of it is a call with a literal. */
    if (br_text((struct br_state){py->rec, py->op}, in->result, &options, pywriter_literal(py->out),
                &result) != BR_OK)
        py->failed = true;
    pywriter_literal_end(py->out);
    line_end(py);
}

void do_binpersid(struct python *py, const struct operands *in)
{
    py->helpers |= 1u << HELPER_persistent_load;
    take(py, in->at[0]);
    line_assign(py, in->result);
    pywriter_str(py->out, "persistent_load(");
    expr_write(py, in->at[0]);
    pywriter_str(py->out, ")");
    line_end(py);
}

void do_next_buffer(struct python *py, const struct operands *in)
{
    py->helpers |= 1u << HELPER_next_buffer;
    line_assign(py, in->result);
    pywriter_str(py->out, "next_buffer()");
    line_end(py);
}

void do_readonly(struct python *py, const struct operands *in)
{
    if (in->result == in->at[0])
        return;
    unsigned depth = take_all(py, in->at, 1);
    if (br_kind(py->rec, in->result) == BR_KIND_MEMORYVIEW) {
        take_deepen(py, in->result, depth);
        if (take_is_named(py, in->at[0])) /* while there is a view of it, it cannot grow */
            take_name_after(py, in->result);
        return;
    }
    py->helpers |= 1u << HELPER_readonly_buffer;
    line_assign(py, in->result);
    pywriter_str(py->out, "readonly_buffer(");
    expr_write(py, in->at[0]);
    pywriter_str(py->out, ")");
    line_end(py);
}
