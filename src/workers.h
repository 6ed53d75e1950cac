/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files looked at by processes of their own: one on which a process dies, whatever it did to it, costs
 * no other file its answer, and what is told stands in the order of the files all the same.
 *
 * What always holds
 *   - A task's frames come in the order in which they were sent, after all those of the tasks before.
 *   - Output is held back until its task is done, unless it is longer than WORKERS_HELD: of a task
 *     whose process dies nothing is told but the frames that are kept, and then its death.
 *   - At most jobs processes; at most WORKERS_AHEAD tasks for each wait, and some WORKERS_TOTAL bytes.
 *   - A task that takes longer than its limit is ended. What counts is the time in which it could speak and
 *     somebody listened: a reader of the output that pauses costs no task anything.
 *
 * SIGPIPE must be ignored. Processes end with the one that made them, and ignore SIGINT and SIGTERM. */
#ifndef BRINE_WORKERS_H
#define BRINE_WORKERS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/err.h"

enum {
    WORKERS_AHEAD = 32,
    WORKERS_HELD = 1 << 20,
    WORKERS_TOTAL = 64 << 20,
    WORKERS_JOBS_MAX = 1024, /* no less than OPTION_JOBS_MAX */
};

/* Kinds of frames are the caller's, from 1. One with this bit is told although its task's process dies
 * later. */
#define WORKERS_KEPT 0x80

struct workers;

/* How a task's answer goes out. */
struct wire;
/* Sends a frame; bytes may be anything. False when it does not arrive: nobody listens any more. */
bool wire_send(struct wire *wire, uint8_t kind, const void *bytes, size_t n);

struct workers_task {
    const char *path;
    bool is_found; /* nobody named it: it was found in a folder */
};

struct workers_death {
    const char *why; /* "its process was killed by signal 9 (Killed)", "it takes longer than 3 s" */
    bool is_late;    /* it was ended because of its limit */
    bool is_begun;   /* some of its output was told already */
};

struct workers_calls {
    /* In a process of its own, or in this one where none can be started. */
    void (*work)(void *context, const struct workers_task *task, struct wire *wire);
    /* Here, in the order of the tasks. task->path is NULL for a frame of workers_tell. */
    void (*frame)(void *context, const struct workers_task *task, uint8_t kind, const char *bytes,
                  size_t n);
    /* The task's last: its process ended before it was done. */
    void (*died)(void *context, const struct workers_task *task, const struct workers_death *death);
    /* How many seconds the task may take; 0: as many as it likes. */
    uint64_t (*limit_s)(void *context, const struct workers_task *task);
    /* Several times a second while there is something to wait for. path: what is told next. */
    void (*tick)(void *context, const char *path);
    /* NULL, or whether nobody reads what is told any more: workers_finish then waits for nothing. */
    bool (*is_over)(void *context);
    /* NULL, or set by a signal's handler: all processes are ended at once, what is done is told, and of what
     * is not only the frames that are kept and its death. Nothing is begun any more. */
    const volatile sig_atomic_t *interrupted;
    void *context;
};

/* Nothing is started yet. calls is copied. NULL when memory fails. */
struct workers *workers_new(unsigned jobs, const struct workers_calls *calls);
/* Ends what still runs, whose tasks are then not answered. */
void workers_free(struct workers *workers);

/* A task more; path is copied. Waits while too many are under way. False when memory fails. */
bool workers_add(struct workers *workers, const char *path, bool is_found);
/* A frame that is told after those of all tasks so far. False when memory fails. */
bool workers_tell(struct workers *workers, uint8_t kind, const char *bytes, size_t n);
/* Waits until all is told, or nobody reads it. */
void workers_finish(struct workers *workers);
/* How many tasks were left without any answer, because of *interrupted. */
uint64_t workers_left(const struct workers *workers);

#endif
