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
    bool has_size;
    /* Of one with holes (tar_sparse.h): */
    uint64_t real_size;
    bool has_real_size, has_sparse_size, is_major_1, is_minor_0;
    struct tar_text sparse_map; /* a record of its own */
    struct tar_text records;    /* all of the header, where the numbers are records */
};

/* Adds what a pax header says. False when a record is damaged; those before it count. */
bool tar_pax_read(const uint8_t *bytes, uint64_t len, struct tar_pax *pax);

/* Takes the first record off what is left. False when there is none, or it is damaged. */
bool tar_pax_record(struct tar_text *left, struct tar_text *key, struct tar_text *value);

/* The member has a map of holes. */
bool tar_pax_is_sparse(const struct tar_pax *pax);

/* Decimal digits, one at least, and nothing else; up to 2^63 or so. */
bool tar_decimal(struct tar_text text, uint64_t *out);

/* What extended headers say of the next member. Zero-initialise to start. */
struct tar_extended {
    struct tar_text long_name, long_link; /* GNU's */
    struct tar_pax pax, pax_for_all;
    bool
        has_pax; /* one of any kind stands before this member: tarfile then heeds pax_for_all's map */
};

/* A header of this type says something of the next one. */
bool tar_is_extended(uint8_t type);
/* Takes what it says: bytes[0 .. size) are its data. False when a pax record is damaged. */
bool tar_extended_take(struct tar_extended *extended, uint8_t type, const uint8_t *bytes,
                       uint64_t size);
/* The member has been read: what is for all of them stays. */
void tar_extended_forget(struct tar_extended *extended);

/* The name in an extended header; NULL text: the member's own holds. */
struct tar_text tar_extended_name(const struct tar_extended *extended);
struct tar_text tar_link(const struct tar_extended *extended, const struct tar_header *header);
/* Of the data, as the last word says. */
uint64_t tar_size(const struct tar_extended *extended, const struct tar_header *header);

/* A member of a tar that is as it should be. */
struct tar_member {
    struct tar_header header;
    struct tar_text name; /* without the header's prefix */
    struct tar_text link;
    uint64_t data_off; /* in the file */
    uint64_t size;     /* of the data as declared: it may reach behind the end of the file */
    uint64_t next;     /* where the next header should begin; the file's length at most */
    bool has_holes;    /* its data are not as they stand there: tar_sparse.h */
};

/* Reads the member whose first header (an extended one, if it has one) is at off. False at what is no
 * header: zeros, or anything else. Reads each for itself: what is for all is not looked at. */
bool tar_member_read(const uint8_t *bytes, uint64_t len, uint64_t off, struct tar_member *member);

#endif
