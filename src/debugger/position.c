/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/position.h"

#include <ctype.h>
#include <string.h>

#include "src/base/settings.h"

bool position_parse(const char *text, struct position *out)
{
    bool is_op = text[0] == '#';
    if (strcmp(text, "start") == 0) {
        *out = (struct position){.kind = POSITION_OP};
        return true;
    }
    if (strcmp(text, "end") == 0) {
        *out = (struct position){.kind = POSITION_END};
        return true;
    }
    if (!isdigit((unsigned char)text[is_op]) ||
        !parse_number(text + is_op, UNIT_COUNT, &out->number))
        return false;
    out->kind = is_op ? POSITION_OP : POSITION_BYTE;
    return true;
}

static bool position_find_op(struct session *session, uint64_t op, br_op *out, struct err *err)
{
    br_op wanted = op < BR_NO_OP ? (br_op)op : BR_NO_OP - 1;
    if (!session_reach(session, wanted))
        return session_stopped(session, err);
    if (op > session_last(session))
        return err_set(err, "there is no #%llu: the last is #%lu", (unsigned long long)op,
                       (unsigned long)session_last(session));
    *out = wanted;
    return true;
}

static bool position_find_byte(struct session *session, uint64_t pos, br_op *out, struct err *err)
{
    while (br_end(session->rec) <= pos && !br_done(session->rec)) {
        if (!session_reach(session, br_ops(session->rec)))
            return session_stopped(session, err);
    }
    br_op last = session_last(session);
    uint64_t end = br_end(session->rec);
    if (pos < end) {
        *out = br_op_at(session->rec, pos);
        return true;
    }
    if (!session_is_break(session, last))
        return err_set(err, "there is no byte 0x%llx: the stream ends at 0x%llx",
                       (unsigned long long)pos, (unsigned long long)end);
    if (pos >= br_bytes(session->rec).len && pos > session_pos(session, last))
        return err_set(err, "there is no byte 0x%llx: the data end at 0x%llx",
                       (unsigned long long)pos, (unsigned long long)br_bytes(session->rec).len);
    *out = last;
    return true;
}

bool position_find(struct session *session, const struct position *position, br_op *out,
                   struct err *err)
{
    if (position->kind == POSITION_OP)
        return position_find_op(session, position->number, out, err);
    if (position->kind == POSITION_BYTE)
        return position_find_byte(session, position->number, out, err);
    if (session_grow(session, 0) != BR_OK)
        return session_stopped(session, err);
    *out = session_last(session);
    return true;
}

bool position_read(struct session *session, const char *text, br_op *out, struct err *err)
{
    struct position position;
    if (!position_parse(text, &position))
        return err_set(err, "\"%s\" is no position: expected " POSITION_EXPECTED, text);
    return position_find(session, &position, out, err);
}
