/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The structure of a 7z archive (7zFormat.txt of the LZMA SDK), read without trust: which blocks
 * of packed bytes ("folders" there) stand where, and which file is which piece of which block once
 * that is unpacked. Nothing is allocated but for what bytes of the header are there for. */
#ifndef BRINE_INPUT_SEVENZIP_H
#define BRINE_INPUT_SEVENZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/err.h"
#include "src/input/anomaly.h"
#include "src/input/span.h"

enum { SEVENZIP_MAGIC_LEN = 6, SEVENZIP_START = 32, SEVENZIP_METHOD_LEN = 48 };

/* A block: packed bytes that unpack in one go, and how. */
struct sevenzip_block {
    uint64_t off, size; /* in the file: all its streams, one behind the other */
    uint64_t unpacked;  /* as declared */
    size_t first_pack;  /* its streams are packs[first_pack] and on */
    size_t pack_count;
    size_t first_out; /* the sizes that its coders put out are outs[first_out] and on */
    size_t out_count;
    size_t main_out;       /* which of them is the block's own */
    const uint8_t *coders; /* its description, as it stands in the header */
    size_t coders_len;
    size_t file_count; /* that it unpacks to */
    uint32_t crc;
    bool has_crc;
    bool is_copy; /* not packed at all */
    bool is_encrypted;
    bool is_rare;                     /* a method of it is one that not every library unpacks */
    char method[SEVENZIP_METHOD_LEN]; /* "bcj+lzma2" */
};

struct sevenzip_file {
    uint8_t *name; /* owned; UTF-8, with lone surrogates as if they were characters */
    size_t name_len;
    bool has_data, is_folder;
    /* If it has data: */
    size_t block;
    uint64_t pos, size; /* in the unpacked block */
    uint32_t crc;
    bool has_crc;
};

struct sevenzip {
    uint64_t *packs; /* sizes of packed streams */
    uint64_t *outs;
    struct sevenzip_block *blocks;
    struct sevenzip_file *files;
    size_t pack_count, out_count, block_count, file_count;
    struct spans covered; /* bytes of the file that are accounted for */
    struct input_anomalies anomalies;
    bool is_full; /* there are more files than max_files */
    /* The rest is this module's own. */
    size_t pack_cap, out_cap, block_cap, file_cap;
    uint8_t *headers[8]; /* unpacked ones: descriptions of blocks point into the last */
    size_t header_count;
};

/* Unpacks a block to its end; the caller frees. NULL: err says why. For headers that are packed. */
typedef uint8_t *(*sevenzip_unpack)(const uint8_t *bytes, const struct sevenzip *archive,
                                    const struct sevenzip_block *block, size_t *len,
                                    struct err *err);

/* Whether the bytes begin as a 7z does. */
bool sevenzip_begins(const uint8_t *bytes, uint64_t len);

/* Where a 7z begins in these bytes: at their start by its signature alone; behind other bytes (the program
 * of one that extracts itself), in the first MiB as 7-Zip looks for it, by the CRC and the place of its
 * header too. False: nowhere. */
bool sevenzip_find(const uint8_t *bytes, uint64_t len, uint64_t *off);

/* Reads the structure. False when there is none to read: err says where it breaks. Whatever it
 * returns, sevenzip_free frees. */
bool sevenzip_read(const uint8_t *bytes, uint64_t len, size_t max_files, sevenzip_unpack unpack,
                   struct sevenzip *out, struct err *err);
void sevenzip_free(struct sevenzip *archive);

#endif
