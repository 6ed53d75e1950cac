/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a 7z: their names, and which piece of a block each is. */
#include <stdlib.h>

#include "src/input/grow.h"
#include "src/input/le.h"
#include "src/input/sevenzip_reader.h"

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
static void read_name(struct sevenzip_reader *r, struct sevenzip_file *file)
{
    const uint8_t *start = r->at;
    while (reader_left(r) >= 2 && le16(r->at) != 0)
        r->at += 2;
    size_t units = (size_t)(r->at - start) / 2;
    reader_take(r, 2);
    file->name = malloc(units * 3 + 1);
    if (!file->name)
        reader_fail(r, "not enough memory");
    for (size_t k = 0, used; k < units && file->name; k += used)
        file->name_len +=
            put_utf8(file->name + file->name_len, take_char(start + 2 * k, units - k, &used));
}

/* What the properties say of all files. */
struct files {
    uint64_t count;
    struct sevenzip_reader names;
    struct sevenzip_bits empty_streams, empty_files;
    bool has_names, has_empty_streams, has_empty_files;
    uint64_t empty; /* files without data so far */
};

static uint64_t count_set(struct sevenzip_bits bits, uint64_t count)
{
    uint64_t set = 0;
    for (uint64_t k = 0; k < count; k++)
        set += bits_have(bits, k);
    return set;
}

static void read_property(struct sevenzip_reader *r, uint8_t mark, struct files *files)
{
    uint64_t size = reader_number(r);
    const uint8_t *start = reader_take(r, size);
    if (r->why)
        return;
    struct sevenzip_reader property = {.start = start, .at = start, .end = start + size};
    bool is_twice = (mark == NAMES && files->has_names) ||
                    (mark == EMPTY_STREAM && files->has_empty_streams) ||
                    (mark == EMPTY_FILE && files->has_empty_files);
    if (is_twice) {
        reader_fail(r, "it says the same of its files twice");
    } else if (mark == NAMES) {
        if (reader_byte(&property) != 0)
            reader_fail(r, "its names are elsewhere, which is not supported");
        files->names = property;
        files->has_names = true;
    } else if (mark == EMPTY_STREAM) {
        files->empty_streams = reader_bits(&property, files->count);
        files->has_empty_streams = true;
    } else if (mark == EMPTY_FILE && files->has_empty_streams) {
        uint64_t empty = count_set(files->empty_streams, files->count);
        files->empty_files = reader_bits(&property, empty);
        files->has_empty_files = true;
    }
    if (property.why)
        reader_fail(r, property.why);
}

/* The next file of the header's list: one with data takes the next piece of a block. One that has
 * neither data nor a name takes no room in the header and is none. */
static void place_file(struct sevenzip_reader *r, struct sevenzip *archive, struct files *files,
                       uint64_t k, struct sevenzip_file piece)
{
    bool has_data = piece.has_data;
    bool is_empty_file =
        !has_data && files->has_empty_files && bits_have(files->empty_files, files->empty);
    files->empty += !has_data;
    if (!has_data && !files->has_names)
        return;
    struct sevenzip_file *file = GROW(archive->files, archive->file_count, archive->file_cap);
    if (!file) {
        reader_fail(r, "not enough memory");
        return;
    }
    *file = piece;
    file->is_folder = !has_data && !is_empty_file;
    if (files->has_names && k < files->count)
        read_name(&files->names, file);
}

/* Puts the files in the header's order; pieces that it names no file for are files all the same. */
static void place_files(struct sevenzip_reader *r, struct sevenzip *archive, struct files *files,
                        size_t max_files)
{
    struct sevenzip_file *pieces = archive->files;
    size_t piece_count = archive->file_count, piece = 0;
    archive->files = NULL;
    archive->file_count = archive->file_cap = 0;
    for (uint64_t k = 0; (k < files->count || piece < piece_count) && !r->why; k++) {
        bool is_empty =
            k < files->count && files->has_empty_streams && bits_have(files->empty_streams, k);
        archive->is_full = max_files && archive->file_count >= max_files;
        if (archive->is_full)
            break;
        if (!is_empty && piece >= piece_count)
            reader_fail(r, "it names more files than its blocks have");
        else
            place_file(r, archive, files, k,
                       is_empty ? (struct sevenzip_file){.name = NULL} : pieces[piece++]);
    }
    free(pieces);
}

void sevenzip_read_files(struct sevenzip_reader *r, struct sevenzip *archive, size_t max_files)
{
    struct files files = {.count = reader_count(r, 1)};
    uint8_t mark;
    while (!r->why && (mark = reader_byte(r)) != END)
        read_property(r, mark, &files);
    place_files(r, archive, &files, max_files);
    if (files.names.why)
        reader_fail(r, files.names.why);
}
