/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/digest.h"

static void write_hex(const uint8_t *raw, size_t n, char *hex)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t k = 0; k < n; k++) {
        hex[2 * k] = digits[raw[k] >> 4];
        hex[2 * k + 1] = digits[raw[k] & 15];
    }
    hex[2 * n] = '\0';
}

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
    uint8_t raw[SHA256_DIGEST_SIZE];
    sha256_digest(&digest->sha256, sizeof raw, raw);
    write_hex(raw, sizeof raw, hex);
}

void digest_old_begin(struct digest_old *digest)
{
    sha1_init(&digest->sha1);
    md5_init(&digest->md5);
}

void digest_old_add(struct digest_old *digest, const uint8_t *bytes, size_t n)
{
    sha1_update(&digest->sha1, n, bytes);
    md5_update(&digest->md5, n, bytes);
}

void digest_old_end(struct digest_old *digest, char sha1[DIGEST_SHA1_SIZE],
                    char md5[DIGEST_MD5_SIZE])
{
    uint8_t raw[SHA1_DIGEST_SIZE];
    sha1_digest(&digest->sha1, SHA1_DIGEST_SIZE, raw);
    write_hex(raw, SHA1_DIGEST_SIZE, sha1);
    md5_digest(&digest->md5, MD5_DIGEST_SIZE, raw);
    write_hex(raw, MD5_DIGEST_SIZE, md5);
}
