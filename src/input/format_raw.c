/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain pickles, one or several in a row: the whole file is one member without a name. It takes
 * anything that nothing else wants, since a file that the user names is to be read as it is. */
#include "src/input/evidence.h"
#include "src/input/format.h"

static int raw_bid(const uint8_t *bytes, uint64_t len)
{
    return evidence_of_pickle(bytes, len, true).is_pickle ? 50 : 1;
}

static bool raw_list(struct input *in, struct err *err)
{
    return input_add_whole(in, input_format_raw.name) || err_set(err, "not enough memory");
}

const struct input_format input_format_raw = {
    .name = "raw",
    .about = "pickles as they are, one or several in a row",
    .bid = raw_bid,
    .list = raw_list,
};
