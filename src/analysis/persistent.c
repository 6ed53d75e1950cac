/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persistent ids: the shapes that torch writes. */
#include "src/analysis/persistent.h"

#include <string.h>

#include "src/analysis/names.h"

/* True if the value is a str equal to text. */
static bool is_str(struct analysis *an, br_value value, const char *text)
{
    bool is_text = false;
    if (br_kind(an->rec, value) != BR_KIND_STR || br_raw(an->rec, value).len > 64)
        return false;
    buf_clear(&an->name);
    struct br_sink sink = {.write = names_write, .context = &an->name};
    return br_content(an->rec, value, sink, &is_text) == BR_OK && is_text &&
           strcmp(buf_text(&an->name), text) == 0;
}

/* A letter per item: s str, i int, c a global (class), * anything; tag is the first item, NULL
 * any. */
static const struct {
    const char *tag;
    const char *items;
} id_shapes[] = {
    {"storage", "scssi"},  /* torch: class, key, location, number of elements */
    {"storage", "scssi*"}, /* and a view, before 1.6 */
    {"module", "sc**"},    /* class, file and text of its source, or None */
    {NULL, "c**"},         /* the same in its tar era: text and file may be None */
};

static bool is_item(struct analysis *an, br_value value, char letter)
{
    enum br_kind kind = br_kind(an->rec, value);
    return letter == '*' || (letter == 's' && kind == BR_KIND_STR) ||
           (letter == 'i' && kind == BR_KIND_INT) || (letter == 'c' && kind == BR_KIND_GLOBAL);
}

static bool is_id_shape(struct analysis *an, struct br_state at, br_value id, uint64_t n,
                        const char *tag, const char *items)
{
    if (n != strlen(items))
        return false;
    for (uint64_t k = 0; k < n; k++) {
        struct br_item item;
        bool found;
        if (br_item(at, id, k, &item, &found) != BR_OK || !found ||
            !is_item(an, item.value, items[k]) || (k == 0 && tag && !is_str(an, item.value, tag)))
            return false;
    }
    return true;
}

static bool is_digits(const char *text, size_t n)
{
    size_t k = 0;
    while (k < n && text[k] >= '0' && text[k] <= '9')
        k++;
    return n > 0 && n < 20 && k == n;
}

bool persistent_is_known(struct analysis *an, const struct br_event *event)
{
    struct br_state at = {an->rec, event->op};
    struct br_ins ins;
    br_ins_at(an->rec, event->op, &ins);
    if (ins.opcode->arg != BR_ARG_NONE) /* PERSID */
        return is_digits((const char *)ins.text.data, (size_t)ins.text.len);
    br_value id = event->args != BR_NO_VALUE ? event->args : br_stack(at, 0);
    enum br_kind kind = br_kind(an->rec, id);
    struct br_slice raw = br_raw(an->rec, id);
    if (kind == BR_KIND_INT) /* torch's tar era numbers its storages */
        return true;
    if (kind == BR_KIND_STR)
        return is_digits((const char *)raw.data, (size_t)raw.len);
    uint64_t n;
    if (kind != BR_KIND_TUPLE || br_len(at, id, &n) != BR_OK)
        return false;
    for (size_t k = 0; k < sizeof id_shapes / sizeof id_shapes[0]; k++) {
        if (is_id_shape(an, at, id, n, id_shapes[k].tag, id_shapes[k].items))
            return true;
    }
    return false;
}
