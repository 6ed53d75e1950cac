/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The streams of a 7z: what is packed, with which coders, and the pieces of what that unpacks to. */
#include <stdlib.h>
#include <string.h>

#include "src/input/grow.h"
#include "src/input/le.h"
#include "src/input/sevenzip_reader.h"

enum {
    MAX_CODERS = 32,
    MAX_STREAMS = 32, /* in and out of one block's coders */
    CODER_ID_LEN = 0x0f,
    CODER_IS_COMPLEX = 0x10,
    CODER_HAS_PROPERTIES = 0x20,
    CODER_RESERVED = 0xc0,
};

/* ---- Blocks ---------------------------------------------------------------------------------- */

static const struct {
    uint8_t len, id[4];
    const char *name;
    bool is_rare; /* no library that unpacks it is everywhere: what it cannot do is no damage */
} methods[] = {
    {1, {0x00}, "copy", false},
    {1, {0x03}, "delta", false},
    {1, {0x04}, "bcj", false},
    {1, {0x21}, "lzma2", false},
    {1, {0x0a}, "arm64", true},
    {1, {0x0b}, "riscv", true},
    {3, {0x02, 0x03, 0x02}, "swap2", true},
    {3, {0x02, 0x03, 0x04}, "swap4", true},
    {3, {0x03, 0x01, 0x01}, "lzma", false},
    {3, {0x03, 0x04, 0x01}, "ppmd", false},
    {3, {0x04, 0x01, 0x08}, "deflate", false},
    {3, {0x04, 0x01, 0x09}, "deflate64", true},
    {3, {0x04, 0x02, 0x02}, "bzip2", false},
    {4, {0x03, 0x03, 0x01, 0x03}, "bcj", false},
    {4, {0x03, 0x03, 0x01, 0x1b}, "bcj2", false},
    {4, {0x03, 0x03, 0x02, 0x05}, "ppc", true},
    {4, {0x03, 0x03, 0x04, 0x01}, "ia64", true},
    {4, {0x03, 0x03, 0x05, 0x01}, "arm", true},
    {4, {0x03, 0x03, 0x07, 0x01}, "armt", true},
    {4, {0x03, 0x03, 0x08, 0x05}, "sparc", true},
    {4, {0x04, 0xf7, 0x11, 0x01}, "zstd", true},
    {4, {0x06, 0xf1, 0x07, 0x01}, "aes", false},
};

static const char *method_name(const uint8_t *id, size_t len, bool *is_rare)
{
    for (size_t k = 0; k < sizeof methods / sizeof methods[0]; k++) {
        if (methods[k].len == len && memcmp(methods[k].id, id, len) == 0) {
            *is_rare |= methods[k].is_rare;
            return methods[k].name;
        }
    }
    *is_rare = true;
    return "unknown";
}

/* The coders stand with what reads the packed bytes first; 7z names them the other way round. */
static void add_method(struct sevenzip_block *block, const char *name)
{
    size_t len = strlen(block->method), more = strlen(name) + (len > 0);
    if (len + more >= sizeof block->method)
        return;
    memmove(block->method + more, block->method, len + 1);
    memcpy(block->method, name, strlen(name));
    if (len > 0)
        block->method[more - 1] = '+';
}

static void read_coder(struct sevenzip_reader *r, struct sevenzip_block *block, uint64_t *ins,
                       uint64_t *outs)
{
    uint8_t flags = reader_byte(r);
    size_t id_len = flags & CODER_ID_LEN;
    const uint8_t *id = reader_take(r, id_len);
    uint64_t in = 1, out = 1;
    if (flags & CODER_RESERVED)
        reader_fail(r, "a coder has flags that are reserved");
    if (flags & CODER_IS_COMPLEX) {
        in = reader_number(r);
        out = reader_number(r);
    }
    if (flags & CODER_HAS_PROPERTIES)
        reader_take(r, reader_number(r));
    if (in > MAX_STREAMS || out > MAX_STREAMS)
        reader_fail(r, "a coder has too many streams");
    if (r->why)
        return;
    *ins += in;
    *outs += out;
    block->is_encrypted |= id_len >= 2 && id[0] == 0x06 && id[1] == 0xf1;
    add_method(block, method_name(id, id_len, &block->is_rare));
}

/* The output of the block is the one that is no coder's input. */
static size_t read_binds(struct sevenzip_reader *r, uint64_t outs)
{
    uint64_t bound = 0;
    for (uint64_t k = 0; k + 1 < outs; k++) {
        reader_number(r);
        uint64_t out = reader_number(r);
        if (out >= outs || (bound >> out & 1))
            reader_fail(r, "its coders are bound together wrongly");
        else
            bound |= 1ull << out;
    }
    size_t main_out = 0;
    while (bound >> main_out & 1)
        main_out++;
    return main_out;
}

static void read_block(struct sevenzip_reader *r, struct sevenzip_block *block)
{
    uint64_t coders, ins = 0, outs = 0;
    *block = (struct sevenzip_block){.coders = r->at, .file_count = 1};
    coders = reader_number(r);
    if (coders == 0 || coders > MAX_CODERS)
        reader_fail(r, "a block has no coder, or too many");
    for (uint64_t k = 0; k < coders && !r->why; k++)
        read_coder(r, block, &ins, &outs);
    if (outs == 0 || outs > MAX_STREAMS || ins > MAX_STREAMS || ins < outs)
        reader_fail(r, "the coders of a block have no streams, or too many");
    if (r->why)
        return;
    block->main_out = read_binds(r, outs);
    block->out_count = (size_t)outs;
    block->pack_count = (size_t)(ins - (outs - 1));
    for (size_t k = 0; block->pack_count > 1 && k < block->pack_count; k++)
        reader_number(r);
    block->coders_len = (size_t)(r->at - block->coders);
    block->is_copy = coders == 1 && block->pack_count == 1 && strcmp(block->method, "copy") == 0;
}

/* ---- Streams --------------------------------------------------------------------------------- */

static void add_number(struct sevenzip_reader *r, uint64_t **rows, size_t *count, size_t *cap,
                       uint64_t value)
{
    uint64_t *row = GROW(*rows, *count, *cap);
    if (row)
        *row = value;
    else
        reader_fail(r, "not enough memory");
}

/* Sets *pos to where the packed streams begin, in the file. */
static void read_packs(struct sevenzip_reader *r, struct sevenzip *archive, uint64_t *pos)
{
    *pos = reader_number(r);
    uint64_t count = reader_count(r, 8);
    uint8_t mark = reader_byte(r);
    if (mark == SIZE) {
        for (uint64_t k = 0; k < count && !r->why; k++)
            add_number(r, &archive->packs, &archive->pack_count, &archive->pack_cap,
                       reader_number(r));
        mark = reader_byte(r);
    }
    if (mark == CRC) {
        struct sevenzip_bits has_crc = reader_optional_bits(r, count);
        for (uint64_t k = 0; k < count && !r->why; k++)
            if (bits_have(has_crc, k))
                reader_take(r, 4);
        mark = reader_byte(r);
    }
    if (mark != END)
        reader_fail(r, "the list of packed streams does not end");
}

static void read_blocks(struct sevenzip_reader *r, struct sevenzip *archive)
{
    reader_expect(r, FOLDER, "the list of blocks does not begin");
    uint64_t count = reader_count(r, 16);
    if (reader_byte(r) != 0)
        reader_fail(r, "its list of blocks is elsewhere, which is not supported");
    for (uint64_t k = 0; k < count && !r->why; k++) {
        struct sevenzip_block *block =
            GROW(archive->blocks, archive->block_count, archive->block_cap);
        if (block)
            read_block(r, block);
        else
            reader_fail(r, "not enough memory");
    }
    reader_expect(r, CODERS_UNPACK_SIZE, "the sizes of its blocks are missing");
    for (size_t b = 0; b < archive->block_count && !r->why; b++) {
        struct sevenzip_block *block = &archive->blocks[b];
        block->first_out = archive->out_count;
        for (size_t k = 0; k < block->out_count && !r->why; k++)
            add_number(r, &archive->outs, &archive->out_count, &archive->out_cap, reader_number(r));
        if (!r->why)
            block->unpacked = archive->outs[block->first_out + block->main_out];
    }
    uint8_t mark = reader_byte(r);
    if (mark == CRC) {
        struct sevenzip_bits has_crc = reader_optional_bits(r, archive->block_count);
        for (size_t b = 0; b < archive->block_count && !r->why; b++) {
            archive->blocks[b].has_crc = bits_have(has_crc, b);
            if (archive->blocks[b].has_crc)
                archive->blocks[b].crc = le32(reader_take(r, 4));
        }
        mark = reader_byte(r);
    }
    if (mark != END)
        reader_fail(r, "the list of blocks does not end");
}

/* Gives each block its packed streams, in order, and where they stand. */
static void place_blocks(struct sevenzip_reader *r, struct sevenzip *archive, uint64_t pos,
                         uint64_t len)
{
    size_t pack = 0;
    uint64_t off = pos;
    for (size_t b = 0; b < archive->block_count && !r->why; b++) {
        struct sevenzip_block *block = &archive->blocks[b];
        block->first_pack = pack;
        block->off = off;
        for (size_t k = 0; k < block->pack_count && !r->why; k++, pack++) {
            if (pack >= archive->pack_count)
                reader_fail(r, "a block has no packed stream");
            else if (archive->packs[pack] > len - off)
                reader_fail(r, "packed streams are longer than the file");
            else
                off += archive->packs[pack];
        }
        block->size = off - block->off;
        if (!r->why && !span_add(&archive->covered, block->off, block->size))
            reader_fail(r, "not enough memory");
    }
}

/* ---- Pieces of blocks ------------------------------------------------------------------------ */

/* A file's place in its block; names come later. */
static struct sevenzip_file *add_piece(struct sevenzip_reader *r, struct sevenzip *archive,
                                       size_t block, uint64_t pos, uint64_t size)
{
    struct sevenzip_file *file = GROW(archive->files, archive->file_count, archive->file_cap);
    if (!file) {
        reader_fail(r, "not enough memory");
        return NULL;
    }
    *file = (struct sevenzip_file){.has_data = true, .block = block, .pos = pos, .size = size};
    return file;
}

/* The last piece of a block has what the others leave. */
static void read_pieces(struct sevenzip_reader *r, struct sevenzip *archive, size_t b,
                        bool has_sizes)
{
    const struct sevenzip_block *block = &archive->blocks[b];
    uint64_t pos = 0;
    for (size_t k = 0; k < block->file_count && !r->why; k++) {
        bool is_last = k + 1 == block->file_count;
        if (!is_last && !has_sizes)
            reader_fail(r, "the sizes of files are missing");
        uint64_t size = is_last ? block->unpacked - pos : reader_number(r);
        if (size > block->unpacked - pos)
            reader_fail(r, "files are longer than their block");
        if (r->why)
            return;
        struct sevenzip_file *file = add_piece(r, archive, b, pos, size);
        if (file && block->file_count == 1 && block->has_crc) {
            file->crc = block->crc;
            file->has_crc = true;
        }
        pos += size;
    }
}

static void read_piece_crcs(struct sevenzip_reader *r, struct sevenzip *archive)
{
    size_t unknown = 0;
    for (size_t f = 0; f < archive->file_count; f++)
        unknown += !archive->files[f].has_crc;
    struct sevenzip_bits has_crc = reader_optional_bits(r, unknown);
    for (size_t f = 0, k = 0; f < archive->file_count && !r->why; f++) {
        struct sevenzip_file *file = &archive->files[f];
        if (file->has_crc || !bits_have(has_crc, k++))
            continue;
        file->crc = le32(reader_take(r, 4));
        file->has_crc = true;
    }
}

/* How many files each block has. All of them together have a size each in the header but for the
 * last of each block. */
static void read_piece_counts(struct sevenzip_reader *r, struct sevenzip *archive)
{
    uint64_t total = 0;
    for (size_t b = 0; b < archive->block_count && !r->why; b++) {
        uint64_t count = reader_number(r);
        total += count > 0 ? count - 1 : 0;
        if (count > SIZE_MAX / 2 || total > reader_left(r))
            reader_fail(r, "it announces more files than it has room for");
        archive->blocks[b].file_count = (size_t)count;
    }
}

static void read_substreams(struct sevenzip_reader *r, struct sevenzip *archive, bool is_there)
{
    uint8_t mark = is_there ? reader_byte(r) : END;
    if (mark == NUM_UNPACK_STREAM) {
        read_piece_counts(r, archive);
        mark = reader_byte(r);
    }
    bool has_sizes = mark == SIZE;
    for (size_t b = 0; b < archive->block_count && !r->why; b++)
        read_pieces(r, archive, b, has_sizes);
    if (has_sizes)
        mark = reader_byte(r);
    if (mark == CRC) {
        read_piece_crcs(r, archive);
        mark = reader_byte(r);
    }
    if (mark != END)
        reader_fail(r, "the list of files in blocks does not end");
}

void sevenzip_read_streams(struct sevenzip_reader *r, struct sevenzip *archive, uint64_t len)
{
    uint64_t pos = 0;
    uint8_t mark = reader_byte(r);
    if (mark == PACK_INFO) {
        read_packs(r, archive, &pos);
        mark = reader_byte(r);
    }
    if (pos > len - SEVENZIP_START)
        reader_fail(r, "packed streams begin behind the end of the file");
    if (mark == UNPACK_INFO && !r->why) {
        read_blocks(r, archive);
        place_blocks(r, archive, SEVENZIP_START + pos, len);
        mark = reader_byte(r);
    }
    bool has_substreams = mark == SUBSTREAMS;
    read_substreams(r, archive, has_substreams);
    if (has_substreams)
        mark = reader_byte(r);
    if (mark != END)
        reader_fail(r, "the list of streams does not end");
}
