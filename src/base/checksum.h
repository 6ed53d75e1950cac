/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sums of Python's zlib and binascii, over n bytes behind those that gave `first` (at the beginning 0, or 1
 * for Adler). */
#ifndef BRINE_BASE_CHECKSUM_H
#define BRINE_BASE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

uint32_t checksum_crc32(uint32_t first, const void *bytes, size_t n);
uint32_t checksum_adler32(uint32_t first, const void *bytes, size_t n);

#endif
