/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unpacked bytes of a member: few in memory, many in a temporary file, mapped read-only: what is
 * unpacked from a file of many GB costs disk, not memory. The file has no name from its first byte on, so
 * that nothing is left behind however the program ends; nobody else can open it.
 *
 * Zero-initialise to start. For src/input alone. */
#ifndef BRINE_INPUT_CONTENT_H
#define BRINE_INPUT_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/base/err.h"

struct content {
    struct buf memory;
    struct spool *spool; /* NULL: all of it is in memory */
};

/* 0 is no limit. */
struct content_limits {
    uint64_t to_disk;    /* more bytes than these go into a file */
    uint64_t max_memory; /* bytes that are held in memory where no file can be made */
    uint64_t max_disk;   /* bytes that all contents with the same on_disk may have in files */
    uint64_t *on_disk;   /* how many they have; outlives the contents */
};

/* Appends bytes. False: err says why no more can be taken; what was taken before is there. A content that
 * was ended takes no more. */
bool content_add(struct content *content, const struct content_limits *limits, const uint8_t *bytes,
                 size_t n, struct err *err);

/* All was added: bytes can be asked for. False: err says why those in the file cannot be read. */
bool content_end(struct content *content, struct err *err);

/* Never NULL; valid until it is freed. Of a file only after content_end. */
const uint8_t *content_bytes(const struct content *content);
size_t content_len(const struct content *content);

/* Bytes of memory that it takes for good. */
size_t content_held(const struct content *content);

/* What lies before off was read and is not needed soon: gives its memory back, where it is a file's. */
void content_drop(struct content *content, uint64_t off);

void content_free(struct content *content);

#endif
