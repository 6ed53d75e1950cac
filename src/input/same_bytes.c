/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/same_bytes.h"

#include <stdlib.h>

#include "src/input/format.h"

enum { NAME_SHOWN = 200 }; /* bytes */

/* What must be equal, each as a number; the member's own comes last. */
struct key {
    uint64_t parts[10];
};

static struct key key_of(const struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    return (struct key){{member->off, member->size, member->unpacked, member->method_number,
                         member->flags, member->crc, member->is_storage, member->is_array,
                         (uint64_t)member->pickle, m}};
}

enum { PARTS = sizeof(struct key) / sizeof(uint64_t) };

static int compare(const struct key *a, const struct key *b, size_t parts)
{
    for (size_t n = 0; n < parts; n++) {
        if (a->parts[n] != b->parts[n])
            return a->parts[n] < b->parts[n] ? -1 : 1;
    }
    return 0;
}

static int order(const void *a, const void *b)
{
    return compare(a, b, PARTS);
}

bool same_bytes_make_twin(struct input_member *member, const struct input_member *first)
{
    size_t len = first->name_len < NAME_SHOWN ? first->name_len : NAME_SHOWN;
    member->pickle = INPUT_NO_PICKLE;
    member->format = INPUT_TWIN;
    return member->about || input_set_text(&member->about, "the same bytes as %.*s, and read there",
                                           (int)len, first->name ? (const char *)first->name : "");
}

bool same_bytes_pass_over(struct input *in)
{
    size_t count = in->member_count, first = 0;
    if (count < 2)
        return true;
    struct key *keys = calloc(count, sizeof *keys);
    if (!keys)
        return false;
    for (size_t m = 0; m < count; m++)
        keys[m] = key_of(in, m);
    qsort(keys, count, sizeof *keys, order);
    bool good = true;
    for (size_t n = 1; n < count && good; n++) {
        size_t m = (size_t)keys[n].parts[PARTS - 1], one = (size_t)keys[first].parts[PARTS - 1];
        bool is_same = compare(&keys[first], &keys[n], PARTS - 1) == 0;
        if (!is_same)
            first = n;
        else if (in->members[m].size > 0 && m != in->preferred && !in->members[m].why &&
                 !in->members[one].why)
            good = same_bytes_make_twin(&in->members[m], &in->members[one]);
    }
    free(keys);
    return good;
}
