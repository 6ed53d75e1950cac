/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Topics of `info` that stand in another file than infos.c: beside what they tell of. */
#ifndef BRINE_DEBUGGER_INFOS_H
#define BRINE_DEBUGGER_INFOS_H

#include "src/debugger/command.h"

typedef enum session_result info_fn(struct session *session, const char *args, struct buf *out,
                                    struct err *err);

info_fn info_stack, info_memo;                                                /* infos.c */
info_fn info_bookmarks, info_jumps;                                           /* spots.c */
info_fn info_protocol, info_globals, info_strings, info_stats, info_restrict; /* run_infos.c */

#endif
