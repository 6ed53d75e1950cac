/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the callable and the arguments of calls came from: the opcodes that made them, through
 * memo, containers and calls in between, so that the way to a call is seen before it is reached.
 *
 * What always holds
 *   - A path is followed backwards from its call, nearest opcodes first, and once: an opcode that
 *     is on a path already is not followed again, so all paths together cost what is marked.
 *   - At most PATH_OPS opcodes of one call are marked, PATH_ITEMS items of one container, and
 *     PATH_OPS_IN_ALL of a severity: a model that is an argument is not marked item by item.
 *   - What is marked stays: later calls only add. What is half marked when memory fails stays so. */
#ifndef BRINE_ANALYSIS_PATHS_H
#define BRINE_ANALYSIS_PATHS_H

#include <stdbool.h>
#include <stdint.h>

#include "src/analysis/severity.h"
#include "src/base/valuemap.h"
#include "vm/brine.h"

enum {
    PATH_OPS = 256,
    PATH_ITEMS = 32,
    PATH_OPS_IN_ALL = 1 << 20,
    PATH_DICT_OPS = 4096, /* of an older dict or set no items are looked at: reading one makes an
                             index of all */
};

/* Zero-initialise; paths_free frees. */
struct paths {
    /* By severity: an opcode, and the number of the event that it goes into, plus 1. */
    struct valuemap into[SEVERITY_COUNT];
};

/* Marks what goes into an event of this severity. False when memory failed: it may be called
 * again. */
bool paths_follow(struct paths *paths, const br_record *rec, const struct br_event *event,
                  enum severity severity);

/* The event that an opcode goes into in the end: what goes into a call that itself goes into one
 * as bad is said of the last (of PATH_OPS such calls in a row). False: into none. */
bool paths_of(const struct paths *paths, const br_record *rec, br_op op, uint64_t *event,
              enum severity *severity);

void paths_free(struct paths *paths);

#endif
