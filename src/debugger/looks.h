/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other commands than undisplay do with expressions on display. */
#ifndef BRINE_DEBUGGER_LOOKS_H
#define BRINE_DEBUGGER_LOOKS_H

#include "src/debugger/session.h"

/* Expression number args, as `info display` counts, is shown no longer; "": none is. */
enum session_result display_delete(struct session *session, const char *args, struct err *err);

#endif
