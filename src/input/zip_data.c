/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/zip_data.h"

#include <string.h>

#include <zlib.h>

#include "src/input/unpack.h"

enum { STORED = 0, DEFLATED = 8, PIECE = 65536 };

static void spend(uint64_t *left, uint64_t cost)
{
    *left -= cost < *left ? cost : *left;
}

static bool is_kept(const struct unpack_promise *promise, uint64_t len, uint32_t crc)
{
    return len == promise->unpacked && crc == promise->crc;
}

static bool is_stored(const uint8_t *bytes, const struct unpack_promise *promise, uint64_t *left)
{
    uint32_t crc = (uint32_t)crc32(0, NULL, 0);
    if (promise->unpacked > *left)
        return false;
    spend(left, promise->unpacked);
    for (uint64_t at = 0; at < promise->unpacked; at += PIECE) {
        uint64_t rest = promise->unpacked - at;
        crc = (uint32_t)crc32(crc, bytes + at, rest < PIECE ? (uInt)rest : PIECE);
    }
    return crc == promise->crc;
}

/* How many of the bytes a deflated stream takes that keeps the promise; 0: there is none. */
static uint64_t deflated_size(const uint8_t *bytes, uint64_t len,
                              const struct unpack_promise *promise, uint64_t *left)
{
    uint8_t piece[PIECE];
    z_stream stream = {0};
    uint64_t fed = 0, came = 0;
    uint32_t crc = (uint32_t)crc32(0, NULL, 0);
    int status = inflateInit2(&stream, -MAX_WBITS);
    if (status != Z_OK)
        return 0;
    while (status == Z_OK && came <= promise->unpacked) {
        if (stream.avail_in == 0) {
            uint64_t rest = len - fed;
            stream.next_in = (z_const Bytef *)bytes + fed;
            stream.avail_in = rest < PIECE ? (uInt)rest : PIECE;
            fed += stream.avail_in;
        }
        stream.next_out = piece;
        stream.avail_out = PIECE;
        status = inflate(&stream, Z_NO_FLUSH);
        size_t n = PIECE - stream.avail_out;
        crc = (uint32_t)crc32(crc, piece, (uInt)n);
        came += n;
    }
    uint64_t size = fed - stream.avail_in;
    inflateEnd(&stream);
    spend(left, fed + came);
    return status == Z_STREAM_END && is_kept(promise, came, crc) ? size : 0;
}

static bool take_nothing(void *context, const uint8_t *bytes, size_t n)
{
    (void)context;
    (void)bytes;
    (void)n;
    return true;
}

/* Methods whose streams say what they are. APPNOTE 4.4.5. */
static const struct {
    const char *magic;
    uint16_t len, method;
} marked[] = {{"BZh", 3, 12}, {"\x28\xb5\x2f\xfd", 4, 93}, {"\xfd\x37zXZ", 6, 95}};

static bool find_marked(const uint8_t *bytes, uint64_t len, const struct unpack_promise *promise,
                        uint64_t *left, uint16_t *method)
{
    struct unpack_limits limits = {.max_bytes = promise->unpacked + 1};
    struct unpack_result result;
    for (size_t k = 0; k < sizeof marked / sizeof marked[0]; k++) {
        if (len < marked[k].len || memcmp(bytes, marked[k].magic, marked[k].len) != 0)
            continue;
        unpack_zip(marked[k].method, bytes, len, promise, &limits,
                   (struct unpack_sink){take_nothing, NULL}, &result);
        spend(left, len + result.out);
        *method = marked[k].method;
        return result.end == UNPACK_DONE && is_kept(promise, result.out, result.crc);
    }
    return false;
}

static bool set(struct zip_data *out, uint16_t method, uint64_t size)
{
    *out = (struct zip_data){method, size};
    return true;
}

bool zip_data_find(const uint8_t *bytes, uint64_t room, const struct zip_entry *entry,
                   uint64_t *left, struct zip_data *out)
{
    const struct zip_record *view = zip_entry_view(entry);
    struct unpack_promise promise = {view->unpacked, view->crc};
    uint64_t size = entry->data_size;
    uint16_t method = view->method, other;
    /* What deflates well costs more to look at than it has bytes: as much as it promises. */
    if (size == 0 || promise.unpacked == 0 || promise.unpacked > *left || room > *left)
        return false;
    if (method != STORED && promise.unpacked == size && is_stored(bytes, &promise, left))
        return set(out, STORED, size);
    bool is_short = method == DEFLATED && room > size;
    bool is_false = method == STORED ? promise.unpacked != size : method != DEFLATED;
    uint64_t found = is_short || is_false ? deflated_size(bytes, room, &promise, left) : 0;
    if (found > 0 && (is_false || found > size))
        return set(out, DEFLATED, found);
    bool is_settled = method == STORED && !is_false;
    return !is_settled && find_marked(bytes, size, &promise, left, &other) && other != method &&
           !(other == 93 && method == 20) && set(out, other, size);
}
