/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that export share: export.c (what holds others), export_leaf.c (what does not). */
#ifndef BRINE_OUTPUT_EXPORT_RUN_H
#define BRINE_OUTPUT_EXPORT_RUN_H

#include <stddef.h>

#include "src/base/buf.h"
#include "src/base/valuemap.h"
#include "src/output/export.h"

struct frame;

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
