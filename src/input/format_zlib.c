/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zlib.compress, and what joblib and others write with it (RFC 1950). */
#include <zlib.h>

#include "src/input/packed.h"

enum { PRESET_DICTIONARY = 0x20, HEADER = 2 };

static bool zlib_begins(const uint8_t *bytes, uint64_t len)
{
    bool is_deflate = len > HEADER && (bytes[0] & 0x0f) == 8 && bytes[0] >> 4 <= 7;
    return is_deflate && (bytes[0] << 8 | bytes[1]) % 31 == 0;
}

static bool zlib_head(struct packed_run *run)
{
    const uint8_t *header = packed_take(run, "the header", HEADER);
    if (header && (header[1] & PRESET_DICTIONARY))
        flow_end(&run->flow, UNPACK_UNSUPPORTED, "zlib data need a dictionary that is not there");
    return header && !(header[1] & PRESET_DICTIONARY);
}

static uint32_t zlib_check(uint32_t check, const uint8_t *bytes, size_t n)
{
    return (uint32_t)adler32(check, bytes, (uInt)n);
}

static bool zlib_tail(struct packed_run *run)
{
    uint64_t off = run->pos;
    const uint8_t *p = packed_take(run, "the checksum", 4);
    if (!p)
        return false;
    uint32_t declared = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    if (declared != run->check)
        packed_report(run, INPUT_ANOMALY_STREAM_CRC, off, declared, run->check);
    return true;
}

static const struct packing packing = {
    .name = "zlib",
    .coder = &coder_deflate,
    .is_weak = true,
    .is_single = true,
    .begins = zlib_begins,
    .head = zlib_head,
    .tail = zlib_tail,
    .check = zlib_check,
    .check_start = 1,
};

static int zlib_bid(const uint8_t *bytes, uint64_t len)
{
    return packed_bid(&packing, bytes, len);
}

static bool zlib_list(struct input *in, struct err *err)
{
    return packed_list(in, &packing, err);
}

const struct input_format input_format_zlib = {
    .name = "zlib",
    .about = "a zlib stream around something else",
    .bid = zlib_bid,
    .list = zlib_list,
    .unpack = packed_unpack,
    .learn = packed_learn,
    .close = packed_close,
};
