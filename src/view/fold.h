/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tree as lines, of which some are unfolded: below each of those stand its children. It knows
 * nothing of what the tree is about; a provider tells how many children an item has, and each.
 *
 * What always holds
 *   - Only unfolded lines are kept, at most FOLD_OPEN_MAX of them: a tree may be endless, and an
 *     item may have millions of children that were never asked for.
 *   - Line i is found in the logarithm of how many lines are unfolded, and what stands above it;
 *     folding and unfolding cost as many steps as lines are unfolded.
 *   - The children of an item are counted when it is unfolded, and by fold_refresh. */
#ifndef BRINE_VIEW_FOLD_H
#define BRINE_VIEW_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FOLD_OPEN_MAX = 4096 };
#define FOLD_NO_LINE UINT64_MAX
#define FOLD_CLOSED SIZE_MAX

/* What a line is about: numbers that mean something to the provider alone. */
struct fold_item {
    uint32_t what;
    uint32_t value, at, op;
    uint64_t n;
};

struct fold_provider {
    /* Has it children? Asked for each line that is painted: must cost nothing. */
    bool (*has)(const void *context, const struct fold_item *item);
    uint64_t (*count)(const void *context, const struct fold_item *item);
    /* Child n of an item, n < its count. False: it cannot be told (memory). */
    bool (*child)(const void *context, const struct fold_item *item, uint64_t n,
                  struct fold_item *out);
};

/* An unfolded item. */
struct fold_open {
    struct fold_item item;
    size_t parent;  /* its place in fold->open */
    uint64_t n;     /* its number among the children of that */
    uint64_t count; /* its own children */
    uint64_t first; /* the line of the first of them: its own is the one before */
    uint64_t below; /* lines below it, of children and what is unfolded of them */
    uint64_t sum;   /* while lines are numbered */
    uint32_t depth; /* of its children */
};

struct fold {
    const struct fold_provider *provider;
    struct fold_open *open; /* owned; in the order of their lines; the first is the root, which has
                               no line of its own */
    size_t n, cap;
};

/* One line, as fold_at finds it. */
struct fold_line {
    struct fold_item item;
    size_t parent;  /* in fold->open */
    uint64_t n;     /* its number among the children of that */
    size_t open;    /* in fold->open when it is unfolded, else FOLD_CLOSED */
    uint32_t depth; /* 0: the parent is the root */
};

enum fold_result {
    FOLD_DONE,
    FOLD_NOTHING, /* there is nothing to unfold, or to fold; or no such line */
    FOLD_FULL,    /* so many lines are unfolded that no more may be, or memory failed */
};

/* Zero-initialise a fold; this makes the children of root its lines. False: memory failed. */
bool fold_start(struct fold *fold, const struct fold_provider *provider, const void *context,
                const struct fold_item *root);
void fold_free(struct fold *fold);

uint64_t fold_lines(const struct fold *fold);
/* False: there is no line i, or the provider cannot tell. */
bool fold_at(const struct fold *fold, const void *context, uint64_t i, struct fold_line *out);
/* The line of the parent of line i; FOLD_NO_LINE: it has none. */
uint64_t fold_parent(const struct fold *fold, uint64_t i);

enum fold_result fold_unfold(struct fold *fold, const void *context, uint64_t i);
/* Folds line i, with all below it. */
enum fold_result fold_fold(struct fold *fold, uint64_t i);
/* Unfolds line i and its children, the first `most` of them. */
enum fold_result fold_unfold_children(struct fold *fold, const void *context, uint64_t i,
                                      uint64_t most);
/* Counts all children anew: the width is another, or what they come from has grown. Returns where
 * line i is now, or what stands in its place. */
uint64_t fold_refresh(struct fold *fold, const void *context, uint64_t i);

#endif
