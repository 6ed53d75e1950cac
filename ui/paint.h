/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BRINE_UI_PAINT_H
#define BRINE_UI_PAINT_H

struct screen;

/* Also remembers where titles are, for the mouse. */
void paint_screen(struct screen *screen);
/* The status line and the message alone: within a command, when the panes are not as they were. */
void paint_busy(struct screen *screen);

#endif
