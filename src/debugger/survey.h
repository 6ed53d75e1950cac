/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What there is to open: which members of the container hold a pickle, the pickles in a row in the
 * member that is open, and how bad all of them are. Found in slices, between keystrokes or when
 * somebody asks: a large file is not looked through before the first screen. */
#ifndef BRINE_DEBUGGER_SURVEY_H
#define BRINE_DEBUGGER_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/analysis/severity.h"
#include "src/base/buf.h"
#include "src/base/err.h"
#include "src/debugger/walk.h"
#include "src/input/pickles.h"
#include "src/input/values.h"
#include "vm/brine.h"

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

    /* What is known of each member, the open one too; n_rows of them. Owned. */
    struct judged *rows;
    size_t n_rows;
    size_t worst_row;      /* the first against which most is found; 0 without any */
    struct buf worst_name; /* of it, safe text */
    uint64_t more_streams; /* pickles of all members beside the first of each */

    /* The rest is the survey's own. */
    struct pickles in_row; /* the one after those that are known */
    size_t rows_cap;
    size_t next;                /* the first member that may have to be walked through */
    struct member_walk walk;    /* through one of them */
    struct br_options options;  /* of the machine that judged */
    uint64_t spent, walk_spent; /* opcodes run while nobody asked */
    struct judged_run run;      /* the stream of the open member that is being run */
    bool is_asked;              /* somebody waits for it, however long it takes */
    bool has_left_out;          /* values of a large pickle were not looked at, since nobody did */
    bool rests;                 /* all that is done while nobody asks is done */
    size_t by_state[JUDGED_STATES]; /* members that hold a pickle, by what is known of them */
    size_t closed;     /* containers that are not opened while nobody asks: JUDGED_LATER */
    size_t unreadable; /* members of which nobody can tell what they hold */
};

struct survey *survey_new(void);
void survey_free(struct survey *survey);

/* Goes on, for about so many opcodes. BR_RUNNING: there is more to find; BR_OK: all is known but what
 * is long; BR_NOMEM. While the record of the open stream still grows it waits for that. */
enum br_status survey_run(struct session *session, uint64_t max_ops);
/* The same while nobody asked: stops for good when that has cost some seconds. */
enum br_status survey_idle(struct session *session, uint64_t max_ops);
/* Finds all members, and all pickles in a row in the open one. False, err set: interrupted, or
 * memory. */
bool survey_finish(struct session *session, struct err *err);
/* The same, and judges the pickles of all members, however long. */
bool survey_finish_all(struct session *session, struct err *err);
/* Another member is about to be opened, or the same in another way. */
void survey_leave(struct session *session, size_t member);
/* The run may end elsewhere. */
void survey_reset(struct session *session);

/* What is known of a member. */
struct judged survey_member(const struct session *session, size_t member);
/* What of a member nobody has seen: the one place that decides it. */
enum survey_gap {
    GAP_NONE,  /* it was read whole, or has nothing to be read */
    GAP_LATER, /* nobody has looked: it is long, it comes, or the reader in force runs nothing */
    GAP_PART,  /* it cannot be read, or not whole */
};
enum survey_gap survey_gap(const struct session *session, size_t member);

/* How many members have gaps. Costs nothing. */
struct survey_gaps {
    size_t part, later; /* later: once the survey rests */
    bool is_looking;    /* it does not */
};
struct survey_gaps survey_gaps(const struct session *session);

/* Finds out, however long that takes. False, err set: interrupted, or memory. */
bool survey_judge(struct session *session, size_t member, struct judged *out, struct err *err);

/* Adds the values of a pickle that has been run, as members: at once, or once somebody asks. */
void survey_values(struct session *session, size_t member, const struct value_stream *from,
                   const br_record *rec);

/* How many pickles are known beside the one that is open. */
size_t survey_others(const struct session *session);
/* No others are to be found. */
bool survey_is_counted(const struct session *session);

/* How bad the worst of the other pickles of the file is, as far as they are known, and where. */
struct survey_worst {
    enum severity severity;
    const char *entry; /* of another member, its name, safe text; NULL: of the open one */
    uint64_t stream;
};
struct survey_worst survey_worst(const struct session *session);

/* A stream of the file that holds something dangerous. */
struct survey_danger {
    size_t member; /* INPUT_NO_MEMBER: there is none */
    uint64_t stream;
    bool is_round;      /* it was found round the end of the file, or the start */
    size_t unread;      /* members on the way that cannot be read whole */
    size_t some_unread; /* one of them */
};
/* The nearest after the open stream, or before it; the last that is looked at is the open one. False,
 * err set: interrupted, or memory. */
bool survey_find_danger(struct session *session, bool backward, struct survey_danger *out,
                        struct err *err);

/* Appends "3 pickles, 2 in a row in this one" if there is more than one to choose from. */
void survey_say(const struct session *session, struct buf *out);

#endif
