/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/prefixed.h"

#include <string.h>

#include "src/input/format.h"
#include "src/input/nested.h"

enum {
    MOST_LOOKS = 1 << 16,      /* of a file: beginnings that are asked how sure they are, */
    MOST_TRIES = 256,          /* and that are opened */
    MOST_MEMBERS = 10000,      /* of one, that are looked into */
    TRY_BYTES = 64 << 20,      /* that one may unpack to, */
    ALL_TRIES_BYTES = 1 << 28, /* and all of a file */
    SURE = 80,                 /* a bid: its structure is there */
};

/* What containers begin with, at byte `at` of them. A zip is not among them: it is found by its end. */
static const struct magic {
    const struct input_format *format;
    const char *bytes;
    size_t n, at;
} magics[] = {
    {&input_format_gzip, "\x1f\x8b\x08", 3, 0},    {&input_format_bzip2, "1AY&SY", 6, 4},
    {&input_format_xz, "\xfd\x37zXZ\0", 6, 0},     {&input_format_zstd, "\x28\xb5\x2f\xfd", 4, 0},
    {&input_format_lz4, "\x04\x22\x4d\x18", 4, 0}, {&input_format_7z, "7z\xbc\xaf\x27\x1c", 6, 0},
    {&input_format_tar, "ustar", 5, 257},          {&input_format_ar, "!<arch>\n", 8, 0},
    {&input_format_npy, "\x93NUMPY", 6, 0},
};

enum { MAGICS = sizeof magics / sizeof magics[0] };

/* ---- A try ------------------------------------------------------------------------------------ */

static enum prefixed_kind look_into(struct input *probe)
{
    for (size_t m = 0; m < probe->member_count; m++)
        if (input_member_holds_pickle(probe, m))
            return PREFIXED_PICKLE;
    bool is_cut = probe->member_count >= probe->limits.max_members;
    for (size_t m = 0; m < probe->member_count; m++)
        is_cut |= probe->members[m].inner_why != NULL;
    return is_cut || probe->unpacked_total >= probe->limits.max_total ? PREFIXED_UNKNOWN
                                                                      : PREFIXED_NOTHING;
}

static struct input_limits limits_of_try(const struct input *top)
{
    struct input_limits limits = top->limits;
    uint64_t left = ALL_TRIES_BYTES - top->tried_bytes;
    limits.max_total = left < TRY_BYTES ? left : TRY_BYTES;
    limits.max_unpacked = limits.max_total;
    limits.max_kept = limits.max_total;
    limits.to_disk = 0;
    limits.max_members = MOST_MEMBERS;
    limits.is_try = true;
    return limits;
}

enum prefixed_kind prefixed_try(struct input *in, const uint8_t *bytes, uint64_t len,
                                const struct input_format *format)
{
    struct input *top = nested_top(in), probe;
    struct input_limits limits = limits_of_try(top);
    struct err ignored;
    if (top->limits.is_try)
        return PREFIXED_NOTHING;
    if (top->tries++ >= MOST_TRIES || limits.max_total == 0)
        return PREFIXED_UNTRIED;
    if (!input_open_judged(&probe, "", bytes, len, format, false, &limits, NULL, &ignored))
        return PREFIXED_NOTHING;
    enum prefixed_kind kind = look_into(&probe);
    uint64_t used =
        probe.unpacked_total < limits.max_total ? probe.unpacked_total : limits.max_total;
    top->tried_bytes += used;
    input_close(&probe);
    return kind;
}

/* ---- The search ------------------------------------------------------------------------------- */

/* Where the next of each kind begins; UINT64_MAX: there is no more. */
struct search {
    const uint8_t *bytes;
    uint64_t len;
    uint64_t next[MAGICS];
};

/* The next of one kind that begins at `from` or behind it. */
static uint64_t find_magic(const struct search *search, const struct magic *magic, uint64_t from)
{
    uint64_t at = from + magic->at;
    if (at >= search->len)
        return UINT64_MAX;
    const uint8_t *found =
        memmem(search->bytes + at, (size_t)(search->len - at), magic->bytes, magic->n);
    return found ? (uint64_t)(found - search->bytes) - magic->at : UINT64_MAX;
}

static size_t first_of(const struct search *search)
{
    size_t first = 0;
    for (size_t k = 1; k < MAGICS; k++)
        if (search->next[k] < search->next[first])
            first = k;
    return first;
}

struct prefixed prefixed_find(struct input *in, const uint8_t *bytes, uint64_t len, uint64_t most)
{
    struct input *top = nested_top(in);
    struct search search = {.bytes = bytes, .len = len};
    struct prefixed found = {.kind = PREFIXED_NOTHING};
    for (size_t k = 0; k < MAGICS; k++)
        search.next[k] = top->limits.is_try ? UINT64_MAX : find_magic(&search, &magics[k], 1);
    for (size_t k = first_of(&search); search.next[k] < most; k = first_of(&search)) {
        uint64_t off = search.next[k];
        const struct input_format *format = magics[k].format;
        bool is_over = top->looks++ >= MOST_LOOKS;
        if (!is_over && format->bid(bytes + off, len - off) >= SURE)
            found.kind = prefixed_try(in, bytes + off, len - off, format);
        if (is_over || found.kind == PREFIXED_UNTRIED)
            return (struct prefixed){.kind = PREFIXED_NOTHING, .is_cut = true};
        found.off = off;
        found.format = format;
        if (found.kind != PREFIXED_NOTHING)
            break;
        search.next[k] = find_magic(&search, &magics[k], off + 1);
    }
    return found;
}
