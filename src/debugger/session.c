/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/session.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/analysis/policy.h"
#include "src/debugger/bookmark.h"
#include "src/debugger/breakmap.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/examine.h"
#include "src/debugger/jumps.h"
#include "src/debugger/lines.h"
#include "src/debugger/readers.h"
#include "src/debugger/setting.h"
#include "src/debugger/survey.h"
#include "src/input/input.h"
#include "src/output/pysource.h"
#include "src/output/safe.h"

enum {
    SLICE_OPS = 1 << 16,       /* between two looks at the interrupt flag: a few milliseconds */
    FIRST_SLICE_OPS = 1 << 14, /* before the first screen */
    IDLE_OPS = 1 << 14,        /* between two looks at the keyboard: a few milliseconds */
    VIEW_TEXT_MAX = 1 << 20,   /* bytes of a text on a line, also where nothing limits it */
};

bool session_interrupted(const struct session *session)
{
    return session->options.interrupted && *session->options.interrupted;
}

/* ---- Streams --------------------------------------------------------------------------------- */

struct br_options session_machine(const struct session *session, size_t member, bool is_inside)
{
    struct br_options machine = session->options.machine;
    input_machine(session->input, member, is_inside, &machine);
    return machine;
}

/* A stream found among those of a member. place_free frees. */
struct place {
    size_t member;
    struct pickles pickles; /* at the stream */
    const uint8_t *bytes;   /* of the member */
    uint64_t len;
};

static void place_free(struct place *place)
{
    pickles_free(&place->pickles);
}

static br_record *place_record(const struct session *session, const struct place *place)
{
    const struct pickle_spot *spot = &place->pickles.at;
    struct br_options machine = session_machine(session, place->member, spot->is_inside);
    return br_record_new(place->bytes + spot->offset, place->len - spot->offset, &machine);
}

/* The stream at place, run to its end. NULL, err set: memory failed, or interrupted. */
static br_record *place_run(const struct session *session, const struct place *place,
                            struct err *err)
{
    br_record *rec = place_record(session, place);
    if (!rec) {
        err_set(err, "out of memory");
        return NULL;
    }
    while (br_record_run(rec, SLICE_OPS) == BR_RUNNING && !session_interrupted(session))
        ;
    if (br_done(rec))
        return rec;
    br_record_free(rec);
    err_set(err, "interrupted");
    return NULL;
}

/* Which of a member's pickles in a row: by its number, or by its first byte. */
struct wanted {
    bool is_base;
    uint64_t number;
};

static uint64_t wanted_of(const struct wanted *wanted, uint64_t stream,
                          const struct pickle_spot *at)
{
    return wanted->is_base ? at->offset : stream;
}

static bool say_no_stream(const struct wanted *wanted, const struct pickles *pickles,
                          struct err *err)
{
    if (wanted->is_base)
        return err_set(err, "no stream that can be read begins at 0x%llx",
                       (unsigned long long)wanted->number);
    return err_set(err, "there is no stream %llu: the last that can be read is %llu",
                   (unsigned long long)wanted->number, (unsigned long long)pickles->number);
}

static bool place_find_stream(const struct session *session, struct place *place,
                              const struct wanted *wanted, struct err *err)
{
    struct pickles *pickles = &place->pickles;
    while (pickles->more && wanted_of(wanted, pickles->number, &pickles->at) < wanted->number) {
        if (session_interrupted(session))
            return err_set(err, "interrupted");
        session_busy(session, "reading", pickles->at.offset, place->len);
        br_record *rec = place_run(session, place, err);
        if (!rec)
            return false;
        bool good = pickles_next(pickles, rec);
        br_record_free(rec);
        if (!good)
            return err_set(err, "out of memory");
    }
    if (pickles->more && wanted_of(wanted, pickles->number, &pickles->at) == wanted->number)
        return true;
    return say_no_stream(wanted, pickles, err);
}

static bool place_find_member(struct session *session, const char *entry, size_t *member,
                              struct err *err)
{
    struct input *in = session->input;
    if (entry)
        return input_find_member(in, entry, 0, member, err);
    *member = input_default_member(in);
    if (*member != INPUT_NO_MEMBER)
        return true;
    if (in->member_count == 1 && in->members[0].name_len == 0 && !in->members[0].is_array) {
        *member = 0; /* a plain file that looks like no pickle: what the user names is opened */
        return true;
    }
    return err_set(err, "%s: no member holds a pickle; brine list shows what there is",
                   session->input->path);
}

/* The last stream of the survey's that is not past the wanted one. */
static uint64_t last_known(const struct survey *survey, const struct wanted *wanted)
{
    uint64_t low = 0, high = survey->n_streams;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (wanted_of(wanted, middle, &survey->streams[middle].spot) <= wanted->number)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* What the survey knows already is not run again. False when memory fails. */
static bool place_skip_known(const struct session *session, struct place *place,
                             const struct wanted *wanted)
{
    const struct survey *survey = session->survey;
    if (!session->rec || place->member != session->member || survey->n_streams == 0)
        return true;
    uint64_t n = last_known(survey, wanted);
    const struct pickle_spot *spot = &survey->streams[n].spot;
    if (n == survey->n_streams - 1 && wanted_of(wanted, n, spot) < wanted->number)
        return pickles_copy(&place->pickles, &survey->in_row);
    place->pickles.at = *spot;
    place->pickles.number = n;
    return true;
}

/* The wanted stream of place->member. */
static bool place_find_in(struct session *session, const struct wanted *wanted, struct place *place,
                          struct err *err)
{
    size_t len;
    if (!input_member_bytes(session->input, place->member, &place->bytes, &len, err))
        return false;
    /* --offset is about the entry that was opened first. */
    bool is_home = session->rec == NULL || place->member == session->home;
    uint64_t offset = is_home ? session->options.offset : 0;
    if (offset > len)
        return err_set(err, "%s: offset 0x%llx is past the end, 0x%llx", session->input->path,
                       (unsigned long long)offset, (unsigned long long)len);
    place->len = len;
    pickles_begin(&place->pickles, offset, len);
    place->pickles.reads_on = true;
    if (!place_skip_known(session, place, wanted))
        return err_set(err, "out of memory");
    return place_find_stream(session, place, wanted, err);
}

/* entry NULL: the member that is open already, or the default one at the start. */
static bool place_find(struct session *session, const char *entry, int64_t stream,
                       struct place *place, struct err *err)
{
    *place = (struct place){.member = session->member};
    bool is_first = session->rec == NULL;
    if ((entry || is_first) && !place_find_member(session, entry, &place->member, err))
        return false;
    const struct wanted wanted = {.number = stream < 0 ? 0 : (uint64_t)stream};
    return place_find_in(session, &wanted, place, err);
}

/* ---- Opening --------------------------------------------------------------------------------- */

static char *member_name(const struct input *in, size_t member)
{
    const struct input_member *m = &in->members[member];
    if (!m->name)
        return NULL;
    struct buf name = {0};
    safe_line(&name, (const char *)m->name, m->name_len);
    char *copy = strdup(buf_text(&name));
    buf_free(&name);
    return copy;
}

struct analysis *session_judge(const struct session *session, const br_record *rec, struct err *err)
{
    const struct policy *policy =
        session->options.policy ? session->options.policy : session->policy;
    return analysis_new(policy, rec, err);
}

/* What the record's readers look through for the first time may take long. */
static bool watch_index(void *context, uint64_t done, uint64_t all)
{
    const struct session *session = context;
    session_busy(session, "looking through the run", done, all);
    return !session_interrupted(session);
}

void session_watch(struct session *session, br_record *rec)
{
    br_watch(rec, watch_index, session);
}

br_record *session_put(struct session *session, br_record *rec, struct analysis *analysis,
                       uint64_t stream)
{
    br_record *old = session->rec;
    pysource_free(session->python); /* reads the old one */
    session->python = pysource_new(rec, stream);
    session_watch(session, rec);
    session->rec = rec;
    session->n_records++;
    analysis_free(session->analysis);
    session->analysis = analysis;
    session->previous = session->listed = BR_NO_OP;
    session->examined->next = EXAMINE_NOWHERE;
    breakmap_reset(session->breakmap);
    return old;
}

/* Makes place the open stream; on false the session is as it was. */
static bool session_enter(struct session *session, const struct place *place, struct err *err)
{
    br_record *rec = place_record(session, place);
    if (!rec)
        return err_set(err, "out of memory");
    struct analysis *analysis = session_judge(session, rec, err);
    struct readers *readers = readers_new();
    if (!analysis || !readers) {
        analysis_free(analysis);
        readers_free(readers);
        br_record_free(rec);
        return analysis ? err_set(err, "out of memory") : false;
    }
    survey_leave(session, place->member);
    if (session->rec && session->member != place->member)
        input_member_drop(session->input, session->member);
    readers_free(session->readers);
    free(session->entry);
    br_record_free(session_put(session, rec, analysis, place->pickles.number));
    session->readers = readers;
    if (session->home == INPUT_NO_MEMBER)
        session->home = place->member;
    session->member = place->member;
    session->entry = member_name(session->input, place->member);
    session->stream = place->pickles.number;
    session->spot = place->pickles.at;
    session->base = session->spot.offset;
    session->cursor = 0;
    session->is_fresh = true;
    session_grow(session, FIRST_SLICE_OPS);
    return true;
}

static bool session_begin(struct session *session, struct err *err)
{
    const struct session_options *options = &session->options;
    session->input = options->input;
    session->breakpoints = breakpoints_new();
    session->bookmarks = bookmarks_new();
    session->jumps = calloc(1, sizeof *session->jumps);
    session->examined = calloc(1, sizeof *session->examined);
    session->displays = lines_new();
    session->settings = debug_settings_new();
    session->queue = lines_new();
    session->breakmap = breakmap_new();
    session->survey = survey_new();
    if (!session->breakpoints || !session->bookmarks || !session->jumps || !session->examined ||
        !session->displays || !session->settings || !session->queue || !session->breakmap ||
        !session->survey)
        return err_set(err, "out of memory");
    if (!options->policy && !(session->policy = policy_new_default(err)))
        return false;
    struct place place;
    bool good = place_find(session, options->entry, options->stream, &place, err) &&
                session_enter(session, &place, err);
    place_free(&place);
    return good;
}

bool session_open(struct session **out, const struct session_options *options, struct err *err)
{
    struct session *session = calloc(1, sizeof *session);
    if (!session)
        return err_set(err, "out of memory");
    session->options = *options;
    session->home = INPUT_NO_MEMBER;
    session->listed = BR_NO_OP;
    if (options->limits)
        session->limits = *options->limits;
    else
        settings_default(&session->limits);
    if (!session_begin(session, err)) {
        session_close(session);
        return false;
    }
    *out = session;
    return true;
}

void session_close(struct session *session)
{
    if (!session)
        return;
    readers_free(session->readers);
    pysource_free(session->python);
    analysis_free(session->analysis);
    br_record_free(session->rec);
    policy_free(session->policy);
    survey_free(session->survey);
    breakpoints_free(session->breakpoints);
    bookmarks_free(session->bookmarks);
    free(session->jumps);
    free(session->examined);
    debug_settings_free(session->settings);
    lines_free(session->displays);
    lines_free(session->queue);
    breakmap_free(session->breakmap);
    free(session->entry);
    free(session->repeat);
    free(session);
}

bool session_select(struct session *session, const char *entry, int64_t stream, struct err *err)
{
    struct place place;
    bool good =
        place_find(session, entry, stream, &place, err) && session_enter(session, &place, err);
    place_free(&place);
    return good;
}

static bool visit(struct session *session, size_t member, const struct wanted *wanted,
                  struct err *err)
{
    struct place place = {.member = member};
    if (member >= session->input->member_count)
        return err_set(err, "there is no member #%zu: the last is #%zu", member,
                       session->input->member_count - 1);
    bool good = place_find_in(session, wanted, &place, err) && session_enter(session, &place, err);
    place_free(&place);
    return good;
}

bool session_visit(struct session *session, size_t member, uint64_t stream, struct err *err)
{
    return visit(session, member, &(struct wanted){.number = stream}, err);
}

bool session_visit_base(struct session *session, size_t member, uint64_t base, struct err *err)
{
    return visit(session, member, &(struct wanted){.is_base = true, .number = base}, err);
}

/* ---- Running --------------------------------------------------------------------------------- */

/* What was read is judged too. False: memory failed, or it was interrupted; the next call goes on. */
static bool session_judged(struct session *session)
{
    return analysis_update(session->analysis, NULL) && analysis_follow(session->analysis, NULL);
}

enum br_status session_grow(struct session *session, uint64_t max_ops)
{
    uint64_t left = max_ops ? max_ops : UINT64_MAX;
    if (!session_judged(session)) /* the last call may have stopped short of what it had read */
        return BR_NOMEM;
    while (!br_done(session->rec) && left > 0) {
        uint64_t slice = left < SLICE_OPS ? left : SLICE_OPS;
        br_record_run(session->rec, slice);
        left -= slice;
        if (!session_judged(session))
            return BR_NOMEM;
        /* Somebody looks: what is shown next must not wait for all of the index. */
        if (session->busy)
            br_index_stack(session->rec, slice);
        session_busy(session, "reading", br_end(session->rec), br_bytes(session->rec).len);
        if (session_interrupted(session))
            break;
    }
    return br_done(session->rec) ? BR_OK : BR_RUNNING;
}

bool session_idle(struct session *session)
{
    bool grows = session_grow(session, IDLE_OPS) == BR_RUNNING;
    bool looks = breakmap_extend(session);
    bool indexes = br_index_stack(session->rec, IDLE_OPS) == BR_RUNNING;
    return grows || looks || indexes || session_compare(session, IDLE_OPS) == BR_RUNNING;
}

enum br_status session_index_uses(struct session *session, uint64_t max_ops)
{
    return br_done(session->rec) ? br_index_uses(session->rec, max_ops) : BR_RUNNING;
}

bool session_reach(struct session *session, br_op op)
{
    bool good = session_judged(session);
    while (good && br_ops(session->rec) <= op && !br_done(session->rec))
        good = session_grow(session, SLICE_OPS) != BR_NOMEM && !session_interrupted(session);
    return good;
}

bool session_stopped(const struct session *session, struct err *err)
{
    return err_set(err, session_interrupted(session) ? "interrupted" : "out of memory");
}

/* ---- Rows ------------------------------------------------------------------------------------ */

br_op session_last(const struct session *session)
{
    br_op ops = br_ops(session->rec);
    if (br_done(session->rec) && br_error_of(session->rec))
        return ops;
    return ops ? ops - 1 : 0;
}

bool session_is_break(const struct session *session, br_op op)
{
    return op >= br_ops(session->rec);
}

uint64_t session_pos(const struct session *session, br_op op)
{
    const struct br_error *error = br_error_of(session->rec);
    return session_is_break(session, op) && error ? error->pos : br_pos(session->rec, op);
}

void session_goto(struct session *session, br_op op)
{
    br_op last = session_last(session);
    session->previous = session->cursor;
    session->cursor = op < last ? op : last;
    session->is_fresh = session->cursor == 0;
    session->listed = BR_NO_OP;
    session->examined->next = EXAMINE_NOWHERE;
}

static unsigned view_break_at(void *context, br_op op)
{
    return breakmap_at(context, op);
}

static const char *view_bookmark_at(void *context, br_op op)
{
    return session_bookmark_at(context, op);
}

static br_op view_break_in(void *context, br_op low, br_op high)
{
    return breakmap_in(context, low, high);
}

void session_view(struct session *session, struct view_source *out)
{
    uint64_t limit = session->settings->print_limit;
    *out = (struct view_source){
        .rec = session->rec,
        .analysis = session->analysis,
        .cursor = session->cursor,
        .previous = session->previous,
        .width = session->width,
        .text_limit = limit && limit < VIEW_TEXT_MAX ? limit : VIEW_TEXT_MAX,
        .break_at = view_break_at,
        .bookmark_at = view_bookmark_at,
        .break_in = view_break_in,
        .context = session,
        .value = BR_NO_VALUE,
        .python = session->python,
        .path = session->input->path,
        .entry = session->entry,
        .stream = session->stream,
        .readers = session_readers(session),
        .parting = session_parting_finding(session),
        .dialect = session_dialect(session),
        .others = survey_others(session),
        .has_more = !survey_is_counted(session),
        .is_one = session->input->member_count == 1,
        .total_bytes = br_bytes(session->rec).len,
    };
    struct survey_gaps gaps = survey_gaps(session);
    out->unread = gaps.part;
    out->later = gaps.later;
    out->is_looking = gaps.is_looking;
    struct survey_worst worst = survey_worst(session);
    out->worst_other = worst.severity;
    out->worst_entry = worst.entry;
    out->worst_stream = worst.stream;
    out->is_in_file =
        input_file_offset(session->input, session->member, session->base, &out->file_off);
}
