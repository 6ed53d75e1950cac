/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a piece of text on a line means. Themes (ui/theme.h) say how each meaning looks; nothing
 * below the screen knows a colour. A meaning never shows by its style alone: the text has a sign
 * or a word for it too. */
#ifndef BRINE_VIEW_STYLE_H
#define BRINE_VIEW_STYLE_H

enum style {
#define STYLE(id) STYLE_##id,
#include "src/view/styles.def"
    STYLE_COUNT
};

#endif
