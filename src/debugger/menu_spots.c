/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of places: bookmarks, and where the cursor was before it jumped. */
#include "src/debugger/bookmark.h"
#include "src/debugger/jumps.h"
#include "src/debugger/menu_rows.h"

enum { NAME_COLUMNS = 13 };

/* A place, after what a list says before it. */
static void add_spot(struct session *session, const struct spot *spot,
                     const struct view_source *source, struct line *out)
{
    struct buf text = {0};
    spot_text(session, spot, &text);
    line_safe(out, STYLE_PLAIN, buf_text(&text), text.len, 0);
    buf_free(&text);
    out->op = spot_row(session, spot);
    if (source->width)
        line_cut(out, source->width);
}

/* ---- Bookmarks -------------------------------------------------------------------------------- */

static uint64_t bookmarks_count(const struct view_source *source)
{
    return menu_session(source)->bookmarks->count;
}

static bool bookmarks_line(const struct view_source *source, uint64_t i, struct line *out)
{
    struct session *session = menu_session(source);
    line_clear(out);
    if (i >= session->bookmarks->count)
        return false;
    const struct bookmark *row = &session->bookmarks->rows[i];
    line_printf(out, STYLE_STRONG, "@%s ", row->name);
    line_pad(out, NAME_COLUMNS);
    add_spot(session, &row->spot, source, out);
    return true;
}

static bool bookmarks_command(struct session *session, uint64_t i, enum menu_verb verb,
                              struct buf *out, struct err *err)
{
    if (i >= session->bookmarks->count)
        return err_set(err, "there is no bookmark on this line");
    if (verb == MENU_TOGGLE)
        return err_set(err, "a bookmark cannot be turned off, only deleted");
    buf_printf(out, verb == MENU_DELETE ? "delete bookmark %s" : "goto @%s",
               session->bookmarks->rows[i].name);
    return true;
}

const struct debug_menu menu_bookmarks = {
    .view = {.name = "bookmarks",
             .about = "the places that have a name",
             .count = bookmarks_count,
             .line = bookmarks_line},
    .nothing = "There are no bookmarks: bookmark NAME sets one.",
    .has_items = true,
    .command = bookmarks_command,
};

/* ---- Jumps ------------------------------------------------------------------------------------ */

/* How far a jump lies behind the cursor, or ahead of it: 0 is where it stands. */
static int64_t jump_distance(const struct jumps *jumps, uint64_t i)
{
    return (int64_t)i - (int64_t)jumps->at;
}

static uint64_t jumps_count(const struct view_source *source)
{
    return menu_session(source)->jumps->count;
}

static bool jumps_line(const struct view_source *source, uint64_t i, struct line *out)
{
    struct session *session = menu_session(source);
    line_clear(out);
    if (i >= session->jumps->count)
        return false;
    int64_t distance = jump_distance(session->jumps, i);
    line_str(out, STYLE_CURRENT, distance == 0 ? view_sign(SIGN_CURRENT) : " ");
    line_printf(out, STYLE_OFFSET, " %+4lld  ", (long long)distance);
    add_spot(session, &session->jumps->rows[i], source, out);
    return true;
}

static uint64_t jumps_home(const struct view_source *source)
{
    const struct jumps *jumps = menu_session(source)->jumps;
    return jumps->at < jumps->count ? jumps->at : jumps->count ? jumps->count - 1 : 0;
}

static bool jumps_command(struct session *session, uint64_t i, enum menu_verb verb, struct buf *out,
                          struct err *err)
{
    int64_t distance = jump_distance(session->jumps, i);
    if (verb != MENU_OPEN)
        return err_set(err, "jumps can only be gone to");
    if (i >= session->jumps->count || distance == 0)
        return err_set(err, "that is where the cursor is");
    buf_printf(out, distance < 0 ? "jump-back %lld" : "jump-forward %lld",
               (long long)(distance < 0 ? -distance : distance));
    return true;
}

const struct debug_menu menu_jumps = {
    .view = {.name = "jumps",
             .about = "where the cursor was before it jumped",
             .count = jumps_count,
             .line = jumps_line,
             .home = jumps_home},
    .nothing = "The cursor has not jumped yet.",
    .command = jumps_command,
};
