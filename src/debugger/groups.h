/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of commands, a file each. */
#ifndef BRINE_DEBUGGER_GROUPS_H
#define BRINE_DEBUGGER_GROUPS_H

#include "src/debugger/command.h"

extern const struct debug_group group_moves;   /* moves.c: step, back, continue, goto ... */
extern const struct debug_group group_breaks;  /* breaks.c: break, delete, watch ... */
extern const struct debug_group group_looks;   /* looks.c: info, print, list, why, assert ... */
extern const struct debug_group group_files;   /* files.c: entries, streams, restart ... */
extern const struct debug_group group_general; /* general.c: help, set, echo, source, quit ... */
extern const struct debug_group group_info;    /* infos.c: the topics of info */

#endif
