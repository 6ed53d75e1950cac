/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of members, unpacked under the limits of the input, and compared with what was declared of them:
 * what src/input shares of it beside input.h. Where they are held is content.h's. For src/input alone. */
#ifndef BRINE_INPUT_BYTES_H
#define BRINE_INPUT_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/input/input.h"
#include "src/input/unpack.h"

enum { BYTES_FLAG_ENCRYPTED = 1 }; /* of a zip */

/* Sends the bytes of m through the sink, piece by piece, from the file or unpacked. Those that were
 * unpacked before do not count again. */
struct unpack_result bytes_stream(struct input *in, size_t m, struct unpack_sink sink);

/* Takes up what unpacking m told: limits that were met, what the row learns, CRC and size where it was
 * done, why it broke off. Members may have moved. */
void bytes_take_result(struct input *in, size_t m, const struct unpack_result *result);

/* A member that stands unpacked in the file is read from there; its CRC is compared where it is short. */
void bytes_load_plain(struct input *in, size_t m);

/* Bit 0 set, and bytes that are not what was promised: they are encrypted. Readers that do not
 * look at the bit, as PyTorch's, take the bytes as they are; so do we when those make sense. */
bool bytes_are_encrypted(const struct input_member *member, const uint8_t *bytes, size_t len);

/* Why a member is not whole, in place of what was said before. Copies it. */
void bytes_set_why(struct input_member *member, const char *why);

#endif
