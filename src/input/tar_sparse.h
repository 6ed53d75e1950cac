/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of a tar that were written without their holes: a map says where each stretch of the stored
 * bytes belongs; what is between them is zeros. GNU tar has four ways to write it (tar.info, "Storing
 * Sparse Files"), and tarfile reads them all: _proc_sparse, _proc_gnusparse_00, _01, _10, _FileInFile.
 *
 * The map stays in the file and is read as it is needed: nothing is kept for what a header declares. */
#ifndef BRINE_INPUT_TAR_SPARSE_H
#define BRINE_INPUT_TAR_SPARSE_H

#include "src/input/tar_header.h"
#include "src/input/unpack.h"

enum tar_sparse_kind {
    TAR_SPARSE_NONE,
    TAR_SPARSE_GNU, /* type S: in the header, and in blocks behind it */
    TAR_SPARSE_00,  /* pax: a record for each number */
    TAR_SPARSE_01,  /* pax: one record with all */
    TAR_SPARSE_10,  /* in lines before the data */
};

struct tar_sparse {
    enum tar_sparse_kind kind;
    struct tar_text map; /* where it is written: to the end of the last block, or record, of it */
    uint64_t size;       /* with the holes */
    uint64_t off, data_end; /* of the stored bytes, in the file */
    uint64_t covered; /* bytes of these that the map gives a place; meaningful if no damage_off */
    uint64_t damage_off; /* where the map makes no sense, in the file; 0: it does */
};

/* What the header at bytes[off] and the extended ones before it say of a member whose data begin at
 * *data_off, which moves behind the blocks of its map. stored: bytes of its data as declared. kind is
 * NONE for one without holes. */
struct tar_sparse tar_sparse_read(const uint8_t *bytes, uint64_t len, uint64_t off,
                                  const struct tar_pax *pax, uint64_t *data_off, uint64_t stored);

/* Puts the holes back, piece by piece. */
void tar_sparse_unpack(const struct tar_sparse *sparse, const uint8_t *bytes,
                       const struct unpack_limits *limits, struct unpack_sink sink,
                       struct unpack_result *result);

#endif
