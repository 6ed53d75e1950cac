/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/survey.h"

#include <stdlib.h>

#include "src/analysis/analysis.h"
#include "src/debugger/session.h"
#include "src/input/input.h"
#include "src/output/safe.h"

enum {
    SLICE_OPS = 1 << 18,   /* between two looks at the interrupt flag */
    LOOK_OPS = 1 << 9,     /* what a look at a member, or a new record, costs beside its opcodes */
    IDLE_OPS = 1 << 22,    /* in all, while nobody asks */
    STREAMS_MAX = 1 << 20, /* what comes after is not listed */
};

struct survey *survey_new(void)
{
    return calloc(1, sizeof(struct survey));
}

/* What was begun; whoever asks again begins it again. */
static void forget_run(struct survey *survey)
{
    analysis_free(survey->analysis);
    br_record_free(survey->rec);
    survey->analysis = NULL;
    survey->rec = NULL;
}

static void forget_streams(struct survey *survey)
{
    forget_run(survey);
    survey->n_streams = 0;
    survey->worst = 0;
    survey->is_whole = survey->is_cut = false;
    buf_clear(&survey->broken);
    pickles_free(&survey->next);
}

void survey_free(struct survey *survey)
{
    if (!survey)
        return;
    forget_streams(survey);
    free(survey->streams);
    buf_free(&survey->broken);
    free(survey);
}

void survey_reset(struct session *session)
{
    forget_streams(session->survey);
    session->survey->spent = 0;
}

/* ---- One stream ------------------------------------------------------------------------------ */

static bool keep_stream(struct survey *survey, const br_record *rec,
                        const struct analysis *analysis)
{
    if (survey->n_streams == survey->cap) {
        size_t cap = survey->cap ? survey->cap * 2 : 16;
        struct survey_stream *streams = realloc(survey->streams, cap * sizeof *streams);
        if (!streams)
            return false;
        survey->streams = streams;
        survey->cap = cap;
    }
    const struct br_error *error = br_error_of(rec);
    survey->streams[survey->n_streams++] = (struct survey_stream){
        .spot = survey->next.at,
        .end = survey->next.at.offset + (error ? error->pos : br_end(rec)),
        .ops = br_ops(rec),
        .protocol = br_protocol(rec, br_ops(rec)),
        .worst = analysis_worst(analysis),
    };
    if (survey->streams[survey->n_streams - 1].worst > survey->streams[survey->worst].worst)
        survey->worst = survey->n_streams - 1;
    if (error && survey->broken.len == 0) {
        survey->broken_one = survey->n_streams - 1;
        buf_printf(&survey->broken, "breaks: %s: ", br_error_kind_name(error->kind));
        safe_str(&survey->broken, error->message);
    }
    return true;
}

static bool begin_run(struct session *session, const uint8_t *bytes, uint64_t len)
{
    struct survey *survey = session->survey;
    struct err ignored;
    const struct pickle_spot *spot = &survey->next.at;
    struct br_options machine = session_machine(session, session->member, spot->is_inside);
    survey->rec = br_record_new(bytes + spot->offset, len - spot->offset, &machine);
    survey->analysis = survey->rec ? session_judge(session, survey->rec, &ignored) : NULL;
    if (!survey->analysis)
        forget_run(survey);
    return survey->analysis != NULL;
}

/* Runs the stream that comes next; bytes are those of the member. BR_OK: it is known. */
static enum br_status run_stream(struct session *session, const uint8_t *bytes, uint64_t len,
                                 uint64_t max_ops)
{
    struct survey *survey = session->survey;
    bool is_open = survey->next.number == session->stream;
    if (is_open && !br_done(session->rec))
        return BR_RUNNING;
    if (!is_open && !survey->rec && !begin_run(session, bytes, len))
        return BR_NOMEM;
    enum br_status status = is_open ? BR_OK : br_record_run(survey->rec, max_ops);
    if (!is_open && !analysis_update(survey->analysis, NULL))
        return BR_NOMEM;
    if (status == BR_RUNNING)
        return BR_RUNNING;
    const br_record *rec = is_open ? session->rec : survey->rec;
    bool is_kept = keep_stream(survey, rec, is_open ? session->analysis : survey->analysis) &&
                   pickles_next(&survey->next, rec);
    bool is_last = !survey->next.more;
    survey->is_cut = !is_last && survey->n_streams == STREAMS_MAX;
    survey->is_whole = is_last || survey->is_cut;
    forget_run(survey);
    return is_kept ? BR_OK : BR_NOMEM;
}

/* The next stream, where it begins being known. */
static enum br_status run_next(struct session *session, uint64_t max_ops)
{
    struct survey *survey = session->survey;
    const uint8_t *bytes;
    size_t len;
    struct err ignored;
    uint64_t base = session->member == session->home ? session->options.offset : 0;
    if (!input_member_bytes(session->input, session->member, &bytes, &len, &ignored) || base > len)
        return BR_NOMEM;
    if (survey->n_streams == 0)
        pickles_begin(&survey->next, base, len);
    return run_stream(session, bytes, len, max_ops);
}

/* ---- All ------------------------------------------------------------------------------------- */

enum br_status survey_run(struct session *session, uint64_t max_ops)
{
    struct survey *survey = session->survey;
    const struct input *in = session->input; /* whose members may become more */
    uint64_t used = 0;
    for (; survey->members < in->member_count && used < max_ops; used += LOOK_OPS)
        survey->pickles += input_member_holds_pickle(session->input, survey->members++);
    for (; !survey->is_whole && used < max_ops; used += LOOK_OPS) {
        enum br_status status = run_next(session, max_ops - used);
        if (status != BR_OK)
            return status;
        used += survey->streams[survey->n_streams - 1].ops;
    }
    return survey->is_whole && survey->members == in->member_count ? BR_OK : BR_RUNNING;
}

enum br_status survey_idle(struct session *session, uint64_t max_ops)
{
    struct survey *survey = session->survey;
    if (survey->spent < IDLE_OPS) {
        survey->spent += max_ops;
        return survey_run(session, max_ops);
    }
    forget_run(survey);
    return BR_OK;
}

bool survey_finish(struct session *session, struct err *err)
{
    const volatile sig_atomic_t *flag = session->options.interrupted;
    while (!(flag && *flag)) {
        if (session_grow(session, SLICE_OPS) == BR_RUNNING)
            continue;
        enum br_status status = survey_run(session, SLICE_OPS);
        if (status == BR_OK)
            return true;
        if (status != BR_RUNNING)
            break;
    }
    return session_stopped(session, err);
}

/* What follows the last pickle, and breaks at its first byte, is none. */
static size_t count_streams(const struct survey *survey)
{
    size_t n = survey->n_streams;
    return n && survey->streams[n - 1].ops == 0 ? n - 1 : n;
}

size_t survey_others(const struct session *session)
{
    const struct survey *survey = session->survey;
    size_t members = survey->pickles ? survey->pickles - 1 : 0, streams = count_streams(survey);
    return members + (streams ? streams - 1 : 0);
}

enum severity survey_worst(const struct session *session, uint64_t *stream)
{
    const struct survey *survey = session->survey;
    *stream = survey->worst;
    return survey->n_streams && survey->worst != session->stream
               ? survey->streams[survey->worst].worst
               : SEVERITY_NONE;
}

void survey_say(const struct session *session, struct buf *out)
{
    const struct survey *survey = session->survey;
    bool is_one = survey->pickles <= 1;
    size_t n_streams = count_streams(survey);
    if (!is_one)
        buf_printf(out, "%zu pickles", survey->pickles);
    if (n_streams > 1)
        buf_printf(out, is_one ? "%zu pickles in a row" : ", %zu in a row in this one", n_streams);
    bool is_part =
        !survey->is_whole || survey->is_cut || survey->members < session->input->member_count;
    if (out->len && is_part)
        buf_str(out, " so far");
}
