/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/dive.h"

#include "src/debugger/spot.h"
#include "src/input/input.h"
#include "src/input/values.h"

enum { LOOKED_AT = 64 }; /* values, on the way from one to those in it */

/* Values that are still to be looked at, the nearest first. */
struct ways {
    struct session *session;
    br_value values[LOOKED_AT];
    br_op at; /* the moment */
    unsigned n;
};

static void ways_add(struct ways *ways, br_value value)
{
    if (value != BR_NO_VALUE && ways->n < LOOKED_AT)
        ways->values[ways->n++] = value;
}

static void add_items(struct ways *ways, br_value value)
{
    struct br_state at = {ways->session->rec, ways->at};
    struct br_item item;
    bool found = true;
    for (uint64_t k = 0; found && ways->n < LOOKED_AT; k++) {
        if (br_item(at, value, k, &item, &found) != BR_OK || !found)
            return;
        ways_add(ways, item.value);
    }
}

/* The arguments of the call that made a value. */
static void add_arguments(struct ways *ways, br_value value)
{
    const br_record *rec = ways->session->rec;
    br_op maker = br_maker(rec, value);
    struct br_event event;
    for (uint64_t n = br_event_from(rec, maker); br_event(rec, n, &event) && event.op == maker; n++)
        ways_add(ways, event.args);
}

static void add_parts(struct ways *ways, br_value value)
{
    enum br_kind kind = br_kind(ways->session->rec, value);
    if (br_kind_is_sequence(kind))
        add_items(ways, value);
    else if (br_kind_is_unknown(kind))
        add_arguments(ways, value);
}

/* The member of the first value on the way that holds something; INPUT_NO_MEMBER. */
static size_t find_inner(struct ways *ways)
{
    struct session *session = ways->session;
    struct value_stream from = {session->base, session->stream};
    if (br_done(session->rec)) /* what calls make of values is only known then */
        values_add_all(session->input, session->member, &from, session->rec);
    for (unsigned n = 0; n < ways->n; n++) {
        br_op maker = br_maker(session->rec, ways->values[n]);
        size_t m = maker < br_ops(session->rec)
                       ? values_add(session->input, session->member, &from, session->rec, maker)
                       : INPUT_NO_MEMBER;
        if (m != INPUT_NO_MEMBER)
            return m;
        add_parts(ways, ways->values[n]);
    }
    return INPUT_NO_MEMBER;
}

static bool is_within(const struct input *in, size_t m, size_t outer)
{
    while (m != outer && in->members[m].depth > in->members[outer].depth)
        m = in->members[m].parent;
    return m == outer;
}

/* The first pickle in m, which may be a container. */
static size_t first_pickle(struct input *in, size_t m)
{
    for (size_t k = m; k < in->member_count; k++)
        if (is_within(in, k, m) && input_member_holds_pickle(in, k))
            return k;
    return INPUT_NO_MEMBER;
}

static bool find_ways(struct session *session, const char *args, struct ways *ways, struct err *err)
{
    *ways = (struct ways){.session = session, .at = session->cursor};
    if (args[0]) {
        br_value value;
        if (!session_value(session, args, &value, &ways->at, err))
            return false;
        ways_add(ways, value);
        return true;
    }
    br_op op = session->cursor;
    if (op < br_ops(session->rec))
        ways_add(ways, br_stack((struct br_state){session->rec, op + 1}, 0));
    ways_add(ways, br_stack((struct br_state){session->rec, op}, 0));
    return true;
}

bool dive_in(struct session *session, const char *args, struct err *err)
{
    struct ways ways;
    if (!find_ways(session, args, &ways, err))
        return false;
    size_t m = find_inner(&ways);
    if (m == INPUT_NO_MEMBER)
        return err_set(err, args[0] ? "no pickle is believed to be in that value"
                                    : "no pickle is believed to be in what this opcode pushes, or "
                                      "takes (dive VALUE looks into another)");
    m = first_pickle(session->input, m);
    if (m == INPUT_NO_MEMBER)
        return err_set(err, "what is in that value holds no pickle (entries lists it)");
    return session_visit(session, m, 0, err);
}

bool dive_out(struct session *session, struct err *err)
{
    const struct input *in = session->input;
    size_t m = session->member;
    while (in->members[m].depth && !in->members[m].value.is_one)
        m = in->members[m].parent;
    if (!in->members[m].value.is_one)
        return err_set(err, "this pickle is no value of another one");
    uint64_t base = in->members[m].value.base;
    struct spot spot = {.member = in->members[m].parent, .pos = in->members[m].value.pos - base};
    if (!session_visit_base(session, spot.member, base, err))
        return false;
    spot.stream = session->stream;
    return spot_go(session, &spot, err);
}
