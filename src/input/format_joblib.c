/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What joblib.dump writes without compression: a pickle in which the bytes of arrays stand between
 * opcodes (joblib.h). Like plain pickles the whole file is one member without a name. */
#include <string.h>

#include "src/input/format.h"
#include "src/input/joblib.h"
#include "src/input/known.h"

enum {
    LOOK_OPS = 4000000,    /* opcodes up to the first array: some 50 ms */
    RUN_BYTES = 256 << 20, /* of the record of those that are run to bid */
};

/* A slice as a NUL-terminated text; false when it is too long. */
static bool as_text(struct br_slice slice, char out[KNOWN_TEXT_MAX])
{
    if (slice.len >= KNOWN_TEXT_MAX)
        return false;
    memcpy(out, slice.data, slice.len);
    out[slice.len] = '\0';
    return true;
}

/* An opcode that has the name of a wrapper's class in its argument: all of it, or the last part, as
 * the str that STACK_GLOBAL takes. It is the run that knows; this is why it is asked. */
static bool names_wrapper(const struct br_ins *ins)
{
    char name[KNOWN_TEXT_MAX];
    static const char *const last[] = {"NumpyArrayWrapper", "NDArrayWrapper"};
    struct br_slice slice = ins->name.len ? ins->name : ins->text;
    if (!as_text(slice, name))
        return false;
    for (size_t k = 0; k < sizeof last / sizeof last[0]; k++)
        if (strstr(name, last[k]))
            return true;
    return false;
}

/* Reads opcodes as they stand: up to the first array they do. */
static bool may_hold_wrapper(const uint8_t *bytes, uint64_t len)
{
    struct br_ins ins;
    uint64_t pos = 0;
    for (int n = 0; n < LOOK_OPS; n++) {
        if (br_decode(bytes, len, pos, &ins) != BR_ERR_NONE || ins.opcode->code == '.')
            return false;
        if (ins.opcode->arg != BR_ARG_NONE && names_wrapper(&ins))
            return true;
        pos = ins.pos + ins.length;
    }
    return false;
}

static bool imports_wrapper(const br_record *rec)
{
    char name[KNOWN_TEXT_MAX];
    struct br_event event;
    for (uint64_t n = 0; br_event(rec, n, &event); n++)
        if (event.kind == BR_EV_IMPORT && known_name(rec, event.value, name) &&
            joblib_is_wrapper(name))
            return true;
    return false;
}

/* A pickle that reads no array is as good a plain one. An archive in the last array ends where the
 * file does, but for some opcodes: one pickle that takes up the whole file is surer than that. */
static int joblib_bid(const uint8_t *bytes, uint64_t len)
{
    struct br_options options = {
        .dialect = "py", .insets = &joblib_insets, .max_ops = LOOK_OPS, .max_bytes = RUN_BYTES};
    if (!may_hold_wrapper(bytes, len))
        return 0;
    br_record *rec = br_record_new(bytes, len, &options);
    if (!rec)
        return 0;
    br_record_run(rec, 0);
    bool has_array = br_inset_count(rec) > 0, is_whole = !br_error_of(rec) && br_end(rec) == len;
    bool is_ours = imports_wrapper(rec) && (has_array || br_error_of(rec));
    int bid = !is_ours ? 0 : is_whole ? 90 : 70;
    br_record_free(rec);
    return bid;
}

static bool joblib_list(struct input *in, struct err *err)
{
    return input_add_whole(in, input_format_raw.name) || err_set(err, "not enough memory");
}

const struct input_format input_format_joblib = {
    .name = "joblib",
    .about = "a pickle of joblib's, with the bytes of arrays between its opcodes",
    .kind = "raw",
    .bid = joblib_bid,
    .list = joblib_list,
    .dialect = "py",
    .insets = &joblib_insets,
};
