/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/position.h"

#include <ctype.h>
#include <string.h>

#include "src/base/settings.h"
#include "src/debugger/bookmark.h"

bool position_begins(const char *text)
{
    static const char *const words[] = {"start", "end"};
    for (size_t n = 0; n < sizeof words / sizeof *words; n++) {
        if (strcmp(text, words[n]) == 0)
            return true;
    }
    return isdigit((unsigned char)text[0]) || (text[0] && strchr("#@+-*", text[0]));
}

bool position_is_relative(const char *text)
{
    return text[0] && (strchr("@+-", text[0]) || text[strlen(text) - 1] == '%');
}

static bool not_a_position(const char *text, struct err *err)
{
    return err_set(
        err, text[0] ? "\"%.100s\" is no position: expected %s" : "%sa position was expected: %s",
        text, POSITION_EXPECTED);
}

/* "+3", "-3" */
static bool parse_relative(const struct session *session, const char *text, struct position *out,
                           struct err *err)
{
    uint64_t count, cursor = session->cursor;
    if (!isdigit((unsigned char)text[1]) || !parse_number(text + 1, UNIT_COUNT, &count))
        return not_a_position(text, err);
    if (text[0] == '-' && count > cursor)
        return err_set(err, "there is no %s: only %llu opcodes are before the cursor", text,
                       (unsigned long long)cursor);
    out->kind = POSITION_OP;
    out->number = text[0] == '-'                ? cursor - count
                  : count > UINT64_MAX - cursor ? UINT64_MAX
                                                : cursor + count;
    return true;
}

/* "@NAME" */
static bool parse_bookmark(const struct session *session, const char *text, struct position *out,
                           struct err *err)
{
    const struct bookmark *row = bookmark_named(session->bookmarks, text + 1, strlen(text + 1));
    if (!row)
        return err_set(err, "there is no bookmark \"%.100s\" (info bookmarks lists them)",
                       text + 1);
    if (!spot_is_open(session, &row->spot))
        return err_set(err, "bookmark %s is in another stream (goto %s opens it)", row->name, text);
    *out = (struct position){POSITION_BYTE, row->spot.pos};
    return true;
}

/* "50%" */
static bool parse_percent(const char *text, size_t len, struct position *out)
{
    char digits[4];
    if (len > sizeof digits)
        return false;
    memcpy(digits, text, len - 1);
    digits[len - 1] = '\0';
    out->kind = POSITION_PERCENT;
    return parse_number(digits, UNIT_COUNT, &out->number) && out->number <= 100;
}

bool position_parse(const struct session *session, const char *text, struct position *out,
                    struct err *err)
{
    text += text[0] == '*' && isdigit((unsigned char)text[1]); /* gdb's sign of an address */
    size_t len = strlen(text);
    bool is_op = text[0] == '#';
    if (text[0] == '+' || text[0] == '-')
        return parse_relative(session, text, out, err);
    if (text[0] == '@')
        return parse_bookmark(session, text, out, err);
    if (strcmp(text, "start") == 0 || strcmp(text, "end") == 0) {
        *out = (struct position){.kind = text[0] == 's' ? POSITION_OP : POSITION_END};
        return true;
    }
    if (!isdigit((unsigned char)text[is_op]))
        return not_a_position(text, err);
    if (text[len - 1] == '%' && !is_op)
        return parse_percent(text, len, out) || not_a_position(text, err);
    out->kind = is_op ? POSITION_OP : POSITION_BYTE;
    return parse_number(text + is_op, UNIT_COUNT, &out->number) || not_a_position(text, err);
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
    br_op last = session_last(session);
    *out = position->kind == POSITION_PERCENT ? (br_op)((uint64_t)last * position->number / 100)
                                              : last;
    return true;
}

bool position_read(struct session *session, const char *text, br_op *out, struct err *err)
{
    struct position position;
    return position_parse(session, text, &position, err) &&
           position_find(session, &position, out, err);
}

bool position_byte(struct session *session, const char *text, uint64_t *pos, struct err *err)
{
    struct position position;
    br_op op;
    uint64_t len = br_bytes(session->rec).len;
    if (!position_parse(session, text, &position, err))
        return false;
    if (position.kind == POSITION_BYTE) {
        *pos = position.number;
        return *pos < len || err_set(err, "there is no byte 0x%llx: the data end at 0x%llx",
                                     (unsigned long long)*pos, (unsigned long long)len);
    }
    if (!position_find(session, &position, &op, err))
        return false;
    *pos = session_pos(session, op);
    return true;
}
