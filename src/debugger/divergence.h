/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about Python's other readers, whose rows stand in the groups of others. */
#ifndef BRINE_DEBUGGER_DIVERGENCE_H
#define BRINE_DEBUGGER_DIVERGENCE_H

#include "src/debugger/session.h"

/* info divergence */
enum session_result divergence_info(struct session *session, const char *args, struct buf *out,
                                    struct err *err);

/* What `set` and `show` know beside numbers: settings that are one name of several. */
struct name_setting {
    const char *name, *text;
    const char *(*nth)(unsigned n); /* the names it can be; NULL past the last */
    const char *(*now)(const struct session *session);
    bool (*set)(struct session *session, const char *name, struct err *err);
};
/* The nth; NULL past the last. */
const struct name_setting *name_setting_nth(unsigned n);
bool name_setting_set(struct session *session, const struct name_setting *setting,
                      const char *value, struct err *err);

#endif
