/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What members hold: by the rules of their format, else by their bytes, of which as few are unpacked as
 * tell. What is declared in input.h. */
#include <stdlib.h>
#include <string.h>

#include "src/input/bytes.h"
#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/input.h"
#include "src/input/nested.h"

enum {
    JUDGED_BYTES = 65536,    /* of a packed member: a container shows in them, */
    LOOKED_BYTES = 16 << 20, /* or in these, at most, where it has more; */
    TAIL_BYTES = 65536 + 22, /* or in the last: where a zip, whatever stands before, has its end */
    LOOKED_SHARE = 8,        /* of max_total: so little may be unpacked for a look */
};

/* ---- What members hold ----------------------------------------------------------------------- */

static const char *name_of(const struct input_member *member, const struct input_format *format,
                           size_t len)
{
    if (format != &input_format_raw)
        return format->name;
    if (member->pickle == INPUT_PICKLE)
        return input_format_raw.name;
    if (member->is_folder && len == 0)
        return "folder";
    return member->is_storage ? "storage" : "data";
}

void input_judge(struct input_member *member, const uint8_t *bytes, size_t len, bool is_whole)
{
    struct evidence e = evidence_of_pickle(bytes, len, is_whole);
    /* Raw numbers often begin like a pickle: only one that is whole counts among them. */
    bool is_pickle = member->is_unpickled || (e.is_pickle && (!member->is_storage || e.has_stop));
    const struct input_format *format = input_format_among(bytes, len, &member->has_other);
    member->pickle = is_pickle ? INPUT_PICKLE : INPUT_NO_PICKLE;
    member->format = name_of(member, format, len);
    member->has_other &= is_whole;
    member->is_seen_whole = is_whole;
    /* Pickles that a row reads better than plain ones are read by that row. */
    if (format != &input_format_raw &&
        strcmp(input_format_kind(format), input_format_raw.name) == 0)
        member->pickle = INPUT_NO_PICKLE;
}

/* Whether what m holds is listed by another row than plain pickles, or by several. */
static bool is_container(const struct input_member *member)
{
    const struct input_format *format = member->format ? input_format_named(member->format) : NULL;
    return format && (format != &input_format_raw || member->has_other);
}

/* ---- A look at packed members ---------------------------------------------------------------- */

/* What one unpacking shows: the first bytes and the last. */
struct look {
    struct input_member *member;
    bool is_all;        /* it is to be unpacked to its end, whatever it is */
    bool is_known;      /* the first bytes tell what it is */
    bool is_over;       /* so much may not be unpacked for a look */
    uint64_t most, len; /* bytes: that may come, that came */
    struct buf head;
    uint8_t tail[2 * TAIL_BYTES];
    size_t tail_len;
};

static void take_into_tail(struct look *look, const uint8_t *bytes, size_t n)
{
    if (n > TAIL_BYTES) {
        bytes += n - TAIL_BYTES;
        n = TAIL_BYTES;
    }
    if (n > sizeof look->tail - look->tail_len) {
        memmove(look->tail, look->tail + look->tail_len - TAIL_BYTES, TAIL_BYTES);
        look->tail_len = TAIL_BYTES;
    }
    memcpy(look->tail + look->tail_len, bytes, n);
    look->tail_len += n;
}

static bool take_into_look(void *context, const uint8_t *bytes, size_t n)
{
    struct look *look = context;
    size_t room = LOOKED_BYTES - look->head.len;
    buf_add(&look->head, bytes, n < room ? n : room);
    take_into_tail(look, bytes, n);
    bool is_due = look->len < JUDGED_BYTES && look->len + n >= JUDGED_BYTES;
    look->len += n;
    if (is_due && !look->head.failed) {
        input_judge(look->member, (const uint8_t *)look->head.data, JUDGED_BYTES, false);
        look->is_known = is_container(look->member);
    }
    look->is_over = look->len >= JUDGED_BYTES && look->len > look->most;
    bool is_enough = look->is_known && !look->is_all;
    return !is_enough && !look->is_over && !look->head.failed;
}

/* An end record of a zip that has members may stand there. */
static bool has_zip_end(const struct look *look)
{
    static const char mark[] = "PK\5\6";
    size_t len = look->tail_len;
    return memmem(look->tail, len, mark, sizeof mark - 1) != NULL;
}

/* The bytes of m, if they are more than a look keeps. */
static void judge_loaded(struct input *in, size_t m)
{
    const uint8_t *bytes;
    size_t len;
    struct err err;
    if (input_member_bytes(in, m, &bytes, &len, &err))
        input_judge(&in->members[m], bytes, len, !in->members[m].is_partial);
    input_member_drop(in, m);
}

/* What was not looked at may hold anything. */
static void tell_look(struct input_member *member, const struct look *look)
{
    free(member->inner_why);
    member->inner_why = NULL;
    if (look->head.failed)
        input_set_text(&member->inner_why, "not enough memory to see what it holds");
    else if (look->is_over)
        input_set_text(&member->inner_why,
                       "only its first 0x%llx bytes were looked at: too much was unpacked before",
                       (unsigned long long)look->len);
}

static void judge_look(struct input *in, size_t m, const struct look *look, bool is_end)
{
    struct input_member *member = &in->members[m];
    bool is_whole = is_end && look->len == look->head.len;
    if (look->head.failed || look->is_known)
        return;
    if (look->head.len > 0 || is_end)
        input_judge(member, (const uint8_t *)buf_text(&look->head), look->head.len, is_whole);
    if (is_end && !is_whole && !is_container(member) && has_zip_end(look))
        judge_loaded(in, m);
}

/* Unpacks m once and judges it by what comes. */
static void look_at(struct input *in, size_t m, bool is_all)
{
    struct input_member *member = &in->members[m];
    struct input *top = nested_top(in);
    uint64_t most = top->limits.max_total / LOOKED_SHARE;
    struct look *look = calloc(1, sizeof *look);
    if (!look)
        return;
    look->member = member;
    look->is_all = is_all;
    look->most = most == 0 ? UINT64_MAX : most > top->looked ? most - top->looked : 0;
    struct unpack_result result = bytes_stream(in, m, (struct unpack_sink){take_into_look, look});
    top->looked += result.out;
    member->pickle = member->is_unpickled ? INPUT_PICKLE : INPUT_NO_PICKLE;
    bytes_take_result(in, m, &result);
    judge_look(in, m, look, result.end == UNPACK_DONE);
    if (look->head.failed || (look->is_over && (is_all || !look->is_known)))
        tell_look(&in->members[m], look);
    buf_free(&look->head);
    free(look);
}

void input_look_through(struct input *in, size_t m)
{
    if (!in->members[m].is_plain && !in->members[m].held.is_loaded)
        look_at(in, m, true);
}

static void judge_plain(struct input *in, size_t m)
{
    struct input_member *member = &in->members[m];
    const uint8_t *bytes = in->bytes + member->off;
    input_judge(member, bytes, (size_t)member->size, true);
    if (!(member->flags & BYTES_FLAG_ENCRYPTED) || member->pickle == INPUT_PICKLE)
        return;
    bytes_load_plain(in, m);
    if (!bytes_are_encrypted(member, bytes, (size_t)member->size))
        return;
    bytes_set_why(member, "is encrypted");
    member->format = NULL;
}

static void judge(struct input *in, size_t m)
{
    struct input_member *member = &in->members[m];
    if (member->pickle != INPUT_NOT_JUDGED)
        return;
    if (member->is_plain)
        judge_plain(in, m);
    else if (member->held.is_loaded && member->is_partial &&
             content_len(&member->held.content) == 0)
        member->pickle = member->is_unpickled ? INPUT_PICKLE : INPUT_NO_PICKLE;
    else if (member->held.is_loaded)
        input_judge(member, content_bytes(&member->held.content),
                    content_len(&member->held.content), !member->is_partial);
    else
        look_at(in, m, false);
}

static void judge_any(struct input *in, size_t m)
{
    struct input_member *member = &in->members[m];
    if (member->owner) {
        judge(member->owner, member->own);
        nested_learn(in, m);
    } else {
        judge(in, m);
    }
}

bool input_member_holds_pickle(struct input *in, size_t m)
{
    judge_any(in, m);
    if (!in->top && is_container(&in->members[m]))
        nested_open(in, m);
    else if (nested_is_to_search(in, m))
        nested_search(in, m);
    return in->members[m].pickle == INPUT_PICKLE;
}

bool input_member_holds_within(struct input *in, size_t m, uint64_t max_bytes, bool *is_later)
{
    const uint8_t *bytes;
    size_t len;
    struct err ignored;
    const struct input_member *member = &in->members[m];
    *is_later = member->pickle == INPUT_NOT_JUDGED && !member->is_plain &&
                !member->held.is_loaded && member->unpacked > max_bytes;
    if (*is_later)
        return false;
    judge_any(in, m);
    member = &in->members[m];
    bool is_closed = !in->top && is_container(member) && !member->inner && !member->inner_why;
    is_closed |= nested_is_to_search(in, m);
    *is_later = is_closed &&
                input_member_within(in, m, max_bytes, &bytes, &len, &ignored) == INPUT_TOO_LONG;
    return *is_later ? in->members[m].pickle == INPUT_PICKLE : input_member_holds_pickle(in, m);
}

size_t input_next_pickle(struct input *in, size_t from)
{
    for (size_t m = from; m < in->member_count; m++)
        if (input_member_holds_pickle(in, m))
            return m;
    return INPUT_NO_MEMBER;
}

/* What the format's own loader would begin with; INPUT_NO_MEMBER: it says nothing of it. */
static size_t preferred_member(struct input *in)
{
    if (in->preferred != INPUT_NO_MEMBER)
        return in->preferred;
    size_t m = input_next_pickle(in, 0);
    if (m == INPUT_NO_MEMBER || !in->members[m].owner)
        return m;
    size_t own = in->members[m].owner->preferred;
    return own != INPUT_NO_MEMBER ? m - in->members[m].own + own : m;
}

enum reading { UNREADABLE, IN_PART, WHOLE };

static enum reading try_member(struct input *in, size_t m)
{
    const uint8_t *bytes;
    size_t len;
    struct err ignored;
    if (!input_member_bytes(in, m, &bytes, &len, &ignored))
        return UNREADABLE;
    return in->members[m].is_partial ? IN_PART : WHOLE;
}

size_t input_default_member(struct input *in)
{
    enum { TRIES = 64 }; /* each may unpack as much as there may be */
    size_t best = preferred_member(in);
    enum reading is_best = best != INPUT_NO_MEMBER ? try_member(in, best) : WHOLE;
    size_t m = input_next_pickle(in, 0);
    for (int n = 0; n < TRIES && is_best != WHOLE && m != INPUT_NO_MEMBER; n++) {
        enum reading is = m != best ? try_member(in, m) : is_best;
        input_member_drop(in, is > is_best ? best : m);
        best = is > is_best ? m : best;
        is_best = is > is_best ? is : is_best;
        m = input_next_pickle(in, m + 1);
    }
    return best;
}
