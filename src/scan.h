/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One invocation of `scan`, and its two sides: a process reads files (scan_reader.c) and sends frames, the one
 * that started it tells what they say, in the order of the files (scan_answers.c). Which files, scan_paths.c
 * says. */
#ifndef BRINE_SCAN_H
#define BRINE_SCAN_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "src/analysis/policy.h"
#include "src/command.h"
#include "src/progress.h"
#include "src/report.h"
#include "src/sarif.h"
#include "src/workers.h"

/* What the process that reads a file sends: lines of the report; errors; the first bad findings, which are
 * told even if that process dies of the next; and the verdict. */
enum { FRAME_OUT = 1, FRAME_ERROR, FRAME_SKIPPED, FRAME_FAILED, FRAME_VERDICT };
enum { FRAME_ALARM = WORKERS_KEPT | 1 };

/* A finding, cut short. */
struct alarm {
    enum severity severity;
    bool has_offset;
    uint64_t file_offset, length;
    char rule[40], message[200], callee[400], args[400];
};

struct verdict_frame {
    enum verdict verdict;
    bool is_bystander;
};

/* All files of one invocation. */
struct scan {
    struct run *run;
    struct options options; /* of those who read a file: memory is shared out */
    struct policy *policy;
    struct restriction *restriction; /* of --restrict; NULL: none */
    const struct report_form *form;
    struct workers *workers;
    struct sarif sarif; /* with --sarif */
    struct progress progress;
    struct alarm alarms[REPORT_ALARMS_MAX]; /* of the file that is being told */
    size_t n_alarms;
    uint64_t files[VERDICT_COUNT]; /* how many have this verdict */
    uint64_t skipped, bystanders;
    bool is_stdin_read;
    const volatile sig_atomic_t *interrupted;
};

/* ---- In the process that reads files (scan_reader.c) -------------------------------------------- */

struct reader {
    const struct scan *scan;
    struct wire *wire;
    struct run run; /* what is reported goes to out, from there into frames */
    struct out out;
};

/* The reader's output goes to sink, in the form in which that of the scan is shown. */
void reader_open(struct reader *reader, const struct scan *scan, struct br_sink sink);
/* A file, as workers_calls.work; context is the scan. */
void scan_work(void *context, const struct workers_task *task, struct wire *wire);

/* ---- What comes of it (scan_answers.c); context is the scan, as in workers_calls ----------------- */

void scan_frame(void *context, const struct workers_task *task, uint8_t kind, const char *bytes,
                size_t n);
void scan_died(void *context, const struct workers_task *task, const struct workers_death *death);
void scan_tick(void *context, const char *path);
bool scan_is_over(void *context);
uint64_t scan_limit(void *context, const struct workers_task *task);
/* All that have a verdict, and those that are no pickles. */
uint64_t scan_total(const struct scan *scan);

/* ---- The files (scan_paths.c) -------------------------------------------------------------------- */

/* All of the command line go to the workers, and are told. */
void scan_all(struct scan *scan);
/* Standard input, or a member of it. */
bool scan_is_stdin(const char *path);

#endif
