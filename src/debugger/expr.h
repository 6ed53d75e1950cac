/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions of `print`, `assert` and `break ... if`: the text made into a tree once, so that a
 * condition can be asked at millions of opcodes. eval.h says what a tree means at a moment.
 *
 *   or      a or b          lowest
 *   and     a and b
 *   not     not a
 *   cmp     a == b, != < <= > >= ~        chains as in Python: 1 < depth < 5
 *   value   stack[0]  memo[3]  result  event  depth pos op opcode protocol danger
 *           #12, what that opcode left
 *           len(value)  value[0]  value["key"]  value.callee  (expression)
 *           literals as in Python: None True 12 0x1f 1.5 'a' b'\x00' ('id',) [1, 2] {'a': 1} {1} */
#ifndef BRINE_DEBUGGER_EXPR_H
#define BRINE_DEBUGGER_EXPR_H

#include <stdbool.h>
#include <stddef.h>

#include "src/base/err.h"
#include "src/debugger/literal.h"

/* The words that stand for something of the moment: in the order of expr_names[]. */
enum expr_name {
    NAME_STACK,
    NAME_MEMO,
    NAME_RESULT,
    NAME_EVENT,
    NAME_DEPTH,
    NAME_POS,
    NAME_OP,
    NAME_OPCODE,
    NAME_PROTOCOL,
    NAME_DANGER,
    NAME_COUNT
};

enum expr_field {
    FIELD_CALLEE,
    FIELD_ARGS,
    FIELD_KWARGS,
    FIELD_MODULE,
    FIELD_NAME,
    FIELD_KIND,
    FIELD_RESOLVED,
    FIELD_COUNT
};

enum expr_kind {
    EXPR_LITERAL,
    EXPR_NAME,    /* which: enum expr_name */
    EXPR_LEFT,    /* #which: what that opcode left */
    EXPR_INDEX,   /* a[b] */
    EXPR_FIELD,   /* a.which: enum expr_field */
    EXPR_LEN,     /* len(a) */
    EXPR_NOT,     /* not a */
    EXPR_AND,     /* a and b */
    EXPR_OR,      /* a or b */
    EXPR_COMPARE, /* a which b: enum expr_compare */
};

enum expr_compare {
    COMPARE_EQ,
    COMPARE_NE,
    COMPARE_LT,
    COMPARE_LE,
    COMPARE_GT,
    COMPARE_GE,
    COMPARE_LIKE,
};

struct expr_node {
    enum expr_kind kind;
    unsigned which;
    unsigned height; /* of the tree below: at most EXPR_MAX_HEIGHT, so that readers may recurse */
    const struct expr_node *a, *b;
    struct literal literal;
    const char *text; /* as it was typed, in the expression's own copy */
    size_t len;
};

enum { EXPR_MAX_HEIGHT = 100, EXPR_MAX_TEXT = 65536 };

struct expr {
    struct pool pool;
    const char *text; /* the whole, as it was typed */
    const struct expr_node *root;
};

/* NULL, err set: where it is wrong and what was expected there. */
struct expr *expr_new(const char *text, struct err *err);
void expr_free(struct expr *expr);

/* "stack", "memo" ...; "callee", "args" ...; "==" ... */
const char *expr_name_text(enum expr_name name);
const char *expr_field_text(enum expr_field field);
const char *expr_compare_text(enum expr_compare compare);

#endif
