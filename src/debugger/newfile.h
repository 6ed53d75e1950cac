/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that a user names for output: made new, never written over. */
#ifndef BRINE_DEBUGGER_NEWFILE_H
#define BRINE_DEBUGGER_NEWFILE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "src/base/err.h"
#include "vm/brine.h"

struct newfile {
    FILE *file;
    const char *path;                         /* the caller's */
    uint64_t bytes;                           /* written */
    int error;                                /* errno of the first write that failed, 0: none */
    bool stopped;                             /* a write was refused, since somebody interrupted */
    const volatile sig_atomic_t *interrupted; /* NULL: nothing interrupts */
};

/* False: there is a file of that name, or it cannot be made. */
bool newfile_open(struct newfile *out, const char *path, const volatile sig_atomic_t *interrupted,
                  struct err *err);
void newfile_write(struct newfile *file, const char *bytes, size_t n);
void newfile_printf(struct newfile *file, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* For the machine's texts: refuses more when a write failed, or somebody interrupts. */
struct br_sink newfile_sink(struct newfile *file);
/* Must be called once. False: not all that was given is in the file; err says what is. */
bool newfile_close(struct newfile *file, struct err *err);

#endif
