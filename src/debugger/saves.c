/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that write a new file: the content of a value, bytes, breakpoints, bookmarks. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/settings.h"
#include "src/debugger/args.h"
#include "src/debugger/ask.h"
#include "src/debugger/bookmark.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/groups.h"
#include "src/debugger/newfile.h"
#include "src/debugger/position.h"
#include "src/debugger/text.h"
#include "src/input/input.h"

static enum session_result closed(struct newfile *file, struct err *err)
{
    return newfile_close(file, err) ? SESSION_OK : SESSION_ERROR;
}

/* ---- dump ------------------------------------------------------------------------------------ */

/* Content, or for what has none the text as repr prints it. */
static enum br_status dump_value(struct br_state at, br_value value, struct newfile *file,
                                 bool *is_cut)
{
    struct br_text_options whole = {.max_bytes = TEXT_WHOLE_MAX};
    struct br_text_result result = {0};
    bool is_text;
    *is_cut = false;
    if (br_kind(at.rec, value) == BR_KIND_BYTEARRAY)
        return br_bytes_at(at, value, newfile_sink(file));
    enum br_status status = br_content(at.rec, value, newfile_sink(file), &is_text);
    if (!is_text)
        status = br_text(at, value, &whole, newfile_sink(file), &result);
    *is_cut = result.cut;
    return status;
}

static enum session_result say_dumped(struct newfile *file, enum br_status status, struct buf *out,
                                      struct err *err)
{
    bool is_whole = status == BR_OK || file->error || file->stopped;
    enum session_result result = closed(file, err);
    if (!is_whole)
        return command_wrong(err, "%s: out of memory; %llu bytes are written", file->path,
                             (unsigned long long)file->bytes);
    if (result == SESSION_OK)
        buf_printf(out, "%llu byte%s written.\n", (unsigned long long)file->bytes,
                   file->bytes == 1 ? "" : "s");
    return result;
}

/* An INST has no value for its class: its name is what there is. */
static enum session_result dump_expr(struct session *session, const char *text, const char *path,
                                     struct buf *out, struct err *err)
{
    struct operand operand;
    struct newfile file;
    if (!ask_value(session, text, &operand, err))
        return SESSION_ERROR;
    if (operand.kind == OPERAND_CLASS)
        return command_wrong(err, "\"%.100s\" is a class, not a value with content", text);
    if (!newfile_open(&file, path, session->options.interrupted, err))
        return SESSION_ERROR;
    struct br_state at = {session->rec, operand.at};
    bool is_cut;
    enum br_status status = dump_value(at, operand.value, &file, &is_cut);
    enum session_result result = say_dumped(&file, status, out, err);
    if (result == SESSION_OK && is_cut)
        return command_wrong(err, "%s: the text is longer than the %d MB that are written", path,
                             TEXT_WHOLE_MAX >> 20);
    return result;
}

/* "POS COUNT" */
static enum session_result dump_bytes(struct session *session, const char *text, const char *path,
                                      struct buf *out, struct err *err)
{
    struct br_slice data = br_bytes(session->rec);
    size_t len = strcspn(text, " \t");
    uint64_t pos, count;
    char *where = strndup(text, len);
    if (!where)
        return command_no_memory(err);
    bool is_good = position_byte(session, where, &pos, err);
    free(where);
    if (!is_good)
        return SESSION_ERROR;
    text = args_skip(text + len);
    if (!parse_number(text, UNIT_COUNT, &count) || count == 0)
        return command_wrong(err, "\"%.100s\": expected how many bytes: dump bytes POS COUNT FILE",
                             text);
    if (count > data.len - pos)
        return command_wrong(err, "the data end at 0x%llx: there are fewer bytes than that",
                             (unsigned long long)data.len);
    struct newfile file;
    if (!newfile_open(&file, path, session->options.interrupted, err))
        return SESSION_ERROR;
    newfile_write(&file, (const char *)data.data + pos, (size_t)count);
    return say_dumped(&file, BR_OK, out, err);
}

static enum session_result do_dump(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    static const char expected[] = "dump VALUE FILE, or dump bytes POS COUNT FILE";
    char *path;
    size_t before;
    if (!args_file(args, expected, &path, &before, err))
        return SESSION_ERROR;
    char *what = strndup(args, before);
    const char *text = what;
    enum session_result result;
    if (!what)
        result = command_no_memory(err);
    else if (!what[0])
        result = command_wrong(err, "expected %s", expected);
    else if (args_take(&text, "bytes"))
        result = dump_bytes(session, text, path, out, err);
    else
        result = dump_expr(session, text, path, out, err);
    free(what);
    free(path);
    return result;
}

/* ---- save ------------------------------------------------------------------------------------ */

/* What would make the breakpoint again. */
static void save_breakpoint(const struct breakpoint *breakpoint, struct newfile *file)
{
    struct buf text = {0};
    breakpoint_text(breakpoint, &text);
    newfile_printf(file, "%s %s\n", breakpoint->command, buf_text(&text));
    if (breakpoint->ignore)
        newfile_printf(file, "ignore $ %llu\n", (unsigned long long)breakpoint->ignore);
    if (!breakpoint->enabled)
        newfile_printf(file, "disable $\n");
    buf_free(&text);
    if (!breakpoint->commands)
        return;
    newfile_printf(file, "commands\n");
    for (size_t n = 0; n < breakpoint->commands->count; n++)
        newfile_printf(file, "  %s\n", breakpoint->commands->rows[n]);
    newfile_printf(file, "end\n");
}

/* True if a script's line can end in this name. */
static bool is_line(const uint8_t *name, size_t len)
{
    if (len == 0 || isspace(name[0]) || isspace(name[len - 1]))
        return false;
    for (size_t n = 0; n < len; n++) {
        if (iscntrl(name[n]))
            return false;
    }
    return true;
}

/* A member by its name where that leads back to it: numbers of what stands in others depend on what
 * was looked into first. Names may be there twice, and a line holds no control characters: then the
 * number. */
static void save_entry(struct session *session, size_t member, struct newfile *file)
{
    const struct input_member *row = &session->input->members[member];
    size_t found = INPUT_NO_MEMBER;
    char *name =
        is_line(row->name, row->name_len) ? strndup((const char *)row->name, row->name_len) : NULL;
    if (name && input_find_member(session->input, name, 0, &found, NULL) && found == member)
        newfile_printf(file, " entry %s", name);
    else
        newfile_printf(file, " entry #%zu", member);
    free(name);
}

static void save_bookmark(struct session *session, const struct bookmark *bookmark,
                          struct newfile *file)
{
    newfile_printf(file, "bookmark %s 0x%04llx stream %llu", bookmark->name,
                   (unsigned long long)bookmark->spot.pos,
                   (unsigned long long)bookmark->spot.stream);
    if (session->input->member_count > 1)
        save_entry(session, bookmark->spot.member, file);
    newfile_printf(file, "\n");
}

/* Opens the file that args name. *path is the caller's to free. */
static bool save_open(struct session *session, const char *args, const char *expected,
                      struct newfile *file, char **path, struct err *err)
{
    size_t before;
    if (!args_file(args, expected, path, &before, err))
        return false;
    if (before > 0)
        err_set(err, "\"%.100s\": expected %s, in quotes if its name has blanks", args, expected);
    else if (newfile_open(file, *path, session->options.interrupted, err))
        return true;
    free(*path);
    return false;
}

static enum session_result save_close(struct newfile *file, char *path, size_t count,
                                      const char *noun, struct buf *out, struct err *err)
{
    enum session_result result = closed(file, err);
    free(path);
    if (result == SESSION_OK)
        buf_printf(out, "%zu %s%s saved.\n", count, noun, count == 1 ? "" : "s");
    return result;
}

static enum session_result do_save_breakpoints(struct session *session, const char *args,
                                               struct buf *out, struct err *err)
{
    const struct breakpoints *list = session->breakpoints;
    struct newfile file;
    char *path;
    if (!save_open(session, args, "save breakpoints FILE", &file, &path, err))
        return SESSION_ERROR;
    for (size_t n = 0; n < list->count; n++)
        save_breakpoint(list->rows[n], &file);
    enum session_result result = save_close(&file, path, list->count, "breakpoint", out, err);
    if (result == SESSION_OK)
        session->breakpoints->saved_number = list->last_number;
    return result;
}

static enum session_result do_save_bookmarks(struct session *session, const char *args,
                                             struct buf *out, struct err *err)
{
    const struct bookmarks *list = session->bookmarks;
    struct newfile file;
    char *path;
    if (!save_open(session, args, "save bookmarks FILE", &file, &path, err))
        return SESSION_ERROR;
    for (size_t n = 0; n < list->count; n++)
        save_bookmark(session, &list->rows[n], &file);
    enum session_result result = save_close(&file, path, list->count, "bookmark", out, err);
    if (result == SESSION_OK)
        session->bookmarks->saved_number = list->last_number;
    return result;
}

/* ---- The rows -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct debug_command save_rows[] = {
    {.name = "breakpoints", .aliases = "b", .args = "FILE", .complete = COMPLETE_FILES,
     .summary = "The breakpoints, with their conditions and commands", .help = "",
     .run = do_save_breakpoints},
    {.name = "bookmarks", .aliases = "", .args = "FILE", .complete = COMPLETE_FILES,
     .summary = "The bookmarks, of all streams", .help = "", .run = do_save_bookmarks},
};

static const struct debug_group group_save = {"Topics of save", save_rows, 2};

static const struct debug_command write_rows[] = {
    {.name = "dump", .aliases = "", .args = "VALUE FILE", .complete = COMPLETE_DUMP,
     .summary = "Write what a str, bytes or bytearray holds, else a value's text, to a new file",
     .help = "The whole of it, as it is at the cursor: a str in UTF-8, where a lone\n"
             "surrogate has its three bytes; of other values the text that print --full\n"
             "shows. dump bytes POS COUNT FILE writes bytes of the stream. No file is ever\n"
             "written over; a name with blanks stands in quotes.\n",
     .run = do_dump},
    {.name = "save", .aliases = "", .args = "WHAT FILE", .complete = COMPLETE_SUB,
     .summary = "Write breakpoints or bookmarks to a new file, as commands for source",
     .help = "", .sub = &group_save},
};
/* clang-format on */

DEBUG_GROUP(group_saves, "Writing new files", write_rows);
