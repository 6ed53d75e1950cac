/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files as members: formats by content, members by name and number, bytes, notes, digests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/input/argument.h"
#include "src/input/format.h"
#include "src/input/input.h"
#include "tests/unit/zip_maker.h"

#define PICKLE "\x80\x02]K\1a."
#define EVIL                                                                                       \
    "\x80\x02"                                                                                     \
    "cos\nsystem\nU\2id\x85R."

struct fixture {
    struct zip_maker maker;
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
    zip_maker_free(&f->maker);
    free(f);
    return 0;
}

static void add(struct fixture *f, const char *name, const char *data)
{
    zip_maker_add(&f->maker, (struct zip_spec){.name = name, .data = data, .len = strlen(data)});
}

static void open_limited(struct fixture *f, const struct input_limits *limits)
{
    struct err err;
    const uint8_t *bytes = (const uint8_t *)f->maker.out.data;
    assert_true(input_open_bytes(&f->in, "x", bytes, f->maker.out.len, NULL, limits, &err));
    f->is_open = true;
}

static void end(struct fixture *f)
{
    zip_maker_end(&f->maker, (struct zip_end_spec){0});
    open_limited(f, NULL);
}

static void assert_bytes(struct fixture *f, size_t m, const void *expected, size_t len)
{
    const uint8_t *bytes;
    size_t got;
    struct err err;
    assert_true(input_member_bytes(&f->in, m, &bytes, &got, &err));
    assert_int_equal(got, len);
    assert_memory_equal(bytes, expected, len);
}

static void assert_unreadable(struct fixture *f, size_t m, const char *text)
{
    const uint8_t *bytes;
    size_t got;
    struct err err;
    assert_false(input_member_bytes(&f->in, m, &bytes, &got, &err));
    assert_string_equal(err.text, text);
}

static void assert_note(struct fixture *f, size_t m, const char *text)
{
    struct buf note = {0};
    input_member_note(&f->in, m, &note);
    assert_string_equal(buf_text(&note), text);
    buf_free(&note);
}

/* ---- Formats --------------------------------------------------------------------------------- */

static void a_plain_file_is_one_member_without_a_name(void **state)
{
    struct fixture *f = *state;
    buf_add(&f->maker.out, PICKLE PICKLE, 2 * (sizeof PICKLE - 1));
    open_limited(f, NULL);
    assert_string_equal(f->in.format->name, "raw");
    assert_int_equal(f->in.member_count, 1);
    assert_null(f->in.members[0].name);
    assert_int_equal(input_default_member(&f->in), 0);
    assert_bytes(f, 0, f->maker.out.data, f->maker.out.len);
    assert_int_equal(f->in.gap_count, 0);
}

static void what_nothing_knows_is_taken_as_plain_pickles(void **state)
{
    struct fixture *f = *state;
    buf_str(&f->maker.out, "just a text\n");
    open_limited(f, NULL);
    assert_string_equal(f->in.format->name, "raw");
    assert_true(input_member_holds_pickle(&f->in, 0));
}

static void an_empty_file_is_a_plain_one(void **state)
{
    struct fixture *f = *state;
    struct err err;
    assert_true(input_open_bytes(&f->in, "x", (const uint8_t *)"", 0, NULL, NULL, &err));
    f->is_open = true;
    assert_string_equal(f->in.format->name, "raw");
    assert_bytes(f, 0, "", 0);
}

static void a_model_of_pytorch_opens_at_its_data_pkl(void **state)
{
    struct fixture *f = *state;
    add(f, "archive/code/data.pkl", PICKLE);
    add(f, "archive/data/0", "\x80\x02numbers");
    add(f, "archive/data.pkl", PICKLE);
    add(f, "archive/version", "3\n");
    end(f);
    assert_string_equal(f->in.format->name, "pytorch-zip");
    assert_int_equal(input_default_member(&f->in), 2);
    assert_true(f->in.members[1].is_storage);
    assert_false(input_member_holds_pickle(&f->in, 1));
    assert_string_equal(f->in.members[1].format, "storage");
    assert_false(input_member_holds_pickle(&f->in, 3));
    assert_string_equal(f->in.members[3].format, "data");
    assert_int_equal(input_next_pickle(&f->in, 0), 0);
    assert_int_equal(input_next_pickle(&f->in, 1), 2);
    assert_int_equal(input_next_pickle(&f->in, 3), INPUT_NO_MEMBER);
}

static void a_data_pkl_that_is_no_pickle_is_read_all_the_same(void **state)
{
    struct fixture *f = *state;
    add(f, "m/data.pkl", "not a pickle");
    end(f);
    assert_string_equal(f->in.format->name, "pytorch-zip");
    assert_true(input_member_holds_pickle(&f->in, 0));
}

static void a_storage_that_is_a_whole_pickle_counts_as_one(void **state)
{
    struct fixture *f = *state;
    add(f, "m/data.pkl", PICKLE);
    add(f, "m/data/0", EVIL);
    add(f, "m/data/1",
        "\x80\x02"
        "cos\nsystem\n\xff");
    end(f);
    assert_true(input_member_holds_pickle(&f->in, 1));
    assert_false(input_member_holds_pickle(&f->in, 2));
}

static void pickles_are_found_by_content_whatever_their_name(void **state)
{
    struct fixture *f = *state;
    add(f, "readme.txt", "Read me.\n");
    zip_maker_add(&f->maker, (struct zip_spec){.name = "image.png",
                                               .data = EVIL,
                                               .len = sizeof EVIL - 1,
                                               .is_deflated = true});
    end(f);
    assert_string_equal(f->in.format->name, "zip");
    assert_int_equal(input_default_member(&f->in), 1);
    assert_bytes(f, 1, EVIL, sizeof EVIL - 1);
}

static void a_format_can_be_forced(void **state)
{
    struct fixture *f = *state;
    struct err err;
    add(f, "x", PICKLE);
    zip_maker_end(&f->maker, (struct zip_end_spec){0});
    const uint8_t *bytes = (const uint8_t *)f->maker.out.data;
    assert_true(input_open_bytes(&f->in, "x", bytes, f->maker.out.len, "raw", NULL, &err));
    f->is_open = true;
    assert_bytes(f, 0, bytes, f->maker.out.len);
    struct input other;
    assert_false(input_open_bytes(&other, "x", bytes, 4, "rar", NULL, &err));
    assert_string_equal(err.text, "no format is called rar");
    assert_false(input_open_bytes(&other, "x", bytes + 1, 4, "zip", NULL, &err));
    assert_string_equal(err.text, "x: is not a zip: it has no member and no end record");
}

static void a_zip_within_a_pickle_is_a_value_of_it(void **state)
{
    struct fixture *f = *state;
    struct zip_maker inner = {0};
    zip_maker_add(&inner, (struct zip_spec){.name = "a", .data = "b", .len = 1});
    zip_maker_end(&inner, (struct zip_end_spec){0});
    buf_add(&f->maker.out,
            "\x80\x04"
            "B",
            3);
    put_le(&f->maker.out, inner.out.len, 4);
    buf_add(&f->maker.out, inner.out.data, inner.out.len);
    buf_char(&f->maker.out, '.');
    zip_maker_free(&inner);
    open_limited(f, NULL);
    assert_string_equal(f->in.format->name, "raw");
}

static void a_pickle_before_a_zip_is_a_member_without_a_name(void **state)
{
    struct fixture *f = *state;
    buf_add(&f->maker.out, EVIL, sizeof EVIL - 1);
    add(f, "m/data.pkl", PICKLE);
    end(f);
    assert_string_equal(f->in.format->name, "pytorch-zip");
    assert_int_equal(f->in.member_count, 2);
    assert_null(f->in.members[1].name);
    assert_true(input_member_holds_pickle(&f->in, 1));
    assert_bytes(f, 1, EVIL, sizeof EVIL - 1);
    assert_int_equal(f->in.gap_count, 0);
    assert_note(f, 1,
                "where readers do not look: before the archive; what reads 'pytorch-zip' "
                "passes over it, and it can be read as 'pickle'");
}

static void every_format_has_a_row_that_is_complete(void **state)
{
    (void)state;
    const struct input_format *row;
    for (size_t n = 0; (row = input_format_nth(n)); n++) {
        assert_true(row->name && row->about && row->bid && row->list);
        assert_ptr_equal(input_format_named(row->name), row);
        assert_in_range(row->bid((const uint8_t *)"", 0), 0, 1);
    }
    assert_null(input_format_named("none"));
}

/* ---- Bytes ----------------------------------------------------------------------------------- */

static void a_position_in_a_stored_member_has_an_offset_in_the_file(void **state)
{
    struct fixture *f = *state;
    add(f, "a", PICKLE);
    zip_maker_add(&f->maker,
                  (struct zip_spec){.name = "b", .data = "x", .len = 1, .is_deflated = true});
    end(f);
    uint64_t off;
    assert_true(input_file_offset(&f->in, 0, 3, &off));
    assert_int_equal(off, 30 + 1 + 3);
    assert_false(input_file_offset(&f->in, 1, 0, &off));
}

static void a_wrong_crc_is_noted_and_the_bytes_are_given(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(
        &f->maker,
        (struct zip_spec){.name = "a", .data = PICKLE, .len = sizeof PICKLE - 1, .crc_add = 1});
    zip_maker_add(&f->maker, (struct zip_spec){.name = "b",
                                               .data = PICKLE,
                                               .len = sizeof PICKLE - 1,
                                               .crc_add = 1,
                                               .is_deflated = true});
    end(f);
    for (size_t m = 0; m < 2; m++) {
        assert_bytes(f, m, PICKLE, sizeof PICKLE - 1);
        assert_true(f->in.members[m].is_crc_wrong);
        assert_note(f, m, "its bytes do not have the CRC declared");
    }
    assert_int_equal(f->in.anomalies.count, 2);
    assert_int_equal(f->in.anomalies.rows[0].kind, INPUT_ANOMALY_DATA_CRC);
    input_member_drop(&f->in, 1);
    assert_bytes(f, 1, PICKLE, sizeof PICKLE - 1);
    assert_int_equal(f->in.anomalies.count, 2);
}

static void a_declared_size_that_lies_cuts_nothing(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(&f->maker, (struct zip_spec){.name = "a",
                                               .data = PICKLE,
                                               .len = sizeof PICKLE - 1,
                                               .unpacked_add = (uint32_t)-3,
                                               .is_deflated = true});
    zip_maker_add(&f->maker, (struct zip_spec){.name = "b",
                                               .data = PICKLE,
                                               .len = sizeof PICKLE - 1,
                                               .unpacked_add = 0x7fffff00,
                                               .is_deflated = true});
    end(f);
    assert_bytes(f, 0, PICKLE, sizeof PICKLE - 1);
    assert_bytes(f, 1, PICKLE, sizeof PICKLE - 1);
}

static void the_encrypted_bit_alone_hides_nothing(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(&f->maker,
                  (struct zip_spec){.name = "a", .data = EVIL, .len = sizeof EVIL - 1, .flags = 1});
    end(f);
    assert_true(input_member_holds_pickle(&f->in, 0));
    assert_bytes(f, 0, EVIL, sizeof EVIL - 1);
}

static void a_member_that_is_encrypted_cannot_be_read(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(&f->maker, (struct zip_spec){.name = "a",
                                               .data = "\xdd\xfb\x3d\x7f\x77\x5a\xaf\x41",
                                               .len = 8,
                                               .flags = 1,
                                               .crc_add = 1});
    zip_maker_add(&f->maker, (struct zip_spec){.name = "b",
                                               .data = "\xdd\xfb\x3d\x7f\x77\x5a\xaf\x41",
                                               .len = 8,
                                               .flags = 1,
                                               .method_add = 8});
    end(f);
    assert_false(input_member_holds_pickle(&f->in, 0));
    assert_null(f->in.members[0].format);
    assert_unreadable(f, 0, "x!a: is encrypted");
    assert_unreadable(f, 1, "x!b: is encrypted");
}

static void an_unknown_method_cannot_be_read(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(&f->maker,
                  (struct zip_spec){.name = "a", .data = "data", .len = 4, .method_add = 97});
    end(f);
    assert_false(input_member_holds_pickle(&f->in, 0));
    assert_null(f->in.members[0].format);
    assert_unreadable(f, 0, "x!a: its compression method 97 (unknown) is not supported");
    assert_string_equal(f->in.members[0].why,
                        "its compression method 97 (unknown) is not supported");
}

static void a_member_without_a_header_cannot_be_read(void **state)
{
    struct fixture *f = *state;
    add(f, "a", PICKLE);
    zip_maker_add(&f->maker, (struct zip_spec){.name = "ghost",
                                               .data = "boo",
                                               .len = 3,
                                               .is_phantom = true,
                                               .header_off_add = 0x7fffffff});
    end(f);
    assert_false(input_member_holds_pickle(&f->in, 1));
    assert_unreadable(f, 1, "x!ghost: its header is not where the directory says");
}

static void members_may_not_claim_the_same_bytes_without_end(void **state)
{
    struct fixture *f = *state;
    struct buf text = {0};
    buf_pad(&text, 'x', 100000);
    zip_maker_add(&f->maker, (struct zip_spec){.name = "a", .data = text.data, .len = text.len});
    size_t len = f->maker.out.len;
    for (char name[] = "b"; name[0] <= 'f'; name[0]++)
        zip_maker_add(&f->maker, (struct zip_spec){.name = name,
                                                   .data = text.data,
                                                   .len = text.len,
                                                   .is_phantom = true,
                                                   .header_off_add = (uint32_t)-len});
    buf_free(&text);
    end(f);
    assert_int_equal(f->in.member_count, 6);
    assert_bytes(f, 1, f->in.bytes + f->in.members[0].off, 100000);
    assert_unreadable(f, 4, "x!e: too many members claim the same bytes");
    assert_false(input_member_holds_pickle(&f->in, 4));
}

/* Member `name` has the bytes of the first one. */
static void add_same(struct fixture *f, const char *name, size_t len)
{
    zip_maker_add(&f->maker, (struct zip_spec){.name = name,
                                               .data = PICKLE,
                                               .len = sizeof PICKLE - 1,
                                               .is_phantom = true,
                                               .header_off_add = (uint32_t)-len});
}

/* A storage holds numbers, whatever they look like: nobody reads a pickle there. */
static void bytes_of_several_members_are_read_once_but_not_as_numbers(void **state)
{
    struct fixture *f = *state;
    add(f, "a/data/0", PICKLE);
    size_t len = f->maker.out.len;
    add_same(f, "a/one.pkl", len);
    add_same(f, "a/two.pkl", len);
    add_same(f, "a/data.pkl", len);
    end(f);
    assert_true(f->in.members[0].is_storage);
    assert_true(input_member_holds_pickle(&f->in, 1));
    assert_false(input_member_holds_pickle(&f->in, 2));
    assert_string_equal(f->in.members[2].format, INPUT_TWIN);
    assert_note(f, 2,
                "the same bytes as a/one.pkl, and read there; its bytes end at 45, behind the "
                "start of the next record at 0; the directory calls it 'a/two.pkl', its own "
                "header 'a/data/0'");
    assert_true(input_member_holds_pickle(&f->in, 3));
}

static void a_bomb_gives_what_the_limit_allows(void **state)
{
    struct fixture *f = *state;
    struct buf zeros = {0};
    buf_pad(&zeros, '\0', 4 << 20);
    zip_maker_add(&f->maker,
                  (struct zip_spec){
                      .name = "bomb", .data = zeros.data, .len = zeros.len, .is_deflated = true});
    buf_free(&zeros);
    add(f, "a", PICKLE);
    zip_maker_end(&f->maker, (struct zip_end_spec){0});
    struct input_limits limits = input_limits_default;
    limits.max_unpacked = 1 << 20;
    open_limited(f, &limits);
    const uint8_t *bytes;
    size_t len;
    struct err err;
    assert_true(input_member_bytes(&f->in, 0, &bytes, &len, &err));
    assert_in_range(len, 1, 1 << 20);
    assert_true(f->in.members[0].is_partial);
    assert_note(f, 0, "unpacks to more than the limit of 1048576 bytes");
    assert_bytes(f, 1, PICKLE, sizeof PICKLE - 1);
}

static void what_is_unpacked_in_all_has_a_limit(void **state)
{
    struct fixture *f = *state;
    struct buf text = {0};
    buf_pad(&text, 'x', 100000);
    for (char name[] = "a"; name[0] <= 'c'; name[0]++)
        zip_maker_add(&f->maker,
                      (struct zip_spec){
                          .name = name, .data = text.data, .len = text.len, .is_deflated = true});
    buf_free(&text);
    zip_maker_end(&f->maker, (struct zip_end_spec){0});
    struct input_limits limits = {.max_total = 200000};
    open_limited(f, &limits);
    const uint8_t *bytes;
    size_t len;
    struct err err;
    assert_true(input_member_bytes(&f->in, 0, &bytes, &len, &err));
    assert_true(input_member_bytes(&f->in, 1, &bytes, &len, &err));
    assert_false(f->in.members[1].is_partial);
    assert_unreadable(f, 2, "x!c: too much was unpacked before");
}

static void a_member_that_breaks_off_gives_what_came_before(void **state)
{
    struct fixture *f = *state;
    static const char packed[] = "\x00\x05\x00\xfa\xffhello\x07";
    zip_maker_add(
        &f->maker,
        (struct zip_spec){.name = "a", .data = packed, .len = sizeof packed - 1, .method_add = 8});
    end(f);
    assert_bytes(f, 0, "hello", 5);
    assert_true(f->in.members[0].is_partial);
    char hex[DIGEST_HEX_SIZE];
    struct err err;
    assert_false(input_member_digest(&f->in, 0, hex, &err));
    assert_string_equal(err.text, "x!a: deflated data are damaged");
}

static void digests_are_of_the_bytes_that_are_read(void **state)
{
    struct fixture *f = *state;
    static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    add(f, "plain", "abc");
    zip_maker_add(&f->maker, (struct zip_spec){
                                 .name = "packed", .data = "abc", .len = 3, .is_deflated = true});
    end(f);
    char hex[DIGEST_HEX_SIZE];
    struct err err;
    assert_true(input_member_digest(&f->in, 0, hex, &err));
    assert_string_equal(hex, abc);
    assert_true(input_member_digest(&f->in, 1, hex, &err));
    assert_string_equal(hex, abc);
    assert_bytes(f, 1, "abc", 3);
    assert_true(input_member_digest(&f->in, 1, hex, &err));
    assert_string_equal(hex, abc);
    struct input raw;
    assert_true(input_open_bytes(&raw, "x", (const uint8_t *)"abc", 3, "raw", NULL, &err));
    input_digest(&raw, hex);
    assert_string_equal(hex, abc);
    input_close(&raw);
}

/* ---- Names ----------------------------------------------------------------------------------- */

static void assert_found(struct fixture *f, const char *name, size_t from, size_t expected)
{
    size_t m;
    struct err err;
    assert_true(input_find_member(&f->in, name, from, &m, &err));
    assert_int_equal(m, expected);
}

static void a_member_is_found_by_name_by_tail_or_by_number(void **state)
{
    struct fixture *f = *state;
    add(f, "m/data.pkl", "1");
    add(f, "m/x", "2");
    add(f, "m/x", "3");
    add(f, "n/version", "4");
    zip_maker_add(&f->maker,
                  (struct zip_spec){.name = "cut\0here", .name_len = 8, .data = "5", .len = 1});
    end(f);
    assert_found(f, "m/data.pkl", 0, 0);
    assert_found(f, "m/x", 0, 2);
    assert_found(f, "m/x", 2, 2);
    assert_found(f, "m/x#1", 0, 1);
    assert_found(f, "x", 0, 2);
    assert_found(f, "version", 0, 3);
    assert_found(f, "cut", 0, 4);
    assert_found(f, "#2", 0, 2);
    size_t m;
    struct err err;
    assert_false(input_find_member(&f->in, "z", 0, &m, &err));
    assert_string_equal(err.text, "x: no member is called z (there are: m/data.pkl, m/x#1, m/x, "
                                  "n/version, cut)");
    assert_false(input_find_member(&f->in, "#5", 0, &m, &err));
    assert_false(input_find_member(&f->in, "", 0, &m, &err));
    struct input raw;
    assert_true(input_open_bytes(&raw, "y", (const uint8_t *)"N.", 2, NULL, NULL, &err));
    assert_false(input_find_member(&raw, "z", 0, &m, &err));
    assert_string_equal(err.text, "y: no member is called z (there are: none)");
    input_close(&raw);
}

/* What cannot be read stands back, what no directory lists too; what is really called as another one would
 * be keeps its name. */
static void members_of_one_name_are_told_apart(void **state)
{
    struct fixture *f = *state;
    struct buf text = {0};
    add(f, "a", "1");
    add(f, "a", "2");
    zip_maker_add(
        &f->maker,
        (struct zip_spec){
            .name = "a", .data = "3", .len = 1, .is_phantom = true, .header_off_add = 100000});
    zip_maker_add(&f->maker,
                  (struct zip_spec){.name = "a", .data = "4", .len = 1, .is_unlisted = true});
    add(f, "a#0", "5");
    end(f);
    assert_found(f, "a", 0, 1);
    assert_found(f, "a#0", 0, 3);
    assert_found(f, "a#0#0", 0, 0);
    assert_found(f, "a#2", 0, 2);
    assert_found(f, "a#4", 0, 4);
    input_member_namesakes(&f->in, 1, &text);
    assert_non_null(strstr(buf_text(&text), "4 members are called 'a'"));
    assert_non_null(strstr(buf_text(&text), "a#0#0"));
    buf_clear(&text);
    input_member_namesakes(&f->in, 3, &text);
    assert_int_equal(text.len, 0);
    buf_free(&text);
}

static void assert_split(const char *text, const char *path, const char *entry)
{
    struct input_argument argument;
    struct err err;
    assert_true(input_argument_split(text, &argument, &err));
    assert_string_equal(argument.path, path);
    if (entry)
        assert_string_equal(argument.entry, entry);
    else
        assert_null(argument.entry);
    input_argument_free(&argument);
}

static void touch(const char *name)
{
    FILE *out = fopen(name, "wb");
    assert_non_null(out);
    fclose(out);
}

static void a_mark_in_an_argument_separates_unless_a_file_is_called_so(void **state)
{
    (void)state;
    char folder[] = "/tmp/brine-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    touch("m.pt");
    touch("wow!.pt");
    assert_split("m.pt", "m.pt", NULL);
    assert_split("m.pt!a/data.pkl", "m.pt", "a/data.pkl");
    assert_split("m.pt!odd!name", "m.pt", "odd!name");
    assert_split("wow!.pt", "wow!.pt", NULL);
    assert_split("wow!.pt!a", "wow!.pt", "a");
    assert_split("m.pt!", "m.pt", "");
    assert_split("missing.pt!a", "missing.pt", "a");
    assert_split("missing.pt", "missing.pt", NULL);
    assert_split("-!a", "-", "a");
    assert_split("-", "-", NULL);
    assert_split("!a", "!a", NULL);
    remove("m.pt");
    remove("wow!.pt");
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void what_is_odd_about_a_member_is_noted_in_words(void **state)
{
    struct fixture *f = *state;
    add(f, "a", PICKLE);
    zip_maker_add(&f->maker, (struct zip_spec){.name = "b",
                                               .local_name = "c",
                                               .data = PICKLE,
                                               .len = sizeof PICKLE - 1,
                                               .local_flags = 0x20});
    end(f);
    assert_note(f, 0, "");
    assert_note(f, 1,
                "the directory calls it 'b', its own header 'c'; the directory says flags 0x0, its "
                "own header 0x20; its flags 0x20 say encrypted or patched: some readers refuse it");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_plain_file_is_one_member_without_a_name),
        TEST(what_nothing_knows_is_taken_as_plain_pickles),
        TEST(an_empty_file_is_a_plain_one),
        TEST(a_model_of_pytorch_opens_at_its_data_pkl),
        TEST(a_data_pkl_that_is_no_pickle_is_read_all_the_same),
        TEST(a_storage_that_is_a_whole_pickle_counts_as_one),
        TEST(pickles_are_found_by_content_whatever_their_name),
        TEST(a_format_can_be_forced),
        TEST(a_zip_within_a_pickle_is_a_value_of_it),
        TEST(a_pickle_before_a_zip_is_a_member_without_a_name),
        TEST(every_format_has_a_row_that_is_complete),
        TEST(a_position_in_a_stored_member_has_an_offset_in_the_file),
        TEST(a_wrong_crc_is_noted_and_the_bytes_are_given),
        TEST(a_declared_size_that_lies_cuts_nothing),
        TEST(the_encrypted_bit_alone_hides_nothing),
        TEST(a_member_that_is_encrypted_cannot_be_read),
        TEST(an_unknown_method_cannot_be_read),
        TEST(a_member_without_a_header_cannot_be_read),
        TEST(members_may_not_claim_the_same_bytes_without_end),
        TEST(bytes_of_several_members_are_read_once_but_not_as_numbers),
        TEST(a_bomb_gives_what_the_limit_allows),
        TEST(what_is_unpacked_in_all_has_a_limit),
        TEST(a_member_that_breaks_off_gives_what_came_before),
        TEST(digests_are_of_the_bytes_that_are_read),
        TEST(a_member_is_found_by_name_by_tail_or_by_number),
        TEST(members_of_one_name_are_told_apart),
        TEST(a_mark_in_an_argument_separates_unless_a_file_is_called_so),
        TEST(what_is_odd_about_a_member_is_noted_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
