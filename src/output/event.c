/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/event.h"

#include <string.h>

#include "src/output/out.h"

/* How an event is told. */
enum telling {
    TELL_CALLEE, /* the callee's text */
    TELL_RESULT, /* the text of what it leaves on the stack: the whole call */
    TELL_CHANGE, /* callee <- args */
};

static const struct {
    const char *verb;
    enum telling telling;
} event_words[] = {
    [BR_EV_IMPORT] = {"import", TELL_CALLEE}, [BR_EV_REDUCE] = {"call", TELL_RESULT},
    [BR_EV_NEWOBJ] = {"new", TELL_RESULT},    [BR_EV_INST] = {"call", TELL_RESULT},
    [BR_EV_BUILD] = {"build", TELL_CHANGE},   [BR_EV_APPEND] = {"append", TELL_CHANGE},
    [BR_EV_SETITEM] = {"set", TELL_CHANGE},   [BR_EV_ADDITEM] = {"add", TELL_CHANGE},
    [BR_EV_PERSID] = {"load", TELL_RESULT},   [BR_EV_EXT] = {"import", TELL_CALLEE},
    [BR_EV_BUFFER] = {"buffer", TELL_CALLEE},
};

const char *event_verb(enum br_event_kind kind)
{
    return event_words[kind].verb;
}

static bool add_field(const br_record *rec, const struct br_event *event, enum br_field field,
                      const struct br_text_options *options, struct buf *out)
{
    struct br_text_result result;
    bool present;
    return br_event_text(rec, event, field, options, buf_sink(out), &result, &present) == BR_OK;
}

bool event_mapped(const br_record *rec, const struct br_event *event, struct buf *out)
{
    struct br_text_options options = {.max_bytes = 256}; /* no name that is mapped is longer */
    struct buf module = {.limit = 1024}, name = {.limit = 1024};
    const char *to_module, *to_name;
    bool good = true;
    if (event->kind != BR_EV_IMPORT || br_protocol(rec, event->op) >= 3)
        return true;
    good = add_field(rec, event, BR_FIELD_MODULE, &options, &module) &&
           add_field(rec, event, BR_FIELD_NAME, &options, &name);
    if (good &&
        br_mapped(buf_text(&module), module.len, buf_text(&name), name.len, &to_module, &to_name)) {
        buf_printf(out, "%s.", to_module);
        buf_add(out, to_name ? to_name : buf_text(&name), to_name ? strlen(to_name) : name.len);
    }
    buf_free(&module);
    buf_free(&name);
    return good;
}

void event_call_args(struct buf *out, const char *args)
{
    size_t n = args ? strlen(args) : 0;
    bool is_one = n > 2 && strcmp(args + n - 2, ",)") == 0;
    buf_add(out, args ? args : "", is_one ? n - 2 : n);
    buf_str(out, is_one ? ")" : "");
}

bool event_object(const br_record *rec, const struct br_event *event,
                  const struct br_text_options *options, struct buf *out)
{
    struct br_text_result result;
    struct br_state at = {rec, event->op};
    enum telling telling = event_words[event->kind].telling;
    if (telling == TELL_RESULT && event->value != BR_NO_VALUE)
        return br_text(at, event->value, options, buf_sink(out), &result) == BR_OK;
    if (!add_field(rec, event, BR_FIELD_CALLEE, options, out))
        return false;
    if (telling != TELL_CHANGE)
        return true;
    buf_str(out, " <- ");
    return add_field(rec, event, BR_FIELD_ARGS, options, out);
}
