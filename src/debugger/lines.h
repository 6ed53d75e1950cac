/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines waiting to be run, first in first out: what a breakpoint's commands have still to do. */
#ifndef BRINE_DEBUGGER_LINES_H
#define BRINE_DEBUGGER_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lines {
    char **rows; /* owned */
    size_t count, cap;
    size_t next; /* the first that was not taken yet */
};

struct lines *lines_new(void);
void lines_free(struct lines *lines);
/* Copies the text. False: memory failed. */
bool lines_add(struct lines *lines, const char *text);
/* Copies all of `from` behind what is there. */
bool lines_append(struct lines *lines, const struct lines *from);
/* Takes line n, from 1, out. False: there is none. */
bool lines_remove(struct lines *lines, uint64_t n);
void lines_clear(struct lines *lines);
/* The next line, the caller's to free; NULL: there is none. */
char *lines_take(struct lines *lines);

#endif
