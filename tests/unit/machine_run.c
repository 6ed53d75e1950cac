/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/machine_run.h"

#include <stdlib.h>

#include "tests/unit/pickle_asm.h"

void run_bytes(struct run *run)
{
    run_bytes_as(run, NULL);
}

void run_bytes_as(struct run *run, const struct br_options *options)
{
    const uint8_t *data = (const uint8_t *)buf_text(&run->bytes);
    run->rec = br_record_new(data, run->bytes.len, options);
    if (!run->rec || br_record_run(run->rec, 0) != BR_OK)
        abort();
}

void run_ops(struct run *run, const char *ops)
{
    *run = (struct run){0};
    pickle_asm(&run->bytes, ops);
    run_bytes(run);
}

void run_free(struct run *run)
{
    br_record_free(run->rec);
    buf_free(&run->bytes);
    for (size_t i = 0; i < sizeof run->texts / sizeof *run->texts; i++)
        buf_free(&run->texts[i]);
    *run = (struct run){0};
}

static bool write_buf(void *context, const char *bytes, size_t n)
{
    struct buf *buf = context;
    buf_add(buf, bytes, n);
    return !buf->failed;
}

struct br_sink sink_to(struct buf *buf)
{
    return (struct br_sink){write_buf, buf};
}

static struct buf *new_text(struct run *run)
{
    struct buf *buf = &run->texts[run->next_text++ % (sizeof run->texts / sizeof *run->texts)];
    buf_clear(buf);
    return buf;
}

static void add_value(struct run *run, struct buf *buf, br_op op, br_value value)
{
    if (br_text((struct br_state){run->rec, op}, value, NULL, sink_to(buf), NULL) != BR_OK)
        abort();
}

const char *run_text(struct run *run, br_op op, br_value value)
{
    return run_text_cut(run, op, value, 0, NULL);
}

const char *run_text_cut(struct run *run, br_op op, br_value value, uint64_t max_bytes,
                         struct br_text_result *result)
{
    struct buf *buf = new_text(run);
    struct br_text_options options = {.max_bytes = max_bytes};
    struct br_state at = {run->rec, op};
    if (br_text(at, value, &options, sink_to(buf), result) != BR_OK)
        abort();
    return buf_text(buf);
}

const char *run_result(struct run *run)
{
    br_value result = br_result(run->rec);
    return result == BR_NO_VALUE ? "-" : run_text(run, br_ops(run->rec), result);
}

const char *run_stack(struct run *run, br_op op)
{
    struct buf *buf = new_text(run);
    if (op == BR_NO_OP)
        op = br_ops(run->rec);
    struct br_state at = {run->rec, op};
    struct br_stack_line line;
    for (uint32_t k = br_height(at); k-- > 0;) {
        if (!br_stack_line(at, k, &line))
            abort();
        if (buf->len)
            buf_char(buf, ' ');
        if (line.value == BR_NO_VALUE)
            buf_char(buf, '(');
        else
            add_value(run, buf, op, line.value);
    }
    return buf_text(buf);
}

const char *run_events(struct run *run)
{
    struct buf *buf = new_text(run);
    struct br_event event;
    for (uint64_t n = 0; br_event(run->rec, n, &event); n++) {
        buf_printf(buf, "%s%s", n ? "\n" : "", br_event_kind_name(event.kind));
        for (enum br_field field = BR_FIELD_CALLEE; field <= BR_FIELD_KWARGS; field++) {
            bool present;
            buf_char(buf, ' ');
            if (br_event_text(run->rec, &event, field, NULL, sink_to(buf), NULL, &present) != BR_OK)
                abort();
            if (!present)
                buf->data[--buf->len] = '\0';
        }
    }
    return buf_text(buf);
}

const char *run_status(struct run *run)
{
    const struct br_error *error = br_error_of(run->rec);
    if (!error)
        return "ok";
    struct buf *buf = new_text(run);
    buf_printf(buf, "%s at %llu %s", br_error_kind_name(error->kind),
               (unsigned long long)error->pos, error->opcode ? error->opcode->name : "-");
    return buf_text(buf);
}
