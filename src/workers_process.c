/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One process: its pipes, what it does, how it is started, given a task and ended. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "src/workers_run.h"

/* ---- Pipes ------------------------------------------------------------------------------------ */

static bool write_all(int fd, const void *bytes, size_t n)
{
    const char *at = bytes;
    while (n > 0) {
        ssize_t wrote = write(fd, at, n);
        if (wrote > 0) {
            at += wrote;
            n -= (size_t)wrote;
        } else if (wrote == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

static bool read_all(int fd, void *bytes, size_t n)
{
    char *at = bytes;
    while (n > 0) {
        ssize_t got = read(fd, at, n);
        if (got > 0) {
            at += got;
            n -= (size_t)got;
        } else if (got == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

static void close_pipe(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

bool wire_send(struct wire *wire, uint8_t kind, const void *bytes, size_t n)
{
    struct frame_head head;
    if (n > FRAME_MAX)
        return false;
    memset(&head, 0, sizeof head);
    head.size = (uint32_t)n;
    head.kind = kind;
    if (wire->fd >= 0)
        return write_all(wire->fd, &head, sizeof head) && write_all(wire->fd, bytes, n);
    buf_add(wire->held, &head, sizeof head);
    buf_add(wire->held, bytes, n);
    return !wire->held->failed;
}

/* ---- In a process of its own ------------------------------------------------------------------ */

/* One task as it comes through the pipe; false at the end of all. The path is the caller's. */
static bool next_task(int fd, struct workers_task *task, char **path)
{
    struct frame_head head;
    if (!read_all(fd, &head, sizeof head))
        return false;
    *path = malloc((size_t)head.size + 1);
    if (!*path || !read_all(fd, *path, head.size)) {
        free(*path);
        return false;
    }
    (*path)[head.size] = '\0';
    *task = (struct workers_task){.path = *path, .is_found = head.kind != 0};
    return true;
}

static void work_on(const struct workers_calls *calls, int from, int to)
{
    struct wire wire = {.fd = to};
    struct workers_task task;
    char *path;
    bool goes_on = true;
    while (goes_on && next_task(from, &task, &path)) {
        calls->work(calls->context, &task, &wire);
        goes_on = wire_send(&wire, FRAME_END, "", 0);
        free(path);
    }
}

/* The pipes of others would keep them waiting for tasks when this one alone is left. */
static void leave_others(struct workers *workers)
{
    for (unsigned n = 0; n < workers->started; n++) {
        close_pipe(&workers->rows[n].to);
        close_pipe(&workers->rows[n].from);
    }
}

/* ---- Starting and ending them ----------------------------------------------------------------- */

static bool open_pipes(int tasks[2], int answers[2])
{
    if (pipe(tasks) != 0)
        return false;
    if (pipe(answers) == 0)
        return true;
    close(tasks[0]);
    close(tasks[1]);
    return false;
}

static void run_child(struct workers *workers, pid_t parent, int from, int to)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent) /* it ended meanwhile */
        _exit(EXIT_FAILURE);
    signal(SIGINT, SIG_IGN); /* the terminal sends it to all; the parent ends this one */
    signal(SIGTERM, SIG_IGN);
    leave_others(workers);
    work_on(&workers->calls, from, to);
    _exit(EXIT_SUCCESS);
}

bool process_start(struct workers *workers, struct worker *worker)
{
    int tasks[2], answers[2];
    if (!open_pipes(tasks, answers))
        return false;
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        close(tasks[1]);
        close(answers[0]);
        run_child(workers, parent, tasks[0], answers[1]);
    }
    close(tasks[0]);
    close(answers[1]);
    if (pid < 0) {
        close(tasks[1]);
        close(answers[0]);
        return false;
    }
    *worker = (struct worker){.pid = pid, .to = tasks[1], .from = answers[0]};
    return true;
}

/* Waits for its end; status as waitpid has it. */
int process_stop(struct worker *worker)
{
    int status = 0;
    close_pipe(&worker->to);
    close_pipe(&worker->from);
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        ;
    buf_free(&worker->in);
    return status;
}

static void end_text(int status, char why[WHY_MAX])
{
    if (WIFSIGNALED(status))
        snprintf(why, WHY_MAX, "its process was killed by signal %d (%.40s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(why, WHY_MAX, "its process ended with exit code %d",
                 WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

/* The row is free again: the last one takes its place. */
static void forget(struct workers *workers, struct worker *worker)
{
    *worker = workers->rows[--workers->started];
}

/* It can no longer be heard: its task is dead. */
void process_bury(struct workers *workers, struct worker *worker)
{
    struct slot *slot = worker->slot;
    kill(worker->pid, SIGKILL); /* one that speaks nonsense; others are gone */
    int status = process_stop(worker);
    if (slot) {
        end_text(status, slot->why);
        slot->state = SLOT_DEAD;
    }
    forget(workers, worker);
}

bool process_give(struct worker *worker, struct slot *slot)
{
    struct frame_head head;
    size_t len = strlen(slot->path);
    memset(&head, 0, sizeof head);
    head.size = (uint32_t)len;
    head.kind = slot->is_found;
    return write_all(worker->to, &head, sizeof head) && write_all(worker->to, slot->path, len);
}
