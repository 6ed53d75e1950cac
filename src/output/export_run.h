/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that export share: export.c walks, export_frame.c begins and ends values,
 * export_plain.c and export_object.c know their parts, export_leaf.c what has none, export_seen.c what
 * stands in several places. */
#ifndef BRINE_OUTPUT_EXPORT_RUN_H
#define BRINE_OUTPUT_EXPORT_RUN_H

#include <stddef.h>

#include "src/base/buf.h"
#include "src/base/valuemap.h"
#include "src/output/export.h"

enum {
    WEIGHT_ITEM = 2,
    WEIGHT_OBJECT = 24, /* its brackets and its name */
};

/* What stands behind the last part, in this order. */
enum close {
    CLOSE_PAIR = 1,   /* ] of the last pair, if there is one */
    CLOSE_ARRAY = 2,  /* ] */
    CLOSE_OBJECT = 4, /* } */
    CLOSE_ESCAPE = 8, /* } of {"$tuple": */
    CLOSE_VALUE = 16, /* } of {"$id": 1, "$value": */
    CLOSE_ARGS = 32,  /* nothing: it is a tuple that stands as an array */
};

enum frame_kind {
    FRAME_ITEMS,   /* of a list, tuple, set */
    FRAME_MEMBERS, /* of a dict whose keys are names */
    FRAME_PAIRS,   /* of another dict: key, value, key ... */
    FRAME_BELOW,   /* the one thing that a view is of */
    FRAME_OBJECT,  /* the members of what only the run would know */
    FRAME_ARGS,    /* of INST and OBJ */
    FRAME_CHANGES, /* what was done to such an object */
    FRAME_PUT,     /* what one opcode put into it */
    FRAME_PUT_PAIRS,
    FRAME_STATE,
    FRAME_KINDS,
};

struct frame {
    br_value value;
    br_op op;          /* FRAME_PUT...: the opcode */
    uint64_t n, count; /* next part, and how many there are */
    uint64_t before;   /* weight of what was looked at before it */
    uint32_t row;      /* index + 1 in rows; 0: it is part of another object */
    uint8_t kind;      /* enum frame_kind */
    uint8_t close;
    bool is_lasting;
    bool has_each; /* SEEN_EACH */
};

/* What is known of an object that may stand in several places. */
enum seen {
    SEEN_OPEN = 1,    /* what it holds is being looked at */
    SEEN_LASTING = 2, /* who changes it, or asks which object it is, can tell two copies apart */
    SEEN_SHARED = 4,  /* it stands in several places, and is referenced */
    SEEN_PAIRS = 8,   /* a dict with keys that no JSON object can have */
    SEEN_EACH = 16,   /* no two of the keys that were put into it are equal */
};

struct seen_row {
    uint64_t weight; /* about how many bytes it is written in */
    br_op put_by;    /* the opcode that put it where it was seen first */
    uint32_t id;     /* by which it is referenced; 0: it was not written yet */
    uint8_t notes;
};

/* What changed an object that only the run would know, in the order of the run. */
struct change {
    br_value object;
    uint64_t event;
};

struct export
{
    const br_record *rec;
    struct br_state end;
    struct export_options options;
    struct jsonl *json; /* while only looking: one whose text goes nowhere */
    bool is_looking;    /* nothing is written yet */
    bool failed;        /* memory */
    bool is_refused;
    struct export_refusal refusal;
    uint64_t weight;      /* of what was looked at so far */
    struct valuemap seen; /* of a value: index + 1 of its row */
    struct seen_row *rows;
    uint32_t n_rows, cap_rows;
    uint32_t n_ids;
    struct frame *frames; /* what is open, the innermost last */
    size_t n_frames, cap_frames;
    struct change *changes; /* by object, then by event */
    size_t n_changes;
    struct buf text; /* scratch */
};

/* The first refusal counts. op: the opcode that it is about. */
void export_refuse(struct export *ex, br_op op, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static inline bool export_is_over(const struct export *ex)
{
    return ex->failed || ex->is_refused || out_failed(ex->json->out);
}
void export_weigh(struct export *ex, uint64_t bytes, br_op op);

/* Begins {"$NAME": and says whether the options have such a form; export_escape_end ends it. */
void export_escape(struct export *ex, const char *name, const char *what, br_value value);
void export_escape_end(struct export *ex);

/* ---- export_seen.c ---- */

/* The row of a value; *is_new: it was just made. NULL: no memory. */
struct seen_row *seen_row_of(struct export *ex, br_value value, bool *is_new);
/* While looking: an object is met once more. */
void seen_again(struct export *ex, br_value value, struct seen_row *row, br_op put_by);
/* While writing: true if a reference was written, else *close is what has to be closed. */
bool seen_reference(struct export *ex, struct seen_row *row, uint8_t *close);

/* ---- export_frame.c ---- */

/* Writes a value, or opens its frame; put_by is the opcode that put it there. */
void export_begin(struct export *ex, br_value value, br_op put_by);
/* The same of part n of a row of pairs, [key, value], [key, value ... : the last bracket is closed with
 * the frame. */
void export_begin_pair(struct export *ex, uint64_t n, br_value value, br_op put_by);
/* Opens the frame of an object of its own. */
void export_open(struct export *ex, br_value value, const struct seen_row *row, uint8_t close);
void export_push(struct export *ex, struct frame frame);
/* Closes the innermost frame. */
void export_end(struct export *ex);
/* Item n of a container. has_each: without asking which keys are equal, since the index that knows may be
 * gone by now, and is costly to make again and again. */
struct br_item export_item(struct export *ex, br_value value, uint64_t n, bool has_each);

/* ---- export_plain.c, export_object.c: each writes part n of a frame ---- */

void step_items(struct export *ex, const struct frame *frame, uint64_t n);
void step_members(struct export *ex, const struct frame *frame, uint64_t n);
void step_pairs(struct export *ex, const struct frame *frame, uint64_t n);
void step_below(struct export *ex, const struct frame *frame, uint64_t n);
void step_object(struct export *ex, const struct frame *frame, uint64_t n);
void step_args(struct export *ex, const struct frame *frame, uint64_t n);
void step_changes(struct export *ex, const struct frame *frame, uint64_t n);
void step_put(struct export *ex, const struct frame *frame, uint64_t n);
void step_put_pairs(struct export *ex, const struct frame *frame, uint64_t n);

bool object_is_change(enum br_event_kind kind);
/* What was done to objects that only the run would know; a plain one shows it in what it holds. */
void object_find_changes(struct export *ex);

/* ---- export_leaf.c ---- */

/* A value of this kind holds no others, and is the same wherever it stands. */
bool leaf_is_one(const struct export *ex, br_value value);
void leaf_write(struct export *ex, br_value value);
/* A str that may be the name of a member. */
bool leaf_is_name(struct export *ex, br_value value);
/* Writes a str as it is, between quotes: what leaf_is_name() holds of. */
void leaf_write_text(struct export *ex, br_value value);
/* Module and name of a global, or of the class of an INST. */
void leaf_write_global(struct export *ex, br_value value);
/* The content of a bytes or bytearray, as a string in base64. */
void leaf_write_base64(struct export *ex, br_value value);

#endif
