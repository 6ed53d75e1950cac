/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a command writes that takes --output: a new file, or standard output. */
#ifndef BRINE_OUTFILE_H
#define BRINE_OUTFILE_H

#include <stdbool.h>

#include "src/base/err.h"
#include "src/command.h"
#include "src/output/out.h"

struct outfile {
    const char *path; /* the command line's; NULL: standard output */
    struct out file;
    struct out *out; /* to write to: the file, or the run's own */
};

/* Opens what --output names. It must not be there; with --force a regular file may be, which is then
 * written over, but never one that the command line has this command read. False: err says why, and
 * nothing was written. */
bool outfile_open(struct outfile *outfile, const struct run *run, struct err *err);
/* Writes what is pending. False: err says that not all is written. */
bool outfile_close(struct outfile *outfile, struct err *err);

#endif
