/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrays that numpy saved: headers as it writes them and as it does not, where the data ends, what
 * follows it. */
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
#include "src/input/npy_header.h"

#define EVIL                                                                                       \
    "\x80\x02"                                                                                     \
    "cos\nsystem\nU\2id\x85R."

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

static void put_header(struct buf *out, int version, const char *text)
{
    size_t len = strlen(text);
    buf_add(out, "\x93NUMPY", 6);
    buf_char(out, (char)version);
    buf_char(out, 0);
    for (int k = 0; k < (version == 1 ? 2 : 4); k++)
        buf_char(out, (char)(len >> 8 * k));
    buf_str(out, text);
}

static void put_array(struct buf *out, const char *descr, const char *shape)
{
    char text[400];
    snprintf(text, sizeof text, "{'descr': %s, 'fortran_order': False, 'shape': %s, }   \n", descr,
             shape);
    put_header(out, 1, text);
}

static void open_all(struct fixture *f)
{
    struct err err;
    assert_true(input_open_bytes(&f->in, "x", (const uint8_t *)f->bytes.data, f->bytes.len, NULL,
                                 NULL, &err));
    f->is_open = true;
    assert_string_equal(f->in.format->name, "npy");
}

static bool read_header(int version, const char *text, struct npy_header *header, struct err *err)
{
    struct buf bytes = {0};
    put_header(&bytes, version, text);
    bool is_read = npy_header_read((const uint8_t *)bytes.data, bytes.len, 0, header, err);
    assert_int_equal(header->data_off, bytes.len);
    buf_free(&bytes);
    return is_read;
}

/* ---- Headers --------------------------------------------------------------------------------- */

static const struct {
    const char *descr, *shape;
    uint64_t size;
    bool has_object;
} as_numpy_writes[] = {
    {"'<f8'", "(4,)", 32, false},
    {"'<f8'", "()", 8, false},
    {"'<f8'", "(0,)", 0, false},
    {"'|b1'", "(3, 5, 2)", 30, false},
    {"'|S7'", "(2,)", 14, false},
    {"'<U9'", "(2,)", 72, false},
    {"'|V16'", "(2,)", 32, false},
    {"'|S0'", "(2,)", 0, false},
    {"'<c32'", "(2,)", 64, false},
    {"'<M8[ns]'", "(2,)", 16, false},
    {"'>m8[25s]'", "(2,)", 16, false},
    {"'|O'", "(2,)", 16, true},
    {"'|O8'", "(2L, 3L)", 48, true},
    {"[('a', '<i4'), ('b', '|O')]", "(1,)", 12, true},
    {"[('a', '<i4'), ('b', '<f8')]", "(3,)", 36, false},
    {"[('a', '<i4', (2, 3)), ('', '|V4'), ('b', '|u1')]", "(2,)", 58, false},
    {"[(('a title', 'a'), '<i4'), ('it\\'s', '<i2')]", "(2,)", 12, false},
    {"[('p', [('x', '<f4'), ('y', '<f4')], (10,)), ('t', '|S3')]", "(2,)", 166, false},
    {"[('p', [('x', [('deep', '|O')])])]", "(1,)", 8, true},
    {"[('a', ('<f4', (3,)))]", "(2,)", 24, false},
    {"[]", "(2,)", 0, false},
    {"'<f8'", "(4294967296, 4294967296, 16)", NPY_TOO_MANY, false},
    {"'<f8'", "(99999999999999999999999999, 2)", NPY_TOO_MANY, false},
    {"'<f8'", "(9223372036854775807, 9223372036854775807, 0)", 0, false},
};

static void headers_as_numpy_writes_them_are_read(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof as_numpy_writes / sizeof as_numpy_writes[0]; k++) {
        char text[400];
        struct npy_header header;
        struct err err = {""};
        snprintf(text, sizeof text, "{'descr': %s, 'fortran_order': True, 'shape': %s, }   \n",
                 as_numpy_writes[k].descr, as_numpy_writes[k].shape);
        for (int version = 1; version <= 3; version++) {
            assert_true(read_header(version, text, &header, &err));
            assert_true(header.size == as_numpy_writes[k].size);
            assert_true(header.has_object == as_numpy_writes[k].has_object);
            assert_true(header.is_fortran);
        }
    }
}

#define REST ", 'fortran_order': False, 'shape': (1,)}"
#define AT " in the header of an array"

static const struct {
    const char *text, *why;
} as_it_does_not[] = {
    {"", "0xa: expected a dictionary" AT},
    {"__import__('os').system('id')", "0xa: expected a dictionary" AT},
    {"{'descr': f()" REST, "0x14: expected a string" AT},
    {"{'descr': '<f8' if True else 1" REST,
     "0x1a: expected a comma or the end of the dictionary" AT},
    {"{'descr': 'float64'" REST, "0x14: expected a type as numpy writes it" AT},
    {"{'descr': 'i4,O'" REST, "0x14: expected a type as numpy writes it" AT},
    {"{'descr': '<f'" REST, "0x14: expected a type as numpy writes it" AT},
    {"{'descr': '<f8'", "0x19: expected a comma or the end of the dictionary" AT},
    {"{'descr': '<f8", "0x18: expected the end of a string" AT},
    {"{'descr': ['aO']" REST, "0x15: expected a field, (name, type)" AT},
    {"{'descr': [('a', '<f8') ('b', '<f8')]" REST,
     "0x22: expected a comma or the end of a list" AT},
    {"{'descr': [('a', '<f8', 3)]" REST, "0x22: expected a tuple of numbers" AT},
    {"{'descr': '<f8', 'descr': '|O'" REST,
     "0x1b: expected each of descr, fortran_order and shape once" AT},
    {"{'what': 1" REST, "0xb: expected each of descr, fortran_order and shape once" AT},
    {"{'descr': '<f8', 'shape': (1,)}", "0x29: expected each of descr, fortran_order and shape" AT},
    {"{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}", "0x2c: expected True or False" AT},
    {"{'descr': '<f8', 'fortran_order': False, 'shape': (3)}",
     "0x3f: expected a tuple, not a number in brackets," AT},
    {"{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}",
     "0x3d: expected a number of 0 or more" AT},
    {"{'descr': '<f8'" REST "#", "0x41: expected nothing behind the dictionary" AT},
};

static void anything_else_is_refused_with_its_place(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof as_it_does_not / sizeof as_it_does_not[0]; k++) {
        struct npy_header header;
        struct err err = {""};
        assert_false(read_header(1, as_it_does_not[k].text, &header, &err));
        assert_string_equal(err.text, as_it_does_not[k].why);
    }
}

static void types_within_types_end_at_a_limit(void **state)
{
    (void)state;
    struct buf text = {0};
    struct npy_header header;
    struct err err;
    buf_str(&text, "{'descr': ");
    for (int k = 0; k < 5000; k++)
        buf_str(&text, "[('a', ");
    assert_false(read_header(2, buf_text(&text), &header, &err));
    assert_non_null(strstr(err.text, "types are nested too deep"));
    buf_free(&text);
}

static void a_header_cut_anywhere_is_refused(void **state)
{
    struct fixture *f = *state;
    put_array(&f->bytes, "[('a', '<i4', (2,)), ('b', '|O')]", "(1, 2)");
    for (size_t len = 0; len < f->bytes.len; len++) {
        struct npy_header header;
        struct err err = {""};
        uint8_t *copy = malloc(len + 1);
        memcpy(copy, f->bytes.data, len);
        assert_false(npy_header_read(copy, len, 0, &header, &err));
        assert_true(err.text[0] != '\0');
        free(copy);
    }
}

/* ---- Files ----------------------------------------------------------------------------------- */

static void numbers_are_never_a_pickle(void **state)
{
    struct fixture *f = *state;
    put_array(&f->bytes, "'|u1'", "(20,)");
    buf_add(&f->bytes, EVIL, sizeof EVIL - 1);
    open_all(f);
    assert_int_equal(f->in.member_count, 1);
    assert_int_equal(f->in.gap_count, 0);
    assert_string_equal(f->in.members[0].format, "array");
    assert_false(input_member_holds_pickle(&f->in, 0));
    assert_true(input_is_arrays(&f->in));
    assert_string_equal(f->in.members[0].about,
                        "an array of '|u1', shape (20,): no objects, so its data is no pickle");
}

static void objects_are_one_pickle(void **state)
{
    struct fixture *f = *state;
    put_array(&f->bytes, "[('a', '<i4'), ('b', '|O')]", "(1,)");
    size_t off = f->bytes.len;
    buf_add(&f->bytes, EVIL, sizeof EVIL - 1);
    open_all(f);
    assert_int_equal(f->in.member_count, 1);
    assert_int_equal(f->in.members[0].off, off);
    assert_int_equal(f->in.members[0].size, sizeof EVIL - 1);
    assert_true(input_member_holds_pickle(&f->in, 0));
    assert_false(input_is_arrays(&f->in));
}

static void what_follows_is_told(void **state)
{
    struct fixture *f = *state;
    put_array(&f->bytes, "'<i2'", "(2,)");
    buf_add(&f->bytes, "\1\0\2\0", 4);
    size_t off = f->bytes.len;
    buf_str(&f->bytes, "more");
    open_all(f);
    assert_int_equal(f->in.gap_count, 1);
    assert_int_equal(f->in.gaps[0].off, off);
    assert_int_equal(f->in.gaps[0].size, 4);
}

static void a_pickle_that_follows_is_read(void **state)
{
    struct fixture *f = *state;
    put_array(&f->bytes, "'<i2'", "(2,)");
    buf_add(&f->bytes, "\1\0\2\0", 4);
    buf_add(&f->bytes, EVIL, sizeof EVIL - 1);
    open_all(f);
    assert_int_equal(f->in.member_count, 2);
    assert_true(input_member_holds_pickle(&f->in, 1));
    assert_int_equal(input_default_member(&f->in), 1);
    assert_int_equal(f->in.gap_count, 0);
}

/* A zip here; it is for whoever opens members that are containers. */
static void another_format_that_follows_is_a_member(void **state)
{
    struct fixture *f = *state;
    put_array(&f->bytes, "'<i2'", "(0,)");
    size_t off = f->bytes.len;
    buf_add(&f->bytes, "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);
    open_all(f);
    assert_int_equal(f->in.member_count, 2);
    assert_int_equal(f->in.gap_count, 0);
    assert_int_equal(f->in.members[1].off, off);
    assert_false(input_member_holds_pickle(&f->in, 1));
    assert_string_equal(f->in.members[1].format, "zip");
}

/* numpy.save to an open file, again and again; numpy.load reads them one by one. */
static void arrays_in_a_row_are_all_found(void **state)
{
    struct fixture *f = *state;
    put_array(&f->bytes, "'<i2'", "(1,)");
    buf_add(&f->bytes, "\1\0", 2);
    put_array(&f->bytes, "'|O'", "(1,)");
    buf_add(&f->bytes, EVIL, sizeof EVIL - 1);
    put_array(&f->bytes, "'<i2'", "(0,)");
    put_array(&f->bytes, "'<i2'", "(1,)");
    buf_add(&f->bytes, "\1\0", 2);
    open_all(f);
    assert_int_equal(f->in.member_count, 4);
    assert_int_equal(input_next_pickle(&f->in, 0), 1);
    assert_int_equal(input_next_pickle(&f->in, 2), INPUT_NO_MEMBER);
    assert_int_equal(f->in.gap_count, 0);
}

static void missing_bytes_are_told(void **state)
{
    struct fixture *f = *state;
    put_array(&f->bytes, "'<f8'", "(4,)");
    size_t off = f->bytes.len;
    char why[100];
    buf_add(&f->bytes, "1234567", 7);
    open_all(f);
    snprintf(why, sizeof why, "0x%zx: the array has 32 bytes, there are 7", off);
    assert_string_equal(f->in.members[0].why, why);
    assert_int_equal(f->in.members[0].size, 7);
}

static void a_broken_header_hides_no_pickle(void **state)
{
    struct fixture *f = *state;
    const uint8_t *bytes;
    size_t len;
    struct err err;
    put_array(&f->bytes, "'|O' if 1 else 2", "(1,)");
    buf_add(&f->bytes, EVIL, sizeof EVIL - 1);
    open_all(f);
    assert_int_equal(f->in.member_count, 2);
    assert_false(input_member_bytes(&f->in, 0, &bytes, &len, &err));
    assert_non_null(strstr(err.text, "x: 0x19: expected a comma"));
    assert_int_equal(input_default_member(&f->in), 1);
    assert_true(input_member_bytes(&f->in, 1, &bytes, &len, &err));
    assert_int_equal(len, sizeof EVIL - 1);
}

static void arrays_without_end_meet_the_limit(void **state)
{
    struct fixture *f = *state;
    struct input_limits limits = input_limits_default;
    struct err err;
    limits.max_members = 10;
    for (int k = 0; k < 20; k++)
        put_array(&f->bytes, "'<i2'", "(0,)");
    assert_true(input_open_bytes(&f->in, "x", (const uint8_t *)f->bytes.data, f->bytes.len, NULL,
                                 &limits, &err));
    f->is_open = true;
    assert_int_equal(f->in.member_count, 10);
    assert_int_equal(f->in.gap_count, 1);
    assert_int_equal(f->in.anomalies.count, 1);
    assert_int_equal(f->in.anomalies.rows[0].kind, INPUT_ANOMALY_MEMBER_LIMIT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(headers_as_numpy_writes_them_are_read),
        TEST(anything_else_is_refused_with_its_place),
        TEST(types_within_types_end_at_a_limit),
        TEST(a_header_cut_anywhere_is_refused),
        TEST(numbers_are_never_a_pickle),
        TEST(objects_are_one_pickle),
        TEST(what_follows_is_told),
        TEST(a_pickle_that_follows_is_read),
        TEST(another_format_that_follows_is_a_member),
        TEST(arrays_in_a_row_are_all_found),
        TEST(missing_bytes_are_told),
        TEST(a_broken_header_hides_no_pickle),
        TEST(arrays_without_end_meet_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
