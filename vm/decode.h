/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes at a position into an instruction or the kind of a break; copies nothing. The fields are
 * read in the order of _pickle.c (load_*): size, its check, data. As the dialect c reads; for the
 * others there is reads.h. */
#ifndef BRINE_VM_DECODE_H
#define BRINE_VM_DECODE_H

#include "vm/brine.h"

#include <string.h>

/* How the bytes after a code are laid out; an enum br_arg comes down to one of these. */
enum form {
    FORM_NONE, /* no opcode */
    FORM_FIXED,
    FORM_COUNTED,
    FORM_LINE,
    FORM_PAIR,
};

struct layout {
    uint8_t form;   /* enum form */
    uint8_t width;  /* bytes of a fixed field, or of a count */
    uint8_t min;    /* a line: fewest bytes without its newline */
    bool is_signed; /* the count, or the field, is a signed number */
};

/* What the machine needs of an instruction; br_ins is the public form. */
struct ins {
    uint64_t pos;
    uint64_t end;        /* byte after it */
    uint64_t n;          /* bytes at arg */
    const uint8_t *arg;  /* fixed field, counted bytes, or (first) line without its newline */
    const uint8_t *name; /* second line of a pair; NULL when it was not reached */
    uint64_t name_n;
};

extern const struct layout layout_of[256];

static inline uint64_t le_load(const uint8_t *p, unsigned width)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < width; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

/* The longest a size of 8 bytes may be: sys.maxsize. */
#define MAX_SIZE ((uint64_t)INT64_MAX)

static inline enum br_error_kind decode_counted(const uint8_t *data, uint64_t len,
                                                const struct layout *lay, struct ins *in)
{
    uint64_t left = len - in->pos - 1;
    if (left < lay->width)
        return BR_ERR_TRUNCATED;
    uint64_t n = lay->width == 1 ? data[in->pos + 1] : le_load(data + in->pos + 1, lay->width);
    if (lay->width == 8 ? n > MAX_SIZE : lay->is_signed && n > INT32_MAX)
        return BR_ERR_BAD_ARGUMENT;
    left -= lay->width;
    in->n = n;
    in->arg = data + in->pos + 1 + lay->width;
    if (n > left)
        return BR_ERR_TRUNCATED;
    in->end = in->pos + 1 + lay->width + n;
    return BR_ERR_NONE;
}

/* One line from `from`: its length without the newline, or -1. */
static inline int64_t decode_line(const uint8_t *data, uint64_t len, uint64_t from)
{
    const uint8_t *nl = from < len ? memchr(data + from, '\n', len - from) : NULL;
    return nl ? nl - (data + from) : -1;
}

static inline enum br_error_kind decode_lines(const uint8_t *data, uint64_t len,
                                              const struct layout *lay, struct ins *in)
{
    uint64_t from = in->pos + 1;
    int64_t n = decode_line(data, len, from);
    in->name = NULL;
    if (n < lay->min)
        return BR_ERR_TRUNCATED;
    in->arg = data + from;
    in->n = (uint64_t)n;
    in->end = from + in->n + 1;
    if (lay->form == FORM_LINE)
        return BR_ERR_NONE;
    from = in->end;
    n = decode_line(data, len, from);
    if (n < lay->min)
        return BR_ERR_TRUNCATED;
    in->name = data + from;
    in->name_n = (uint64_t)n;
    in->end = from + in->name_n + 1;
    return BR_ERR_NONE;
}

/* in->pos is set, and data[in->pos] is the code that lay belongs to. */
static inline enum br_error_kind decode(const uint8_t *data, uint64_t len, const struct layout *lay,
                                        struct ins *in)
{
    switch (lay->form) {
    case FORM_FIXED:
        if (len - in->pos - 1 < lay->width)
            return BR_ERR_TRUNCATED;
        in->arg = data + in->pos + 1;
        in->n = lay->width;
        in->end = in->pos + 1 + lay->width;
        return BR_ERR_NONE;
    case FORM_COUNTED:
        return decode_counted(data, len, lay, in);
    default:
        return decode_lines(data, len, lay, in);
    }
}

/* The public form of an instruction that was read, from its code on. */
void ins_show(const struct ins *in, uint8_t code, struct br_ins *out);

/* The argument as pickletools.genops reads it: in->end, or the break with its message in *error. */
enum br_error_kind pickletools_argument(const uint8_t *data, uint64_t len, struct ins *in,
                                        struct br_error *error);

#endif
