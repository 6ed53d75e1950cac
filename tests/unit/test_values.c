/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/analysis/follow.h"
#include "src/input/input.h"
#include "src/input/values.h"
#include "tests/unit/zip_maker.h"

#define EVIL                                                                                       \
    "\x80\x04"                                                                                     \
    "cos\nsystem\nU\2id\x85R."
#define EVIL_LEN (sizeof EVIL - 1)

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

/* ---- Making ----------------------------------------------------------------------------------- */

#define PUT(f, text) buf_add(&(f)->bytes, text, sizeof(text) - 1)

/* A value of so many bytes after a code and a count of four bytes. */
static void put_counted(struct fixture *f, char code, const void *bytes, size_t n)
{
    buf_char(&f->bytes, code);
    put_le(&f->bytes, n, 4);
    buf_add(&f->bytes, bytes, n);
}

/* Each byte as a character of Latin-1, in UTF-8. */
static struct buf as_latin1(const char *bytes, size_t n)
{
    struct buf out = {0};
    for (size_t k = 0; k < n; k++) {
        unsigned c = (unsigned char)bytes[k];
        if (c >= 0x80)
            buf_char(&out, (char)(0xc0 | c >> 6));
        buf_char(&out, (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c));
    }
    return out;
}

/* Opens what was put, runs its first pickle and looks at all its values. */
static void look(struct fixture *f, const struct input_limits *limits)
{
    struct err err;
    const uint8_t *bytes;
    size_t len;
    assert_false(f->bytes.failed);
    assert_true(input_open_bytes(&f->in, "x", (const uint8_t *)f->bytes.data, f->bytes.len, "raw",
                                 limits, &err));
    f->is_open = true;
    f->in.follow = follow_calls;
    for (size_t m = 0; m < f->in.member_count; m++) {
        if (!input_member_holds_pickle(&f->in, m))
            continue;
        assert_true(input_member_bytes(&f->in, m, &bytes, &len, &err));
        br_record *rec = br_record_new(bytes, len, NULL);
        assert_non_null(rec);
        br_record_run(rec, 0);
        values_add_all(&f->in, m, &(struct value_stream){0, 0}, rec);
        values_add_all(&f->in, m, &(struct value_stream){0, 0}, rec); /* once is enough */
        br_record_free(rec);
    }
}

static void assert_evil(struct fixture *f, size_t m, const char *name)
{
    const uint8_t *bytes;
    size_t len;
    struct err err;
    assert_true(m < f->in.member_count);
    assert_int_equal(f->in.members[m].name_len, strlen(name));
    assert_memory_equal(f->in.members[m].name, name, strlen(name));
    assert_true(input_member_holds_pickle(&f->in, m));
    assert_true(input_member_bytes(&f->in, m, &bytes, &len, &err));
    assert_int_equal(len, EVIL_LEN);
    assert_memory_equal(bytes, EVIL, len);
}

/* ---- What is found ---------------------------------------------------------------------------- */

static void bytes_that_are_a_pickle_become_a_member(void **state)
{
    struct fixture *f = *state;
    PUT(f, "\x80\x04");
    put_counted(f, 'B', EVIL, EVIL_LEN);
    PUT(f, ".");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 2);
    assert_evil(f, 1, "@0x2");
    uint64_t off;
    assert_true(input_file_offset(&f->in, 1, 2, &off));
    assert_int_equal(off, 2 + 5 + 2);
    input_member_drop(&f->in, 1);
    assert_evil(f, 1, "@0x2");
}

static void a_str_of_latin1_is_the_bytes_it_stands_for(void **state)
{
    struct fixture *f = *state;
    struct buf text = as_latin1(EVIL, EVIL_LEN);
    put_counted(f, 'X', text.data, text.len);
    PUT(f, ".");
    buf_free(&text);
    look(f, NULL);
    assert_evil(f, 1, "@0x0");
    uint64_t off;
    assert_false(input_file_offset(&f->in, 1, 2, &off));
    input_member_drop(&f->in, 1); /* nothing could give it back */
    assert_evil(f, 1, "@0x0");
}

static void a_unicode_line_is_read_as_its_value(void **state)
{
    struct fixture *f = *state;
    PUT(f, "V\\u0080\\u0004cos\\u000asystem\\u000aU\\u0002id\\u0085R.\n.");
    look(f, NULL);
    assert_evil(f, 1, "@0x0");
}

static void pickles_are_followed_from_value_to_value(void **state)
{
    struct fixture *f = *state;
    PUT(f, "\x80\x04");
    put_counted(f, 'B', EVIL, EVIL_LEN);
    PUT(f, ".");
    struct buf inner = f->bytes;
    f->bytes = (struct buf){0};
    PUT(f, "\x80\x04(");
    put_counted(f, 'B', inner.data, inner.len);
    put_counted(f, 'B', EVIL, EVIL_LEN);
    PUT(f, "t.");
    size_t second = 3 + 5 + inner.len;
    buf_free(&inner);
    look(f, NULL);
    assert_int_equal(f->in.member_count, 4);
    char name[32];
    snprintf(name, sizeof name, "@0x%zx", second);
    assert_evil(f, 2, name);
    assert_evil(f, 3, "@0x3!@0x2");
    static const size_t order[] = {0, 1, 3, 2};
    size_t m = 0;
    for (size_t k = 0; k < 4; k++, m = input_member_after(&f->in, m))
        assert_int_equal(m, order[k]);
    assert_int_equal(m, INPUT_NO_MEMBER);
}

static void a_container_in_a_value_is_opened(void **state)
{
    struct fixture *f = *state;
    struct zip_maker maker = {0};
    zip_maker_add(&maker, (struct zip_spec){
                              .name = "a.pkl", .data = EVIL, .len = EVIL_LEN, .is_deflated = true});
    zip_maker_end(&maker, (struct zip_end_spec){0});
    put_counted(f, 'B', maker.out.data, maker.out.len);
    PUT(f, ".");
    zip_maker_free(&maker);
    look(f, NULL);
    assert_int_equal(f->in.member_count, 3);
    assert_string_equal(f->in.members[1].format, "zip");
    assert_evil(f, 2, "@0x0!a.pkl");
}

static void what_only_looks_a_little_like_one_is_none(void **state)
{
    struct fixture *f = *state;
    static const char *const texts[] = {"N.",
                                        "I1\n.",
                                        "(lp0\n.",
                                        "a text that ends in a dot.",
                                        "0.5",
                                        "]q.",
                                        "....................",
                                        "}"};
    PUT(f, "(");
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        put_counted(f, 'X', texts[k], strlen(texts[k]));
    put_counted(f, 'X', "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80", 12);
    PUT(f, "t.");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 1);
}

/* An array of joblib's stands inside the pickle around it, and is a pickle with values of its own. */
static void what_begins_inside_another_one_is_looked_through_too(void **state)
{
    struct fixture *f = *state;
    struct err err;
    PUT(f, "\x80\x04"
           "0N.........");
    put_counted(f, 'B', EVIL, EVIL_LEN);
    PUT(f, ".");
    assert_true(input_open_bytes(&f->in, "x", (const uint8_t *)f->bytes.data, f->bytes.len, "raw",
                                 NULL, &err));
    f->is_open = true;
    const uint8_t *bytes = f->in.bytes;
    br_record *outer = br_record_new(bytes + 3, 2, NULL); /* "N." */
    br_record *inner = br_record_new(bytes + 13, f->in.len - 13, NULL);
    br_record_run(outer, 0);
    br_record_run(inner, 0);
    values_add_all(&f->in, 0, &(struct value_stream){12, 0},
                   outer); /* its end is behind where the other begins */
    values_add_all(&f->in, 0, &(struct value_stream){13, 1}, inner);
    assert_int_equal(f->in.member_count, 2);
    assert_evil(f, 1, "@0xd");
    br_record_free(outer);
    br_record_free(inner);
}

/* ---- By name ---------------------------------------------------------------------------------- */

static void a_value_is_found_by_its_name(void **state)
{
    struct fixture *f = *state;
    struct err err;
    size_t m;
    PUT(f, "N.\x80\x04"); /* in the second of two in a row */
    put_counted(f, 'B', EVIL, EVIL_LEN);
    PUT(f, ".");
    assert_true(input_open_bytes(&f->in, "x", (const uint8_t *)f->bytes.data, f->bytes.len, "raw",
                                 NULL, &err));
    f->is_open = true;
    assert_true(input_find_member(&f->in, "@0x4", 0, &m, &err));
    assert_evil(f, m, "@0x4");
    assert_false(input_find_member(&f->in, "@0x5", 0, &m, &err));
    assert_false(input_find_member(&f->in, "@4", 0, &m, &err));
    assert_false(input_find_member(&f->in, "@0x4!@0x0", 0, &m, &err));
}

/* ---- Limits ----------------------------------------------------------------------------------- */

static void values_count_against_the_limits(void **state)
{
    struct fixture *f = *state;
    PUT(f, "(");
    for (int k = 0; k < 5; k++)
        put_counted(f, 'B', EVIL, EVIL_LEN);
    PUT(f, "t.");
    struct input_limits limits = input_limits_default;
    limits.max_members = 3;
    look(f, &limits);
    assert_int_equal(f->in.member_count, 3);
    assert_non_null(input_member_why(&f->in, 0));
    input_close(&f->in);
    limits.max_members = 0;
    limits.max_depth = 0;
    look(f, &limits);
    assert_int_equal(f->in.member_count, 1);
    assert_non_null(input_member_why(&f->in, 0));
}

/* Two bytes before it, and what was in the value was not seen at all. */
static void what_stands_behind_other_bytes_is_found(void **state)
{
    struct fixture *f = *state;
    put_counted(f, 'B', "zz" EVIL "\0junk" EVIL, 2 + EVIL_LEN + 5 + EVIL_LEN);
    PUT(f, ".");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 3);
    assert_evil(f, 1, "@0x0+0x2");
    assert_evil(f, 2, "@0x0+0x1b");
    assert_int_equal(f->in.members[2].off, 5 + 0x1b);
}

/* Beyond the first MiB nobody looked, and said nothing. */
static void what_stands_far_behind_other_bytes_is_found(void **state)
{
    struct fixture *f = *state;
    enum { BEFORE = 3 << 20 };
    char *bytes = calloc(BEFORE + EVIL_LEN, 1);
    assert_non_null(bytes);
    memcpy(bytes + BEFORE, EVIL, EVIL_LEN);
    put_counted(f, 'B', bytes, BEFORE + EVIL_LEN);
    free(bytes);
    PUT(f, ".");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 2);
    assert_evil(f, 1, "@0x0+0x300000");
    assert_null(input_member_why(&f->in, 0));
}

/* Each begins a line that has no end: a megabyte took seconds, and the square of it more. What is not
 * followed is said. */
static void lines_without_end_are_paid_for(void **state)
{
    struct fixture *f = *state;
    static char heads[3 << 20];
    for (size_t k = 0; k < sizeof heads; k++)
        heads[k] = "\x80\x02S"[k % 3];
    put_counted(f, 'B', heads, sizeof heads);
    PUT(f, ".");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 1);
    assert_non_null(strstr(input_member_why(&f->in, 0), "not all of its values"));
}

/* Much that could begin one is no more work than there are bytes. */
static void headers_without_end_are_looked_at_once(void **state)
{
    struct fixture *f = *state;
    static char heads[1 << 20];
    for (size_t k = 0; k < sizeof heads; k++)
        heads[k] = k % 2 ? 2 : '\x80';
    heads[0] = 'z';
    put_counted(f, 'B', heads, sizeof heads);
    PUT(f, ".");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 1);
}

/* ---- Unpacked by the pickle's own calls -------------------------------------------------------- */

#define BASE32 "QACGG33TBJZXS43UMVWQUVICNFSIKURO"

/* base64.b32decode('...') was nothing that its bytes tell. */
static void what_a_call_unpacks_is_found(void **state)
{
    struct fixture *f = *state;
    struct input_place place;
    struct buf path = {0};
    PUT(f, "cbase64\nb32decode\n");
    size_t pos = f->bytes.len;
    put_counted(f, 'X', BASE32, sizeof BASE32 - 1);
    PUT(f, "\x85R.");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 2);
    assert_int_equal(f->in.members[1].pickle, INPUT_PICKLE);
    assert_true(input_member_place(&f->in, 1, &place, &path));
    assert_string_equal(buf_text(&path), "base64.b32decode");
    assert_int_equal(place.member, 0);
    assert_int_equal(place.stream, 0);
    assert_int_equal(place.pos, pos + 5 + sizeof BASE32 - 1 + 1); /* of the REDUCE */
    buf_free(&path);
}

/* One that is found by its bytes is not listed twice, but told how it comes out. */
static void what_is_found_without_calls_is_listed_once(void **state)
{
    struct fixture *f = *state;
    struct input_place place;
    struct buf path = {0};
    PUT(f, "cpickle\nloads\n");
    size_t pos = f->bytes.len;
    put_counted(f, 'B', EVIL, EVIL_LEN);
    PUT(f, "\x85R.");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 2);
    assert_true(input_member_place(&f->in, 1, &place, &path));
    assert_string_equal(buf_text(&path), "pickle.loads");
    assert_int_equal(place.pos, pos);
    buf_free(&path);
}

/* Two calls that need each other: a deflated stream without a header, in base64. */
static void calls_one_after_another_are_followed(void **state)
{
    struct fixture *f = *state;
    struct input_place place;
    struct buf path = {0};
    PUT(f, "czlib\ndecompress\n(cbase64\nb64decode\n");
    put_counted(f, 'X', "a2BJzi/mKq4sLknN5QplykxpDdIDAA==", 32);
    PUT(f, "\x85RJ\xf1\xff\xff\xfftR.");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 2);
    assert_true(input_member_place(&f->in, 1, &place, &path));
    assert_string_equal(buf_text(&path), "base64.b64decode > zlib.decompress");
    buf_free(&path);
}

/* A thousand calls that each unpack the same are no thousand times the work without an end. */
static void what_calls_may_unpack_is_limited(void **state)
{
    struct fixture *f = *state;
    static char letters[1 << 20];
    memset(letters, 'A', sizeof letters);
    put_counted(f, 'X', letters, sizeof letters);
    PUT(f, "\x94");
    for (unsigned n = 0; n < 1000; n++)
        PUT(f, "cbase64\nb64decode\nh\0\x85R0");
    PUT(f, ".");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 1);
    assert_non_null(strstr(input_member_why(&f->in, 0), "too much"));
}

/* The last slice that could be paid for left no work to count the characters of the next: it was taken
 * to have none, and their places were written behind the room for them. */
static void a_text_that_cannot_be_counted_has_no_length(void **state)
{
    struct fixture *f = *state;
    static char letters[1 << 20];
    for (size_t k = 0; k < sizeof letters; k++)
        letters[k] = "\xc3\xa9"[k % 2];
    PUT(f, "coperator\ngetitem\n\x94");
    put_counted(f, 'X', letters, sizeof letters);
    PUT(f, "cbuiltins\nslice\n(NNJ\xff\xff\xff\xfftR\x86\x94");
    for (unsigned n = 0; n < 1000; n++)
        PUT(f, "h\0h\1R0");
    PUT(f, ".");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 1);
    assert_non_null(strstr(input_member_why(&f->in, 0), "too much"));
}

/* ---- Numbers and code -------------------------------------------------------------------------- */

/* int.to_bytes gives such a number's bytes back, in either order. */
static void a_long_number_is_the_bytes_that_it_has(void **state)
{
    struct fixture *f = *state;
    char turned[EVIL_LEN + 1] = {0};
    for (size_t k = 0; k < EVIL_LEN; k++)
        turned[k] = EVIL[EVIL_LEN - 1 - k];
    put_counted(f, '\x8b', EVIL, EVIL_LEN);
    put_counted(f, '\x8b', turned, sizeof turned);
    PUT(f, "\x86.");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 3);
    assert_evil(f, 1, "@0x0");
    assert_evil(f, 2, "@0x19");
}

#define CODE_TYPE(numbers, qualname)                                                               \
    "ctypes\nCodeType\n(" numbers "C\1S(U\2idK\5t(U\2osU\6systemt)U\1sU\1f" qualname "K\1C\0)tR."

/* What types.CodeType is given is told as what marshal.loads is, of each Python. */
static void code_that_is_written_out_is_read(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *bytes, *about;
        size_t len;
    } rows[] = {
#define ROW(numbers, qualname, version)                                                            \
    {CODE_TYPE(numbers, qualname),                                                                 \
     "code of Python " version ", from s; names: os, system; constants: 'id', 5",                  \
     sizeof CODE_TYPE(numbers, qualname) - 1}
        ROW("K\1K\1K\1K\1", "", "2"),
        ROW("K\1K\1K\1K\1K\1", "", "3.0 to 3.7"),
        ROW("K\1K\1K\1K\1K\1K\1", "", "3.8 to 3.10"),
        ROW("K\1K\1K\1K\1K\1K\1", "U\1f", "3.11 or later"),
        ROW("NK\1K\1K\1K\1K\1K\1", "U\1f", "3.11 or later"), /* by dill */
    };
    for (size_t n = 0; n < sizeof rows / sizeof rows[0]; n++) {
        struct buf note = {0};
        buf_add(&f->bytes, rows[n].bytes, rows[n].len);
        look(f, NULL);
        assert_int_equal(f->in.member_count, 3);
        assert_string_equal(f->in.members[1].format, "marshal");
        assert_string_equal(f->in.members[1].value.via, "types.CodeType");
        input_member_note(&f->in, 2, &note);
        assert_string_equal(buf_text(&note), rows[n].about);
        buf_free(&note);
        input_close(&f->in);
        buf_clear(&f->bytes);
    }
    f->is_open = false;
}

/* One tuple of names may be given to each of many calls. */
static void code_that_shares_its_names_has_a_limit(void **state)
{
    struct fixture *f = *state;
    enum { NAMES = 20000, CALLS = 200, MOST_KEPT = 4 << 20 };
    PUT(f, "(");
    for (unsigned k = 0; k < NAMES; k++)
        PUT(f, "U\1a");
    PUT(f, "tq\1");
    for (unsigned k = 0; k < CALLS; k++)
        PUT(f, "ctypes\nCodeType\n(K\1K\1K\1K\1C\1S)h\1)U\1sU\1fK\1C\0)tR0");
    PUT(f, ".");
    look(f, NULL);
    assert_true(f->in.member_count > 2);
    assert_true(f->in.kept < MOST_KEPT);
    assert_non_null(strstr(input_member_why(&f->in, 0), "not all code that it writes out"));
}

/* The code itself may give it to pickle.loads. */
static void a_constant_of_code_is_looked_through(void **state)
{
    struct fixture *f = *state;
    static const char code[] =
        "c\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0s\1\0\0\0S(\2\0\0\0s\x14\0\0\0" EVIL "s\x17\0\0\0zzz" EVIL
        "(\0\0\0\0(\0\0\0\0(\0\0\0\0(\0\0\0\0s\1\0\0\0ss\1\0\0\0m\1\0\0\0s"
        "\0\0\0\0";
    put_counted(f, 'B', code, sizeof code - 1);
    PUT(f, ".");
    look(f, NULL);
    assert_int_equal(f->in.member_count, 5);
    assert_evil(f, 3, "@0x0!co_consts@0x21");
    assert_evil(f, 4, "@0x0!co_consts@0x3d");
    assert_true(input_member_is_kept(&f->in, 3));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(bytes_that_are_a_pickle_become_a_member),
        TEST(a_str_of_latin1_is_the_bytes_it_stands_for),
        TEST(a_unicode_line_is_read_as_its_value),
        TEST(pickles_are_followed_from_value_to_value),
        TEST(a_container_in_a_value_is_opened),
        TEST(what_only_looks_a_little_like_one_is_none),
        TEST(what_begins_inside_another_one_is_looked_through_too),
        TEST(a_value_is_found_by_its_name),
        TEST(values_count_against_the_limits),
        TEST(what_stands_behind_other_bytes_is_found),
        TEST(what_stands_far_behind_other_bytes_is_found),
        TEST(lines_without_end_are_paid_for),
        TEST(headers_without_end_are_looked_at_once),
        TEST(what_a_call_unpacks_is_found),
        TEST(what_is_found_without_calls_is_listed_once),
        TEST(calls_one_after_another_are_followed),
        TEST(what_calls_may_unpack_is_limited),
        TEST(a_text_that_cannot_be_counted_has_no_length),
        TEST(a_long_number_is_the_bytes_that_it_has),
        TEST(code_that_is_written_out_is_read),
        TEST(code_that_shares_its_names_has_a_limit),
        TEST(a_constant_of_code_is_looked_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
