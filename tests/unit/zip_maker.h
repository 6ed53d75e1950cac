/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zips made by hand, right or bent: a spec says what a member holds and in which fields its
 * records lie. All that a spec does not name is as it should be. */
#ifndef BRINE_TESTS_ZIP_MAKER_H
#define BRINE_TESTS_ZIP_MAKER_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <zlib.h>

#include "src/base/buf.h"

/* One member. What ends in _add is added to the true value, 0 lies about nothing. */
struct zip_spec {
    const char *name;
    size_t name_len; /* 0: to the NUL */
    const void *data;
    size_t len;
    bool is_deflated;
    const char *local_name; /* NULL: as name */
    const void *extra;      /* of the local header only */
    size_t extra_len;
    unsigned method_add, local_method_add; /* to what both, or the local header, say */
    unsigned flags, local_flags;           /* local_flags: besides flags */
    uint32_t crc_add, local_crc_add;
    uint32_t packed_add, unpacked_add, local_packed_add, local_unpacked_add;
    uint32_t header_off_add, signature_add;
    uint32_t local_time_add, local_version_add, version; /* version: of both, 20 */
    uint32_t attributes, disk; /* of the central record; the attributes are those of Unix */
    const void *central_extra;
    size_t central_extra_len;
    bool has_descriptor;
    bool has_wide_descriptor; /* of zip64 */
    bool is_zip64;            /* sizes and offset in an extra field */
    bool is_unlisted;         /* no central record */
    bool is_phantom;          /* no local header, no data */
};

static inline bool zip_spec_has_descriptor(const struct zip_spec *spec)
{
    return spec->has_descriptor || spec->has_wide_descriptor;
}

struct zip_end_spec {
    const void *comment;
    size_t comment_len;
    uint32_t count_add, size_add, offset_add;
    uint32_t disk, dir_disk, here_add, comment_add;
    /* Of the zip64 records: the end record gives true values too, the others these. */
    uint32_t disks_add, wide_count_add, wide_size_add, wide_offset_add, size64_add;
    bool is_told_twice, is_zip64_missing;
    bool is_zip64;
    bool is_missing;
};

/* out grows by whole records; central records wait in `central` until the end. */
struct zip_maker {
    struct buf out, central;
    unsigned count;
    uint64_t base; /* offsets are counted from here */
};

static inline void put_le(struct buf *buf, uint64_t value, unsigned width)
{
    for (unsigned k = 0; k < width; k++)
        buf_char(buf, (char)(value >> (8 * k)));
}

static inline void deflate_raw(const void *data, size_t len, struct buf *out)
{
    uint8_t piece[4096];
    z_stream stream = {0};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = (z_const Bytef *)data;
    stream.avail_in = (uInt)len;
    int status = Z_OK;
    while (status == Z_OK) {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        status = deflate(&stream, Z_FINISH);
        buf_add(out, piece, sizeof piece - stream.avail_out);
    }
    deflateEnd(&stream);
}

/* The values that both records of a member hold. */
struct zip_made {
    const char *name;
    size_t name_len;
    unsigned method;
    uint32_t crc, packed, unpacked;
    uint64_t off;
};

static inline void zip_maker_local(struct buf *out, const struct zip_spec *spec,
                                   const struct zip_made *made)
{
    const char *name = spec->local_name ? spec->local_name : made->name;
    size_t name_len = spec->local_name ? strlen(spec->local_name) : made->name_len;
    unsigned flags = spec->flags | spec->local_flags | (zip_spec_has_descriptor(spec) ? 8 : 0);
    bool is_deferred = zip_spec_has_descriptor(spec);
    put_le(out, 0x04034b50 + spec->signature_add, 4);
    put_le(out, (spec->version ? spec->version : 20) + spec->local_version_add, 2);
    put_le(out, flags, 2);
    put_le(out, made->method + spec->local_method_add, 2);
    put_le(out, (0x21u << 16) + spec->local_time_add, 4);
    put_le(out, is_deferred ? 0 : made->crc + spec->local_crc_add, 4);
    put_le(out, is_deferred ? 0 : made->packed + spec->local_packed_add, 4);
    put_le(out, is_deferred ? 0 : made->unpacked + spec->local_unpacked_add, 4);
    put_le(out, name_len, 2);
    put_le(out, spec->extra_len, 2);
    buf_add(out, name, name_len);
    buf_add(out, spec->extra, spec->extra_len);
}

static inline void zip_maker_central(struct buf *out, const struct zip_spec *spec,
                                     const struct zip_made *made)
{
    bool is_64 = spec->is_zip64;
    put_le(out, 0x02014b50, 4);
    put_le(out, spec->attributes ? 0x0314 : 20, 2);
    put_le(out, spec->version ? spec->version : 20, 2);
    put_le(out, spec->flags | (zip_spec_has_descriptor(spec) ? 8u : 0), 2);
    put_le(out, made->method, 2);
    put_le(out, 0x21u << 16, 4);
    put_le(out, made->crc, 4);
    put_le(out, is_64 ? UINT32_MAX : made->packed + spec->packed_add, 4);
    put_le(out, is_64 ? UINT32_MAX : made->unpacked + spec->unpacked_add, 4);
    put_le(out, made->name_len, 2);
    put_le(out, is_64 ? 28 : spec->central_extra_len, 2);
    put_le(out, 0, 2);
    put_le(out, spec->disk, 2);
    put_le(out, 0, 2);
    put_le(out, spec->attributes, 4);
    put_le(out, is_64 ? UINT32_MAX : made->off + spec->header_off_add, 4);
    buf_add(out, made->name, made->name_len);
    if (!is_64) {
        buf_add(out, spec->central_extra, spec->central_extra_len);
        return;
    }
    put_le(out, 1, 2);
    put_le(out, 24, 2);
    put_le(out, made->unpacked + spec->unpacked_add, 8);
    put_le(out, made->packed + spec->packed_add, 8);
    put_le(out, made->off + spec->header_off_add, 8);
}

/* Adds a member; gives the offset of its data in out. */
static inline size_t zip_maker_add(struct zip_maker *maker, struct zip_spec spec)
{
    struct buf packed = {0};
    if (spec.is_deflated)
        deflate_raw(spec.data, spec.len, &packed);
    else
        buf_add(&packed, spec.data, spec.len);
    struct zip_made made = {
        .name = spec.name,
        .name_len = spec.name_len ? spec.name_len : strlen(spec.name),
        .method = (spec.is_deflated ? 8u : 0) + spec.method_add,
        .crc = (uint32_t)crc32(0, spec.data, (uInt)spec.len) + spec.crc_add,
        .packed = (uint32_t)packed.len,
        .unpacked = (uint32_t)spec.len,
        .off = maker->out.len - maker->base,
    };
    size_t data_off = 0;
    if (!spec.is_phantom) {
        zip_maker_local(&maker->out, &spec, &made);
        data_off = maker->out.len;
        buf_add(&maker->out, packed.data, packed.len);
    }
    if (zip_spec_has_descriptor(&spec)) {
        unsigned width = spec.has_wide_descriptor ? 8 : 4;
        put_le(&maker->out, 0x08074b50, 4);
        put_le(&maker->out, made.crc, 4);
        put_le(&maker->out, made.packed, width);
        put_le(&maker->out, made.unpacked, width);
    }
    buf_free(&packed);
    if (spec.is_unlisted)
        return data_off;
    zip_maker_central(&maker->central, &spec, &made);
    maker->count++;
    return data_off;
}

/* Writes directory and end record. More archives may follow in the same maker. */
static inline void zip_maker_end(struct zip_maker *maker, struct zip_end_spec spec)
{
    struct buf *out = &maker->out;
    uint64_t dir_off = out->len - maker->base, dir_size = maker->central.len;
    if (!spec.is_missing)
        buf_add(out, maker->central.data, maker->central.len);
    bool is_wide = spec.is_zip64 && !spec.is_told_twice;
    if (spec.is_zip64) {
        uint64_t off64 = out->len - maker->base;
        put_le(out, spec.is_zip64_missing ? 0 : 0x06064b50, 4);
        put_le(out, 44 + spec.size64_add, 8);
        put_le(out, 45, 2);
        put_le(out, 45, 2);
        put_le(out, 0, 8);
        put_le(out, maker->count + spec.wide_count_add, 8);
        put_le(out, maker->count + spec.count_add + spec.wide_count_add, 8);
        put_le(out, dir_size + spec.wide_size_add, 8);
        put_le(out, dir_off + spec.wide_offset_add, 8);
        put_le(out, 0x07064b50, 4);
        put_le(out, 0, 4);
        put_le(out, off64, 8);
        put_le(out, 1 + spec.disks_add, 4);
    }
    if (!spec.is_missing) {
        put_le(out, 0x06054b50, 4);
        put_le(out, spec.disk, 2);
        put_le(out, spec.dir_disk, 2);
        put_le(out, is_wide ? UINT16_MAX : maker->count + spec.count_add + spec.here_add, 2);
        put_le(out, is_wide ? UINT16_MAX : maker->count + spec.count_add, 2);
        put_le(out, is_wide ? UINT32_MAX : dir_size + spec.size_add, 4);
        put_le(out, is_wide ? UINT32_MAX : dir_off + spec.offset_add, 4);
        put_le(out, spec.comment_len + spec.comment_add, 2);
        buf_add(out, spec.comment, spec.comment_len);
    }
    buf_clear(&maker->central);
    maker->count = 0;
}

static inline void zip_maker_free(struct zip_maker *maker)
{
    buf_free(&maker->out);
    buf_free(&maker->central);
}

#endif
