/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What there is to open: which members of the container hold a pickle, and the pickles in a row in
 * the member that is open. Found in slices, between keystrokes or when somebody asks: a large file
 * is not looked through before the first screen. */
#ifndef BRINE_DEBUGGER_SURVEY_H
#define BRINE_DEBUGGER_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/analysis/severity.h"
#include "src/base/buf.h"
#include "src/base/err.h"
#include "src/input/pickles.h"
#include "vm/brine.h"

struct analysis;
struct session;

struct survey_stream {
    struct pickle_spot spot; /* where it begins */
    uint64_t end;            /* in the bytes of the member: of the last opcode, or the break */
    br_op ops;
    int protocol;
    enum severity worst; /* of what is found against it */
};

struct survey {
    size_t members;                /* so many have been looked at, from the first */
    size_t pickles;                /* of these hold one */
    struct survey_stream *streams; /* of the open member, as far as they are known; owned */
    size_t n_streams, cap;
    bool is_whole;     /* there are no more, or no more are looked at */
    bool is_cut;       /* ... the latter */
    struct buf broken; /* how the first that breaks does, safe text; "": none does, so far */
    size_t broken_one; /* its number */
    size_t worst;      /* the first of the streams against which most is found; 0 without any */

    /* The rest is the survey's own. */
    struct pickles next;       /* the one after those that are known */
    uint64_t spent;            /* opcodes run while nobody asked */
    br_record *rec;            /* the stream that is being run; NULL: none */
    struct analysis *analysis; /* of it */
};

struct survey *survey_new(void);
void survey_free(struct survey *survey);

/* Goes on, for about so many opcodes. BR_RUNNING: there is more to find; BR_OK: all is known;
 * BR_NOMEM. While the record of the open stream still grows it waits for that. */
enum br_status survey_run(struct session *session, uint64_t max_ops);
/* The same while nobody asked: stops for good when that has cost a second or so. */
enum br_status survey_idle(struct session *session, uint64_t max_ops);
/* Goes on to the end. False, err set: interrupted, or memory. */
bool survey_finish(struct session *session, struct err *err);
/* Another member is open, or the run may end elsewhere. */
void survey_reset(struct session *session);

/* How many pickles are known beside the one that is open. */
size_t survey_others(const struct session *session);
/* How bad the worst of the other pickles in a row is, as far as they are known; *stream: its number. */
enum severity survey_worst(const struct session *session, uint64_t *stream);
/* Appends "3 pickles, 2 in a row in this one" if there is more than one to choose from. */
void survey_say(const struct session *session, struct buf *out);

#endif
