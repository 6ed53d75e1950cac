/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpacking under limits: what comes out before a break or a limit is kept, and no more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "src/input/unpack.h"
#include "tests/unit/zip_maker.h"

enum { STORED = 0, DEFLATED = 8, BZIP2 = 12 };

static const struct unpack_limits no_limits = {0};

static bool take(void *context, const uint8_t *bytes, size_t n)
{
    buf_add(context, bytes, n);
    return true;
}

static struct unpack_result unpack(unsigned method, const void *bytes, size_t len,
                                   const struct unpack_limits *limits, struct buf *out)
{
    struct unpack_result result;
    unpack_zip(method, bytes, len, NULL, limits, (struct unpack_sink){take, out}, &result);
    assert_int_equal(result.out, out->len);
    return result;
}

/* Text that is hard to pack, n bytes of it. */
static void add_noise(struct buf *buf, size_t n)
{
    uint32_t seed = 12345;
    for (size_t k = 0; k < n; k++) {
        seed = seed * 1103515245u + 12345u;
        buf_char(buf, (char)(seed >> 16));
    }
}

static void stored_bytes_come_out_as_they_are(void **state)
{
    (void)state;
    struct buf out = {0};
    struct unpack_result result = unpack(STORED, "data", 4, &no_limits, &out);
    assert_int_equal(result.end, UNPACK_DONE);
    assert_int_equal(result.crc, crc32(0, (const uint8_t *)"data", 4));
    assert_string_equal(buf_text(&out), "data");
    buf_free(&out);
}

static void deflated_bytes_come_out_whole(void **state)
{
    (void)state;
    struct buf plain = {0}, packed = {0}, out = {0};
    add_noise(&plain, 300000);
    deflate_raw(plain.data, plain.len, &packed);
    struct unpack_result result = unpack(DEFLATED, packed.data, packed.len, &no_limits, &out);
    assert_int_equal(result.end, UNPACK_DONE);
    assert_int_equal(out.len, plain.len);
    assert_memory_equal(out.data, plain.data, plain.len);
    buf_free(&plain);
    buf_free(&packed);
    buf_free(&out);
}

static void bzip2_is_unpacked_too(void **state)
{
    (void)state;
    static const char packed[] =
        "BZh91AY&SY\x73\xe1\xf4\x0b\x00\x00\x05\x91\x80\x40\x00\x24\x00\x04\x00\x20\x00\x30\xcd\x34"
        "\x0a\x89\xa5\x98\xc7\x69\x4f\x17\x72\x45\x38\x50\x90\x73\xe1\xf4\x0b";
    struct buf out = {0};
    struct unpack_result result = unpack(BZIP2, packed, sizeof packed - 1, &no_limits, &out);
    assert_int_equal(result.end, UNPACK_DONE);
    assert_string_equal(buf_text(&out), "data data data data");
    buf_free(&out);
}

static void a_broken_promise_is_no_break_of_deflated_data(void **state)
{
    (void)state;
    struct buf packed = {0}, out = {0};
    deflate_raw("data data data", 14, &packed);
    struct unpack_promise lie = {.unpacked = 4, .crc = 1};
    struct unpack_result result;
    unpack_zip(DEFLATED, (const uint8_t *)packed.data, packed.len, &lie, &no_limits,
               (struct unpack_sink){take, &out}, &result);
    assert_int_equal(result.end, UNPACK_DONE);
    assert_string_equal(buf_text(&out), "data data data");
    assert_int_equal(result.crc, crc32(0, (const uint8_t *)"data data data", 14));
    buf_free(&packed);
    buf_free(&out);
}

static void nothing_unpacks_an_unknown_method(void **state)
{
    (void)state;
    struct buf out = {0};
    struct unpack_result result = unpack(97, "data", 4, &no_limits, &out);
    assert_int_equal(result.end, UNPACK_UNSUPPORTED);
    assert_string_equal(result.why, "its compression method 97 (unknown) is not supported");
    assert_int_equal(out.len, 0);
}

/* 200 times "abc", as Python's zipfile packs it by method 14. */
static void lzma_data_are_unpacked_by_their_own_head(void **state)
{
    static const uint8_t packed[] = {9,    4,    5,    0,    0x5d, 0,    0,    1,    0,    0,
                                     0x30, 0x98, 0x88, 0xad, 0x4b, 0x37, 0x12, 0xa2, 0xa2, 0xcd,
                                     0x1c, 0xcf, 0xff, 0xff, 0xda, 0xd3, 0,    0};
    (void)state;
    for (size_t n = 0; n <= sizeof packed; n++) {
        struct buf out = {0};
        struct unpack_promise promise = {.unpacked = 600, .crc = 0};
        struct unpack_result result;
        unpack_zip(14, packed, n, &promise, &no_limits, (struct unpack_sink){take, &out}, &result);
        bool is_all = out.len == 600;
        assert_int_equal(result.end == UNPACK_DONE, is_all);
        assert_true(is_all || n < sizeof packed);
        for (size_t k = 0; k < out.len; k++)
            assert_int_equal(out.data[k], "abc"[k % 3]);
        buf_free(&out);
    }
    struct buf out = {0};
    struct unpack_limits limits = {.max_bytes = 100};
    struct unpack_result result = unpack(14, (const char *)packed, sizeof packed, &limits, &out);
    assert_int_equal(result.end, UNPACK_LIMIT);
    assert_int_equal(out.len, 100);
    buf_free(&out);
}

static void what_is_cut_off_gives_all_that_came_before(void **state)
{
    (void)state;
    struct buf plain = {0}, packed = {0}, out = {0};
    add_noise(&plain, 300000);
    deflate_raw(plain.data, plain.len, &packed);
    struct unpack_result result = unpack(DEFLATED, packed.data, packed.len / 2, &no_limits, &out);
    assert_int_equal(result.end, UNPACK_BROKEN);
    assert_string_equal(result.why, "deflated data are cut off");
    assert_in_range(out.len, plain.len / 2 - 1000, plain.len / 2);
    assert_memory_equal(out.data, plain.data, out.len);
    buf_free(&plain);
    buf_free(&packed);
    buf_free(&out);
}

static void what_is_damaged_gives_all_that_came_before(void **state)
{
    (void)state;
    struct buf packed = {0}, out = {0};
    /* A stored block of five bytes, then a block of the type that does not exist. */
    buf_add(&packed, "\x00\x05\x00\xfa\xffhello\x07", 11);
    struct unpack_result result = unpack(DEFLATED, packed.data, packed.len, &no_limits, &out);
    assert_int_equal(result.end, UNPACK_BROKEN);
    assert_string_equal(result.why, "deflated data are damaged");
    assert_string_equal(buf_text(&out), "hello");
    buf_free(&packed);
    buf_free(&out);
}

static void bytes_that_are_no_deflated_data_give_nothing(void **state)
{
    (void)state;
    struct buf out = {0};
    struct unpack_result result = unpack(DEFLATED, "\xff\xff\xff\xff", 4, &no_limits, &out);
    assert_int_equal(result.end, UNPACK_BROKEN);
    assert_int_equal(out.len, 0);
    result = unpack(DEFLATED, "", 0, &no_limits, &out);
    assert_int_equal(result.end, UNPACK_BROKEN);
}

static void a_bomb_stops_at_the_limit_of_bytes(void **state)
{
    (void)state;
    struct buf plain = {0}, packed = {0}, out = {0};
    buf_pad(&plain, '\0', 4 << 20);
    deflate_raw(plain.data, plain.len, &packed);
    struct unpack_limits limits = {.max_bytes = 1 << 20};
    struct unpack_result result = unpack(DEFLATED, packed.data, packed.len, &limits, &out);
    assert_int_equal(result.end, UNPACK_LIMIT);
    assert_string_equal(result.why, "unpacks to more than the limit of 1048576 bytes");
    assert_in_range(out.len, 1, 1 << 20);
    buf_free(&plain);
    buf_free(&packed);
    buf_free(&out);
}

static void a_bomb_stops_at_the_limit_of_its_ratio(void **state)
{
    (void)state;
    struct buf plain = {0}, packed = {0}, out = {0};
    buf_pad(&plain, '\0', 4 << 20);
    deflate_raw(plain.data, plain.len, &packed);
    struct unpack_limits limits = {.max_ratio = 100, .ratio_floor = 1 << 20};
    struct unpack_result result = unpack(DEFLATED, packed.data, packed.len, &limits, &out);
    assert_int_equal(result.end, UNPACK_LIMIT);
    assert_string_equal(result.why, "unpacks to more than 100 times its size, the limit");
    assert_in_range(out.len, (1 << 20) - 65536, 1 << 20);
    buf_free(&plain);
    buf_free(&packed);
    buf_free(&out);
}

static bool take_once(void *context, const uint8_t *bytes, size_t n)
{
    (void)bytes;
    *(size_t *)context += n;
    return false;
}

static void a_sink_that_has_enough_stops_it(void **state)
{
    (void)state;
    struct buf plain = {0}, packed = {0};
    buf_pad(&plain, 'x', 1 << 20);
    deflate_raw(plain.data, plain.len, &packed);
    size_t taken = 0;
    struct unpack_result result;
    unpack_zip(DEFLATED, (const uint8_t *)packed.data, packed.len, NULL, &no_limits,
               (struct unpack_sink){take_once, &taken}, &result);
    assert_int_equal(result.end, UNPACK_STOPPED);
    assert_int_equal(result.out, taken);
    assert_in_range(taken, 1, 65536);
    buf_free(&plain);
    buf_free(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stored_bytes_come_out_as_they_are),
        cmocka_unit_test(deflated_bytes_come_out_whole),
        cmocka_unit_test(bzip2_is_unpacked_too),
        cmocka_unit_test(a_broken_promise_is_no_break_of_deflated_data),
        cmocka_unit_test(nothing_unpacks_an_unknown_method),
        cmocka_unit_test(lzma_data_are_unpacked_by_their_own_head),
        cmocka_unit_test(what_is_cut_off_gives_all_that_came_before),
        cmocka_unit_test(what_is_damaged_gives_all_that_came_before),
        cmocka_unit_test(bytes_that_are_no_deflated_data_give_nothing),
        cmocka_unit_test(a_bomb_stops_at_the_limit_of_bytes),
        cmocka_unit_test(a_bomb_stops_at_the_limit_of_its_ratio),
        cmocka_unit_test(a_sink_that_has_enough_stops_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
