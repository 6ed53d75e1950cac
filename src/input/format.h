/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats. Each is a row, in a file of its own, named once in formats.def; the rest of the
 * program knows none by name. A row tells how sure it is of some bytes (by content, never by
 * name), lists the members, and unpacks one. */
#ifndef BRINE_INPUT_FORMAT_H
#define BRINE_INPUT_FORMAT_H

#include "src/input/input.h"
#include "src/input/unpack.h"
#include "vm/brine.h"

struct input_format {
    const char *name;  /* for --format and JSON */
    const char *about; /* one line for people */

    /* How sure: 0 is no, 1 "when nothing else is", 50 "it begins so", 80 and more "its structure
     * is there". The highest wins, the earlier of two. Must not take the bytes' word for a size. */
    int (*bid)(const uint8_t *bytes, uint64_t len);

    /* Adds members (input_add_member), gaps, anomalies. False: memory failed, or the bytes are not
     * of this format at all, which only who forced it by name can see. */
    bool (*list)(struct input *in, struct err *err);

    /* Unpacks m, which is not plain, into the sink. NULL when all members are plain. */
    void (*unpack)(const struct input *in, const struct input_member *m,
                   const struct unpack_limits *limits, struct unpack_sink sink,
                   struct unpack_result *result);

    /* How its loader reads pickles, where that is not as pickle.load does: the dialect that is then
     * the default, and what it reads beside opcodes. NULL: nothing else. */
    const char *dialect;
    const struct br_inset_reader *insets;
};

#define FORMAT(name) extern const struct input_format input_format_##name;
#include "src/input/formats.def"

/* The row of a name, or NULL; the nth row, NULL past the last. */
const struct input_format *input_format_named(const char *name);
const struct input_format *input_format_nth(size_t n);

/* The row that bids highest for these bytes: never NULL, plain pickles take anything. */
const struct input_format *input_format_of(const uint8_t *bytes, uint64_t len);

/* For rows: a new member or gap at the end, zeroed; NULL when memory fails. Pointers to earlier
 * ones may have moved. */
struct input_member *input_add_member(struct input *in);
bool input_add_gap(struct input *in, uint64_t off, uint64_t size, const char *why);
/* A member without a name that is the whole file, and holds a pickle. False when memory fails. */
bool input_add_whole(struct input *in, const char *format);

#endif
