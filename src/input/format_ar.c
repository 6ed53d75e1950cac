/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An ar archive (ar(5)), as Debian packages and static libraries are: a header of 60 characters before
 * each member. Long names stand in a member of their own (System V: "//"), or before the data (BSD: "#1/N"). */
#include <stdio.h>
#include <string.h>

#include "src/input/format.h"
#include "src/input/name_check.h"

enum {
    MAGIC_LEN = 8,
    HEADER = 60,
    NAME_LEN = 16,
    SIZE_AT = 48,
    SIZE_LEN = 10,
    END_AT = 58,
};

static const char magic[] = "!<arch>\n";

struct ar_walk {
    struct input *in;
    uint64_t pos;
    const uint8_t *names; /* of System V; NULL: none yet */
    uint64_t names_len;
    uint64_t left; /* bytes that all names there may have: members may share one */
};

/* A decimal number, blanks behind it. */
static bool read_number(const uint8_t *text, size_t len, uint64_t *out)
{
    size_t k = 0;
    *out = 0;
    for (; k < len && text[k] >= '0' && text[k] <= '9'; k++)
        *out = *out * 10 + (uint64_t)(text[k] - '0');
    bool any = k > 0;
    while (k < len && text[k] == ' ')
        k++;
    return any && k == len;
}

static bool is_header(const uint8_t *bytes, uint64_t left, uint64_t *size)
{
    return left >= HEADER && bytes[END_AT] == '`' && bytes[END_AT + 1] == '\n' &&
           read_number(bytes + SIZE_AT, SIZE_LEN, size);
}

static int ar_bid(const uint8_t *bytes, uint64_t len)
{
    uint64_t size;
    if (len < MAGIC_LEN || memcmp(bytes, magic, MAGIC_LEN) != 0)
        return 0;
    return len == MAGIC_LEN || is_header(bytes + MAGIC_LEN, len - MAGIC_LEN, &size) ? 85 : 0;
}

/* Without the blanks and the slash behind it. */
static void set_short_name(struct input_member *member, const uint8_t *text, size_t len)
{
    while (len > 0 && text[len - 1] == ' ')
        len--;
    bool is_table = text[0] == '/'; /* of symbols, or names */
    if (!is_table && len > 0 && text[len - 1] == '/')
        len--;
    member->name = text;
    member->name_len = len;
}

static void set_long_name(struct ar_walk *walk, struct input_member *member, uint64_t at)
{
    const uint8_t *name = walk->names + at;
    uint64_t most = walk->names_len - at;
    size_t len = (size_t)(most < walk->left ? most : walk->left);
    const uint8_t *end = memchr(name, '\n', len);
    member->name = name;
    member->name_len = end ? (size_t)(end - name) : len;
    walk->left -= member->name_len;
    if (member->name_len > 0 && name[member->name_len - 1] == '/')
        member->name_len--;
}

/* BSD's, before the data. */
static void set_name_inside(struct input_member *member, const uint8_t *bytes, uint64_t len)
{
    member->name = bytes + member->off;
    member->name_len = strnlen((const char *)member->name, (size_t)len);
    member->off += len;
    member->size -= len;
    member->unpacked -= len;
}

static void set_name(struct ar_walk *walk, struct input_member *member, const uint8_t *header)
{
    uint64_t number;
    if (memcmp(header, "// ", 3) == 0 && !walk->names) {
        walk->names = walk->in->bytes + member->off;
        walk->names_len = member->size;
    }
    if (header[0] == '/' && read_number(header + 1, NAME_LEN - 1, &number) &&
        number < walk->names_len && walk->left > 0)
        set_long_name(walk, member, number);
    else if (memcmp(header, "#1/", 3) == 0 && read_number(header + 3, NAME_LEN - 3, &number) &&
             number <= member->size)
        set_name_inside(member, walk->in->bytes, number);
    else
        set_short_name(member, header, NAME_LEN);
}

static void check_name(struct input *in, size_t m, uint64_t off)
{
    const struct input_member *member = &in->members[m];
    bool is_table = in->bytes[off] == '/' && member->name == in->bytes + off;
    if (!is_table && name_is_odd(member->name, member->name_len))
        anomaly_add(&in->anomalies,
                    (struct input_anomaly){.kind = name_oddity(member->name_len),
                                           .member = m,
                                           .off = off,
                                           .central = claim_text(member->name, member->name_len)});
}

static bool take_member(struct ar_walk *walk, uint64_t size)
{
    struct input *in = walk->in;
    uint64_t off = walk->pos + HEADER, left = in->len - off;
    struct input_member *member = input_add_plain(in, off, size < left ? size : left);
    if (!member)
        return false;
    member->unpacked = size;
    member->is_partial = size > left;
    bool good = !member->is_partial ||
                input_set_text(&member->why, "is cut off: %llu of its %llu bytes are there",
                               (unsigned long long)left, (unsigned long long)size);
    set_name(walk, member, in->bytes + walk->pos);
    check_name(in, in->member_count - 1, walk->pos);
    walk->pos = off + (size < left ? size : left);
    bool is_padded = walk->pos < in->len && walk->pos % 2;
    if (is_padded && in->bytes[walk->pos] != '\n' && in->bytes[walk->pos] != 0)
        good = good && input_add_gap(in, walk->pos, 1, "padding that is none");
    walk->pos += is_padded;
    return good;
}

static bool ar_list(struct input *in, struct err *err)
{
    struct ar_walk walk = {
        .in = in,
        .pos = in->len < MAGIC_LEN ? in->len : MAGIC_LEN,
        .left = in->len,
    };
    uint64_t size;
    bool good = true;
    if (in->len < MAGIC_LEN || memcmp(in->bytes, magic, MAGIC_LEN) != 0)
        return err_set(err, "is no ar archive");
    while (good && walk.pos < in->len) {
        if (input_is_full(in))
            return input_add_too_many(in, walk.pos) || err_set(err, "not enough memory");
        if (!is_header(in->bytes + walk.pos, in->len - walk.pos, &size)) {
            good =
                input_add_stray(in, walk.pos, in->len - walk.pos, "no header of a member is there");
            break;
        }
        good = take_member(&walk, size);
    }
    return good || err_set(err, "not enough memory");
}

const struct input_format input_format_ar = {
    .name = "ar",
    .about = "an ar archive: a Debian package, a static library",
    .bid = ar_bid,
    .list = ar_list,
};
