/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the screen itself: rows beside those of the debugger, on the `:` line and for
 * keys alike. session->front is the struct screen. */
#ifndef BRINE_UI_ACTIONS_H
#define BRINE_UI_ACTIONS_H

#include "src/debugger/command.h"

extern const struct debug_group actions_group;

/* session->show_byte. */
void actions_show_byte(void *front, uint64_t pos);
/* session->show_list. */
bool actions_show_list(void *front, const char *name, struct err *err);

#endif
