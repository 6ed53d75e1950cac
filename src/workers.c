/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/workers.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "src/workers_run.h"

/* ---- Frames ----------------------------------------------------------------------------------- */

static struct slot *slot_at(struct workers *workers, size_t n)
{
    return &workers->slots[(workers->head + n) % workers->cap];
}

/* Tells the frames of the first task; only the kept ones where its process died. */
static void tell_frames(struct workers *workers, struct slot *slot, bool only_kept)
{
    struct workers_task task = {.path = slot->path, .is_found = slot->is_found};
    size_t at = 0;
    while (at + sizeof(struct frame_head) <= slot->frames.len) {
        struct frame_head head;
        memcpy(&head, slot->frames.data + at, sizeof head);
        at += sizeof head;
        bool is_kept = (head.kind & WORKERS_KEPT) != 0;
        if (!only_kept || is_kept)
            workers->calls.frame(workers->calls.context, &task, head.kind, slot->frames.data + at,
                                 head.size);
        slot->is_begun |= !is_kept && !only_kept;
        at += head.size;
    }
    workers->held -= slot->frames.len;
    buf_clear(&slot->frames);
}

static void settle_dead(struct workers *workers, struct slot *slot)
{
    struct workers_task task = {.path = slot->path, .is_found = slot->is_found};
    tell_frames(workers, slot, true);
    struct workers_death death = {
        .why = slot->why, .is_late = slot->is_late, .is_begun = slot->is_begun};
    workers->calls.died(workers->calls.context, &task, &death);
}

static void leave(struct workers *workers, struct slot *slot)
{
    workers->left += slot->path != NULL;
    workers->held -= slot->frames.len;
}

/* Tells what can be told. */
static void settle(struct workers *workers)
{
    while (workers->count > 0) {
        struct slot *slot = slot_at(workers, 0);
        if (slot->state == SLOT_DEAD)
            settle_dead(workers, slot);
        else if (slot->state == SLOT_LEFT)
            leave(workers, slot);
        else if (slot->state == SLOT_DONE || slot->frames.len > WORKERS_HELD)
            tell_frames(workers, slot, false);
        if (slot->state < SLOT_DONE)
            break;
        free(slot->path);
        buf_free(&slot->frames);
        workers->head = (workers->head + 1) % workers->cap;
        workers->count--;
        workers->next--;
    }
}

/* Takes whole frames out of what a process has sent. False: what it sends is none. */
static bool take_frames(struct workers *workers, struct worker *worker)
{
    struct slot *slot = worker->slot;
    struct buf *in = &worker->in;
    size_t at = 0, before = slot->frames.len;
    bool is_sane = true;
    while (in->len - at >= sizeof(struct frame_head)) {
        struct frame_head head;
        memcpy(&head, in->data + at, sizeof head);
        is_sane = head.size <= FRAME_MAX;
        if (!is_sane)
            break;
        if (in->len - at - sizeof head < head.size)
            break;
        if (head.kind == FRAME_END) {
            slot->state = SLOT_DONE;
            worker->slot = NULL;
            at = in->len; /* nothing comes before the next task */
            break;
        }
        slot->has_kept |= (head.kind & WORKERS_KEPT) != 0;
        buf_add(&slot->frames, in->data + at, sizeof head + head.size);
        at += sizeof head + head.size;
    }
    workers->held += slot->frames.len - before;
    if (at > 0) { /* a long frame comes in many pieces: nothing moves until it is whole */
        memmove(in->data, in->data + at, in->len - at);
        in->len -= at;
    }
    return is_sane && !slot->frames.failed;
}

static void hear(struct workers *workers, struct worker *worker)
{
    char bytes[READ_BYTES];
    ssize_t n = read(worker->from, bytes, sizeof bytes);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (n > 0)
        buf_add(&worker->in, bytes, (size_t)n);
    if (n <= 0 || worker->in.failed || !take_frames(workers, worker))
        process_bury(workers, worker);
}

/* ---- Tasks ------------------------------------------------------------------------------------ */

static struct worker *idle_worker(struct workers *workers)
{
    for (unsigned n = 0; n < workers->started; n++)
        if (!workers->rows[n].slot)
            return &workers->rows[n];
    if (workers->started == workers->jobs ||
        !process_start(workers, &workers->rows[workers->started]))
        return NULL;
    return &workers->rows[workers->started++];
}

/* Without any process: one that dies then takes all with it, but the others are looked at. */
static void work_here(struct workers *workers, struct slot *slot)
{
    struct workers_task task = {.path = slot->path, .is_found = slot->is_found};
    struct wire wire = {.fd = -1, .held = &slot->frames};
    workers->calls.work(workers->calls.context, &task, &wire);
    workers->held += slot->frames.len;
    slot->state = SLOT_DONE;
}

static uint64_t limit_of(const struct workers *workers, const struct slot *slot)
{
    struct workers_task task = {.path = slot->path, .is_found = slot->is_found};
    return workers->calls.limit_s ? workers->calls.limit_s(workers->calls.context, &task) : 0;
}

/* False: nobody is free. */
static bool begin(struct workers *workers, struct slot *slot)
{
    for (int tries = 0; tries < 3; tries++) {
        struct worker *worker = idle_worker(workers);
        if (!worker)
            break;
        if (process_give(worker, slot)) {
            worker->slot = slot;
            slot->state = SLOT_RUNNING;
            slot->limit_s = limit_of(workers, slot);
            return true;
        }
        process_bury(workers, worker); /* it ended while it waited */
    }
    if (workers->started > 0)
        return false;
    work_here(workers, slot);
    return true;
}

static void begin_tasks(struct workers *workers)
{
    while (workers->next < workers->count) {
        struct slot *slot = slot_at(workers, workers->next);
        bool has_room = workers->held < WORKERS_TOTAL || workers->next == 0;
        if (slot->state == SLOT_WAITING && (!has_room || !begin(workers, slot)))
            break;
        workers->next++;
    }
}

/* Those that may go on speaking: the first task always may. */
static nfds_t listen_to(struct workers *workers, struct pollfd *polls, struct worker **who)
{
    nfds_t n_polls = 0;
    for (unsigned n = 0; n < workers->started; n++) {
        struct worker *worker = &workers->rows[n];
        if (!worker->slot ||
            (worker->slot != slot_at(workers, 0) && worker->slot->frames.len > WORKERS_HELD))
            continue;
        who[n_polls] = worker;
        polls[n_polls++] = (struct pollfd){.fd = worker->from, .events = POLLIN};
    }
    return n_polls;
}

/* ---- Time ------------------------------------------------------------------------------------- */

static uint64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* Waits for those who may speak, and puts it to their account. True: somebody has spoken. */
static bool wait_for(struct pollfd *polls, struct worker **who, nfds_t n_polls, int wait_ms)
{
    uint64_t before = now_us();
    bool has_spoken = poll(polls, n_polls, wait_ms) > 0;
    uint64_t waited = now_us() - before;
    for (nfds_t n = 0; n < n_polls; n++)
        who[n]->slot->spent_us += waited;
    return has_spoken;
}

static bool is_late(const struct slot *slot)
{
    return slot && slot->limit_s > 0 && slot->spent_us / 1000000 >= slot->limit_s;
}

static void end_the_late(struct workers *workers)
{
    for (unsigned n = workers->started; n-- > 0;) {
        struct slot *slot = workers->rows[n].slot;
        if (!is_late(slot))
            continue;
        process_bury(workers, &workers->rows[n]);
        slot->is_late = true;
        snprintf(slot->why, WHY_MAX, "it takes longer than %" PRIu64 " s", slot->limit_s);
    }
}

/* What is not done is dead if something of it is told already or must be; nothing is told of the rest. */
static void give_up(struct slot *slot)
{
    if (slot->state >= SLOT_DONE)
        return;
    slot->state = slot->is_begun || slot->has_kept ? SLOT_DEAD : SLOT_LEFT;
    snprintf(slot->why, WHY_MAX, "interrupted");
}

static void give_up_all(struct workers *workers)
{
    for (size_t n = 0; n < workers->count; n++)
        give_up(slot_at(workers, n));
    workers->next = workers->count;
    settle(workers);
}

static bool is_interrupted(struct workers *workers)
{
    if (workers->is_stopped || !workers->calls.interrupted || !*workers->calls.interrupted)
        return workers->is_stopped;
    workers->is_stopped = true;
    while (workers->started > 0) {
        workers->rows[workers->started - 1].slot = NULL; /* it did not die by itself */
        process_bury(workers, &workers->rows[workers->started - 1]);
    }
    give_up_all(workers);
    return true;
}

/* One round: tasks go out, answers come in, for at most so long. */
static void pump(struct workers *workers, int wait_ms)
{
    struct pollfd polls[WORKERS_JOBS_MAX];
    struct worker *who[WORKERS_JOBS_MAX];
    if (is_interrupted(workers)) {
        give_up_all(
            workers); /* what waited for room when it came; what the caller tells still goes out */
        return;
    }
    begin_tasks(workers);
    settle(workers);
    nfds_t n_polls = workers->count ? listen_to(workers, polls, who) : 0;
    if (n_polls > 0) {
        /* From the last, since one that is buried gives its row to the last. */
        for (nfds_t n = wait_for(polls, who, n_polls, wait_ms) ? n_polls : 0; n-- > 0;)
            if (polls[n].revents)
                hear(workers, who[n]);
        end_the_late(workers);
        settle(workers);
    }
    if (workers->count > 0)
        workers->calls.tick(workers->calls.context, slot_at(workers, 0)->path);
}

/* The next free slot, after waiting for it. */
static struct slot *new_slot(struct workers *workers)
{
    while (workers->count == workers->cap)
        pump(workers, TICK_MS);
    struct slot *slot = slot_at(workers, workers->count);
    *slot = (struct slot){.state = SLOT_WAITING};
    return slot;
}

bool workers_add(struct workers *workers, const char *path, bool is_found)
{
    if (is_interrupted(workers)) {
        workers->left++;
        return true;
    }
    struct slot *slot = new_slot(workers);
    size_t len = strlen(path);
    slot->path = len < FRAME_MAX ? strdup(path) : NULL;
    if (!slot->path)
        return false;
    slot->is_found = is_found;
    workers->count++;
    pump(workers, 0);
    return true;
}

bool workers_tell(struct workers *workers, uint8_t kind, const char *bytes, size_t n)
{
    struct slot *slot = new_slot(workers);
    struct wire wire = {.fd = -1, .held = &slot->frames};
    if (!wire_send(&wire, kind, bytes, n)) {
        buf_free(&slot->frames);
        return false;
    }
    slot->state = SLOT_DONE;
    workers->held += slot->frames.len;
    workers->count++;
    pump(workers, 0);
    return true;
}

static bool is_over(const struct workers *workers)
{
    return workers->calls.is_over && workers->calls.is_over(workers->calls.context);
}

void workers_finish(struct workers *workers)
{
    while (workers->count > 0 && !is_over(workers))
        pump(workers, TICK_MS);
}

uint64_t workers_left(const struct workers *workers)
{
    return workers->left;
}

struct workers *workers_new(unsigned jobs, const struct workers_calls *calls)
{
    struct workers *workers = calloc(1, sizeof *workers);
    if (!workers)
        return NULL;
    workers->calls = *calls;
    workers->jobs = jobs < 1 ? 1 : jobs > WORKERS_JOBS_MAX ? WORKERS_JOBS_MAX : jobs;
    workers->cap = (size_t)workers->jobs * WORKERS_AHEAD;
    workers->rows = calloc(workers->jobs, sizeof *workers->rows);
    workers->slots = calloc(workers->cap, sizeof *workers->slots);
    if (workers->rows && workers->slots)
        return workers;
    workers_free(workers);
    return NULL;
}

void workers_free(struct workers *workers)
{
    if (!workers)
        return;
    for (unsigned n = 0; n < workers->started; n++) {
        if (workers->rows[n].slot)
            kill(workers->rows[n].pid, SIGKILL);
        process_stop(&workers->rows[n]);
    }
    for (size_t n = 0; n < workers->count; n++) {
        free(slot_at(workers, n)->path);
        buf_free(&slot_at(workers, n)->frames);
    }
    free(workers->rows);
    free(workers->slots);
    free(workers);
}
