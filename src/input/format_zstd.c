/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zstandard, one or several frames in a row (RFC 8878). */
#include <inttypes.h>
#include <string.h>

#include <zstd.h>

#include "src/input/packed.h"

static bool zstd_begins(const uint8_t *bytes, uint64_t len)
{
    return len >= 4 && memcmp(bytes, "\x28\xb5\x2f\xfd", 4) == 0;
}

static bool zstd_head(struct packed_run *run)
{
    unsigned id = ZSTD_getDictID_fromFrame(run->bytes + run->pos, (size_t)(run->len - run->pos));
    if (id)
        flow_end(&run->flow, UNPACK_UNSUPPORTED,
                 "zstd data at 0x%" PRIx64 " need dictionary %u, which is not there", run->pos, id);
    return !id;
}

static const struct packing packing = {
    .name = "zstd",
    .coder = &coder_zstd,
    .begins = zstd_begins,
    .head = zstd_head,
    .skips = packed_skippable,
    .has_skipped_alone = true,
};

static int zstd_bid(const uint8_t *bytes, uint64_t len)
{
    return packed_bid(&packing, bytes, len);
}

static bool zstd_list(struct input *in, struct err *err)
{
    return packed_list(in, &packing, err);
}

const struct input_format input_format_zstd = {
    .name = "zstd",
    .about = "a Zstandard frame around something else",
    .bid = zstd_bid,
    .list = zstd_list,
    .unpack = packed_unpack,
    .learn = packed_learn,
    .close = packed_close,
};
