/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists to choose from that have a file of their own: rows of the table in menu.c. */
#ifndef BRINE_DEBUGGER_MENU_ROWS_H
#define BRINE_DEBUGGER_MENU_ROWS_H

#include "src/debugger/menu.h"
#include "src/debugger/session.h"

extern const struct debug_menu menu_bookmarks, menu_jumps; /* menu_spots.c */

/* The session that is the source's context. */
static inline struct session *menu_session(const struct view_source *source)
{
    return source->context;
}

#endif
