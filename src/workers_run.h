/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of workers share: workers.c has the order of tasks and answers, workers_process.c the
 * processes. */
#ifndef BRINE_WORKERS_RUN_H
#define BRINE_WORKERS_RUN_H

#include <sys/types.h>

#include "src/base/buf.h"
#include "src/workers.h"

enum {
    FRAME_END = 0,        /* the task is done */
    FRAME_MAX = 1 << 30,  /* no honest frame is longer */
    TICK_MS = 200,        /* between two ticks, at most */
    READ_BYTES = 1 << 16, /* at a time from a process */
    WHY_MAX = 80,         /* of how a process ended */
};

struct wire {
    int fd;           /* to the process that listens; -1: */
    struct buf *held; /* the frames go here */
};

/* Before each frame's bytes; between processes of one program, so that its layout is no question. */
struct frame_head {
    uint32_t size;
    uint8_t kind;
};

/* LEFT: not done, and nothing is told of it. */
enum slot_state { SLOT_WAITING, SLOT_RUNNING, SLOT_DONE, SLOT_DEAD, SLOT_LEFT };

/* A task, from when it is added until all of its answer is told. */
struct slot {
    char *path; /* owned; NULL: a frame alone */
    bool is_found;
    enum slot_state state;
    bool is_begun;     /* some output is told */
    bool has_kept;     /* among frames, or told */
    bool is_late;      /* of one that is dead: because of its limit */
    uint64_t spent_us; /* of limit_s; 0: there is none */
    uint64_t limit_s;
    struct buf frames; /* not told yet, whole ones */
    char why[WHY_MAX]; /* of one that is dead */
};

struct worker {
    pid_t pid;
    int to, from;      /* pipes; -1: there is no process */
    struct slot *slot; /* NULL: it waits for a task */
    struct buf in;     /* the beginning of a frame */
};

struct workers {
    struct workers_calls calls;
    struct worker *rows;
    unsigned jobs, started; /* rows in use: [0, started) */
    struct slot *slots;     /* a ring: [head, head + count) */
    size_t cap, head, count;
    size_t next;     /* how many of these are not waiting: tasks are begun in order */
    size_t held;     /* bytes in all frames */
    uint64_t left;   /* tasks that are never answered */
    bool is_stopped; /* after *calls.interrupted */
};

/* Starts a process, into a row that is free. False: none can be. */
bool process_start(struct workers *workers, struct worker *worker);
/* Gives it a task. False: it is gone. */
bool process_give(struct worker *worker, struct slot *slot);
/* Waits for its end; status as waitpid has it. */
int process_stop(struct worker *worker);
/* It can no longer be heard: its task is dead, and the last row takes the place of its own. */
void process_bury(struct workers *workers, struct worker *worker);

#endif
