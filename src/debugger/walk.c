/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/walk.h"

#include "src/analysis/analysis.h"
#include "src/debugger/session.h"
#include "src/debugger/survey.h"
#include "src/input/input.h"

enum {
    BYTES_PER_OP = 32, /* unpacked, or compared with a CRC, in the time of an opcode */
    RECORD_SHARE = 3,  /* beside the open record this one may take that part of the memory */
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

static void forget_run(struct member_walk *walk)
{
    analysis_free(walk->analysis);
    br_record_free(walk->rec);
    walk->analysis = NULL;
    walk->rec = NULL;
}

struct br_options walk_machine(const struct session *session, size_t member, bool is_inside)
{
    struct br_options options = session_machine(session, member, is_inside);
    options.max_bytes /= RECORD_SHARE;
    return options;
}

static bool begin_stream(const struct session *session, struct member_walk *walk)
{
    const struct pickle_spot *spot = &walk->pickles.at;
    struct br_options options = walk_machine(session, walk->member, spot->is_inside);
    struct err ignored;
    walk->rec = br_record_new(walk->bytes + spot->offset, walk->len - spot->offset, &options);
    walk->analysis = walk->rec ? session_judge(session, walk->rec, &ignored) : NULL;
    if (!walk->analysis)
        forget_run(walk);
    return walk->analysis != NULL;
}

/* The stream has run. False: no other follows. */
static bool end_stream(struct session *session, struct member_walk *walk)
{
    const struct br_error *error = br_error_of(walk->rec);
    bool is_limited = error && error->kind == BR_ERR_LIMIT;
    judged_add(&walk->judged, analysis_worst(walk->analysis), br_ops(walk->rec) > 0);
    survey_values(session, walk->member,
                  &(struct value_stream){walk->pickles.at.offset, walk->pickles.number}, walk->rec);
    bool is_noted = pickles_next(&walk->pickles, walk->rec);
    forget_run(walk);
    bool is_cut = walk->judged.streams == STREAMS_MAX && walk->pickles.more;
    bool is_part =
        is_limited || is_cut || !is_noted || input_member_why(session->input, walk->member);
    if (is_noted && walk->pickles.more && !is_cut)
        return true;
    walk->judged.state = is_part ? JUDGED_PART : JUDGED_WHOLE;
    return false;
}

enum br_status walk_on(struct session *session, struct member_walk *walk, uint64_t max_ops,
                       uint64_t *used)
{
    if (!walk->rec && !begin_stream(session, walk))
        return BR_NOMEM;
    br_op before = br_ops(walk->rec);
    enum br_status status = br_record_run(walk->rec, max_ops);
    *used += br_ops(walk->rec) - before;
    if (!analysis_update(walk->analysis, NULL))
        return BR_NOMEM;
    if (status == BR_RUNNING)
        return BR_RUNNING;
    *used += LOOK_OPS;
    return end_stream(session, walk) ? BR_RUNNING : BR_OK;
}

void walk_end(struct session *session, struct member_walk *walk, size_t keep)
{
    forget_run(walk);
    if (walk->member != INPUT_NO_MEMBER && walk->member != keep)
        input_member_drop(session->input, walk->member);
    walk->member = INPUT_NO_MEMBER;
    pickles_free(&walk->pickles);
}
