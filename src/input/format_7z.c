/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A 7z archive. Its files stand one behind the other in blocks, which unpack only from their start
 * on. So a cursor stays where the last file was read to, and what was last read is kept: files that
 * are asked for in their order, each more than once, cost one pass. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/input/evidence.h"
#include "src/input/flow.h"
#include "src/input/format.h"
#include "src/input/name_check.h"
#include "src/input/nested.h"
#include "src/input/sevenzip.h"
#include "src/input/sevenzip_stream.h"

enum {
    PIECE = 65536,
    KEPT_BYTES = 64 << 20,   /* of the file that was last read */
    MAX_HEADER = 256u << 20, /* bytes that a packed header may unpack to */
};

/* in->state */
struct sevenzip_state {
    struct sevenzip archive;
    struct err why; /* why there is none; "" */
    /* The cursor: the next byte out of the stream is byte pos of the block. */
    struct sevenzip_stream *stream;
    size_t block;
    uint64_t pos;
    struct input *in; /* that has this state */
    /* The first bytes of a file. */
    struct buf kept;
    size_t kept_file; /* SIZE_MAX: of none */
    uint8_t piece[PIECE];
};

/* ---- The header ------------------------------------------------------------------------------ */

static uint8_t *unpack_header(const uint8_t *bytes, const struct sevenzip *archive,
                              const struct sevenzip_block *block, size_t *len, struct err *err)
{
    struct buf out = {.limit = MAX_HEADER};
    struct unpack_result result = {.end = UNPACK_LIMIT};
    struct unpack_limits limits = {.max_bytes = MAX_HEADER,
                                   .max_ratio = input_limits_default.max_ratio,
                                   .ratio_floor = input_limits_default.ratio_floor};
    struct flow flow = {.limits = &limits, .result = &result, .len = block->size};
    uint8_t *piece = malloc(PIECE);
    struct sevenzip_stream *stream =
        piece ? sevenzip_stream_open(bytes, archive, block, &limits, &result) : NULL;
    size_t n = 0;
    while (stream && flow_allows(&flow, out.len + n) &&
           (n = sevenzip_stream_read(stream, piece, PIECE, &result)) > 0)
        buf_add(&out, piece, n);
    sevenzip_stream_close(stream);
    free(piece);
    const char *why = piece && !out.failed ? result.why : "not enough memory";
    if (!stream || out.failed || result.end != UNPACK_DONE) {
        err_set(err, "its header cannot be unpacked: %s", why);
        buf_free(&out);
        return NULL;
    }
    *len = out.len;
    return (uint8_t *)out.data;
}

/* ---- Listing --------------------------------------------------------------------------------- */

static void check_name(struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    if (name_is_odd(member->name, member->name_len))
        anomaly_add(&in->anomalies,
                    (struct input_anomaly){.kind = name_oddity(member->name_len),
                                           .member = m,
                                           .off = member->off,
                                           .central = claim_text(member->name, member->name_len),
                                           .local = claim_none()});
}

static bool add_file(struct input *in, const struct sevenzip *archive,
                     const struct sevenzip_file *file)
{
    struct input_member *member = input_add_member(in);
    if (!member)
        return false;
    *member = (struct input_member){
        .name = file->name,
        .name_len = file->name_len,
        .method = "stored",
        .is_plain = true,
        .is_folder = file->is_folder,
    };
    if (file->has_data) {
        const struct sevenzip_block *block = &archive->blocks[file->block];
        bool is_there = block->is_copy && block->unpacked <= block->size;
        member->off = block->off + (is_there ? file->pos : 0);
        member->size = is_there ? file->size : block->size;
        member->unpacked = file->size;
        member->method = block->method;
        member->is_plain = is_there;
        member->crc = file->crc;
        member->has_crc = file->has_crc;
    }
    if (member->name)
        check_name(in, in->member_count - 1);
    return true;
}

static bool add_gaps(struct input *in, struct sevenzip *archive)
{
    struct spans gaps = {.rows = NULL};
    bool is_done = span_gaps(&archive->covered, in->len, &gaps);
    for (size_t k = 0; k < gaps.count && is_done; k++)
        is_done =
            input_add_stray(in, gaps.rows[k].off, gaps.rows[k].size, "no part of the archive");
    span_free(&gaps);
    return is_done;
}

/* Offsets within the archive become those in the file. */
static void place_all(struct sevenzip *archive, uint64_t base)
{
    for (size_t b = 0; b < archive->block_count; b++)
        archive->blocks[b].off += base;
    for (size_t k = 0; k < archive->covered.count; k++)
        archive->covered.rows[k].off += base;
    for (size_t k = 0; k < archive->anomalies.count; k++)
        archive->anomalies.rows[k].off += base;
}

/* What an archive holds whose header cannot be read nobody can tell: a member that says why. */
static bool add_unreadable(struct input *in, struct sevenzip_state *state, const struct err *why)
{
    struct input_member *member = input_add_member(in);
    if (!member)
        return false;
    member->size = in->len;
    member->method = "7z";
    state->why = *why;
    return true;
}

static bool add_all(struct input *in, struct sevenzip *archive)
{
    in->anomalies = archive->anomalies;
    archive->anomalies = (struct input_anomalies){.rows = NULL};
    for (size_t k = 0; k < archive->file_count; k++)
        if (!add_file(in, archive, &archive->files[k]))
            return false;
    if (archive->is_full)
        anomaly_add(&in->anomalies,
                    (struct input_anomaly){.kind = INPUT_ANOMALY_MEMBER_LIMIT,
                                           .member = INPUT_NO_MEMBER,
                                           .central = claim_number(in->limits.max_members)});
    return name_check_members(in) && add_gaps(in, archive);
}

static bool list(struct input *in, struct err *err)
{
    struct sevenzip_state *state = calloc(1, sizeof *state);
    in->state = state;
    if (!state)
        return err_set(err, "not enough memory");
    state->kept_file = SIZE_MAX;
    state->in = in;
    uint64_t base = 0;
    if (!sevenzip_find(in->bytes, in->len, &base))
        return err_set(err, "is not a 7z: its signature is missing");
    bool is_read = sevenzip_read(in->bytes + base, in->len - base, in->limits.max_members,
                                 unpack_header, &state->archive, err);
    place_all(&state->archive, base);
    bool is_done = is_read ? add_all(in, &state->archive) : add_unreadable(in, state, err);
    return is_done || err_set(err, "not enough memory for the list of members");
}

/* ---- Unpacking ------------------------------------------------------------------------------- */

/* One file being unpacked. */
struct reading {
    const struct input *in;
    struct sevenzip_state *state;
    const struct sevenzip_block *block;
    const struct sevenzip_file *file;
    struct flow flow;
};

static void close_stream(struct sevenzip_state *state)
{
    sevenzip_stream_close(state->stream);
    state->stream = NULL;
}

static bool may_work(struct reading *reading)
{
    uint64_t most = reading->in->limits.max_total;
    if (most == 0 || nested_top(reading->state->in)->work < most)
        return true;
    flow_end(&reading->flow, UNPACK_LIMIT, "too much was unpacked before");
    return false;
}

/* The next piece of the block, up to byte end of it. 0: no more, and the result says why. */
static size_t next_piece(struct reading *reading, uint64_t end)
{
    struct sevenzip_state *state = reading->state;
    struct unpack_result end_of;
    uint64_t left = end - state->pos;
    if (!may_work(reading))
        return 0;
    size_t n = sevenzip_stream_read(state->stream, state->piece,
                                    left < PIECE ? (size_t)left : PIECE, &end_of);
    state->pos += n;
    nested_top(state->in)->work += n; /* wanted or not */
    if (n > 0)
        return n;
    close_stream(state);
    if (end_of.end == UNPACK_DONE)
        flow_end(&reading->flow, UNPACK_BROKEN,
                 "its block at 0x%" PRIx64 " unpacks to less than declared", reading->block->off);
    else
        flow_end(&reading->flow, end_of.end, "%s", end_of.why);
    return 0;
}

/* What stands before a file in its block must be unpacked too; a bomb there is not. */
static bool may_skip(struct reading *reading, uint64_t pos)
{
    const struct unpack_limits *limits = reading->flow.limits;
    uint64_t ratio = unpack_ratio_at(limits, pos);
    bool is_bomb = ratio && pos > limits->ratio_floor && pos / ratio > reading->block->size;
    if (is_bomb)
        flow_end(&reading->flow, UNPACK_LIMIT,
                 "what is packed before it unpacks to more than %" PRIu64 " times its size", ratio);
    return !is_bomb;
}

/* Brings the cursor to byte pos of the file's block. */
static bool seek(struct reading *reading, uint64_t pos)
{
    struct sevenzip_state *state = reading->state;
    bool is_ahead = state->stream && state->block == reading->file->block && state->pos <= pos;
    if (!may_skip(reading, pos))
        return false;
    if (!is_ahead) {
        struct unpack_result result;
        close_stream(state);
        state->block = reading->file->block;
        state->pos = 0;
        state->stream = sevenzip_stream_open(reading->in->bytes, &state->archive, reading->block,
                                             reading->flow.limits, &result);
        if (!state->stream) {
            flow_end(&reading->flow, result.end, "%s", result.why);
            return false;
        }
    }
    while (state->pos < pos)
        if (next_piece(reading, pos) == 0)
            return false;
    return true;
}

/* Keeps bytes of the file that follow those kept, while there is room. */
static void keep(struct reading *reading, uint64_t at, size_t n)
{
    struct buf *kept = &reading->state->kept;
    if (at != kept->len || n > KEPT_BYTES - kept->len)
        return;
    buf_add(kept, reading->state->piece, n);
    kept->failed = false; /* then there is less to give again */
}

static void read_file(struct reading *reading)
{
    struct sevenzip_state *state = reading->state;
    const struct sevenzip_file *file = reading->file;
    uint64_t done = state->kept.len;
    if (done > 0 && !flow_hand_on(&reading->flow, (const uint8_t *)state->kept.data, done))
        return;
    if (done < file->size && !seek(reading, file->pos + done))
        return;
    while (done < file->size) {
        size_t n = next_piece(reading, file->pos + file->size);
        if (n == 0)
            return;
        keep(reading, done, n);
        done += n;
        if (!flow_hand_on(&reading->flow, state->piece, n))
            return;
    }
    flow_end(&reading->flow, UNPACK_DONE, "%s", "");
}

static void unpack(const struct input *in, const struct input_member *m,
                   const struct unpack_limits *limits, struct unpack_sink sink,
                   struct unpack_result *result)
{
    struct sevenzip_state *state = in->state;
    size_t k = (size_t)(m - in->members);
    if (state->why.text[0]) {
        struct flow flow = {.result = result};
        flow_begin(&flow);
        flow_end(&flow, UNPACK_BROKEN, "%s", state->why.text);
        return;
    }
    const struct sevenzip_file *file = &state->archive.files[k];
    const struct sevenzip_block *block = &state->archive.blocks[file->block];
    struct reading reading = {
        .in = in,
        .state = state,
        .file = file,
        .block = block,
        .flow = {.limits = limits, .sink = sink, .result = result, .len = block->size},
    };
    flow_begin(&reading.flow);
    if (block->is_encrypted) {
        flow_end(&reading.flow, UNPACK_UNSUPPORTED, "is encrypted");
        return;
    }
    if (state->kept_file != k)
        buf_clear(&state->kept);
    state->kept_file = k;
    read_file(&reading);
}

/* ---- The row --------------------------------------------------------------------------------- */

static int bid(const uint8_t *bytes, uint64_t len)
{
    uint64_t off;
    if (!sevenzip_find(bytes, len, &off))
        return 0;
    /* In a pickle it is most often one of its values, and found as that. */
    return off == 0 ? 85 : evidence_of_pickle(bytes, len, true).is_pickle ? 0 : 40;
}

static void close_state(struct input *in)
{
    struct sevenzip_state *state = in->state;
    if (!state)
        return;
    close_stream(state);
    buf_free(&state->kept);
    sevenzip_free(&state->archive);
    free(state);
    in->state = NULL;
}

const struct input_format input_format_7z = {
    .name = "7z",
    .about = "a 7z archive",
    .bid = bid,
    .list = list,
    .unpack = unpack,
    .close = close_state,
};
