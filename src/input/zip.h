/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own walk over a zip: the directory as Python's zipfile reads it, every member's own (local)
 * header, and then whatever stands in the bytes that these do not account for: members that no
 * directory lists, directories that no end record names. Each member keeps both views; where they
 * disagree stands in a list. Nothing is unpacked here, and nothing is believed without a look at
 * the bytes: an archive in which every record lies still gives what can be found. */
#ifndef BRINE_INPUT_ZIP_H
#define BRINE_INPUT_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/err.h"
#include "src/input/anomaly.h"
#include "src/input/zip_record.h"

enum zip_place {
    ZIP_LISTED,      /* in the directory */
    ZIP_LISTED_ELSE, /* only a central record outside of it lists it */
    ZIP_NOT_LISTED,  /* only its local header is there */
};

struct zip_entry {
    struct zip_record central, local; /* at least one is_there */
    uint64_t data_off;  /* by its local header; 0 with data_size 0 when it cannot be placed */
    uint64_t data_size; /* bytes of data inside the file, at most what is left of it */
    uint64_t end;       /* byte after data and descriptor */
    uint64_t sure_end;  /* the same by the least size that is claimed: others may hide behind it */
    uint64_t descriptor_unpacked; /* what the descriptor behind the data claims, */
    uint32_t descriptor_crc;      /* if has_descriptor */
    bool has_descriptor;
    /* Bytes of data by its own header, where that gives other bytes than the directory does: another
     * size, or another method. 0: both give the same. */
    uint64_t own_size;
    bool is_misplaced; /* the directory lists its name, and leads to another one's header */
    enum zip_place place;
};

struct zip_gap {
    uint64_t off, size;
    const char *why; /* static */
};

/* Bytes of records that no reader looks at: where something may hide. */
struct zip_area {
    uint64_t off, size;
    bool is_extra; /* extra fields, one after another; else a comment */
};

struct zip_archive {
    struct zip_entry *entries; /* the directory's in its order, then the others as they stand */
    size_t count, cap;
    struct input_anomalies anomalies; /* member: a number in entries */
    struct zip_gap *gaps;             /* what no record accounts for, in order */
    size_t gap_count, gap_cap;
    struct zip_area *areas; /* in order; they do not overlap */
    size_t area_count, area_cap;
    uint64_t start; /* first byte of the first local header, or of the directory */
    bool has_end;   /* an end record was found, */
    uint64_t disk;  /* ... and the number of the disk that it says to be on */
    /* Where all that the directory lists stands, counted from where offsets are 0 to the end of the last
     * end record. has_extent: all of it does, to every reader. */
    bool has_extent;
    uint64_t from, to;
};

/* The record whose word counts: the central one where there is one, as for Python and PyTorch. */
const struct zip_record *zip_entry_view(const struct zip_entry *entry);

/* How sure it is that bytes[0 .. len) is a zip: 0 no, 60 it begins as one, 80 it has a directory,
 * which then begins at *dir_off (else *dir_off is len). */
int zip_bid(const uint8_t *bytes, uint64_t len, uint64_t *dir_off);

/* Whether bytes[0 .. len) begin with a record of a zip. */
bool zip_begins(const uint8_t *bytes, uint64_t len);

/* The first local header at or after `from` that can be believed for itself, without a directory; len:
 * there is none. Looks at 64 MiB at most. */
uint64_t zip_find_member(const uint8_t *bytes, uint64_t len, uint64_t from);

/* Walks over bytes[0 .. len), which stay the caller's and must outlive archive. False only when
 * memory fails; archive is then freed. At most max_members (0: no limit) are listed; that more
 * were there is an anomaly and the rest is among the gaps. */
bool zip_walk(const uint8_t *bytes, uint64_t len, size_t max_members, struct zip_archive *archive,
              struct err *err);
void zip_archive_free(struct zip_archive *archive);

/* The extent of the zip that bytes[0 .. len) are to those who look for an end record at their end. False:
 * readers differ in where it is, or memory fails. */
bool zip_extent(const uint8_t *bytes, uint64_t len, uint64_t *from, uint64_t *to);

#endif
