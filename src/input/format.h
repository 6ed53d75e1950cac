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
    const char
        *kind; /* the name of the row of which this is a closer reading: a PyTorch model is a zip
                          all the same; NULL: its own */

    /* How sure: 0 is no, 1 "when nothing else is", 50 "it begins so", 80 and more "its structure
     * is there". The highest wins, the earlier of two. Must not take the bytes' word for a size. */
    int (*bid)(const uint8_t *bytes, uint64_t len);

    /* Where in the bytes what it reads stands. False: not in one place. NULL: it takes all of them. */
    bool (*extent)(const uint8_t *bytes, uint64_t len, uint64_t *from, uint64_t *to);

    /* Adds members (input_add_member), gaps, anomalies. False: memory failed, or the bytes are not
     * of this format at all, which only who forced it by name can see. */
    bool (*list)(struct input *in, struct err *err);

    /* Unpacks m, which is not plain, into the sink. NULL when all members are plain. */
    void (*unpack)(const struct input *in, const struct input_member *m,
                   const struct unpack_limits *limits, struct unpack_sink sink,
                   struct unpack_result *result);

    /* What reading m showed: the size that is only known then, gaps, anomalies, members, which may move.
     * Called after each unpacking; must tell things once. NULL when opening shows all. */
    void (*learn)(struct input *in, size_t m, const struct unpack_result *result);

    /* Frees in->state, which is this row's own. NULL when it has none. */
    void (*close)(struct input *in);

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
/* The same; *has_other: a row of another kind bids so high that a loader may take the bytes for that. */
const struct input_format *input_format_among(const uint8_t *bytes, uint64_t len, bool *has_other);
enum { INPUT_BID_READ = 41 }; /* so high */

/* The name of a row's kind. */
const char *input_format_kind(const struct input_format *format);

/* For rows: a new member or gap at the end, zeroed; NULL when memory fails. Pointers to earlier
 * ones may have moved. */
struct input_member *input_add_member(struct input *in);
bool input_add_gap(struct input *in, uint64_t off, uint64_t size, const char *why);
/* A member without a name that is the whole file, and holds a pickle. False when memory fails. */
bool input_add_whole(struct input *in, const char *format);

/* A new member whose bytes stand in the file as they are; NULL when memory fails. */
struct input_member *input_add_plain(struct input *in, uint64_t off, uint64_t size);
/* The same, and what it holds are pickles, whatever they look like. */
struct input_member *input_add_pickles(struct input *in, uint64_t off, uint64_t size);

/* One more member would be too many. Then the rest is a gap, and that is an anomaly. */
bool input_is_full(const struct input *in);
bool input_add_too_many(struct input *in, uint64_t off);

/* in is a file, or a member of another input (nested_search), that was taken for plain pickles because nothing
 * else wants it, and its whole is its one member. Where it begins with none, and one that is sure stands behind what it begins with (a picture, a
 * document, a header of somebody's own), that is a gap, the member begins with the pickle, and both
 * are told. One reading of the file at most. Where none stands there, what text within it stands for is
 * looked at (textrun.h). False when memory fails. */
bool input_pass_lead(struct input *in);

/* Sets a text of a member (why, about). False when memory fails. At most 300 bytes of it. */
bool input_set_text(char **text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes that the format's readers do not look at: a member without a name where a container or, after
 * some junk, a pickle stands in them, since another reader would read it there, and that is an anomaly;
 * else, and for what stands before the pickle, a gap. A pickle at the start of the file that goes on into
 * the container has the whole file. why is static, and the same for both: "behind the array". False when
 * memory fails. */
bool input_add_stray(struct input *in, uint64_t off, uint64_t size, const char *why);

#endif
