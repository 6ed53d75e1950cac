/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpacks one stretch of compressed bytes, piece by piece, under limits. Nothing is allocated by
 * what a header declares: bytes are handed on as they come out, and the limits are looked at
 * before each piece. What came out before a break is handed on too. */
#ifndef BRINE_INPUT_UNPACK_H
#define BRINE_INPUT_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unpack_limits {
    uint64_t max_bytes;   /* that may come out; 0: no limit */
    uint64_t max_ratio;   /* bytes out per byte in, past 1 GiB a tenth of it; 0: no limit */
    uint64_t ratio_floor; /* bytes that may come out before the ratio counts */
};

/* How many bytes out per byte in are allowed of so many; 0: any. */
uint64_t unpack_ratio_at(const struct unpack_limits *limits, uint64_t out);

/* Takes the next bytes; false stops. */
struct unpack_sink {
    bool (*take)(void *context, const uint8_t *bytes, size_t n);
    void *context;
};

/* What a record promises of the bytes that come out. */
struct unpack_promise {
    uint64_t unpacked;
    uint32_t crc;
};

enum unpack_end {
    UNPACK_DONE,        /* to the end of the compressed data */
    UNPACK_STOPPED,     /* the sink wanted no more */
    UNPACK_BROKEN,      /* damaged, or cut off: why says how */
    UNPACK_LIMIT,       /* a limit was met: why says which */
    UNPACK_UNSUPPORTED, /* nothing here unpacks this method */
};

/* Which limit was met. */
enum unpack_limit { UNPACK_NO_LIMIT, UNPACK_MAX_BYTES, UNPACK_MAX_RATIO };

struct unpack_result {
    enum unpack_end end;
    enum unpack_limit limit; /* of struct unpack_limits; not memory */
    uint64_t ratio;          /* the one that was too much */
    uint64_t out;            /* bytes handed on */
    uint64_t behind;         /* packed bytes behind the end of a zip's stream; 0 for others */
    uint32_t crc;            /* of these */
    char why[120];           /* one sentence, ASCII; "" when done or stopped */
};

/* Unpacks bytes[0 .. len) that are packed by a zip's compression method. The library of each method does it,
 * which goes on to the very byte where the data break, and tells where they end; libzip does the others. A broken
 * promise (NULL: none) is no break: compare out and crc. */
void unpack_zip(unsigned method, const uint8_t *bytes, uint64_t len,
                const struct unpack_promise *promise, const struct unpack_limits *limits,
                struct unpack_sink sink, struct unpack_result *result);

/* "stored", "deflated" ...; "unknown" for one without a name. Static. */
const char *unpack_method_name(unsigned method);

#endif
