/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/spot.h"

#include "src/debugger/jumps.h"
#include "src/debugger/position.h"
#include "src/debugger/text.h"
#include "src/input/input.h"
#include "src/output/safe.h"

struct spot spot_of(const struct session *session, br_op op)
{
    return (struct spot){session->member, session->stream, session_pos(session, op)};
}

bool spot_equal(const struct spot *a, const struct spot *b)
{
    return a->member == b->member && a->stream == b->stream && a->pos == b->pos;
}

bool spot_is_open(const struct session *session, const struct spot *spot)
{
    return spot->member == session->member && spot->stream == session->stream;
}

bool spot_go(struct session *session, const struct spot *spot, struct err *err)
{
    struct position position = {POSITION_BYTE, spot->pos};
    struct spot here = spot_of(session, session->cursor);
    bool is_open = spot_is_open(session, spot);
    br_op op;
    if (!is_open && !session_visit(session, spot->member, spot->stream, err))
        return false;
    if (position_find(session, &position, &op, err)) {
        session_goto(session, op);
        return true;
    }
    if (!is_open) /* the other stream is open now, and the way back must be */
        jumps_add(session->jumps, &here);
    return false;
}

br_op spot_row(const struct session *session, const struct spot *spot)
{
    br_op last = session_last(session);
    if (!spot_is_open(session, spot))
        return BR_NO_OP;
    if (spot->pos < br_end(session->rec))
        return br_op_at(session->rec, spot->pos);
    return session_is_break(session, last) && spot->pos == session_pos(session, last) ? last
                                                                                      : BR_NO_OP;
}

void spot_text(const struct session *session, const struct spot *spot, struct buf *out)
{
    br_op op = spot_row(session, spot);
    if (op != BR_NO_OP) {
        text_row(session, op, out);
        return;
    }
    const struct input_member *member = &session->input->members[spot->member];
    buf_printf(out, "0x%04llx in stream %llu", (unsigned long long)spot->pos,
               (unsigned long long)spot->stream);
    if (member->name) {
        buf_str(out, " of ");
        safe_line(out, (const char *)member->name, member->name_len);
    }
}
