/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/bytes.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/nested.h"

enum {
    CHECKED_BYTES = 16 << 20, /* of a plain member: up to here its CRC is compared at once */
    STEP = 1 << 20,
    GIVEN_BACK = 32 << 20, /* bytes that come out until what was read for them is given back */
};

/* ---- Unpacking ------------------------------------------------------------------------------- */

void bytes_set_why(struct input_member *member, const char *why)
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

struct unpack_result bytes_stream(struct input *in, size_t m, struct unpack_sink sink)
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
    left += member->held.counted;
    if (most && (limits.max_bytes == 0 || left < limits.max_bytes))
        limits.max_bytes = left;
    if (most && left == 0)
        result = (struct unpack_result){.end = UNPACK_LIMIT, .why = "too much was unpacked before"};
    else if (in->format->unpack)
        in->format->unpack(in, member, &limits, (struct unpack_sink){take_and_give_back, &giving},
                           &result);
    if (result.out > member->held.counted) {
        top->unpacked_total += result.out - member->held.counted;
        member->held.counted = result.out;
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
    if (!member->has_crc || member->held.is_compared)
        return;
    member->held.is_compared = true;
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
    if (result->end != UNPACK_LIMIT || result->limit == UNPACK_NO_LIMIT ||
        member->held.is_limit_told)
        return;
    member->held.is_limit_told = true;
    report_data(in, m, is_ratio ? INPUT_ANOMALY_MAX_RATIO : INPUT_ANOMALY_MAX_BYTES,
                is_ratio ? result->ratio : result->out, 0);
}

/* What stands between the end of a stream and the end of its member is read by nobody, once told. */
static void tell_behind(struct input *in, size_t m, uint64_t behind)
{
    struct input_member *member = &in->members[m];
    if (behind == 0 || member->held.is_behind_told || (member->flags & BYTES_FLAG_ENCRYPTED))
        return;
    member->held.is_behind_told = true;
    if (!input_add_stray(in, member->off + member->size - behind, behind,
                         "behind the end of the compressed data"))
        bytes_set_why(&in->members[m], "not enough memory for what stands behind its data");
}

void bytes_take_result(struct input *in, size_t m, const struct unpack_result *result)
{
    struct input_member *member = &in->members[m];
    report_limit(in, m, result);
    if (in->format->learn) {
        in->format->learn(in, m, result);
    }
    if (result->end == UNPACK_DONE)
        tell_behind(in, m, result->behind);
    member = &in->members[m]; /* they may have moved */
    if (result->end == UNPACK_DONE)
        compare_data(in, m, result->out, result->crc);
    if (result->end == UNPACK_DONE || result->end == UNPACK_STOPPED)
        return;
    member->is_partial = true;
    bytes_set_why(member, result->why);
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
    struct load load = {.content = &member->held.content,
                        .limits = {.to_disk = in->limits.to_disk,
                                   .max_memory = in->limits.max_kept,
                                   .max_disk = in->limits.max_disk,
                                   .on_disk = &top->on_disk},
                        .max_bytes = max_bytes};
    member->is_partial = false;
    free(member->why);
    member->why = NULL;
    struct unpack_result result =
        bytes_stream(in, m, (struct unpack_sink){take_into_content, &load});
    if (load.is_over) {
        content_free(&member->held.content);
        return false;
    }
    bytes_take_result(in, m, &result);
    member = &in->members[m]; /* they may have moved */
    member->held.is_cut = !content_end(&member->held.content, &load.err) || load.is_cut;
    if (member->held.is_cut) {
        member->is_partial = true;
        bytes_set_why(member, load.err.text);
    }
    /* Where nothing came it may have been memory: whoever asks again tries again. */
    member->held.is_loaded = !member->is_partial || content_len(&member->held.content) > 0;
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

void bytes_load_plain(struct input *in, size_t m)
{
    struct input_member *member = &in->members[m];
    member->held.is_loaded = true;
    if (member->has_crc && member->size <= CHECKED_BYTES)
        compare_data(in, m, member->size, crc_of(in, m, NULL));
}

bool bytes_are_encrypted(const struct input_member *member, const uint8_t *bytes, size_t len)
{
    return (member->flags & BYTES_FLAG_ENCRYPTED) && (member->is_crc_wrong || member->is_partial) &&
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
    if (!member->held.is_loaded && member->is_plain)
        bytes_load_plain(in, m);
    else if (!member->held.is_loaded && !load_packed(in, m, max_bytes))
        return INPUT_TOO_LONG;
    member = &in->members[m]; /* they may have moved */
    const uint8_t *data =
        member->is_plain ? in->bytes + member->off : content_bytes(&member->held.content);
    size_t size = member->is_plain ? (size_t)member->size : content_len(&member->held.content);
    if (bytes_are_encrypted(member, data, size)) {
        bytes_set_why(member, "is encrypted");
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

void input_member_drop(struct input *in, size_t m)
{
    struct input_member *member = &in->members[m];
    if (member->is_plain || member->inner || member->value.is_one)
        return;
    if (member->owner) {
        input_member_drop(member->owner, member->own);
        return;
    }
    content_free(&member->held.content);
    member->held.is_loaded = false;
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
        content_drop(&member->held.content, pos);
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
    } else if (member->held.is_loaded) {
        digest_add(&digest, content_bytes(&member->held.content),
                   content_len(&member->held.content));
    } else {
        result = bytes_stream(in, m, (struct unpack_sink){take_into_digest, &digest});
        bytes_take_result(in, m, &result);
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
    if (is_twin || member->is_plain || member->held.is_loaded || member->held.is_compared ||
        member->is_partial)
        return;
    struct unpack_result result = bytes_stream(in, m, (struct unpack_sink){take_nothing, NULL});
    bytes_take_result(in, m, &result);
    member = &in->members[m]; /* they may have moved */
    bool is_wrong = member->is_partial || member->is_crc_wrong;
    if (is_wrong && (member->flags & BYTES_FLAG_ENCRYPTED)) {
        member->is_partial = true;
        bytes_set_why(member, "is encrypted");
    }
}
