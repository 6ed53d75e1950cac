/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that choose what is looked at: the members of a container, the pickles in a row. */
#include <string.h>

#include "src/base/settings.h"
#include "src/debugger/dive.h"
#include "src/debugger/groups.h"
#include "src/debugger/jumps.h"
#include "src/debugger/menu.h"
#include "src/debugger/setting.h"
#include "src/debugger/survey.h"
#include "src/input/input.h"
#include "src/output/safe.h"

/* Says what is open now and where that begins; jump-back leads to where the cursor was. */
static enum session_result say_open(struct session *session, const struct spot *from,
                                    struct buf *out)
{
    jumps_add(session->jumps, from);
    buf_str(out, session->entry ? "Entry " : "File ");
    safe_str(out, session->entry ? session->entry : session->input->path);
    buf_printf(out, ", stream %llu from byte 0x%llx", (unsigned long long)session->stream,
               (unsigned long long)session->base);
    if (session->spot.is_inside)
        buf_printf(out, ", inside stream %llu", (unsigned long long)session->spot.parent);
    buf_char(out, '\n');
    session_stop_text(session, out);
    return SESSION_MOVED;
}

static enum session_result open_stream(struct session *session, uint64_t stream, struct buf *out,
                                       struct err *err)
{
    struct spot from = spot_of(session, session->cursor);
    return session_visit(session, session->member, stream, err) ? say_open(session, &from, out)
                                                                : SESSION_ERROR;
}

static bool is_unread(const struct session *session, size_t member)
{
    return survey_gap(session, member) != GAP_NONE;
}

static bool is_dangerous(const struct session *session, size_t member)
{
    return survey_member(session, member).worst == SEVERITY_DANGEROUS;
}

/* "Dangerous: #3, #17." of all members that are so. */
static void say_members(const struct session *session, const char *what,
                        bool (*are)(const struct session *session, size_t member), struct buf *out)
{
    enum { SHOWN = 8 };
    size_t count = 0;
    for (size_t m = 0; m < session->input->member_count; m++) {
        if (are(session, m) && count++ < SHOWN)
            buf_printf(out, "%s#%zu", count == 1 ? what : ", ", m);
    }
    if (count > SHOWN)
        buf_printf(out, " and %zu more", count - SHOWN);
    if (count)
        buf_str(out, ".\n");
}

/* Who typed for a list gets one to choose from, where there is such a thing. */
static bool is_chosen_from(const struct session *session)
{
    return session->show_list && session->sourcing == 0;
}

static enum session_result do_entries(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    (void)args;
    if (!survey_finish_all(session, err))
        return SESSION_ERROR;
    if (is_chosen_from(session))
        return session->show_list(session->front, "entries", err) ? SESSION_OK : SESSION_ERROR;
    enum session_result result = menu_print(session, "entries", out, err);
    if (result != SESSION_OK)
        return result;
    uint64_t max_lines = session->settings->max_lines;
    if (max_lines && session->input->member_count > max_lines) /* it may be among those left out */
        say_members(session, "Dangerous: ", is_dangerous, out);
    /* What is not said of these is no praise. */
    say_members(session, "Not looked through to the end: ", is_unread, out);
    return result;
}

/* "#12", "#12 3": a member by its number, and a stream in it. A member whose name looks like that
 * does not stand in the way: its number is its only sure name. */
static bool read_numbers(const char *args, uint64_t *member, uint64_t *stream)
{
    char digits[24];
    size_t len = strcspn(args, " \t");
    if (args[0] != '#' || len >= sizeof digits)
        return false;
    memcpy(digits, args + 1, len - 1);
    digits[len - 1] = '\0';
    *stream = 0;
    const char *rest = args + len + strspn(args + len, " \t");
    return parse_number(digits, UNIT_COUNT, member) && *member <= SIZE_MAX &&
           (!*rest || (parse_number(rest, UNIT_COUNT, stream) && *stream <= INT64_MAX));
}

static enum session_result do_entry(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    if (args[0] == '\0') {
        err_set(err, "entry what? (entries lists them)");
        return SESSION_ERROR;
    }
    uint64_t member, stream;
    struct spot from = spot_of(session, session->cursor);
    bool is_open = read_numbers(args, &member, &stream)
                       ? session_visit(session, (size_t)member, stream, err)
                       : session_select(session, args, 0, err);
    return is_open ? say_open(session, &from, out) : SESSION_ERROR;
}

static enum session_result do_streams(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    (void)args;
    if (!survey_finish(session, err))
        return SESSION_ERROR;
    if (is_chosen_from(session))
        return session->show_list(session->front, "streams", err) ? SESSION_OK : SESSION_ERROR;
    enum session_result result = menu_print(session, "streams", out, err);
    if (result == SESSION_OK && session->survey->is_cut)
        buf_printf(out, "%s and more: only the first %zu are listed\n", safe_ellipsis(),
                   session->survey->n_streams);
    return result;
}

static enum session_result do_stream(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    uint64_t number;
    if (!parse_number(args, UNIT_COUNT, &number) || number > INT64_MAX) {
        err_set(err, "\"%.100s\": expected the number of a stream (streams lists them)", args);
        return SESSION_ERROR;
    }
    return open_stream(session, number, out, err);
}

static enum session_result do_dive(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    struct spot from = spot_of(session, session->cursor);
    return dive_in(session, args, err) ? say_open(session, &from, out) : SESSION_ERROR;
}

static enum session_result do_up(struct session *session, const char *args, struct buf *out,
                                 struct err *err)
{
    (void)args;
    struct spot from = spot_of(session, session->cursor);
    return dive_out(session, err) ? say_open(session, &from, out) : SESSION_ERROR;
}

static enum session_result do_restart(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    (void)args;
    return open_stream(session, session->stream, out, err);
}

/* clang-format off */
static const struct debug_command file_rows[] = {
    {.name = "entries", .aliases = "", .args = "", .summary = "List the members of the container",
     .help = "An arrow stands before what is open, and a sign where something is known\n"
             "against a pickle in it; all of them are looked through for that. On the screen\n"
             "one can choose from them: menu entries.\n",
     .run = do_entries},
    {.name = "entry", .aliases = "", .args = "NAME | #N [STREAM]", .complete = COMPLETE_ENTRIES,
     .summary = "Open another member, at its first pickle",
     .help = "NAME is the member's name, or the end of it after a /. #N is its number,\n"
             "whatever it is called; STREAM the number of a pickle of those in a row, from\n"
             "0.\n",
     .run = do_entry},
    {.name = "streams", .aliases = "", .args = "", .summary = "List the pickles in a row",
     .help = "", .run = do_streams},
    {.name = "stream", .aliases = "", .args = "N",
     .summary = "Open another pickle of those in a row", .help = "", .run = do_stream},
    {.name = "dive", .aliases = "", .args = "[VALUE]", .complete = COMPLETE_WORDS,
     .summary = "Open the pickle that a value holds",
     .help = "A bytes or str value that is a pickle itself, or a container of one. Without\n"
             "VALUE: what the opcode at the cursor pushes, else what it takes. It is a\n"
             "member of the file from then on; up comes back to the opcode that pushes it.\n",
     .run = do_dive},
    {.name = "up", .aliases = "", .args = "",
     .summary = "Open the pickle of which this one is a value",
     .help = "The cursor stands at the opcode that pushes it.\n", .run = do_up},
    {.name = "restart", .aliases = "start starti", .args = "",
     .summary = "Make the record again, with the limits in force, and go to the start",
     .help = "Breakpoints stay.\n", .run = do_restart},
};
/* clang-format on */

DEBUG_GROUP(group_files, "Files", file_rows);
