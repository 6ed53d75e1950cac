/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/danger.h"

#include <string.h>

#include "src/analysis/analysis.h"
#include "src/debugger/args.h"
#include "src/debugger/command.h"
#include "src/debugger/jumps.h"
#include "src/debugger/readers.h"
#include "src/debugger/survey.h"
#include "src/debugger/text.h"
#include "src/input/input.h"
#include "src/output/safe.h"

/* ---- In the open pickle ----------------------------------------------------------------------- */

/* The next opcode after the cursor that is dangerous (at a fresh start: or at it), BR_NO_OP: none is
 * left. Reads no further than to what it finds. False: interrupted, or memory failed, before that was
 * known. */
static bool danger_after(struct session *session, br_op *op)
{
    enum { STEP = 1 << 16 };
    const struct analysis *analysis = session->analysis;
    enum br_status status = BR_RUNNING;
    *op = 0;
    if (session->is_fresh && analysis_op(analysis, 0) == SEVERITY_DANGEROUS)
        return true;
    while ((*op = analysis_next(analysis, session->cursor, SEVERITY_DANGEROUS)) == BR_NO_OP &&
           status == BR_RUNNING) {
        status = session_grow(session, STEP);
        if (status == BR_NOMEM || session_interrupted(session))
            return false;
    }
    return true;
}

static bool danger_before(struct session *session, br_op *op)
{
    *op = analysis_prev(session->analysis, session->cursor, SEVERITY_DANGEROUS);
    /* Round the start comes the last of all. */
    return *op != BR_NO_OP || session_grow(session, 0) == BR_OK;
}

/* The first of all, or the last; BR_NO_OP: there is none. The run has been read to its end. */
static br_op danger_at_end(const struct session *session, bool backward)
{
    const struct analysis *analysis = session->analysis;
    if (backward)
        return analysis_prev(analysis, session_last(session) + 1, SEVERITY_DANGEROUS);
    return analysis_op(analysis, 0) == SEVERITY_DANGEROUS
               ? 0
               : analysis_next(analysis, 0, SEVERITY_DANGEROUS);
}

/* ---- What is said ----------------------------------------------------------------------------- */

/* "m/17.pkl", "stream 2", "stream 2 of m/17.pkl" */
static void say_place(const struct session *session, const struct survey_danger *danger,
                      struct buf *out)
{
    const struct input_member *member = &session->input->members[danger->member];
    bool is_here = danger->member == session->member;
    if (is_here || danger->stream)
        buf_printf(out, "stream %llu%s", (unsigned long long)danger->stream, is_here ? "" : " of ");
    if (is_here)
        return;
    if (member->name)
        safe_line(out, (const char *)member->name, member->name_len);
    else
        buf_printf(out, "#%zu", danger->member);
}

static void say_unread(const struct session *session, const struct survey_danger *danger,
                       struct buf *out)
{
    if (danger->unread == 1)
        buf_printf(out, "; #%zu on the way cannot be read whole", danger->some_unread);
    else if (danger->unread)
        buf_printf(out, "; %zu members on the way cannot be read whole", danger->unread);
    if (session->survey->is_cut)
        buf_printf(out, "; only the first %zu pickles in a row were looked at",
                   session->survey->n_streams);
    buf_str(out, ".\n");
}

/* A pickle in a row that ends before its STOP, unless text_unread tells of it. */
static void say_broken(const struct session *session, struct buf *out)
{
    const struct survey *survey = session->survey;
    const struct br_error *error = br_error_of(session->rec);
    bool is_told = survey->broken_one == session->stream && error && error->kind == BR_ERR_LIMIT;
    if (survey->broken.len && !is_told)
        buf_printf(out, "Stream %zu is not read to its end: %s.\n", survey->broken_one,
                   buf_text(&survey->broken));
}

/* There is none in all of the file. */
static void say_none(const struct session *session, const struct survey_danger *danger,
                     struct buf *out)
{
    const struct br_error *error = br_error_of(session->rec);
    bool is_limited = error && error->kind == BR_ERR_LIMIT;
    struct survey_worst other = survey_worst(session);
    enum severity worst = session_worst(session);
    buf_printf(out, "No opcode%s is dangerous", is_limited ? " that was read" : "");
    if (survey_others(session))
        buf_printf(out, " in the %zu pickles of this file", survey_others(session) + 1);
    buf_printf(out, "; the worst that is known: %s",
               severity_name(other.severity > worst ? other.severity : worst));
    if (other.severity > worst && other.entry)
        buf_printf(out, ", in %s", other.entry);
    else if (other.severity > worst)
        buf_printf(out, ", in stream %llu", (unsigned long long)other.stream);
    say_unread(session, danger, out);
    say_broken(session, out);
    text_unread(session, out);
}

/* ---- Through the file ------------------------------------------------------------------------- */

/* One `danger N` on its way. */
struct trip {
    bool backward;
    bool may_cross;  /* it was asked for again, or for more than one */
    bool is_round;   /* it came to where it may have begun: the end */
    bool is_told;    /* it says why it goes no further, or that there is nothing */
    struct buf text; /* the sentence before the place */
};

static bool is_open(const struct session *session, const struct survey_danger *danger)
{
    return spot_is_open(session,
                        &(struct spot){.member = danger->member, .stream = danger->stream});
}

static const char *way_to(const struct trip *trip, const struct survey_danger *danger)
{
    return danger->is_round ? "round" : trip->backward ? "back" : "on";
}

static void say_once_more(struct session *session, struct trip *trip,
                          const struct survey_danger *danger)
{
    buf_printf(&trip->text, "No danger comes %s this in this pickle; once more goes %s to ",
               trip->backward ? "before" : "after", way_to(trip, danger));
    say_place(session, danger, &trip->text);
    say_unread(session, danger, &trip->text);
    session->danger_record = session->n_records;
    session->danger_end = session->cursor;
    session->danger_backward = trip->backward;
    trip->is_told = true;
}

/* Round within the one pickle that has any. */
static void go_round(struct session *session, struct trip *trip, const struct survey_danger *danger)
{
    buf_printf(&trip->text, "No danger comes %s this; round to the %s",
               trip->backward ? "before" : "after", trip->backward ? "last" : "first");
    say_unread(session, danger, &trip->text);
    session_goto(session, danger_at_end(session, trip->backward));
    trip->is_round = true;
}

static bool cross(struct session *session, struct trip *trip, const struct survey_danger *danger,
                  struct err *err)
{
    buf_clear(&trip->text);
    buf_printf(&trip->text, "Went %s to ", way_to(trip, danger));
    say_place(session, danger, &trip->text);
    say_unread(session, danger, &trip->text);
    trip->is_round = danger->is_round;
    if (!session_visit(session, danger->member, danger->stream, err))
        return false;
    br_op op;
    bool good = trip->backward ? session_grow(session, 0) == BR_OK : danger_after(session, &op);
    if (!good)
        return session_stopped(session, err);
    op = trip->backward ? danger_at_end(session, true) : op;
    if (op != BR_NO_OP)
        session_goto(session, op);
    return true;
}

/* None is left in the open pickle in this direction. */
static bool go_elsewhere(struct session *session, struct trip *trip, struct err *err)
{
    struct survey_danger danger;
    bool has_any = danger_at_end(session, trip->backward) != BR_NO_OP;
    if (!survey_find_danger(session, trip->backward, &danger, err))
        return false;
    if (danger.member == INPUT_NO_MEMBER && !has_any) {
        say_none(session, &danger, &trip->text);
        trip->is_told = true;
    } else if (danger.member == INPUT_NO_MEMBER || is_open(session, &danger)) {
        go_round(session, trip, &danger);
    } else if (has_any && !trip->may_cross) {
        say_once_more(session, trip, &danger);
    } else {
        return cross(session, trip, &danger, err);
    }
    return true;
}

static bool go_once(struct session *session, struct trip *trip, struct err *err)
{
    br_op op;
    buf_clear(&trip->text);
    bool good = trip->backward ? danger_before(session, &op) : danger_after(session, &op);
    if (!good)
        return session_stopped(session, err);
    if (op == BR_NO_OP)
        return go_elsewhere(session, trip, err);
    session_goto(session, op);
    return true;
}

/* It was told here that none is left. */
static bool is_asked_again(const struct session *session, bool backward)
{
    return session->danger_record == session->n_records && session->danger_end == session->cursor &&
           session->danger_backward == backward;
}

static enum session_result go(struct session *session, const char *args, bool backward,
                              struct buf *out, struct err *err)
{
    uint64_t asked, count;
    if (!args_count(args, &asked, err))
        return SESSION_ERROR;
    struct spot from = spot_of(session, session->cursor);
    br_op start = session->cursor;
    uint64_t record = session->n_records;
    bool is_good = true;
    struct trip trip = {.backward = backward,
                        .may_cross = asked > 1 || is_asked_again(session, backward)};
    session->danger_record = 0;
    for (count = asked; is_good && count > 0 && !trip.is_round && !trip.is_told; count--) {
        is_good = go_once(session, &trip, err);
        session->is_fresh = session->is_fresh && trip.is_told;
    }
    struct spot here = spot_of(session, session->cursor);
    if (!spot_equal(&from, &here))
        jumps_add(session->jumps, &from);
    if (is_good && trip.is_round && count > 0)
        buf_printf(out, "Went %llu of the %llu asked for. ", (unsigned long long)(asked - count),
                   (unsigned long long)asked);
    if (is_good)
        buf_add(out, buf_text(&trip.text), trip.text.len);
    out->failed |= trip.text.failed;
    buf_free(&trip.text);
    if (!is_good)
        return SESSION_ERROR;
    if (trip.is_told)
        return SESSION_OK;
    session->previous = session->n_records == record ? start : BR_NO_OP;
    session_stop_text(session, out);
    return SESSION_MOVED;
}

enum session_result do_danger(struct session *session, const char *args, struct buf *out,
                              struct err *err)
{
    return go(session, args, false, out, err);
}

enum session_result do_rdanger(struct session *session, const char *args, struct buf *out,
                               struct err *err)
{
    return go(session, args, true, out, err);
}
