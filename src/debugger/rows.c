/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that show the stream: its opcodes, its bytes. */
#include <stdlib.h>
#include <string.h>

#include "src/debugger/args.h"
#include "src/debugger/ask.h"
#include "src/debugger/examine.h"
#include "src/debugger/groups.h"
#include "src/debugger/position.h"
#include "src/debugger/setting.h"
#include "src/output/safe.h"

/* ---- list ------------------------------------------------------------------------------------ */

/* Prints `lines` rows from `from` on. */
static enum session_result list_rows(struct session *session, br_op from, uint64_t lines,
                                     struct buf *out, struct err *err)
{
    struct view_source source;
    if (lines == 0)
        return SESSION_OK;
    uint64_t to = from + lines < BR_NO_OP ? from + lines : BR_NO_OP - 1;
    if (!session_reach(session, (br_op)to))
        return command_stopped(session, err);
    if (from > session_last(session)) {
        buf_str(out, "That was the end of the stream.\n");
        return SESSION_OK;
    }
    session_view(session, &source);
    if (!view_print(&view_code, &source, from, lines, out))
        return command_no_memory(err);
    session->listed_from = from;
    session->listed = (br_op)to;
    return SESSION_OK;
}

/* The rows before those that were shown last. */
static enum session_result list_before(struct session *session, struct buf *out, struct err *err)
{
    br_op lines = session->settings->list_lines;
    br_op to = session->listed != BR_NO_OP ? session->listed_from : session->cursor;
    br_op from = to > lines ? to - lines : 0;
    if (to > 0)
        return list_rows(session, from, to - from, out, err);
    buf_str(out, "That was the start of the stream.\n");
    return SESSION_OK;
}

/* "A,B", "A," or ",B"; comma: where it is in args. */
static enum session_result list_range(struct session *session, const char *args, size_t comma,
                                      struct buf *out, struct err *err)
{
    uint64_t lines = session->settings->list_lines, max_lines = session->settings->max_lines;
    const char *second = args_skip(args + comma + 1);
    br_op from = 0, to = 0;
    char *first = strndup(args, comma);
    if (!first)
        return command_no_memory(err);
    while (comma > 0 && first[comma - 1] == ' ')
        first[--comma] = '\0';
    uint64_t from_byte = 0, to_byte = UINT64_MAX;
    bool is_good = (!*first || (position_read(session, first, &from, err) &&
                                position_byte(session, first, &from_byte, err))) &&
                   (!*second || (position_read(session, second, &to, err) &&
                                 position_byte(session, second, &to_byte, err)));
    bool has_first = *first != '\0';
    free(first);
    if (!is_good)
        return SESSION_ERROR;
    if (!has_first && !*second)
        return command_wrong(err, "expected list A,B: from a position to another");
    if (!*second)
        return list_rows(session, from, lines, out, err);
    if (!has_first)
        from = to + 1 > lines ? to + 1 - (br_op)lines : 0;
    if (to < from || to_byte < from_byte)
        return command_wrong(err, "\"%.100s\": the second position is before the first", args);
    lines = (uint64_t)to - from + 1;
    bool is_cut = max_lines && lines > max_lines;
    enum session_result result = list_rows(session, from, is_cut ? max_lines : lines, out, err);
    if (is_cut)
        buf_printf(out, "%s and %llu more (set max-lines)\n", safe_ellipsis(),
                   (unsigned long long)(lines - max_lines));
    return result;
}

static enum session_result do_list(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    br_op around = session->cursor, lines = session->settings->list_lines;
    size_t comma = strcspn(args, ",");
    if (strcmp(args, "-") == 0)
        return list_before(session, out, err);
    if (args[comma])
        return list_range(session, args, comma, out, err);
    if (args[0] && !position_read(session, args, &around, err))
        return SESSION_ERROR;
    bool goes_on = args[0] == '\0' && session->listed != BR_NO_OP;
    br_op from = goes_on ? session->listed : around > lines / 2 ? around - lines / 2 : 0;
    return list_rows(session, from, lines, out, err);
}

/* ---- x --------------------------------------------------------------------------------------- */

/* Where a value stands in the stream: its characters, else the opcode that made it. */
static bool value_bytes(struct session *session, const char *args, bool is_op, uint64_t *pos,
                        uint64_t *until, struct err *err)
{
    struct operand operand;
    if (!ask_value(session, args, &operand, err))
        return false;
    br_op maker = br_maker(session->rec, operand.value);
    struct br_slice raw = br_raw(session->rec, operand.value);
    if (raw.len > 0 && !is_op) {
        *pos = (uint64_t)(raw.data - br_bytes(session->rec).data);
        *until = *pos + raw.len;
        return true;
    }
    if (maker == BR_NO_OP)
        return err_set(err, "\"%.100s\": no opcode made it, so it has no bytes", args);
    *pos = br_pos(session->rec, maker);
    *until = br_pos(session->rec, maker + 1);
    return true;
}

static enum session_result do_x(struct session *session, const char *args, struct buf *out,
                                struct err *err)
{
    struct examine examine = *session->examined;
    uint64_t pos = session_pos(session, session->cursor), until = EXAMINE_NOWHERE;
    if (args[0] == '/' && !examine_read(&args, &examine, err))
        return SESSION_ERROR;
    if (args[0] == '\0' && examine.next != EXAMINE_NOWHERE)
        pos = examine.next;
    bool is_good = true;
    if (args[0] && position_begins(args))
        is_good = position_byte(session, args, &pos, err);
    else if (args[0])
        is_good = value_bytes(session, args, examine.format == 'i', &pos, &until, err);
    if (!is_good || !examine_print(session, &examine, pos, until, out, err))
        return SESSION_ERROR;
    *session->examined = examine;
    return SESSION_OK;
}

/* ---- byte ------------------------------------------------------------------------------------ */

/* What it is, then the numbers that begin there. */
static enum session_result tell_byte(struct session *session, uint64_t pos, struct buf *out,
                                     struct err *err)
{
    struct view_source source;
    struct line line = {0};
    session_view(session, &source);
    source.has_place = true;
    source.place = pos;
    view_hex.places->tell(&source, pos, source.width, &line);
    line_str(&line, STYLE_PLAIN, "\n  ");
    view_hex.note(&source, &line);
    buf_printf(out, "%s\n", buf_text(&line.text));
    bool is_good = !line.text.failed;
    line_free(&line);
    return is_good ? SESSION_OK : command_no_memory(err);
}

static enum session_result do_byte(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    uint64_t pos = session_pos(session, session->cursor);
    if (args[0] && !position_byte(session, args, &pos, err))
        return SESSION_ERROR;
    if (pos >= br_bytes(session->rec).len)
        return command_wrong(err, "there is no byte 0x%llx: the data end there",
                             (unsigned long long)pos);
    if (!session->show_byte)
        return tell_byte(session, pos, out, err);
    session->show_byte(session->front, pos);
    return SESSION_OK;
}

/* ---- The rows -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct debug_command row_rows[] = {
    {.name = "list", .aliases = "l disas disassemble", .args = "[POS] | A,B | -", .complete = COMPLETE_POSITIONS,
     .repeat = REPEAT_BARE, .summary = "Show opcodes around the cursor, or around POS; again: more",
     .help = "list A,B shows those from one position to another, list A, those from A on,\n"
             "list - those before what was shown last.\n",
     .run = do_list},
    {.name = "x", .aliases = "", .args = "[/NFU] [POS | VALUE]", .complete = COMPLETE_LOOK,
     .repeat = REPEAT_BARE, .summary = "Show bytes of the stream at the cursor, at POS, or of a value",
     .help = "  x/32 0x10       32 bytes in hex, and the rest of the lines of 16 that they\n"
             "                  are on\n"
             "  x/4xw 0x10      F: x hex, d signed, u unsigned, o octal, t binary,\n"
             "                  c character; U: b 1 byte, h 2, w 4, g 8; the lowest byte\n"
             "                  first, as in a pickle\n"
             "  x/f 0x10        a float of 8 bytes (w: 4), the highest first, as BINFLOAT\n"
             "                  has it\n"
             "  x/3s 0x10       texts that a NUL or the end of a line ends\n"
             "  x/5i #12        opcodes, as list shows them\n"
             "  x/s stack[0]    the bytes from which the value was made\n"
             "The letters hold until others are given; an empty line goes on after the last\n"
             "byte.\n",
     .run = do_x},
    {.name = "byte", .aliases = "", .args = "[POS]", .complete = COMPLETE_POSITIONS,
     .repeat = REPEAT_SAME, .summary = "Tell what a byte is: of which opcode, and which part of it",
     .help = "Without POS the byte at the cursor. Bytes that no opcode has, after STOP or\n"
             "where the run broke, can be asked about too. On the screen the hex pane shows\n"
             "it.\n",
     .run = do_byte},
};
/* clang-format on */

DEBUG_GROUP(group_rows, "The stream", row_rows);
