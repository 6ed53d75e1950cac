/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cpio archive of the new ASCII form (cpio(5), "newc"), as in initial ram disks and RPM packages: a
 * header of 110 characters, the name, the data, each filled up to four bytes; a member called TRAILER!!!
 * is the last. */
#include <stdio.h>
#include <string.h>

#include "src/input/format.h"
#include "src/input/name_check.h"

enum {
    MAGIC_LEN = 6,
    HEADER = 110,
    FIELD_LEN = 8,
    MODE_FIELD = 1,
    SIZE_FIELD = 6,
    NAME_FIELD = 11,
    KIND_MASK = 0170000,
    KIND_FOLDER = 0040000,
};

struct cpio_header {
    uint64_t off, name_len, data_off, size; /* name_len: its NUL is one */
    uint64_t mode;
};

static bool read_hex(const uint8_t *text, uint64_t *out)
{
    *out = 0;
    for (size_t k = 0; k < FIELD_LEN; k++) {
        uint8_t c = text[k] | 0x20;
        bool is_digit = text[k] >= '0' && text[k] <= '9', is_letter = c >= 'a' && c <= 'f';
        if (!is_digit && !is_letter)
            return false;
        *out = *out << 4 | (uint64_t)(is_digit ? c - '0' : c - 'a' + 10);
    }
    return true;
}

static bool read_field(const uint8_t *header, unsigned field, uint64_t *out)
{
    return read_hex(header + MAGIC_LEN + FIELD_LEN * field, out);
}

static uint64_t fill_up(uint64_t pos)
{
    return (pos + 3) / 4 * 4;
}

/* False: no header of a member, with its whole name, is there. */
static bool read_header(const uint8_t *bytes, uint64_t len, uint64_t off, struct cpio_header *out)
{
    const uint8_t *header = bytes + off;
    *out = (struct cpio_header){.off = off};
    if (len - off < HEADER || memcmp(header, "07070", 5) != 0 ||
        (header[5] != '1' && header[5] != '2') || !read_field(header, MODE_FIELD, &out->mode) ||
        !read_field(header, SIZE_FIELD, &out->size) ||
        !read_field(header, NAME_FIELD, &out->name_len))
        return false;
    uint64_t left = len - off - HEADER;
    if (out->name_len == 0 || out->name_len > left || header[HEADER + out->name_len - 1] != 0)
        return false;
    out->data_off = fill_up(off + HEADER + out->name_len);
    if (out->data_off > len)
        out->data_off = len;
    return true;
}

static int cpio_bid(const uint8_t *bytes, uint64_t len)
{
    struct cpio_header header;
    return read_header(bytes, len, 0, &header) ? 85 : 0;
}

static bool is_trailer(const struct input *in, const struct cpio_header *header)
{
    static const char name[] = "TRAILER!!!";
    return header->name_len == sizeof name &&
           memcmp(in->bytes + header->off + HEADER, name, sizeof name) == 0;
}

static bool take_member(struct input *in, const struct cpio_header *header)
{
    uint64_t left = in->len - header->data_off;
    uint64_t size = header->size < left ? header->size : left;
    struct input_member *member = input_add_plain(in, header->data_off, size);
    if (!member)
        return false;
    member->name = in->bytes + header->off + HEADER;
    member->name_len = (size_t)header->name_len - 1;
    member->unpacked = header->size;
    member->is_folder = (header->mode & KIND_MASK) == KIND_FOLDER;
    if (name_is_odd(member->name, member->name_len))
        anomaly_add(&in->anomalies,
                    (struct input_anomaly){.kind = name_oddity(member->name_len),
                                           .member = in->member_count - 1,
                                           .off = header->off,
                                           .central = claim_text(member->name, member->name_len)});
    if (header->size <= left)
        return true;
    member->is_partial = true;
    return input_set_text(&member->why, "is cut off: %llu of its %llu bytes are there",
                          (unsigned long long)left, (unsigned long long)header->size);
}

/* Behind what ends an archive: zeros, or whatever else. */
static bool take_rest(struct input *in, uint64_t pos, const char *why)
{
    while (pos < in->len && in->bytes[pos] == 0)
        pos++;
    return pos == in->len || input_add_stray(in, pos, in->len - pos, why);
}

static bool walk(struct input *in)
{
    struct cpio_header header;
    uint64_t pos = 0;
    while (pos < in->len && read_header(in->bytes, in->len, pos, &header)) {
        uint64_t left = in->len - header.data_off;
        pos = fill_up(header.data_off + (header.size < left ? header.size : left));
        pos = pos < in->len ? pos : in->len;
        if (is_trailer(in, &header))
            return take_rest(in, header.data_off, "behind the end of the archive");
        if (input_is_full(in))
            return input_add_too_many(in, header.off);
        if (!take_member(in, &header))
            return false;
    }
    return take_rest(in, pos, "no header of a member is there");
}

static bool cpio_list(struct input *in, struct err *err)
{
    struct cpio_header header;
    if (!read_header(in->bytes, in->len, 0, &header))
        return err_set(err, "is no cpio archive");
    return walk(in) || err_set(err, "not enough memory");
}

const struct input_format input_format_cpio = {
    .name = "cpio",
    .about = "a cpio archive of the new ASCII form",
    .bid = cpio_bid,
    .list = cpio_list,
};
