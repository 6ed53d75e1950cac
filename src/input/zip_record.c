/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/zip_record.h"

#include <stddef.h>

#include "src/input/le.h"

enum {
    EXTRA_ZIP64 = 0x0001,
    /* Many members can share one local header, each reading it anew. Central records cannot. */
    MAX_LOCAL_EXTRAS = 64,
    MAX_CENTRAL_EXTRAS = UINT16_MAX,
};

/* n bytes at off, or NULL when the file does not have them. */
static const uint8_t *bytes_at(struct zip_bytes in, uint64_t off, uint64_t n)
{
    return off <= in.len && n <= in.len - off ? in.data + off : NULL;
}

uint32_t zip_signature_at(struct zip_bytes in, uint64_t off)
{
    const uint8_t *p = bytes_at(in, off, 4);
    return p ? le32(p) : 0;
}

/* Puts the next 8 bytes of a zip64 field in the place of a value that is all ones. */
static bool widen(uint64_t *value, const uint8_t **field, uint64_t *left)
{
    if (*value != UINT32_MAX)
        return true;
    if (*left < 8)
        return false;
    *value = le64(*field);
    *field += 8;
    *left -= 8;
    return true;
}

static void set_bad(struct zip_record *out, uint64_t off, uint64_t needs, uint64_t has)
{
    if (!out->is_extra_bad) {
        out->bad_off = off;
        out->bad_needs = needs;
        out->bad_has = has;
    }
    out->is_extra_bad = true;
}

/* A zip64 field of a record that leaves nothing to it: many writers give the sizes all the same, and
 * readers pass over them. */
static void compare_wide(const uint8_t *field, uint64_t len, struct zip_record *out)
{
    const uint64_t narrow[] = {out->unpacked, out->packed, out->header_off};
    for (size_t k = 0; k < sizeof narrow / sizeof narrow[0] && len >= 8 * (k + 1); k++) {
        uint64_t wide = le64(field + 8 * k);
        /* A local header before a descriptor, or a field that was left empty, gives no value. */
        bool is_given = narrow[k] != 0 && wide != 0;
        if (!is_given || wide == narrow[k] || out->is_split)
            continue;
        out->is_split = true;
        out->narrow = narrow[k];
        out->wide = wide;
    }
}

static void read_zip64(const uint8_t *field, uint64_t len, uint64_t off, struct zip_record *out)
{
    const uint8_t *at = field;
    uint64_t left = len;
    bool is_good = widen(&out->unpacked, &at, &left) && widen(&out->packed, &at, &left) &&
                   widen(&out->header_off, &at, &left);
    if (!is_good)
        set_bad(out, off, len - left + 8, len);
    else if (left == len && len >= 16)
        compare_wide(field, len, out);
    else if (out->disk == UINT16_MAX && left >= 4)
        out->disk = le32(at);
}

/* The extra fields, from byte off of the file on, as Python's ZipInfo._decodeExtra reads them. */
static void read_extra(struct zip_bytes in, uint64_t off, uint64_t len, unsigned max,
                       struct zip_record *out)
{
    for (unsigned n = 0; len >= 4; n++) {
        uint16_t id = le16(in.data + off);
        uint64_t size = le16(in.data + off + 2);
        if (n == max || size > len - 4) {
            set_bad(out, off, n == max ? 0 : size, n == max ? max : len - 4);
            return;
        }
        if (id == EXTRA_ZIP64)
            read_zip64(in.data + off + 4, size, off, out);
        off += 4 + size;
        len -= 4 + size;
    }
}

/* Name and extra fields, from byte `at` on; what does not fit of the latter is left out. */
static bool read_names(struct zip_bytes in, uint64_t at, uint64_t extra_len, unsigned max_extras,
                       struct zip_record *out)
{
    out->name = bytes_at(in, at, out->name_len);
    if (!out->name)
        return false;
    at += out->name_len;
    uint64_t left = in.len - at;
    out->extra_off = at;
    out->extra_len = extra_len > left ? left : extra_len;
    read_extra(in, at, out->extra_len, max_extras, out);
    if (extra_len > left)
        set_bad(out, at, extra_len, left);
    out->is_there = true;
    return true;
}

bool zip_read_central(struct zip_bytes in, uint64_t off, struct zip_record *out)
{
    const uint8_t *p = bytes_at(in, off, ZIP_CENTRAL_SIZE);
    if (!p || le32(p) != ZIP_CENTRAL)
        return false;
    uint16_t extra_len = le16(p + 30), comment_len = le16(p + 32);
    *out = (struct zip_record){
        .off = off,
        .made_by = le16(p + 4),
        .version = le16(p + 6),
        .flags = le16(p + 8),
        .method = le16(p + 10),
        .time = le32(p + 12),
        .crc = le32(p + 16),
        .packed = le32(p + 20),
        .unpacked = le32(p + 24),
        .name_len = le16(p + 28),
        .disk = le16(p + 34),
        .attributes = le32(p + 38),
        .header_off = le32(p + 42),
    };
    out->size = (uint64_t)ZIP_CENTRAL_SIZE + out->name_len + extra_len + comment_len;
    /* As Python's zipfile, which reads what there is: a name may be cut off. */
    uint64_t room = in.len - off - ZIP_CENTRAL_SIZE;
    if (out->name_len > room)
        out->name_len = (uint16_t)room;
    if (!read_names(in, off + ZIP_CENTRAL_SIZE, extra_len, MAX_CENTRAL_EXTRAS, out))
        return false;
    out->comment_off = out->extra_off + out->extra_len;
    uint64_t left = in.len - out->comment_off;
    out->comment_len = comment_len < left ? comment_len : left;
    return true;
}

bool zip_read_local_fields(struct zip_bytes in, uint64_t off, struct zip_record *out)
{
    const uint8_t *p = bytes_at(in, off, ZIP_LOCAL_SIZE);
    if (!p)
        return false;
    uint16_t extra_len = le16(p + 28);
    *out = (struct zip_record){
        .off = off,
        .version = le16(p + 4),
        .flags = le16(p + 6),
        .method = le16(p + 8),
        .time = le32(p + 10),
        .crc = le32(p + 14),
        .packed = le32(p + 18),
        .unpacked = le32(p + 22),
        .name_len = le16(p + 26),
    };
    out->size = (uint64_t)ZIP_LOCAL_SIZE + out->name_len + extra_len;
    return read_names(in, off + ZIP_LOCAL_SIZE, extra_len, MAX_LOCAL_EXTRAS, out);
}

bool zip_read_local(struct zip_bytes in, uint64_t off, struct zip_record *out)
{
    return zip_signature_at(in, off) == ZIP_LOCAL && zip_read_local_fields(in, off, out);
}

/* The zip64 records that belong to the end record of *out, if they are there. */
static void read_end64(struct zip_bytes in, struct zip_end *out)
{
    if (out->off < ZIP_LOCATOR64_SIZE)
        return;
    uint64_t locator = out->off - ZIP_LOCATOR64_SIZE;
    if (zip_signature_at(in, locator) != ZIP_LOCATOR64)
        return;
    out->has_locator = true;
    out->claimed64 = le64(in.data + locator + 8);
    out->disks = le32(in.data + locator + 16);
    uint64_t before = locator - ZIP_END64_SIZE; /* may wrap around: then it is past the end */
    bool is_before = zip_signature_at(in, before) == ZIP_END64;
    uint64_t off64 = is_before ? before : out->claimed64;
    const uint8_t *p = bytes_at(in, off64, ZIP_END64_SIZE);
    if (!p || le32(p) != ZIP_END64)
        return;
    out->has_zip64 = true;
    out->off64 = off64;
    out->base = off64;
    out->size64 = le64(p + 4);
    out->all = (struct zip_counts){
        .disk = le32(p + 16),
        .dir_disk = le32(p + 20),
        .count_here = le64(p + 24),
        .count = le64(p + 32),
        .dir_size = le64(p + 40),
        .dir_off = le64(p + 48),
    };
}

bool zip_read_end(struct zip_bytes in, uint64_t off, struct zip_end *out)
{
    const uint8_t *p = bytes_at(in, off, ZIP_END_SIZE);
    if (!p || le32(p) != ZIP_END)
        return false;
    uint64_t comment_len = le16(p + 20), left = in.len - off - ZIP_END_SIZE;
    *out = (struct zip_end){
        .off = off,
        .size = ZIP_END_SIZE + (comment_len < left ? comment_len : left),
        .comment = comment_len,
        .left = left,
        .base = off,
        .own = {.disk = le16(p + 4),
                .dir_disk = le16(p + 6),
                .count_here = le16(p + 8),
                .count = le16(p + 10),
                .dir_size = le32(p + 12),
                .dir_off = le32(p + 16)},
    };
    out->all = out->own;
    read_end64(in, out);
    return true;
}

/* Some record, or the end of the data. */
static bool ends_well(struct zip_bytes in, uint64_t off)
{
    return off == in.len || (zip_signature_at(in, off) & 0xffff) == ('P' | 'K' << 8);
}

uint64_t zip_read_descriptor(struct zip_bytes in, uint64_t off, uint64_t packed, uint32_t *crc,
                             uint64_t *unpacked)
{
    static const struct {
        uint8_t signature, width; /* bytes of the signature and of each size */
    } forms[] = {{4, 4}, {4, 8}, {0, 4}, {0, 8}};
    uint64_t found = 0;
    for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++) {
        uint64_t size = forms[k].signature + 4u + 2u * forms[k].width;
        const uint8_t *p = bytes_at(in, off, size);
        if (!p || (forms[k].signature && le32(p) != ZIP_DESCRIPTOR))
            continue;
        p += forms[k].signature;
        bool is_wide = forms[k].width == 8;
        if ((is_wide ? le64(p + 4) : le32(p + 4)) != packed)
            continue;
        bool is_sure = ends_well(in, off + size);
        if (found && !is_sure) /* the first half of a wide size reads as a narrow one, then 0 */
            continue;
        *crc = le32(p);
        *unpacked = is_wide ? le64(p + 12) : le32(p + 8);
        found = size;
        if (is_sure)
            break;
    }
    return found;
}
