/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The debugger on the full screen. */
#ifndef BRINE_UI_SCREEN_H
#define BRINE_UI_SCREEN_H

#include "src/base/err.h"

struct session;

/* Runs the screen on a session until the user quits; 0. 2 with err set when it cannot open:
 * standard output is no terminal, TERM is not known. complaint: what went wrong before, shown first;
 * its text may be empty. The terminal is left as it was, also when a
 * signal ends the program (which it then does, here). While the screen is on, Ctrl-C and the flag
 * session->options.interrupted are its own. */
int screen_run(struct session *session, const struct err *complaint, struct err *err);

#endif
