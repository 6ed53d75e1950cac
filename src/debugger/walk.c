/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/walk.h"

#include "src/analysis/analysis.h"
#include "src/debugger/session.h"
#include "src/debugger/survey.h"
#include "src/input/input.h"

enum {
    RECORD_SHARE = 3, /* beside the open record this one may take that part of the memory */
};

void judged_add(struct judged *judged, enum severity worst, bool is_pickle)
{
    if (worst == SEVERITY_DANGEROUS) {
        if (judged->last == NO_STREAM)
            judged->first = judged->streams;
        judged->last = judged->streams;
    }
    if (worst > judged->worst)
        judged->worst = (uint8_t)worst;
    judged->streams += is_pickle;
}

void judged_end(const struct session *session, size_t member, struct judged *judged,
                bool is_limited)
{
    bool is_part = is_limited || input_member_why(session->input, member);
    judged->state = is_part ? JUDGED_PART : JUDGED_WHOLE;
}

/* ---- One pickle ------------------------------------------------------------------------------- */

void judged_run_end(struct judged_run *run)
{
    analysis_free(run->analysis);
    br_record_free(run->rec);
    *run = (struct judged_run){NULL, NULL};
}

bool judged_is_limited(const br_record *rec)
{
    const struct br_error *error = br_error_of(rec);
    return error && error->kind == BR_ERR_LIMIT;
}

static bool run_begin(const struct session *session, struct judged_run *run, size_t member,
                      const uint8_t *bytes, uint64_t len, const struct pickle_spot *spot)
{
    struct br_options options = session_machine(session, member, spot->is_inside);
    struct err ignored;
    options.max_bytes /= RECORD_SHARE;
    run->rec = br_record_new(bytes + spot->offset, len - spot->offset, &options);
    run->analysis = run->rec ? session_judge(session, run->rec, &ignored) : NULL;
    if (!run->analysis)
        judged_run_end(run);
    return run->analysis != NULL;
}

enum br_status judged_run_on(const struct session *session, struct judged_run *run, size_t member,
                             const uint8_t *bytes, uint64_t len, const struct pickle_spot *spot,
                             uint64_t max_ops, uint64_t *used)
{
    if (!run->rec && !run_begin(session, run, member, bytes, len, spot))
        return BR_NOMEM;
    br_op before = br_ops(run->rec);
    enum br_status status = br_record_run(run->rec, max_ops);
    *used += br_ops(run->rec) - before;
    return analysis_update(run->analysis, NULL) ? status : BR_NOMEM;
}

/* ---- One member ------------------------------------------------------------------------------- */

bool walk_begin(struct session *session, struct member_walk *walk, size_t member,
                uint64_t max_bytes, uint64_t *used)
{
    struct input *in = session->input;
    struct err ignored;
    const uint8_t *bytes;
    size_t len = 0;
    *walk = (struct member_walk){.member = INPUT_NO_MEMBER,
                                 .judged = {.first = NO_STREAM, .last = NO_STREAM}};
    uint64_t before = in->unpacked_total;
    bool may_read = in->members[member].is_plain || input_has_room(in);
    enum input_status status =
        may_read ? input_member_within(in, member, max_bytes, &bytes, &len, &ignored)
                 : INPUT_TOO_LONG;
    *used += LOOK_OPS + (in->unpacked_total - before) / BYTES_PER_OP;
    walk->judged.state = status == INPUT_TOO_LONG ? JUDGED_LATER : JUDGED_PART;
    if (status != INPUT_READ)
        return false;
    walk->member = member;
    walk->bytes = bytes;
    walk->len = len;
    pickles_begin(&walk->pickles, 0, len);
    walk->pickles.reads_on = true;
    return true;
}

/* The stream has run. False: no other follows. */
static bool end_stream(struct session *session, struct member_walk *walk)
{
    const br_record *rec = walk->run.rec;
    bool is_limited = judged_is_limited(rec);
    judged_add(&walk->judged, analysis_worst(walk->run.analysis), br_ops(rec) > 0);
    survey_values(session, walk->member,
                  &(struct value_stream){walk->pickles.at.offset, walk->pickles.number}, rec);
    bool is_noted = pickles_next(&walk->pickles, rec);
    judged_run_end(&walk->run);
    bool is_cut = walk->judged.streams == STREAMS_MAX && walk->pickles.more;
    if (is_noted && walk->pickles.more && !is_cut)
        return true;
    judged_end(session, walk->member, &walk->judged, is_limited || is_cut || !is_noted);
    return false;
}

enum br_status walk_on(struct session *session, struct member_walk *walk, uint64_t max_ops,
                       uint64_t *used)
{
    enum br_status status = judged_run_on(session, &walk->run, walk->member, walk->bytes, walk->len,
                                          &walk->pickles.at, max_ops, used);
    if (status != BR_OK)
        return status;
    *used += LOOK_OPS;
    return end_stream(session, walk) ? BR_RUNNING : BR_OK;
}

void walk_end(struct session *session, struct member_walk *walk, size_t keep)
{
    judged_run_end(&walk->run);
    if (walk->member != INPUT_NO_MEMBER && walk->member != keep)
        input_member_drop(session->input, walk->member);
    walk->member = INPUT_NO_MEMBER;
    pickles_free(&walk->pickles);
}
