/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an Unpickler would do whose find_class allows only some names, as the one that the
 * documentation of pickle calls RestrictedUnpickler: it raises at the first import that is not among
 * them, and nothing behind that runs.
 *
 * find_class is asked for module and name as the stream spells them (_pickle.c load_global,
 * load_stack_global, load_inst call the method; only pickle.Unpickler's own find_class maps Python 2
 * names, and it is called after the check, if at all): `__builtin__` `list` is not `builtins.list`.
 * For an extension code it is asked for what the loading program registered (_pickle.c
 * get_extension), which nobody knows here: no list allows that. */
#ifndef BRINE_ANALYSIS_RESTRICT_H
#define BRINE_ANALYSIS_RESTRICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "src/base/err.h"
#include "vm/brine.h"

/* Names that are allowed. */
struct restriction;

/* An empty list, which allows nothing. NULL without memory. The caller frees. */
struct restriction *restriction_new(void);
void restriction_free(struct restriction *list);

/* Adds names, parted by commas: MODULE:NAME, or a dotted name, the part after whose last dot is the
 * NAME; one word is a name of builtins. source: as errors call where it stands. False, err set: an
 * empty or half a name, or memory failed. */
bool restriction_add(struct restriction *list, const char *source, const char *text,
                     struct err *err);
enum { RESTRICTION_FILE_MAX_BYTES = 16 * 1024 * 1024 };
/* One or more to a line; # begins a comment, blanks around names are nothing. name: as errors call
 * the file, before the line. What is longer, or holds control characters, is no such file. */
bool restriction_add_stream(struct restriction *list, const char *name, FILE *file,
                            struct err *err);

size_t restriction_count(const struct restriction *list);
/* May sort the list first. */
bool restriction_allows(struct restriction *list, const char *module, size_t module_len,
                        const char *name, size_t name_len);

/* Where it stops. */
struct restricted {
    bool is_refused;   /* else the list allows all that this run imports */
    uint64_t event;    /* the import that is refused; br_event_count() where none is */
    uint64_t n_before; /* calls and other events before it that are no imports: they have run */
    uint64_t n_after;  /* the same behind it: they never run */
};

/* Reads the events of a run once. False when memory failed. */
bool restriction_run(struct restriction *list, const br_record *rec, struct restricted *out);

#endif
