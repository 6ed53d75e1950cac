/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of a zip, each read at an offset into what it claims. A read gives false when no
 * such record is there, or when it does not fit into the file; nothing is checked beyond that.
 * Source of the layouts: PKWARE's APPNOTE.TXT 6.3.10, 4.3 and 4.5.3. */
#ifndef BRINE_INPUT_ZIP_RECORD_H
#define BRINE_INPUT_ZIP_RECORD_H

#include <stdbool.h>
#include <stdint.h>

/* The bytes that are read: a file. */
struct zip_bytes {
    const uint8_t *data;
    uint64_t len;
};

enum zip_signature {
    ZIP_LOCAL = 0x04034b50,
    ZIP_CENTRAL = 0x02014b50,
    ZIP_END = 0x06054b50,
    ZIP_END64 = 0x06064b50,
    ZIP_LOCATOR64 = 0x07064b50,
    ZIP_DESCRIPTOR = 0x08074b50,
};

enum {
    ZIP_LOCAL_SIZE = 30, /* the fixed parts, in bytes */
    ZIP_CENTRAL_SIZE = 46,
    ZIP_END_SIZE = 22,
    ZIP_END64_SIZE = 56,
    ZIP_END64_LEAD = 12, /* of these do not count in the size that it gives of itself */
    ZIP_LOCATOR64_SIZE = 20,
};

/* What one record claims. Offsets are in the file; sizes with those of zip64 put in. */
struct zip_record {
    uint64_t off;                  /* of the record */
    uint64_t size;                 /* of the record, with name, extra fields and comment */
    uint64_t packed;               /* bytes of data in the archive */
    uint64_t unpacked;             /* bytes of data after unpacking */
    uint64_t header_off;           /* of the local header, as a central record gives it; else 0 */
    const uint8_t *name;           /* in the file, any bytes */
    uint64_t extra_off, extra_len; /* the extra fields, as far as they are in the file */
    uint64_t comment_off, comment_len; /* the comment, as far as it is in the file */
    uint32_t crc;
    uint32_t time;       /* MS-DOS date and time, the date in the upper half */
    uint32_t attributes; /* external ones, of a central record; else 0 */
    uint32_t disk;       /* of the local header, as a central record gives it; else 0 */
    uint16_t name_len, made_by, version, flags, method;
    bool is_there;
    /* An extra field does not fit where it stands: at bad_off, bytes that it needs and has; or there are
     * more fields than the bad_has that are read, and bad_needs is 0. */
    bool is_extra_bad;
    uint64_t bad_off, bad_needs, bad_has;
    /* A zip64 field gives another size than the record, which leaves no size to it. */
    bool is_split;
    uint64_t narrow, wide;
};

enum {
    ZIP_FLAG_ENCRYPTED = 0x0001,
    ZIP_FLAG_DESCRIPTOR = 0x0008,
    ZIP_FLAG_PATCHED = 0x0020,
    ZIP_FLAG_STRONG = 0x0040,
    ZIP_FLAG_UTF8 = 0x0800,
    ZIP_FLAG_MASKED = 0x2000,
};

/* What an end record counts, in 16 and 32 bits or in the 32 and 64 of zip64. */
struct zip_counts {
    uint64_t disk, dir_disk;    /* its own number, that of the disk where the directory begins */
    uint64_t count_here, count; /* members: on this disk, in all */
    uint64_t dir_size, dir_off; /* of the directory, in bytes */
};

/* The end record, with the values of the zip64 one where there is one. */
struct zip_end {
    uint64_t off;          /* of the end record */
    uint64_t size;         /* with the part of its comment that is in the file */
    uint64_t comment;      /* bytes that its comment should have, */
    uint64_t left;         /* ... and that there are behind the record */
    uint64_t base;         /* where the directory should end: here or at the zip64 end record */
    uint64_t off64;        /* of the zip64 end record */
    uint64_t claimed64;    /* where the locator says that it is */
    uint64_t size64;       /* of the zip64 end record, as it says: without its first 12 bytes */
    struct zip_counts own; /* as the record itself has them; all ones where only zip64 tells */
    struct zip_counts all; /* as those have them that read zip64 */
    uint32_t disks;        /* as the locator counts them */
    bool has_zip64;
    bool has_locator;
};

/* The first four bytes at off, 0 past the end. */
uint32_t zip_signature_at(struct zip_bytes in, uint64_t off);

/* A name that does not fit is cut off at the end of `in`, which may be that of the directory; size is as
 * the record claims it. */
bool zip_read_central(struct zip_bytes in, uint64_t off, struct zip_record *out);
bool zip_read_local(struct zip_bytes in, uint64_t off, struct zip_record *out);
/* As zip_read_local, without asking for the signature. */
bool zip_read_local_fields(struct zip_bytes in, uint64_t off, struct zip_record *out);

/* The end record at off, and the zip64 records before it if they are there: where Python's zipfile
 * looks for them (directly before), else where the locator says. */
bool zip_read_end(struct zip_bytes in, uint64_t off, struct zip_end *out);

/* A data descriptor at off, in any of its four forms, that claims `packed` bytes of data; where it is one in
 * several, that behind which a record stands. Gives its length in bytes and fills crc and unpacked; 0 when there
 * is none. */
uint64_t zip_read_descriptor(struct zip_bytes in, uint64_t off, uint64_t packed, uint32_t *crc,
                             uint64_t *unpacked);

#endif
