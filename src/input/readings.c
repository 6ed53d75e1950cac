/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/readings.h"

#include <string.h>

#include "src/input/evidence.h"
#include "src/input/format.h"

enum {
    UNPACKED_SLACK = 16 << 20, /* bytes */
    UNPACKED_MOST = 8,         /* members: those of one packed block all have its bytes */
};

/* The best of the rows of a kind; NULL when it bids too little. */
static const struct input_format *best_of_kind(const struct input *in, const char *kind)
{
    const struct input_format *row, *best = NULL;
    int best_bid = INPUT_BID_READ - 1;
    for (size_t n = 0; (row = input_format_nth(n)) != NULL; n++) {
        int bid = strcmp(input_format_kind(row), kind) == 0 ? row->bid(in->bytes, in->len) : 0;
        if (bid <= best_bid)
            continue;
        best = row;
        best_bid = bid;
    }
    return best;
}

static struct input_member *add_reading(struct input *in, const struct input_format *format)
{
    struct input_member *member = input_add_member(in);
    if (!member)
        return NULL;
    *member = (struct input_member){
        .size = in->len,
        .unpacked = in->len,
        .method = "stored",
        .is_plain = true,
        .is_unlisted = true,
        .format = format->name,
    };
    anomaly_add(
        &in->anomalies,
        (struct input_anomaly){
            .kind = INPUT_ANOMALY_OTHER_READING,
            .member = in->member_count - 1,
            .central = claim_text((const uint8_t *)in->format->name, strlen(in->format->name)),
            .local = claim_text((const uint8_t *)format->name, strlen(format->name)),
        });
    return member;
}

/* "@zip" */
static bool add_container(struct input *in, const struct input_format *format)
{
    struct buf name = {0};
    struct input_member *member = add_reading(in, format);
    buf_printf(&name, "@%s", format->name);
    if (!member || name.failed) {
        buf_free(&name);
        return false;
    }
    member->reading = format;
    member->pickle = INPUT_NO_PICKLE;
    member->full_name = (uint8_t *)name.data;
    member->name = member->full_name;
    member->name_len = name.len;
    return true;
}

static bool has_pickle_at_start(const struct input *in)
{
    for (size_t m = 0; m < in->member_count; m++)
        if (in->members[m].is_plain && in->members[m].off == 0 && !in->members[m].name)
            return true;
    return false;
}

/* The pickles at the start of the file are read by a row that knows them better. */
static void set_aside_start(struct input *in)
{
    for (size_t m = 0; m < in->member_count; m++) {
        struct input_member *member = &in->members[m];
        if (member->is_plain && member->off == 0 && !member->name) {
            member->pickle = INPUT_NO_PICKLE;
            member->format = "data";
            member->is_unlisted = false; /* its reading says so */
        }
    }
}

static bool add_plain(struct input *in)
{
    const struct input_format *best = best_of_kind(in, input_format_kind(&input_format_raw));
    if (best && best != &input_format_raw) {
        set_aside_start(in);
        return add_container(in, best);
    }
    if (has_pickle_at_start(in) || !evidence_of_pickle(in->bytes, in->len, true).is_pickle)
        return true;
    struct input_member *member = add_reading(in, &input_format_raw);
    if (member)
        member->pickle = INPUT_PICKLE;
    return member != NULL;
}

/* What a look at what is packed may unpack: what stands in it as it is takes no less room packed. */
static bool unpacks_to_it(struct input *in, size_t m, uint64_t from, uint64_t to)
{
    const uint8_t *bytes;
    size_t len;
    struct err ignored;
    bool has_it = input_member_within(in, m, in->len + UNPACKED_SLACK, &bytes, &len, &ignored) ==
                      INPUT_READ &&
                  memmem(bytes, len, in->bytes + from, (size_t)(to - from)) != NULL;
    input_member_drop(in, m);
    return has_it;
}

/* The bytes of the file from .. to are bytes of the member, which is looked into as any is. A pickle reads
 * only some of its bytes. */
static bool may_have(const struct input_member *member, uint64_t from, uint64_t to)
{
    bool is_read = !member->is_unlisted && !member->is_folder && member->pickle != INPUT_PICKLE;
    return is_read && from >= member->off && to <= member->off + member->size;
}

/* What the row reads stands whole in one member: another file, not another reading of this one. */
static bool is_in_member(struct input *in, const struct input_format *row)
{
    uint64_t from, to;
    if (!row->extent || !row->extent(in->bytes, in->len, &from, &to))
        return false;
    size_t count = in->member_count, packed = 0; /* looking may add some */
    for (size_t m = 0; m < count; m++) {
        if (!may_have(&in->members[m], from, to))
            continue;
        if (in->members[m].is_plain || (packed++ < UNPACKED_MOST && unpacks_to_it(in, m, from, to)))
            return true;
    }
    return false;
}

bool readings_add(struct input *in)
{
    const struct input_format *row;
    const char *first = input_format_kind(in->format), *raw = input_format_kind(&input_format_raw);
    for (size_t n = 0; (row = input_format_nth(n)) != NULL; n++) {
        bool is_first_of_kind = strcmp(input_format_kind(row), row->name) == 0;
        if (!is_first_of_kind || strcmp(row->name, first) == 0 || strcmp(row->name, raw) == 0)
            continue;
        const struct input_format *best = best_of_kind(in, row->name);
        if (best && !is_in_member(in, best) && !add_container(in, best))
            return false;
    }
    return strcmp(first, raw) == 0 || add_plain(in);
}
