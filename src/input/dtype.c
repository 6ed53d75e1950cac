/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources: numpy's arraydescr_reduce and arraydescr_setstate (multiarray/descriptor.c). */
#include "src/input/dtype.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/known.h"

/* What a text that numpy.dtype takes stands for. */
struct named {
    const char *name;
    uint8_t itemsize;
    bool is_extended; /* the state may change the size: PyTypeNum_ISEXTENDED */
    bool has_object;
};

/* Of fixed size on every machine; numpy also takes names of C types, whose size is the machine's. */
/* clang-format off */
static const struct named names[] = {
    {"?", 1, false, false}, {"b", 1, false, false}, {"B", 1, false, false}, {"h", 2, false, false},
    {"H", 2, false, false}, {"i", 4, false, false}, {"I", 4, false, false}, {"q", 8, false, false},
    {"Q", 8, false, false}, {"e", 2, false, false}, {"f", 4, false, false}, {"d", 8, false, false},
    {"F", 8, false, false}, {"D", 16, false, false}, {"O", 8, false, true}, {"O4", 8, false, true},
    {"O8", 8, false, true}, {"object", 8, false, true}, {"object_", 8, false, true},
    {"b1", 1, false, false}, {"bool", 1, false, false}, {"bool_", 1, false, false},
    {"i1", 1, false, false}, {"i2", 2, false, false}, {"i4", 4, false, false}, {"i8", 8, false, false},
    {"u1", 1, false, false}, {"u2", 2, false, false}, {"u4", 4, false, false}, {"u8", 8, false, false},
    {"int8", 1, false, false}, {"int16", 2, false, false}, {"int32", 4, false, false},
    {"int64", 8, false, false}, {"uint8", 1, false, false}, {"uint16", 2, false, false},
    {"uint32", 4, false, false}, {"uint64", 8, false, false},
    {"f2", 2, false, false}, {"f4", 4, false, false}, {"f8", 8, false, false},
    {"f12", 12, false, false}, {"f16", 16, false, false}, {"float16", 2, false, false},
    {"float32", 4, false, false}, {"float64", 8, false, false}, {"float128", 16, false, false},
    {"c8", 8, false, false}, {"c16", 16, false, false}, {"c24", 24, false, false},
    {"c32", 32, false, false}, {"complex64", 8, false, false}, {"complex128", 16, false, false},
    {"complex256", 32, false, false}, {"M8", 8, false, false}, {"m8", 8, false, false},
    {"S", 0, true, false}, {"U", 0, true, false}, {"V", 0, true, false},
};
/* clang-format on */

/* S, U, V, each with a number: of bytes, or of characters of four. */
static bool read_extended(const char *text, struct dtype *out)
{
    enum { MOST_DIGITS = 10 };
    size_t digits = strspn(text + 1, "0123456789");
    if (!strchr("SaUV", text[0]) || digits == 0 || digits > MOST_DIGITS || text[1 + digits])
        return false;
    out->itemsize = strtoull(text + 1, NULL, 10) * (text[0] == 'U' ? 4 : 1);
    return true;
}

/* False: it is none that is known here. */
static bool read_name(const char *text, struct dtype *out, bool *is_extended)
{
    *out = (struct dtype){.is_known = true};
    text += strlen(text) > 1 && strchr("<>=|", text[0]);
    *is_extended = text[0] && read_extended(text, out);
    if (*is_extended)
        return true;
    size_t len = strcspn(text, "["); /* M8[ns] */
    bool has_unit = text[len] && len == 2 && text[1] == '8' && (text[0] == 'M' || text[0] == 'm');
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        if (strncmp(names[k].name, text, len) != 0 || names[k].name[len] ||
            (text[len] && !has_unit))
            continue;
        out->itemsize = names[k].itemsize;
        out->has_object = names[k].has_object;
        *is_extended = names[k].is_extended;
        return true;
    }
    *out = (struct dtype){.is_known = false};
    return false;
}

bool dtype_is_call(const br_record *rec, br_value value)
{
    char name[KNOWN_TEXT_MAX];
    if (value == BR_NO_VALUE || br_kind(rec, value) != BR_KIND_CALL ||
        !known_callee(rec, value, name))
        return false;
    const char *last = strrchr(name, '.');
    return strncmp(name, "numpy.", 6) == 0 && strcmp(last, ".dtype") == 0;
}

bool dtype_name(struct br_state at, br_value value, char *out)
{
    char name[KNOWN_TEXT_MAX];
    if (!dtype_is_call(at.rec, value))
        return false;
    br_value arg = known_arg(at, value, 0);
    if (known_text(at.rec, arg, out))
        return true;
    if (arg == BR_NO_VALUE || !known_name(at.rec, arg, name) || strncmp(name, "numpy.", 6) != 0)
        return false;
    memcpy(out, name + 6, strlen(name + 6) + 1); /* numpy.float64 */
    return true;
}

static struct dtype of_call(struct br_state at, br_value value, bool *is_extended)
{
    char name[KNOWN_TEXT_MAX];
    struct dtype dtype = {.is_known = false};
    if (dtype_name(at, value, name))
        read_name(name, &dtype, is_extended);
    return dtype;
}

struct dtype dtype_of_call(struct br_state at, br_value value)
{
    bool is_extended;
    return of_call(at, value, &is_extended);
}

/* The tuple that a state is, by its length: where in it the version, the fields, the size and the
 * flags stand; -1: it has none. */
static const struct {
    uint8_t length;
    int8_t version, subarray, fields, size, flags;
} states[] = {
    {9, 0, 2, 4, 5, 7},  {8, 0, 2, 4, 5, 7},   {7, 0, 2, 4, 5, -1},
    {6, 0, 2, 3, 4, -1}, {5, -1, 1, 2, 3, -1},
};

static bool state_int(struct br_state at, br_value state, int place, int64_t *out)
{
    br_value item = known_item(at, state, (uint64_t)place);
    return item != BR_NO_VALUE && br_int(at.rec, item, out);
}

/* Without the argument `copy` a dtype that has one size only is numpy's own, and takes no state. */
static bool is_copy(struct br_state at, br_value value)
{
    int64_t copy = 0;
    br_value arg = known_arg(at, value, 2);
    return arg != BR_NO_VALUE && (!br_int(at.rec, arg, &copy) || copy != 0);
}

struct dtype dtype_of_state(struct br_state at, br_value value, br_value state)
{
    enum { HAS_OBJECT = 1, FLAGS_SINCE = 3 }; /* NPY_ITEM_HASOBJECT; version of the state */
    static const struct dtype unknown = {.is_known = false};
    bool is_extended = false;
    struct dtype dtype = of_call(at, value, &is_extended);
    uint64_t length = 0;
    if (!dtype.is_known || (!is_extended && !is_copy(at, value)))
        return dtype;
    if (br_kind(at.rec, state) != BR_KIND_TUPLE || br_len(at, state, &length) != BR_OK)
        return unknown;
    size_t k = 0, count = sizeof states / sizeof states[0];
    while (k < count && states[k].length != length)
        k++;
    int64_t version = 0, size = 0, flags = 0;
    if (k == count ||
        (states[k].version >= 0 && !state_int(at, state, states[k].version, &version)) ||
        !state_int(at, state, states[k].size, &size) ||
        (states[k].flags >= 0 && !state_int(at, state, states[k].flags, &flags)))
        return unknown;
    if (is_extended && size < 0)
        return unknown;
    if (is_extended)
        dtype.itemsize = (uint64_t)size;
    bool is_plain = known_is_none(at.rec, known_item(at, state, (uint64_t)states[k].subarray)) &&
                    known_is_none(at.rec, known_item(at, state, (uint64_t)states[k].fields));
    if (version >= FLAGS_SINCE)
        dtype.has_object = flags & HAS_OBJECT;
    else if (!is_plain)
        return unknown; /* numpy looks through the fields */
    return dtype;
}
