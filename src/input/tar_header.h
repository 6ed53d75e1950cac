/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One header of a tar, as its bytes say: v7, ustar, pax and GNU (POSIX.1-2008 pax; GNU tar's
 * tar.h). What Python's tarfile takes is taken. */
#ifndef BRINE_INPUT_TAR_HEADER_H
#define BRINE_INPUT_TAR_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TAR_BLOCK = 512, TAR_SIZE_AT = 124, TAR_SIZE_LEN = 12 };

/* Bytes of the file; not terminated. */
struct tar_text {
    const uint8_t *text; /* NULL: there is none */
    size_t len;
};

struct tar_header {
    struct tar_text name, prefix, link; /* prefix: of ustar alone; before the name, with a slash */
    uint64_t size;                      /* of the data, if is_size */
    uint64_t checksum_declared, checksum;
    uint8_t type; /* '0' regular, '5' folder ... */
    bool is_size; /* its size is a number, and not a negative one */
    bool has_magic;
    bool is_whole; /* the checksum is right */
};

/* block has TAR_BLOCK bytes. */
void tar_header_read(const uint8_t *block, struct tar_header *out);

/* Whether a header of this type has data behind it: links, devices and folders have none, whatever
 * size they declare (tarfile.py _proc_builtin). */
bool tar_type_has_data(uint8_t type);

/* A number of a header: octal digits, or base 256 when its first byte says so. False when it is
 * none, negative or too large. (tarfile.py nti) */
bool tar_number(const uint8_t *field, size_t len, uint64_t *out);

/* What pax headers say of the next member. */
struct tar_pax {
    struct tar_text path, link, sparse_name;
    uint64_t size;
    bool has_size, is_sparse;
};

/* Adds what a pax header says. False when a record is damaged; those before it count. */
bool tar_pax_read(const uint8_t *bytes, uint64_t len, struct tar_pax *pax);

#endif
