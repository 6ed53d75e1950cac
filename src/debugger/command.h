/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the debugger. Each is one row: what it is called, what it takes, how it is
 * completed, what help says, and the function that does it. The prompt, the `:` line of the screen,
 * scripts, help, apropos, completion and the manual read these rows and nothing else.
 *
 * Rows stand in groups, a file each (moves.c, breaks.c ...): to add a command, add a row and its
 * function to one of them. */
#ifndef BRINE_DEBUGGER_COMMAND_H
#define BRINE_DEBUGGER_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "src/debugger/session.h"

/* What its argument is completed with. */
enum completion {
    COMPLETE_NOTHING,
    COMPLETE_COMMANDS, /* names of commands, then of their topics */
    COMPLETE_SUB,      /* names of the group `sub` */
    COMPLETE_PLACES,   /* what break takes: import, call, danger, opcodes, globals after those */
    COMPLETE_CATCH,    /* what catch takes */
    COMPLETE_OPCODES,
    COMPLETE_POSITIONS,   /* start, end, bookmarks */
    COMPLETE_BREAKPOINTS, /* numbers */
    COMPLETE_DELETE,      /* those, bookmark and its names, display */
    COMPLETE_WORDS,       /* of expressions */
    COMPLETE_ENTRIES,     /* members of the file */
    COMPLETE_SETTINGS,
    COMPLETE_FILES,
    COMPLETE_DUMP, /* words of an expression, then a file */
    COMPLETE_LOOK, /* positions, or words of an expression */
};

/* What an empty line after it does. */
enum repeat {
    REPEAT_NO,   /* nothing: to do it twice by mistake would hurt or say nothing new */
    REPEAT_SAME, /* the whole line again */
    REPEAT_BARE, /* the command without its arguments, but for a -: it goes on where it was */
};

struct debug_group;

struct debug_command {
    const char *name;    /* "reverse-continue" */
    const char *aliases; /* "rc": blanks between; taken exactly as they are. "" without */
    const char *args;    /* "[N]"; "" without */
    enum completion complete;
    enum repeat repeat;
    const char *summary; /* one line without a dot */
    const char *help;    /* more, lines of at most 78 columns that end with newlines; "" without */
    /* args: what follows the name, without blanks at its ends. */
    enum session_result (*run)(struct session *session, const char *args, struct buf *out,
                               struct err *err);
    const struct debug_group *sub;    /* run is NULL: the first argument names one of these */
    const struct debug_group *topics; /* of help: what it tells beside commands; these do not run */
    bool is_setting; /* of a front end: it is carried out where that is not there, too */
};

struct debug_group {
    const char *title; /* "Moving" */
    const struct debug_command *rows;
    size_t count;
};

#define DEBUG_GROUP(group_name, group_title, group_rows)                                           \
    const struct debug_group group_name = {group_title, group_rows,                                \
                                           sizeof(group_rows) / sizeof *(group_rows)}

/* The nth group, the front end's last; NULL past the last. session may be NULL. */
const struct debug_group *debug_group_nth(const struct session *session, size_t n);

/* The row that a word means: a name or alias, or the beginning of one name only. Commands of a front end
 * that is not there must be spelled out: they do not stand in the way of what is shortened. NULL, err set:
 * none, or more than one. */
const struct debug_command *debug_command_find(const struct session *session, const char *word,
                                               size_t len, struct err *err);
/* The same among the topics of a command that has some. */
const struct debug_command *debug_topic_find(const struct debug_command *command, const char *word,
                                             size_t len, struct err *err);

/* Reads the run to its end. False, with err set: it was stopped before, and nothing can be said of the
 * whole. */
bool command_reads_all(struct session *session, struct err *err);

/* How a command ends that was interrupted, or could not go on; that had no memory. */
enum session_result command_stopped(const struct session *session, struct err *err);
enum session_result command_no_memory(struct err *err);
/* How one ends that was told something wrong: what, and what was expected. */
#define command_wrong(err, ...) (err_set((err), __VA_ARGS__), SESSION_ERROR)

/* It works on a front end that is not there: it is passed over. */
bool debug_is_absent(const struct session *session, const struct debug_command *command);

/* The length of the first word of text: letters, digits, - and _; 0 when it begins with another
 * character. */
size_t debug_word(const char *text);

#endif
