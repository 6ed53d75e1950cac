/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/part_names.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"

enum { NAMES_SLACK = 1 << 20 }; /* bytes */

struct row {
    const uint8_t *name;
    size_t len; /* up to a NUL, as for Python's zipfile */
    size_t member;
};

static int name_order(const struct row *x, const struct row *y)
{
    if (x->len != y->len)
        return x->len < y->len ? -1 : 1;
    return x->len ? memcmp(x->name, y->name, x->len) : 0;
}

static int row_order(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int order = name_order(x, y);
    return order ? order : x->member < y->member ? -1 : x->member > y->member;
}

/* How good a member is as the one that its name stands for. */
static int worth(const struct input_member *member)
{
    bool is_refused = member->held.is_loaded && member->is_partial;
    return (is_refused ? 0 : 2) + (member->is_unlisted ? 0 : 1);
}

/* It goes on where the other one ends: pieces of one member, that its loader reads one after another. */
static bool goes_on(const struct input_member *before, const struct input_member *member)
{
    return before->is_plain && member->is_plain && before->size > 0 &&
           member->off == before->off + before->size;
}

/* The one that keeps the name; *others: how many more there are, pieces not counted. */
static size_t pick(const struct input *in, const struct row *rows, size_t count, size_t *others)
{
    size_t best = 0;
    *others = 0;
    for (size_t k = 1; k < count; k++) {
        const struct input_member *member = &in->members[rows[k].member];
        if (goes_on(&in->members[rows[k - 1].member], member))
            continue;
        ++*others;
        if (worth(member) >= worth(&in->members[rows[best].member]))
            best = k;
    }
    return best;
}

/* Some member is really called so. */
static bool is_taken(const struct row *rows, size_t count, const struct buf *name)
{
    struct row key = {(const uint8_t *)name->data, name->len, 0};
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (name_order(&rows[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && name_order(&rows[low], &key) == 0;
}

/* "a/data.pkl#0". False when memory fails. */
static bool rename_member(struct input *in, const struct row *rows, size_t count,
                          const struct row *row, uint64_t *left)
{
    struct input_member *member = &in->members[row->member];
    struct buf name = {0};
    if (row->len + 32 > *left)
        return true;
    *left -= row->len + 32;
    buf_add(&name, row->name, row->len);
    do {
        buf_char(&name, '#');
        buf_printf(&name, "%zu", row->member);
    } while (!name.failed && name.len < row->len + 200 && is_taken(rows, count, &name));
    if (name.failed) {
        buf_free(&name);
        return false;
    }
    member->part_name = (uint8_t *)name.data;
    member->name = member->part_name;
    member->name_len = name.len;
    return true;
}

static bool part(struct input *in, const struct row *rows, size_t count)
{
    uint64_t left = in->len + NAMES_SLACK;
    for (size_t k = 0, next; k < count; k = next) {
        for (next = k + 1; next < count && name_order(&rows[k], &rows[next]) == 0;)
            next++;
        size_t others, best = k + pick(in, rows + k, next - k, &others);
        in->members[rows[best].member].namesakes = others;
        for (size_t n = k; n < next; n++)
            if (n != best && !rename_member(in, rows, count, &rows[n], &left))
                return false;
    }
    return true;
}

bool part_names(struct input *in)
{
    struct row *rows = calloc(in->member_count + 1, sizeof *rows);
    size_t count = 0;
    if (!rows)
        return false;
    for (size_t m = 0; m < in->member_count; m++) {
        const struct input_member *member = &in->members[m];
        if (member->name)
            rows[count++] = (struct row){member->name,
                                         strnlen((const char *)member->name, member->name_len), m};
    }
    qsort(rows, count, sizeof *rows, row_order);
    bool good = part(in, rows, count);
    free(rows);
    return good;
}
