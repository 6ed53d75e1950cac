/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How xz and LZMA-alone begin. */
#ifndef BRINE_INPUT_LZMA_HEAD_H
#define BRINE_INPUT_LZMA_HEAD_H

#include <stdbool.h>
#include <stdint.h>

/* Whether one may begin with these bytes. Of LZMA-alone, whose properties and size are not checked by
 * any magic number, encoders write only some: weak evidence. */
bool lzma_head_is_xz(const uint8_t *bytes, uint64_t len);
bool lzma_head_is_alone(const uint8_t *bytes, uint64_t len);
bool lzma_head_is_any(const uint8_t *bytes, uint64_t len);

#endif
