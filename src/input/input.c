/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/nested.h"
#include "src/input/part_names.h"
#include "src/input/readings.h"
#include "src/input/values.h"

const struct input_limits input_limits_default = {
    .max_pipe_bytes = 4ull << 30,
    .max_unpacked = 16ull << 30,
    .max_ratio = 1000,
    .ratio_floor = 64ull << 20,
    .max_total = 16ull << 30,
    .max_members = 1000000,
    .max_depth = 16,
    .max_kept = 1ull << 30,
    .max_disk = 16ull << 30,
    .to_disk = 64ull << 20,
};

enum {
    JUDGED_BYTES = 65536,     /* of a packed member: a container shows in them, */
    LOOKED_BYTES = 16 << 20,  /* or in these, at most, where it has more; */
    TAIL_BYTES = 65536 + 22,  /* or in the last: where a zip, whatever stands before, has its end */
    LOOKED_SHARE = 8,         /* of max_total: so little may be unpacked for a look */
    CHECKED_BYTES = 16 << 20, /* of a plain member: up to here its CRC is compared at once */
    STEP = 1 << 20,
    GIVEN_BACK = 32 << 20, /* bytes that come out until what was read for them is given back */
    FLAG_ENCRYPTED = 1,    /* of a zip */
};

/* ---- Opening --------------------------------------------------------------------------------- */

static int anomaly_order(const void *a, const void *b)
{
    const struct input_anomaly *x = a, *y = b;
    if (x->member != y->member)
        return x->member < y->member ? -1 : 1;
    if (x->off != y->off)
        return x->off < y->off ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

/* Sorts what the format found odd by member, and tells each member which are its own; again where more was
 * found. */
static void share_anomalies(struct input *in)
{
    struct input_anomalies *list = &in->anomalies;
    for (size_t m = 0; m < in->member_count; m++)
        in->members[m].anomaly_count = 0;
    if (list->count)
        qsort(list->rows, list->count, sizeof *list->rows, anomaly_order);
    for (size_t k = 0; k < list->count; k++) {
        if (list->rows[k].member >= in->member_count)
            continue;
        struct input_member *member = &in->members[list->rows[k].member];
        if (member->anomaly_count++ == 0)
            member->first_anomaly = k;
    }
}

/* Lists the members of an input whose row is known. has_other: there may be other readings. */
static bool list_members(struct input *in, bool has_other, struct err *err)
{
    in->preferred = INPUT_NO_MEMBER;
    if (!in->format->list(in, err))
        return err_prefix(err, "%.*s", INPUT_PATH_SHOWN, in->path);
    if ((has_other && !readings_add(in)) || !part_names(in))
        return err_set(err, "%.*s: not enough memory", INPUT_PATH_SHOWN, in->path);
    share_anomalies(in);
    return true;
}

bool input_open_judged(struct input *in, const char *label, const uint8_t *bytes, uint64_t len,
                       const struct input_format *format, bool has_other,
                       const struct input_limits *limits, struct input *top, struct err *err)
{
    *in = (struct input){
        .path = strdup(label),
        .bytes = bytes,
        .len = len,
        .format = format,
        .limits = limits ? *limits : input_limits_default,
        .file = {.fd = -1, .guard = -1},
        .top = top,
    };
    bool is_open = in->path ? list_members(in, has_other, err) : err_set(err, "not enough memory");
    if (!is_open)
        input_close(in);
    return is_open;
}

static bool pass_lead(struct input *in, struct err *err)
{
    if (!input_pass_lead(in)) {
        err_set(err, "%.*s: not enough memory", INPUT_PATH_SHOWN, in->path);
        input_close(in);
        return false;
    }
    if (in->member_count == 1 && in->members[0].off > 0)
        share_anomalies(in); /* there were none before */
    return true;
}

bool input_open_bytes(struct input *in, const char *label, const uint8_t *bytes, uint64_t len,
                      const char *format, const struct input_limits *limits, struct err *err)
{
    bool has_other = false;
    const struct input_format *row =
        format ? input_format_named(format) : input_format_among(bytes, len, &has_other);
    if (row)
        return input_open_judged(in, label, bytes, len, row, has_other, limits, NULL, err) &&
               (format || row != &input_format_raw || pass_lead(in, err));
    *in = (struct input){.file = {.fd = -1, .guard = -1}};
    return err_set(err, "no format is called %.40s", format);
}

bool input_open(struct input *in, const char *path, const char *format,
                const struct input_limits *limits, struct err *err)
{
    struct input_file file;
    uint64_t max_bytes = (limits ? limits : &input_limits_default)->max_pipe_bytes;
    if (!input_file_open(&file, path, max_bytes, err))
        return false;
    if (!input_open_bytes(in, path, file.bytes, file.len, format, limits, err)) {
        input_file_close(&file);
        return false;
    }
    in->file = file;
    return true;
}

void input_close(struct input *in)
{
    if (in->format && in->format->close)
        in->format->close(in);
    for (size_t m = 0; m < in->member_count; m++) {
        struct input_member *member = &in->members[m];
        if (member->inner)
            input_close(member->inner); /* which has no nested members of its own */
        free(member->inner);
        free(member->full_name);
        free(member->part_name);
        free(member->inner_why);
        free(member->via);
        valuemap_free(&member->looked_at);
        free(member->about);
        content_free(&member->content);
        free(member->why);
    }
    free(in->members);
    free(in->gaps);
    anomaly_free(&in->anomalies);
    free(in->path);
    input_file_close(&in->file);
    *in = (struct input){.file = in->file};
}

bool input_changed(const struct input *in)
{
    return input_file_changed(&in->file);
}

/* ---- Reading members ------------------------------------------------------------------------- */

static void set_why(struct input_member *member, const char *why)
{
    free(member->why);
    member->why = strdup(why); /* without memory there is no reason to tell */
}

static bool fail_member(const struct input *in, size_t m, struct err *err)
{
    struct buf label = {.limit = INPUT_PATH_SHOWN};
    input_member_label(in, m, &label);
    const char *why = in->members[m].why ? in->members[m].why : "cannot be read";
    err_set(err, "%.*s: %s", INPUT_PATH_SHOWN, label.failed ? in->path : buf_text(&label), why);
    buf_free(&label);
    return false;
}

/* A sink before another: what was read of a large file to unpack it is given back on the way. */
struct giving_back {
    struct unpack_sink sink;
    struct input_file *file;
    uint64_t since; /* bytes that have come out since the last time */
};

static bool take_and_give_back(void *context, const uint8_t *bytes, size_t n)
{
    struct giving_back *at = context;
    at->since += n;
    if (at->since >= GIVEN_BACK) {
        input_file_drop_all(at->file);
        at->since = 0;
    }
    return at->sink.take(at->sink.context, bytes, n);
}

/* Sends the bytes of m through the sink, piece by piece, from the file or unpacked. Those that were
 * unpacked before do not count again. */
static struct unpack_result stream_member(struct input *in, size_t m, struct unpack_sink sink)
{
    struct input_member *member = &in->members[m];
    struct unpack_result result = {.end = UNPACK_UNSUPPORTED, .why = "cannot be unpacked"};
    struct unpack_limits limits = {
        .max_bytes = in->limits.max_unpacked,
        .max_ratio = in->limits.max_ratio,
        .ratio_floor = in->limits.ratio_floor,
    };
    struct input *top = nested_top(in);
    struct giving_back giving = {.sink = sink, .file = &top->file};
    uint64_t most = top->limits.max_total;
    uint64_t left = most > top->unpacked_total ? most - top->unpacked_total : 0;
    left += member->counted;
    if (most && (limits.max_bytes == 0 || left < limits.max_bytes))
        limits.max_bytes = left;
    if (most && left == 0)
        result = (struct unpack_result){.end = UNPACK_LIMIT, .why = "too much was unpacked before"};
    else if (in->format->unpack)
        in->format->unpack(in, member, &limits, (struct unpack_sink){take_and_give_back, &giving},
                           &result);
    if (result.out > member->counted) {
        top->unpacked_total += result.out - member->counted;
        member->counted = result.out;
    }
    return result;
}

static void report_data(struct input *in, size_t m, enum input_anomaly_kind kind, uint64_t declared,
                        uint64_t found)
{
    anomaly_add(&in->anomalies, (struct input_anomaly){.kind = kind,
                                                       .member = m,
                                                       .off = in->members[m].off,
                                                       .central = claim_number(declared),
                                                       .local = claim_number(found)});
}

/* All bytes of m were seen: compares what was declared of them, once. */
static void compare_data(struct input *in, size_t m, uint64_t len, uint32_t crc)
{
    struct input_member *member = &in->members[m];
    if (!member->has_crc || member->is_compared)
        return;
    member->is_compared = true;
    member->is_crc_wrong = crc != member->crc;
    if (member->is_crc_wrong)
        report_data(in, m, INPUT_ANOMALY_DATA_CRC, member->crc, crc);
    if (len != member->unpacked && !member->is_plain)
        report_data(in, m, INPUT_ANOMALY_DATA_SIZE, member->unpacked, len);
}

/* A limit on what comes out of m was met: that is a finding, told once. */
static void report_limit(struct input *in, size_t m, const struct unpack_result *result)
{
    struct input_member *member = &in->members[m];
    bool is_ratio = result->limit == UNPACK_MAX_RATIO;
    if (result->end != UNPACK_LIMIT || result->limit == UNPACK_NO_LIMIT || member->is_limit_told)
        return;
    member->is_limit_told = true;
    report_data(in, m, is_ratio ? INPUT_ANOMALY_MAX_RATIO : INPUT_ANOMALY_MAX_BYTES,
                is_ratio ? result->ratio : result->out, 0);
}

static void take_result(struct input *in, size_t m, const struct unpack_result *result)
{
    struct input_member *member = &in->members[m];
    report_limit(in, m, result);
    if (in->format->learn) {
        in->format->learn(in, m, result);
        member = &in->members[m];
    }
    if (result->end == UNPACK_DONE)
        compare_data(in, m, result->out, result->crc);
    if (result->end == UNPACK_DONE || result->end == UNPACK_STOPPED)
        return;
    member->is_partial = true;
    set_why(member, result->why);
}

struct load {
    struct content *content;
    struct content_limits limits;
    uint64_t max_bytes;
    bool is_over, is_cut;
    struct err err; /* why it is cut */
};

static bool take_into_content(void *context, const uint8_t *bytes, size_t n)
{
    struct load *load = context;
    load->is_over = n > load->max_bytes - content_len(load->content);
    if (!load->is_over)
        load->is_cut = !content_add(load->content, &load->limits, bytes, n, &load->err);
    return !load->is_over && !load->is_cut;
}

/* False: it is longer than that, and nothing has been read. */
static bool load_packed(struct input *in, size_t m, uint64_t max_bytes)
{
    struct input_member *member = &in->members[m];
    struct input *top = nested_top(in);
    struct load load = {.content = &member->content,
                        .limits = {.to_disk = in->limits.to_disk,
                                   .max_memory = in->limits.max_kept,
                                   .max_disk = in->limits.max_disk,
                                   .on_disk = &top->on_disk},
                        .max_bytes = max_bytes};
    member->is_partial = false;
    free(member->why);
    member->why = NULL;
    struct unpack_result result =
        stream_member(in, m, (struct unpack_sink){take_into_content, &load});
    if (load.is_over) {
        content_free(&member->content);
        return false;
    }
    take_result(in, m, &result);
    member = &in->members[m]; /* they may have moved */
    member->is_cut = !content_end(&member->content, &load.err) || load.is_cut;
    if (member->is_cut) {
        member->is_partial = true;
        set_why(member, load.err.text);
    }
    /* Where nothing came it may have been memory: whoever asks again tries again. */
    member->is_loaded = !member->is_partial || content_len(&member->content) > 0;
    return true;
}

static uint32_t crc_of(struct input *in, size_t m, struct digest *digest)
{
    const struct input_member *member = &in->members[m];
    uint32_t crc = (uint32_t)crc32(0, NULL, 0);
    for (uint64_t done = 0; done < member->size;) {
        size_t n = member->size - done < STEP ? (size_t)(member->size - done) : STEP;
        crc = (uint32_t)crc32(crc, in->bytes + member->off + done, (uInt)n);
        if (digest)
            digest_add(digest, in->bytes + member->off + done, n);
        done += n;
        input_member_passed(in, m, done);
    }
    return crc;
}

static void load_plain(struct input *in, size_t m)
{
    struct input_member *member = &in->members[m];
    member->is_loaded = true;
    if (member->has_crc && member->size <= CHECKED_BYTES)
        compare_data(in, m, member->size, crc_of(in, m, NULL));
}

/* Bit 0 set, and bytes that are not what was promised: they are encrypted. Readers that do not
 * look at the bit, as PyTorch's, take the bytes as they are; so do we when those make sense. */
static bool is_encrypted(const struct input_member *member, const uint8_t *bytes, size_t len)
{
    return (member->flags & FLAG_ENCRYPTED) && (member->is_crc_wrong || member->is_partial) &&
           !input_looks_like_pickle(bytes, len);
}

enum input_status input_member_within(struct input *in, size_t m, uint64_t max_bytes,
                                      const uint8_t **bytes, size_t *len, struct err *err)
{
    struct input_member *member = &in->members[m];
    if (member->owner) {
        enum input_status status =
            input_member_within(member->owner, member->own, max_bytes, bytes, len, err);
        nested_learn(in, m);
        return status;
    }
    if (!member->is_loaded && member->is_plain)
        load_plain(in, m);
    else if (!member->is_loaded && !load_packed(in, m, max_bytes))
        return INPUT_TOO_LONG;
    member = &in->members[m]; /* they may have moved */
    const uint8_t *data =
        member->is_plain ? in->bytes + member->off : content_bytes(&member->content);
    size_t size = member->is_plain ? (size_t)member->size : content_len(&member->content);
    if (is_encrypted(member, data, size)) {
        set_why(member, "is encrypted");
        fail_member(in, m, err);
        return INPUT_UNREADABLE;
    }
    if (member->is_partial && size == 0) {
        fail_member(in, m, err);
        return INPUT_UNREADABLE;
    }
    *bytes = data;
    *len = size;
    return INPUT_READ;
}

bool input_member_bytes(struct input *in, size_t m, const uint8_t **bytes, size_t *len,
                        struct err *err)
{
    return input_member_within(in, m, UINT64_MAX, bytes, len, err) == INPUT_READ;
}

bool input_has_room(const struct input *in)
{
    return in->limits.max_total == 0 || in->unpacked_total < in->limits.max_total / 2;
}

void input_machine(const struct input *in, size_t m, bool is_inside, struct br_options *machine)
{
    const struct input_member *member = &in->members[m];
    const struct input_format *format = member->owner ? member->owner->format : in->format;
    /* What is inside another one was written and is read by the plain functions of pickle. */
    bool is_plain = is_inside || member->is_value;
    machine->insets = is_plain ? NULL : format->insets;
    if (!machine->dialect && !is_plain)
        machine->dialect = format->dialect;
}

void input_member_drop(struct input *in, size_t m)
{
    struct input_member *member = &in->members[m];
    if (member->is_plain || member->inner || member->is_value)
        return;
    if (member->owner) {
        input_member_drop(member->owner, member->own);
        return;
    }
    content_free(&member->content);
    member->is_loaded = false;
}

void input_member_passed(struct input *in, size_t m, uint64_t pos)
{
    uint64_t off;
    struct input_member *member = &in->members[m];
    if (input_file_offset(in, m, pos, &off))
        input_file_drop(&in->file, off);
    else if (member->owner)
        input_member_passed(member->owner, member->own, pos);
    else if (!member->is_plain)
        content_drop(&member->content, pos);
}

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
    bool is_pickle = e.is_pickle && (!member->is_storage || e.has_stop);
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
    struct unpack_result result = stream_member(in, m, (struct unpack_sink){take_into_look, look});
    top->looked += result.out;
    member->pickle = INPUT_NO_PICKLE;
    take_result(in, m, &result);
    judge_look(in, m, look, result.end == UNPACK_DONE);
    if (look->head.failed || (look->is_over && (is_all || !look->is_known)))
        tell_look(&in->members[m], look);
    buf_free(&look->head);
    free(look);
}

void input_look_through(struct input *in, size_t m)
{
    if (!in->members[m].is_plain && !in->members[m].is_loaded)
        look_at(in, m, true);
}

static void judge_plain(struct input *in, size_t m)
{
    struct input_member *member = &in->members[m];
    const uint8_t *bytes = in->bytes + member->off;
    input_judge(member, bytes, (size_t)member->size, true);
    if (!(member->flags & FLAG_ENCRYPTED) || member->pickle == INPUT_PICKLE)
        return;
    load_plain(in, m);
    if (!is_encrypted(member, bytes, (size_t)member->size))
        return;
    set_why(member, "is encrypted");
    member->format = NULL;
}

static void judge(struct input *in, size_t m)
{
    struct input_member *member = &in->members[m];
    if (member->pickle != INPUT_NOT_JUDGED)
        return;
    if (member->is_plain)
        judge_plain(in, m);
    else if (member->is_loaded && member->is_partial && content_len(&member->content) == 0)
        member->pickle = INPUT_NO_PICKLE;
    else if (member->is_loaded)
        input_judge(member, content_bytes(&member->content), content_len(&member->content),
                    !member->is_partial);
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
    return in->members[m].pickle == INPUT_PICKLE;
}

bool input_member_is_numbers(const struct input *in, size_t m)
{
    while (!in->members[m].is_storage && in->members[m].depth > 0)
        m = in->members[m].parent;
    return in->members[m].is_storage;
}

bool input_member_holds_within(struct input *in, size_t m, uint64_t max_bytes, bool *is_later)
{
    const uint8_t *bytes;
    size_t len;
    struct err ignored;
    const struct input_member *member = &in->members[m];
    *is_later = member->pickle == INPUT_NOT_JUDGED && !member->is_plain && !member->is_loaded &&
                member->unpacked > max_bytes;
    if (*is_later)
        return false;
    judge_any(in, m);
    member = &in->members[m];
    bool is_closed = !in->top && is_container(member) && !member->inner && !member->inner_why;
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

bool input_is_arrays(const struct input *in)
{
    bool any = false;
    for (size_t m = 0; m < in->member_count; m++) {
        if (in->members[m].child_count)
            continue; /* what is in it counts */
        if (!in->members[m].is_array && !input_member_is_numbers(in, m))
            return false;
        any |= in->members[m].is_array;
    }
    return any;
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

/* ---- Names ----------------------------------------------------------------------------------- */

/* How a name given by the user can stand for a member's, the surest first. */
static bool is_exact(const struct input_member *member, const char *name, size_t len)
{
    return member->name_len == len && memcmp(member->name, name, len) == 0;
}

/* Python's zipfile cuts a name at its first NUL. */
static bool is_cut(const struct input_member *member, const char *name, size_t len)
{
    size_t shown = strnlen((const char *)member->name, member->name_len);
    return shown == len && memcmp(member->name, name, len) == 0;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* The name as it is shown, with "\\xff" for a byte that is no text. */
static bool is_shown(const struct input_member *member, const char *name, size_t len)
{
    size_t at = 0;
    for (size_t k = 0; k < member->name_len; k++) {
        bool is_escape = len - at >= 4 && name[at] == '\\' && name[at + 1] == 'x';
        int high = is_escape ? hex_digit(name[at + 2]) : -1;
        int low = is_escape ? hex_digit(name[at + 3]) : -1;
        bool is_byte = high >= 0 && low >= 0 && 16 * high + low == member->name[k];
        if (at == len || (!is_byte && (uint8_t)name[at] != member->name[k]))
            return false;
        at += is_byte ? 4 : 1;
    }
    return at == len;
}

static bool is_tail(const struct input_member *member, const char *name, size_t len)
{
    return member->name_len > len && strchr("/!", member->name[member->name_len - len - 1]) &&
           memcmp(member->name + member->name_len - len, name, len) == 0;
}

/* A container that holds first a thing without a name of its own is that thing's name. */
static size_t inmost(struct input *in, size_t m)
{
    for (;;) {
        input_member_holds_pickle(in, m);
        const struct input_member *member = &in->members[m];
        bool is_one = member->child_count > 0 && member->inner->members[0].name == NULL;
        if (!is_one || member->pickle == INPUT_PICKLE)
            return m;
        m = member->first_child;
    }
}

/* Looks into all containers. */
static void look_into_all(struct input *in)
{
    for (size_t m = 0; m < in->member_count; m++)
        input_member_holds_pickle(in, m);
}

static bool find_only_tail(const struct input *in, const char *name, size_t len, size_t from,
                           size_t *found)
{
    size_t count = 0;
    for (size_t m = from; m < in->member_count && count < 2; m++) {
        if (!in->members[m].name || !is_tail(&in->members[m], name, len))
            continue;
        *found = m;
        count++;
    }
    return count == 1;
}

static bool find_number(const struct input *in, const char *name, size_t *found)
{
    if (name[0] != '#' || name[1] < '0' || name[1] > '9')
        return false;
    char *end;
    unsigned long long number = strtoull(name + 1, &end, 10);
    if (*end != '\0' || number >= in->member_count)
        return false;
    *found = (size_t)number;
    return true;
}

/* The names there are, as many as fit into one line. */
static void list_names(const struct input *in, struct buf *out)
{
    enum { SHOWN = 5, NAME_SHOWN = 40 };
    size_t shown = 0;
    for (size_t m = 0; m < in->member_count && shown <= SHOWN; m++) {
        const struct input_member *member = &in->members[m];
        if (!member->name || member->is_folder)
            continue;
        buf_str(out, shown++ ? ", " : "");
        size_t len = member->name_len < NAME_SHOWN ? member->name_len : NAME_SHOWN;
        if (shown <= SHOWN)
            buf_add(out, member->name, len);
        else
            buf_str(out, "...");
    }
    if (shown == 0)
        buf_str(out, "none");
}

static bool find_by(const struct input *in, const char *name, size_t from, size_t *m,
                    bool (*is)(const struct input_member *member, const char *name, size_t len))
{
    size_t len = strlen(name);
    for (size_t k = from; k < in->member_count; k++) {
        if (!in->members[k].name || !is(&in->members[k], name, len))
            continue;
        *m = k;
        return true;
    }
    return false;
}

static bool find_known(const struct input *in, const char *name, size_t from, size_t *m)
{
    size_t len = strlen(name);
    return find_by(in, name, from, m, is_exact) || find_by(in, name, from, m, is_cut) ||
           find_by(in, name, from, m, is_shown) ||
           (len > 0 && (find_only_tail(in, name, len, from, m) || find_number(in, name, m)));
}

/* Also in containers, and values of pickles, that nobody has looked into. */
static bool find_anywhere(struct input *in, const char *name, size_t from, size_t *m)
{
    if (find_known(in, name, from, m))
        return true;
    look_into_all(in);
    if (find_known(in, name, from, m))
        return true;
    size_t value = values_find(in, name);
    look_into_all(in);
    if (find_known(in, name, from, m))
        return true;
    *m = value;
    return value != INPUT_NO_MEMBER;
}

bool input_find_member(struct input *in, const char *name, size_t from, size_t *m, struct err *err)
{
    if (find_anywhere(in, name, from, m)) {
        *m = inmost(in, *m);
        return true;
    }
    struct buf names = {0};
    list_names(in, &names);
    err_set(err, "%.150s: no member is called %.100s (there are: %.200s)", in->path, name,
            buf_text(&names));
    buf_free(&names);
    return false;
}

/* A text that is a C string ends at a NUL, so that one is written as it is shown in the end. */
static size_t width_of(uint8_t byte)
{
    return byte ? 1 : 4;
}

static void put_bytes(struct buf *out, const uint8_t *bytes, size_t len)
{
    for (size_t k = 0; k < len; k++) {
        if (bytes[k])
            buf_char(out, (char)bytes[k]);
        else
            buf_str(out, "\\x00");
    }
}

static bool is_namesake(const struct input_member *member, const struct input_member *other)
{
    size_t len = member->name_len;
    return other->name && other->depth == member->depth && other->name_len > len &&
           other->name[len] == '#' && memcmp(other->name, member->name, len) == 0;
}

void input_member_namesakes(const struct input *in, size_t m, struct buf *out)
{
    enum { SHOWN = 5, NAME_SHOWN = 80 };
    const struct input_member *member = &in->members[m];
    const struct input_member *own = member->owner ? &member->owner->members[member->own] : member;
    size_t len = member->name_len < NAME_SHOWN ? member->name_len : NAME_SHOWN, shown = 0;
    if (own->namesakes == 0)
        return;
    buf_printf(out, "%zu members are called '", own->namesakes + 1);
    put_bytes(out, member->name, len);
    buf_str(out, "': this is the last that can be read, as Python takes the last; the others: ");
    for (size_t k = 0; k < in->member_count && shown <= SHOWN; k++) {
        const struct input_member *other = &in->members[k];
        if (!is_namesake(member, other))
            continue;
        buf_str(out, shown > 0 ? ", " : "");
        if (shown++ < SHOWN)
            put_bytes(out, other->name,
                      other->name_len < NAME_SHOWN ? other->name_len : NAME_SHOWN);
        else
            buf_str(out, "...");
    }
}

bool input_file_offset(const struct input *in, size_t m, uint64_t pos, uint64_t *off)
{
    for (;;) {
        const struct input_member *member = &in->members[m];
        const struct input_member *own =
            member->owner ? &member->owner->members[member->own] : member;
        if (!own->is_plain || pos > own->size)
            return false;
        pos += own->off;
        if (!member->owner)
            break;
        m = member->parent;
    }
    *off = pos;
    return true;
}

uint64_t input_member_base(const struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    const struct input_member *own = member->owner ? &member->owner->members[member->own] : member;
    return own->is_plain && !own->name ? own->off : 0;
}

const char *input_member_why(const struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    const struct input_member *own = member->owner ? &member->owner->members[member->own] : member;
    if (input_member_is_numbers(in, m)) /* chance promises nothing */
        return member->depth == 0 || !input_member_is_numbers(in, member->parent) ? own->why : NULL;
    return own->why ? own->why : own->inner_why ? own->inner_why : member->inner_why;
}

bool input_member_is_cut(const struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    return member->owner ? member->owner->members[member->own].is_cut : member->is_cut;
}

size_t input_member_after(const struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    if (member->child_count)
        return member->first_child;
    if (member->first_value)
        return member->first_value;
    for (; member->depth; member = &in->members[m]) {
        const struct input_member *parent = &in->members[member->parent];
        size_t last_child = parent->first_child + parent->child_count - 1;
        size_t next = member->is_value || member->is_late ? member->next_value
                      : m < last_child                    ? m + 1
                                                          : parent->first_value;
        if (next)
            return next;
        m = member->parent;
    }
    /* Those of the file itself come first. */
    bool is_last = m + 1 == in->member_count || in->members[m + 1].depth > 0;
    return is_last ? INPUT_NO_MEMBER : m + 1;
}

bool input_member_is_kept(const struct input *in, size_t m)
{
    bool is_kept = false;
    for (;; m = in->members[m].parent) {
        const struct input_member *member = &in->members[m];
        if (member->is_value && !member->is_given)
            return true;
        is_kept = (is_kept || member->is_constant) && !member->is_value;
        if (member->depth == 0)
            return is_kept;
    }
}

/* What members are unpacked as, from the outermost to m, whose depth is small. */
static void add_formats(const struct input *in, size_t value, size_t m, struct buf *path)
{
    size_t way[64], n = 0;
    for (size_t at = m; at != value && n < 64; at = in->members[at].parent)
        way[n++] = in->members[at].parent;
    while (n > 0)
        buf_printf(path, "%s%s", path->len ? " > " : "", in->members[way[--n]].format);
}

bool input_member_place(const struct input *in, size_t m, struct input_place *place,
                        struct buf *path)
{
    size_t value = m, from = INPUT_NO_MEMBER; /* the nearest of which the calls are known */
    for (;; value = in->members[value].parent) {
        if (from == INPUT_NO_MEMBER && in->members[value].via)
            from = value;
        if (in->members[value].is_value)
            break;
        if (in->members[value].depth == 0)
            return false;
    }
    const struct input_member *member = &in->members[value];
    *place = (struct input_place){
        .member = member->parent,
        .stream = member->value_stream,
        .pos = member->value_pos - member->value_base,
    };
    if (from != INPUT_NO_MEMBER)
        buf_str(path, in->members[from].via);
    add_formats(in, from == INPUT_NO_MEMBER ? value : from, m, path);
    if (path->len == 0)
        buf_str(path, INPUT_PLACE_PLAIN);
    return true;
}

/* How many of the bytes fit into the room: of the first, or the last. */
static size_t fitting(const uint8_t *bytes, size_t len, size_t room, bool is_last)
{
    size_t n = 0, used = 0;
    while (n < len) {
        used += width_of(bytes[is_last ? len - 1 - n : n]);
        if (used > room)
            break;
        n++;
    }
    return n;
}

/* Appends the bytes; where they are more than fit, without their middle. */
static void put_cut(struct buf *out, const uint8_t *bytes, size_t len, size_t room)
{
    if (fitting(bytes, len, room, false) == len) {
        put_bytes(out, bytes, len);
        return;
    }
    size_t half = (room - 3) / 2;
    size_t first = fitting(bytes, len, half, false), last = fitting(bytes, len, half, true);
    put_bytes(out, bytes, first);
    buf_str(out, "...");
    put_bytes(out, bytes + len - last, last);
}

void input_member_label(const struct input *in, size_t m, struct buf *out)
{
    enum { ROOM = INPUT_PATH_SHOWN - 1, NAME_ROOM = 140 }; /* "!" is between them */
    const struct input_member *member = &in->members[m];
    size_t path_len = strlen(in->path);
    size_t name_room = path_len < ROOM - NAME_ROOM ? ROOM - path_len : NAME_ROOM;
    size_t named = member->name_len < name_room ? member->name_len : name_room;
    put_cut(out, (const uint8_t *)in->path, path_len, member->name ? ROOM - named : ROOM);
    if (!member->name)
        return;
    buf_char(out, '!');
    put_cut(out, member->name, member->name_len, name_room);
}

static void note_part(struct buf *out, size_t *parts, const char *text)
{
    buf_str(out, (*parts)++ ? "; " : "");
    buf_str(out, text);
}

void input_member_note(const struct input *in, size_t m, struct buf *out)
{
    enum { SHOWN = 4 };
    const struct input_member *member = &in->members[m];
    size_t parts = 0;
    if (member->inner_why)
        note_part(out, &parts, member->inner_why);
    if (member->owner) {
        struct buf own = {0};
        input_member_note(member->owner, member->own, &own);
        if (own.len)
            note_part(out, &parts, buf_text(&own));
        out->failed |= own.failed;
        buf_free(&own);
    }
    if (member->about)
        note_part(out, &parts, member->about);
    if (member->why)
        note_part(out, &parts, member->why);
    if (member->is_crc_wrong)
        note_part(out, &parts, "its bytes do not have the CRC declared");
    if (!member->name && member->is_unlisted && !member->about)
        note_part(out, &parts, "a pickle where readers of the archive do not look");
    for (size_t k = 0; k < member->anomaly_count && k < SHOWN; k++) {
        note_part(out, &parts, "");
        input_anomaly_text(&in->anomalies.rows[member->first_anomaly + k], out);
    }
    if (member->anomaly_count > SHOWN)
        buf_printf(out, "; and %zu more", member->anomaly_count - SHOWN);
}

/* ---- Digests --------------------------------------------------------------------------------- */

void input_digest(struct input *in, char hex[DIGEST_HEX_SIZE])
{
    struct digest digest;
    digest_begin(&digest);
    for (uint64_t done = 0; done < in->len;) {
        size_t n = in->len - done < STEP ? (size_t)(in->len - done) : STEP;
        digest_add(&digest, in->bytes + done, n);
        done += n;
        input_file_drop(&in->file, done);
    }
    digest_end(&digest, hex);
}

void input_old_digests(struct input *in, char sha1[DIGEST_SHA1_SIZE], char md5[DIGEST_MD5_SIZE])
{
    struct digest_old digest;
    digest_old_begin(&digest);
    for (uint64_t done = 0; done < in->len;) {
        size_t n = in->len - done < STEP ? (size_t)(in->len - done) : STEP;
        digest_old_add(&digest, in->bytes + done, n);
        done += n;
        input_file_drop(&in->file, done);
    }
    digest_old_end(&digest, sha1, md5);
}

static bool take_into_digest(void *context, const uint8_t *bytes, size_t n)
{
    digest_add(context, bytes, n);
    return true;
}

bool input_member_digest(struct input *in, size_t m, char hex[DIGEST_HEX_SIZE], struct err *err)
{
    struct input_member *member = &in->members[m];
    if (member->owner) {
        bool good = input_member_digest(member->owner, member->own, hex, err);
        nested_learn(in, m);
        return good;
    }
    struct digest digest;
    struct unpack_result result = {.end = UNPACK_DONE};
    if (!member->is_plain && member->is_partial)
        return fail_member(in, m, err); /* once is enough: a limit that was met is met again */
    digest_begin(&digest);
    if (member->is_plain) {
        compare_data(in, m, member->size, crc_of(in, m, &digest));
    } else if (member->is_loaded) {
        digest_add(&digest, content_bytes(&member->content), content_len(&member->content));
    } else {
        result = stream_member(in, m, (struct unpack_sink){take_into_digest, &digest});
        take_result(in, m, &result);
        member = &in->members[m]; /* they may have moved */
    }
    digest_end(&digest, hex);
    return (result.end == UNPACK_DONE && !member->is_partial) || fail_member(in, m, err);
}

static bool take_nothing(void *context, const uint8_t *bytes, size_t n)
{
    (void)context;
    (void)bytes;
    (void)n;
    return true;
}

void input_member_check(struct input *in, size_t m)
{
    struct input_member *member = &in->members[m];
    if (member->owner) {
        input_member_check(member->owner, member->own);
        nested_learn(in, m);
        return;
    }
    bool is_twin = member->format && strcmp(member->format, INPUT_TWIN) == 0;
    if (is_twin || member->is_plain || member->is_loaded || member->is_compared ||
        member->is_partial)
        return;
    struct unpack_result result = stream_member(in, m, (struct unpack_sink){take_nothing, NULL});
    take_result(in, m, &result);
    member = &in->members[m]; /* they may have moved */
    bool is_wrong = member->is_partial || member->is_crc_wrong;
    if (is_wrong && (member->flags & FLAG_ENCRYPTED)) {
        member->is_partial = true;
        set_why(member, "is encrypted");
    }
}
