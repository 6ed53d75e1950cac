/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views that are trees: what kinds of lines they have. Each kind is a row of a table (tree.c)
 * and says what stands below it and how it reads; the folding is fold.h's. For src/view alone. */
#ifndef BRINE_VIEW_TREE_H
#define BRINE_VIEW_TREE_H

#include "src/view/fold.h"
#include "src/view/table.h"
#include "src/view/view.h"

/* What a fold_item is, and what its numbers are. */
enum tree_what {
    TREE_PAGE,     /* the root; n: what its one child is */
    TREE_VALUE,    /* value at `at`; n: its label */
    TREE_PAIR,     /* the same of a dict; op: the key (a br_value) */
    TREE_FACT,     /* fact n about value */
    TREE_TEXT,     /* line n of the text of value */
    TREE_HEX,      /* line n of the bytes of value */
    TREE_WHY,      /* value at `at`, pushed by `op` (BR_NO_OP: not known); n: its label */
    TREE_WHY_PAIR, /* key (op) and value that an opcode (at) put into a dict; n: which pair */
    TREE_HOP,      /* op stored, fetched or copied value; n: key of the memo */
    TREE_CHANGE,   /* op changed value */
    TREE_USED,     /* value, and the opcodes that use it */
    TREE_USE,      /* op uses value */
    TREE_NO_USE,   /* none does, or it is not known yet */
    TREE_WHAT_COUNT
};

struct tree_kind {
    bool (*has)(const struct view_source *source, const struct fold_item *item);
    uint64_t (*count)(const struct view_source *source, const struct fold_item *item);
    bool (*child)(const struct view_source *source, const struct fold_item *item, uint64_t n,
                  struct fold_item *out);
    /* Appends the line behind what stands there already, at most source->width columns in all. */
    void (*line)(const struct view_source *source, const struct fold_line *at, struct line *out);
};

/* In value.c, facts.c, content.c, why.c and uses.c. */
extern const struct tree_kind tree_value, tree_pair, tree_fact, tree_text, tree_hex;
extern const struct tree_kind tree_why, tree_why_pair, tree_hop, tree_change;
extern const struct tree_kind tree_used, tree_use, tree_no_use;

/* ---- What views of trees share ---------------------------------------------------------------- */

extern const struct fold_provider tree_provider;
uint64_t tree_count(const struct view_source *source);
bool tree_line(const struct view_source *source, uint64_t i, struct line *out);

/* Starts a fold whose one line is the source's value at the cursor, as a line of some kind. */
bool tree_start(const struct view_source *source, struct fold *fold, enum tree_what what);
/* Unfolds lines to so many levels, where there are no more than `most` children, and the way to
 * what is dangerous all the way down. False: memory failed before. */
bool tree_unfold(const struct view_source *source, struct fold *fold, uint32_t levels,
                 uint64_t most);

/* What stands below a line, where that is of several kinds: one after another. */
struct tree_section {
    uint64_t (*count)(const struct view_source *source, const struct fold_item *item);
    bool (*child)(const struct view_source *source, const struct fold_item *item, uint64_t n,
                  struct fold_item *out);
};
uint64_t tree_sections_count(const struct tree_section *const *sections, int n_sections,
                             const struct view_source *source, const struct fold_item *item);
bool tree_sections_child(const struct tree_section *const *sections, int n_sections,
                         const struct view_source *source, const struct fold_item *item, uint64_t n,
                         struct fold_item *out);

/* ---- Labels ----------------------------------------------------------------------------------- */

/* What stands before a value: a number, or what it is to the line above. */
enum tree_role {
    ROLE_NONE,
    ROLE_ITEM, /* its number */
    ROLE_KEY,
    ROLE_VALUE,
    ROLE_CALLEE,
    ROLE_CLASS,
    ROLE_ARGS,
    ROLE_KWARGS,
    ROLE_STATE,
    ROLE_ID,
    ROLE_BUFFER,
    ROLE_OBJECT, /* that was replaced */
    ROLE_MODULE,
    ROLE_NAME,
    ROLE_COUNT
};

static inline uint64_t tree_label(enum tree_role role, uint64_t number)
{
    return (uint64_t)role << 48 | number;
}

/* A line with a value: label, sign, text, kind, and the opcode that made it. What stands above it
 * already, the line says. The other shows item.op, a key, before it. */
void tree_value_line(const struct view_source *source, const struct fold_line *at,
                     struct line *out);
void tree_pair_line(const struct view_source *source, const struct fold_line *at, struct line *out);

/* For a line about an opcode: its number and position at the right end; sets out->op. */
void tree_op_tail(const struct view_source *source, br_op op, struct line *out);

/* The events of some kinds (1 << enum br_event_kind, ored) that touched the object of the line before
 * item->at: how many there are, number n of them into *out. None where that would need an index of a
 * long run. */
uint64_t tree_object_events(const struct view_source *source, const struct fold_item *item,
                            unsigned kinds, uint64_t n, struct br_event *out);

/* ---- Values ----------------------------------------------------------------------------------- */

/* The value has something to unfold. */
bool tree_value_has(const struct view_source *source, br_value value);
/* The dict or set has so many items that they stand as they were put: keys are not compared while
 * someone waits. */
bool tree_is_as_put(const struct view_source *source, br_value value);

/* What is known of a value, its text, its bytes: sections of it. */
extern const struct tree_section tree_facts_section, tree_text_section, tree_hex_section;

#endif
