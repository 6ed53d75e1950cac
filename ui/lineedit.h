/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line at the bottom on which people type: readline edits it (keys of the user's inputrc,
 * history), the screen reads the bytes and paints the line. There is one readline in a process, so
 * there is one such line. */
#ifndef BRINE_UI_LINEEDIT_H
#define BRINE_UI_LINEEDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"

struct session;

/* Before the terminal is taken over: readline looks at it once. Words are completed as the
 * session's language has them. */
void lineedit_start(struct session *session);

/* What is typed: each kind has a history of its own. */
enum lineedit_kind { LINEEDIT_COMMAND, LINEEDIT_SEARCH, LINEEDIT_KINDS };
/* Begins a line that holds text already. */
void lineedit_open(const char *text, enum lineedit_kind kind);
bool lineedit_is_open(void);
/* Gives the line up. */
void lineedit_close(void);

/* Gives a byte that was typed. True: the line is ended; *line is the caller's to free, or NULL when
 * it was given up. */
bool lineedit_feed(unsigned char byte, char **line);
/* Keeps a line in the history of the kind that was open last. */
void lineedit_remember(const char *line);
/* The history is that of commands again: before it is saved. */
void lineedit_end(void);

/* The text as it stands, safe, and the column of the cursor in it. */
void lineedit_text(struct buf *out, size_t *cursor);
/* True when nothing is typed: another Backspace gives the line up. */
bool lineedit_is_empty(void);

/* What the word could become, when completion found several, since the last call: in as many columns
 * as fit, a few lines. */
bool lineedit_take_choices(size_t columns, struct buf *out);

#endif
