/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What formats that are zips inside share. */
#ifndef BRINE_INPUT_FORMAT_ZIP_H
#define BRINE_INPUT_FORMAT_ZIP_H

#include "src/input/format.h"

/* As zip_bid. A zip inside a value of a pickle is that pickle's: it bids less than plain pickles. */
int zip_format_bid(const uint8_t *bytes, uint64_t len);

/* Lists the members of a zip, its gaps and anomalies. A gap that begins with a pickle becomes a
 * member without a name: pickle.load would read it where zip readers do not look. */
bool zip_list_members(struct input *in, struct err *err);

/* Unpacks a member that zip_list_members made. */
void zip_unpack_member(const struct input *in, const struct input_member *m,
                       const struct unpack_limits *limits, struct unpack_sink sink,
                       struct unpack_result *result);

#endif
