/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that choose what is looked at: the members of a container, the pickles in a row. */
#include <string.h>

#include "src/base/settings.h"
#include "src/debugger/groups.h"
#include "src/debugger/jumps.h"
#include "src/debugger/setting.h"
#include "src/input/input.h"
#include "src/output/safe.h"

/* Opens a stream, and says what is open now and where that begins; jump-back leads to where the
 * cursor was. */
static enum session_result open_stream(struct session *session, const char *entry, uint64_t stream,
                                       struct buf *out, struct err *err)
{
    struct spot from = spot_of(session, session->cursor);
    if (!session_select(session, entry, (int64_t)stream, err))
        return SESSION_ERROR;
    jumps_add(session->jumps, &from);
    buf_str(out, session->entry ? "Entry " : "File ");
    safe_str(out, session->entry ? session->entry : session->input->path);
    buf_printf(out, ", stream %llu from byte 0x%llx\n", (unsigned long long)session->stream,
               (unsigned long long)session->base);
    session_stop_text(session, out);
    return SESSION_MOVED;
}

static void say_entry(struct session *session, size_t member, struct buf *out)
{
    struct input *in = session->input;
    bool holds = input_member_holds_pickle(in, member);
    const struct input_member *row = &in->members[member];
    struct buf note = {0};
    buf_printf(out, "%s %3zu  ", member == session->member ? "*" : " ", member);
    if (row->name)
        safe_line(out, (const char *)row->name, row->name_len);
    else
        safe_str(out, in->path);
    buf_printf(out, "   0x%llx bytes, %s", (unsigned long long)row->unpacked,
               holds         ? "pickle"
               : row->format ? row->format
                             : "not readable");
    input_member_note(in, member, &note);
    if (note.len) {
        buf_str(out, "   ");
        safe_line(out, note.data, note.len);
    }
    buf_char(out, '\n');
    buf_free(&note);
}

static enum session_result do_entries(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    size_t max_lines = session->settings->max_lines, count = session->input->member_count;
    (void)args;
    (void)err;
    for (size_t member = 0; member < count && (!max_lines || member < max_lines); member++)
        say_entry(session, member, out);
    if (max_lines && count > max_lines)
        buf_printf(out, "%s and %zu more (set max-lines)\n", safe_ellipsis(), count - max_lines);
    return SESSION_OK;
}

static enum session_result do_entry(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    if (args[0] == '\0') {
        err_set(err, "entry what? (entries lists them)");
        return SESSION_ERROR;
    }
    return open_stream(session, args, 0, out, err);
}

struct stream_lines {
    const struct session *session;
    struct buf *out;
};

static void say_stream(void *context, uint64_t number, uint64_t base, const br_record *rec)
{
    struct stream_lines *lines = context;
    const struct br_error *error = br_error_of(rec);
    bool is_open = number == lines->session->stream;
    buf_printf(lines->out, "%s %3llu  0x%04llx to 0x%04llx, protocol %d, %lu opcodes",
               is_open ? "*" : " ", (unsigned long long)number, (unsigned long long)base,
               (unsigned long long)(base + (error ? error->pos : br_end(rec))),
               br_protocol(rec, br_ops(rec)), (unsigned long)br_ops(rec));
    if (error) {
        buf_printf(lines->out, ", breaks: %s: ", br_error_kind_name(error->kind));
        safe_str(lines->out, error->message);
    }
    buf_char(lines->out, '\n');
}

static enum session_result do_streams(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    struct stream_lines lines = {session, out};
    (void)args;
    return session_streams(session, say_stream, &lines, err) ? SESSION_OK : SESSION_ERROR;
}

static enum session_result do_stream(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    uint64_t number;
    if (!parse_number(args, UNIT_COUNT, &number) || number > INT64_MAX) {
        err_set(err, "\"%.100s\": expected the number of a stream (streams lists them)", args);
        return SESSION_ERROR;
    }
    return open_stream(session, NULL, number, out, err);
}

static enum session_result do_restart(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    (void)args;
    return open_stream(session, NULL, session->stream, out, err);
}

/* clang-format off */
static const struct debug_command file_rows[] = {
    {.name = "entries", .aliases = "", .args = "", .summary = "List the members of the container",
     .help = "A star stands before the one that is open.\n", .run = do_entries},
    {.name = "entry", .aliases = "", .args = "NAME", .complete = COMPLETE_ENTRIES,
     .summary = "Open another member, at its first pickle",
     .help = "NAME is the member's name, the end of it after a /, or #N, its number.\n",
     .run = do_entry},
    {.name = "streams", .aliases = "", .args = "", .summary = "List the pickles in a row",
     .help = "", .run = do_streams},
    {.name = "stream", .aliases = "", .args = "N",
     .summary = "Open another pickle of those in a row", .help = "", .run = do_stream},
    {.name = "restart", .aliases = "run r", .args = "",
     .summary = "Make the record again, with the limits in force, and go to the start",
     .help = "Breakpoints stay.\n", .run = do_restart},
};
/* clang-format on */

DEBUG_GROUP(group_files, "Files", file_rows);
