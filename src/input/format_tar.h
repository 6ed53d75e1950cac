/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What formats that are tars inside share. */
#ifndef BRINE_INPUT_FORMAT_TAR_H
#define BRINE_INPUT_FORMAT_TAR_H

#include "src/input/format.h"

/* 85 when the first header is whole, 80 when it is one of v7, which has no magic number, 60 when
 * its magic number is there and its checksum wrong; one that is also a pickle: 40. */
int tar_bid(const uint8_t *bytes, uint64_t len);

/* Lists the members, gaps and anomalies. All members are plain. Uses in->state. */
bool tar_list_members(struct input *in, struct err *err);
void tar_close(struct input *in);

#endif
