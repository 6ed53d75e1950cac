/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each key and the mouse do, as a view: made of the rows of the keys, below their headings, in
 * as many columns as fit. The source's context is the session whose front is the screen. */
#ifndef BRINE_UI_HELP_H
#define BRINE_UI_HELP_H

#include "src/view/view.h"

extern const struct view help_view;

#endif
