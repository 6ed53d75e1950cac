/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a piece of text on a line means. Themes (ui/theme.h) say how each meaning looks; nothing
 * below the screen knows a colour. A meaning never shows by its style alone: the text has a sign
 * or a word for it too. */
#ifndef BRINE_VIEW_STYLE_H
#define BRINE_VIEW_STYLE_H

enum style {
#define STYLE(id, name) STYLE_##id,
#include "src/view/styles.def"
    STYLE_COUNT
};

/* "opcode"; static. */
const char *style_name(enum style style);
/* The style of a name, or STYLE_COUNT. */
enum style style_find(const char *name);

#endif
