/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What numpy.save writes: a header, then the bytes of an array, or, when Python objects are in it,
 * a pickle. Several may stand in a row; where numpy.load finds no magic, it unpickles. */
#include <inttypes.h>
#include <string.h>

#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/npy_header.h"

enum { TEXT_SHOWN = 60 }; /* bytes of a type or shape in a note */

/* Numbers may look like anything, so numpy goes by the magic alone, and so do we; only amid other bytes
 * the magic of a header that is none is chance: tables of magics have it. */
static int npy_bid(const uint8_t *bytes, uint64_t len)
{
    struct npy_header header;
    struct err why;
    if (!npy_is_here(bytes, len, 0))
        return 0;
    return npy_header_read(bytes, len, 0, &header, &why) ? 85 : 75;
}

/* A header that is none. What it hides nobody knows, so it is told as what cannot be read. */
static bool add_broken(struct input *in, uint64_t off, uint64_t end, const char *why)
{
    struct input_member *member = input_add_pickles(in, off, end - off);
    if (!member)
        return false;
    member->is_plain = false;
    member->held.is_loaded = true;
    member->is_partial = true;
    member->format = NULL;
    return input_set_text(&member->why, "%s", why);
}

static int shown(struct npy_text text)
{
    return text.len < TEXT_SHOWN ? (int)text.len : TEXT_SHOWN;
}

static const char *dots(struct npy_text text)
{
    return text.len > TEXT_SHOWN ? "..." : "";
}

static bool describe(struct input_member *member, const struct npy_header *header, const char *what)
{
    return input_set_text(&member->about, "an array of %.*s%s, shape %.*s%s: %s",
                          shown(header->descr), (const char *)header->descr.bytes,
                          dots(header->descr), shown(header->shape),
                          (const char *)header->shape.bytes, dots(header->shape), what);
}

/* numpy.lib.format.read_array: pickle.load reads one pickle and leaves the file behind its STOP. */
static bool add_objects(struct input *in, const struct npy_header *header, uint64_t *next)
{
    uint64_t left = in->len - header->data_off;
    uint64_t size = evidence_stop(in->bytes + header->data_off, left, 0);
    if (size == 0)
        size = left;
    *next = header->data_off + size;
    struct input_member *member = input_add_pickles(in, header->data_off, size);
    return member && describe(member, header, "objects, so its data is a pickle");
}

static bool add_numbers(struct input *in, const struct npy_header *header, uint64_t *next)
{
    uint64_t left = in->len - header->data_off;
    uint64_t size = header->size < left ? header->size : left;
    *next = header->data_off + size;
    struct input_member *member = input_add_plain(in, header->data_off, size);
    if (!member)
        return false;
    member->pickle = INPUT_NO_PICKLE;
    member->format = "array";
    member->is_array = true;
    if (!describe(member, header, "no objects, so its data is no pickle"))
        return false;
    if (header->size == NPY_TOO_MANY)
        return input_set_text(&member->why,
                              "0x%" PRIx64 ": the array has more bytes than 64 bits can count,"
                              " there are %" PRIu64,
                              header->data_off, left);
    return header->size <= left ||
           input_set_text(&member->why,
                          "0x%" PRIx64 ": the array has %" PRIu64 " bytes, there are %" PRIu64,
                          header->data_off, header->size, left);
}

static bool add_array(struct input *in, uint64_t off, uint64_t *next)
{
    struct npy_header header;
    struct err why;
    if (!npy_header_read(in->bytes, in->len, off, &header, &why)) {
        *next = header.data_off ? header.data_off : in->len;
        return add_broken(in, off, *next, why.text);
    }
    return header.has_object ? add_objects(in, &header, next) : add_numbers(in, &header, next);
}

static bool add_arrays(struct input *in)
{
    uint64_t off = 0;
    while (npy_is_here(in->bytes, in->len, off)) {
        if (input_is_full(in))
            return input_add_too_many(in, off);
        if (!add_array(in, off, &off))
            return false;
    }
    return input_add_stray(in, off, in->len - off, "behind the array");
}

static bool npy_list(struct input *in, struct err *err)
{
    if (!npy_is_here(in->bytes, in->len, 0))
        return err_set(err, "is not an array of numpy: it does not begin with \\x93NUMPY");
    if (!add_arrays(in))
        return err_set(err, "not enough memory for the list of members");
    for (size_t m = in->member_count; m-- > 0;)
        if (in->members[m].pickle == INPUT_PICKLE && in->members[m].is_plain)
            in->preferred = m;
    return true;
}

const struct input_format input_format_npy = {
    .name = "npy",
    .about = "an array that numpy saved",
    .bid = npy_bid,
    .list = npy_list,
};
