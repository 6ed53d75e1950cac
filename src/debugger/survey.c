/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/survey.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/debugger/session.h"
#include "src/debugger/survey_rows.h"
#include "src/input/input.h"
#include "src/output/safe.h"

enum {
    SLICE_OPS = 1 << 18,     /* between two looks at the interrupt flag */
    IDLE_OPS = 1 << 24,      /* in all, while nobody asks, for what there is */
    IDLE_WALK_OPS = 1 << 24, /* ... for how bad it is */
    QUICK_BYTES = 8 << 20,   /* what a member may unpack to between two keys: some 20 ms */
};

struct survey *survey_new(void)
{
    struct survey *survey = calloc(1, sizeof *survey);
    if (survey)
        survey->walk.member = INPUT_NO_MEMBER;
    return survey;
}

static void forget_streams(struct survey *survey)
{
    judged_run_end(&survey->run);
    survey->n_streams = 0;
    survey->worst = 0;
    survey->is_whole = survey->is_cut = false;
    buf_clear(&survey->broken);
    pickles_free(&survey->in_row);
}

void survey_free(struct survey *survey)
{
    if (!survey)
        return;
    forget_streams(survey);
    judged_run_end(&survey->walk.run);
    free(survey->streams);
    free(survey->rows);
    buf_free(&survey->broken);
    buf_free(&survey->worst_name);
    free(survey);
}

/* With other limits, or as another reader, what was found does not hold. */
static bool is_same_machine(const struct br_options *a, const struct br_options *b)
{
    return a->dialect == b->dialect && a->encoding == b->encoding && a->max_ops == b->max_ops &&
           a->max_bytes == b->max_bytes;
}

static void begin_anew(struct survey *survey)
{
    forget_streams(survey);
    survey->spent = 0;
    survey->rests = false;
}

/* Rows for all members that hold for the machine in force. */
static bool reserve_rows(struct session *session)
{
    struct survey *survey = session->survey;
    if (!survey_grow_rows(survey, session->input->member_count))
        return false;
    if (is_same_machine(&survey->options, &session->options.machine))
        return true;
    begin_anew(survey); /* other limits: a pickle that was cut may go on */
    survey_forget_rows(session);
    return true;
}

void survey_reset(struct session *session)
{
    begin_anew(session->survey);
    survey_forget_rows(session);
}

void survey_leave(struct session *session, size_t member)
{
    struct survey *survey = session->survey;
    walk_end(session, &survey->walk, member);
    survey->next = 0; /* the member that is left may not be known yet */
    survey->rests = false;
    /* With other limits a stream that broke may go on. */
    if (session->member != member || survey->broken.len)
        begin_anew(survey);
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
        .spot = survey->in_row.at,
        .end = survey->in_row.at.offset + (error ? error->pos : br_end(rec)),
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

/* All streams of the open member are known. */
static void judge_open(struct session *session, bool is_limited)
{
    const struct survey *survey = session->survey;
    struct judged judged = not_judged;
    for (size_t n = 0; n < survey->n_streams; n++)
        judged_add(&judged, survey->streams[n].worst, survey->streams[n].ops > 0);
    judged_end(session, session->member, &judged, is_limited || survey->is_cut);
    survey_put_row(session, session->member, &judged);
}

/* So few strings that looking at each takes no time that anybody notices. */
static bool has_few_strings(const br_record *rec)
{
    enum { FEW = 1 << 14 };
    unsigned n = 0;
    for (br_op op = 0; op < br_ops(rec) && n <= FEW; op++) {
        enum br_arg arg = br_opcode_at(rec, op)->arg;
        n += (arg >= BR_ARG_STRING1 && arg <= BR_ARG_UNICODESTRING8) || arg == BR_ARG_STRINGNL ||
             arg == BR_ARG_UNICODESTRINGNL;
    }
    return n <= FEW;
}

void survey_values(struct session *session, size_t member, const struct value_stream *from,
                   const br_record *rec)
{
    struct survey *survey = session->survey;
    bool is_quick =
        br_end(rec) <= QUICK_BYTES && (br_ops(rec) <= SLICE_OPS || has_few_strings(rec));
    if (survey->is_asked || is_quick)
        values_add_all(session->input, member, from, rec);
    else
        survey->has_left_out = true;
}

/* Runs the stream that comes next; bytes are those of the member. BR_OK: it is known. */
static enum br_status run_stream(struct session *session, const uint8_t *bytes, uint64_t len,
                                 uint64_t max_ops)
{
    struct survey *survey = session->survey;
    bool is_open = survey->in_row.number == session->stream;
    uint64_t used = 0;
    if (is_open && !br_done(session->rec))
        return BR_RUNNING;
    enum br_status status = is_open ? BR_OK
                                    : judged_run_on(session, &survey->run, session->member, bytes,
                                                    len, &survey->in_row.at, max_ops, &used);
    if (status != BR_OK)
        return status;
    const br_record *rec = is_open ? session->rec : survey->run.rec;
    survey_values(session, session->member,
                  &(struct value_stream){survey->in_row.at.offset, survey->in_row.number}, rec);
    bool is_kept = keep_stream(survey, rec, is_open ? session->analysis : survey->run.analysis) &&
                   pickles_next(&survey->in_row, rec);
    bool is_last = !survey->in_row.more;
    survey->is_cut = !is_last && survey->n_streams == STREAMS_MAX;
    survey->is_whole = is_last || survey->is_cut;
    if (survey->is_whole)
        judge_open(session, judged_is_limited(rec));
    judged_run_end(&survey->run);
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
    if (survey->n_streams == 0) {
        pickles_begin(&survey->in_row, base, len);
        survey->in_row.reads_on = true;
    }
    return run_stream(session, bytes, len, max_ops);
}

/* ---- Members --------------------------------------------------------------------------------- */

/* The next member that nobody has walked through; the open one is known by its streams. */
static bool begin_walk(struct session *session, uint64_t *used)
{
    struct survey *survey = session->survey;
    for (; survey->next < survey->members && survey->next < survey->n_rows; survey->next++) {
        size_t member = survey->next;
        bool holds = session->input->members[member].pickle == INPUT_PICKLE;
        if (!holds || survey->rows[member].state != JUDGED_NOT || member == session->member)
            continue;
        if (walk_begin(session, &survey->walk, member, QUICK_BYTES, used))
            return true;
        survey_put_row(session, member, &survey->walk.judged);
    }
    return false;
}

/* BR_OK: it is known; BR_NOMEM: it is not, and whoever asks again begins again. */
static enum br_status go_on_walking(struct session *session, uint64_t max_ops, uint64_t *used)
{
    struct member_walk *walk = &session->survey->walk;
    enum br_status status = walk_on(session, walk, max_ops, used);
    if (status == BR_OK)
        survey_put_row(session, walk->member, &walk->judged);
    if (status != BR_RUNNING)
        walk_end(session, walk, session->member);
    return status;
}

static enum br_status walk_all(struct session *session, uint64_t max_ops)
{
    const struct member_walk *walk = &session->survey->walk;
    for (uint64_t used = 0; used < max_ops;) {
        if (walk->member == INPUT_NO_MEMBER && !begin_walk(session, &used))
            return BR_OK;
        if (go_on_walking(session, max_ops - used, &used) == BR_NOMEM)
            return BR_NOMEM;
    }
    return BR_RUNNING;
}

/* What waited is looked at: there may be more members then. */
static void open_closed(struct session *session, size_t member)
{
    struct survey *survey = session->survey;
    if (!survey_is_closed(session, member))
        return;
    survey->rows[member].state = JUDGED_NOT;
    survey->closed--;
    survey->pickles += input_member_holds_pickle(session->input, member);
    survey->unreadable += survey_gap(session, member) == GAP_PART;
}

bool survey_judge(struct session *session, size_t member, struct judged *out, struct err *err)
{
    struct survey *survey = session->survey;
    uint64_t used = 0;
    if (!reserve_rows(session))
        return err_set(err, "out of memory");
    open_closed(session, member);
    *out = survey->rows[member];
    bool holds = input_member_holds_pickle(session->input, member);
    if (!holds || out->state == JUDGED_WHOLE || out->state == JUDGED_PART)
        return true;
    walk_end(session, &survey->walk, session->member);
    if (!reserve_rows(session)) /* there may be more members now */
        return err_set(err, "out of memory");
    bool begins = walk_begin(session, &survey->walk, member, UINT64_MAX, &used);
    *out = survey->walk.judged;
    survey_put_row(session, member, out);
    enum br_status status = begins ? BR_RUNNING : BR_OK;
    while (status == BR_RUNNING && !session_interrupted(session))
        status = go_on_walking(session, SLICE_OPS, &used);
    *out = survey->rows[member];
    return status == BR_OK || session_stopped(session, err);
}

/* ---- All ------------------------------------------------------------------------------------- */

/* What the next member is; of a large one only when somebody asks. */
static bool look_at_next(struct session *session, uint64_t *used)
{
    struct survey *survey = session->survey;
    struct input *in = session->input;
    size_t m = survey->members;
    uint64_t before = in->unpacked_total;
    bool is_later;
    if (!survey_grow_rows(survey, m + 1))
        return false;
    survey->pickles +=
        input_member_holds_within(in, m, survey->is_asked ? UINT64_MAX : QUICK_BYTES, &is_later);
    survey->members++;
    if (is_later) {
        survey->rows[m].state = JUDGED_LATER;
        survey->closed++;
    }
    survey->unreadable += !is_later && survey_gap(session, m) == GAP_PART;
    *used += LOOK_OPS + (in->unpacked_total - before) / BYTES_PER_OP;
    return true;
}

/* Which members there are, and the pickles in a row in the open one. */
static enum br_status find_streams(struct session *session, uint64_t max_ops)
{
    struct survey *survey = session->survey;
    const struct input *in = session->input; /* whose members may become more */
    uint64_t used = 0;
    while (survey->members < in->member_count && used < max_ops) {
        if (!look_at_next(session, &used))
            return BR_NOMEM;
    }
    if (!reserve_rows(session))
        return BR_NOMEM;
    open_closed(session, session->member); /* somebody opened it: its bytes are there */
    for (; !survey->is_whole && used < max_ops; used += LOOK_OPS) {
        enum br_status status = run_next(session, max_ops - used);
        if (status != BR_OK)
            return status;
        used += survey->streams[survey->n_streams - 1].ops;
    }
    return survey->is_whole && survey->members == in->member_count ? BR_OK : BR_RUNNING;
}

/* Walks through what is known; that may show more members: values of what was walked through. */
static enum br_status walk_known(struct session *session, uint64_t max_ops)
{
    enum br_status status = walk_all(session, max_ops);
    bool has_more = session->survey->members < session->input->member_count;
    return status == BR_OK && has_more ? BR_RUNNING : status;
}

enum br_status survey_run(struct session *session, uint64_t max_ops)
{
    enum br_status status = find_streams(session, max_ops);
    if (status == BR_OK)
        status = walk_known(session, max_ops);
    session->survey->rests = status == BR_OK;
    return status;
}

static enum br_status idle(struct session *session, uint64_t max_ops)
{
    struct survey *survey = session->survey;
    if (survey->spent < IDLE_OPS) {
        enum br_status status = find_streams(session, max_ops);
        survey->spent += status == BR_OK ? 0 : max_ops;
        if (status != BR_OK)
            return status;
    }
    /* A slice that had no memory may have left members without rows. */
    if (survey->walk_spent < IDLE_WALK_OPS && survey->n_rows >= survey->members) {
        survey->walk_spent += max_ops;
        return walk_known(session, max_ops);
    }
    judged_run_end(&survey->run);
    walk_end(session, &survey->walk, session->member);
    return BR_OK;
}

enum br_status survey_idle(struct session *session, uint64_t max_ops)
{
    enum br_status status = idle(session, max_ops);
    session->survey->rests = status == BR_OK;
    return status;
}

/* Somebody asks: values of what is large are looked at too, which takes running it again. */
static void ask(struct session *session)
{
    struct survey *survey = session->survey;
    survey->is_asked = true;
    if (!survey->has_left_out)
        return;
    survey->has_left_out = false;
    begin_anew(survey);
    survey_forget_rows(session);
}

/* Until it is done, or somebody wants it to stop. */
static bool finish(struct session *session,
                   enum br_status (*part)(struct session *session, uint64_t max_ops),
                   struct err *err)
{
    ask(session);
    while (!session_interrupted(session)) {
        if (session_grow(session, SLICE_OPS) == BR_RUNNING)
            continue;
        enum br_status status = part(session, SLICE_OPS);
        if (status == BR_OK)
            return true;
        if (status != BR_RUNNING)
            break;
    }
    return session_stopped(session, err);
}

bool survey_finish(struct session *session, struct err *err)
{
    return finish(session, find_streams, err);
}

/* Those that are long. */
static bool judge_later(struct session *session, struct err *err)
{
    struct judged ignored;
    for (size_t n = 0; n < session->survey->n_rows; n++) {
        session_busy(session, "looking", n, session->survey->n_rows);
        if (session->survey->rows[n].state == JUDGED_LATER &&
            !survey_judge(session, n, &ignored, err))
            return false;
    }
    return true;
}

bool survey_finish_all(struct session *session, struct err *err)
{
    const struct survey *survey = session->survey;
    do {
        if (!finish(session, survey_run, err) || !judge_later(session, err))
            return false;
    } while (survey->members < session->input->member_count); /* they held more */
    return true;
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
    struct judged open = survey_member(session, session->member);
    size_t members = survey->pickles ? survey->pickles - 1 : 0, streams = count_streams(survey);
    size_t elsewhere = (size_t)survey->more_streams - survey_more_streams(&open);
    return members + elsewhere + (streams ? streams - 1 : 0);
}

bool survey_is_counted(const struct session *session)
{
    const struct survey *survey = session->survey;
    return survey->is_whole && !survey->is_cut && survey->members == session->input->member_count;
}

struct survey_worst survey_worst(const struct session *session)
{
    const struct survey *survey = session->survey;
    struct survey_worst out = {.stream = survey->worst};
    if (survey->n_streams && survey->worst != session->stream)
        out.severity = survey->streams[survey->worst].worst;
    struct judged row = survey_member(session, survey->worst_row);
    if (survey->worst_row == session->member || row.worst <= out.severity)
        return out;
    return (struct survey_worst){(enum severity)row.worst, buf_text(&survey->worst_name),
                                 row.first == NO_STREAM ? 0 : row.first};
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
    if (out->len && !survey_is_counted(session))
        buf_str(out, " so far");
}
