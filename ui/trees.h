/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands on the selected line that lay a view over the panes, and those that fold and unfold what
 * lies there. Their rows stand in actions.c. */
#ifndef BRINE_UI_TREES_H
#define BRINE_UI_TREES_H

#include "src/debugger/command.h"

/* A row is explained, a value is looked into. */
enum session_result trees_open(struct session *session, const char *args, struct buf *out,
                               struct err *err);
/* `tree value`, `tree why`, `tree uses`. */
extern const struct debug_group trees_group;

enum session_result trees_toggle(struct session *session, const char *args, struct buf *out,
                                 struct err *err);
/* Unfolds, or goes into what is unfolded. */
enum session_result trees_unfold(struct session *session, const char *args, struct buf *out,
                                 struct err *err);
/* Folds, or goes up from what is folded. */
enum session_result trees_fold(struct session *session, const char *args, struct buf *out,
                               struct err *err);
enum session_result trees_children(struct session *session, const char *args, struct buf *out,
                                   struct err *err);

#endif
