/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/packed.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/input/evidence.h"
#include "src/input/hidden.h"
#include "src/input/le.h"

enum {
    PIECE = 65536,       /* bytes out at a time */
    FED = 1 << 20,       /* bytes in at a time: a break is known to the byte all the same */
    TRIED_IN = 1 << 20,  /* bytes that a bid reads at most, */
    TRIED_OUT = 4096,    /* and that it wants out */
    CONVINCING_OUT = 512 /* so many come out of no random bytes */
};

/* in->state */
struct packed_state {
    const struct packing *packing;
    struct packed_found found; /* by the last run */
    bool is_told;
};

static void found_free(struct packed_found *found)
{
    anomaly_free(&found->anomalies);
    span_free(&found->skipped);
    span_free(&found->fields);
    *found = (struct packed_found){0};
}

/* ---- One stream ------------------------------------------------------------------------------ */

const uint8_t *packed_take(struct packed_run *run, const char *what, uint64_t n)
{
    if (n > run->len - run->pos) {
        run->pos = run->len;
        flow_end(&run->flow, UNPACK_BROKEN, "%s is cut off at 0x%" PRIx64, what, run->len);
        return NULL;
    }
    run->pos += n;
    return run->bytes + run->pos - n;
}

void packed_report(struct packed_run *run, enum input_anomaly_kind kind, uint64_t off,
                   uint64_t declared, uint64_t found)
{
    anomaly_add(&run->found->anomalies, (struct input_anomaly){.kind = kind,
                                                               .off = off,
                                                               .central = claim_number(declared),
                                                               .local = claim_number(found)});
}

/* Steps through a stream until it ends. False: it does not, and the flow knows why. */
static bool run_coder(struct packed_run *run, const struct packing *packing)
{
    uint8_t piece[PIECE];
    enum coder_status status = CODER_MORE;
    bool has_moved = true;
    while (status == CODER_MORE && has_moved) {
        uint64_t left = run->len - run->pos;
        size_t fed = left < FED ? (size_t)left : FED;
        struct coder_io io = {run->bytes + run->pos, fed, piece, sizeof piece};
        status = packing->coder->step(run->coder, &io);
        size_t out = sizeof piece - io.out_len;
        run->pos += fed - io.in_len;
        run->out += out;
        has_moved = fed > io.in_len || out > 0;
        if (out > 0 && packing->check)
            run->check = packing->check(run->check, piece, out);
        if (out > 0 && !flow_hand_on(&run->flow, piece, out))
            return false;
    }
    bool is_all = status == CODER_MORE && run->pos == run->len;
    if (is_all && packing->coder->may_end && packing->coder->may_end(run->coder))
        return true;
    if (status == CODER_MEMORY)
        flow_end(&run->flow, UNPACK_LIMIT,
                 "%s data at 0x%" PRIx64 " need more memory than there is", packing->name,
                 run->pos);
    else if (status != CODER_END)
        flow_end(&run->flow, UNPACK_BROKEN, "%s data are %s at 0x%" PRIx64, packing->name,
                 status == CODER_BROKEN || run->pos < run->len ? "damaged" : "cut off", run->pos);
    return status == CODER_END;
}

static void end_coder(struct packed_run *run, const struct coder *coder)
{
    if (run->coder)
        coder->end(run->coder);
    run->coder = NULL;
}

/* A state for the next stream: that of the last one where it can be used again. */
static bool begin_coder(struct packed_run *run, const struct coder *coder)
{
    if (run->coder && coder->again && coder->again(run->coder))
        return true;
    end_coder(run, coder);
    run->coder = coder->begin();
    return run->coder != NULL;
}

static bool run_stream(struct packed_run *run, const struct packing *packing)
{
    run->out = 0;
    run->check = packing->check_start;
    run->found->streams++;
    if (packing->head && !packing->head(run))
        return false;
    if (!begin_coder(run, packing->coder)) {
        flow_end(&run->flow, UNPACK_LIMIT, "not enough memory to unpack it");
        return false;
    }
    bool is_whole = run_coder(run, packing);
    return is_whole && (!packing->tail || packing->tail(run));
}

/* ---- All streams ----------------------------------------------------------------------------- */

static uint64_t count_zeros(const uint8_t *bytes, uint64_t len)
{
    uint64_t zeros = 0;
    while (zeros < len && bytes[zeros] == 0)
        zeros++;
    return zeros;
}

static bool follows(const struct packing *packing, const uint8_t *bytes, uint64_t len)
{
    return packing->follows ? packing->follows(bytes, len) : packing->begins(bytes, len);
}

/* Zeros are only padding when a stream, or nothing, follows. */
static void pass_padding(struct packed_run *run, const struct packing *packing)
{
    if (packing->padding == 0)
        return;
    uint64_t zeros = count_zeros(run->bytes + run->pos, run->len - run->pos);
    uint64_t next = run->pos + zeros - zeros % packing->padding;
    if (next == run->len || follows(packing, run->bytes + next, run->len - next))
        run->pos = next;
}

static bool pass_skipped(struct packed_run *run, const struct packing *packing)
{
    uint64_t size;
    while (packing->skips &&
           (size = packing->skips(run->bytes + run->pos, run->len - run->pos)) > 0) {
        if (!span_add(&run->found->skipped, run->pos + PACKED_SKIPPED_HEAD,
                      size - PACKED_SKIPPED_HEAD)) {
            flow_end(&run->flow, UNPACK_LIMIT, "not enough memory to unpack it");
            return false;
        }
        run->pos += size;
    }
    return true;
}

static bool has_next(struct packed_run *run, const struct packing *packing)
{
    const uint8_t *bytes = run->bytes + run->pos;
    uint64_t left = run->len - run->pos;
    if (run->found->streams == 0)
        return packing->begins(bytes, left);
    return !packing->is_single && follows(packing, bytes, left);
}

static void run_all(struct packed_run *run, const struct packing *packing)
{
    flow_begin(&run->flow);
    found_free(run->found);
    bool goes_on = pass_skipped(run, packing);
    bool is_empty =
        run->pos > 0 && run->pos == run->len; /* frames that are skipped, and no other */
    if (goes_on && !is_empty && !has_next(run, packing)) {
        flow_end(&run->flow, UNPACK_BROKEN, "no %s data begin at 0x%" PRIx64, packing->name,
                 run->pos);
        goes_on = false;
    }
    while (goes_on && has_next(run, packing)) {
        goes_on = run_stream(run, packing);
        if (goes_on)
            pass_padding(run, packing);
        goes_on = goes_on && pass_skipped(run, packing);
    }
    if (goes_on)
        flow_end(&run->flow, UNPACK_DONE, "%s", "");
    run->found->end = run->pos;
    end_coder(run, packing->coder);
}

/* ---- Bids ------------------------------------------------------------------------------------ */

struct trial {
    uint8_t bytes[TRIED_OUT];
    size_t len;
};

static bool take_into_trial(void *context, const uint8_t *bytes, size_t n)
{
    struct trial *trial = context;
    size_t room = sizeof trial->bytes - trial->len;
    size_t taken = n < room ? n : room;
    memcpy(trial->bytes + trial->len, bytes, taken);
    trial->len += taken;
    return trial->len < sizeof trial->bytes;
}

/* Whether what came out is no accident. */
static bool is_convincing(const struct packing *packing, const struct trial *trial,
                          const struct unpack_result *result, bool is_checked)
{
    bool is_broken = result->end != UNPACK_DONE && result->end != UNPACK_STOPPED;
    if (!packing->is_weak)
        return trial->len > 0 || !is_broken;
    return is_checked || trial->len >= CONVINCING_OUT ||
           evidence_of_pickle(trial->bytes, trial->len, result->end == UNPACK_DONE).is_pickle;
}

/* Where what is no frame to skip begins. */
static uint64_t behind_skipped(const struct packing *packing, const uint8_t *bytes, uint64_t len)
{
    uint64_t pos = 0, size;
    while (packing->skips && (size = packing->skips(bytes + pos, len - pos)) > 0)
        pos += size;
    return pos;
}

int packed_bid(const struct packing *packing, const uint8_t *file, uint64_t file_len)
{
    uint64_t start = behind_skipped(packing, file, file_len), len = file_len - start;
    const uint8_t *bytes = file + start;
    if (start > 0 && len == 0)
        return packing->has_skipped_alone ? 50 : 0;
    if (!packing->begins(bytes, len))
        return 0;
    struct trial trial = {.len = 0};
    struct packed_found found = {0};
    struct unpack_limits limits = {.max_bytes = 0};
    struct unpack_result result = {.end = UNPACK_BROKEN};
    struct packed_run run = {
        .bytes = bytes,
        .len = len < TRIED_IN ? len : TRIED_IN,
        .flow = {.limits = &limits, .sink = {take_into_trial, &trial}, .result = &result},
        .found = &found,
    };
    run_all(&run, packing);
    bool is_checked = result.end == UNPACK_DONE && found.anomalies.count == 0;
    found_free(&found);
    if (!is_convincing(packing, &trial, &result, is_checked))
        return packing->is_weak ? 0 : 50;
    bool is_pickle = packing->is_weak && evidence_of_pickle(bytes, len, true).is_pickle;
    return is_pickle ? 42 : 85;
}

/* ---- The row --------------------------------------------------------------------------------- */

bool packed_list(struct input *in, const struct packing *packing, struct err *err)
{
    struct packed_state *state = calloc(1, sizeof *state);
    struct input_member *member = state ? input_add_member(in) : NULL;
    in->state = state;
    if (!member)
        return err_set(err, "not enough memory");
    state->packing = packing;
    member->size = in->len;
    member->method = packing->name;
    return true;
}

void packed_unpack(const struct input *in, const struct input_member *m,
                   const struct unpack_limits *limits, struct unpack_sink sink,
                   struct unpack_result *result)
{
    (void)m; /* the only one that is packed */
    struct packed_state *state = in->state;
    struct packed_run run = {
        .bytes = in->bytes,
        .len = in->len,
        .flow = {.limits = limits, .sink = sink, .result = result, .len = in->len},
        .found = &state->found,
    };
    run_all(&run, state->packing);
}

static bool add_rest(struct input *in, uint64_t off, const char *why)
{
    return input_add_stray(in, off, in->len - off, why);
}

/* What stands in a frame that readers skip. pzstd says there how long the next frame is; nothing as
 * short as that is worth a line. */
static bool add_skipped(struct input *in, const struct span *span)
{
    enum { LEAST_BYTES = 5 };
    if (span->size < LEAST_BYTES)
        return true;
    if (input_is_full(in))
        return input_add_gap(in, span->off, span->size, "a frame that readers skip");
    struct input_member *member = input_add_plain(in, span->off, span->size);
    return member && input_set_text(&member->about, "a frame that readers skip");
}

static void tell_end(struct input *in, struct packed_state *state, enum unpack_end end)
{
    struct packed_found *found = &state->found;
    bool is_told = true;
    if (end == UNPACK_DONE && found->end < in->len) {
        anomaly_add(&found->anomalies, (struct input_anomaly){.kind = INPUT_ANOMALY_TRAILING,
                                                              .off = found->end,
                                                              .central = claim_number(found->end),
                                                              .local = claim_number(in->len)});
        is_told = add_rest(in, found->end, "behind the end of the compressed data");
    } else if (end == UNPACK_BROKEN && found->end < in->len) {
        is_told = add_rest(in, found->end, "behind the break of the compressed data");
    }
    for (size_t k = 0; k < found->skipped.count && is_told; k++)
        is_told = add_skipped(in, &found->skipped.rows[k]);
    for (size_t k = 0; k < found->fields.count && is_told; k++)
        is_told = hidden_look_in_room(in, found->fields.rows[k].off, found->fields.rows[k].size,
                                      "a header of the compressed data");
    in->anomalies.failed |= !is_told;
}

static void tell_anomalies(struct input *in, size_t m, struct packed_found *found)
{
    struct input_member *member = &in->members[m];
    member->first_anomaly = in->anomalies.count;
    for (size_t k = 0; k < found->anomalies.count; k++) {
        struct input_anomaly row = found->anomalies.rows[k];
        row.member = m;
        anomaly_add(&in->anomalies, row);
    }
    member->anomaly_count = in->anomalies.count - member->first_anomaly;
    in->anomalies.left_out += found->anomalies.left_out;
    in->anomalies.failed |= found->anomalies.failed;
}

void packed_learn(struct input *in, size_t m, const struct unpack_result *result)
{
    struct packed_state *state = in->state;
    struct packed_found *found = &state->found;
    if (state->is_told || result->end == UNPACK_STOPPED)
        return;
    state->is_told = true;
    in->members[m].unpacked = result->out;
    if (result->end != UNPACK_LIMIT && result->end != UNPACK_UNSUPPORTED)
        in->members[m].size = found->end;
    tell_end(in, state, result->end);
    if (found->streams > 1)
        anomaly_add(&found->anomalies,
                    (struct input_anomaly){.kind = INPUT_ANOMALY_SEVERAL_STREAMS,
                                           .central = claim_number(found->streams)});
    tell_anomalies(in, m, found);
}

void packed_close(struct input *in)
{
    struct packed_state *state = in->state;
    if (state)
        found_free(&state->found);
    free(state);
    in->state = NULL;
}

uint64_t packed_skippable(const uint8_t *bytes, uint64_t len)
{
    if (len < 8 || (bytes[0] & 0xf0) != 0x50 || memcmp(bytes + 1, "\x2a\x4d\x18", 3) != 0)
        return 0;
    uint64_t size = PACKED_SKIPPED_HEAD + (uint64_t)le32(bytes + 4);
    return size <= len ? size : 0;
}
