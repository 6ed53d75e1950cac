/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The points in which Python's readers differ, as fields that are read where they matter. */
#ifndef BRINE_VM_DIALECT_H
#define BRINE_VM_DIALECT_H

struct dialect {
    const char *name;
    const char *reader; /* which Python it is, for people */
};

/* The row of a name, or NULL. NULL is the name of the default, "c". */
const struct dialect *dialect_named(const char *name);

#endif
