/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of what is imported, read from the record within a limit. */
#include "src/analysis/names.h"

/* Nothing that is known has longer names; of a longer one this much is judged. */
enum { NAME_MAX_BYTES = 4096 };

/* A sink that takes what fits and lets the rest go. */
bool names_write(void *context, const char *bytes, size_t n)
{
    struct buf *buf = context;
    size_t room = NAME_MAX_BYTES - buf->len;
    buf_add(buf, bytes, n < room ? n : room);
    return !buf->failed;
}

bool names_read(struct analysis *an, const struct br_event *event, struct names_computed *computed)
{
    br_value value = event->callee != BR_NO_VALUE ? event->callee : event->value;
    struct br_sink module = {.write = names_write, .context = &an->module};
    struct br_sink name = {.write = names_write, .context = &an->name};
    bool literal = true, name_literal = true;
    buf_clear(&an->module);
    buf_clear(&an->name);
    if (br_global_part(an->rec, value, BR_PART_MODULE, module, &literal) != BR_OK ||
        br_global_part(an->rec, value, BR_PART_NAME, name, &name_literal) != BR_OK)
        return false;
    *computed = (struct names_computed){.module = !literal, .name = !name_literal};
    return true;
}
