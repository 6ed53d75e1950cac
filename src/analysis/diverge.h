/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where Python's readers part over the same bytes: each dialect is run beside `c`, opcode by opcode,
 * until it reads, pushes, stores or calls something else, breaks elsewhere, or both have ended. The
 * first opcode at which one of them does is the part.
 *
 * What always holds
 *   - At most two records live at once, `c` and one other; what is kept of the others are a few
 *     lines. The work is done in slices, between which the caller may look at other things.
 *   - Up to its part, a reader has done just what `c` did. What comes after is told, not compared,
 *     but for one question: does it import and call the same things?
 *   - Texts are cut and not yet safe to show. */
#ifndef BRINE_ANALYSIS_DIVERGE_H
#define BRINE_ANALYSIS_DIVERGE_H

#include <stdbool.h>
#include <stdint.h>

#include "src/analysis/analysis.h"
#include "src/analysis/reading.h"
#include "vm/brine.h"

enum {
    DIVERGE_READERS_MAX = 8,
    DIVERGE_ROWS_MAX = 8,   /* opcodes told of each reader from its part on */
    DIVERGE_EVENTS_MAX = 4, /* events told of each reader from its part on */
    DIVERGE_TEXT_MAX = 200,
};

struct diverge_event {
    enum br_event_kind kind;
    char what[DIVERGE_TEXT_MAX]; /* what is imported, the whole call, or the object touched */
    char with[DIVERGE_TEXT_MAX]; /* what an object is given; "" for others */
};

/* What a reader does from an opcode on. */
struct diverge_tale {
    struct reading rows[DIVERGE_ROWS_MAX];
    unsigned n_rows;
    struct diverge_event events[DIVERGE_EVENTS_MAX];
    unsigned n_events;
    uint64_t more_events;
    enum br_error_kind breaks; /* BR_ERR_NONE: it reaches STOP */
    uint64_t break_pos;
    uint64_t end;                  /* byte after STOP, or where it breaks */
    char result[DIVERGE_TEXT_MAX]; /* "" when it breaks */
};

struct diverge_reader {
    struct br_dialect dialect;
    bool
        is_doubtful; /* it imports or calls something that the policy does not allow, or may, for all
                         that is known: its run was cut short, or nobody judged it */
    bool parts;
    br_op op; /* where; the number is the same in both runs */
    uint64_t pos;
    enum difference difference;
    bool same_events; /* it imports and calls what c does; true when it only decodes,
                                 false when its run was cut short after it parted */
    bool same_result; /* it ends well or not as c does, with a result of the same text */
    bool limited;     /* a limit of brine's ended its run that did not end c's */
    /* From its part on it calls (or, where it calls none, imports) this, which the policy knows as
     * dangerous; "" where it does not, or nothing was judged. */
    char module[DIVERGE_TEXT_MAX], name[DIVERGE_TEXT_MAX];
    char with[DIVERGE_TEXT_MAX]; /* the arguments of the call, "" where they are not known */
    struct diverge_tale tale;    /* from its part on, if it parts */
};

/* The first part. */
struct diverge_part {
    br_op op;
    uint64_t pos;
    const struct br_opcode *opcode; /* NULL: some reader finds none there */
    enum difference difference;
};

struct diverge;
struct policy;

/* Readers over len bytes at data, which stay the caller's. c: a record of them in the dialect `c`
 * that has run to its end and outlives this; NULL: one is made. options: limits and encoding; their
 * dialect is not looked at. policy: outlives this; NULL: nothing is judged. NULL when memory fails. */
struct diverge *diverge_new(const uint8_t *data, uint64_t len, const struct br_options *options,
                            const br_record *c, const struct policy *policy);
void diverge_free(struct diverge *d);

/* Goes on for some max_ops opcodes (0: to the end). BR_RUNNING: there is more to do; BR_OK: all is
 * known; BR_NOMEM: memory failed, and nothing more will be known. */
enum br_status diverge_run(struct diverge *d, uint64_t max_ops);

/* ---- Once all is known ------------------------------------------------------------------------ */

/* False: all readers agree. */
bool diverge_part(const struct diverge *d, struct diverge_part *out);
/* The nth reader, the first is `c` (which never parts); NULL past the last. */
const struct diverge_reader *diverge_reader(const struct diverge *d, unsigned n);
/* What `c` does from an opcode on. False when memory fails. */
bool diverge_tale_of_c(const struct diverge *d, br_op from, struct diverge_tale *out);
/* Something else is imported or called, whatever the reader. */
bool diverge_in_events(const struct diverge *d);
/* Another value comes out, or it breaks where it did not, or pickletools shows another argument. */
bool diverge_in_result(const struct diverge *d);

/* The first dangerous finding from an opcode on that says most: a call, else what has a name, else any.
 * False: there is none. */
bool diverge_danger(const struct analysis *an, br_op from, struct finding *out);
/* The arguments of a finding's call, those that indirection leads to or as the event has them; "" where
 * there are none. False when memory fails. */
bool diverge_args(const br_record *rec, const struct finding *finding, char to[DIVERGE_TEXT_MAX]);

/* The record of `c`. */
const br_record *diverge_c(const struct diverge *d);
/* The nth reader's run, once more, to its end; the caller's. NULL when memory fails. */
br_record *diverge_rerun(const struct diverge *d, unsigned n);

#endif
