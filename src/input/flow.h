/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One unpacking: what has come out so far, where it goes, and how much more may come. Whoever
 * unpacks hands on piece by piece as it comes out, whatever the library behind it. */
#ifndef BRINE_INPUT_FLOW_H
#define BRINE_INPUT_FLOW_H

#include "src/input/unpack.h"

struct flow {
    const struct unpack_limits *limits;
    struct unpack_sink sink;
    struct unpack_result *result; /* out and crc are kept while bytes pass */
    uint64_t len;                 /* packed bytes that the ratio is measured by */
};

/* Starts anew: nothing has come out. */
void flow_begin(struct flow *flow);

/* Sets how it ended; why is one ASCII sentence, "" when there is nothing to tell. */
void flow_end(struct flow *flow, enum unpack_end end, const char *why, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether a total of `out` bytes may come out; when not, the result says why. */
bool flow_allows(struct flow *flow, uint64_t out);

/* Hands on the next bytes. False: no more are wanted, and the result says why. */
bool flow_hand_on(struct flow *flow, const uint8_t *bytes, size_t n);

#endif
