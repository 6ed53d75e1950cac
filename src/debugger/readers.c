/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/readers.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/debugger/breakmap.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/examine.h"
#include "src/debugger/survey.h"
#include "src/input/input.h"
#include "src/output/divergence.h"

enum { SLICE_OPS = 1 << 18 }; /* between two looks at the interrupt flag */

struct readers {
    br_record *own; /* of `c`, when the session shows another reader; NULL: the session's is it */
    struct readers_look look;
    struct diverge *d; /* NULL: not begun, or it was not needed */
    bool is_done;
    bool parts;
    struct diverge_part part;
    bool is_found; /* the part is a finding */
    struct finding finding;
    struct buf why;
};

struct readers *readers_new(void)
{
    return calloc(1, sizeof(struct readers));
}

void readers_free(struct readers *readers)
{
    if (!readers)
        return;
    diverge_free(readers->d);
    br_record_free(readers->own);
    buf_free(&readers->why);
    free(readers);
}

void readers_keep(struct readers *readers, br_record *c)
{
    readers->own = c;
}

/* ---- Comparing -------------------------------------------------------------------------------- */

const char *session_dialect(const struct session *session)
{
    const char *dialect =
        session_machine(session, session->member, session->spot.is_inside).dialect;
    return dialect && strcmp(dialect, "c") != 0 ? dialect : NULL;
}

/* The run of `c`; NULL when memory fails. */
static br_record *record_of_c(struct session *session)
{
    struct readers *readers = session->readers;
    if (!readers->own && !session_dialect(session))
        return session->rec;
    if (!readers->own) {
        struct br_options options = session->options.machine;
        struct br_slice data = br_bytes(session->rec);
        options.dialect = "c";
        readers->own = br_record_new(data.data, data.len, &options);
    }
    return readers->own;
}

/* One slice of at most SLICE_OPS. */
static enum br_status compare_slice(struct session *session, uint64_t max_ops)
{
    struct readers *readers = session->readers;
    /* What a loader of its own reads is none of theirs: each would take arrays for opcodes. */
    readers->is_done = br_inset_count(session->rec) > 0;
    if (readers->is_done)
        return BR_OK;
    br_record *c = record_of_c(session);
    if (!c)
        return BR_NOMEM;
    if (!br_done(c)) {
        if (c == readers->own)
            br_record_run(c, max_ops);
        return BR_RUNNING;
    }
    if (!readers_look_done(&readers->look)) {
        readers_look_on(&readers->look, c, max_ops);
        return BR_RUNNING;
    }
    readers->is_done = !readers->look.found;
    if (readers->is_done)
        return BR_OK;
    struct br_slice data = br_bytes(c);
    if (!readers->d && !(readers->d = diverge_new(data.data, data.len, &session->options.machine, c,
                                                  session->options.policy)))
        return BR_NOMEM;
    enum br_status status = diverge_run(readers->d, max_ops);
    if (status == BR_NOMEM) { /* whoever asks again begins again */
        diverge_free(readers->d);
        readers->d = NULL;
    }
    readers->is_done = status == BR_OK;
    readers->parts = readers->is_done && diverge_part(readers->d, &readers->part);
    readers->is_found =
        readers->parts && divergence_finding(readers->d, &readers->finding, &readers->why);
    if (readers->parts) /* where a breakpoint for it stands is known now */
        breakmap_reset(session->breakmap);
    return status;
}

enum br_status session_compare(struct session *session, uint64_t max_ops)
{
    uint64_t left = max_ops ? max_ops : UINT64_MAX;
    while (!session->readers->is_done && left > 0) {
        if (!br_done(session->rec))
            return BR_RUNNING;
        uint64_t slice = left < SLICE_OPS ? left : SLICE_OPS;
        enum br_status status = compare_slice(session, slice);
        if (status == BR_NOMEM)
            return status;
        left -= slice;
        if (session_interrupted(session))
            break;
    }
    return session->readers->is_done ? BR_OK : BR_RUNNING;
}

bool session_compare_all(struct session *session, struct err *err)
{
    if (session_grow(session, 0) == BR_OK && session_compare(session, 0) == BR_OK)
        return true;
    return session_stopped(session, err);
}

const struct diverge *session_compared(const struct session *session)
{
    return session->readers->is_done ? session->readers->d : NULL;
}

const struct diverge *session_readers(const struct session *session)
{
    return session->readers->parts ? session->readers->d : NULL;
}

const struct finding *session_parting_finding(const struct session *session)
{
    return session->readers->is_found ? &session->readers->finding : NULL;
}

enum severity session_worst(const struct session *session)
{
    enum severity worst = analysis_worst(session->analysis);
    const struct finding *parting = session_parting_finding(session);
    return parting && parting->severity > worst ? parting->severity : worst;
}

br_op session_parting(const struct session *session)
{
    return session->readers->parts ? session->readers->part.op : BR_NO_OP;
}

/* ---- Another reader --------------------------------------------------------------------------- */

/* The same stream in the machine that options say, run so far that it has the byte. NULL, err set:
 * no memory, or interrupted. */
static br_record *run_to(const struct session *session, const struct br_options *options,
                         uint64_t pos, struct err *err)
{
    struct br_slice data = br_bytes(session->rec);
    struct br_options machine = *options;
    input_machine(session->input, session->member, session->spot.is_inside, &machine);
    br_record *rec = br_record_new(data.data, data.len, &machine);
    while (rec && !br_done(rec) && br_end(rec) <= pos && !session_interrupted(session))
        br_record_run(rec, SLICE_OPS);
    if (rec && (br_done(rec) || br_end(rec) > pos))
        return rec;
    err_set(err, rec ? "interrupted" : "out of memory");
    br_record_free(rec);
    return NULL;
}

/* What was compared holds for every dialect, but not for another encoding. */
static struct readers *readers_after(struct session *session, bool keeps)
{
    return keeps ? session->readers : readers_new();
}

static bool put_in_place(struct session *session, const struct br_options *options, bool keeps,
                         struct err *err)
{
    uint64_t pos = session_pos(session, session->cursor);
    uint64_t farthest = breakpoints_farthest(session);
    br_record *rec = run_to(session, options, pos > farthest ? pos : farthest, err);
    struct analysis *analysis = rec ? session_judge(session, rec, err) : NULL;
    bool is_judged = analysis && analysis_update(analysis, err);
    struct readers *readers = is_judged ? readers_after(session, keeps) : NULL;
    if (!readers) {
        analysis_free(analysis);
        br_record_free(rec);
        return is_judged ? err_set(err, "out of memory") : false;
    }
    bool was_c = !session_dialect(session);
    br_record *old = session_put(session, rec, analysis, session->stream);
    session->options.machine = *options;
    survey_reset(session);
    breakpoints_follow(session, old);
    br_op at = br_op_at(rec, pos);
    session->cursor = at == BR_NO_OP ? 0 : at;
    if (br_done(rec) && pos >= br_end(rec))
        session->cursor = session_last(session);
    if (readers != session->readers) {
        readers_free(session->readers);
        session->readers = readers;
        br_record_free(old);
    } else if (was_c && !readers->own) {
        readers_keep(readers, old);
    } else {
        br_record_free(old);
    }
    return true;
}

bool session_set_dialect(struct session *session, const char *name, struct err *err)
{
    struct br_options options = session->options.machine;
    struct br_dialect row;
    for (unsigned n = 0; br_dialect_nth(n, &row); n++)
        if (strcmp(row.name, name) == 0)
            options.dialect = row.name;
    return put_in_place(session, &options, true, err);
}

bool session_set_encoding(struct session *session, const char *name, struct err *err)
{
    struct br_options options = session->options.machine;
    const char *row;
    options.encoding = NULL;
    for (unsigned n = 0; (row = br_encoding_nth(n)) != NULL; n++)
        if (strcmp(row, name) == 0)
            options.encoding = row;
    return put_in_place(session, &options, false, err);
}
