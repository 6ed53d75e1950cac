/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists to choose from: views whose lines stand for commands. The screen lays one over the panes
 * and runs what the line says; it knows nothing of what is listed. To add one, add a row to menu.c.
 *
 * The source's context is the session, as session_view() sets it. */
#ifndef BRINE_DEBUGGER_MENU_H
#define BRINE_DEBUGGER_MENU_H

#include <stdbool.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/base/err.h"
#include "src/debugger/session.h"
#include "src/view/view.h"
#include "vm/brine.h"

/* What is done with a line. */
enum menu_verb {
    MENU_OPEN,   /* go there */
    MENU_DELETE, /* take it out of the list */
    MENU_TOGGLE, /* turn it on or off */
    MENU_VERBS
};
/* "open", "delete", "toggle". */
extern const char *const menu_verbs[MENU_VERBS];

struct debug_menu {
    struct view view;    /* its name is the word after `menu` */
    const char *nothing; /* said in place of an empty list; NULL: it is never empty */
    bool has_items;      /* lines can be deleted, not opened only */
    bool has_switches;   /* ... and turned on and off */
    /* Appends the command line that the verb on line i is. False, err set: why there is none. */
    bool (*command)(struct session *session, uint64_t i, enum menu_verb verb, struct buf *out,
                    struct err *err);
    /* Finds more of what is listed, for about so many opcodes: called between keystrokes while it is
     * open, until it says BR_OK. NULL: all is known. */
    enum br_status (*more)(struct session *session, uint64_t max_ops);
    /* What stands on line i, however the list grows; the line on which it stands now. NULL: it grows
     * at its end only. */
    uint64_t (*item_at)(const struct session *session, uint64_t i);
    uint64_t (*line_of)(const struct session *session, uint64_t item);
};

/* NULL, err set: there is no such list. */
const struct debug_menu *debug_menu_find(const char *name, struct err *err);

/* A list as text: its lines, at most max-lines of them. */
enum session_result menu_print(struct session *session, const char *name, struct buf *out,
                               struct err *err);

#endif
