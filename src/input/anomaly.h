/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a container disagrees with itself. Each anomaly has a kind, the offset in the file of the
 * record that shows it, and the two values: what the directory (or the outer record) says, and
 * what the member's own record, or its bytes, say. Values are kept as they are; words come last. */
#ifndef BRINE_INPUT_ANOMALY_H
#define BRINE_INPUT_ANOMALY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"

enum input_anomaly_kind {
#define ANOMALY(name, word, base, sentence) INPUT_ANOMALY_##name,
#include "src/input/anomaly.def"
    INPUT_ANOMALY_KINDS /* how many there are */
};

/* One side of a disagreement. */
struct input_claim {
    enum { INPUT_CLAIM_NONE, INPUT_CLAIM_NUMBER, INPUT_CLAIM_TEXT } kind;
    uint64_t number;
    const uint8_t *text; /* bytes of the file, any, not terminated */
    size_t len;
};

#define INPUT_NO_MEMBER SIZE_MAX

struct input_anomaly {
    enum input_anomaly_kind kind;
    size_t member; /* number of the member; INPUT_NO_MEMBER: the container as a whole */
    uint64_t off;  /* in the file */
    struct input_claim central, local;
};

/* Zero-initialise to start. Keeps the first 100,000 and counts the rest: a hostile file cannot
 * make it grow without end. */
struct input_anomalies {
    struct input_anomaly *rows;
    size_t count, cap;
    uint64_t left_out;
    bool failed; /* memory failed */
};

static inline struct input_claim claim_number(uint64_t number)
{
    return (struct input_claim){.kind = INPUT_CLAIM_NUMBER, .number = number};
}

static inline struct input_claim claim_text(const uint8_t *text, size_t len)
{
    return (struct input_claim){.kind = INPUT_CLAIM_TEXT, .text = text, .len = len};
}

static inline struct input_claim claim_none(void)
{
    return (struct input_claim){.kind = INPUT_CLAIM_NONE};
}

void anomaly_add(struct input_anomalies *list, struct input_anomaly row);
void anomaly_free(struct input_anomalies *list);

/* "crc", "name" ... Static. */
const char *input_anomaly_word(enum input_anomaly_kind kind);

/* Odd, but said once and by all alike: no reason for suspicion. */
bool input_anomaly_is_remark(enum input_anomaly_kind kind);

/* Appends one sentence without the names of file and member: "the directory says CRC 0x1, its own
 * header 0x2". It may hold bytes of the file. */
void input_anomaly_text(const struct input_anomaly *anomaly, struct buf *out);

#endif
