/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What help tells that is no command: the words that several commands take. */
#include "src/debugger/groups.h"

/* clang-format off */
static const struct debug_command topic_rows[] = {
    {.name = "expressions", .aliases = "expression", .args = "",
     .summary = "What print, assert, display and `break ... if` take",
     .help =
     "  stack[0], stack[-1]     the top of the stack; the lowest value on it\n"
     "                          (explain's Python has the list the other way round,\n"
     "                          and calls it values)\n"
     "  memo[3]                 what the memo holds under that number\n"
     "  #12                     what opcode 12 left on the stack, else what it took\n"
     "  event                   what the opcode would do; event.callee .args .kwargs\n"
     "                          .module .name .kind; .resolved: what is called, or\n"
     "                          imported, in the end\n"
     "  result                  what loading returns\n"
     "  depth, pos, op, opcode  how many values are on the stack; byte, number and\n"
     "                          name of the opcode; also: protocol, danger\n"
     "  VALUE[0], VALUE['key']  an item; also .callee .args .kwargs .module .name\n"
     "                          .kind\n"
     "  len(VALUE)              how many items it has\n"
     "  12, 'text', None, [1]   literals, as in Python\n"
     "  == != < <= > >= ~       as in Python; ~ matches a pattern (help patterns)\n"
     "  and or not (...)        as in Python\n"
     "A global or a call equals the string that is its text: stack[1] ==\n"
     "'os.system'. event.callee equals what is spelled and what that leads to, as\n"
     "break call has it.\n"},
    {.name = "positions", .aliases = "position", .args = "",
     .summary = "What goto, until, list, x and break take",
     .help =
     "  #12         the opcode of that number, from 0\n"
     "  31, 0x1f    the opcode that the byte of the stream belongs to; *0x1f is the\n"
     "              same\n"
     "  +3, -3      that many opcodes after the cursor, or before it\n"
     "  50%         after that part of the run's opcodes\n"
     "  @NAME       a bookmark; goto opens the stream that it is in\n"
     "  start, end  the first opcode; STOP, or where the run breaks\n"},
    {.name = "patterns", .aliases = "pattern", .args = "",
     .summary = "What break import, break call, find text, info strings and ~ take",
     .help =
     "  *  any characters, or none     os.*, *.system, *\n"
     "  ?  any one character           posix.spawn?\n"
     "Every other character is itself, upper and lower case differ, and the whole of\n"
     "the text must match: system alone is not os.system. break text and find text\n"
     "look for a text without * and ? anywhere in an argument.\n"},
};
/* clang-format on */

DEBUG_GROUP(group_topics, "Topics of help", topic_rows);
