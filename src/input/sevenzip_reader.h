/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the header of a 7z is read: its numbers, marks and bits. */
#ifndef BRINE_INPUT_SEVENZIP_READER_H
#define BRINE_INPUT_SEVENZIP_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/input/sevenzip.h"

/* Marks of the header's parts: 7zFormat.txt, "Property IDs". */
enum {
    END = 0x00,
    HEADER = 0x01,
    ARCHIVE_PROPERTIES = 0x02,
    ADDITIONAL_STREAMS = 0x03,
    MAIN_STREAMS = 0x04,
    FILES = 0x05,
    PACK_INFO = 0x06,
    UNPACK_INFO = 0x07,
    SUBSTREAMS = 0x08,
    SIZE = 0x09,
    CRC = 0x0a,
    FOLDER = 0x0b,
    CODERS_UNPACK_SIZE = 0x0c,
    NUM_UNPACK_STREAM = 0x0d,
    EMPTY_STREAM = 0x0e,
    EMPTY_FILE = 0x0f,
    NAMES = 0x11,
    ENCODED_HEADER = 0x17,
};

/* A reader that never passes the end: what is not there is 0, and `why` remembers the first thing
 * that was wrong. */
struct sevenzip_reader {
    const uint8_t *start, *at, *end;
    const char *why; /* NULL: all was well so far */
    const uint8_t *why_at;
};

/* count bits, the highest of a byte first; or all set, if the byte before them says so. */
struct sevenzip_bits {
    const uint8_t *bytes; /* NULL: all are set */
};

/* Remembers the first thing that is wrong; there is nothing behind it. */
void reader_fail(struct sevenzip_reader *r, const char *why);
uint64_t reader_left(const struct sevenzip_reader *r);
/* n bytes; where they are not there: zeros, or NULL of more than 8. */
const uint8_t *reader_take(struct sevenzip_reader *r, uint64_t n);
uint8_t reader_byte(struct sevenzip_reader *r);
uint64_t reader_number(struct sevenzip_reader *r);
/* A count of things that take at least so many bits each. */
uint64_t reader_count(struct sevenzip_reader *r, unsigned bits);
/* Whether the next byte is this mark; else it fails with why. */
bool reader_expect(struct sevenzip_reader *r, uint8_t mark, const char *why);
struct sevenzip_bits reader_bits(struct sevenzip_reader *r, uint64_t count);
/* The same behind a byte that may say that all are set. */
struct sevenzip_bits reader_optional_bits(struct sevenzip_reader *r, uint64_t count);
bool bits_have(struct sevenzip_bits bits, uint64_t n);

/* Reads the list of streams: what is packed where, in blocks, and what these are cut into. len: of the
 * file, behind whose end nothing is. */
void sevenzip_read_streams(struct sevenzip_reader *r, struct sevenzip *archive, uint64_t len);
/* Reads the list of files, of which at most max_files (0: no limit) are kept, and where each is in the
 * streams. */
void sevenzip_read_files(struct sevenzip_reader *r, struct sevenzip *archive, size_t max_files);

#endif
