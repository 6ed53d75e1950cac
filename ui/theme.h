/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Meanings as colours: the one place in the program that knows any. */
#ifndef BRINE_UI_THEME_H
#define BRINE_UI_THEME_H

#include <stdbool.h>

#include "src/view/style.h"

/* What the screen itself draws, beside the styles of views. */
enum {
    STYLE_FRAME = STYLE_COUNT, /* lines between panes */
    STYLE_FOCUS,               /* the title of the pane that keys go to */
    STYLE_KEY,                 /* a key on the key line */
    STYLE_KEY_LABEL,
    STYLE_BAR, /* the status line */
    THEME_STYLES
};

/* What lies below a whole line. */
enum theme_ground {
    GROUND_PLAIN,
    GROUND_BAR,      /* the status line */
    GROUND_CURRENT,  /* the line of the cursor */
    GROUND_SELECTED, /* the line that keys go to */
    GROUND_COUNT
};

/* After the terminal has been taken over: NO_COLOR, or a terminal without colours, means that every
 * theme is mono; COLORFGBG, where the terminal sets it, tells light backgrounds from dark. */
void theme_start(void);

/* One of the names in src/debugger/setting.h. */
void theme_use(const char *name);

/* What is written next looks like this. style: enum style, or one of the above. */
void theme_set(int style, enum theme_ground ground);

#endif
