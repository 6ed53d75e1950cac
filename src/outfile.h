/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a command writes that takes --output: a new file, or standard output. */
#ifndef BRINE_OUTFILE_H
#define BRINE_OUTFILE_H

#include <stdbool.h>

#include "src/base/err.h"
#include "src/command.h"
#include "src/output/out.h"

struct outfile {
    const char *path; /* the command line's; NULL: standard output, which `-` is too */
    struct out *out;  /* to write to: the file, owned, or the run's own */
    bool is_new;      /* the file was not there before */
};

/* Opens what --output names. It must not be there; with --force a regular file may be, which is then
 * written over, but never one that the command line has this command read. False: err says why,
 * nothing was written, and there is nothing to close. */
bool outfile_open(struct outfile *outfile, const struct run *run, struct err *err);
/* Writes what is pending, and takes a new file away that got nothing. Tells by run_error if not all is
 * written. */
void outfile_close(struct outfile *outfile, struct run *run);

#endif
