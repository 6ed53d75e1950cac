/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 of bytes as they pass by; begin, add as often as needed, end; and the older digests by which
 * files are known elsewhere. Nothing here fails. */
#ifndef BRINE_INPUT_DIGEST_H
#define BRINE_INPUT_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

enum { DIGEST_HEX_SIZE = 2 * SHA256_DIGEST_SIZE + 1 }; /* 64 digits and the NUL */

struct digest {
    struct sha256_ctx sha256;
};

void digest_begin(struct digest *digest);
void digest_add(struct digest *digest, const uint8_t *bytes, size_t n);
/* Writes 64 lower-case hex digits and a NUL. The digest must be begun again before reuse. */
void digest_end(struct digest *digest, char hex[DIGEST_HEX_SIZE]);

/* SHA-1 and MD5, to look a file up by: neither proves anything. */
enum { DIGEST_SHA1_SIZE = 2 * SHA1_DIGEST_SIZE + 1, DIGEST_MD5_SIZE = 2 * MD5_DIGEST_SIZE + 1 };
struct digest_old {
    struct sha1_ctx sha1;
    struct md5_ctx md5;
};
void digest_old_begin(struct digest_old *digest);
void digest_old_add(struct digest_old *digest, const uint8_t *bytes, size_t n);
/* Lower-case hex digits and a NUL. */
void digest_old_end(struct digest_old *digest, char sha1[DIGEST_SHA1_SIZE],
                    char md5[DIGEST_MD5_SIZE]);

#endif
