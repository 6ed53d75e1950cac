/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of one file, read-only. A regular file is mapped and never copied or written; a pipe
 * on standard input is read into memory, up to a limit. What always holds after a successful open:
 * bytes is not NULL and bytes[0 .. len) can be read, also when the file shrinks meanwhile (the
 * missing part then reads as zeros, and input_file_changed says so), provided that
 * input_file_guard was called once.
 *
 * A system call that is handed the bytes of a file that shrank (write, say) fails with EFAULT. */
#ifndef BRINE_INPUT_FILE_H
#define BRINE_INPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/stat.h>

#include "src/base/buf.h"
#include "src/base/err.h"

struct input_file {
    const uint8_t *bytes;
    size_t len;
    /* The rest is this module's own. */
    int fd;           /* kept open to ask later whether the file changed; -1: nothing to ask */
    struct stat stat; /* as it was when opened */
    uint8_t *map;     /* NULL when the bytes are in memory */
    size_t map_len;
    size_t dropped;    /* bytes of the mapping already given back */
    struct buf memory; /* what came through a pipe */
    int guard;         /* place in the table of mappings; -1: none */
};

/* How many bytes of a path an error text shows: the reason that follows must fit too. */
enum { INPUT_PATH_SHOWN = 300 };

/* Opens path, or standard input for "-". Never blocks on a special file: a FIFO, socket or device
 * is refused, as is a directory; standard input may be a pipe or a terminal and is then read to
 * its end, into at most max_pipe_bytes (0: no limit). On false nothing is left open and err says
 * "PATH: what is wrong". input_file_close frees. */
bool input_file_open(struct input_file *file, const char *path, uint64_t max_pipe_bytes,
                     struct err *err);
void input_file_close(struct input_file *file);

/* True when the file is not what it was when it was opened: size, times, or a part that went
 * missing while it was read. Ask when all has been read: what is told of the file holds for the
 * bytes that were read, not for what is there now. */
bool input_file_changed(const struct input_file *file);

/* Gives back the memory of whole pages before byte off, which were read and are not needed soon.
 * They can still be read, at the price of fetching them again. Cheap when called often. */
void input_file_drop(struct input_file *file, uint64_t off);

/* The same for a file of ours that was just written and has no name: maps all of it. fd is the file's then,
 * and closed with it; on false it is closed. */
bool input_file_adopt(struct input_file *file, int fd, struct err *err);

/* The same of all pages, wherever reading is. */
void input_file_drop_all(struct input_file *file);

/* Installs the SIGBUS handler under which reading a mapping whose file shrank gives zeros. Any
 * other SIGBUS goes to whoever handled it before. To be called by main; again after someone
 * else took the signal; more calls do no harm. */
bool input_file_guard(struct err *err);

#endif
