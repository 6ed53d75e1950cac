/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about places to come back to: bookmarks, and where the cursor jumped away from. */
#include <ctype.h>
#include <string.h>

#include "src/base/settings.h"
#include "src/debugger/args.h"
#include "src/debugger/bookmark.h"
#include "src/debugger/groups.h"
#include "src/debugger/infos.h"
#include "src/debugger/jumps.h"
#include "src/debugger/menu.h"
#include "src/debugger/position.h"
#include "src/input/input.h"

/* ---- Bookmarks ------------------------------------------------------------------------------- */

static void say_bookmark(struct session *session, const struct bookmark *bookmark, struct buf *out)
{
    buf_printf(out, "@%s", bookmark->name);
    buf_pad(out, ' ', strlen(bookmark->name) < 12 ? 12 - strlen(bookmark->name) : 1);
    spot_text(session, &bookmark->spot, out);
    buf_char(out, '\n');
}

/* "stream 1", then "entry NAME", as `save bookmarks` writes them; the byte in such a stream is not
 * looked for before the cursor goes there. */
static bool read_elsewhere(struct session *session, const char *pos, const char *args,
                           struct spot *spot, struct err *err)
{
    char number[24];
    struct position position;
    if (!position_parse(session, pos, &position, err) || position.kind != POSITION_BYTE)
        return err_set(err, "\"%.100s\": expected a byte, such as 0x1f, in another stream", pos);
    *spot = (struct spot){session->member, session->stream, position.number};
    if (args_take(&args, "stream")) {
        size_t len = strcspn(args, " \t");
        memcpy(number, args, len < sizeof number ? len : 0);
        number[len < sizeof number ? len : 0] = '\0';
        if (!parse_number(number, UNIT_COUNT, &spot->stream))
            return err_set(err, "\"%.100s\": expected the number of a stream", args);
        args = args_skip(args + len);
    }
    if (args_take(&args, "entry"))
        return input_find_member(session->input, args, 0, &spot->member, err);
    return args_none(args, err);
}

/* "POS" in what is open, or "POS stream N entry NAME"; "" is the cursor. */
static bool read_spot(struct session *session, const char *args, struct spot *spot, struct err *err)
{
    char pos[256];
    br_op op = session->cursor;
    size_t len = strcspn(args, " \t");
    if (len >= sizeof pos)
        return err_set(err, "expected %s", POSITION_EXPECTED);
    memcpy(pos, args, len);
    pos[len] = '\0';
    args = args_skip(args + len);
    if (*args)
        return read_elsewhere(session, pos, args, spot, err);
    if (*pos && !position_read(session, pos, &op, err))
        return false;
    *spot = spot_of(session, op);
    return true;
}

/* A word that is no position is a name; so is any word before a position. */
static enum session_result do_bookmark(struct session *session, const char *args, struct buf *out,
                                       struct err *err)
{
    struct spot spot;
    size_t len = debug_word(args);
    const char *rest = args_skip(args + len);
    if (*rest ? !isspace((unsigned char)args[len]) : position_begins(args)) {
        len = 0;
        rest = args;
    }
    if (len == 0 && *args && !position_begins(args))
        return command_wrong(err,
                             "\"%.100s\": expected a name of letters, digits, - and _, then %s",
                             args, POSITION_EXPECTED);
    if (!read_spot(session, rest, &spot, err))
        return SESSION_ERROR;
    const struct bookmark *made = bookmark_put(session->bookmarks, args, len, &spot);
    if (!made)
        return command_no_memory(err);
    say_bookmark(session, made, out);
    return SESSION_OK;
}

enum session_result info_bookmarks(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    (void)args;
    return menu_print(session, "bookmarks", out, err);
}

const char *session_bookmark_at(const struct session *session, br_op op)
{
    const struct bookmarks *list = session->bookmarks;
    if (list->count == 0)
        return NULL;
    uint64_t pos = session_pos(session, op);
    for (size_t n = 0; n < list->count; n++) {
        if (spot_is_open(session, &list->rows[n].spot) && list->rows[n].spot.pos == pos)
            return list->rows[n].name;
    }
    return NULL;
}

/* ---- Jumps ----------------------------------------------------------------------------------- */

static enum session_result jump(struct session *session, size_t to, struct buf *out,
                                struct err *err)
{
    struct spot here = spot_of(session, session->cursor);
    struct spot there = session->jumps->rows[to];
    if (!spot_go(session, &there, err))
        return SESSION_ERROR;
    jumps_arrive(session->jumps, &here, to);
    session_stop_text(session, out);
    return SESSION_MOVED;
}

static enum session_result do_jump_back(struct session *session, const char *args, struct buf *out,
                                        struct err *err)
{
    struct spot here = spot_of(session, session->cursor);
    uint64_t count;
    size_t to;
    if (!args_count(args, &count, err))
        return SESSION_ERROR;
    if (jumps_back(session->jumps, &here, count, &to))
        return jump(session, to, out, err);
    buf_str(out, "There was no jump before this.\n");
    return SESSION_OK;
}

static enum session_result do_jump_forward(struct session *session, const char *args,
                                           struct buf *out, struct err *err)
{
    uint64_t count;
    size_t to;
    if (!args_count(args, &count, err))
        return SESSION_ERROR;
    if (jumps_forward(session->jumps, count, &to))
        return jump(session, to, out, err);
    buf_str(out, "There was no jump back that could be undone.\n");
    return SESSION_OK;
}

enum session_result info_jumps(struct session *session, const char *args, struct buf *out,
                               struct err *err)
{
    (void)args;
    return menu_print(session, "jumps", out, err);
}

/* ---- The rows -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct debug_command spot_rows[] = {
    {.name = "bookmark", .aliases = "", .args = "[NAME] [POS]", .complete = COMPLETE_POSITIONS,
     .summary = "Name the place where the cursor is, or POS",
     .help = "@NAME is then a position: goto @NAME, list @NAME, break @NAME. Without NAME it\n"
             "gets a number. A bookmark stays at its byte, whatever is opened; a name that\n"
             "is used again moves. `info bookmarks` lists them, `delete bookmark NAME`\n"
             "deletes one.\n",
     .run = do_bookmark},
    {.name = "jump-back", .aliases = "", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Go back to where the cursor was before it jumped, N times",
     .help = "Every move but step, back and next is a jump, also into another stream. `info\n"
             "jumps` lists them.\n",
     .run = do_jump_back},
    {.name = "jump-forward", .aliases = "", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Undo a jump-back, or N", .help = "", .run = do_jump_forward},
};
/* clang-format on */

DEBUG_GROUP(group_spots, "Places to come back to", spot_rows);
