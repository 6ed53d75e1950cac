/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/sevenzip.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "src/input/le.h"
#include "src/input/sevenzip_reader.h"

static void skip_properties(struct sevenzip_reader *r)
{
    while (!r->why && reader_byte(r) != END)
        reader_take(r, reader_number(r));
}

static void forget(struct sevenzip *archive)
{
    for (size_t k = 0; k < archive->file_count; k++)
        free(archive->files[k].name);
    archive->pack_count = archive->out_count = archive->block_count = archive->file_count = 0;
}

static void read_header(struct sevenzip_reader *r, struct sevenzip *archive, uint64_t len,
                        size_t max_files)
{
    uint8_t mark = reader_byte(r);
    if (mark == ARCHIVE_PROPERTIES) {
        skip_properties(r);
        mark = reader_byte(r);
    }
    if (mark == ADDITIONAL_STREAMS) {
        sevenzip_read_streams(r, archive, len);
        forget(archive);
        mark = reader_byte(r);
    }
    if (mark == MAIN_STREAMS && !r->why) {
        sevenzip_read_streams(r, archive, len);
        mark = reader_byte(r);
    }
    if (mark == FILES && !r->why) {
        sevenzip_read_files(r, archive, max_files);
        mark = reader_byte(r);
    }
    if (mark != END)
        reader_fail(r, "it does not end");
}

/* ---- The archive ----------------------------------------------------------------------------- */

bool sevenzip_begins(const uint8_t *bytes, uint64_t len)
{
    return len >= SEVENZIP_MAGIC_LEN && memcmp(bytes, "7z\xbc\xaf\x27\x1c", 6) == 0;
}

static uint32_t crc_of(const uint8_t *bytes, uint64_t len)
{
    return (uint32_t)crc32_z(0, bytes, (z_size_t)len);
}

/* The start header that the signature begins is as it should be. */
static bool is_start(const uint8_t *at, uint64_t len)
{
    if (len < SEVENZIP_START || le32(at + 8) != crc_of(at + 12, 20))
        return false;
    uint64_t off = le64(at + 12), size = le64(at + 20), room = len - SEVENZIP_START;
    return off <= room && size <= room - off;
}

bool sevenzip_find(const uint8_t *bytes, uint64_t len, uint64_t *off)
{
    enum { SEARCHED = 1 << 20 };
    uint64_t most = len < SEARCHED ? len : SEARCHED;
    *off = 0;
    if (sevenzip_begins(bytes, len))
        return true;
    for (const uint8_t *at = bytes;
         (at = memmem(at, (size_t)(most - (uint64_t)(at - bytes)), "7z\xbc\xaf\x27\x1c", 6));
         at++) {
        *off = (uint64_t)(at - bytes);
        if (is_start(at, len - *off))
            return true;
    }
    return false;
}

static void check_crc(struct sevenzip *archive, uint64_t off, uint32_t declared,
                      const uint8_t *bytes, uint64_t len)
{
    uint32_t found = crc_of(bytes, len);
    if (declared != found)
        anomaly_add(&archive->anomalies, (struct input_anomaly){.kind = INPUT_ANOMALY_HEADER_CRC,
                                                                .member = INPUT_NO_MEMBER,
                                                                .off = off,
                                                                .central = claim_number(declared),
                                                                .local = claim_number(found)});
}

static bool tell(const struct sevenzip_reader *r, uint64_t off, bool is_packed, struct err *err)
{
    if (!r->why)
        return true;
    return err_set(err, "its header is damaged: %s (0x%" PRIx64 "%s)", r->why,
                   off + (uint64_t)(r->why_at - r->start), is_packed ? " of it, unpacked" : "");
}

/* Unpacks the header that the block r reads of describes, into r. */
static bool unpack_header(const uint8_t *bytes, uint64_t len, sevenzip_unpack unpack,
                          struct sevenzip *archive, struct sevenzip_reader *r, struct err *err)
{
    sevenzip_read_streams(r, archive, len);
    if (!r->why && archive->block_count != 1)
        reader_fail(r, "a packed header is not one block");
    if (r->why)
        return true;
    const struct sevenzip_block *block = &archive->blocks[0];
    if (block->is_encrypted)
        return err_set(err, "its header is encrypted (0x%" PRIx64 ")", block->off);
    size_t size;
    uint8_t *header = unpack(bytes, archive, block, &size, err);
    if (!header)
        return false;
    archive->headers[archive->header_count++] = header;
    if (block->has_crc)
        check_crc(archive, block->off, block->crc, header, size);
    *r = (struct sevenzip_reader){.start = header, .at = header, .end = header + size};
    forget(archive);
    return true;
}

bool sevenzip_read(const uint8_t *bytes, uint64_t len, size_t max_files, sevenzip_unpack unpack,
                   struct sevenzip *out, struct err *err)
{
    enum { MAX_PACKED = sizeof out->headers / sizeof out->headers[0] };
    *out = (struct sevenzip){.packs = NULL};
    if (!sevenzip_begins(bytes, len))
        return err_set(err, "is not a 7z: its signature is missing");
    if (len < SEVENZIP_START)
        return err_set(err, "is cut off at 0x%" PRIx64 ", within the start of a 7z", len);
    uint64_t off = le64(bytes + 12), size = le64(bytes + 20);
    if (off > len - SEVENZIP_START || size > len - SEVENZIP_START - off)
        return err_set(err,
                       "its header should be 0x%" PRIx64 " bytes, 0x%" PRIx64
                       " bytes behind 0x20: the file ends at 0x%" PRIx64,
                       size, off, len);
    check_crc(out, 8, le32(bytes + 8), bytes + 12, 20);
    off += SEVENZIP_START;
    check_crc(out, 28, le32(bytes + 28), bytes + off, size);
    if (!span_add(&out->covered, 0, SEVENZIP_START) || !span_add(&out->covered, off, size))
        return err_set(err, "not enough memory");
    if (size == 0)
        return true;
    struct sevenzip_reader r = {.start = bytes + off, .at = bytes + off, .end = bytes + off + size};
    uint8_t mark = reader_byte(&r);
    while (mark == ENCODED_HEADER && !r.why) {
        if (out->header_count == MAX_PACKED)
            reader_fail(&r, "it is packed too many times over");
        else if (!unpack_header(bytes, len, unpack, out, &r, err))
            return false;
        mark = reader_byte(&r);
    }
    if (mark != HEADER && !r.why) {
        r.at--;
        reader_fail(&r, "it does not begin as one");
    }
    if (!r.why)
        read_header(&r, out, len, max_files);
    return tell(&r, out->header_count ? 0 : off, out->header_count > 0, err);
}

void sevenzip_free(struct sevenzip *archive)
{
    forget(archive);
    free(archive->packs);
    free(archive->outs);
    free(archive->blocks);
    free(archive->files);
    span_free(&archive->covered);
    anomaly_free(&archive->anomalies);
    for (size_t k = 0; k < archive->header_count; k++)
        free(archive->headers[k]);
    *archive = (struct sevenzip){.packs = NULL};
}
