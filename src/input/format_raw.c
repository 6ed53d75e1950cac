/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain pickles, one or several in a row: the whole file is one member without a name. It takes
 * anything that nothing else wants, since a file that the user names is to be read as it is. */
#include <stdlib.h>
#include <string.h>

#include "src/input/behind.h"
#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/nested.h"
#include "src/input/prefixed.h"
#include "src/input/textrun.h"

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

/* Not the first line of a program, whose "class" imports too. */
static bool is_pickle_to_all(const uint8_t *bytes, uint64_t len)
{
    enum { BITS = 24 }; /* shape.h */
    struct evidence e = evidence_of_pickle(bytes, len, true);
    return e.is_pickle || e.has_stop || e.bits >= BITS;
}

/* The file may be of any kind, and reading it as pickles is an alarm: one that runs to its STOP, says where
 * it begins or what it imports, and is no accident. A short one that imports is none where it ends the
 * file. */
static bool is_sure(const struct input *in, const struct carve_found *found)
{
    static const struct behind_proof last = {.all = BEHIND_BIT(CARVE_IMPORT) |
                                                    BEHIND_BIT(CARVE_CLEAN)};
    return found->confidence == CARVE_HIGH ||
           (found->end == in->len && behind_proves(found, &last));
}

/* Where the first sure one begins; len: nowhere. */
static bool find_sure(const struct input *in, uint64_t *off, struct err *err)
{
    static const struct behind_proof proof = {
        .least = CARVE_MEDIUM,
        .any = BEHIND_BIT(CARVE_HEADER) | BEHIND_BIT(CARVE_IMPORT) | BEHIND_BIT(CARVE_CLEAN),
        .is_whole = true,
    };
    struct carve *carve = malloc(sizeof *carve);
    struct carve_found found;
    bool is_found = false;
    *off = in->len;
    if (!carve)
        return false;
    behind_begin(carve, in->bytes, in->len, false);
    while (!is_found && behind_next(carve, &proof, &found, err)) {
        /* A member that begins with one was judged by that. */
        is_found = is_sure(in, &found) && (!in->top || found.offset > 0);
        *off = is_found ? found.offset : in->len;
        carve_found_free(&found);
    }
    free(carve);
    return is_found || !err->text[0];
}

/* What stands behind the first bytes is a container: the member is that one. */
static const char *take_container(struct input_member *member, const struct prefixed *found)
{
    member->pickle = INPUT_NO_PICKLE;
    member->format = found->format->name;
    return found->format->name;
}

bool input_pass_lead(struct input *in)
{
    static const char outer[] = "data";
    const char *inner = "pickle";
    struct err err = {.text = ""};
    uint64_t off;
    if (in->member_count != 1 || in->len == 0)
        return true;
    if (!in->top && begins_to_act(in->bytes, in->len))
        return is_pickle_to_all(in->bytes, in->len) || textrun_add_all(in);
    if (!find_sure(in, &off, &err))
        return false;
    struct prefixed found = prefixed_find(in, in->bytes, in->len, off);
    if (found.kind != PREFIXED_NOTHING)
        off = found.off;
    if (found.is_cut)
        nested_refuse(in, 0, "not all that may begin a container in it was tried: it is too much");
    if (off == 0 || off == in->len)
        return textrun_add_all(in);
    const char *why =
        found.kind == PREFIXED_NOTHING ? "before the first pickle" : "before the first container";
    struct input_member *member = &in->members[0];
    member->off = off;
    member->size = in->len - off;
    member->unpacked = member->size;
    if (found.kind != PREFIXED_NOTHING)
        inner = take_container(member, &found);
    if (found.kind == PREFIXED_UNKNOWN) /* it may hold anything: no reason for suspicion */
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
