/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What torch.save wrote before its files were zips: pickles in a row with storages behind them, and
 * tars in whose members pickles and raw bytes stand by turns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/base/buf.h"
#include "src/input/format.h"
#include "src/input/tar_header.h"
#include "src/input/torch_storage.h"

#define MAGIC "\x80\2\x8a\x0al\xfc\x9c\x46\xf9 j\xa8P\x19."
#define MAGIC_BY_CALL                                                                              \
    "\x80\2cbuiltins\nint\nU\x18"                                                                  \
    "119547037146038801333356\x85R."
#define OTHER_MAGIC "\x80\2K\7."
#define VERSION_1001 "\x80\2M\xe9\3."
#define FACTS "\x80\2}U\x10protocol_versionM\xe9\3s."
#define EVIL                                                                                       \
    "\x80\x02"                                                                                     \
    "cos\nsystem\nU\2id\x85R."
/* ('storage', torch.CLASS, KEY, 'cpu', COUNT, None) */
#define ID(class, key, count) "(U\7storagectorch\n" class "\nU\1" key "U\3cpuK" count "NtQ"
#define KEYS_AB "\x80\2](U\1aU\1be."

#define PUT(out, text) buf_add(out, text, sizeof text - 1)

struct fixture {
    struct buf bytes;
    struct input in;
    bool is_open;
};

static int set_up(void **state)
{
    *state = calloc(1, sizeof(struct fixture));
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    if (f->is_open)
        input_close(&f->in);
    buf_free(&f->bytes);
    free(f);
    return 0;
}

static void open_as(struct fixture *f, const char *format)
{
    struct err err;
    assert_true(input_open_bytes(&f->in, "x", (const uint8_t *)f->bytes.data, f->bytes.len, NULL,
                                 NULL, &err));
    f->is_open = true;
    assert_string_equal(f->in.format->name, format);
}

static void put_count(struct buf *out, uint64_t count)
{
    for (int k = 0; k < 8; k++)
        buf_char(out, (char)(count >> 8 * k));
}

static void put_storage(struct buf *out, uint64_t count, size_t bytes)
{
    put_count(out, count);
    buf_pad(out, 'N', bytes); /* NONE: raw bytes may look like opcodes */
}

/* a: 3 floats, b: 5 bytes */
static void put_pickles(struct buf *out)
{
    PUT(out, MAGIC VERSION_1001 FACTS);
    PUT(out, "\x80\2]" ID("FloatStorage", "a", "\3") "a" ID("ByteStorage", "b", "\5") "a.");
    PUT(out, KEYS_AB);
}

static void assert_member(const struct fixture *f, size_t m, const char *name, uint64_t off,
                          uint64_t size, const char *format)
{
    const struct input_member *member = &f->in.members[m];
    assert_true(m < f->in.member_count);
    assert_int_equal(member->off, off);
    assert_int_equal(member->size, size);
    assert_string_equal(member->format, format);
    assert_true(name ? member->name_len == strlen(name) &&
                           memcmp(member->name, name, member->name_len) == 0
                     : member->name == NULL);
}

/* ---- Five pickles ---------------------------------------------------------------------------- */

static void storages_are_divided_by_what_the_object_says(void **state)
{
    struct fixture *f = *state;
    put_pickles(&f->bytes);
    size_t off = f->bytes.len;
    put_storage(&f->bytes, 3, 12);
    put_storage(&f->bytes, 5, 5);
    open_as(f, "pytorch-legacy");
    assert_int_equal(f->in.member_count, 3);
    assert_member(f, 0, NULL, 0, off, "raw");
    assert_member(f, 1, "a", off, 20, "storage");
    assert_member(f, 2, "b", off + 20, 13, "storage");
    assert_int_equal(f->in.gap_count, 0);
    assert_int_equal(f->in.anomalies.count, 0);
    assert_false(input_member_holds_pickle(&f->in, 1));
}

static void a_storage_that_is_a_whole_pickle_is_a_storage(void **state)
{
    struct fixture *f = *state;
    PUT(&f->bytes, MAGIC VERSION_1001 FACTS);
    PUT(&f->bytes, "\x80\2]" ID("ByteStorage", "a", "\x13") "a.\x80\2]U\1aa.");
    put_count(&f->bytes, sizeof EVIL - 1);
    PUT(&f->bytes, EVIL);
    open_as(f, "pytorch-legacy");
    assert_int_equal(f->in.member_count, 2);
    assert_int_equal(input_next_pickle(&f->in, 1), INPUT_NO_MEMBER);
}

static void a_pickle_behind_the_storages_is_read(void **state)
{
    struct fixture *f = *state;
    put_pickles(&f->bytes);
    put_storage(&f->bytes, 3, 12);
    put_storage(&f->bytes, 5, 5);
    size_t off = f->bytes.len;
    PUT(&f->bytes, EVIL);
    open_as(f, "pytorch-legacy");
    assert_member(f, 3, NULL, off, sizeof EVIL - 1, "raw");
    assert_int_equal(input_next_pickle(&f->in, 1), 3);
}

static void other_bytes_behind_the_storages_are_a_gap(void **state)
{
    struct fixture *f = *state;
    put_pickles(&f->bytes);
    put_storage(&f->bytes, 3, 12);
    put_storage(&f->bytes, 5, 5);
    PUT(&f->bytes, "what");
    open_as(f, "pytorch-legacy");
    assert_int_equal(f->in.gap_count, 1);
    assert_int_equal(f->in.gaps[0].size, 4);
}

static void a_count_of_its_own_is_told(void **state)
{
    struct fixture *f = *state;
    put_pickles(&f->bytes);
    size_t off = f->bytes.len;
    put_storage(&f->bytes, 2, 8);
    put_storage(&f->bytes, 5, 5);
    open_as(f, "pytorch-legacy");
    assert_int_equal(f->in.anomalies.count, 1);
    assert_int_equal(f->in.anomalies.rows[0].kind, INPUT_ANOMALY_STORAGE_COUNT);
    assert_int_equal(f->in.anomalies.rows[0].off, off);
    assert_int_equal(f->in.anomalies.rows[0].central.number, 3);
    assert_int_equal(f->in.anomalies.rows[0].local.number, 2);
    assert_member(f, 2, "b", off + 16, 13, "storage");
}

/* Cut behind each byte: all of the file is a member or a gap, and what is missing is told. */
static void a_file_cut_anywhere_is_accounted_for(void **state)
{
    struct fixture *f = *state;
    put_pickles(&f->bytes);
    size_t pickles = f->bytes.len;
    put_storage(&f->bytes, 3, 12);
    put_storage(&f->bytes, 5, 5);
    for (size_t len = pickles; len < f->bytes.len; len++) {
        struct input in;
        struct err err;
        uint8_t *copy = malloc(len);
        memcpy(copy, f->bytes.data, len);
        assert_true(input_open_bytes(&in, "x", copy, len, NULL, NULL, &err));
        const struct input_member *last = &in.members[in.member_count - 1];
        assert_int_equal(last->off + last->size, len);
        assert_non_null(last->why);
        assert_int_equal(in.gap_count, 0);
        input_close(&in);
        free(copy);
    }
}

static void counts_that_no_file_can_hold_are_told(void **state)
{
    static const uint64_t counts[] = {4, UINT64_MAX, UINT64_MAX / 4 + 2, (uint64_t)INT64_MAX + 1};
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
        struct fixture *f = *state;
        buf_clear(&f->bytes);
        put_pickles(&f->bytes);
        put_storage(&f->bytes, counts[k], 12);
        open_as(f, "pytorch-legacy");
        assert_int_equal(f->in.member_count, 2);
        assert_non_null(strstr(f->in.members[1].why, "elements of 4 bytes"));
        input_close(&f->in);
        f->is_open = false;
    }
}

static void storages_of_unknown_length_are_one(void **state)
{
    struct fixture *f = *state;
    PUT(&f->bytes, MAGIC VERSION_1001 FACTS);
    PUT(&f->bytes, "\x80\2]" ID("OddStorage", "a", "\3") "a.");
    PUT(&f->bytes, KEYS_AB);
    size_t off = f->bytes.len;
    put_storage(&f->bytes, 3, 12);
    put_storage(&f->bytes, 5, 5);
    open_as(f, "pytorch-legacy");
    assert_int_equal(f->in.member_count, 2);
    assert_member(f, 1, "a", off, f->bytes.len - off, "storage");
    assert_non_null(f->in.members[1].why);
}

static void fewer_than_five_pickles_are_read_and_told(void **state)
{
    struct fixture *f = *state;
    PUT(&f->bytes, MAGIC VERSION_1001 FACTS EVIL);
    open_as(f, "pytorch-legacy");
    assert_int_equal(f->in.member_count, 1);
    assert_int_equal(f->in.members[0].size, f->bytes.len);
    assert_string_equal(f->in.members[0].why, "it ends behind 4 of five pickles");
}

static void no_trust_is_put_in_the_magic(void **state)
{
    struct fixture *f = *state;
    PUT(&f->bytes, MAGIC_BY_CALL VERSION_1001 FACTS EVIL "\x80\2].");
    open_as(f, "pytorch-legacy");
    input_close(&f->in);
    buf_clear(&f->bytes);
    PUT(&f->bytes, OTHER_MAGIC VERSION_1001 FACTS EVIL "\x80\2].");
    open_as(f, "pytorch-legacy");
    input_close(&f->in);
    /* All of it made by calls: only the keys and what follows them are left to go by. */
    buf_clear(&f->bytes);
    PUT(&f->bytes, MAGIC_BY_CALL MAGIC_BY_CALL MAGIC_BY_CALL EVIL KEYS_AB);
    put_storage(&f->bytes, 3, 12);
    open_as(f, "pytorch-legacy");
}

static void pickles_in_a_row_are_not_one_of_them(void **state)
{
    struct fixture *f = *state;
    for (int k = 0; k < 5; k++)
        PUT(&f->bytes, MAGIC_BY_CALL);
    open_as(f, "raw");
    input_close(&f->in);
    buf_clear(&f->bytes);
    for (int k = 0; k < 5; k++)
        PUT(&f->bytes, FACTS);
    open_as(f, "raw");
}

/* ---- Tars ------------------------------------------------------------------------------------ */

/* len digits. */
static void put_octal(char *field, size_t len, uint64_t number)
{
    for (; len > 0; number >>= 3)
        field[--len] = (char)('0' + (number & 7));
}

static void put_tar_header(struct buf *out, const char *name, char type, uint64_t size)
{
    char block[TAR_BLOCK] = {0};
    unsigned sum = 0;
    snprintf(block, 100, "%s", name);
    put_octal(block + 124, 11, size);
    block[156] = type;
    memcpy(block + 257, "ustar\00000", 8);
    memset(block + 148, ' ', 8);
    for (size_t k = 0; k < sizeof block; k++)
        sum += (unsigned char)block[k];
    put_octal(block + 148, 6, sum);
    block[154] = '\0';
    buf_add(out, block, sizeof block);
}

static void put_filling(struct buf *out)
{
    buf_pad(out, '\0', (TAR_BLOCK - out->len % TAR_BLOCK) % TAR_BLOCK);
}

static void put_tar_member(struct buf *out, const char *name, const void *data, size_t len)
{
    put_tar_header(out, name, '0', len);
    buf_add(out, data, len);
    put_filling(out);
}

#define COUNT_1 "\x80\2K\1."
#define STORAGE "\x80\2K\7U\3cpuctorch\nFloatStorage\n\x87."
#define OLD_STORAGE "\x80\2K\7ctorch\nDoubleStorage\n\x86."
#define TENSOR "\x80\2K\x8K\7ctorch\nFloatTensor\n\x87."
#define NO_VIEWS "\x80\2]."

static void put_storages(struct buf *out)
{
    struct buf data = {0};
    PUT(&data, COUNT_1 STORAGE);
    put_storage(&data, 2, 8);
    PUT(&data, EVIL);
    put_tar_member(out, "storages", data.data, data.len);
    buf_free(&data);
}

static void put_tensors(struct buf *out)
{
    struct buf data = {0};
    PUT(&data, COUNT_1 TENSOR);
    put_count(&data, (uint64_t)0x2e2e2e2e << 32 | 2); /* only four bytes of the eight count */
    for (int k = 0; k < 5; k++)
        put_count(&data, 0x2e4e);
    PUT(&data, EVIL);
    put_tar_member(out, "tensors", data.data, data.len);
    buf_free(&data);
}

static void end_tar(struct buf *out)
{
    buf_pad(out, '\0', 2 * TAR_BLOCK);
}

static void raw_bytes_between_pickles_are_stepped_over(void **state)
{
    struct fixture *f = *state;
    put_storages(&f->bytes);
    put_tensors(&f->bytes);
    put_tar_member(&f->bytes, "pickle", EVIL, sizeof EVIL - 1);
    end_tar(&f->bytes);
    open_as(f, "pytorch-tar");
    size_t head = sizeof(COUNT_1 STORAGE) - 1;
    assert_member(f, 0, "storages", 512, head, "raw");
    assert_member(f, 1, "storages#1", 512 + head, 16, "storage");
    assert_member(f, 2, "storages#2", 512 + head + 16, sizeof EVIL - 1, "raw");
    head = sizeof(COUNT_1 TENSOR) - 1;
    assert_member(f, 3, "tensors", 1536, head, "raw");
    assert_member(f, 4, "tensors#4", 1536 + head, 48, "storage");
    assert_member(f, 5, "tensors#5", 1536 + head + 48, sizeof EVIL - 1, "raw");
    assert_member(f, 6, "pickle", 2560, sizeof EVIL - 1, "raw");
    assert_int_equal(f->in.member_count, 7);
    assert_int_equal(f->in.gap_count, 0);
    assert_int_equal(input_default_member(&f->in), 6);
}

static void storages_of_before_locations_are_stepped_over_too(void **state)
{
    struct fixture *f = *state;
    struct buf data = {0};
    PUT(&data, COUNT_1 OLD_STORAGE);
    put_storage(&data, 2, 16);
    put_tar_member(&f->bytes, "storages", data.data, data.len);
    put_tar_member(&f->bytes, "pickle", EVIL, sizeof EVIL - 1);
    buf_free(&data);
    open_as(f, "pytorch-tar");
    assert_member(f, 1, "storages#1", 512 + sizeof(COUNT_1 OLD_STORAGE) - 1, 24, "storage");
    assert_int_equal(f->in.member_count, 3);
}

/* torch.load unpickles storages before it asks for the other members. */
static void storages_alone_are_enough(void **state)
{
    struct fixture *f = *state;
    put_storages(&f->bytes);
    end_tar(&f->bytes);
    open_as(f, "pytorch-tar");
}

static void names_may_come_in_pax_and_gnu_records(void **state)
{
    struct fixture *f = *state;
    static const char pax[] = "17 path=storages\n19 comment=nothing\n";
    put_tar_header(&f->bytes, "pax", 'x', sizeof pax - 1);
    buf_add(&f->bytes, pax, sizeof pax - 1);
    put_filling(&f->bytes);
    put_tar_member(&f->bytes, "harmless.txt", EVIL, sizeof EVIL - 1);
    put_tar_header(&f->bytes, "././@LongLink", 'L', 7);
    buf_add(&f->bytes, "pickle", 7);
    put_filling(&f->bytes);
    put_tar_member(&f->bytes, "harmless.txt", EVIL, sizeof EVIL - 1);
    end_tar(&f->bytes);
    open_as(f, "pytorch-tar");
    assert_member(f, 0, "storages", 1536, sizeof EVIL - 1, "raw");
    assert_member(f, 1, "pickle", 3584, sizeof EVIL - 1, "raw");
}

/* tarfile extracts what a hard link leads to. */
static void a_link_lends_its_name(void **state)
{
    struct fixture *f = *state;
    struct buf data = {0};
    PUT(&data, COUNT_1 STORAGE);
    put_storage(&data, 2, 8);
    PUT(&data, EVIL);
    put_tar_member(&f->bytes, "notes", data.data, data.len);
    size_t link = f->bytes.len;
    put_tar_header(&f->bytes, "storages", '1', 0);
    memcpy(f->bytes.data + link + 157, "notes", 5);
    unsigned sum = 8 * ' ';
    for (size_t k = 0; k < TAR_BLOCK; k++)
        sum += k >= 148 && k < 156 ? 0 : (unsigned char)f->bytes.data[link + k];
    put_octal(f->bytes.data + link + 148, 6, sum);
    put_tar_member(&f->bytes, "pickle", "N.", 2);
    buf_free(&data);
    open_as(f, "pytorch-tar");
    size_t head = sizeof(COUNT_1 STORAGE) - 1;
    assert_member(f, 1, "notes#1", 512 + head, 16, "storage");
    assert_member(f, 2, "notes#2", 512 + head + 16, sizeof EVIL - 1, "raw");
}

static void two_members_of_one_name_are_read_and_told(void **state)
{
    struct fixture *f = *state;
    put_storages(&f->bytes);
    put_tar_member(&f->bytes, "pickle", "N.", 2);
    put_tar_member(&f->bytes, "pickle", EVIL, sizeof EVIL - 1);
    open_as(f, "pytorch-tar");
    assert_member(f, 4, "pickle", 2560, sizeof EVIL - 1, "raw");
    assert_int_equal(f->in.anomalies.count, 1);
    assert_int_equal(f->in.anomalies.rows[0].kind, INPUT_ANOMALY_DUPLICATE_NAME);
    assert_int_equal(f->in.anomalies.rows[0].member, 4);
}

static void bytes_in_the_filling_are_told(void **state)
{
    struct fixture *f = *state;
    put_storages(&f->bytes);
    size_t off = f->bytes.len - 40;
    put_tar_member(&f->bytes, "pickle", "N.", 2);
    end_tar(&f->bytes);
    memcpy(f->bytes.data + off, EVIL, sizeof EVIL - 1);
    memcpy(f->bytes.data + f->bytes.len - 4, "what", 4);
    open_as(f, "pytorch-tar");
    assert_int_equal(f->in.gap_count, 2);
}

static void a_member_that_ends_with_the_file_is_told(void **state)
{
    struct fixture *f = *state;
    put_storages(&f->bytes);
    put_tar_header(&f->bytes, "pickle", '0', 1000000);
    PUT(&f->bytes, EVIL);
    open_as(f, "pytorch-tar");
    assert_member(f, 3, "pickle", 1536, sizeof EVIL - 1, "raw");
    assert_string_equal(f->in.members[3].why, "0x600: the member has 1000000 bytes, there are 20");
}

static void a_tar_cut_anywhere_is_read_up_to_there(void **state)
{
    struct fixture *f = *state;
    put_storages(&f->bytes);
    put_tensors(&f->bytes);
    for (size_t len = 0; len < f->bytes.len; len++) {
        struct input in;
        struct err err;
        uint8_t *copy = malloc(len + 1);
        memcpy(copy, f->bytes.data, len);
        if (input_open_bytes(&in, "x", copy, len, "pytorch-tar", NULL, &err))
            input_close(&in);
        free(copy);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(storages_are_divided_by_what_the_object_says),
        TEST(a_storage_that_is_a_whole_pickle_is_a_storage),
        TEST(a_pickle_behind_the_storages_is_read),
        TEST(other_bytes_behind_the_storages_are_a_gap),
        TEST(a_count_of_its_own_is_told),
        TEST(a_file_cut_anywhere_is_accounted_for),
        TEST(counts_that_no_file_can_hold_are_told),
        TEST(storages_of_unknown_length_are_one),
        TEST(fewer_than_five_pickles_are_read_and_told),
        TEST(no_trust_is_put_in_the_magic),
        TEST(pickles_in_a_row_are_not_one_of_them),
        TEST(raw_bytes_between_pickles_are_stepped_over),
        TEST(storages_of_before_locations_are_stepped_over_too),
        TEST(storages_alone_are_enough),
        TEST(names_may_come_in_pax_and_gnu_records),
        TEST(a_link_lends_its_name),
        TEST(two_members_of_one_name_are_read_and_told),
        TEST(bytes_in_the_filling_are_told),
        TEST(a_member_that_ends_with_the_file_is_told),
        TEST(a_tar_cut_anywhere_is_read_up_to_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
