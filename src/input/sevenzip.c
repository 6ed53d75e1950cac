/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/sevenzip.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "src/input/grow.h"
#include "src/input/le.h"

/* Marks of the header's parts: 7zFormat.txt, "Property IDs". */
enum {
    END = 0x00,
    HEADER = 0x01,
    ARCHIVE_PROPERTIES = 0x02,
    ADDITIONAL_STREAMS = 0x03,
    MAIN_STREAMS = 0x04,
    FILES = 0x05,
    PACK_INFO = 0x06,
    UNPACK_INFO = 0x07,
    SUBSTREAMS = 0x08,
    SIZE = 0x09,
    CRC = 0x0a,
    FOLDER = 0x0b,
    CODERS_UNPACK_SIZE = 0x0c,
    NUM_UNPACK_STREAM = 0x0d,
    EMPTY_STREAM = 0x0e,
    EMPTY_FILE = 0x0f,
    NAMES = 0x11,
    ENCODED_HEADER = 0x17,
};

enum {
    MAX_CODERS = 32,
    MAX_STREAMS = 32, /* in and out of one block's coders */
    CODER_ID_LEN = 0x0f,
    CODER_IS_COMPLEX = 0x10,
    CODER_HAS_PROPERTIES = 0x20,
    CODER_RESERVED = 0xc0,
};

/* A reader that never passes the end: what is not there is 0, and `why` remembers the first thing
 * that was wrong. */
struct reader {
    const uint8_t *start, *at, *end;
    const char *why; /* NULL: all was well so far */
    const uint8_t *why_at;
};

static void fail(struct reader *r, const char *why)
{
    if (!r->why) {
        r->why = why;
        r->why_at = r->at;
    }
    r->at = r->end;
}

static uint64_t left(const struct reader *r)
{
    return (uint64_t)(r->end - r->at);
}

static const uint8_t *take(struct reader *r, uint64_t n)
{
    static const uint8_t nothing[8];
    if (n > left(r)) {
        fail(r, "it ends too early");
        return n <= sizeof nothing ? nothing : NULL;
    }
    r->at += n;
    return r->at - n;
}

static uint8_t byte(struct reader *r)
{
    return *take(r, 1);
}

/* The ones at the top of the first byte count the bytes that follow, the lowest first; the rest of
 * it is above them. */
static uint64_t number(struct reader *r)
{
    uint8_t first = byte(r);
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t mask = 0x80;
    for (; mask && (first & mask); mask >>= 1, shift += 8)
        value |= (uint64_t)byte(r) << shift;
    if (mask)
        value |= (uint64_t)(first & (mask - 1)) << shift;
    return value;
}

/* A count of things that take at least so many bits each. */
static uint64_t count_of(struct reader *r, unsigned bits)
{
    uint64_t count = number(r);
    if (!r->why && count > left(r) * 8 / bits) {
        fail(r, "it announces more than it has room for");
        return 0;
    }
    return r->why ? 0 : count;
}

static bool expect(struct reader *r, uint8_t mark, const char *why)
{
    if (!r->why && byte(r) != mark)
        fail(r, why);
    return !r->why;
}

/* ---- Bits and CRCs --------------------------------------------------------------------------- */

/* count bits, the highest of a byte first; or all set, if the byte before them says so. */
struct bits {
    const uint8_t *bytes; /* NULL: all are set */
};

static struct bits take_bits(struct reader *r, uint64_t count)
{
    return (struct bits){take(r, (count + 7) / 8)};
}

static struct bits take_optional_bits(struct reader *r, uint64_t count)
{
    return byte(r) ? (struct bits){NULL} : take_bits(r, count);
}

static bool bit(struct bits bits, uint64_t n)
{
    return !bits.bytes || (bits.bytes[n / 8] & 0x80 >> n % 8);
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

static const struct {
    uint8_t len, id[4];
    const char *name;
} methods[] = {
    {1, {0x00}, "copy"},
    {1, {0x03}, "delta"},
    {1, {0x04}, "bcj"},
    {1, {0x21}, "lzma2"},
    {3, {0x03, 0x01, 0x01}, "lzma"},
    {3, {0x03, 0x04, 0x01}, "ppmd"},
    {3, {0x04, 0x01, 0x08}, "deflate"},
    {3, {0x04, 0x01, 0x09}, "deflate64"},
    {3, {0x04, 0x02, 0x02}, "bzip2"},
    {4, {0x03, 0x03, 0x01, 0x03}, "bcj"},
    {4, {0x03, 0x03, 0x01, 0x1b}, "bcj2"},
    {4, {0x03, 0x03, 0x05, 0x01}, "arm"},
    {4, {0x04, 0xf7, 0x11, 0x01}, "zstd"},
    {4, {0x06, 0xf1, 0x07, 0x01}, "aes"},
};

static const char *method_name(const uint8_t *id, size_t len)
{
    for (size_t k = 0; k < sizeof methods / sizeof methods[0]; k++)
        if (methods[k].len == len && memcmp(methods[k].id, id, len) == 0)
            return methods[k].name;
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

static void read_coder(struct reader *r, struct sevenzip_block *block, uint64_t *ins,
                       uint64_t *outs)
{
    uint8_t flags = byte(r);
    size_t id_len = flags & CODER_ID_LEN;
    const uint8_t *id = take(r, id_len);
    uint64_t in = 1, out = 1;
    if (flags & CODER_RESERVED)
        fail(r, "a coder has flags that are reserved");
    if (flags & CODER_IS_COMPLEX) {
        in = number(r);
        out = number(r);
    }
    if (flags & CODER_HAS_PROPERTIES)
        take(r, number(r));
    if (in > MAX_STREAMS || out > MAX_STREAMS)
        fail(r, "a coder has too many streams");
    if (r->why)
        return;
    *ins += in;
    *outs += out;
    block->is_encrypted |= id_len >= 2 && id[0] == 0x06 && id[1] == 0xf1;
    add_method(block, method_name(id, id_len));
}

/* The output of the block is the one that is no coder's input. */
static size_t read_binds(struct reader *r, uint64_t outs)
{
    uint64_t bound = 0;
    for (uint64_t k = 0; k + 1 < outs; k++) {
        number(r);
        uint64_t out = number(r);
        if (out >= outs || (bound >> out & 1))
            fail(r, "its coders are bound together wrongly");
        else
            bound |= 1ull << out;
    }
    size_t main_out = 0;
    while (bound >> main_out & 1)
        main_out++;
    return main_out;
}

static void read_block(struct reader *r, struct sevenzip_block *block)
{
    uint64_t coders, ins = 0, outs = 0;
    *block = (struct sevenzip_block){.coders = r->at, .file_count = 1};
    coders = number(r);
    if (coders == 0 || coders > MAX_CODERS)
        fail(r, "a block has no coder, or too many");
    for (uint64_t k = 0; k < coders && !r->why; k++)
        read_coder(r, block, &ins, &outs);
    if (outs == 0 || outs > MAX_STREAMS || ins > MAX_STREAMS || ins < outs)
        fail(r, "the coders of a block have no streams, or too many");
    if (r->why)
        return;
    block->main_out = read_binds(r, outs);
    block->out_count = (size_t)outs;
    block->pack_count = (size_t)(ins - (outs - 1));
    for (size_t k = 0; block->pack_count > 1 && k < block->pack_count; k++)
        number(r);
    block->coders_len = (size_t)(r->at - block->coders);
    block->is_copy = coders == 1 && block->pack_count == 1 && strcmp(block->method, "copy") == 0;
}

/* ---- Streams --------------------------------------------------------------------------------- */

static void add_number(struct reader *r, uint64_t **rows, size_t *count, size_t *cap,
                       uint64_t value)
{
    uint64_t *row = GROW(*rows, *count, *cap);
    if (row)
        *row = value;
    else
        fail(r, "not enough memory");
}

/* Sets *pos to where the packed streams begin, in the file. */
static void read_packs(struct reader *r, struct sevenzip *archive, uint64_t *pos)
{
    *pos = number(r);
    uint64_t count = count_of(r, 8);
    uint8_t mark = byte(r);
    if (mark == SIZE) {
        for (uint64_t k = 0; k < count && !r->why; k++)
            add_number(r, &archive->packs, &archive->pack_count, &archive->pack_cap, number(r));
        mark = byte(r);
    }
    if (mark == CRC) {
        struct bits has_crc = take_optional_bits(r, count);
        for (uint64_t k = 0; k < count && !r->why; k++)
            if (bit(has_crc, k))
                take(r, 4);
        mark = byte(r);
    }
    if (mark != END)
        fail(r, "the list of packed streams does not end");
}

static void read_blocks(struct reader *r, struct sevenzip *archive)
{
    expect(r, FOLDER, "the list of blocks does not begin");
    uint64_t count = count_of(r, 16);
    if (byte(r) != 0)
        fail(r, "its list of blocks is elsewhere, which is not supported");
    for (uint64_t k = 0; k < count && !r->why; k++) {
        struct sevenzip_block *block =
            GROW(archive->blocks, archive->block_count, archive->block_cap);
        if (block)
            read_block(r, block);
        else
            fail(r, "not enough memory");
    }
    expect(r, CODERS_UNPACK_SIZE, "the sizes of its blocks are missing");
    for (size_t b = 0; b < archive->block_count && !r->why; b++) {
        struct sevenzip_block *block = &archive->blocks[b];
        block->first_out = archive->out_count;
        for (size_t k = 0; k < block->out_count && !r->why; k++)
            add_number(r, &archive->outs, &archive->out_count, &archive->out_cap, number(r));
        if (!r->why)
            block->unpacked = archive->outs[block->first_out + block->main_out];
    }
    uint8_t mark = byte(r);
    if (mark == CRC) {
        struct bits has_crc = take_optional_bits(r, archive->block_count);
        for (size_t b = 0; b < archive->block_count && !r->why; b++) {
            archive->blocks[b].has_crc = bit(has_crc, b);
            if (archive->blocks[b].has_crc)
                archive->blocks[b].crc = le32(take(r, 4));
        }
        mark = byte(r);
    }
    if (mark != END)
        fail(r, "the list of blocks does not end");
}

/* Gives each block its packed streams, in order, and where they stand. */
static void place_blocks(struct reader *r, struct sevenzip *archive, uint64_t pos, uint64_t len)
{
    size_t pack = 0;
    uint64_t off = pos;
    for (size_t b = 0; b < archive->block_count && !r->why; b++) {
        struct sevenzip_block *block = &archive->blocks[b];
        block->first_pack = pack;
        block->off = off;
        for (size_t k = 0; k < block->pack_count && !r->why; k++, pack++) {
            if (pack >= archive->pack_count)
                fail(r, "a block has no packed stream");
            else if (archive->packs[pack] > len - off)
                fail(r, "packed streams are longer than the file");
            else
                off += archive->packs[pack];
        }
        block->size = off - block->off;
        if (!r->why && !span_add(&archive->covered, block->off, block->size))
            fail(r, "not enough memory");
    }
}

/* ---- Pieces of blocks ------------------------------------------------------------------------ */

/* A file's place in its block; names come later. */
static struct sevenzip_file *add_piece(struct reader *r, struct sevenzip *archive, size_t block,
                                       uint64_t pos, uint64_t size)
{
    struct sevenzip_file *file = GROW(archive->files, archive->file_count, archive->file_cap);
    if (!file) {
        fail(r, "not enough memory");
        return NULL;
    }
    *file = (struct sevenzip_file){.has_data = true, .block = block, .pos = pos, .size = size};
    return file;
}

/* The last piece of a block has what the others leave. */
static void read_pieces(struct reader *r, struct sevenzip *archive, size_t b, bool has_sizes)
{
    const struct sevenzip_block *block = &archive->blocks[b];
    uint64_t pos = 0;
    for (size_t k = 0; k < block->file_count && !r->why; k++) {
        bool is_last = k + 1 == block->file_count;
        if (!is_last && !has_sizes)
            fail(r, "the sizes of files are missing");
        uint64_t size = is_last ? block->unpacked - pos : number(r);
        if (size > block->unpacked - pos)
            fail(r, "files are longer than their block");
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

static void read_piece_crcs(struct reader *r, struct sevenzip *archive)
{
    size_t unknown = 0;
    for (size_t f = 0; f < archive->file_count; f++)
        unknown += !archive->files[f].has_crc;
    struct bits has_crc = take_optional_bits(r, unknown);
    for (size_t f = 0, k = 0; f < archive->file_count && !r->why; f++) {
        struct sevenzip_file *file = &archive->files[f];
        if (file->has_crc || !bit(has_crc, k++))
            continue;
        file->crc = le32(take(r, 4));
        file->has_crc = true;
    }
}

/* How many files each block has. All of them together have a size each in the header but for the
 * last of each block. */
static void read_piece_counts(struct reader *r, struct sevenzip *archive)
{
    uint64_t total = 0;
    for (size_t b = 0; b < archive->block_count && !r->why; b++) {
        uint64_t count = number(r);
        total += count > 0 ? count - 1 : 0;
        if (count > SIZE_MAX / 2 || total > left(r))
            fail(r, "it announces more files than it has room for");
        archive->blocks[b].file_count = (size_t)count;
    }
}

static void read_substreams(struct reader *r, struct sevenzip *archive, bool is_there)
{
    uint8_t mark = is_there ? byte(r) : END;
    if (mark == NUM_UNPACK_STREAM) {
        read_piece_counts(r, archive);
        mark = byte(r);
    }
    bool has_sizes = mark == SIZE;
    for (size_t b = 0; b < archive->block_count && !r->why; b++)
        read_pieces(r, archive, b, has_sizes);
    if (has_sizes)
        mark = byte(r);
    if (mark == CRC) {
        read_piece_crcs(r, archive);
        mark = byte(r);
    }
    if (mark != END)
        fail(r, "the list of files in blocks does not end");
}

static void read_streams(struct reader *r, struct sevenzip *archive, uint64_t len)
{
    uint64_t pos = 0;
    uint8_t mark = byte(r);
    if (mark == PACK_INFO) {
        read_packs(r, archive, &pos);
        mark = byte(r);
    }
    if (pos > len - SEVENZIP_START)
        fail(r, "packed streams begin behind the end of the file");
    if (mark == UNPACK_INFO && !r->why) {
        read_blocks(r, archive);
        place_blocks(r, archive, SEVENZIP_START + pos, len);
        mark = byte(r);
    }
    bool has_substreams = mark == SUBSTREAMS;
    read_substreams(r, archive, has_substreams);
    if (has_substreams)
        mark = byte(r);
    if (mark != END)
        fail(r, "the list of streams does not end");
}

/* ---- Files ----------------------------------------------------------------------------------- */

static size_t put_utf8(uint8_t *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (uint8_t)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t k = n; k-- > 1; c >>= 6)
        to[k] = (uint8_t)(0x80 | (c & 0x3f));
    to[0] = (uint8_t)((0xf0 << (4 - n) & 0xff) | c);
    return n;
}

static uint32_t take_char(const uint8_t *at, size_t units, size_t *used)
{
    uint32_t high = le16(at), low = units > 1 ? le16(at + 2) : 0;
    bool is_pair = high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
    *used = is_pair ? 2 : 1;
    return is_pair ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) : high;
}

/* A name in UTF-16 that ends in a 0. */
static void read_name(struct reader *r, struct sevenzip_file *file)
{
    const uint8_t *start = r->at;
    while (left(r) >= 2 && le16(r->at) != 0)
        r->at += 2;
    size_t units = (size_t)(r->at - start) / 2;
    take(r, 2);
    file->name = malloc(units * 3 + 1);
    if (!file->name)
        fail(r, "not enough memory");
    for (size_t k = 0, used; k < units && file->name; k += used)
        file->name_len +=
            put_utf8(file->name + file->name_len, take_char(start + 2 * k, units - k, &used));
}

/* What the properties say of all files. */
struct files {
    uint64_t count;
    struct reader names;
    struct bits empty_streams, empty_files;
    bool has_names, has_empty_streams, has_empty_files;
    uint64_t empty; /* files without data so far */
};

static uint64_t count_set(struct bits bits, uint64_t count)
{
    uint64_t set = 0;
    for (uint64_t k = 0; k < count; k++)
        set += bit(bits, k);
    return set;
}

static void read_property(struct reader *r, uint8_t mark, struct files *files)
{
    uint64_t size = number(r);
    const uint8_t *start = take(r, size);
    if (r->why)
        return;
    struct reader property = {.start = start, .at = start, .end = start + size};
    bool is_twice = (mark == NAMES && files->has_names) ||
                    (mark == EMPTY_STREAM && files->has_empty_streams) ||
                    (mark == EMPTY_FILE && files->has_empty_files);
    if (is_twice) {
        fail(r, "it says the same of its files twice");
    } else if (mark == NAMES) {
        if (byte(&property) != 0)
            fail(r, "its names are elsewhere, which is not supported");
        files->names = property;
        files->has_names = true;
    } else if (mark == EMPTY_STREAM) {
        files->empty_streams = take_bits(&property, files->count);
        files->has_empty_streams = true;
    } else if (mark == EMPTY_FILE && files->has_empty_streams) {
        uint64_t empty = count_set(files->empty_streams, files->count);
        files->empty_files = take_bits(&property, empty);
        files->has_empty_files = true;
    }
    if (property.why)
        fail(r, property.why);
}

/* The next file of the header's list: one with data takes the next piece of a block. One that has
 * neither data nor a name takes no room in the header and is none. */
static void place_file(struct reader *r, struct sevenzip *archive, struct files *files, uint64_t k,
                       struct sevenzip_file piece)
{
    bool has_data = piece.has_data;
    bool is_empty_file =
        !has_data && files->has_empty_files && bit(files->empty_files, files->empty);
    files->empty += !has_data;
    if (!has_data && !files->has_names)
        return;
    struct sevenzip_file *file = GROW(archive->files, archive->file_count, archive->file_cap);
    if (!file) {
        fail(r, "not enough memory");
        return;
    }
    *file = piece;
    file->is_folder = !has_data && !is_empty_file;
    if (files->has_names && k < files->count)
        read_name(&files->names, file);
}

/* Puts the files in the header's order; pieces that it names no file for are files all the same. */
static void place_files(struct reader *r, struct sevenzip *archive, struct files *files,
                        size_t max_files)
{
    struct sevenzip_file *pieces = archive->files;
    size_t piece_count = archive->file_count, piece = 0;
    archive->files = NULL;
    archive->file_count = archive->file_cap = 0;
    for (uint64_t k = 0; (k < files->count || piece < piece_count) && !r->why; k++) {
        bool is_empty =
            k < files->count && files->has_empty_streams && bit(files->empty_streams, k);
        archive->is_full = max_files && archive->file_count >= max_files;
        if (archive->is_full)
            break;
        if (!is_empty && piece >= piece_count)
            fail(r, "it names more files than its blocks have");
        else
            place_file(r, archive, files, k,
                       is_empty ? (struct sevenzip_file){.name = NULL} : pieces[piece++]);
    }
    free(pieces);
}

static void read_files(struct reader *r, struct sevenzip *archive, size_t max_files)
{
    struct files files = {.count = count_of(r, 1)};
    uint8_t mark;
    while (!r->why && (mark = byte(r)) != END)
        read_property(r, mark, &files);
    place_files(r, archive, &files, max_files);
    if (files.names.why)
        fail(r, files.names.why);
}

static void skip_properties(struct reader *r)
{
    while (!r->why && byte(r) != END)
        take(r, number(r));
}

static void forget(struct sevenzip *archive)
{
    for (size_t k = 0; k < archive->file_count; k++)
        free(archive->files[k].name);
    archive->pack_count = archive->out_count = archive->block_count = archive->file_count = 0;
}

static void read_header(struct reader *r, struct sevenzip *archive, uint64_t len, size_t max_files)
{
    uint8_t mark = byte(r);
    if (mark == ARCHIVE_PROPERTIES) {
        skip_properties(r);
        mark = byte(r);
    }
    if (mark == ADDITIONAL_STREAMS) {
        read_streams(r, archive, len);
        forget(archive);
        mark = byte(r);
    }
    if (mark == MAIN_STREAMS && !r->why) {
        read_streams(r, archive, len);
        mark = byte(r);
    }
    if (mark == FILES && !r->why) {
        read_files(r, archive, max_files);
        mark = byte(r);
    }
    if (mark != END)
        fail(r, "it does not end");
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

static bool tell(const struct reader *r, uint64_t off, bool is_packed, struct err *err)
{
    if (!r->why)
        return true;
    return err_set(err, "its header is damaged: %s (0x%" PRIx64 "%s)", r->why,
                   off + (uint64_t)(r->why_at - r->start), is_packed ? " of it, unpacked" : "");
}

/* Unpacks the header that the block r reads of describes, into r. */
static bool unpack_header(const uint8_t *bytes, uint64_t len, sevenzip_unpack unpack,
                          struct sevenzip *archive, struct reader *r, struct err *err)
{
    read_streams(r, archive, len);
    if (!r->why && archive->block_count != 1)
        fail(r, "a packed header is not one block");
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
    *r = (struct reader){.start = header, .at = header, .end = header + size};
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
    struct reader r = {.start = bytes + off, .at = bytes + off, .end = bytes + off + size};
    uint8_t mark = byte(&r);
    while (mark == ENCODED_HEADER && !r.why) {
        if (out->header_count == MAX_PACKED)
            fail(&r, "it is packed too many times over");
        else if (!unpack_header(bytes, len, unpack, out, &r, err))
            return false;
        mark = byte(&r);
    }
    if (mark != HEADER && !r.why) {
        r.at--;
        fail(&r, "it does not begin as one");
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
