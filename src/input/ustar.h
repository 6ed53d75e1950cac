/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The headers of a tar, one after the other, as Python's tarfile reads them: ustar, with pax's and
 * GNU's records for long names and sizes before it. Offsets are exact; nothing is unpacked. */
#ifndef BRINE_INPUT_USTAR_H
#define BRINE_INPUT_USTAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { USTAR_BLOCK = 512 };

struct ustar_member {
    const uint8_t *name; /* in the file, without a prefix; not terminated */
    size_t name_len;
    const uint8_t *link; /* of a link: what it leads to, as name */
    size_t link_len;
    char type; /* '0' and NUL a file, '1' a hard link, '2' a symbolic one, '5' a folder ... */
    uint64_t data_off; /* in the file */
    uint64_t size;     /* of the data as declared: it may reach behind the end of the file */
    uint64_t next;     /* where the next header should begin; the file's length at most */
};

/* True when a header whose checksum is right stands at off. */
bool ustar_is_here(const uint8_t *bytes, uint64_t len, uint64_t off);

/* Reads the member whose first header (its pax or GNU record, if it has one) is at off. False at
 * what is no header: two blocks of zeros, or anything else. */
bool ustar_read(const uint8_t *bytes, uint64_t len, uint64_t off, struct ustar_member *member);

#endif
