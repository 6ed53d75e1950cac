/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the formats that only pack have in common: the file is one or several compressed streams in
 * a row, read as one; its only member has no name. How long it is, where the streams end and
 * whether their checks hold is known when all was unpacked: opening does not.
 *
 * What always holds
 *   - what came out before a break is given, and the reason names the offset of the break;
 *   - a check that fails is an anomaly and no break: Python has handed on the bytes before it
 *     looks;
 *   - bytes behind the last stream are a gap, or a member where they begin with a pickle. */
#ifndef BRINE_INPUT_PACKED_H
#define BRINE_INPUT_PACKED_H

#include "src/base/coder.h"
#include "src/input/flow.h"
#include "src/input/format.h"
#include "src/input/span.h"

/* What a run over all streams found, told when it is over (packed_learn). */
struct packed_found {
    struct input_anomalies anomalies;
    struct spans skipped; /* the content of frames that readers pass over */
    struct spans fields;  /* of headers: names, comments, extra fields: something may hide there */
    uint64_t end;         /* the byte after the last stream, or where it breaks */
    uint64_t streams;
};

/* One run. */
struct packed_run {
    const uint8_t *bytes; /* the file */
    uint64_t len;
    uint64_t pos;   /* the next byte to read */
    uint64_t out;   /* bytes out of the stream at hand */
    uint32_t check; /* of these */
    struct flow flow;
    struct packed_found *found;
    void *coder; /* the state of the coder, for all streams; NULL: none was begun */
};

/* One format. */
struct packing {
    const char *name; /* "gzip": for reasons, and the method of the member */
    const struct coder *coder;
    bool is_weak; /* much begins so by chance: something must really come out */

    /* Whether a stream may begin with these bytes. They may be few. */
    bool (*begins)(const uint8_t *bytes, uint64_t len);
    /* The same of one that is not the first; NULL: begins. */
    bool (*follows)(const uint8_t *bytes, uint64_t len);

    /* Pass what stands before and after the compressed data; false: it breaks there, and the flow
     * has been told why. NULL: the coder does it. */
    bool (*head)(struct packed_run *run);
    bool (*tail)(struct packed_run *run);
    uint32_t (*check)(uint32_t check, const uint8_t *bytes, size_t n); /* for tail; or NULL */
    uint32_t check_start;

    /* The size of a frame that readers pass over, whatever is in it, behind the PACKED_SKIPPED_HEAD
     * bytes of its head; 0 when none begins so. Or NULL. They may stand before the first stream. */
    uint64_t (*skips)(const uint8_t *bytes, uint64_t len);
    bool has_skipped_alone; /* a file of nothing else is of this format rather than of another */

    bool is_single;   /* readers take no second stream */
    unsigned padding; /* zeros may follow a stream, in multiples of so many bytes; 0: none */
};

/* How sure that bytes are of this format: 85 when something unpacks; 50 when they only begin so (a
 * weak one: 0). A weak one that is also a pickle bids less than that. Unpacks some KiB. */
int packed_bid(const struct packing *packing, const uint8_t *bytes, uint64_t len);

/* Lists the one member. packing is static. */
bool packed_list(struct input *in, const struct packing *packing, struct err *err);

/* The rest of the row; shared as it is. */
void packed_unpack(const struct input *in, const struct input_member *m,
                   const struct unpack_limits *limits, struct unpack_sink sink,
                   struct unpack_result *result);
void packed_learn(struct input *in, size_t m, const struct unpack_result *result);
void packed_close(struct input *in);

/* For head and tail: the next n bytes, passed; NULL (told as cut off) when there are fewer. */
const uint8_t *packed_take(struct packed_run *run, const char *what, uint64_t n);

/* For head and tail: a disagreement at byte off. */
void packed_report(struct packed_run *run, enum input_anomaly_kind kind, uint64_t off,
                   uint64_t declared, uint64_t found);

enum { PACKED_SKIPPED_HEAD = 8 };

/* skips of zstd and lz4: a skippable frame (RFC 8878, 3.1.2). */
uint64_t packed_skippable(const uint8_t *bytes, uint64_t len);

#endif
