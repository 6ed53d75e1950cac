/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/digest.h"

void digest_begin(struct digest *digest)
{
    sha256_init(&digest->sha256);
}

void digest_add(struct digest *digest, const uint8_t *bytes, size_t n)
{
    sha256_update(&digest->sha256, n, bytes);
}

void digest_end(struct digest *digest, char hex[DIGEST_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t raw[SHA256_DIGEST_SIZE];
    sha256_digest(&digest->sha256, sizeof raw, raw);
    for (size_t k = 0; k < sizeof raw; k++) {
        hex[2 * k] = digits[raw[k] >> 4];
        hex[2 * k + 1] = digits[raw[k] & 15];
    }
    hex[2 * sizeof raw] = '\0';
}
