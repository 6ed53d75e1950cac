/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 of bytes as they pass by. begin, add as often as needed, end. Nothing here fails. */
#ifndef BRINE_INPUT_DIGEST_H
#define BRINE_INPUT_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include <nettle/sha2.h>

enum { DIGEST_HEX_SIZE = 2 * SHA256_DIGEST_SIZE + 1 }; /* 64 digits and the NUL */

struct digest {
    struct sha256_ctx sha256;
};

void digest_begin(struct digest *digest);
void digest_add(struct digest *digest, const uint8_t *bytes, size_t n);
/* Writes 64 lower-case hex digits and a NUL. The digest must be begun again before reuse. */
void digest_end(struct digest *digest, char hex[DIGEST_HEX_SIZE]);

#endif
