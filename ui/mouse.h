/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the mouse does: one table of what it was done to, how, and the command line that it is. */
#ifndef BRINE_UI_MOUSE_H
#define BRINE_UI_MOUSE_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/terminal.h"

struct screen;

/* A press, or a turn of the wheel. */
void mouse_point(struct screen *screen, struct terminal_key key);

/* Row n of the table for help: how, and what it does (NULL: not told). False past the last. */
bool mouse_nth(size_t n, const char **gesture, const char **about);

#endif
