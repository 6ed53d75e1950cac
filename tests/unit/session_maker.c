/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/session_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/pickle_asm.h"

static const char policy_text[] = "category process \"runs a program\"\n"
                                  "category data \"plain data\"\n"
                                  "deny process posix:system \"runs a shell command\"\n"
                                  "allow data collections:OrderedDict \"a dict\"\n";

void maker_open_bytes(struct session_maker *maker)
{
    maker->policy = policy_new(&maker->err);
    assert_non_null(maker->policy);
    if (!policy_add_text(maker->policy, "test", policy_text, sizeof policy_text - 1, &maker->err))
        fail_msg("%s", maker->err.text);
    if (!input_open_bytes(&maker->in, "test.pkl", (const uint8_t *)buf_text(&maker->bytes),
                          maker->bytes.len, maker->format ? maker->format : "raw", NULL,
                          &maker->err))
        fail_msg("%s", maker->err.text);
    struct session_options options = {.input = &maker->in,
                                      .stream = -1,
                                      .policy = maker->policy,
                                      .interrupted = &maker->interrupted};
    if (!session_open(&maker->session, &options, &maker->err))
        fail_msg("%s", maker->err.text);
}

void maker_open(struct session_maker *maker, const char *ops)
{
    memset(maker, 0, sizeof *maker);
    pickle_asm(&maker->bytes, ops);
    maker_open_bytes(maker);
}

void maker_close(struct session_maker *maker)
{
    session_close(maker->session);
    input_close(&maker->in);
    policy_free(maker->policy);
    buf_free(&maker->bytes);
    buf_free(&maker->out);
}

enum session_result maker_do(struct session_maker *maker, const char *line)
{
    buf_clear(&maker->out);
    return session_command(maker->session, line, &maker->out, &maker->err);
}

const char *maker_run(struct session_maker *maker, const char *line)
{
    enum session_result result = maker_do(maker, line);
    if (result != SESSION_OK && result != SESSION_MOVED)
        fail_msg("%s: %s%s", line, buf_text(&maker->out), maker->err.text);
    return buf_text(&maker->out);
}

const char *maker_fail(struct session_maker *maker, const char *line)
{
    enum session_result result = maker_do(maker, line);
    if (result != SESSION_ERROR)
        fail_msg("%s did not fail: %s", line, buf_text(&maker->out));
    return maker->err.text;
}

void maker_walk(struct session_maker *maker, ...)
{
    va_list list;
    va_start(list, maker);
    for (;;) {
        const char *line = va_arg(list, const char *);
        if (!line)
            break;
        int op = va_arg(list, int);
        const char *text = maker_run(maker, line);
        if (maker->session->cursor != (br_op)op)
            fail_msg("after %s the cursor is at #%lu, not #%d: %s", line,
                     (unsigned long)maker->session->cursor, op, text);
    }
    va_end(list);
}
