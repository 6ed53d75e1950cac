/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/fold.h"

#include <stdlib.h>
#include <string.h>

/* ---- Numbers of lines ------------------------------------------------------------------------- */

/* After items were added, removed or counted: how many lines are below each, and where they are. */
static void number_lines(struct fold *fold)
{
    for (size_t k = 0; k < fold->n; k++) {
        fold->open[k].below = fold->open[k].count;
        fold->open[k].sum = 0;
    }
    for (size_t k = fold->n; k-- > 1;)
        fold->open[fold->open[k].parent].below += fold->open[k].below;
    for (size_t k = 1; k < fold->n; k++) {
        struct fold_open *open = &fold->open[k], *parent = &fold->open[open->parent];
        open->first = parent->first + open->n + parent->sum + 1;
        parent->sum += open->below;
    }
}

/* The last unfolded item whose own line is line i or before it: the root when there is no other. */
static size_t last_open(const struct fold *fold, uint64_t i)
{
    size_t low = 0, high = fold->n - 1;
    while (low < high) {
        size_t mid = high - (high - low) / 2;
        if (fold->open[mid].first <= i + 1)
            low = mid;
        else
            high = mid - 1;
    }
    return low;
}

static uint64_t end_of(const struct fold_open *open)
{
    return open->first + open->below;
}

/* Everything about line i but its item; `last` as last_open found it. */
static void locate(const struct fold *fold, uint64_t i, size_t last, struct fold_line *out)
{
    const struct fold_open *open = &fold->open[last];
    *out = (struct fold_line){.open = FOLD_CLOSED, .parent = last};
    if (last && open->first == i + 1) {
        out->open = last;
        out->parent = open->parent;
        out->n = open->n;
    } else if (i < end_of(open)) {
        out->n = i - open->first;
    } else {
        /* Up to what line i is still below; it stands behind the child by which we came. */
        while (i >= end_of(&fold->open[open->parent]))
            open = &fold->open[open->parent];
        out->parent = open->parent;
        out->n = open->n + 1 + (i - end_of(open));
    }
    out->depth = fold->open[out->parent].depth;
}

/* ---- Unfolded items --------------------------------------------------------------------------- */

/* Places an item before fold->open[at]. */
static bool insert(struct fold *fold, size_t at, const struct fold_open *open)
{
    if (fold->n == fold->cap) {
        size_t cap = fold->cap ? fold->cap * 2 : 16;
        struct fold_open *grown = realloc(fold->open, cap * sizeof *grown);
        if (!grown)
            return false;
        fold->open = grown;
        fold->cap = cap;
    }
    memmove(fold->open + at + 1, fold->open + at, (fold->n - at) * sizeof *fold->open);
    fold->open[at] = *open;
    fold->n++;
    for (size_t k = at + 1; k < fold->n; k++)
        fold->open[k].parent += fold->open[k].parent >= at;
    number_lines(fold);
    return true;
}

/* Takes out fold->open[at] and what is unfolded below it. */
static void take_out(struct fold *fold, size_t at)
{
    size_t end = at + 1;
    while (end < fold->n && fold->open[end].depth > fold->open[at].depth)
        end++;
    size_t gone = end - at;
    memmove(fold->open + at, fold->open + end, (fold->n - end) * sizeof *fold->open);
    fold->n -= gone;
    for (size_t k = at; k < fold->n; k++)
        if (fold->open[k].parent >= end)
            fold->open[k].parent -= gone;
    number_lines(fold);
}

/* ---- Public ----------------------------------------------------------------------------------- */

bool fold_start(struct fold *fold, const struct fold_provider *provider, const void *context,
                const struct fold_item *root)
{
    fold->provider = provider;
    fold->n = 0;
    struct fold_open open = {.item = *root, .count = provider->count(context, root)};
    return insert(fold, 0, &open);
}

void fold_free(struct fold *fold)
{
    free(fold->open);
    *fold = (struct fold){0};
}

uint64_t fold_lines(const struct fold *fold)
{
    return fold->n ? fold->open[0].below : 0;
}

bool fold_at(const struct fold *fold, const void *context, uint64_t i, struct fold_line *out)
{
    if (i >= fold_lines(fold))
        return false;
    locate(fold, i, last_open(fold, i), out);
    if (out->open != FOLD_CLOSED) {
        out->item = fold->open[out->open].item;
        return true;
    }
    return fold->provider->child(context, &fold->open[out->parent].item, out->n, &out->item);
}

uint64_t fold_parent(const struct fold *fold, uint64_t i)
{
    struct fold_line line;
    if (i >= fold_lines(fold))
        return FOLD_NO_LINE;
    locate(fold, i, last_open(fold, i), &line);
    return line.parent ? fold->open[line.parent].first - 1 : FOLD_NO_LINE;
}

enum fold_result fold_unfold(struct fold *fold, const void *context, uint64_t i)
{
    struct fold_line line;
    if (!fold_at(fold, context, i, &line) || line.open != FOLD_CLOSED ||
        !fold->provider->has(context, &line.item))
        return FOLD_NOTHING;
    struct fold_open open = {.item = line.item,
                             .parent = line.parent,
                             .n = line.n,
                             .count = fold->provider->count(context, &line.item),
                             .depth = line.depth + 1};
    bool is_in = fold->n <= FOLD_OPEN_MAX && insert(fold, last_open(fold, i) + 1, &open);
    return is_in ? FOLD_DONE : FOLD_FULL;
}

enum fold_result fold_fold(struct fold *fold, uint64_t i)
{
    size_t at = i < fold_lines(fold) ? last_open(fold, i) : 0;
    if (at == 0 || fold->open[at].first != i + 1)
        return FOLD_NOTHING;
    take_out(fold, at);
    return FOLD_DONE;
}

enum fold_result fold_unfold_children(struct fold *fold, const void *context, uint64_t i,
                                      uint64_t most)
{
    enum fold_result result = fold_unfold(fold, context, i);
    size_t at = i < fold_lines(fold) ? last_open(fold, i) : 0;
    if (result == FOLD_FULL || at == 0 || fold->open[at].first != i + 1)
        return result;
    uint64_t line = i + 1;
    for (uint64_t n = 0; n < most && n < fold->open[at].count; n++) {
        enum fold_result child = fold_unfold(fold, context, line);
        if (child == FOLD_FULL)
            return child;
        if (child == FOLD_DONE)
            result = child;
        const struct fold_open *open = &fold->open[last_open(fold, line)];
        line = open->first == line + 1 ? end_of(open) : line + 1;
    }
    return result;
}

uint64_t fold_refresh(struct fold *fold, const void *context, uint64_t i)
{
    if (fold->n == 0)
        return 0;
    uint64_t lines = fold_lines(fold);
    struct fold_line line = {.open = FOLD_CLOSED};
    if (lines)
        locate(fold, i < lines ? i : lines - 1, last_open(fold, i < lines ? i : lines - 1), &line);
    size_t parent = line.parent;
    for (size_t k = 0; k < fold->n; k++)
        fold->open[k].count = fold->provider->count(context, &fold->open[k].item);
    for (size_t k = fold->n; k-- > 1;) {
        if (fold->open[k].n < fold->open[fold->open[k].parent].count)
            continue;
        size_t was = fold->n;
        size_t up = fold->open[k].parent;
        take_out(fold, k);
        size_t gone = was - fold->n;
        parent = parent >= k + gone ? parent - gone : parent >= k ? up : parent;
    }
    number_lines(fold);
    /* Line n of its parent, or the last there is. */
    const struct fold_open *above = &fold->open[parent];
    if (above->count == 0)
        return parent ? above->first - 1 : 0;
    uint64_t n = line.n < above->count ? line.n : above->count - 1, at = above->first + n;
    for (size_t k = parent + 1; k < fold->n && fold->open[k].depth > above->depth; k++)
        if (fold->open[k].parent == parent && fold->open[k].n < n)
            at += fold->open[k].below;
    return at;
}
