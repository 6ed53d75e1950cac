/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Code of Python as marshal writes it, also in a .pyc: a member for each code object, which says what
 * names and constants there are. Nobody unpickles them; but a constant may be what the code itself gives to
 * pickle.loads, and is looked through as a value of a pickle is. */
#include <stdlib.h>
#include <string.h>

#include "src/input/format.h"
#include "src/input/behind.h"
#include "src/input/marshal.h"
#include "src/input/values.h"

static int marshal_bid(const uint8_t *bytes, uint64_t len)
{
    struct marshal marshal;
    if (!marshal_read(bytes, len, &marshal))
        return 0;
    marshal_free(&marshal);
    return 70; /* all of a code object was there */
}

static bool add_about(struct input *in, const struct marshal *marshal, size_t n,
                      struct input_member *member)
{
    enum { MAX_BYTES = 1200 };
    const struct marshal_code *code = &marshal->codes[n];
    struct buf text = {0}, about = {0};
    marshal_describe(marshal, n, in->bytes, &text);
    buf_printf(&about, "code of %s", marshal->version);
    if (code->file.len) {
        buf_str(&about, ", from ");
        buf_add(&about, in->bytes + code->file.off,
                code->file.len < 80 ? (size_t)code->file.len : 80);
    }
    if (text.len) {
        buf_str(&about, "; ");
        buf_add(&about, text.data, text.len < MAX_BYTES ? text.len : MAX_BYTES);
        buf_str(&about, text.len > MAX_BYTES ? "..." : "");
    }
    /* Notes are texts without a NUL. */
    for (size_t k = 0; k < about.len; k++)
        about.data[k] = about.data[k] ? about.data[k] : '?';
    bool good = !text.failed && !about.failed;
    buf_free(&text);
    if (good)
        member->about = about.data;
    else
        buf_free(&about);
    return good;
}

static bool add_codes(struct input *in, const struct marshal *marshal)
{
    /* Code within code within code: so that a small file claims no great work, what is deep has no
     * bytes of its own. */
    enum { CLAIM_SHARE = 16 };
    uint64_t claimed = 0;
    for (size_t n = 0; n < marshal->code_count; n++) {
        const struct marshal_code *code = &marshal->codes[n];
        claimed += code->end - code->off;
        uint64_t size = claimed / CLAIM_SHARE <= in->len ? code->end - code->off : 0;
        if (input_is_full(in))
            return input_add_too_many(in, code->off);
        struct input_member *member = input_add_plain(in, code->off, size);
        if (!member)
            return false;
        member->name = in->bytes + code->name.off;
        member->name_len = (size_t)code->name.len;
        member->pickle = INPUT_NO_PICKLE;
        member->format = "code";
        if (!add_about(in, marshal, n, member))
            return false;
    }
    return true;
}

/* "co_consts@0x1f" */
static bool name_constant(struct input_member *member)
{
    struct buf name = {0};
    buf_printf(&name, "co_consts@0x%llx", (unsigned long long)member->off);
    member->full_name = (uint8_t *)name.data;
    member->name = member->full_name;
    member->name_len = name.len;
    member->is_unlisted = true;
    member->is_constant = true;
    return !name.failed;
}

static bool add_held(struct input *in, uint64_t off, uint64_t size,
                     const struct input_member *judged)
{
    if (input_is_full(in))
        return true; /* told by who filled it */
    struct input_member *member = input_add_plain(in, off, size);
    if (!member)
        return false;
    member->pickle = judged->pickle;
    member->format = judged->format;
    member->has_other = judged->has_other;
    member->is_seen_whole = true;
    return name_constant(member);
}

/* What a constant is, or what stands in it behind other bytes. */
static bool look_into(struct input *in, uint64_t off, uint64_t size)
{
    const struct input_member pickle = {.pickle = INPUT_PICKLE, .format = input_format_raw.name};
    struct input_member judged;
    if (values_believe(in->bytes + off, (size_t)size, &judged))
        return add_held(in, off, size, &judged);
    struct carve carve;
    struct carve_found found;
    struct err err;
    bool good = true;
    behind_begin(&carve, in->bytes + off, size, true);
    while (good && behind_next(&carve, &values_behind, &found, &err)) {
        good = add_held(in, off + found.offset, found.end - found.offset, &pickle);
        carve_found_free(&found);
    }
    return good;
}

/* Constants that stand further back were looked into: one may be referred to without end. */
static bool add_constants(struct input *in, const struct marshal *marshal)
{
    enum { LEAST_BYTES = 8 };
    uint64_t seen = 0;
    for (size_t n = 0; n < marshal->item_count; n++) {
        const struct marshal_item *item = &marshal->items[n];
        if (item->kind != MARSHAL_STRING || item->text.off < seen || item->text.len < LEAST_BYTES)
            continue;
        seen = item->text.off + item->text.len;
        if (!look_into(in, item->text.off, item->text.len))
            return false;
    }
    return true;
}

static bool marshal_list(struct input *in, struct err *err)
{
    struct marshal marshal;
    if (!marshal_read(in->bytes, in->len, &marshal))
        return err_set(err, "is no code that marshal writes, or not all of it");
    bool good = add_codes(in, &marshal) && add_constants(in, &marshal) &&
                (marshal.end == in->len ||
                 input_add_stray(in, marshal.end, in->len - marshal.end, "follows the code"));
    marshal_free(&marshal);
    return good || err_set(err, "not enough memory for the list of members");
}

const struct input_format input_format_marshal = {
    .name = "marshal",
    .about = "code of Python, as marshal writes it",
    .bid = marshal_bid,
    .list = marshal_list,
};
