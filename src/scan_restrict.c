/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/scan_restrict.h"

#include <inttypes.h>

bool refusal_find(struct refusal *refusal, struct restriction *list, const struct stream *stream)
{
    struct br_event event;
    *refusal = (struct refusal){.op = BR_NO_OP};
    if (!list || stream->source->in.members[stream->member].value.is_one)
        return true;
    if (!restriction_run(list, stream->rec, &refusal->run))
        return false;
    if (!refusal->run.is_refused || !br_event(stream->rec, refusal->run.event, &event))
        return true;
    refusal->op = event.op;
    refusal->pos = event.pos;
    buf_printf(&refusal->why,
               "find_class refuses this; calls and changes that had run: %" PRIu64
               ", that never run: %" PRIu64,
               refusal->run.n_before, refusal->run.n_after);
    return !refusal->why.failed;
}

void refusal_free(struct refusal *refusal)
{
    buf_free(&refusal->why);
    buf_free(&refusal->later);
}

bool refusal_finding(struct refusal *refusal, const struct stream *stream, br_op op,
                     struct finding *out)
{
    struct br_event event;
    if (refusal->op == BR_NO_OP || refusal->is_told || op < refusal->op)
        return false;
    refusal->is_told = true;
    br_event(stream->rec, refusal->run.event, &event);
    *out = (struct finding){
        .rule = rule_named("find-class-refuses"),
        .severity = SEVERITY_INFO,
        .op = refusal->op,
        .pos = refusal->pos,
        .event = event.number,
        .category = "",
        .why = buf_text(&refusal->why),
    };
    return true;
}

void refusal_soften(struct refusal *refusal, struct finding *finding)
{
    if (refusal->op == BR_NO_OP || finding->op < refusal->op)
        return;
    buf_clear(&refusal->later);
    buf_printf(&refusal->later, "%s; never runs: find_class refuses what is imported at 0x%" PRIx64,
               finding->why, refusal->pos);
    finding->severity = SEVERITY_INFO;
    finding->why = buf_text(&refusal->later);
}
