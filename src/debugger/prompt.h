/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readline prompt: a command loop on a terminal, without a screen. */
#ifndef BRINE_DEBUGGER_PROMPT_H
#define BRINE_DEBUGGER_PROMPT_H

#include "src/debugger/script.h"
#include "src/debugger/session.h"

/* Reads commands until quit or the end of the input. show gets what they print, tell the errors.
 * interrupted is the flag that session has: set while a command runs, put back here. */
void prompt_run(struct session *session, volatile sig_atomic_t *interrupted, script_show_fn show,
                void (*tell)(void *context, const struct err *err), void *context);

/* Readline's history and the file it is kept in, ~/.local/state/brine/history (under
 * XDG_STATE_HOME when that is set); its folder is made, for the user alone. The screen's command
 * line shares it. Without a home nothing is kept. */
void prompt_history_load(void);
void prompt_history_save(void);

#endif
