/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of commands, a file each. */
#ifndef BRINE_DEBUGGER_GROUPS_H
#define BRINE_DEBUGGER_GROUPS_H

#include "src/debugger/command.h"

extern const struct debug_group group_moves;   /* moves.c: step, back, goto ... */
extern const struct debug_group group_runs;    /* runs.c: continue, find, danger ... */
extern const struct debug_group group_spots;   /* spots.c: bookmark, jump-back ... */
extern const struct debug_group group_breaks;  /* breaks.c: break, delete, watch ... */
extern const struct debug_group group_looks;   /* looks.c: info, print, explain, assert ... */
extern const struct debug_group group_rows;    /* rows.c: list, x, dump */
extern const struct debug_group group_origins; /* origins.c: why, uses, diff */
extern const struct debug_group group_saves;   /* saves.c: dump, save */
extern const struct debug_group group_files;   /* files.c: entries, streams, restart ... */
extern const struct debug_group group_general; /* general.c: help, set, source, quit ... */
extern const struct debug_group group_info;    /* infos.c: the topics of info */
extern const struct debug_group group_topics;  /* topics.c: what help tells beside commands */

#endif
