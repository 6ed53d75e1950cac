/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is odd about the names of an archive's members. */
#ifndef BRINE_INPUT_NAME_CHECK_H
#define BRINE_INPUT_NAME_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/input/anomaly.h"
#include "src/input/input.h"

/* Empty, absolute, with ".." or a backslash, or with characters that move or hide what is shown. */
bool name_is_odd(const uint8_t *name, size_t len);
/* What to report of an odd one. */
enum input_anomaly_kind name_oddity(size_t len);

/* Whether Python decodes it as UTF-8. */
bool name_is_utf8(const uint8_t *name, size_t len);

/* Whether a path leads out of the folder that is `depth` folders above the one it starts in. */
bool name_leads_out(const uint8_t *path, size_t len, size_t depth);

struct named {
    const uint8_t *name;
    size_t len;
    size_t member;
    uint64_t off; /* of its record in the file */
};

/* Reports those that are called the same, or the same but for case. Sorts rows. */
void name_check_twins(struct named *rows, size_t count, struct input_anomalies *out);

/* The same of all members that have a name. False when memory fails. */
bool name_check_members(struct input *in);

#endif
