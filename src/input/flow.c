/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/flow.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include <zlib.h>

void flow_begin(struct flow *flow)
{
    *flow->result = (struct unpack_result){.crc = (uint32_t)crc32(0, NULL, 0)};
}

void flow_end(struct flow *flow, enum unpack_end end, const char *why, ...)
{
    va_list args;
    va_start(args, why);
    flow->result->end = end;
    vsnprintf(flow->result->why, sizeof flow->result->why, why, args);
    va_end(args);
}

/* What is that large compresses less when it is honest: zeros alone are no reason to fill a disk. */
uint64_t unpack_ratio_at(const struct unpack_limits *limits, uint64_t out)
{
    enum { LARGE = 1 << 30, SHARE = 10 };
    uint64_t ratio = limits->max_ratio;
    return out <= LARGE || ratio < SHARE ? ratio : ratio / SHARE;
}

bool flow_allows(struct flow *flow, uint64_t out)
{
    const struct unpack_limits *limits = flow->limits;
    if (limits->max_bytes && out > limits->max_bytes) {
        flow_end(flow, UNPACK_LIMIT, "unpacks to more than the limit of %" PRIu64 " bytes",
                 limits->max_bytes);
        flow->result->limit = UNPACK_MAX_BYTES;
        return false;
    }
    uint64_t ratio = unpack_ratio_at(limits, out);
    if (ratio && out > limits->ratio_floor && out / ratio > flow->len) {
        flow_end(flow, UNPACK_LIMIT, "unpacks to more than %" PRIu64 " times its size, the limit",
                 ratio);
        flow->result->limit = UNPACK_MAX_RATIO;
        flow->result->ratio = ratio;
        return false;
    }
    return true;
}

bool flow_hand_on(struct flow *flow, const uint8_t *bytes, size_t n)
{
    uint64_t out = flow->result->out, most = flow->limits->max_bytes;
    bool is_allowed = flow_allows(flow, out + n);
    if (!is_allowed) /* up to the limit it is */
        n = most && out + n > most ? (size_t)(most - out) : 0;
    if (n == 0)
        return is_allowed;
    flow->result->crc = (uint32_t)crc32(flow->result->crc, bytes, (uInt)n);
    flow->result->out += n;
    if (flow->sink.take(flow->sink.context, bytes, n) || !is_allowed)
        return is_allowed;
    flow_end(flow, UNPACK_STOPPED, "%s", "");
    return false;
}
