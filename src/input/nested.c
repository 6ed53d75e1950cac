/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/nested.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/format.h"
#include "src/input/same_bytes.h"

/* ---- What is known of a member of the owner --------------------------------------------------- */

/* The offset in the file of a byte of the owner's, where it stands there; else as it is. */
static uint64_t file_offset(const struct input *in, size_t parent, uint64_t off)
{
    uint64_t found;
    return input_file_offset(in, parent, off, &found) ? found : off;
}

static void copy_anomalies(struct input *in, size_t parent)
{
    struct input *owner = in->members[parent].inner;
    if (input_member_is_numbers(in, parent))
        return;
    for (; owner->told < owner->anomalies.count; owner->told++) {
        struct input_anomaly row = owner->anomalies.rows[owner->told];
        bool is_known = row.member < owner->listed; /* else it is of the container */
        row.member = is_known ? owner->members[row.member].outer : parent;
        row.off = file_offset(in, parent, row.off);
        anomaly_add(&in->anomalies, row);
    }
}

/* ---- Opening ---------------------------------------------------------------------------------- */

static const char and_more[] = "; and more";
static const char too_deep[] = "what is in it is too deep within others to be opened";

/* Reasons end with this one. */
static bool is_full(const char *reasons)
{
    size_t len = strlen(reasons), end = sizeof and_more - 1;
    return len >= end && strcmp(reasons + len - end, and_more) == 0;
}

/* A nest costs who makes it nothing, and no loader unpacks one: that is a finding, unless nothing was to be
 * opened at all. */
static void tell_depth(struct input *in, size_t m)
{
    if (in->limits.max_depth > 0)
        anomaly_add(&in->anomalies,
                    (struct input_anomaly){.kind = INPUT_ANOMALY_TOO_DEEP,
                                           .member = m,
                                           .off = in->members[m].off,
                                           .central = claim_number(in->limits.max_depth)});
}

void nested_refuse(struct input *in, size_t m, const char *why)
{
    enum { SHOWN = 400 };
    struct input_member *member = &in->members[m];
    char *old = member->inner_why;
    struct buf text = {0};
    if (old && (is_full(old) || strstr(old, why)))
        return;
    if (why == too_deep)
        tell_depth(in, m);
    if (old)
        buf_printf(&text, "%s; ", old);
    buf_str(&text, why);
    if (old && text.len > SHOWN) {
        buf_clear(&text);
        buf_str(&text, old);
        buf_str(&text, and_more);
    }
    if (text.failed) { /* without memory there is no more to tell */
        buf_free(&text);
        return;
    }
    free(old);
    member->inner_why = text.data;
}

void nested_outer_name(const struct input_member *outer, struct buf *name)
{
    enum { LONGEST = 1024, HALF = LONGEST / 2 };
    if (outer->name_len <= LONGEST) {
        buf_add(name, outer->name, outer->name_len);
        return;
    }
    buf_add(name, outer->name, HALF);
    buf_str(name, "...");
    buf_add(name, outer->name + outer->name_len - HALF, HALF);
}

/* "outer!inner"; the first in its container, if it has no name, has that one's; others without one are
 * "outer!#1" by their number. */
static bool name_child(const struct input_member *parent, struct input_member *child)
{
    struct buf name = {0};
    bool is_first = child->own == 0;
    if (!child->name && !parent->name)
        return true;
    if (parent->name)
        nested_outer_name(parent, &name);
    if (parent->name && (child->name || !is_first))
        buf_char(&name, '!');
    if (child->name)
        buf_add(&name, child->name, child->name_len);
    else if (!is_first)
        buf_printf(&name, "#%zu", child->own);
    if (name.failed || !name.data) {
        bool is_empty = !name.failed;
        buf_free(&name);
        child->name_len = 0;
        return is_empty;
    }
    child->full_name = (uint8_t *)name.data;
    child->name = child->full_name;
    child->name_len = name.len;
    return true;
}

/* Of another reading of the same bytes: what is the whole of them was read as the first one. */
static void pass_over_whole(const struct input *in, size_t parent, struct input_member *own)
{
    const struct input_member *outer = &in->members[parent];
    if (outer->reading && !own->name && own->is_plain && own->size == outer->size)
        own->pickle = INPUT_NO_PICKLE;
}

enum { MAX_COMPARED = 1 << 24 }; /* members, to find twins among */

/* Where the bytes of m begin in the file, packed or not; false where they stand in what is packed. */
static bool start_of(const struct input *in, size_t m, uint64_t *off)
{
    const struct input_member *member = &in->members[m];
    *off = member->off;
    return !member->value.is_one &&
           (!member->owner ||
            input_file_offset(in, member->parent, member->owner->members[member->own].off, off));
}

/* Another member, read before, has the same bytes of the file as row `own` of what is in parent;
 * INPUT_NO_MEMBER: none has. */
static size_t find_twin(const struct input *in, size_t parent, const struct input_member *own)
{
    size_t first = in->members[parent].first_child;
    uint64_t off, other;
    if (!own->name || own->size == 0 || !input_file_offset(in, parent, own->off, &off))
        return INPUT_NO_MEMBER;
    for (size_t m = 0; m < first; m++) {
        const struct input_member *twin = &in->members[m];
        if (twin->size == own->size && twin->name && !twin->reading &&
            twin->is_storage == own->is_storage && twin->is_array == own->is_array &&
            twin->is_plain == own->is_plain && strcmp(twin->method, own->method) == 0 &&
            start_of(in, m, &other) && other == off)
            return m;
    }
    return INPUT_NO_MEMBER;
}

/* Of another reading of the same bytes: a member that the first one has too is read once. */
static bool pass_over_twin(const struct input *in, size_t parent, struct input *owner, size_t own)
{
    const struct input_member *outer = &in->members[parent];
    bool is_small = owner->member_count <= MAX_COMPARED / (outer->first_child + 1);
    if (!outer->reading || outer->depth > 0 || !is_small)
        return true;
    size_t twin = find_twin(in, parent, &owner->members[own]);
    if (twin == INPUT_NO_MEMBER)
        return true;
    return same_bytes_make_twin(&owner->members[own], &in->members[twin]);
}

static bool add_child(struct input *in, size_t parent, struct input *owner, size_t own)
{
    struct input_member *child =
        pass_over_twin(in, parent, owner, own) ? input_add_member(in) : NULL;
    if (!child)
        return false;
    const struct input_member *outer = &in->members[parent];
    pass_over_whole(in, parent, &owner->members[own]);
    *child = owner->members[own];
    child->held.content = (struct content){.spool = NULL};
    child->why = child->inner_why = child->about = child->value.via = NULL;
    child->value.looked_at = (struct valuemap){.count = 0};
    child->anomaly_count = 0;
    child->full_name = child->part_name = NULL;
    child->owner = owner;
    child->own = own;
    child->parent = parent;
    child->depth = outer->depth + 1;
    child->off = file_offset(in, parent, child->off);
    if (!name_child(outer, child)) {
        in->member_count--;
        return false;
    }
    /* its rows, here and where the container lists it */
    in->kept += 2 * sizeof *child + (child->full_name ? child->name_len : 0);
    return true;
}

/* Gaps that stand in the file are gaps of the file; of others only the container can tell. */
static bool take_gaps(struct input *in, size_t m, struct input *inner)
{
    uint64_t off;
    /* they were read as something else */
    if (in->members[m].reading || input_member_is_numbers(in, m))
        return true;
    while (inner->gaps_taken < inner->gap_count) {
        const struct input_gap *gap = &inner->gaps[inner->gaps_taken++];
        if (input_file_offset(in, m, gap->off, &off)) {
            if (!input_add_gap(in, off, gap->size, gap->why))
                return false;
            continue;
        }
        struct buf why = {0};
        buf_printf(&why, "0x%llx bytes at 0x%llx of it are not read: %s",
                   (unsigned long long)gap->size, (unsigned long long)gap->off, gap->why);
        nested_refuse(in, m, buf_text(&why));
        buf_free(&why);
    }
    return true;
}

/* Rows that learn what there is only while they unpack have it learnt first: members that come later
 * cannot stand with the others. */
static void learn_all(struct input *inner)
{
    for (size_t m = 0; inner->format->learn && m < inner->member_count; m++)
        input_look_through(inner, m);
}

/* Most containers are small and many: what grew for more gives it back. */
static void fit(void *rows_at, size_t count, size_t *cap, size_t size)
{
    void *rows;
    memcpy(&rows, rows_at, sizeof rows);
    void *fitting = count && count < *cap ? realloc(rows, count * size) : NULL;
    if (!fitting)
        return;
    memcpy(rows_at, &fitting, sizeof fitting);
    *cap = count;
}

static void fit_all(struct input *inner)
{
    fit(&inner->members, inner->member_count, &inner->member_cap, sizeof *inner->members);
    fit(&inner->gaps, inner->gap_count, &inner->gap_cap, sizeof *inner->gaps);
    fit(&inner->anomalies.rows, inner->anomalies.count, &inner->anomalies.cap,
        sizeof *inner->anomalies.rows);
}

/* The next member of the container becomes in's. False: there is none, or no room, which m says. */
static bool add_next(struct input *in, size_t m, struct input *inner)
{
    if (inner->listed == inner->member_count)
        return false;
    const char *why = nested_no_room(in, 0, 1);
    if (!why && !add_child(in, m, inner, inner->listed))
        why = "not enough memory for what is in it";
    inner->is_refused = why != NULL;
    if (why)
        nested_refuse(in, m, why);
    else
        inner->members[inner->listed++].outer = in->member_count - 1;
    return !why;
}

/* The members of a container that has been opened become in's. */
static void adopt(struct input *in, size_t m, struct input *inner)
{
    learn_all(inner);
    fit_all(inner);
    in->kept += sizeof *inner;
    in->members[m].inner = inner;
    if (in->members[m].has_other)
        in->members[m].pickle = INPUT_NO_PICKLE; /* it is one of those in it */
    in->members[m].first_child = in->member_count;
    while (add_next(in, m, inner))
        in->members[m].child_count++;
    copy_anomalies(in, m);
    if (!take_gaps(in, m, inner))
        nested_refuse(in, m, "not enough memory for what is in it");
}

/* What the container has learnt of since, behind what was made of its values. */
static void adopt_late(struct input *in, size_t parent)
{
    struct input *inner = in->members[parent].inner;
    while (!inner->is_refused && add_next(in, parent, inner)) {
        size_t at = in->member_count - 1;
        struct input_member *outer = &in->members[parent];
        in->members[at].is_late = true;
        if (outer->value.last)
            in->members[outer->value.last].value.next = at;
        else
            outer->value.first = at;
        outer->value.last = at;
    }
    if (!take_gaps(in, parent, inner))
        nested_refuse(in, parent, "not enough memory for what is in it");
}

void nested_learn(struct input *in, size_t m)
{
    struct input_member *member = &in->members[m];
    const struct input_member *own = &member->owner->members[member->own];
    member->size = own->size;
    member->unpacked = own->unpacked;
    /* Of what is more than one thing all are in it, the pickle too. */
    member->pickle = own->has_other && member->inner ? INPUT_NO_PICKLE : own->pickle;
    member->format = own->format;
    member->has_other = own->has_other;
    member->is_seen_whole = own->is_seen_whole;
    member->is_crc_wrong = own->is_crc_wrong;
    member->is_partial = own->is_partial;
    size_t parent = member->parent;
    adopt_late(in, parent);
    copy_anomalies(in, parent);
}

const char *nested_no_room(const struct input *in, unsigned depth, uint64_t more)
{
    const struct input_limits *limits = &in->limits;
    if (depth >= limits->max_depth)
        return too_deep;
    if (limits->max_members && in->member_count >= limits->max_members)
        return "what is in it is not listed: there are too many members already";
    uint64_t left = in->kept < limits->max_kept ? limits->max_kept - in->kept : 0;
    if (limits->max_kept && more > left)
        return "what is in it is not opened: too much is held in memory already";
    return NULL;
}

/* Bytes that are not held yet and would be, for the container m. */
static bool is_to_be_held(const struct input_member *member)
{
    return !member->is_plain && !member->value.is_one;
}

/* Where a member is listed: there its bytes are held. */
static const struct input_member *own_of(const struct input_member *member)
{
    return member->owner ? &member->owner->members[member->own] : member;
}

static uint64_t left_of(uint64_t most, uint64_t used)
{
    return most == 0 ? UINT64_MAX : used < most ? most - used : 0;
}

/* Bytes that may be held for one more container, in memory or on disk. */
static uint64_t room_for(const struct input *in)
{
    uint64_t memory = left_of(in->limits.max_kept, in->kept);
    uint64_t disk = left_of(in->limits.max_disk, in->on_disk);
    return memory > disk ? memory : disk;
}

/* The bytes of m, no more than may be held. False: m says why not. */
static bool hold(struct input *in, size_t m, const uint8_t **bytes, size_t *len)
{
    struct err err;
    bool is_held = is_to_be_held(&in->members[m]);
    const char *why = nested_no_room(in, in->members[m].depth, is_held);
    uint64_t most = is_held ? room_for(in) : UINT64_MAX;
    enum input_status status = INPUT_UNREADABLE;
    if (!why)
        status = input_member_within(in, m, most, bytes, len, &err);
    if (status == INPUT_READ && is_held)
        why = nested_no_room(in, in->members[m].depth,
                             content_held(&own_of(&in->members[m])->held.content));
    else if (status == INPUT_TOO_LONG)
        why = nested_no_room(in, in->members[m].depth, UINT64_MAX);
    if (why)
        nested_refuse(in, m, why);
    return !why && status == INPUT_READ; /* else the member itself says so */
}

/* Opens bytes of m by the row that they were judged to be of, or that m is to be read by. */
static struct input *open_inner(struct input *in, size_t m, const uint8_t *bytes, size_t len)
{
    const struct input_member *member = &in->members[m];
    struct input *inner = calloc(1, sizeof *inner);
    struct input_limits limits = in->limits;
    struct buf label = {0};
    struct err err;
    bool has_other = !member->reading, is_open = false;
    const struct input_format *format = member->reading;
    if (!format && member->is_seen_whole && !member->is_partial) {
        format = input_format_named(member->format);
        has_other = member->has_other;
    }
    if (!format)
        format = input_format_among(bytes, len, &has_other);
    if (limits.max_members)
        limits.max_members -= in->member_count;
    input_member_label(in, m, &label);
    if (inner && !label.failed)
        is_open = input_open_judged(inner, buf_text(&label), bytes, len, format, has_other, &limits,
                                    in, &err);
    if (!is_open)
        nested_refuse(in, m, inner && !label.failed ? err.text : "not enough memory to open it");
    buf_free(&label);
    if (is_open)
        return inner;
    free(inner);
    return NULL;
}

void nested_open(struct input *in, size_t m)
{
    const uint8_t *bytes;
    size_t len;
    struct input_member *member = &in->members[m];
    if (member->inner || member->inner_why)
        return;
    bool was_loaded = own_of(member)->held.is_loaded;
    uint64_t before = in->kept;
    struct input *inner = NULL;
    if (hold(in, m, &bytes, &len)) {
        if (is_to_be_held(&in->members[m]))
            in->kept += content_held(&own_of(&in->members[m])->held.content);
        inner = open_inner(in, m, bytes, len);
    }
    if (inner) {
        adopt(in, m, inner);
        return;
    }
    in->kept = before;
    if (!was_loaded)
        input_member_drop(in, m);
}

/* ---- Searching -------------------------------------------------------------------------------- */

uint64_t nested_take_search(struct input *in, uint64_t n)
{
    enum { FLOOR = 256 << 20, SHARE = 8 };
    struct input *top = nested_top(in);
    uint64_t most = FLOOR + SHARE * top->len;
    uint64_t left = most > top->searched ? most - top->searched : 0;
    n = n < left ? n : left;
    top->searched += n;
    return n;
}

bool nested_is_to_search(const struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    bool is_data = member->format && strcmp(member->format, "data") == 0;
    bool is_file = in->format == &input_format_raw && member->depth == 0; /* it was when opened */
    bool is_told = member->inner_why || own_of(member)->inner_why;        /* it was not looked at */
    return is_data && !is_file && !is_told && !in->top && !in->limits.is_try &&
           !member->is_searched && member->pickle == INPUT_NO_PICKLE &&
           !input_member_is_numbers(in, m);
}

/* Bytes of m as a file of no format, with what was found in them; NULL: that is nothing, or m says why. */
static struct input *search_bytes(struct input *in, size_t m, const uint8_t *bytes, size_t len)
{
    struct input *inner = calloc(1, sizeof *inner);
    struct input_limits limits = in->limits;
    struct err err = {.text = "not enough memory to look through it"};
    if (limits.max_members)
        limits.max_members -= in->member_count < limits.max_members ? in->member_count : 0;
    bool is_open = inner && input_open_judged(inner, "", bytes, len, &input_format_raw, false,
                                              &limits, in, &err);
    bool is_done = is_open && input_pass_lead(inner);
    if (!is_done)
        nested_refuse(in, m, "not enough memory to look through it");
    else if (inner->members[0].inner_why)
        nested_refuse(in, m, inner->members[0].inner_why);
    if (is_done && (inner->member_count > 1 || inner->members[0].off > 0))
        return inner;
    if (is_open)
        input_close(inner);
    free(inner);
    return NULL;
}

/* The whole of a text is m itself: only what was found in it is new. */
static void take_text(struct input *in, size_t m, struct input *inner)
{
    struct input_member *text = &inner->members[0];
    if (inner->member_count == 1)
        return;
    in->members[m].format = text->format;
    if (in->members[m].owner)
        in->members[m].owner->members[in->members[m].own].format = text->format;
    if (text->why)
        nested_refuse(in, m, text->why);
    if (!in->members[m].about) { /* else which reading of m it is was told of it */
        in->members[m].about = text->about;
        text->about = NULL;
    }
    text->outer = m;
    inner->listed = 1;
}

/* What is found has to be listed beneath m. */
static bool has_room(struct input *in, size_t m)
{
    const char *why = nested_no_room(in, in->members[m].depth, 1);
    if (why)
        nested_refuse(in, m, why);
    return !why;
}

/* The bytes of m, where all of them may be searched; else m says so. */
static bool hold_to_search(struct input *in, size_t m, const uint8_t **bytes, size_t *len)
{
    struct err ignored;
    uint64_t most = is_to_be_held(&in->members[m]) ? room_for(in) : UINT64_MAX;
    enum input_status status = input_member_within(in, m, most, bytes, len, &ignored);
    bool is_read = status == INPUT_READ && nested_take_search(in, *len) == *len;
    if (!is_read && status != INPUT_UNREADABLE)
        nested_refuse(in, m, "it was not looked through for pickles in it: that is too much");
    return is_read;
}

void nested_search(struct input *in, size_t m)
{
    const uint8_t *bytes;
    size_t len;
    bool was_loaded = own_of(&in->members[m])->held.is_loaded;
    struct input *inner = NULL;
    in->members[m].is_searched = true;
    if (hold_to_search(in, m, &bytes, &len))
        inner = search_bytes(in, m, bytes, len);
    if (inner && has_room(in, m)) {
        if (is_to_be_held(&in->members[m]))
            in->kept += content_held(&own_of(&in->members[m])->held.content);
        take_text(in, m, inner);
        adopt(in, m, inner);
        return;
    }
    if (inner)
        input_close(inner);
    free(inner);
    if (!was_loaded)
        input_member_drop(in, m);
}
