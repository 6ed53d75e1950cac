/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A walk over a zip while it goes on: what the stages of zip.c share. */
#ifndef BRINE_INPUT_ZIP_WALK_H
#define BRINE_INPUT_ZIP_WALK_H

#include "src/input/span.h"
#include "src/input/zip.h"

enum { ZIP_MAX_SHIFTS = 16 }; /* different ways of counting offsets that are tried */

struct zip_walk_state {
    struct zip_bytes in;
    struct zip_archive *out;
    size_t max_members;
    struct spans covered;
    struct zip_end end;
    bool has_end;
    uint64_t dir_start;
    /* What is added to an offset that a record gives: first as the end record has it, then 0,
     * then as other end records have it. Sums may wrap around, and are then past the end. */
    uint64_t shifts[ZIP_MAX_SHIFTS];
    size_t shift_count;
    struct zip_record *strays; /* central records outside the directory */
    size_t stray_count, stray_cap;
    uint64_t searched; /* bytes, for the end of data that only a local header tells of */
    bool is_full;
    bool failed; /* memory */
};

/* ---- zip_walk.c ------------------------------------------------------------------------------- */

void zip_walk_cover(struct zip_walk_state *w, uint64_t off, uint64_t size);
void zip_walk_report(struct zip_walk_state *w, enum input_anomaly_kind kind, uint64_t off,
                     size_t member, uint64_t central, uint64_t local);
void zip_walk_area(struct zip_walk_state *w, uint64_t off, uint64_t size, bool is_extra);
/* Those of a record: its extra fields and its comment. */
void zip_walk_areas(struct zip_walk_state *w, const struct zip_record *record);
/* One more member; NULL: there are too many, or memory failed. */
struct zip_entry *zip_walk_entry(struct zip_walk_state *w, enum zip_place place);

/* Of a short run of bytes; a longer one is not looked at. */
bool zip_is_zeros(struct zip_bytes in, uint64_t off, uint64_t size);
/* The next "PK" in [off, end), or end. */
uint64_t zip_next_mark(struct zip_bytes in, uint64_t off, uint64_t end);
/* How much of a central record is no more than that: its name or comment may claim to reach over the
 * header of a member. All records together may be searched for as much as the file twice. */
uint64_t zip_walk_sure_size(struct zip_walk_state *w, const struct zip_record *central);
/* The size of data that no record tells: up to a descriptor that agrees, or the next record. */
uint64_t zip_size_by_search(struct zip_bytes in, uint64_t off, uint64_t end);

/* ---- zip_directory.c: stage 1 ----------------------------------------------------------------- */

/* The last end record that begins at or before `from`, no further back than a comment is long. */
bool zip_find_end(struct zip_bytes in, uint64_t from, struct zip_end *end);
/* Where Python looks for the directory, and where others do. False: there is none. */
bool zip_directory_before(struct zip_bytes in, const struct zip_end *end, uint64_t *start);
bool zip_directory_claimed(struct zip_bytes in, const struct zip_end *end, uint64_t *start);
/* One more way to count offsets. */
void zip_walk_shift(struct zip_walk_state *w, uint64_t shift);
void zip_walk_cover_end(struct zip_walk_state *w, const struct zip_end *end);
/* The end record, and the directory that it names. */
void zip_walk_directory(struct zip_walk_state *w);

/* ---- zip_headers.c: stages 2 and 4 ------------------------------------------------------------ */

bool zip_same_name(const struct zip_record *a, const struct zip_record *b);
/* How many bytes of data some reader would take. */
uint64_t zip_wanted_size(const struct zip_record *view, uint64_t left);
/* Sets where the data of entry n stand and end, given how many bytes are wanted. */
void zip_walk_place(struct zip_walk_state *w, size_t n, uint64_t want);
/* Joins entry n, which has its central record, to its local header and data. */
void zip_walk_join(struct zip_walk_state *w, size_t n);
/* The same of all central records outside the directory. */
void zip_walk_join_strays(struct zip_walk_state *w);

#endif
