/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripts: lines of commands in a file. A command that fails ends its script, and every script
 * that ran it; an assert that fails does not. Blank lines do nothing, # begins a comment line. */
#ifndef BRINE_DEBUGGER_SCRIPT_H
#define BRINE_DEBUGGER_SCRIPT_H

#include <stdio.h>

#include "src/debugger/session.h"

enum { SCRIPT_MAX_LINE = 1 << 20, SCRIPT_MAX_DEPTH = 16 };

/* Gets what a command printed, to print it and clear it. False: it cannot, the script ends. */
typedef bool (*script_show_fn)(void *context, struct buf *text);

/* Runs one line that stands in a script. name, line: for an error's text ("x.brine:3: ..."). */
enum session_result script_line(struct session *session, const char *name, unsigned line,
                                const char *text, struct buf *out, struct err *err);

/* Runs the lines of a file that is open, until one fails, quits, or show says no. SESSION_OK,
 * SESSION_QUIT, SESSION_ERROR (err set; empty when show said no). out: where texts are made. */
enum session_result script_run(struct session *session, const char *name, FILE *file,
                               struct buf *out, script_show_fn show, void *context,
                               struct err *err);
/* The same for a file's name. show NULL: texts stay in out. */
enum session_result script_run_file(struct session *session, const char *path, struct buf *out,
                                    script_show_fn show, void *context, struct err *err);

/* After the last line of all. False, err set: the commands of a breakpoint have no `end`. */
bool script_end(struct session *session, struct err *err);

#endif
