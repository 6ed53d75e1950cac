/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/survey.h"

#include <stdlib.h>

#include "src/analysis/analysis.h"
#include "src/debugger/session.h"
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
    pickles_free(&survey->in_row);
}

void survey_free(struct survey *survey)
{
    if (!survey)
        return;
    forget_streams(survey);
    analysis_free(survey->walk.analysis);
    br_record_free(survey->walk.rec);
    free(survey->streams);
    free(survey->rows);
    buf_free(&survey->broken);
    buf_free(&survey->worst_name);
    free(survey);
}

/* ---- What is known of members ----------------------------------------------------------------- */

static const struct judged not_judged = {.first = NO_STREAM, .last = NO_STREAM};

static void put_worst(struct session *session, size_t row)
{
    struct survey *survey = session->survey;
    const struct input_member *member = &session->input->members[row];
    survey->worst_row = row;
    buf_clear(&survey->worst_name);
    if (member->name)
        safe_line(&survey->worst_name, (const char *)member->name, member->name_len);
    else
        buf_printf(&survey->worst_name, "#%zu", row);
}

static size_t streams_beside_first(const struct judged *judged)
{
    return judged->streams ? judged->streams - 1 : 0;
}

static void put_row(struct session *session, size_t member, const struct judged *judged)
{
    struct survey *survey = session->survey;
    struct judged *row = &survey->rows[member];
    survey->more_streams += streams_beside_first(judged);
    survey->more_streams -= streams_beside_first(row);
    *row = *judged;
    enum severity worst = survey->rows[survey->worst_row].worst;
    if (judged->worst > worst ||
        (judged->worst && judged->worst == worst && member < survey->worst_row))
        put_worst(session, member);
}

static void forget_rows(struct session *session)
{
    struct survey *survey = session->survey;
    walk_end(session, &survey->walk, session->member);
    for (size_t n = 0; n < survey->n_rows; n++)
        survey->rows[n] = not_judged;
    survey->worst_row = survey->next = 0;
    survey->more_streams = survey->walk_spent = 0;
    survey->options = session->options.machine;
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
}

/* A row for each member; what is new is not judged. */
static bool grow_rows(struct survey *survey, size_t count)
{
    if (count > survey->rows_cap) {
        size_t cap = count + survey->rows_cap;
        struct judged *rows = realloc(survey->rows, cap * sizeof *rows);
        if (!rows)
            return false;
        survey->rows = rows;
        survey->rows_cap = cap;
    }
    for (; survey->n_rows < count; survey->n_rows++)
        survey->rows[survey->n_rows] = not_judged;
    return true;
}

/* Rows for all members that hold for the machine in force. */
static bool reserve_rows(struct session *session)
{
    struct survey *survey = session->survey;
    if (!grow_rows(survey, session->input->member_count))
        return false;
    if (is_same_machine(&survey->options, &session->options.machine))
        return true;
    begin_anew(survey); /* other limits: a pickle that was cut may go on */
    forget_rows(session);
    return true;
}

void survey_reset(struct session *session)
{
    begin_anew(session->survey);
    forget_rows(session);
}

void survey_leave(struct session *session, size_t member)
{
    struct survey *survey = session->survey;
    walk_end(session, &survey->walk, member);
    survey->next = 0; /* the member that is left may not be known yet */
    /* With other limits a stream that broke may go on. */
    if (session->member != member || survey->broken.len)
        begin_anew(survey);
}

struct judged survey_member(const struct session *session, size_t member)
{
    const struct survey *survey = session->survey;
    return member < survey->n_rows ? survey->rows[member] : not_judged;
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
    bool is_part =
        is_limited || survey->is_cut || input_member_why(session->input, session->member);
    judged.state = is_part ? JUDGED_PART : JUDGED_WHOLE;
    put_row(session, session->member, &judged);
}

void survey_values(struct session *session, size_t member, const struct value_stream *from,
                   const br_record *rec)
{
    struct survey *survey = session->survey;
    bool is_quick = br_end(rec) <= QUICK_BYTES && br_ops(rec) <= SLICE_OPS;
    if (survey->is_asked || is_quick)
        values_add_all(session->input, member, from, rec);
    else
        survey->has_left_out = true;
}

static bool begin_run(struct session *session, const uint8_t *bytes, uint64_t len)
{
    struct survey *survey = session->survey;
    struct err ignored;
    const struct pickle_spot *spot = &survey->in_row.at;
    struct br_options machine = walk_machine(session, session->member, spot->is_inside);
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
    bool is_open = survey->in_row.number == session->stream;
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
    survey_values(session, session->member,
                  &(struct value_stream){survey->in_row.at.offset, survey->in_row.number}, rec);
    bool is_kept = keep_stream(survey, rec, is_open ? session->analysis : survey->analysis) &&
                   pickles_next(&survey->in_row, rec);
    bool is_last = !survey->in_row.more;
    bool is_limited = br_error_of(rec) && br_error_of(rec)->kind == BR_ERR_LIMIT;
    survey->is_cut = !is_last && survey->n_streams == STREAMS_MAX;
    survey->is_whole = is_last || survey->is_cut;
    if (survey->is_whole)
        judge_open(session, is_limited);
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
        put_row(session, member, &survey->walk.judged);
    }
    return false;
}

/* BR_OK: it is known; BR_NOMEM: it is not, and whoever asks again begins again. */
static enum br_status go_on_walking(struct session *session, uint64_t max_ops, uint64_t *used)
{
    struct member_walk *walk = &session->survey->walk;
    enum br_status status = walk_on(session, walk, max_ops, used);
    if (status == BR_OK)
        put_row(session, walk->member, &walk->judged);
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

bool survey_judge(struct session *session, size_t member, struct judged *out, struct err *err)
{
    struct survey *survey = session->survey;
    uint64_t used = 0;
    if (!reserve_rows(session))
        return err_set(err, "out of memory");
    *out = survey->rows[member];
    bool holds = input_member_holds_pickle(session->input, member);
    if (!holds || out->state == JUDGED_WHOLE || out->state == JUDGED_PART)
        return true;
    walk_end(session, &survey->walk, session->member);
    if (!reserve_rows(session)) /* there may be more members now */
        return err_set(err, "out of memory");
    bool begins = walk_begin(session, &survey->walk, member, UINT64_MAX, &used);
    *out = survey->walk.judged;
    put_row(session, member, out);
    enum br_status status = begins ? BR_RUNNING : BR_OK;
    while (status == BR_RUNNING && !session_interrupted(session))
        status = go_on_walking(session, SLICE_OPS, &used);
    *out = survey->rows[member];
    return status == BR_OK || session_stopped(session, err);
}

/* ---- All ------------------------------------------------------------------------------------- */

/* Which members there are, and the pickles in a row in the open one. */
static enum br_status find_streams(struct session *session, uint64_t max_ops)
{
    struct survey *survey = session->survey;
    const struct input *in = session->input; /* whose members may become more */
    uint64_t used = 0;
    for (; survey->members < in->member_count && used < max_ops; used += LOOK_OPS)
        survey->pickles += input_member_holds_pickle(session->input, survey->members++);
    if (!reserve_rows(session))
        return BR_NOMEM;
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
    return status == BR_OK ? walk_known(session, max_ops) : status;
}

enum br_status survey_idle(struct session *session, uint64_t max_ops)
{
    struct survey *survey = session->survey;
    if (survey->spent < IDLE_OPS) {
        enum br_status status = find_streams(session, max_ops);
        survey->spent += status == BR_OK ? 0 : max_ops;
        if (status != BR_OK)
            return status;
    }
    if (survey->walk_spent < IDLE_WALK_OPS && survey->n_rows) {
        survey->walk_spent += max_ops;
        return walk_known(session, max_ops);
    }
    forget_run(survey);
    walk_end(session, &survey->walk, session->member);
    return BR_OK;
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
    forget_rows(session);
}

/* Until it is done, or somebody wants it to stop. */
static bool finish(struct session *session,
                   enum br_status (*part)(struct session *session, uint64_t max_ops),
                   struct err *err)
{
    const volatile sig_atomic_t *flag = session->options.interrupted;
    ask(session);
    while (!(flag && *flag)) {
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

bool survey_finish_all(struct session *session, struct err *err)
{
    struct judged ignored;
    if (!finish(session, survey_run, err))
        return false;
    for (size_t n = 0; n < session->survey->n_rows; n++) { /* those that are long */
        session_busy(session, "looking", n, session->survey->n_rows);
        if (session->survey->rows[n].state == JUDGED_LATER &&
            !survey_judge(session, n, &ignored, err))
            return false;
    }
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
    size_t elsewhere = (size_t)survey->more_streams - streams_beside_first(&open);
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

/* ---- Danger ---------------------------------------------------------------------------------- */

/* The first dangerous stream of the open member from number `from` on; NO_STREAM without one. */
static uint64_t danger_from(const struct survey *survey, uint64_t from)
{
    for (uint64_t n = from; n < survey->n_streams; n++)
        if (survey->streams[n].worst == SEVERITY_DANGEROUS)
            return n;
    return NO_STREAM;
}

/* The last before number `before`. */
static uint64_t danger_below(const struct survey *survey, uint64_t before)
{
    uint64_t n = before < survey->n_streams ? before : survey->n_streams;
    while (n > 0 && survey->streams[n - 1].worst != SEVERITY_DANGEROUS)
        n--;
    return n > 0 ? n - 1 : NO_STREAM;
}

static bool cannot_be_read(const struct input *in, size_t member, const struct judged *judged)
{
    bool is_unread = in->members[member].pickle == INPUT_PICKLE && judged->state != JUDGED_WHOLE;
    return is_unread || (!in->members[member].format && input_member_why(in, member));
}

/* Whether a member that is not open has one. */
static bool danger_in(struct session *session, size_t member, bool backward,
                      struct survey_danger *out, struct err *err)
{
    struct judged judged;
    session_busy(session, "looking", member, session->input->member_count);
    if (!survey_judge(session, member, &judged, err))
        return false;
    if (judged.first != NO_STREAM) {
        out->member = member;
        out->stream = backward ? judged.last : judged.first;
    } else if (cannot_be_read(session->input, member, &judged)) {
        out->some_unread = member;
        out->unread++;
    }
    return true;
}

/* Members from the open one on to the end, then from the start; or back and from the end. */
static bool danger_elsewhere(struct session *session, bool backward, struct survey_danger *out,
                             struct err *err)
{
    const struct input *in = session->input; /* whose members may become more */
    size_t m = session->member;
    for (;;) {
        bool is_end = backward ? m == 0 : m + 1 >= in->member_count;
        out->is_round |= is_end;
        m = backward ? (is_end ? in->member_count : m) - 1 : is_end ? 0 : m + 1;
        if (m == session->member)
            return true;
        if (!danger_in(session, m, backward, out, err))
            return false;
        if (out->member != INPUT_NO_MEMBER)
            return true;
    }
}

static void put_danger(const struct session *session, uint64_t stream, struct survey_danger *out)
{
    if (stream == NO_STREAM)
        return;
    out->member = session->member;
    out->stream = stream;
}

bool survey_find_danger(struct session *session, bool backward, struct survey_danger *out,
                        struct err *err)
{
    const struct survey *survey = session->survey;
    *out = (struct survey_danger){.member = INPUT_NO_MEMBER};
    /* All members must be there to go round; back from the end also those that are values. */
    if (!(backward ? survey_finish_all : survey_finish)(session, err))
        return false;
    put_danger(session,
               backward ? danger_below(survey, session->stream)
                        : danger_from(survey, session->stream + 1),
               out);
    if (out->member == INPUT_NO_MEMBER && !danger_elsewhere(session, backward, out, err))
        return false;
    if (out->member == INPUT_NO_MEMBER)
        put_danger(session, backward ? danger_below(survey, UINT64_MAX) : danger_from(survey, 0),
                   out);
    return true;
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
