/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/hidden.h"

#include <string.h>

#include "src/input/behind.h"
#include "src/input/evidence.h"
#include "src/input/format.h"

enum {
    LEAST_BYTES = 10,  /* nothing shorter calls anything */
    MAX_HIDDEN = 1000, /* members from such places: opening what only begins as one is dear */
};

static bool is_enough(const struct input *in)
{
    return in->hidden >= MAX_HIDDEN || input_is_full(in);
}

static bool add_found(struct input *in, uint64_t off, uint64_t size, const char *format,
                      const char *where)
{
    bool is_pickle = strcmp(format, input_format_raw.name) == 0;
    struct input_member *member =
        is_pickle ? input_add_pickles(in, off, size) : input_add_plain(in, off, size);
    const char *what = is_pickle ? "pickle" : format;
    if (!member)
        return false;
    member->format = format;
    member->pickle = is_pickle ? INPUT_PICKLE : INPUT_NO_PICKLE;
    in->hidden++;
    anomaly_add(&in->anomalies,
                (struct input_anomaly){.kind = INPUT_ANOMALY_HIDDEN,
                                       .member = in->member_count - 1,
                                       .off = off,
                                       .central = claim_text((const uint8_t *)what, strlen(what)),
                                       .local = claim_text((const uint8_t *)where, strlen(where))});
    return true;
}

/* A comment may be any text, and an extra field any numbers: of what carve believes only that which chance
 * rarely brings counts; one that breaks is told too, since whoever hid it may know how to mend it. */
static const struct behind_proof proof = {.least = CARVE_MEDIUM};

/* The pickles in off .. off + size, at any offset. */
static bool carve_all(struct input *in, uint64_t off, uint64_t size, size_t most, const char *where)
{
    struct carve carve;
    struct carve_found found;
    struct err err = {.text = ""};
    bool good = true;

    behind_begin(&carve, in->bytes + off, size, false);
    while (good && in->member_count < most && in->hidden < MAX_HIDDEN &&
           behind_next(&carve, &proof, &found, &err)) {
        uint64_t end = found.error.kind == BR_ERR_NONE ? found.end : size;
        good = add_found(in, off + found.offset, end - found.offset, input_format_raw.name, where);
        carve_skip(&carve, end); /* who reads a broken one looks behind it */
        carve_found_free(&found);
    }
    return good && err.text[0] == '\0';
}

static bool is_one_byte(const uint8_t *bytes, uint64_t size)
{
    return size < 2 || memcmp(bytes, bytes + 1, size - 1) == 0;
}

/* Adds members while there are fewer than `most`. */
static bool look(struct input *in, uint64_t off, uint64_t size, size_t most, const char *where)
{
    const uint8_t *bytes = in->bytes + off;
    if (size < LEAST_BYTES || is_one_byte(bytes, size))
        return true;
    if (is_enough(in) || in->member_count >= most)
        return input_add_gap(in, off, size, "too much hides where readers do not look");
    const struct input_format *format = input_format_of(bytes, size);
    bool is_found = format != &input_format_raw || evidence_of_pickle(bytes, size, true).is_pickle;
    if (is_found)
        return add_found(in, off, size, format->name, where);
    return carve_all(in, off, size, most, where);
}

bool hidden_look(struct input *in, uint64_t off, uint64_t size, const char *where)
{
    return look(in, off, size, SIZE_MAX, where);
}

bool hidden_look_in_room(struct input *in, uint64_t off, uint64_t size, const char *where)
{
    return look(in, off, size, in->member_cap, where);
}
