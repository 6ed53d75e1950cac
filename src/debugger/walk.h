/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A member of the container read from its first pickle to its last, only to be judged: what is kept of it
 * is a few numbers. Its bytes are unpacked for that and given back at the end. */
#ifndef BRINE_DEBUGGER_WALK_H
#define BRINE_DEBUGGER_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/analysis/severity.h"
#include "src/input/pickles.h"
#include "vm/brine.h"

struct analysis;
struct session;

enum {
    STREAMS_MAX = 1 << 20, /* pickles in a row that are looked at; what comes after is not */
    BYTES_PER_OP = 32,     /* unpacked, or compared with a CRC, in the time of an opcode */
    LOOK_OPS = 1 << 9,     /* what a look at a member, or a new record, costs beside its opcodes */
};
#define NO_STREAM UINT32_MAX

enum judged_state {
    JUDGED_NOT,   /* nobody has looked yet */
    JUDGED_LATER, /* it is long: only looked at when somebody asks */
    JUDGED_WHOLE,
    JUDGED_PART, /* as far as it can be read, or at most STREAMS_MAX pickles of it */
    JUDGED_STATES
};

/* What is known of one member. */
struct judged {
    uint32_t streams;     /* pickles in a row */
    uint32_t first, last; /* of these the dangerous ones; NO_STREAM: none is */
    uint8_t worst;        /* enum severity */
    uint8_t state;        /* enum judged_state */
};

/* A pickle beside the open one, run only to be judged. */
struct judged_run {
    br_record *rec; /* NULL: none is begun */
    struct analysis *analysis;
};

struct member_walk {
    size_t member; /* INPUT_NO_MEMBER: none is begun */
    const uint8_t *bytes;
    uint64_t len;
    struct pickles pickles; /* at the stream that is run */
    struct judged_run run;  /* of that */
    struct judged judged;   /* so far */
};

/* One more stream is known. */
void judged_add(struct judged *judged, enum severity worst, bool is_pickle);

/* All streams of a member are known: judged.state. is_limited: a limit ended one of them. */
void judged_end(const struct session *session, size_t member, struct judged *judged,
                bool is_limited);

/* Goes on with the pickle at a spot of so many bytes of a member, and begins it where it is not; at most
 * max_ops opcodes, added to *used. BR_OK: it has run. It may take only a part of the memory that the open
 * one may. */
enum br_status judged_run_on(const struct session *session, struct judged_run *run, size_t member,
                             const uint8_t *bytes, uint64_t len, const struct pickle_spot *spot,
                             uint64_t max_ops, uint64_t *used);
/* What was begun is given up; whoever asks again begins it again. */
void judged_run_end(struct judged_run *run);
/* It ended at a limit of brine's own. */
bool judged_is_limited(const br_record *rec);

/* Begins with a member that is not the open one, unpacking at most so many bytes; their price is added
 * to *used. False: there is nothing to walk through, judged.state says why. */
bool walk_begin(struct session *session, struct member_walk *walk, size_t member,
                uint64_t max_bytes, uint64_t *used);
/* Goes on for about so many opcodes, added to *used. BR_OK: judged is complete. BR_NOMEM. */
enum br_status walk_on(struct session *session, struct member_walk *walk, uint64_t max_ops,
                       uint64_t *used);
/* Ends, complete or not. The bytes of the member `keep` stay: they are somebody else's too. */
void walk_end(struct session *session, struct member_walk *walk, size_t keep);

#endif
