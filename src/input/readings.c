/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/readings.h"

#include <string.h>

#include "src/input/evidence.h"
#include "src/input/format.h"

enum {
    UNPACKED_SLACK = 16 << 20, /* bytes */
    UNPACKED_MOST = 8,         /* members: those of one packed block all have its bytes */
    RUN_OPS = 4000000,         /* of a pickle that is run to see what stands between its opcodes */
    RUN_BYTES = 256 << 20,     /* of its record */
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

static struct input_member *add_reading(struct input *in, const struct input_format *format,
                                        uint64_t off, uint64_t size, enum input_anomaly_kind kind)
{
    struct input_member *member = input_add_member(in);
    if (!member)
        return NULL;
    *member = (struct input_member){
        .off = off,
        .size = size,
        .unpacked = size,
        .method = "stored",
        .is_plain = true,
        .is_unlisted = true,
        .format = format->name,
    };
    anomaly_add(
        &in->anomalies,
        (struct input_anomaly){
            .kind = kind,
            .member = in->member_count - 1,
            .off = off,
            .central = claim_text((const uint8_t *)in->format->name, strlen(in->format->name)),
            .local = claim_text((const uint8_t *)format->name, strlen(format->name)),
        });
    return member;
}

/* "@zip" */
static bool name_container(struct input_member *member, const struct input_format *format)
{
    struct buf name = {0};
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

static bool add_container(struct input *in, const struct input_format *format)
{
    return name_container(add_reading(in, format, 0, in->len, INPUT_ANOMALY_OTHER_READING), format);
}

/* What stands whole in numbers is no bend; but who looks for the end of a zip finds one, and it is read. */
static bool add_embedded(struct input *in, const struct input_format *format, uint64_t from,
                         uint64_t to)
{
    struct input_member *member = add_reading(in, format, from, to - from, INPUT_ANOMALY_EMBEDDED);
    if (member)
        member->is_storage = true; /* by chance it may be broken */
    return name_container(member, format);
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
    struct input_member *member =
        add_reading(in, &input_format_raw, 0, in->len, INPUT_ANOMALY_OTHER_READING);
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

/* They are bytes of an array that a loader steps over between two opcodes (joblib). */
static bool is_in_inset(const struct input *in, uint64_t from, uint64_t to)
{
    struct br_options options = {.dialect = in->format->dialect,
                                 .insets = in->format->insets,
                                 .max_ops = RUN_OPS,
                                 .max_bytes = RUN_BYTES};
    struct br_inset inset;
    bool is_found = false;
    br_record *rec = options.insets ? br_record_new(in->bytes, in->len, &options) : NULL;
    if (!rec)
        return false;
    br_record_run(rec, 0);
    for (uint64_t n = 0; !is_found && br_inset(rec, n, &inset); n++)
        is_found =
            !inset.is_pickle && from >= inset.pos + inset.lead && to <= inset.pos + inset.size;
    br_record_free(rec);
    return is_found;
}

enum standing {
    IN_FILE, /* it reads bytes of more than one member, or of none */
    IN_MEMBER, /* all in one that is opened as what it is: another file, not another reading of this */
    IN_NUMBERS, /* all in an array, which nobody opens */
};

/* Where what the row reads stands, and how far it goes. */
static enum standing find_standing(struct input *in, const struct input_format *row, uint64_t *from,
                                   uint64_t *to)
{
    if (!row->extent || !row->extent(in->bytes, in->len, from, to))
        return IN_FILE;
    size_t count = in->member_count, packed = 0; /* looking may add some */
    for (size_t m = 0; m < count; m++) {
        if (!may_have(&in->members[m], *from, *to))
            continue;
        if (in->members[m].is_plain)
            return in->members[m].is_array ? IN_NUMBERS : IN_MEMBER;
        if (packed++ < UNPACKED_MOST && unpacks_to_it(in, m, *from, *to))
            return IN_MEMBER;
    }
    return is_in_inset(in, *from, *to) ? IN_NUMBERS : IN_FILE;
}

static bool add_other(struct input *in, const struct input_format *row)
{
    uint64_t from, to;
    enum standing standing = find_standing(in, row, &from, &to);
    if (standing == IN_NUMBERS)
        return add_embedded(in, row, from, to);
    return standing == IN_MEMBER || add_container(in, row);
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
        if (best && !add_other(in, best))
            return false;
    }
    return strcmp(first, raw) == 0 || add_plain(in);
}
