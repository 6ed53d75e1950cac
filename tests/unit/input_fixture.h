/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What most tests of formats begin with: bytes that are put together, and the input over them. */
#ifndef BRINE_TESTS_INPUT_FIXTURE_H
#define BRINE_TESTS_INPUT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "src/base/buf.h"
#include "src/input/format.h"
#include "src/input/input.h"

struct fixture {
    struct buf file;
    struct input in;
    bool is_open;
};

static inline int set_up(void **state)
{
    *state = calloc(1, sizeof(struct fixture));
    return *state ? 0 : -1;
}

/* There is nothing in it, and nothing is open. */
static inline void fixture_clear(struct fixture *f)
{
    if (f->is_open)
        input_close(&f->in);
    f->is_open = false;
    buf_clear(&f->file);
}

static inline int tear_down(void **state)
{
    struct fixture *f = *state;
    fixture_clear(f);
    buf_free(&f->file);
    free(f);
    return 0;
}

/* Opens the bytes as they are now, by their content; limits may be NULL. */
static inline bool fixture_open(struct fixture *f, const struct input_limits *limits,
                                struct err *err)
{
    const uint8_t *bytes = (const uint8_t *)buf_text(&f->file);
    f->is_open = input_open_bytes(&f->in, "x", bytes, f->file.len, NULL, limits, err);
    return f->is_open;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
