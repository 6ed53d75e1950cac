/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 7z archives: members, blocks, and headers that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <archive.h>
#include <archive_entry.h>

#include "tests/unit/input_fixture.h"

#define PICKLE "\x80\x02]K\1a."

/* ---- Making ---------------------------------------------------------------------------------- */

static void put(struct buf *out, uint64_t value, size_t n)
{
    for (size_t k = 0; k < n; k++)
        buf_char(out, (char)(value >> 8 * k));
}

/* A 7z of these packed bytes and this header. Checksums are left wrong: they are told and break
 * nothing. */
static void make(struct fixture *f, const char *packed, size_t packed_len, const char *header,
                 size_t header_len)
{
    if (f->is_open)
        input_close(&f->in);
    f->is_open = false;
    buf_clear(&f->file);
    buf_add(&f->file, "7z\xbc\xaf\x27\x1c\0\4\0\0\0\0", 12);
    put(&f->file, packed_len, 8);
    put(&f->file, header_len, 8);
    put(&f->file, 0, 4);
    buf_add(&f->file, packed, packed_len);
    buf_add(&f->file, header, header_len);
}

#define COPY_BLOCK(packed, unpacked) "\1\4\6\0\1\x09" packed "\0\7\x0b\1\0\1\1\0\x0c" unpacked "\0"
#define NAMES_AB "\5\2\x11\x09\0a\0\0\0b\0\0\0\0"

static void open_file(struct fixture *f)
{
    struct err err;
    assert_true(fixture_open(f, NULL, &err));
    assert_string_equal(f->in.format->name, "7z");
}

static void read_fixture(struct fixture *f, const char *name)
{
    char path[1000], piece[4096];
    const char *top = getenv("top_srcdir");
    snprintf(path, sizeof path, "%s/tests/data/libs/7z/%s", top ? top : ".", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    if (f->is_open)
        input_close(&f->in);
    f->is_open = false;
    buf_clear(&f->file);
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
        buf_add(&f->file, piece, n);
    fclose(file);
}

static void assert_bytes(struct fixture *f, size_t m, const void *data, size_t len)
{
    const uint8_t *bytes;
    size_t got;
    struct err err;
    assert_true(input_member_bytes(&f->in, m, &bytes, &got, &err));
    assert_int_equal(got, len);
    assert_memory_equal(bytes, data, len);
}

/* It has one member, which says why nothing is known of what is in it, each time. */
static void assert_unreadable(struct fixture *f, struct err *err)
{
    const uint8_t *bytes;
    size_t len;
    if (f->is_open)
        input_close(&f->in);
    open_file(f);
    assert_int_equal(f->in.member_count, 1);
    assert_false(input_member_holds_pickle(&f->in, 0));
    assert_false(input_member_bytes(&f->in, 0, &bytes, &len, err));
    input_member_drop(&f->in, 0);
    assert_false(input_member_bytes(&f->in, 0, &bytes, &len, err));
}

static void assert_refused(struct fixture *f, const char *text)
{
    struct err err;
    assert_unreadable(f, &err);
    assert_string_equal(err.text, text);
}

/* ---- Tests ----------------------------------------------------------------------------------- */

static void every_method_unpacks(void **state)
{
    static const struct {
        const char *name, *method;
        uint64_t off, size;
    } rows[] = {
        {"evil_lzma.7z", "lzma", 32, 59},       {"evil_lzma2.7z", "lzma2", 32, 66},
        {"evil_bcj.7z", "bcj+lzma2", 32, 66},   {"evil_ppmd.7z", "ppmd", 32, 54},
        {"evil_deflate.7z", "deflate", 32, 67}, {"evil_nohdrcomp.7z", "lzma2", 32, 66},
        {"evil_copy.7z", "copy", 32, 47},
    };
    struct fixture *f = *state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        char hex[DIGEST_HEX_SIZE];
        struct err err;
        read_fixture(f, rows[k].name);
        open_file(f);
        assert_int_equal(f->in.member_count, 3);
        assert_true(f->in.members[0].is_folder);
        const struct input_member *member = &f->in.members[1];
        assert_int_equal(member->name_len, 10);
        assert_memory_equal(member->name, "m/data.pkl", 10);
        assert_string_equal(member->method, rows[k].method);
        assert_int_equal(member->off, rows[k].off);
        assert_int_equal(member->size, rows[k].size);
        assert_int_equal(member->unpacked, 47);
        assert_true(member->has_crc);
        assert_true(input_member_holds_pickle(&f->in, 1));
        assert_true(input_member_digest(&f->in, 1, hex, &err));
        assert_true(input_member_digest(&f->in, 2, hex, &err));
        assert_int_equal(f->in.gap_count, 0);
        assert_int_equal(f->in.anomalies.count, 0);
    }
}

static void what_is_stored_stands_in_the_file(void **state)
{
    static const char header[] = COPY_BLOCK("\x0a", "\x0a") "\x08\x0d\2\x09\7\0\0" NAMES_AB;
    struct fixture *f = *state;
    uint64_t off;
    make(f, PICKLE "xyz", 10, header, sizeof header);
    open_file(f);
    assert_int_equal(f->in.member_count, 2);
    assert_bytes(f, 0, PICKLE, 7);
    assert_bytes(f, 1, "xyz", 3);
    assert_true(input_file_offset(&f->in, 1, 1, &off));
    assert_int_equal(off, 32 + 8);
    assert_int_equal(f->in.gap_count, 0);
    assert_int_equal(f->in.anomalies.count, 2); /* the CRCs of both headers */
    assert_int_equal(f->in.anomalies.rows[0].kind, INPUT_ANOMALY_HEADER_CRC);
}

static void a_crc_that_is_wrong_is_told(void **state)
{
    struct fixture *f = *state;
    read_fixture(f, "evil_copy.7z");
    f->file.data[32 + 47 + 5] ^= 1;
    open_file(f);
    const uint8_t *bytes;
    size_t len;
    struct err err;
    assert_true(input_member_bytes(&f->in, 2, &bytes, &len, &err));
    assert_int_equal(f->in.anomalies.count, 1);
    assert_int_equal(f->in.anomalies.rows[0].kind, INPUT_ANOMALY_DATA_CRC);
}

static void bytes_of_no_part_are_a_gap_or_a_member(void **state)
{
    static const char header[] = COPY_BLOCK("\3", "\3") "\0\5\1\x11\5\0a\0\0\0\0";
    struct fixture *f = *state;
    make(f, "xyz!!", 5, header, sizeof header);
    size_t end = f->file.len;
    buf_add(&f->file, PICKLE, 7);
    open_file(f);
    assert_int_equal(f->in.gap_count, 1);
    assert_int_equal(f->in.gaps[0].off, 35);
    assert_int_equal(f->in.gaps[0].size, 2);
    assert_int_equal(f->in.member_count, 2);
    assert_int_equal(f->in.members[1].off, end);
    assert_true(f->in.members[1].is_unlisted);
}

static void headers_that_lie_are_refused(void **state)
{
    static const struct {
        const char *header;
        size_t len;
        const char *why;
    } rows[] = {
#define ROW(header, why) {header, sizeof header - 1, "x: its header is damaged: " why}
        ROW("\x02", "it does not begin as one (0x20)"),
        ROW("\1", "it ends too early (0x21)"),
        ROW("\1\4\6\0\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
            "it announces more than it has room for (0x2d)"),
        ROW("\1\4\6\0\1\x09\x7f\0\7\x0b\1\0\1\1\0\x0c\1\0\0\0",
            "packed streams are longer than the file (0x32)"),
        ROW("\1\4\7\x0b\1\0\0\0\0\0", "a block has no coder, or too many (0x27)"),
        ROW("\1\4\7\x0b\1\0\1\x11\0\x40\x01\0\0\0\0\0\0\0\0\0\0\0",
            "a coder has too many streams (0x2b)"),
        ROW("\1\4\6\0\1\x09\0\0\7\x0b\1\0\1\1\0\x0c\1\0\x08\x0d\xf0\xff\xff\xff\xff\0\0",
            "it announces more files than it has room for (0x39)"),
        ROW("\1\4\0\5\x7f\0\0", "it announces more than it has room for (0x25)"),
        ROW("\1\4\0\5\1\x11\5\0a\0\0\0\0\0", "it names more files than its blocks have (0x2d)"),
        ROW("\1\4\0\5\1\x0e\1\x80\x0e\1\x80\0\0", "it says the same of its files twice (0x2b)"),
#undef ROW
    };
    struct fixture *f = *state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        make(f, "", 0, rows[k].header, rows[k].len);
        assert_refused(f, rows[k].why);
    }
}

static void a_header_that_is_not_there_is_told(void **state)
{
    struct fixture *f = *state;
    make(f, "", 0, "", 0);
    memset(f->file.data + 20, 0x7f, 8);
    assert_refused(f, "x: its header should be 0x7f7f7f7f7f7f7f7f bytes, 0x0 bytes behind 0x20: "
                      "the file ends at 0x20");
    f->file.len = 20;
    assert_refused(f, "x: is cut off at 0x14, within the start of a 7z");
    read_fixture(f, "password.7z");
    assert_refused(f, "x: its header is encrypted (0x60)");
}

static void a_packed_header_that_is_damaged_is_told(void **state)
{
    struct fixture *f = *state;
    struct err err;
    read_fixture(f, "evil_lzma.7z");
    memset(f->file.data + 0x60, 0xff, 20);
    assert_unreadable(f, &err);
    assert_non_null(strstr(err.text, "x: its header "));
}

static void a_method_that_is_not_unpacked_is_no_damage(void **state)
{
    struct fixture *f = *state;
    struct err err;
    read_fixture(f, "evil_nohdrcomp.7z");
    char *lzma2 = memmem(f->file.data, f->file.len, "\x21\x21\x01", 3);
    assert_non_null(lzma2);
    lzma2[1] = 0x0a; /* ARM64, which unpacks nothing */
    open_file(f);
    const uint8_t *bytes;
    size_t len;
    assert_false(input_member_bytes(&f->in, 1, &bytes, &len, &err));
    assert_non_null(strstr(err.text, "block of arm64 data"));
    assert_non_null(strstr(err.text, "cannot be unpacked"));
}

/* What extracts itself is a program with an archive behind it. */
static void an_archive_may_stand_behind_other_bytes(void **state)
{
    struct fixture *f = *state;
    struct buf file = {0};
    const uint8_t *bytes;
    size_t len, before;
    struct err err;
    read_fixture(f, "evil_copy.7z");
    open_file(f);
    assert_true(input_member_bytes(&f->in, 1, &bytes, &len, &err));
    struct buf want = {0};
    buf_add(&want, bytes, len);
    uint64_t off = f->in.members[1].off;
    input_close(&f->in);
    f->is_open = false;
    buf_str(&file, "\x7f"
                   "ELF 7z\xbc\xaf\x27\x1c is no archive");
    before = file.len;
    buf_add(&file, f->file.data, f->file.len);
    buf_clear(&f->file);
    buf_add(&f->file, file.data, file.len);
    open_file(f);
    assert_bytes(f, 1, want.data, want.len);
    assert_int_equal(f->in.members[1].off, off + before);
    assert_memory_equal(f->file.data + f->in.members[1].off, want.data, want.len);
    assert_int_equal(f->in.gap_count, 1);
    assert_int_equal(f->in.gaps[0].off, 0);
    assert_int_equal(f->in.gaps[0].size, before);
    read_fixture(f, "evil_ppmd.7z");
    buf_clear(&file);
    buf_str(&file, "MZ");
    buf_add(&file, f->file.data, f->file.len);
    buf_clear(&f->file);
    buf_add(&f->file, file.data, file.len);
    open_file(f);
    assert_bytes(f, 1, want.data, want.len);
    buf_free(&file);
    buf_free(&want);
}

/* An empty archive is one all the same. */
static void an_archive_may_be_empty(void **state)
{
    struct fixture *f = *state;
    make(f, "", 0, "", 0);
    open_file(f);
    assert_int_equal(f->in.member_count, 0);
    make(f, "", 0, "\1\4\0\5\1\x0e\1\x80\x11\5\0d\0\0\0\0\0", 17);
    open_file(f);
    assert_int_equal(f->in.member_count, 1);
    assert_true(f->in.members[0].is_folder);
}

static void names_become_utf8(void **state)
{
    static const char header[] = COPY_BLOCK("\1", "\1") "\0\5\1\x11\x0d\0"
                                                        "\xe9\0\xac\x20\x3d\xd8\0\xde\0\xd8\0\0\0";
    struct fixture *f = *state;
    make(f, "x", 1, header, sizeof header);
    open_file(f);
    static const char name[] = "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xed\xa0\x80";
    assert_int_equal(f->in.members[0].name_len, sizeof name - 1);
    assert_memory_equal(f->in.members[0].name, name, sizeof name - 1);
}

/* ---- Cost ------------------------------------------------------------------------------------ */

static la_ssize_t write_some(struct archive *archive, void *context, const void *bytes, size_t n)
{
    (void)archive;
    buf_add(context, bytes, n);
    return (la_ssize_t)n;
}

enum { MANY = 3000, EACH = 1000 };

/* Many members in one block, as 7z makes them. */
static void make_solid(struct fixture *f)
{
    char data[EACH], name[20];
    struct archive *archive = archive_write_new();
    archive_write_set_format_7zip(archive);
    archive_write_set_options(archive, "compression=deflate");
    archive_write_set_bytes_in_last_block(archive, 1);
    assert_int_equal(archive_write_open(archive, &f->file, NULL, write_some, NULL), ARCHIVE_OK);
    for (int k = 0; k < MANY; k++) {
        struct archive_entry *entry = archive_entry_new();
        snprintf(name, sizeof name, "%d.pkl", k);
        memset(data, k, sizeof data);
        memcpy(data, PICKLE, 7);
        archive_entry_set_pathname(entry, name);
        archive_entry_set_size(entry, EACH);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_write_header(archive, entry);
        archive_write_data(archive, data, sizeof data);
        archive_entry_free(entry);
    }
    archive_write_close(archive);
    archive_write_free(archive);
}

/* max_total counts what is unpacked, also where nobody wants it: unpacking each member anew from
 * the start of the block would meet it at once. */
static void members_in_order_cost_one_pass(void **state)
{
    struct fixture *f = *state;
    struct input_limits limits = input_limits_default;
    struct err err;
    make_solid(f);
    limits.max_total = 4ull * MANY * EACH;
    assert_true(fixture_open(f, &limits, &err));
    assert_int_equal(f->in.member_count, MANY);
    for (size_t m = 0; m < MANY; m++) {
        char hex[DIGEST_HEX_SIZE];
        const uint8_t *bytes;
        size_t len;
        assert_true(input_member_holds_pickle(&f->in, m));
        assert_true(input_member_digest(&f->in, m, hex, &err));
        assert_true(input_member_bytes(&f->in, m, &bytes, &len, &err));
        assert_int_equal(len, EACH);
        assert_int_equal(bytes[EACH - 1], m & 0xff);
        input_member_drop(&f->in, m);
    }
    assert_int_equal(f->in.anomalies.count, 0);
}

static void members_in_no_order_are_right_too(void **state)
{
    struct fixture *f = *state;
    make_solid(f);
    open_file(f);
    for (size_t k = 0; k < 50; k++) {
        const uint8_t *bytes;
        size_t len, m = k * 1789 % MANY;
        struct err err;
        assert_true(input_member_bytes(&f->in, m, &bytes, &len, &err));
        assert_int_equal(len, EACH);
        assert_int_equal(bytes[EACH - 1], m & 0xff);
        input_member_drop(&f->in, m);
    }
}

static void what_is_packed_before_a_member_meets_the_limit_too(void **state)
{
    struct fixture *f = *state;
    struct input_limits limits = input_limits_default;
    struct err err;
    const uint8_t *bytes;
    size_t len;
    make_solid(f);
    limits.max_ratio = 2;
    limits.ratio_floor = 100000;
    assert_true(fixture_open(f, &limits, &err));
    assert_true(input_member_bytes(&f->in, 0, &bytes, &len, &err));
    assert_false(input_member_bytes(&f->in, MANY - 1, &bytes, &len, &err));
    assert_string_equal(err.text, "x!2999.pkl: what is packed before it unpacks to more than 2 "
                                  "times its size");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_method_unpacks),
        TEST(what_is_stored_stands_in_the_file),
        TEST(a_crc_that_is_wrong_is_told),
        TEST(bytes_of_no_part_are_a_gap_or_a_member),
        TEST(headers_that_lie_are_refused),
        TEST(a_header_that_is_not_there_is_told),
        TEST(a_packed_header_that_is_damaged_is_told),
        TEST(a_method_that_is_not_unpacked_is_no_damage),
        TEST(an_archive_may_stand_behind_other_bytes),
        TEST(an_archive_may_be_empty),
        TEST(names_become_utf8),
        TEST(members_in_order_cost_one_pass),
        TEST(members_in_no_order_are_right_too),
        TEST(what_is_packed_before_a_member_meets_the_limit_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
