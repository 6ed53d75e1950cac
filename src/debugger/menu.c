/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/menu.h"

#include <stdio.h>
#include <string.h>

#include "src/debugger/breakpoint.h"
#include "src/debugger/command.h"
#include "src/debugger/menu_rows.h"
#include "src/debugger/session.h"
#include "src/debugger/setting.h"
#include "src/debugger/survey.h"
#include "src/input/input.h"
#include "src/output/safe.h"
#include "src/view/parts.h"

const char *const menu_verbs[MENU_VERBS] = {"open", "delete", "toggle"};

static unsigned digits_of(uint64_t number)
{
    unsigned digits = 1;
    for (; number >= 10; number /= 10)
        digits++;
    return digits;
}

/* ---- Entries ---------------------------------------------------------------------------------- */

/* A line is a member, or a stream of the open one; these stand below it when there are several. */
struct entry {
    size_t member;
    bool is_stream;
    size_t stream;
};

#define ITEM_STREAM (UINT64_C(1) << 63)

static uint64_t stream_lines(const struct session *session)
{
    return session->survey->n_streams > 1 ? session->survey->n_streams : 0;
}

static uint64_t entries_count(const struct view_source *source)
{
    const struct session *session = menu_session(source);
    return session->input->member_count + stream_lines(session);
}

static struct entry entry_at(const struct session *session, uint64_t i)
{
    uint64_t streams = stream_lines(session), first = session->member + 1;
    if (i < first)
        return (struct entry){.member = (size_t)i};
    if (i < first + streams)
        return (struct entry){session->member, true, (size_t)(i - first)};
    return (struct entry){.member = (size_t)(i - streams)};
}

/* Members and streams as one number: streams stand between members. */
static uint64_t entries_item_at(const struct session *session, uint64_t i)
{
    struct entry entry = entry_at(session, i);
    return entry.is_stream ? ITEM_STREAM | entry.stream : entry.member;
}

static uint64_t entries_line_of(const struct session *session, uint64_t item)
{
    if (item & ITEM_STREAM)
        return session->member + 1 + (item & ~ITEM_STREAM);
    return item + (item > session->member ? stream_lines(session) : 0);
}

static bool is_open(const struct session *session, const struct entry *entry)
{
    if (entry->member != session->member)
        return false;
    return entry->is_stream ? entry->stream == session->stream : stream_lines(session) == 0;
}

static uint64_t entries_home(const struct view_source *source)
{
    const struct session *session = menu_session(source);
    return session->member + (stream_lines(session) ? 1 + session->stream : 0);
}

static void entries_note(const struct view_source *source, struct line *out)
{
    const struct session *session = menu_session(source);
    struct buf text = {0};
    survey_say(session, &text);
    bool is_looking = !text.len && !session->survey->is_whole;
    line_str(out, STYLE_TITLE, is_looking ? "looking for more" : buf_text(&text));
    buf_free(&text);
}

enum { HOLDS_COLUMNS = 10, SIZE_COLUMNS = 11, NOTE_COLUMNS = 60, SIZED_COLUMNS = 72 };

/* How bad the worst of its pickles is, as far as that is known. */
static void member_sign(const struct session *session, size_t member, struct line *out)
{
    enum severity worst = (enum severity)survey_member(session, member).worst;
    enum survey_gap gap = survey_gap(session, member);
    bool runs = br_runs(session->rec); /* as a reader that does not, none is judged */
    if (gap == GAP_NONE || (runs && worst >= SEVERITY_SUSPICIOUS))
        line_str(out, part_severity_style(worst, STYLE_PLAIN), part_severity_sign(worst));
    else
        line_str(out, gap == GAP_PART ? STYLE_ERROR : STYLE_MUTED,
                 view_sign(gap == GAP_PART ? SIGN_BROKEN : SIGN_PENDING));
    line_str(out, STYLE_PLAIN, " ");
}

/* "dangerous  pickle    0x12ab"; at the right end of lines, one below the other. Where there is little
 * room the size goes first. */
static void entry_tail(const struct input_member *member, bool holds, enum severity worst,
                       size_t columns, struct line *tail)
{
    const char *what = holds                                ? "pickle"
                       : member->format                     ? member->format
                       : member->pickle == INPUT_NOT_JUDGED ? "not yet"
                                                            : "unreadable";
    char size[24];
    bool is_aligned = columns > 0, has_size = columns == 0 || columns >= SIZED_COLUMNS;
    if (worst >= SEVERITY_SUSPICIOUS)
        line_printf(tail, part_severity_style(worst, STYLE_PLAIN), "%s  ", severity_name(worst));
    snprintf(size, sizeof size, "0x%llx", (unsigned long long)member->unpacked);
    line_printf(tail, holds ? STYLE_STRONG : STYLE_MUTED, "%-*s", is_aligned ? HOLDS_COLUMNS : 0,
                what);
    if (has_size)
        line_printf(tail, STYLE_NUMBER, is_aligned ? "%*s" : "  %*s", is_aligned ? SIZE_COLUMNS : 0,
                    size);
}

static void entry_name(const struct input *in, size_t member, bool holds, size_t room,
                       struct line *out)
{
    const struct input_member *row = &in->members[member];
    struct buf note = {0};
    size_t before = out->width;
    input_member_note(in, member, &note);
    /* The first without a name is the file; of another its number says which, and the note what. */
    const char *unnamed = member == 0 ? in->path : note.len ? "" : "no name";
    const char *name = row->name ? (const char *)row->name : unnamed;
    size_t len = row->name ? row->name_len : strlen(unnamed);
    /* The note is at least begun. */
    size_t most = note.len && room > NOTE_COLUMNS ? room - room / 3 : room;
    line_safe_ends(out, holds ? STYLE_PLAIN : STYLE_MUTED, name, len, most);
    size_t used = out->width - before;
    if (note.len && (room == 0 || used + 4 < room)) {
        line_str(out, STYLE_PLAIN, used ? "  " : "");
        line_safe(out, STYLE_SUSPICIOUS, note.data, note.len,
                  room ? room - used - (used ? 2 : 0) : 0);
    }
    buf_free(&note);
}

static void member_line(const struct view_source *source, size_t member, struct line *out)
{
    struct input *in = menu_session(source)->input;
    bool holds = in->members[member].pickle == INPUT_PICKLE; /* nothing is read to be painted */
    struct judged judged = survey_member(menu_session(source), member);
    struct line tail = {0};
    line_clear(&tail);
    member_sign(menu_session(source), member, out);
    entry_tail(&in->members[member], holds, (enum severity)judged.worst, source->width, &tail);
    size_t room = 0;
    if (source->width)
        room = source->width > out->width + tail.width + 8
                   ? source->width - out->width - tail.width - 2
                   : 8;
    entry_name(in, member, holds, room, out);
    line_right(out, &tail, source->width);
    line_free(&tail);
}

/* What is said last is the last to be cut. */
static void stream_line(const struct session *session, size_t number, size_t columns,
                        struct line *out)
{
    const struct survey *survey = session->survey;
    const struct survey_stream *stream = &survey->streams[number];
    bool is_here = number == session->stream;
    line_printf(out, STYLE_CURRENT, "%s ", is_here ? view_sign(SIGN_CURRENT) : " ");
    line_printf(out, STYLE_PLAIN, "stream %*zu ", (int)digits_of(survey->n_streams - 1), number);
    enum style style = part_severity_style(stream->worst, STYLE_PLAIN);
    line_str(out, style, part_severity_sign(stream->worst));
    line_printf(out, STYLE_OFFSET, " 0x%04llx to 0x%04llx", (unsigned long long)stream->spot.offset,
                (unsigned long long)stream->end);
    line_printf(out, STYLE_LABEL, "  proto %d  %lu opcode%s", stream->protocol,
                (unsigned long)stream->ops, stream->ops == 1 ? "" : "s");
    if (stream->spot.is_inside)
        line_printf(out, STYLE_LABEL, "  inside stream %llu",
                    (unsigned long long)stream->spot.parent);
    if (number == survey->broken_one && survey->broken.len) {
        line_str(out, STYLE_PLAIN, "  ");
        line_safe(out, STYLE_ERROR, survey->broken.data, survey->broken.len, 0);
    }
    if (stream->worst >= SEVERITY_SUSPICIOUS) {
        struct line tail = {0};
        line_clear(&tail);
        line_str(&tail, style, severity_name(stream->worst));
        line_right(out, &tail, columns);
        line_free(&tail);
    }
    if (is_here)
        out->traits |= LINE_CURRENT;
}

static bool entries_line(const struct view_source *source, uint64_t i, struct line *out)
{
    struct session *session = menu_session(source);
    line_clear(out);
    if (i >= entries_count(source))
        return false;
    struct entry entry = entry_at(session, i);
    unsigned digits = digits_of(session->input->member_count - 1);
    if (entry.is_stream) {
        line_pad(out, digits + 3);
        stream_line(session, entry.stream, source->width, out);
    } else {
        bool is_here = is_open(session, &entry);
        line_str(out, STYLE_CURRENT, is_here ? view_sign(SIGN_CURRENT) : " ");
        line_printf(out, STYLE_OFFSET, " %*zu ", (int)digits, entry.member);
        member_line(source, entry.member, out);
        out->traits |= is_here ? LINE_CURRENT : 0;
    }
    if (source->width)
        line_cut(out, source->width);
    return true;
}

static bool say_why_not(struct input *in, size_t member, struct err *err)
{
    const struct input_member *row = &in->members[member];
    if (row->why)
        return err_set(err, "#%zu cannot be read: %.200s", member, row->why);
    return err_set(err, "#%zu holds no pickle but %s; :entry #%zu opens it all the same", member,
                   row->is_folder                        ? "is a folder"
                   : !row->format                        ? "bytes that cannot be read"
                   : strcmp(row->format, "storage") == 0 ? "raw numbers"
                   : strcmp(row->format, "data") == 0    ? "other data"
                                                         : row->format,
                   member);
}

static bool entries_command(struct session *session, uint64_t i, enum menu_verb verb,
                            struct buf *out, struct err *err)
{
    struct entry entry = entry_at(session, i);
    if (verb != MENU_OPEN)
        return err_set(err, "members and streams can only be opened");
    if (is_open(session, &entry))
        return err_set(err, "this is the one that is open");
    if (entry.is_stream)
        buf_printf(out, "stream %zu", entry.stream);
    else if (!input_member_holds_pickle(session->input, entry.member))
        return say_why_not(session->input, entry.member, err);
    else
        buf_printf(out, "entry #%zu", entry.member);
    return true;
}

/* ---- Streams ---------------------------------------------------------------------------------- */

static uint64_t streams_count(const struct view_source *source)
{
    return menu_session(source)->survey->n_streams;
}

static bool streams_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    if (i >= streams_count(source))
        return false;
    stream_line(menu_session(source), (size_t)i, source->width, out);
    if (source->width)
        line_cut(out, source->width);
    return true;
}

static uint64_t streams_home(const struct view_source *source)
{
    return menu_session(source)->stream;
}

static bool streams_command(struct session *session, uint64_t i, enum menu_verb verb,
                            struct buf *out, struct err *err)
{
    (void)session;
    if (verb != MENU_OPEN)
        return err_set(err, "streams can only be opened");
    buf_printf(out, "stream %llu", (unsigned long long)i);
    return true;
}

/* ---- Breakpoints ------------------------------------------------------------------------------ */

static uint64_t breakpoints_count(const struct view_source *source)
{
    return menu_session(source)->breakpoints->count;
}

static bool breakpoints_line(const struct view_source *source, uint64_t i, struct line *out)
{
    const struct breakpoints *list = menu_session(source)->breakpoints;
    line_clear(out);
    if (i >= list->count)
        return false;
    const struct breakpoint *row = list->rows[i];
    struct buf text = {0};
    breakpoint_text(row, &text);
    line_str(out, STYLE_BREAKPOINT, row->enabled ? view_sign(SIGN_BREAKPOINT) : " ");
    line_printf(out, STYLE_OFFSET, " %*u ", (int)digits_of(list->last_number), row->number);
    line_printf(out, row->enabled ? STYLE_OPCODE : STYLE_MUTED, "%s ", row->command);
    line_safe(out, row->enabled ? STYLE_PLAIN : STYLE_MUTED, text.data, text.len, 0);
    if (row->ignore)
        line_printf(out, STYLE_MUTED, "  ignores the next %llu", (unsigned long long)row->ignore);
    if (row->commands && row->commands->count)
        line_printf(out, STYLE_MUTED, "  runs %zu command%s", row->commands->count,
                    row->commands->count == 1 ? "" : "s");
    struct line tail = {0};
    line_clear(&tail);
    line_printf(&tail, STYLE_LABEL, "%s%llu hit%s", row->enabled ? "" : "off  ",
                (unsigned long long)row->hits, row->hits == 1 ? "" : "s");
    line_right(out, &tail, source->width);
    line_free(&tail);
    buf_free(&text);
    return true;
}

static bool breakpoints_command(struct session *session, uint64_t i, enum menu_verb verb,
                                struct buf *out, struct err *err)
{
    const struct breakpoints *list = session->breakpoints;
    if (i >= list->count)
        return err_set(err, "there is no breakpoint on this line");
    const struct breakpoint *row = list->rows[i];
    static const char *const commands[MENU_VERBS] = {
        [MENU_OPEN] = "find breakpoint", [MENU_DELETE] = "delete", [MENU_TOGGLE] = "enable"};
    bool is_off = verb == MENU_TOGGLE && row->enabled;
    buf_printf(out, "%s %u", is_off ? "disable" : commands[verb], row->number);
    return true;
}

/* ---- All of them ------------------------------------------------------------------------------ */

static const struct debug_menu menu_entries = {
    .view = {.name = "entries",
             .about = "the members of the file, and the pickles in a row in the open one",
             .count = entries_count,
             .line = entries_line,
             .home = entries_home,
             .note = entries_note},
    .command = entries_command,
    .more = survey_run,
    .item_at = entries_item_at,
    .line_of = entries_line_of,
};

static const struct debug_menu menu_streams = {
    .view = {.name = "streams",
             .about = "the pickles in a row in the open member",
             .count = streams_count,
             .line = streams_line,
             .home = streams_home},
    .nothing = "Not looked for yet.",
    .command = streams_command,
    .more = survey_run,
};

static const struct debug_menu menu_breakpoints = {
    .view = {.name = "breakpoints",
             .about = "the breakpoints",
             .count = breakpoints_count,
             .line = breakpoints_line},
    .nothing = "There are no breakpoints: break sets one.",
    .has_items = true,
    .has_switches = true,
    .command = breakpoints_command,
};

static const struct debug_menu *const menus[] = {
    &menu_entries, &menu_streams, &menu_breakpoints, &menu_bookmarks, &menu_jumps,
};

const struct debug_menu *debug_menu_find(const char *name, struct err *err)
{
    struct buf names = {0};
    for (size_t n = 0; n < sizeof menus / sizeof menus[0]; n++) {
        if (strcmp(menus[n]->view.name, name) == 0) {
            buf_free(&names);
            return menus[n];
        }
        buf_printf(&names, "%s%s", n ? ", " : "", menus[n]->view.name);
    }
    err_set(err, "\"%s\" is no list: %s", name, buf_text(&names));
    buf_free(&names);
    return NULL;
}

enum session_result menu_print(struct session *session, const char *name, struct buf *out,
                               struct err *err)
{
    const struct debug_menu *menu = debug_menu_find(name, err);
    uint64_t at_most = session->settings->max_lines;
    struct view_source source;
    if (!menu)
        return SESSION_ERROR;
    session_view(session, &source);
    uint64_t count = menu->view.count(&source);
    if (!view_print(&menu->view, &source, 0, at_most, out))
        return command_no_memory(err);
    if (count == 0 && menu->nothing)
        buf_printf(out, "%s\n", menu->nothing);
    if (at_most && count > at_most)
        buf_printf(out, "%s and %llu more (set max-lines)\n", safe_ellipsis(),
                   (unsigned long long)(count - at_most));
    return SESSION_OK;
}
