/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed streams as files: what comes out, where they end, where and how they break. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <bzlib.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "tests/unit/input_fixture.h"

#define PICKLE "\x80\x02]K\1a."

struct bytes {
    uint8_t *data;
    size_t len;
};

/* ---- Packing --------------------------------------------------------------------------------- */

static void add_deflated(struct buf *out, const void *data, size_t len, int bits)
{
    uint8_t piece[4096];
    z_stream z = {.next_in = (z_const Bytef *)data, .avail_in = (uInt)len};
    int status = Z_OK;
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    while (status != Z_STREAM_END) {
        z.next_out = piece;
        z.avail_out = sizeof piece;
        status = deflate(&z, Z_FINISH);
        buf_add(out, piece, sizeof piece - z.avail_out);
    }
    deflateEnd(&z);
}

static void add_gzip(struct buf *out, const void *data, size_t len)
{
    add_deflated(out, data, len, 16 + MAX_WBITS);
}

static void add_zlib(struct buf *out, const void *data, size_t len)
{
    add_deflated(out, data, len, MAX_WBITS);
}

static void add_bzip2(struct buf *out, const void *data, size_t len)
{
    unsigned room = (unsigned)len + 100000;
    char *to = malloc(room);
    char *from = (char *)(uintptr_t)data;
    assert_int_equal(BZ2_bzBuffToBuffCompress(to, &room, from, (unsigned)len, 1, 0, 0), BZ_OK);
    buf_add(out, to, room);
    free(to);
}

static void add_xz(struct buf *out, const void *data, size_t len)
{
    size_t room = len + 100000, used = 0;
    uint8_t *to = malloc(room);
    assert_int_equal(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, data, len, to, &used, room),
                     LZMA_OK);
    buf_add(out, to, used);
    free(to);
}

static void add_lzma(struct buf *out, const void *data, size_t len)
{
    lzma_options_lzma options;
    lzma_stream z = LZMA_STREAM_INIT;
    size_t room = len + 100000;
    uint8_t *to = malloc(room);
    assert_false(lzma_lzma_preset(&options, 1));
    assert_int_equal(lzma_alone_encoder(&z, &options), LZMA_OK);
    z.next_in = data;
    z.avail_in = len;
    z.next_out = to;
    z.avail_out = room;
    assert_int_equal(lzma_code(&z, LZMA_FINISH), LZMA_STREAM_END);
    buf_add(out, to, room - z.avail_out);
    lzma_end(&z);
    free(to);
}

static void add_zstd(struct buf *out, const void *data, size_t len)
{
    size_t room = ZSTD_compressBound(len);
    uint8_t *to = malloc(room);
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    buf_add(out, to, ZSTD_compress2(context, to, room, data, len));
    ZSTD_freeCCtx(context);
    free(to);
}

static void add_lz4(struct buf *out, const void *data, size_t len)
{
    LZ4F_preferences_t how = {.frameInfo = {.contentChecksumFlag = LZ4F_contentChecksumEnabled,
                                            .blockSizeID = LZ4F_max64KB}};
    size_t room = LZ4F_compressFrameBound(len, &how);
    uint8_t *to = malloc(room);
    buf_add(out, to, LZ4F_compressFrame(to, room, data, len, &how));
    free(to);
}

/* cut: where a stream of some 200,000 bytes that hardly shrink is cut off; least: so many must have
 * come out by then. */
static const struct packer {
    const char *name;
    void (*add)(struct buf *out, const void *data, size_t len);
    bool is_single;
    size_t cut, least;
} packers[] = {
    {"gzip", add_gzip, false, 100000, 99000},   {"zlib", add_zlib, true, 100000, 99000},
    {"bzip2", add_bzip2, false, 150000, 90000}, {"xz", add_xz, false, 100000, 95000},
    {"lzma", add_lzma, false, 100000, 95000},   {"zstd", add_zstd, false, 140000, 131072},
    {"lz4", add_lz4, false, 140000, 131072},
};

enum { PACKERS = sizeof packers / sizeof packers[0], NOISE = 200000 };

/* Bytes that do not shrink, the same each time; they begin with a pickle. */
static uint8_t *noise(void)
{
    uint8_t *data = malloc(NOISE);
    uint32_t x = 1;
    for (size_t k = 0; k < NOISE; k++) {
        x = x * 1664525 + 1013904223;
        data[k] = (uint8_t)(x >> 24);
    }
    memcpy(data, PICKLE, sizeof PICKLE - 1);
    return data;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static void open_limited(struct fixture *f, const struct input_limits *limits)
{
    struct err err;
    const uint8_t *bytes = (const uint8_t *)buf_text(&f->file);
    if (f->is_open)
        input_close(&f->in);
    f->is_open = input_open_bytes(&f->in, "x", bytes, f->file.len, NULL, limits, &err);
    assert_true(f->is_open);
}

static void open_file(struct fixture *f, const char *format)
{
    open_limited(f, NULL);
    assert_string_equal(f->in.format->name, format);
}

static struct bytes content(struct fixture *f)
{
    const uint8_t *data;
    struct bytes out;
    struct err err;
    assert_true(input_member_bytes(&f->in, 0, &data, &out.len, &err));
    out.data = (uint8_t *)(uintptr_t)data;
    return out;
}

static void assert_content(struct fixture *f, const void *data, size_t len)
{
    struct bytes got = content(f);
    assert_int_equal(got.len, len);
    assert_memory_equal(got.data, data, len);
}

static size_t count_of(const struct fixture *f, enum input_anomaly_kind kind)
{
    size_t count = 0;
    for (size_t k = 0; k < f->in.anomalies.count; k++)
        count += f->in.anomalies.rows[k].kind == kind;
    return count;
}

/* As often as a command does. */
static void read_all(struct fixture *f)
{
    char hex[DIGEST_HEX_SIZE];
    struct err err;
    input_member_holds_pickle(&f->in, 0);
    input_member_digest(&f->in, 0, hex, &err);
    content(f);
    input_member_drop(&f->in, 0);
    input_member_digest(&f->in, 0, hex, &err);
}

/* ---- Tests ----------------------------------------------------------------------------------- */

static void a_stream_is_one_member_without_a_name(void **state)
{
    struct fixture *f = *state;
    for (size_t k = 0; k < PACKERS; k++) {
        fixture_clear(f);
        packers[k].add(&f->file, PICKLE, sizeof PICKLE - 1);
        open_file(f, packers[k].name);
        assert_int_equal(f->in.member_count, 1);
        assert_null(f->in.members[0].name);
        assert_false(f->in.members[0].is_plain);
        assert_string_equal(f->in.members[0].method, packers[k].name);
        assert_true(input_member_holds_pickle(&f->in, 0));
        assert_int_equal(input_default_member(&f->in), 0);
        assert_content(f, PICKLE, sizeof PICKLE - 1);
        read_all(f);
        assert_int_equal(f->in.members[0].size, f->file.len);
        assert_int_equal(f->in.members[0].unpacked, sizeof PICKLE - 1);
        assert_int_equal(f->in.gap_count + f->in.anomalies.count, 0);
        assert_null(f->in.members[0].why);
    }
}

static void streams_in_a_row_are_read_as_one(void **state)
{
    struct fixture *f = *state;
    for (size_t k = 0; k < PACKERS; k++) {
        if (packers[k].is_single)
            continue;
        fixture_clear(f);
        packers[k].add(&f->file, PICKLE, sizeof PICKLE - 1);
        packers[k].add(&f->file, PICKLE, sizeof PICKLE - 1);
        open_file(f, packers[k].name);
        read_all(f);
        assert_content(f, PICKLE PICKLE, 2 * (sizeof PICKLE - 1));
        assert_int_equal(f->in.gap_count, 0);
        assert_int_equal(f->in.anomalies.count, 1);
        assert_int_equal(f->in.anomalies.rows[0].kind, INPUT_ANOMALY_SEVERAL_STREAMS);
        assert_int_equal(f->in.anomalies.rows[0].central.number, 2);
        assert_true(input_anomaly_is_remark(INPUT_ANOMALY_SEVERAL_STREAMS));
    }
}

static void what_comes_before_a_cut_is_given(void **state)
{
    struct fixture *f = *state;
    uint8_t *data = noise();
    for (size_t k = 0; k < PACKERS; k++) {
        fixture_clear(f);
        packers[k].add(&f->file, data, NOISE);
        f->file.len = packers[k].cut;
        open_file(f, packers[k].name);
        read_all(f);
        struct bytes got = content(f);
        assert_in_range(got.len, packers[k].least, NOISE - 1);
        assert_memory_equal(got.data, data, got.len);
        assert_true(f->in.members[0].is_partial);
        assert_non_null(strstr(f->in.members[0].why, "cut off at 0x"));
        assert_int_equal(f->in.gap_count, 0);
    }
    free(data);
}

static void what_comes_before_damage_is_given(void **state)
{
    struct fixture *f = *state;
    uint8_t *data = noise();
    for (size_t k = 0; k < PACKERS; k++) {
        fixture_clear(f);
        packers[k].add(&f->file, data, NOISE);
        f->file.data[f->file.len - 10] ^= 0x55;
        f->file.data[f->file.len - 3] ^= 0x55; /* the check too, where it stands last */
        open_file(f, packers[k].name);
        read_all(f);
        struct bytes got = content(f);
        assert_true(got.len >= packers[k].least);
        assert_memory_equal(got.data, data, packers[k].least);
        assert_true(f->in.members[0].is_partial || f->in.anomalies.count > 0);
    }
    free(data);
}

static void a_wrong_check_is_told_once_and_breaks_nothing(void **state)
{
    struct fixture *f = *state;
    add_gzip(&f->file, PICKLE, sizeof PICKLE - 1);
    size_t end = f->file.len;
    add_gzip(&f->file, PICKLE, sizeof PICKLE - 1);
    memset(f->file.data + end - 8, 0xff, 4);
    memset(f->file.data + end - 4, 1, 4);
    open_file(f, "gzip");
    read_all(f);
    assert_content(f, PICKLE PICKLE, 2 * (sizeof PICKLE - 1));
    assert_false(f->in.members[0].is_partial);
    assert_int_equal(f->in.anomalies.count, 3);
    const struct input_anomaly *crc = &f->in.anomalies.rows[0], *size = &f->in.anomalies.rows[1];
    assert_int_equal(crc->kind, INPUT_ANOMALY_STREAM_CRC);
    assert_int_equal(crc->off, end - 8);
    assert_int_equal(crc->central.number, 0xffffffff);
    assert_int_equal(crc->local.number, crc32(0, (const Bytef *)PICKLE, sizeof PICKLE - 1));
    assert_int_equal(size->kind, INPUT_ANOMALY_STREAM_SIZE);
    assert_int_equal(size->off, end - 4);
    assert_int_equal(size->central.number, 0x01010101);
    assert_int_equal(size->local.number, sizeof PICKLE - 1);
    fixture_clear(f);
    add_zlib(&f->file, PICKLE, sizeof PICKLE - 1);
    f->file.data[f->file.len - 1] ^= 1;
    open_file(f, "zlib");
    read_all(f);
    assert_int_equal(count_of(f, INPUT_ANOMALY_STREAM_CRC), 1);
    assert_content(f, PICKLE, sizeof PICKLE - 1);
}

static void bytes_behind_the_end_are_a_gap(void **state)
{
    struct fixture *f = *state;
    for (size_t k = 0; k < PACKERS; k++) {
        fixture_clear(f);
        packers[k].add(&f->file, PICKLE, sizeof PICKLE - 1);
        size_t end = f->file.len;
        buf_str(&f->file, "\xff some junk");
        open_file(f, packers[k].name);
        read_all(f);
        assert_content(f, PICKLE, sizeof PICKLE - 1);
        assert_int_equal(f->in.members[0].size, end);
        assert_int_equal(f->in.gap_count, 1);
        assert_int_equal(f->in.gaps[0].off, end);
        assert_int_equal(f->in.gaps[0].size, f->file.len - end);
        assert_int_equal(count_of(f, INPUT_ANOMALY_TRAILING), 1);
        assert_int_equal(f->in.anomalies.rows[0].off, end);
    }
}

static void a_pickle_behind_the_end_is_a_member(void **state)
{
    struct fixture *f = *state;
    add_gzip(&f->file, PICKLE, sizeof PICKLE - 1);
    size_t end = f->file.len;
    buf_add(&f->file, PICKLE, sizeof PICKLE - 1);
    open_file(f, "gzip");
    read_all(f);
    assert_int_equal(f->in.member_count, 2);
    assert_int_equal(f->in.members[1].off, end);
    assert_true(f->in.members[1].is_plain && f->in.members[1].is_unlisted);
    assert_int_equal(f->in.gap_count, 0);
    assert_int_equal(input_next_pickle(&f->in, 1), 1);
}

static void zeros_between_and_behind_are_padding(void **state)
{
    struct fixture *f = *state;
    add_gzip(&f->file, PICKLE, sizeof PICKLE - 1);
    buf_add(&f->file, "\0\0\0", 3);
    add_gzip(&f->file, PICKLE, sizeof PICKLE - 1);
    buf_add(&f->file, "\0\0\0\0\0", 5);
    open_file(f, "gzip");
    read_all(f);
    assert_content(f, PICKLE PICKLE, 2 * (sizeof PICKLE - 1));
    assert_int_equal(f->in.gap_count, 0);
    assert_int_equal(f->in.members[0].size, f->file.len);
    fixture_clear(f);
    add_xz(&f->file, PICKLE, sizeof PICKLE - 1);
    buf_add(&f->file, "\0\0\0\0", 4);
    add_xz(&f->file, PICKLE, sizeof PICKLE - 1);
    open_file(f, "xz");
    read_all(f);
    assert_content(f, PICKLE PICKLE, 2 * (sizeof PICKLE - 1));
}

static void a_gzip_header_with_all_fields_is_passed(void **state)
{
    struct fixture *f = *state;
    struct buf plain = {0};
    add_gzip(&plain, PICKLE, sizeof PICKLE - 1);
    buf_add(&f->file, "\x1f\x8b\x08\x3e\0\0\0\0\0\3", 10);
    buf_add(&f->file, "\2\0XX", 4);
    buf_add(&f->file, "name\0comment\0", 13);
    buf_add(&f->file, "\1\2", 2); /* not the CRC of the header */
    buf_add(&f->file, plain.data + 10, plain.len - 10);
    buf_free(&plain);
    f->file.data[3] |= (char)0x80;
    open_file(f, "gzip");
    read_all(f);
    assert_content(f, PICKLE, sizeof PICKLE - 1);
    assert_int_equal(count_of(f, INPUT_ANOMALY_RESERVED_BITS), 1);
    assert_int_equal(count_of(f, INPUT_ANOMALY_HEADER_CRC), 1);
    assert_int_equal(f->in.anomalies.rows[1].off, 27);
}

static void only_one_layer_is_taken_off(void **state)
{
    struct fixture *f = *state;
    for (size_t k = 0; k < PACKERS; k++) {
        struct buf inner = {0};
        fixture_clear(f);
        packers[k].add(&inner, PICKLE, sizeof PICKLE - 1);
        packers[k].add(&f->file, inner.data, inner.len);
        open_file(f, packers[k].name);
        assert_false(input_member_holds_pickle(&f->in, 0));
        assert_string_equal(f->in.members[0].format, packers[k].name);
        assert_content(f, inner.data, inner.len);
        buf_free(&inner);
    }
}

static void an_empty_stream_gives_an_empty_member(void **state)
{
    struct fixture *f = *state;
    for (size_t k = 0; k < PACKERS; k++) {
        fixture_clear(f);
        packers[k].add(&f->file, "", 0);
        open_file(f, packers[k].name);
        read_all(f);
        assert_content(f, "", 0);
        assert_null(f->in.members[0].why);
    }
}

static void a_bomb_gives_what_is_allowed(void **state)
{
    struct fixture *f = *state;
    struct input_limits limits = input_limits_default;
    enum { ZEROS = 4 << 20, ALLOWED = 100000 };
    uint8_t *zeros = calloc(1, ZEROS);
    for (size_t k = 0; k < PACKERS; k++) {
        fixture_clear(f);
        packers[k].add(&f->file, zeros, ZEROS);
        limits.max_unpacked = ALLOWED;
        limits.max_ratio = 0;
        open_limited(f, &limits);
        assert_string_equal(f->in.format->name, packers[k].name);
        assert_content(f, zeros, ALLOWED);
        assert_string_equal(f->in.members[0].why, "unpacks to more than the limit of 100000 bytes");
        limits.max_unpacked = 0;
        limits.max_ratio = 10;
        limits.ratio_floor = 200000;
        open_limited(f, &limits);
        struct bytes got = content(f);
        assert_in_range(got.len, 100000, 200000);
        assert_string_equal(f->in.members[0].why,
                            "unpacks to more than 10 times its size, the limit");
    }
    free(zeros);
}

/* What is in it is read like any bytes that a file has; its head is part of the format. */
static void a_frame_that_readers_skip_is_a_member(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *name;
        void (*add)(struct buf *out, const void *data, size_t len);
    } rows[] = {{"zstd", add_zstd}, {"lz4", add_lz4}};
    for (size_t k = 0; k < 2; k++) {
        fixture_clear(f);
        buf_add(&f->file, "\x5f\x2a\x4d\x18\4\0\0\0abcd", 12); /* too short to hold anything */
        rows[k].add(&f->file, "\x80\x02]", 3);
        buf_add(&f->file, "\x50\x2a\x4d\x18\x0c\0\0\0not a pickle", 20);
        rows[k].add(&f->file, "K\1a.", 4);
        size_t at = f->file.len + 8;
        buf_add(&f->file, "\x5a\x2a\x4d\x18\7\0\0\0" PICKLE, 15);
        open_file(f, rows[k].name);
        read_all(f);
        assert_content(f, PICKLE, sizeof PICKLE - 1);
        assert_int_equal(f->in.member_count, 3);
        assert_int_equal(f->in.members[1].size, 12);
        assert_int_equal(f->in.members[2].off, at);
        assert_int_equal(f->in.members[2].size, sizeof PICKLE - 1);
        assert_int_equal(input_next_pickle(&f->in, 1), 2);
        assert_int_equal(f->in.gap_count, 0);
        assert_int_equal(f->in.members[0].size, f->file.len);
    }
}

/* More than there was room for: the members move while one is read. */
static void frames_that_readers_skip_may_be_many(void **state)
{
    struct fixture *f = *state;
    enum { FRAMES = 100 };
    for (size_t k = 0; k < FRAMES; k++)
        buf_add(&f->file, "\x5a\x2a\x4d\x18\x08\0\0\0\x80\x02]K\1a.N", 16);
    add_zstd(&f->file, PICKLE, sizeof PICKLE - 1);
    open_file(f, "zstd");
    read_all(f);
    assert_content(f, PICKLE, sizeof PICKLE - 1);
    assert_int_equal(f->in.member_count, 1 + FRAMES);
}

static void a_file_of_skipped_frames_alone_is_empty(void **state)
{
    struct fixture *f = *state;
    buf_add(&f->file, "\x50\x2a\x4d\x18\7\0\0\0" PICKLE, 15);
    open_file(f, "zstd");
    read_all(f);
    assert_int_equal(content(f).len, 0);
    assert_int_equal(f->in.member_count, 2);
    assert_int_equal(input_next_pickle(&f->in, 1), 1);
}

/* As joblib before 0.10 wrote it. */
static void what_joblib_compressed_long_ago_is_read(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *head;
        size_t anomalies;
    } rows[] =
        {
            {"ZF0x7                ", 0},
            {"ZF0x7                 ", 0}, /* with Python 2, up to 0.8.4 */
            {"ZF 0X0007            ", 0},
            {"ZF7                  ", 0},
            {"ZF0x8                ", 1},
        };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        fixture_clear(f);
        buf_str(&f->file, rows[k].head);
        add_zlib(&f->file, PICKLE, sizeof PICKLE - 1);
        open_file(f, "zfile");
        read_all(f);
        assert_content(f, PICKLE, sizeof PICKLE - 1);
        assert_int_equal(f->in.members[0].size, f->file.len);
        assert_int_equal(f->in.gap_count, 0);
        assert_int_equal(f->in.anomalies.count, rows[k].anomalies);
    }
    assert_int_equal(f->in.anomalies.rows[0].kind, INPUT_ANOMALY_DATA_SIZE);
    fixture_clear(f);
    buf_str(&f->file, "ZF0x7g               x\x9c");
    open_file(f, "raw");
}

/* As the lz4 tool writes with -l: a magic number, then blocks behind their sizes. */
static void add_lz4_legacy(struct buf *out, const char *data, size_t len)
{
    enum { BLOCK = 8 << 20 };
    char *to = malloc((size_t)LZ4_compressBound(BLOCK));
    buf_add(out, "\x02\x21\x4c\x18", 4);
    for (size_t at = 0; at < len; at += BLOCK) {
        int n = len - at < BLOCK ? (int)(len - at) : BLOCK;
        int packed = LZ4_compress_default(data + at, to, n, LZ4_compressBound(BLOCK));
        uint8_t size[4] = {(uint8_t)packed, (uint8_t)(packed >> 8), (uint8_t)(packed >> 16),
                           (uint8_t)(packed >> 24)};
        buf_add(out, size, sizeof size);
        buf_add(out, to, (size_t)packed);
    }
    free(to);
}

static void legacy_frames_of_lz4_are_read(void **state)
{
    struct fixture *f = *state;
    enum { LONG = 17 << 20 };
    add_lz4_legacy(&f->file, "\x80\x02", 2);
    add_lz4_legacy(&f->file, "]", 1);
    add_lz4(&f->file, "K\1", 2);
    add_lz4_legacy(&f->file, "a.", 2);
    open_file(f, "lz4");
    read_all(f);
    assert_content(f, PICKLE, sizeof PICKLE - 1);
    assert_int_equal(f->in.gap_count, 0);
    fixture_clear(f);
    char *data = calloc(1, LONG);
    for (size_t k = 0; k < LONG; k++)
        data[k] = (char)(k * k >> 7);
    add_lz4_legacy(&f->file, data, LONG);
    open_file(f, "lz4");
    read_all(f);
    assert_content(f, data, LONG);
    free(data);
}

static void legacy_frames_of_lz4_break_where_they_break(void **state)
{
    struct fixture *f = *state;
    add_lz4_legacy(&f->file, PICKLE, sizeof PICKLE - 1);
    add_lz4_legacy(&f->file, PICKLE, sizeof PICKLE - 1);
    f->file.len--;
    open_file(f, "lz4");
    read_all(f);
    assert_content(f, PICKLE, sizeof PICKLE - 1);
    assert_non_null(strstr(f->in.members[0].why, "lz4 data are cut off at 0x"));
}

/* As Python's lzma module reads them. */
static void xz_and_lzma_in_a_row_are_read_as_one(void **state)
{
    struct fixture *f = *state;
    static void (*const adds[])(struct buf * out, const void *data, size_t len) = {add_xz,
                                                                                   add_lzma};
    for (size_t k = 0; k < 2; k++) {
        fixture_clear(f);
        adds[k](&f->file, PICKLE, 3);
        adds[1 - k](&f->file, &PICKLE[3], sizeof PICKLE - 4);
        open_file(f, k == 0 ? "xz" : "lzma");
        read_all(f);
        assert_content(f, PICKLE, sizeof PICKLE - 1);
        assert_int_equal(f->in.gap_count, 0);
    }
}

static void a_container_behind_the_end_is_a_member(void **state)
{
    struct fixture *f = *state;
    add_bzip2(&f->file, PICKLE, sizeof PICKLE - 1);
    add_gzip(&f->file, PICKLE, sizeof PICKLE - 1);
    open_file(f, "bzip2");
    read_all(f);
    assert_int_equal(f->in.member_count, 2);
    assert_false(input_member_holds_pickle(&f->in, 1));
    assert_int_equal(f->in.members[1].child_count, 1);
    assert_int_equal(input_next_pickle(&f->in, 1), 2);
}

static void a_dictionary_that_is_not_there_is_told(void **state)
{
    struct fixture *f = *state;
    struct err err;
    const uint8_t *bytes;
    size_t len;
    /* A frame of one byte each, that names dictionary 7. */
    static const char zstd[] = "\x28\xb5\x2f\xfd\x21\x07\x01\x09\x00\x00N";
    static const char lz4[] = "\x04\x22\x4d\x18\x61\x40\x07\x00\x00\x00\x12";
    buf_add(&f->file, zstd, sizeof zstd - 1);
    open_file(f, "zstd");
    assert_false(input_member_bytes(&f->in, 0, &bytes, &len, &err));
    assert_string_equal(err.text, "x: zstd data at 0x0 need dictionary 7, which is not there");
    fixture_clear(f);
    buf_add(&f->file, lz4, sizeof lz4 - 1);
    open_file(f, "lz4");
    assert_false(input_member_bytes(&f->in, 0, &bytes, &len, &err));
    assert_string_equal(err.text, "x: lz4 data at 0x0 need dictionary 7, which is not there");
}

static void weak_evidence_is_none(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
    } rows[] = {
        {"(S'x\\x9c'\np0\n.", 14}, /* a pickle whose first two bytes make a zlib header */
        {"x\x9c", 2},              /* such a header alone */
        {"x\x9c is what begins a zlib stream, and this is none at all", 57},
        {"]\0\0\1\0\xff\xff\xff\xff\xff\xff\xff\xff\1 no range coder", 29},
        {"]\0\0\1\0\x10\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff", 21},
        {"]\0\3\2\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 21}, /* no size of a dictionary */
    };
    struct fixture *f = *state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        fixture_clear(f);
        buf_add(&f->file, rows[k].bytes, rows[k].len);
        open_file(f, "raw");
    }
}

static void a_magic_number_is_enough_to_name_what_is_damaged(void **state)
{
    struct fixture *f = *state;
    struct err err;
    const uint8_t *bytes;
    size_t len;
    buf_str(&f->file, "\x1f\x8b\x08");
    open_file(f, "gzip");
    assert_false(input_member_bytes(&f->in, 0, &bytes, &len, &err));
    assert_string_equal(err.text, "x: the header is cut off at 0x3");
    fixture_clear(f);
    buf_add(&f->file,
            "\xfd"
            "7zXZ\0 and nothing of the kind",
            30);
    open_file(f, "xz");
    assert_false(input_member_bytes(&f->in, 0, &bytes, &len, &err));
    assert_non_null(strstr(err.text, "xz data are damaged at 0x"));
}

/* A dictionary is memory only as far as it is written to. */
static void a_huge_dictionary_costs_nothing(void **state)
{
    struct fixture *f = *state;
    add_lzma(&f->file, PICKLE, sizeof PICKLE - 1);
    memcpy(f->file.data + 1, "\0\0\0\x40", 4);
    open_file(f, "lzma");
    assert_content(f, PICKLE, sizeof PICKLE - 1);
}

static void a_preset_dictionary_is_told(void **state)
{
    struct fixture *f = *state;
    struct err err;
    const uint8_t *bytes;
    size_t len;
    buf_add(&f->file, "\x78\xbb\0\0\0\0\1\2\3\4", 10);
    f->is_open = input_open_bytes(&f->in, "x", (const uint8_t *)f->file.data, f->file.len, "zlib",
                                  NULL, &err);
    assert_false(input_member_bytes(&f->in, 0, &bytes, &len, &err));
    assert_string_equal(err.text, "x: zlib data need a dictionary that is not there");
}

static void many_small_streams_cost_no_more_than_their_bytes(void **state)
{
    enum { MANY = 50000 };
    struct fixture *f = *state;
    struct buf one = {0};
    add_gzip(&one, "N", 1);
    for (size_t k = 0; k < MANY; k++)
        buf_add(&f->file, one.data, one.len);
    buf_free(&one);
    open_file(f, "gzip");
    read_all(f);
    assert_int_equal(content(f).len, MANY);
    assert_int_equal(f->in.anomalies.rows[0].central.number, MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_stream_is_one_member_without_a_name),
        TEST(streams_in_a_row_are_read_as_one),
        TEST(what_comes_before_a_cut_is_given),
        TEST(what_comes_before_damage_is_given),
        TEST(a_wrong_check_is_told_once_and_breaks_nothing),
        TEST(bytes_behind_the_end_are_a_gap),
        TEST(a_pickle_behind_the_end_is_a_member),
        TEST(zeros_between_and_behind_are_padding),
        TEST(a_gzip_header_with_all_fields_is_passed),
        TEST(only_one_layer_is_taken_off),
        TEST(an_empty_stream_gives_an_empty_member),
        TEST(a_bomb_gives_what_is_allowed),
        TEST(a_frame_that_readers_skip_is_a_member),
        TEST(frames_that_readers_skip_may_be_many),
        TEST(a_file_of_skipped_frames_alone_is_empty),
        TEST(legacy_frames_of_lz4_are_read),
        TEST(what_joblib_compressed_long_ago_is_read),
        TEST(legacy_frames_of_lz4_break_where_they_break),
        TEST(xz_and_lzma_in_a_row_are_read_as_one),
        TEST(a_container_behind_the_end_is_a_member),
        TEST(a_dictionary_that_is_not_there_is_told),
        TEST(weak_evidence_is_none),
        TEST(a_magic_number_is_enough_to_name_what_is_damaged),
        TEST(a_huge_dictionary_costs_nothing),
        TEST(a_preset_dictionary_is_told),
        TEST(many_small_streams_cost_no_more_than_their_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
