/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that paths stand for: folders are walked through, deepest first in the order of their
 * names, hidden files too. Links inside folders are not followed unless asked for, and what is neither
 * a file nor a folder is not opened; both are told. Where links are followed, each folder is walked
 * through once, however it is reached. */
#ifndef BRINE_PATHS_H
#define BRINE_PATHS_H

#include <stdbool.h>

#include "src/base/err.h"

struct path_visitor {
    /* A file that was found in a folder, or what was named and is no folder. False ends the walk. */
    bool (*file)(void *context, const char *path, bool is_found);
    /* Passed over, on purpose: "PATH: a link, not followed". */
    void (*skipped)(void *context, const struct err *why);
    /* A folder, or something in it, could not be read. */
    void (*failed)(void *context, const struct err *why);
    void *context;
    bool follows; /* links that stand in folders */
};

/* Visits path, or all that is below it. False when the visitor ended the walk. */
bool paths_walk(const char *path, const struct path_visitor *visitor);

#endif
