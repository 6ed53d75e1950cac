/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/tar_sparse.h"

#include <inttypes.h>
#include <string.h>

#include "src/input/flow.h"

/* Of a header of type S, and of the blocks behind it: GNU tar's tar.h, oldgnu_header, sparse_header. */
enum {
    FIRST_AT = 386,
    FIRST_COUNT = 4,
    FIRST_GOES_ON = 482,
    REAL_SIZE = 483,
    MORE_COUNT = 21,
    MORE_GOES_ON = 504,
    NUMBER_LEN = 12,
};

/* How far a map is read. */
struct cursor {
    const struct tar_sparse *sparse;
    size_t at;       /* the next byte of the map */
    uint64_t number; /* GNU: of the stretch in its block; 1.0: stretches that are left */
};

enum step { STRETCH, END, DAMAGED };

/* ---- The ways to write it -------------------------------------------------------------------- */

/* tarfile goes on with the next block where a number is none. */
static enum step next_gnu(struct cursor *c, uint64_t *off, uint64_t *size)
{
    const struct tar_text *map = &c->sparse->map;
    while (c->at < map->len) {
        const uint8_t *block = map->text + c->at;
        bool is_first = c->at == 0;
        const uint8_t *field = block + (is_first ? FIRST_AT : 0) + 2 * NUMBER_LEN * c->number;
        bool is_row = c->number < (is_first ? FIRST_COUNT : MORE_COUNT) &&
                      tar_number(field, NUMBER_LEN, off) &&
                      tar_number(field + NUMBER_LEN, NUMBER_LEN, size);
        if (!is_row) {
            c->at += TAR_BLOCK;
            c->number = 0;
            continue;
        }
        c->number++;
        if (is_first || (*off && *size)) /* as tarfile: _proc_sparse */
            return STRETCH;
    }
    return END;
}

/* Digits up to the separator, or to the end of the map where that may end it. */
static bool take_number(struct cursor *c, uint8_t separator, bool may_end, uint64_t *number)
{
    const struct tar_text *map = &c->sparse->map;
    const uint8_t *start = map->text + c->at;
    const uint8_t *end = memchr(start, separator, map->len - c->at);
    if (!end && !may_end)
        return false;
    size_t len = end ? (size_t)(end - start) : map->len - c->at;
    c->at += len + (end != NULL);
    return tar_decimal((struct tar_text){start, len}, number);
}

static enum step next_01(struct cursor *c, uint64_t *off, uint64_t *size)
{
    if (c->at == c->sparse->map.len)
        return END;
    if (!take_number(c, ',', true, off))
        return DAMAGED;
    if (c->at == c->sparse->map.len)
        return END; /* zip() drops a number without its partner */
    return take_number(c, ',', true, size) ? STRETCH : DAMAGED;
}

static enum step next_10(struct cursor *c, uint64_t *off, uint64_t *size)
{
    if (c->at == 0 && !take_number(c, '\n', false, &c->number))
        return DAMAGED;
    if (c->number == 0)
        return END;
    c->number--;
    bool is_row = take_number(c, '\n', false, off) && take_number(c, '\n', false, size);
    return is_row ? STRETCH : DAMAGED;
}

/* The next value of this key among the records of a pax header. */
static bool next_value(struct cursor *c, const char *key, uint64_t *number)
{
    const struct tar_text *map = &c->sparse->map;
    struct tar_text left = {map->text + c->at, map->len - c->at}, found, value;
    while (tar_pax_record(&left, &found, &value)) {
        c->at = map->len - left.len;
        if (found.len == strlen(key) && memcmp(found.text, key, found.len) == 0)
            return tar_decimal(value, number);
    }
    return false;
}

static enum step next_00(struct cursor *c, uint64_t *off, uint64_t *size)
{
    bool is_row =
        next_value(c, "GNU.sparse.offset", off) && next_value(c, "GNU.sparse.numbytes", size);
    return is_row ? STRETCH : END;
}

static enum step next_stretch(struct cursor *c, uint64_t *off, uint64_t *size)
{
    static enum step (*const nexts[])(struct cursor * c, uint64_t * off, uint64_t * size) = {
        [TAR_SPARSE_GNU] = next_gnu,
        [TAR_SPARSE_00] = next_00,
        [TAR_SPARSE_01] = next_01,
        [TAR_SPARSE_10] = next_10,
    };
    return nexts[c->sparse->kind](c, off, size);
}

/* ---- Finding the map ------------------------------------------------------------------------- */

/* Where more of the map follows the header: until a block does not say that it goes on. */
static uint64_t end_of_gnu(const uint8_t *bytes, uint64_t len, uint64_t off)
{
    bool goes_on = bytes[off + FIRST_GOES_ON] != 0;
    for (off += TAR_BLOCK; goes_on && len - off >= TAR_BLOCK; off += TAR_BLOCK)
        goes_on = bytes[off + MORE_GOES_ON] != 0;
    return off;
}

static struct tar_text text_between(const uint8_t *bytes, uint64_t off, uint64_t end)
{
    return (struct tar_text){bytes + off, (size_t)(end - off)};
}

/* Reads the map once: how many bytes have a place, and where it makes no sense. A stretch that begins
 * before the end of the last one is none that GNU tar writes. Returns where in the map it ends. */
static size_t check_map(struct tar_sparse *sparse, const uint8_t *bytes)
{
    struct cursor c = {.sparse = sparse};
    uint64_t off, size, last = 0;
    enum step step;
    size_t at = 0;
    bool is_good = true;
    while (is_good && (step = next_stretch(&c, &off, &size)) == STRETCH) {
        bool is_nothing = off == 0 && size == 0; /* fills a header */
        is_good = is_nothing || (off >= last && size <= UINT64_MAX - off);
        if (!is_good || is_nothing)
            continue;
        last = off + size;
        uint64_t room = off < sparse->size ? sparse->size - off : 0;
        sparse->covered += size < room ? size : room;
        at = c.at;
    }
    if (!is_good || step == DAMAGED)
        sparse->damage_off = (uint64_t)(sparse->map.text + at - bytes);
    return c.at;
}

struct tar_sparse tar_sparse_read(const uint8_t *bytes, uint64_t len, uint64_t off,
                                  const struct tar_pax *pax, uint64_t *data_off, uint64_t stored)
{
    enum { TYPE_AT = 156 };
    struct tar_sparse sparse = {.kind = TAR_SPARSE_NONE};
    uint64_t end = stored < len - *data_off ? *data_off + stored : len;
    bool is_gnu = bytes[off + TYPE_AT] == 'S';
    if (is_gnu && !tar_number(bytes + off + REAL_SIZE, NUMBER_LEN, &sparse.size))
        sparse.size = 0;
    if (pax->has_real_size)
        sparse.size = pax->real_size;
    if (pax->sparse_map.text) {
        sparse.kind = TAR_SPARSE_01;
        sparse.map = pax->sparse_map;
    } else if (pax->has_sparse_size) {
        sparse.kind = TAR_SPARSE_00;
        sparse.map = pax->records;
    } else if (tar_pax_is_sparse(pax)) {
        sparse.kind = TAR_SPARSE_10;
        sparse.map = text_between(bytes, *data_off, end);
    } else if (is_gnu) {
        sparse.kind = TAR_SPARSE_GNU;
        *data_off = end_of_gnu(bytes, len, off);
        sparse.map = text_between(bytes, off, *data_off);
        end = stored < len - *data_off ? *data_off + stored : len;
    }
    if (sparse.kind == TAR_SPARSE_NONE)
        return sparse;
    sparse.off = *data_off;
    sparse.data_end = end;
    uint64_t map_len = check_map(&sparse, bytes);
    if (sparse.kind == TAR_SPARSE_10) { /* whole blocks of it */
        uint64_t blocks = (map_len + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
        sparse.off = blocks < end - *data_off ? *data_off + blocks : end;
    }
    return sparse;
}

/* ---- Unpacking ------------------------------------------------------------------------------- */

static bool add_zeros(struct flow *flow, uint64_t n)
{
    static const uint8_t zeros[65536];
    while (n > 0) {
        size_t some = n < sizeof zeros ? (size_t)n : sizeof zeros;
        if (!flow_hand_on(flow, zeros, some))
            return false;
        n -= some;
    }
    return true;
}

static bool add_stored(struct flow *flow, const uint8_t *bytes, uint64_t n)
{
    enum { PIECE = 1 << 20 };
    for (uint64_t done = 0; done < n;) {
        size_t some = n - done < PIECE ? (size_t)(n - done) : PIECE;
        if (!flow_hand_on(flow, bytes + done, some))
            return false;
        done += some;
    }
    return true;
}

/* A stretch, up to the size of the whole. False: there is no more, and the flow knows why. */
static bool add_stretch(struct flow *flow, const struct tar_sparse *sparse, const uint8_t *bytes,
                        uint64_t *stored, uint64_t off, uint64_t size)
{
    uint64_t out = flow->result->out;
    uint64_t begin = off < sparse->size ? off : sparse->size;
    uint64_t most = size < sparse->size - begin ? size : sparse->size - begin;
    uint64_t left = sparse->data_end - *stored, n = most < left ? most : left;
    if ((begin > out && !add_zeros(flow, begin - out)) || !add_stored(flow, bytes + *stored, n))
        return false;
    *stored += size < left ? size : left;
    if (n == most)
        return true;
    flow_end(flow, UNPACK_BROKEN, "is cut off: the data between its holes end at 0x%" PRIx64,
             sparse->data_end);
    return false;
}

void tar_sparse_unpack(const struct tar_sparse *sparse, const uint8_t *bytes,
                       const struct unpack_limits *limits, struct unpack_sink sink,
                       struct unpack_result *result)
{
    struct flow flow = {
        .limits = limits, .sink = sink, .result = result, .len = sparse->data_end - sparse->off};
    struct cursor c = {.sparse = sparse};
    uint64_t off, size, last = 0, stored = sparse->off;
    enum step step;
    flow_begin(&flow);
    while ((step = next_stretch(&c, &off, &size)) == STRETCH) {
        if (off == 0 && size == 0)
            continue;
        if (off < last || size > UINT64_MAX - off)
            break;
        if (!add_stretch(&flow, sparse, bytes, &stored, off, size))
            return;
        last = off + size;
    }
    if (step != END)
        flow_end(&flow, UNPACK_BROKEN, "its map of holes makes no sense at 0x%" PRIx64,
                 sparse->damage_off);
    else if (result->out >= sparse->size || add_zeros(&flow, sparse->size - result->out))
        flow_end(&flow, UNPACK_DONE, "%s", "");
}
