/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vm/dialect.h"

#include <string.h>

#include "vm/brine.h"

static const struct dialect dialects[] = {
    {.name = "c", .reader = "the C unpickler of 3.8 to 3.13.14 over bytes or a buffered file"},
};

const struct dialect *dialect_named(const char *name)
{
    if (!name)
        return &dialects[0];
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++)
        if (!strcmp(dialects[i].name, name))
            return &dialects[i];
    return NULL;
}

bool br_dialect_known(const char *name)
{
    return dialect_named(name) != NULL;
}
