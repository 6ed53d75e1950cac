/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sink that keeps what it is given, for tests of texts. */
#ifndef BRINE_TESTS_CATCH_H
#define BRINE_TESTS_CATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "vm/brine.h"

struct catch
{
    char text[1 << 16]; /* NUL-terminated; what does not fit makes the sink refuse */
    size_t n;
    bool refuses;
};

static inline bool catch_write(void *context, const char *bytes, size_t n)
{
    struct catch *caught = context;
    if (caught->refuses || n >= sizeof caught->text - caught->n)
        return false;
    memcpy(caught->text + caught->n, bytes, n);
    caught->n += n;
    caught->text[caught->n] = '\0';
    return true;
}

static inline struct br_sink catch_begin(struct catch *caught)
{
    caught->n = 0;
    caught->text[0] = '\0';
    caught->refuses = false;
    return (struct br_sink){catch_write, caught};
}

#endif
