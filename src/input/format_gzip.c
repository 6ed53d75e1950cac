/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gzip: one or several members in a row, each with a header, a CRC and a size (RFC 1952). What
 * Python's gzip module reads is read: it looks at the method alone of what the header says, and
 * takes zeros between members. */
#include <string.h>

#include <zlib.h>

#include "src/input/le.h"
#include "src/input/packed.h"

enum {
    HEADER = 10,
    FLAG_HEADER_CRC = 2,
    FLAG_EXTRA = 4,
    FLAG_NAME = 8,
    FLAG_COMMENT = 16,
    FLAGS_RESERVED = 0xe0,
};

static bool gzip_begins(const uint8_t *bytes, uint64_t len)
{
    return len >= 3 && memcmp(bytes, "\x1f\x8b\x08", 3) == 0;
}

/* A part of the header that readers pass over. */
static bool add_field(struct packed_run *run, uint64_t off, uint64_t size)
{
    if (span_add(&run->found->fields, off, size))
        return true;
    flow_end(&run->flow, UNPACK_LIMIT, "not enough memory to unpack it");
    return false;
}

/* A text that ends in a NUL. */
static bool pass_text(struct packed_run *run)
{
    const uint8_t *nul = memchr(run->bytes + run->pos, '\0', run->len - run->pos);
    uint64_t size = nul ? (uint64_t)(nul - run->bytes) + 1 - run->pos : UINT64_MAX;
    uint64_t off = run->pos;
    return packed_take(run, "the name in the header", size) != NULL &&
           add_field(run, off, size - 1);
}

static bool pass_extra(struct packed_run *run)
{
    const uint8_t *size = packed_take(run, "the header", 2);
    uint64_t off = run->pos;
    return size && packed_take(run, "the header", le16(size)) && add_field(run, off, le16(size));
}

static uint32_t crc_of(const uint8_t *bytes, uint64_t len)
{
    return (uint32_t)crc32_z(0, bytes, (z_size_t)len);
}

static bool pass_header_crc(struct packed_run *run, uint64_t start)
{
    uint64_t off = run->pos;
    uint32_t found = crc_of(run->bytes + start, off - start) & 0xffff;
    const uint8_t *declared = packed_take(run, "the header", 2);
    if (declared && le16(declared) != found)
        packed_report(run, INPUT_ANOMALY_HEADER_CRC, off, le16(declared), found);
    return declared != NULL;
}

static bool gzip_head(struct packed_run *run)
{
    uint64_t start = run->pos;
    const uint8_t *header = packed_take(run, "the header", HEADER);
    if (!header)
        return false;
    unsigned flags = header[3];
    if (flags & FLAGS_RESERVED)
        packed_report(run, INPUT_ANOMALY_RESERVED_BITS, start + 3, flags, 0);
    return (!(flags & FLAG_EXTRA) || pass_extra(run)) && (!(flags & FLAG_NAME) || pass_text(run)) &&
           (!(flags & FLAG_COMMENT) || pass_text(run)) &&
           (!(flags & FLAG_HEADER_CRC) || pass_header_crc(run, start));
}

static uint32_t gzip_check(uint32_t check, const uint8_t *bytes, size_t n)
{
    return (uint32_t)crc32(check, bytes, (uInt)n);
}

static bool gzip_tail(struct packed_run *run)
{
    uint64_t off = run->pos;
    const uint8_t *tail = packed_take(run, "the CRC and size at the end", 8);
    if (!tail)
        return false;
    uint32_t size = (uint32_t)run->out; /* modulo 2^32 */
    if (le32(tail) != run->check)
        packed_report(run, INPUT_ANOMALY_STREAM_CRC, off, le32(tail), run->check);
    if (le32(tail + 4) != size)
        packed_report(run, INPUT_ANOMALY_STREAM_SIZE, off + 4, le32(tail + 4), size);
    return true;
}

static const struct packing packing = {
    .name = "gzip",
    .coder = &coder_deflate,
    .begins = gzip_begins,
    .head = gzip_head,
    .tail = gzip_tail,
    .check = gzip_check,
    .padding = 1,
};

static int gzip_bid(const uint8_t *bytes, uint64_t len)
{
    return packed_bid(&packing, bytes, len);
}

static bool gzip_list(struct input *in, struct err *err)
{
    return packed_list(in, &packing, err);
}

const struct input_format input_format_gzip = {
    .name = "gzip",
    .about = "a gzip stream around something else",
    .bid = gzip_bid,
    .list = gzip_list,
    .unpack = packed_unpack,
    .learn = packed_learn,
    .close = packed_close,
};
