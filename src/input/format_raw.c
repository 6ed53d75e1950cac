/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain pickles, one or several in a row: the whole file is one member without a name. It takes
 * anything that nothing else wants, since a file that the user names is to be read as it is. */
#include <stdlib.h>
#include <string.h>

#include "src/input/behind.h"
#include "src/input/carve.h"
#include "src/input/evidence.h"
#include "src/input/format.h"

enum {
    SEARCH_OPS = 1 << 20,     /* of a candidate, to see what it is */
    SEARCH_BYTES = 256 << 20, /* of its record */
};

static int raw_bid(const uint8_t *bytes, uint64_t len)
{
    return evidence_of_pickle(bytes, len, true).is_pickle ? 50 : 1;
}

static bool raw_list(struct input *in, struct err *err)
{
    return input_add_whole(in, input_format_raw.name) || err_set(err, "not enough memory");
}

/* What begins the file comes to its STOP, however small, or imports before it breaks: a loader does so too,
 * and the file is read from its start. */
static bool begins_to_act(const uint8_t *bytes, uint64_t len)
{
    struct evidence e = evidence_of_pickle(bytes, len, true);
    return e.is_pickle || e.has_stop || e.has_import;
}

static bool has_reason(const struct carve_found *found, enum carve_reason reason)
{
    return found->reasons >> reason & 1;
}

/* Runs to its STOP, says where it begins or what it imports, and is no accident: a short one that imports
 * is none where it ends the file. */
static bool is_sure(const struct input *in, const struct carve_found *found)
{
    bool is_marked = has_reason(found, CARVE_HEADER) || has_reason(found, CARVE_IMPORT);
    bool is_last = found->confidence == CARVE_MEDIUM && found->end == in->len &&
                   has_reason(found, CARVE_IMPORT) && has_reason(found, CARVE_CLEAN);
    return found->error.kind == BR_ERR_NONE && is_marked &&
           (found->confidence == CARVE_HIGH || is_last);
}

/* Where the first sure one begins; len: nowhere. */
static bool find_sure(const struct input *in, uint64_t *off, struct err *err)
{
    static const struct carve_options options = {
        .machine = {.encoding = "bytes", .max_ops = SEARCH_OPS, .max_bytes = SEARCH_BYTES}};
    struct carve *carve = malloc(sizeof *carve);
    struct carve_found found;
    bool is_found = false;
    *off = in->len;
    if (!carve)
        return false;
    carve_begin(carve, in->bytes, in->len, &options);
    while (!is_found && carve_next(carve, &found, err)) {
        is_found = is_sure(in, &found);
        *off = is_found ? found.offset : in->len;
        carve_found_free(&found);
    }
    free(carve);
    return is_found || !err->text[0];
}

/* What stands behind the first bytes is a container: the member is that one. */
static const char *take_container(struct input_member *member, const struct behind *behind)
{
    member->pickle = INPUT_NO_PICKLE;
    member->format = behind->format->name;
    return behind->format->name;
}

bool input_pass_lead(struct input *in)
{
    static const char outer[] = "data";
    const char *inner = "pickle";
    struct err err = {.text = ""};
    uint64_t off;
    if (in->member_count != 1 || in->len == 0 || begins_to_act(in->bytes, in->len))
        return true;
    if (!find_sure(in, &off, &err))
        return false;
    struct behind behind = behind_find(in, in->bytes, in->len, off);
    if (behind.kind != BEHIND_NOTHING)
        off = behind.off;
    if (off == 0 || off == in->len)
        return true;
    const char *why =
        behind.kind == BEHIND_NOTHING ? "before the first pickle" : "before the first container";
    struct input_member *member = &in->members[0];
    member->off = off;
    member->size = in->len - off;
    member->unpacked = member->size;
    if (behind.kind != BEHIND_NOTHING)
        inner = take_container(member, &behind);
    if (behind.kind == BEHIND_UNKNOWN) /* it may hold anything: no reason for suspicion */
        return input_add_gap(in, 0, off, why);
    anomaly_add(&in->anomalies, (struct input_anomaly){
                                    .kind = INPUT_ANOMALY_STRAY,
                                    .off = off,
                                    .central = claim_text((const uint8_t *)outer, strlen(outer)),
                                    .local = claim_text((const uint8_t *)inner, strlen(inner)),
                                });
    return input_add_gap(in, 0, off, why);
}

const struct input_format input_format_raw = {
    .name = "raw",
    .about = "pickles as they are, one or several in a row",
    .bid = raw_bid,
    .list = raw_list,
};
