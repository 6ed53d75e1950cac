/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an expression is made of when it is asked at a moment: a literal that was typed, a value of
 * the run as it is then, an event, and so on. Everything that reads one does it through here,
 * whether it came from the file or from the keyboard. */
#ifndef BRINE_DEBUGGER_OPERAND_H
#define BRINE_DEBUGGER_OPERAND_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "src/analysis/severity.h"
#include "src/base/buf.h"
#include "src/base/err.h"
#include "src/debugger/expr.h"
#include "vm/brine.h"

struct analysis;

enum { EVAL_MAX_TEXT = 1 << 20 }; /* bytes of a text that is matched or compared */

enum eval_status {
    EVAL_OK,
    EVAL_ABSENT, /* there is no such value at this moment */
    EVAL_TYPE,   /* values of these kinds cannot be asked that */
    EVAL_FAILED, /* memory, or interrupted */
};

/* One evaluation: the moment, and what is made on the way. Texts in operands live till eval_end. */
struct eval {
    const br_record *rec;
    br_op op;
    const struct analysis *analysis;          /* NULL: danger is none */
    const volatile sig_atomic_t *interrupted; /* NULL: nothing interrupts */
    struct err *err;                          /* NULL: reasons are not wanted */
    void (*busy)(void *context);              /* a text takes long; NULL: nobody wants to know */
    void *context;
    struct pool pool; /* its own */
    uint64_t steps;   /* its own: items looked at */
    unsigned depth;   /* its own: of a comparison */
};

enum operand_kind {
    OPERAND_LITERAL,
    OPERAND_VALUE, /* value as it is at `at` */
    OPERAND_CLASS, /* the class that INST named when it made value */
    OPERAND_EVENT, /* event */
    OPERAND_ITEMS, /* arguments that stand on the stack before `at` */
    OPERAND_STACK, /* the stack itself, for len() */
    OPERAND_MEMO,
    OPERAND_DANGER, /* severity */
};

struct operand {
    enum operand_kind kind;
    br_value value; /* VALUE, CLASS; ITEMS: the only item, or BR_NO_VALUE: they are on the stack */
    br_op at;       /* VALUE, ITEMS: the moment */
    union {
        struct literal literal;
        struct br_event event;
        enum severity severity;
        struct {          /* ITEMS */
            uint32_t low; /* the first one's place on the stack, from the top */
            uint32_t count;
            bool is_list;  /* else a tuple */
            bool is_pairs; /* each item is a tuple of two neighbours on the stack */
        };
    };
    const struct expr_node *typed; /* LITERAL: where it was typed, NULL: nowhere */
};

/* For functions that return a status: sets the reason and is the status. */
#define eval_absent(eval, ...) (err_set((eval)->err, __VA_ARGS__), (enum eval_status)EVAL_ABSENT)
#define eval_type(eval, ...) (err_set((eval)->err, __VA_ARGS__), (enum eval_status)EVAL_TYPE)
enum eval_status eval_nomem(struct eval *eval);
/* Counts one step; EVAL_FAILED when the user has interrupted. */
enum eval_status eval_step(struct eval *eval);
/* Moves a finished buffer into the pool as a str, and frees it. */
enum eval_status eval_keep(struct eval *eval, struct buf *buf, struct operand *out);

/* ---- Making ---------------------------------------------------------------------------------- */

static inline struct br_state eval_state(const struct eval *eval, br_op at)
{
    return (struct br_state){eval->rec, at};
}

static inline struct operand operand_number(int64_t number)
{
    return (struct operand){.kind = OPERAND_LITERAL,
                            .literal = {.kind = LITERAL_INT, .number = number}};
}

static inline struct operand operand_bool(bool truth)
{
    return (struct operand){.kind = OPERAND_LITERAL,
                            .literal = {.kind = LITERAL_BOOL, .number = truth}};
}

static inline struct operand operand_none(void)
{
    return (struct operand){.kind = OPERAND_LITERAL, .literal = {.kind = LITERAL_NONE}};
}

/* text must outlive the operand. */
static inline struct operand operand_str(const char *text, size_t len)
{
    return (struct operand){.kind = OPERAND_LITERAL,
                            .literal = {.kind = LITERAL_STR, .text = text, .len = len}};
}

static inline struct operand operand_value(br_value value, br_op at)
{
    return (struct operand){.kind = OPERAND_VALUE, .value = value, .at = at};
}

static inline struct operand operand_literal(const struct literal *literal)
{
    return (struct operand){.kind = OPERAND_LITERAL, .literal = *literal};
}

/* ---- Asking ---------------------------------------------------------------------------------- */

/* What it is, for messages: "int", "global", "stack". */
const char *operand_kind_text(const struct eval *eval, const struct operand *operand);
bool operand_is_value(const struct eval *eval, const struct operand *operand, enum br_kind kind);
bool operand_is_literal(const struct operand *operand, enum literal_kind kind);
/* An object of which only the text is known. */
bool operand_is_unknown(const struct eval *eval, const struct operand *operand);
bool operand_is_str(const struct eval *eval, const struct operand *operand);

/* As repr would print it, at most max_bytes (0: no limit); not safe text yet. */
enum eval_status operand_text(struct eval *eval, const struct operand *operand, uint64_t max_bytes,
                              struct buf *out);

/* What has items. */
enum shape { SHAPE_OTHER, SHAPE_TUPLE, SHAPE_LIST, SHAPE_DICT, SHAPE_SET, SHAPE_BYTES };
enum shape operand_shape(const struct eval *eval, const struct operand *operand);
/* Items of anything with a shape; of a dict, pairs. */
enum eval_status operand_len(struct eval *eval, const struct operand *operand, uint64_t *out);
/* Item n of anything with a shape, n < its length; of a dict, the value. */
enum eval_status operand_item(struct eval *eval, const struct operand *of, uint64_t n,
                              struct operand *out);
/* Pair n of a dict. */
enum eval_status operand_pair(struct eval *eval, const struct operand *of, uint64_t n,
                              struct operand *key, struct operand *value);
/* As operand_len, and the characters of a str. */
enum eval_status operand_length(struct eval *eval, const struct operand *of, uint64_t *out);

/* None, bool, int, float as a literal; *is_scalar false: it is something else. */
enum eval_status operand_scalar(struct eval *eval, const struct operand *operand,
                                struct literal *out, bool *is_scalar);
/* The characters of a str or bytes; those of the file are copied into the pool. */
enum eval_status operand_content(struct eval *eval, const struct operand *operand,
                                 const char **text, size_t *len);
/* The stack and the memo as the number of what they hold; anything else as it is. */
struct operand operand_counted(struct eval *eval, const struct operand *operand);

#endif
