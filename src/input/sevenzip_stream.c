/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/sevenzip_stream.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include "src/base/buf.h"

enum { PARTS = 3 };

struct part {
    const uint8_t *bytes;
    uint64_t len;
};

struct sevenzip_stream {
    struct archive *archive;
    const struct sevenzip_block *block;
    /* What libarchive takes for a file: a start, the block's bytes, a header. */
    uint8_t start[SEVENZIP_START];
    struct buf header;
    struct part parts[PARTS];
    uint64_t pos;
};

static void set_end(struct unpack_result *result, enum unpack_end end, const char *why)
{
    result->end = end;
    snprintf(result->why, sizeof result->why, "%s", why);
}

/* ---- The archive that libarchive sees -------------------------------------------------------- */

static void put_le(uint8_t *at, uint64_t value, size_t n)
{
    for (size_t k = 0; k < n; k++)
        at[k] = (uint8_t)(value >> 8 * k);
}

/* In the longest form there is: a byte of ones, then eight. */
static void put_number(struct buf *out, uint64_t value)
{
    uint8_t bytes[9] = {0xff};
    put_le(bytes + 1, value, 8);
    buf_add(out, bytes, sizeof bytes);
}

/* 7zFormat.txt: packed streams, one block as it is described in the real header, one file "a". */
static void make_header(const struct sevenzip *archive, const struct sevenzip_block *block,
                        struct buf *out)
{
    buf_add(out, "\x01\x04\x06\x00", 4);
    put_number(out, block->pack_count);
    buf_add(out, "\x09", 1);
    for (size_t k = 0; k < block->pack_count; k++)
        put_number(out, archive->packs[block->first_pack + k]);
    buf_add(out, "\x00\x07\x0b\x01\x00", 5);
    buf_add(out, block->coders, block->coders_len);
    buf_add(out, "\x0c", 1);
    for (size_t k = 0; k < block->out_count; k++)
        put_number(out, archive->outs[block->first_out + k]);
    /* libarchive wants the part on pieces of blocks (8), though there is nothing to say. */
    buf_add(out, "\x00\x08\x00\x00\x05\x01\x11\x05\x00", 9);
    buf_add(out, "a\x00\x00\x00\x00\x00", 6);
}

static uint32_t crc_of(const void *bytes, size_t len)
{
    return (uint32_t)crc32_z(0, bytes, len);
}

static void make_start(struct sevenzip_stream *stream)
{
    uint8_t *start = stream->start;
    memcpy(start, "7z\xbc\xaf\x27\x1c\x00\x04", 8);
    put_le(start + 12, stream->block->size, 8);
    put_le(start + 20, stream->header.len, 8);
    put_le(start + 28, crc_of(stream->header.data, stream->header.len), 4);
    put_le(start + 8, crc_of(start + 12, 20), 4);
}

static uint64_t total_len(const struct sevenzip_stream *stream)
{
    uint64_t total = 0;
    for (size_t k = 0; k < PARTS; k++)
        total += stream->parts[k].len;
    return total;
}

/* ---- What libarchive calls ------------------------------------------------------------------- */

static la_ssize_t read_some(struct archive *archive, void *context, const void **bytes)
{
    enum { MOST = 1 << 20 };
    (void)archive;
    struct sevenzip_stream *stream = context;
    uint64_t start = 0;
    for (size_t k = 0; k < PARTS; start += stream->parts[k].len, k++) {
        const struct part *part = &stream->parts[k];
        if (stream->pos - start >= part->len)
            continue;
        uint64_t left = part->len - (stream->pos - start);
        *bytes = part->bytes + (stream->pos - start);
        left = left < MOST ? left : MOST;
        stream->pos += left;
        return (la_ssize_t)left;
    }
    return 0;
}

static la_int64_t seek_to(struct archive *archive, void *context, la_int64_t offset, int whence)
{
    (void)archive;
    struct sevenzip_stream *stream = context;
    la_int64_t base = whence == SEEK_SET   ? 0
                      : whence == SEEK_CUR ? (la_int64_t)stream->pos
                                           : (la_int64_t)total_len(stream);
    if (base + offset < 0)
        return ARCHIVE_FATAL;
    stream->pos = (uint64_t)(base + offset);
    return base + offset;
}

/* ---- A stream -------------------------------------------------------------------------------- */

/* libarchive reads all but one stream of a filter that has several into memory of the size that is
 * declared for it. */
static bool is_too_large(const struct sevenzip *archive, const struct sevenzip_block *block,
                         const struct unpack_limits *limits)
{
    for (size_t k = 0; k < block->out_count && block->pack_count > 1; k++) {
        uint64_t out = archive->outs[block->first_out + k];
        bool is_much = limits->max_bytes && out > limits->max_bytes;
        bool is_dense =
            limits->max_ratio && out > limits->ratio_floor && out / limits->max_ratio > block->size;
        if (is_much || is_dense)
            return true;
    }
    return false;
}

/* libarchive says "Unexpected codec ID" of methods in an order that it does not know. */
static bool is_refused(const struct sevenzip_block *block, const char *text)
{
    return block->is_rare || (text && strstr(text, "codec ID"));
}

static void tell_libarchive(struct sevenzip_stream *stream, enum unpack_end end,
                            struct unpack_result *result)
{
    char why[sizeof result->why];
    const char *text = archive_error_string(stream->archive);
    bool is_damage = end == UNPACK_BROKEN && !is_refused(stream->block, text);
    snprintf(why, sizeof why, "its block of %.20s data at 0x%" PRIx64 " %s: %.50s",
             stream->block->method, stream->block->off,
             is_damage ? "is damaged" : "cannot be unpacked", text ? text : "no reason");
    set_end(result, is_damage ? UNPACK_BROKEN : UNPACK_UNSUPPORTED, why);
}

static bool open_archive(struct sevenzip_stream *stream)
{
    struct archive *archive = stream->archive;
    struct archive_entry *entry;
    return archive_read_support_format_7zip(archive) == ARCHIVE_OK &&
           archive_read_set_callback_data(archive, stream) == ARCHIVE_OK &&
           archive_read_set_read_callback(archive, read_some) == ARCHIVE_OK &&
           archive_read_set_seek_callback(archive, seek_to) == ARCHIVE_OK &&
           archive_read_open1(archive) == ARCHIVE_OK &&
           archive_read_next_header(archive, &entry) == ARCHIVE_OK;
}

struct sevenzip_stream *sevenzip_stream_open(const uint8_t *bytes, const struct sevenzip *archive,
                                             const struct sevenzip_block *block,
                                             const struct unpack_limits *limits,
                                             struct unpack_result *result)
{
    if (block->is_encrypted) {
        set_end(result, UNPACK_UNSUPPORTED, "is encrypted");
        return NULL;
    }
    if (is_too_large(archive, block, limits)) {
        set_end(result, UNPACK_LIMIT, "its block unpacks to more than the limit");
        return NULL;
    }
    struct sevenzip_stream *stream = calloc(1, sizeof *stream);
    set_end(result, UNPACK_LIMIT, "not enough memory to unpack it");
    if (!stream)
        return NULL;
    stream->block = block;
    make_header(archive, block, &stream->header);
    stream->archive = archive_read_new();
    if (stream->header.failed || !stream->archive) {
        sevenzip_stream_close(stream);
        return NULL;
    }
    make_start(stream);
    stream->parts[0] = (struct part){stream->start, sizeof stream->start};
    stream->parts[1] = (struct part){bytes + block->off, block->size};
    stream->parts[2] =
        (struct part){(const uint8_t *)buf_text(&stream->header), stream->header.len};
    if (open_archive(stream))
        return stream;
    tell_libarchive(stream, UNPACK_UNSUPPORTED, result);
    sevenzip_stream_close(stream);
    return NULL;
}

size_t sevenzip_stream_read(struct sevenzip_stream *stream, uint8_t *to, size_t room,
                            struct unpack_result *result)
{
    la_ssize_t n = archive_read_data(stream->archive, to, room);
    if (n > 0)
        return (size_t)n;
    if (n == 0)
        set_end(result, UNPACK_DONE, "");
    else
        tell_libarchive(stream, UNPACK_BROKEN, result);
    return 0;
}

void sevenzip_stream_close(struct sevenzip_stream *stream)
{
    if (!stream)
        return;
    archive_read_free(stream->archive);
    buf_free(&stream->header);
    free(stream);
}
