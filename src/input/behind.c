/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/behind.h"

enum {
    SEARCH_OPS = 1 << 20,     /* of a candidate, to see what it is */
    SEARCH_BYTES = 256 << 20, /* of its record */
};

bool behind_proves(const struct carve_found *found, const struct behind_proof *proof)
{
    bool is_sure = found->confidence >= proof->least || (found->reasons & proof->instead);
    return is_sure && (found->reasons & proof->all) == proof->all &&
           (!proof->any || (found->reasons & proof->any)) &&
           (!proof->is_whole || found->error.kind == BR_ERR_NONE);
}

void behind_begin(struct carve *carve, const uint8_t *bytes, uint64_t len, bool has_header)
{
    const struct carve_options options = {
        .machine = {.encoding = "bytes", .max_ops = SEARCH_OPS, .max_bytes = SEARCH_BYTES},
        .has_header = has_header,
    };
    carve_begin(carve, bytes, len, &options);
}

bool behind_next(struct carve *carve, const struct behind_proof *proof, struct carve_found *found,
                 struct err *err)
{
    while (carve_next(carve, found, err)) {
        if (behind_proves(found, proof)) {
            carve_skip(carve, found->end);
            return true;
        }
        carve_found_free(found);
    }
    return false;
}
