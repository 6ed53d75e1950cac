/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk over a zip's records: what is right is read, what is bent is read and told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "src/input/zip.h"
#include "tests/unit/zip_maker.h"

/* A maker and the walk over what it made. */
struct fixture {
    struct zip_maker maker;
    struct zip_archive archive;
};

static int set_up(void **state)
{
    *state = calloc(1, sizeof(struct fixture));
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    zip_archive_free(&f->archive);
    zip_maker_free(&f->maker);
    free(f);
    return 0;
}

static const uint8_t *bytes_of(const struct fixture *f)
{
    return (const uint8_t *)f->maker.out.data;
}

static void walk(struct fixture *f)
{
    zip_archive_free(&f->archive);
    assert_true(zip_walk(bytes_of(f), f->maker.out.len, 0, &f->archive, NULL));
}

static void add(struct fixture *f, const char *name, const char *text)
{
    zip_maker_add(&f->maker, (struct zip_spec){.name = name, .data = text, .len = strlen(text)});
}

static void end(struct fixture *f)
{
    zip_maker_end(&f->maker, (struct zip_end_spec){0});
    walk(f);
}

static void assert_member(const struct fixture *f, size_t n, const char *name, const char *text)
{
    assert_true(n < f->archive.count);
    const struct zip_entry *entry = &f->archive.entries[n];
    const struct zip_record *view = zip_entry_view(entry);
    assert_int_equal(view->name_len, strlen(name));
    assert_memory_equal(view->name, name, strlen(name));
    assert_int_equal(entry->data_size, strlen(text));
    assert_memory_equal(bytes_of(f) + entry->data_off, text, strlen(text));
}

/* The only anomaly of its kind; NULL without one. */
static const struct input_anomaly *find(const struct fixture *f, enum input_anomaly_kind kind)
{
    const struct input_anomaly *found = NULL;
    for (size_t k = 0; k < f->archive.anomalies.count; k++) {
        if (f->archive.anomalies.rows[k].kind != kind)
            continue;
        assert_null(found);
        found = &f->archive.anomalies.rows[k];
    }
    return found;
}

static void assert_anomaly(const struct fixture *f, enum input_anomaly_kind kind, size_t member,
                           uint64_t central, uint64_t local)
{
    const struct input_anomaly *row = find(f, kind);
    assert_non_null(row);
    assert_int_equal(row->member, member);
    assert_int_equal(row->central.number, central);
    assert_int_equal(row->local.number, local);
}

static void assert_flawless(const struct fixture *f)
{
    assert_int_equal(f->archive.anomalies.count, 0);
    assert_int_equal(f->archive.gap_count, 0);
}

/* ---- What is right --------------------------------------------------------------------------- */

static void members_stand_in_the_order_of_the_directory(void **state)
{
    struct fixture *f = *state;
    add(f, "b", "second letter");
    add(f, "a", "first letter");
    end(f);
    assert_int_equal(f->archive.count, 2);
    assert_member(f, 0, "b", "second letter");
    assert_member(f, 1, "a", "first letter");
    assert_flawless(f);
    assert_true(f->archive.has_end);
}

static void an_archive_of_nothing_has_no_members(void **state)
{
    struct fixture *f = *state;
    uint64_t dir_off;
    end(f);
    assert_int_equal(f->archive.count, 0);
    assert_flawless(f);
    assert_int_equal(zip_bid(bytes_of(f), f->maker.out.len, &dir_off), 80);
}

/* In other bytes, whose offsets it knows nothing of. */
static void the_extent_is_that_of_what_the_directory_lists(void **state)
{
    struct fixture *f = *state;
    uint64_t from, to;
    struct buf around = {0};
    add(f, "b", "a letter");
    end(f);
    buf_str(&around, "before");
    buf_add(&around, f->maker.out.data, f->maker.out.len);
    buf_str(&around, "behind");
    assert_false(around.failed);
    assert_true(zip_extent((const uint8_t *)around.data, around.len, &from, &to));
    assert_int_equal(from, strlen("before"));
    assert_int_equal(to, strlen("before") + f->maker.out.len);
    /* A part of it is not there. */
    size_t cut = (size_t)from + 1;
    assert_false(zip_extent((const uint8_t *)around.data + cut, around.len - cut, &from, &to));
    buf_free(&around);
}

static void data_begin_where_the_local_header_says(void **state)
{
    struct fixture *f = *state;
    static const char padding[] = "FB\x04\0ZZZZ";
    zip_maker_add(&f->maker, (struct zip_spec){.name = "x",
                                               .data = "data",
                                               .len = 4,
                                               .extra = padding,
                                               .extra_len = sizeof padding - 1});
    end(f);
    assert_member(f, 0, "x", "data");
    assert_int_equal(f->archive.entries[0].data_off, 30 + 1 + 8);
    assert_flawless(f);
}

static void a_descriptor_stands_for_the_sizes_of_a_header(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(&f->maker,
                  (struct zip_spec){.name = "x", .data = "data", .len = 4, .has_descriptor = true});
    end(f);
    assert_member(f, 0, "x", "data");
    assert_true(f->archive.entries[0].has_descriptor);
    assert_int_equal(f->archive.entries[0].end, 30 + 1 + 4 + 16);
    assert_flawless(f);
}

/* As numpy.savez writes into a pipe. */
static void a_descriptor_may_have_sizes_of_zip64(void **state)
{
    struct fixture *f = *state;
    for (int k = 0; k < 2; k++)
        zip_maker_add(&f->maker, (struct zip_spec){.name = k ? "y" : "x",
                                                   .data = "data",
                                                   .len = 4,
                                                   .has_wide_descriptor = true});
    end(f);
    assert_int_equal(f->archive.entries[0].end, 30 + 1 + 4 + 24);
    assert_int_equal(f->archive.entries[0].descriptor_unpacked, 4);
    assert_flawless(f);
}

static void zip64_values_take_the_place_of_all_ones(void **state)
{
    struct fixture *f = *state;
    add(f, "before", "it");
    zip_maker_add(&f->maker,
                  (struct zip_spec){.name = "x", .data = "data", .len = 4, .is_zip64 = true});
    zip_maker_end(&f->maker, (struct zip_end_spec){.is_zip64 = true});
    walk(f);
    assert_int_equal(f->archive.count, 2);
    assert_member(f, 1, "x", "data");
    assert_int_equal(f->archive.entries[1].central.unpacked, 4);
    assert_flawless(f);
}

static void bytes_before_an_archive_shift_its_offsets(void **state)
{
    struct fixture *f = *state;
    buf_str(&f->maker.out, "#!/bin/sh\n");
    f->maker.base = f->maker.out.len;
    add(f, "x", "data");
    end(f);
    assert_member(f, 0, "x", "data");
    assert_anomaly(f, INPUT_ANOMALY_PREFIX, INPUT_NO_MEMBER, 30 + 1 + 4, 10 + 30 + 1 + 4);
    assert_int_equal(f->archive.gap_count, 1);
    assert_int_equal(f->archive.gaps[0].size, 10);
    assert_string_equal(f->archive.gaps[0].why, "before the archive");
}

static void bytes_before_an_archive_that_counts_them_shift_nothing(void **state)
{
    struct fixture *f = *state;
    buf_str(&f->maker.out, "#!/bin/sh\n");
    add(f, "x", "data");
    end(f);
    assert_member(f, 0, "x", "data");
    assert_int_equal(f->archive.anomalies.count, 0);
    assert_int_equal(f->archive.gap_count, 1);
}

static void a_comment_of_any_length_is_searched_for_the_end_record(void **state)
{
    struct fixture *f = *state;
    struct buf comment = {0};
    buf_pad(&comment, 'c', UINT16_MAX);
    add(f, "x", "data");
    zip_maker_end(&f->maker,
                  (struct zip_end_spec){.comment = comment.data, .comment_len = comment.len});
    buf_free(&comment);
    walk(f);
    assert_member(f, 0, "x", "data");
    assert_flawless(f);
}

/* ---- Ends and directories that lie ----------------------------------------------------------- */

static void a_false_end_record_in_the_comment_hides_no_member(void **state)
{
    struct fixture *f = *state;
    static const char fake[] = "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    add(f, "x", "data");
    zip_maker_end(&f->maker,
                  (struct zip_end_spec){.comment = fake, .comment_len = sizeof fake - 1});
    walk(f);
    assert_int_equal(f->archive.count, 1);
    assert_member(f, 0, "x", "data");
    assert_int_equal(f->archive.entries[0].place, ZIP_LISTED_ELSE);
    assert_non_null(find(f, INPUT_ANOMALY_END_RECORD));
    assert_non_null(find(f, INPUT_ANOMALY_OTHER_DIRECTORY));
    assert_int_equal(f->archive.gap_count, 0);
}

static void without_a_directory_local_headers_are_the_members(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data");
    add(f, "y", "more");
    zip_maker_end(&f->maker, (struct zip_end_spec){.is_missing = true});
    walk(f);
    assert_int_equal(f->archive.count, 2);
    assert_member(f, 1, "y", "more");
    assert_int_equal(f->archive.entries[1].place, ZIP_NOT_LISTED);
    assert_non_null(find(f, INPUT_ANOMALY_NO_END_RECORD));
}

static void a_cut_end_record_leaves_directory_and_members(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data");
    zip_maker_end(&f->maker, (struct zip_end_spec){0});
    f->maker.out.len -= 5;
    walk(f);
    assert_int_equal(f->archive.count, 1);
    assert_member(f, 0, "x", "data");
    assert_int_equal(f->archive.entries[0].place, ZIP_LISTED_ELSE);
    assert_int_equal(f->archive.gap_count, 1);
    assert_int_equal(f->archive.gaps[0].size, 17);
}

static void a_member_cut_off_by_the_end_of_the_file_keeps_what_is_there(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data that is cut");
    f->maker.out.len -= 4;
    walk(f);
    assert_member(f, 0, "x", "data that is");
    assert_anomaly(f, INPUT_ANOMALY_DATA_RANGE, 0, 47, 43);
}

static void the_number_of_members_is_counted_not_believed(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data");
    zip_maker_end(&f->maker, (struct zip_end_spec){.count_add = (uint32_t)-1});
    walk(f);
    assert_member(f, 0, "x", "data");
    assert_anomaly(f, INPUT_ANOMALY_ENTRY_COUNT, INPUT_NO_MEMBER, 0, 1);
}

static void a_directory_said_to_be_beyond_the_file_is_found_before_the_end_record(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data");
    zip_maker_end(&f->maker, (struct zip_end_spec){.offset_add = 0x7fffffff});
    walk(f);
    assert_int_equal(f->archive.count, 1);
    assert_member(f, 0, "x", "data");
}

static void a_directory_of_a_false_size_is_found_by_its_offset(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data");
    zip_maker_end(&f->maker, (struct zip_end_spec){.size_add = 5});
    walk(f);
    assert_int_equal(f->archive.count, 1);
    assert_member(f, 0, "x", "data");
    assert_int_equal(f->archive.entries[0].place, ZIP_LISTED);
}

static void a_directory_that_is_nowhere_is_told(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data");
    zip_maker_end(&f->maker, (struct zip_end_spec){.size_add = 3, .offset_add = 3});
    walk(f);
    assert_int_equal(f->archive.count, 1);
    assert_non_null(find(f, INPUT_ANOMALY_NO_DIRECTORY));
    assert_int_equal(f->archive.entries[0].place, ZIP_LISTED_ELSE);
}

static void of_two_zips_in_one_file_both_are_listed(void **state)
{
    struct fixture *f = *state;
    add(f, "first", "of the first");
    zip_maker_end(&f->maker, (struct zip_end_spec){0});
    f->maker.base = f->maker.out.len;
    add(f, "second", "of the second");
    end(f);
    assert_int_equal(f->archive.count, 2);
    assert_member(f, 0, "second", "of the second");
    assert_member(f, 1, "first", "of the first");
    assert_int_equal(f->archive.entries[1].place, ZIP_LISTED_ELSE);
    assert_int_equal(f->archive.gap_count, 0);
}

/* Python reads the directory before the end record, PyTorch the one at the offset given. */
static void two_directories_for_two_readers_are_both_read(void **state)
{
    struct fixture *f = *state;
    add(f, "evil", "for PyTorch");
    size_t evil_dir = f->maker.out.len;
    buf_add(&f->maker.out, f->maker.central.data, f->maker.central.len);
    buf_clear(&f->maker.central);
    f->maker.count = 0;
    size_t good_size = 30 + strlen("good") + strlen("for Python");
    f->maker.base = f->maker.out.len + good_size - evil_dir;
    add(f, "good", "for Python");
    zip_maker_end(&f->maker, (struct zip_end_spec){0});
    walk(f);
    assert_int_equal(f->archive.count, 2);
    assert_member(f, 0, "good", "for Python");
    assert_member(f, 1, "evil", "for PyTorch");
    assert_non_null(find(f, INPUT_ANOMALY_DIRECTORY_OFFSET));
}

/* Each field of the end records that is wrong is told with what it says and what there is. */
static void what_the_end_record_says_is_compared(void **state)
{
    struct fixture *f = *state;
    enum { DIR = 46 + 1, OFF = 30 + 1 + 4 }; /* bytes of the directory, and before it */
    static const struct {
        struct zip_end_spec spec;
        enum input_anomaly_kind kind;
        uint64_t central, local;
    } rows[] = {
        {{.size_add = 0x7fffff00}, INPUT_ANOMALY_DIRECTORY_SIZE, 0x7fffff00 + DIR, DIR},
        {{.comment_add = 77}, INPUT_ANOMALY_COMMENT, 77, 0},
        {{.comment = "word", .comment_len = 4, .comment_add = (uint32_t)-1},
         INPUT_ANOMALY_COMMENT,
         3,
         4},
        {{.comment = "word\0\0", .comment_len = 6, .comment_add = (uint32_t)-2},
         INPUT_ANOMALY_COMMENT_PADDED,
         4,
         6},
        {{.disk = 1}, INPUT_ANOMALY_DISK, 1, 0},
        {{.dir_disk = 2}, INPUT_ANOMALY_DISK, 0, 2},
        {{.here_add = 1}, INPUT_ANOMALY_COUNT_HERE, 2, 1},
        {{.is_zip64 = true, .disks_add = 1}, INPUT_ANOMALY_DISKS, 2, 1},
        {{.is_zip64 = true, .size64_add = 7}, INPUT_ANOMALY_ZIP64_RECORD, 51, 44},
        {{.is_zip64 = true, .is_told_twice = true, .size_add = 1},
         INPUT_ANOMALY_ZIP64_SIZE,
         DIR + 1,
         DIR},
        {{.is_zip64 = true, .is_told_twice = true, .offset_add = 1},
         INPUT_ANOMALY_ZIP64_OFFSET,
         OFF + 1,
         OFF},
        {{.is_zip64 = true, .is_told_twice = true, .here_add = 1}, INPUT_ANOMALY_ZIP64_COUNT, 2, 1},
        {{.is_zip64 = true, .is_told_twice = true, .disk = 3}, INPUT_ANOMALY_ZIP64_DISK, 3, 0},
        {{.is_zip64 = true, .is_told_twice = true, .is_zip64_missing = true},
         INPUT_ANOMALY_ZIP64_MISSING,
         OFF + DIR,
         0},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        buf_clear(&f->maker.out);
        add(f, "x", "data");
        zip_maker_end(&f->maker, rows[k].spec);
        walk(f);
        assert_member(f, 0, "x", "data");
        assert_anomaly(f, rows[k].kind, INPUT_NO_MEMBER, rows[k].central, rows[k].local);
    }
}

static void zip64_records_that_nobody_needs_are_no_irregularity(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data");
    zip_maker_end(&f->maker, (struct zip_end_spec){.is_zip64 = true, .is_told_twice = true});
    walk(f);
    assert_member(f, 0, "x", "data");
    assert_flawless(f);
}

/* ---- Members that lie ------------------------------------------------------------------------ */

static void two_names_of_a_member_are_both_kept(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(
        &f->maker,
        (struct zip_spec){.name = "innocent.md", .local_name = "data.pkl", .data = "d", .len = 1});
    end(f);
    const struct input_anomaly *row = find(f, INPUT_ANOMALY_NAME);
    assert_non_null(row);
    assert_memory_equal(row->central.text, "innocent.md", row->central.len);
    assert_memory_equal(row->local.text, "data.pkl", row->local.len);
    struct buf text = {0};
    input_anomaly_text(row, &text);
    assert_string_equal(buf_text(&text),
                        "the directory calls it 'innocent.md', its own header 'data.pkl'");
    buf_free(&text);
}

static void each_field_that_differs_is_told_with_both_values(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(&f->maker, (struct zip_spec){.name = "x",
                                               .data = "data",
                                               .len = 4,
                                               .local_method_add = 8,
                                               .local_flags = 1,
                                               .local_crc_add = 1,
                                               .local_packed_add = 10,
                                               .local_unpacked_add = 20});
    end(f);
    uint32_t crc = f->archive.entries[0].central.crc;
    assert_member(f, 0, "x", "data");
    assert_anomaly(f, INPUT_ANOMALY_METHOD, 0, 0, 8);
    assert_anomaly(f, INPUT_ANOMALY_FLAGS, 0, 0, 1);
    assert_anomaly(f, INPUT_ANOMALY_CRC, 0, crc, crc + 1);
    assert_anomaly(f, INPUT_ANOMALY_COMPRESSED_SIZE, 0, 4, 14);
    assert_anomaly(f, INPUT_ANOMALY_UNCOMPRESSED_SIZE, 0, 4, 24);
    assert_anomaly(f, INPUT_ANOMALY_FLAG_BITS, 0, 1, 0);
}

/* Each is the only thing that is told of its member. */
static void what_a_record_says_is_compared(void **state)
{
    struct fixture *f = *state;
    static const char wide[] = "\1\0\x10\0\5\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0", cut[] = "XX\7\0abc";
    static const struct {
        struct zip_spec spec;
        enum input_anomaly_kind kind;
        uint64_t central, local;
        bool is_remark;
    } rows[] = {
        {{.local_version_add = 25}, INPUT_ANOMALY_VERSION_DIFFERS, 20, 45, true},
        {{.local_version_add = 79}, INPUT_ANOMALY_VERSION, 99, 0, false},
        {{.version = 0x0314}, INPUT_ANOMALY_VERSION_HOST, 0x0314, 0, true},
        {{.local_time_add = 7}, INPUT_ANOMALY_TIME, 0x210000, 0x210007, true},
        {{.attributes = 0x10}, INPUT_ANOMALY_DIRECTORY_BIT, 0x10, 4, false},
        {{.attributes = 040755u << 16}, INPUT_ANOMALY_DIRECTORY_BIT, 040755u << 16, 4, false},
        {{.name = "x/", .data = "", .attributes = 0100644u << 16},
         INPUT_ANOMALY_FILE_BIT,
         0100644u << 16,
         0,
         false},
        {{.disk = 3}, INPUT_ANOMALY_ENTRY_DISK, 3, 0, false},
        {{.central_extra = wide, .central_extra_len = sizeof wide - 1},
         INPUT_ANOMALY_ENTRY_ZIP64,
         4,
         5,
         false},
        {{.extra = cut, .extra_len = sizeof cut - 1}, INPUT_ANOMALY_EXTRA, 7, 3, false},
        {{.name = "."}, INPUT_ANOMALY_NAME_DOT, 0, 0, false},
        {{.name = "x\xff", .flags = 0x800}, INPUT_ANOMALY_NAME_UTF8, 0x800, 0, false},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct zip_spec spec = rows[k].spec;
        spec.name = spec.name ? spec.name : "x";
        spec.data = spec.data ? spec.data : "data";
        spec.len = strlen(spec.data);
        buf_clear(&f->maker.out);
        zip_maker_add(&f->maker, spec);
        end(f);
        assert_true(f->archive.anomalies.count > 0);
        const struct input_anomaly *row = &f->archive.anomalies.rows[0];
        assert_int_equal(row->kind, rows[k].kind);
        assert_int_equal(row->member, 0);
        assert_int_equal(row->central.number, rows[k].central);
        assert_int_equal(row->local.number, rows[k].local);
        assert_int_equal(input_anomaly_is_remark(row->kind), rows[k].is_remark);
    }
}

/* Names that Python reads, a folder packed as Java packs it, a field that says the same again. */
static void what_common_writers_do_is_no_irregularity(void **state)
{
    struct fixture *f = *state;
    static const char wide[] = "\1\0\x10\0\4\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0";
    static const struct zip_spec specs[] = {
        {.name = "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", .flags = 0x800, .data = "data", .len = 4},
        {.name = "x\xff", .data = "data", .len = 4},
        {.name = "x/", .data = "", .is_deflated = true, .attributes = 0x10},
        {.name = "y/", .data = "", .attributes = 040755u << 16},
        {.name = "z", .data = "", .attributes = 0x10},
        {.name = "./", .data = ""},
        {.name = "w", .data = "data", .len = 4, .central_extra = wide, .central_extra_len = 20},
        {.name = "v", .data = "data", .len = 4, .extra = "\0\0\0", .extra_len = 3},
    };
    for (size_t k = 0; k < sizeof specs / sizeof specs[0]; k++)
        zip_maker_add(&f->maker, specs[k]);
    end(f);
    assert_int_equal(f->archive.count, sizeof specs / sizeof specs[0]);
    assert_flawless(f);
}

static void a_stored_member_has_the_larger_of_its_two_sizes(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(&f->maker, (struct zip_spec){.name = "x",
                                               .data = "data",
                                               .len = 4,
                                               .packed_add = (uint32_t)-3,
                                               .local_packed_add = (uint32_t)-3});
    zip_maker_add(&f->maker, (struct zip_spec){.name = "y",
                                               .data = "more",
                                               .len = 4,
                                               .unpacked_add = (uint32_t)-3,
                                               .local_unpacked_add = (uint32_t)-3});
    end(f);
    assert_member(f, 0, "x", "data");
    assert_member(f, 1, "y", "more");
}

static void sizes_beyond_the_file_are_cut_to_it(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(
        &f->maker,
        (struct zip_spec){
            .name = "x", .data = "data", .len = 4, .is_deflated = true, .packed_add = 0x7ffffff0});
    end(f);
    const struct zip_entry *entry = &f->archive.entries[0];
    assert_int_equal(entry->data_off + entry->data_size, f->maker.out.len);
    assert_non_null(find(f, INPUT_ANOMALY_DATA_RANGE));
    assert_non_null(find(f, INPUT_ANOMALY_OVERLAP));
}

static void zip64_sizes_near_the_largest_number_are_cut_too(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(&f->maker,
                  (struct zip_spec){.name = "x", .data = "data", .len = 4, .is_zip64 = true});
    /* The extra field is the last 24 bytes of the central record: sizes and offset all ones. */
    memset(f->maker.central.data + f->maker.central.len - 24, 0xff, 24);
    end(f);
    assert_int_equal(f->archive.entries[0].data_size, 0);
    assert_non_null(find(f, INPUT_ANOMALY_NO_HEADER));
    memset(f->maker.out.data + f->maker.out.len - 22 - 8, 0, 8);
    walk(f);
    const struct zip_entry *entry = &f->archive.entries[0];
    assert_int_equal(entry->data_off + entry->data_size, f->maker.out.len);
}

static void a_member_placed_beyond_the_file_has_no_data(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data");
    zip_maker_add(&f->maker, (struct zip_spec){.name = "ghost",
                                               .data = "boo",
                                               .len = 3,
                                               .is_phantom = true,
                                               .header_off_add = 0x7fffffff});
    end(f);
    assert_int_equal(f->archive.count, 2);
    assert_member(f, 0, "x", "data");
    assert_false(f->archive.entries[1].local.is_there);
    assert_int_equal(f->archive.entries[1].data_size, 0);
    assert_non_null(find(f, INPUT_ANOMALY_NO_HEADER));
}

static void members_that_share_their_bytes_overlap(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data");
    zip_maker_add(&f->maker, (struct zip_spec){.name = "x2",
                                               .data = "data",
                                               .len = 4,
                                               .is_phantom = true,
                                               .header_off_add = (uint32_t)-35});
    end(f);
    assert_int_equal(f->archive.count, 2);
    assert_int_equal(f->archive.entries[0].data_off, f->archive.entries[1].data_off);
    assert_non_null(find(f, INPUT_ANOMALY_OVERLAP));
}

static void duplicates_are_told_of_the_later_one(void **state)
{
    struct fixture *f = *state;
    add(f, "data.pkl", "one");
    add(f, "other", "two");
    add(f, "data.pkl", "three");
    end(f);
    const struct input_anomaly *row = find(f, INPUT_ANOMALY_DUPLICATE_NAME);
    assert_non_null(row);
    assert_int_equal(row->member, 2);
}

static void names_that_differ_in_case_are_twins(void **state)
{
    struct fixture *f = *state;
    add(f, "a/DATA.pkl", "one");
    add(f, "a/data.pkl", "two");
    add(f, "a/data.pk", "three");
    end(f);
    assert_non_null(find(f, INPUT_ANOMALY_CASE_TWIN));
    assert_null(find(f, INPUT_ANOMALY_DUPLICATE_NAME));
}

static void a_member_that_is_not_listed_is_found(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data");
    zip_maker_add(
        &f->maker,
        (struct zip_spec){.name = "hidden", .data = "payload", .len = 7, .is_unlisted = true});
    add(f, "y", "more");
    end(f);
    assert_int_equal(f->archive.count, 3);
    assert_member(f, 2, "hidden", "payload");
    assert_int_equal(f->archive.entries[2].place, ZIP_NOT_LISTED);
    assert_anomaly(f, INPUT_ANOMALY_NOT_LISTED, 2, 0, 35);
    assert_int_equal(f->archive.gap_count, 0);
}

static void a_hidden_member_of_untold_size_ends_at_its_descriptor(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(&f->maker, (struct zip_spec){.name = "hidden",
                                               .data = "pay PK load",
                                               .len = 11,
                                               .has_descriptor = true,
                                               .is_unlisted = true});
    add(f, "y", "more");
    end(f);
    assert_int_equal(f->archive.count, 2);
    assert_member(f, 1, "hidden", "pay PK load");
    assert_true(f->archive.entries[1].has_descriptor);
    assert_int_equal(f->archive.gap_count, 0);
}

static void a_zip_stored_in_a_member_is_not_taken_apart(void **state)
{
    struct fixture *f = *state;
    struct zip_maker inner = {0};
    zip_maker_add(&inner, (struct zip_spec){.name = "in", .data = "side", .len = 4});
    zip_maker_end(&inner, (struct zip_end_spec){0});
    zip_maker_add(&f->maker, (struct zip_spec){
                                 .name = "in.zip", .data = inner.out.data, .len = inner.out.len});
    zip_maker_free(&inner);
    end(f);
    assert_int_equal(f->archive.count, 1);
    assert_flawless(f);
}

static void a_header_with_a_broken_signature_counts_by_its_name(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(&f->maker, (struct zip_spec){
                                 .name = "data.pkl", .data = "data", .len = 4, .signature_add = 1});
    end(f);
    assert_member(f, 0, "data.pkl", "data");
    assert_anomaly(f, INPUT_ANOMALY_SIGNATURE, 0, 0, 0x04034b51);
}

static void a_name_may_hold_any_byte(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(&f->maker,
                  (struct zip_spec){.name = "a\0b\xff", .name_len = 4, .data = "d", .len = 1});
    end(f);
    assert_int_equal(f->archive.entries[0].central.name_len, 4);
    assert_memory_equal(f->archive.entries[0].central.name, "a\0b\xff", 4);
    assert_non_null(find(f, INPUT_ANOMALY_NAME_BYTES));
}

static void names_that_lead_out_are_odd_and_others_are_not(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool is_odd;
    } rows[] = {
        {"a/b.pkl", false},      {"a..b/..c", false}, {"\xc3\xa9.pkl", false}, {"../x", true},
        {"a/../x", true},        {"/etc/x", true},    {"C:\\x", true},         {"a\\..\\x", true},
        {"\xe2\x80\xaex", true}, {"a\nb", true},      {"a/..", true},          {"\x7f", true},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct fixture f = {0};
        add(&f, rows[k].name, "x");
        end(&f);
        assert_int_equal(find(&f, INPUT_ANOMALY_NAME_BYTES) != NULL, rows[k].is_odd);
        zip_archive_free(&f.archive);
        zip_maker_free(&f.maker);
    }
}

static void a_folder_with_data_is_told(void **state)
{
    struct fixture *f = *state;
    add(f, "a/", "");
    add(f, "b/", "data");
    end(f);
    assert_anomaly(f, INPUT_ANOMALY_DIRECTORY_DATA, 1, 4, 0);
}

static void a_descriptor_that_disagrees_is_told(void **state)
{
    struct fixture *f = *state;
    size_t data = zip_maker_add(
        &f->maker,
        (struct zip_spec){.name = "x", .data = "data", .len = 4, .has_descriptor = true});
    f->maker.out.data[data + 4 + 8] = 99; /* the compressed size in it */
    end(f);
    assert_false(f->archive.entries[0].has_descriptor);
    assert_anomaly(f, INPUT_ANOMALY_DESCRIPTOR, 0, 4, 0);
    assert_int_equal(f->archive.gap_count, 1);
    assert_string_equal(f->archive.gaps[0].why, "between records");
}

/* The directory says 4 bytes, its own header 10: a reader may take either. */
static void a_member_has_the_size_that_its_own_header_says_too(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(&f->maker, (struct zip_spec){.name = "x", .data = "0123456789", .len = 10});
    f->maker.central.data[20] = f->maker.central.data[24] = 4;
    end(f);
    assert_member(f, 0, "x", "0123");
    assert_int_equal(f->archive.entries[0].own_size, 10);
    assert_int_equal(f->archive.gap_count, 0);
}

static void a_name_that_the_directory_leads_elsewhere_is_not_unlisted(void **state)
{
    struct fixture *f = *state;
    add(f, "a", "first");
    size_t header = f->maker.out.len;
    size_t central = f->maker.central.len;
    add(f, "b", "second");
    f->maker.central.data[central + 42] = 0; /* to the header of "a" */
    end(f);
    assert_int_equal(f->archive.count, 3);
    assert_true(f->archive.entries[2].is_misplaced);
    assert_null(find(f, INPUT_ANOMALY_NOT_LISTED));
    assert_null(find(f, INPUT_ANOMALY_DUPLICATE_NAME));
    assert_anomaly(f, INPUT_ANOMALY_HEADER_OFFSET, 1, 0, header);
}

/* As Python's zipfile, which reads as much of a name as the directory has. */
static void a_name_longer_than_the_directory_is_cut_off(void **state)
{
    struct fixture *f = *state;
    add(f, "name", "data");
    f->maker.central.data[29] = 0x10;
    end(f);
    assert_member(f, 0, "name", "data");
}

/* What looks like one member covers another, whose header stands behind its shorter size. */
static void a_size_that_lies_hides_nothing(void **state)
{
    struct fixture *f = *state;
    add(f, "a", "first");
    zip_maker_add(&f->maker,
                  (struct zip_spec){.name = "b", .data = "second", .len = 6, .is_unlisted = true});
    size_t size = f->maker.out.len - 31;
    f->maker.central.data[20] = f->maker.central.data[24] = (char)size;
    end(f);
    assert_int_equal(f->archive.count, 2);
    assert_member(f, 1, "b", "second");
}

/* Extra fields and comments, each byte once. */
static void what_no_reader_looks_at_is_told(void **state)
{
    struct fixture *f = *state;
    static const uint8_t extra[] = {'B', 'B', 3, 0, 1, 2, 3};
    zip_maker_add(&f->maker, (struct zip_spec){.name = "a", .extra = extra, .extra_len = 7});
    zip_maker_end(&f->maker, (struct zip_end_spec){.comment = "hello", .comment_len = 5});
    walk(f);
    assert_int_equal(f->archive.area_count, 2);
    assert_true(f->archive.areas[0].is_extra);
    assert_int_equal(f->archive.areas[0].off, 31);
    assert_int_equal(f->archive.areas[0].size, 7);
    assert_false(f->archive.areas[1].is_extra);
    assert_int_equal(f->archive.areas[1].size, 5);
    assert_int_equal(f->archive.areas[1].off, f->maker.out.len - 5);
}

static void a_damaged_extra_field_is_told(void **state)
{
    struct fixture *f = *state;
    zip_maker_add(
        &f->maker,
        (struct zip_spec){
            .name = "x", .data = "data", .len = 4, .extra = "\1\0\xff\xff", .extra_len = 4});
    end(f);
    assert_member(f, 0, "x", "data");
    assert_non_null(find(f, INPUT_ANOMALY_EXTRA));
}

/* ---- Sizes and damage ------------------------------------------------------------------------ */

static void gaps_say_where_they_are(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data");
    buf_pad(&f->maker.out, '\0', 7);
    add(f, "y", "data");
    buf_str(&f->maker.out, "junk");
    zip_maker_end(&f->maker, (struct zip_end_spec){0});
    buf_str(&f->maker.out, "after");
    walk(f);
    assert_int_equal(f->archive.gap_count, 3);
    assert_string_equal(f->archive.gaps[0].why, "zeros between records");
    assert_string_equal(f->archive.gaps[1].why, "between records");
    assert_string_equal(f->archive.gaps[2].why, "after the archive");
    assert_int_equal(f->archive.gaps[2].size, 5);
}

static void ten_thousand_members_are_listed(void **state)
{
    struct fixture *f = *state;
    for (unsigned k = 0; k < 10000; k++) {
        char name[16];
        snprintf(name, sizeof name, "m/%u", k);
        add(f, name, "data");
    }
    end(f);
    assert_int_equal(f->archive.count, 10000);
    assert_member(f, 9999, "m/9999", "data");
    assert_flawless(f);
}

static void more_members_than_the_limit_are_told_and_left_unread(void **state)
{
    struct fixture *f = *state;
    add(f, "x", "data");
    add(f, "y", "data");
    add(f, "z", "data");
    zip_maker_end(&f->maker, (struct zip_end_spec){0});
    assert_true(zip_walk(bytes_of(f), f->maker.out.len, 2, &f->archive, NULL));
    assert_int_equal(f->archive.count, 2);
    assert_anomaly(f, INPUT_ANOMALY_MEMBER_LIMIT, INPUT_NO_MEMBER, 2, 0);
    assert_int_not_equal(f->archive.gap_count, 0);
}

/* Each byte of the file belongs to a record or to a gap. */
static void assert_accounted(const struct fixture *f, uint64_t len)
{
    for (size_t n = 0; n < f->archive.count; n++) {
        const struct zip_entry *entry = &f->archive.entries[n];
        assert_true(entry->data_off <= len && entry->data_size <= len - entry->data_off);
    }
    for (size_t n = 0; n < f->archive.gap_count; n++)
        assert_true(f->archive.gaps[n].off + f->archive.gaps[n].size <= len);
}

static void damage_at_any_byte_is_survived(void **state)
{
    struct fixture *f = *state;
    static const uint8_t values[] = {0x00, 0x01, 0x7f, 0xff, 'P'};
    add(f, "data.pkl", "data");
    zip_maker_add(&f->maker, (struct zip_spec){.name = "x",
                                               .data = "data",
                                               .len = 4,
                                               .is_zip64 = true,
                                               .has_descriptor = true,
                                               .is_deflated = true});
    zip_maker_end(&f->maker,
                  (struct zip_end_spec){.is_zip64 = true, .comment = "hi", .comment_len = 2});
    size_t len = f->maker.out.len;
    for (size_t off = 0; off < len; off++) {
        char saved = f->maker.out.data[off];
        for (size_t k = 0; k < sizeof values; k++) {
            f->maker.out.data[off] = (char)values[k];
            walk(f);
            assert_accounted(f, len);
        }
        f->maker.out.data[off] = saved;
    }
}

static void a_file_cut_at_any_byte_is_survived(void **state)
{
    struct fixture *f = *state;
    add(f, "data.pkl", "data");
    zip_maker_add(&f->maker,
                  (struct zip_spec){.name = "x", .data = "data", .len = 4, .is_zip64 = true});
    zip_maker_end(&f->maker, (struct zip_end_spec){.is_zip64 = true});
    for (size_t len = f->maker.out.len; len > 0; len--) {
        /* A copy of just these bytes: reading past them is seen by the sanitizer. */
        uint8_t *copy = malloc(len);
        assert_non_null(copy);
        memcpy(copy, f->maker.out.data, len);
        uint64_t dir_off;
        zip_bid(copy, len, &dir_off);
        assert_true(zip_walk(copy, len, 0, &f->archive, NULL));
        assert_accounted(f, len);
        zip_archive_free(&f->archive);
        free(copy);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(members_stand_in_the_order_of_the_directory),
        TEST(an_archive_of_nothing_has_no_members),
        TEST(the_extent_is_that_of_what_the_directory_lists),
        TEST(data_begin_where_the_local_header_says),
        TEST(a_descriptor_stands_for_the_sizes_of_a_header),
        TEST(a_descriptor_may_have_sizes_of_zip64),
        TEST(zip64_values_take_the_place_of_all_ones),
        TEST(bytes_before_an_archive_shift_its_offsets),
        TEST(bytes_before_an_archive_that_counts_them_shift_nothing),
        TEST(a_comment_of_any_length_is_searched_for_the_end_record),
        TEST(a_false_end_record_in_the_comment_hides_no_member),
        TEST(without_a_directory_local_headers_are_the_members),
        TEST(a_cut_end_record_leaves_directory_and_members),
        TEST(a_member_cut_off_by_the_end_of_the_file_keeps_what_is_there),
        TEST(the_number_of_members_is_counted_not_believed),
        TEST(a_directory_said_to_be_beyond_the_file_is_found_before_the_end_record),
        TEST(a_directory_of_a_false_size_is_found_by_its_offset),
        TEST(a_directory_that_is_nowhere_is_told),
        TEST(of_two_zips_in_one_file_both_are_listed),
        TEST(two_directories_for_two_readers_are_both_read),
        TEST(what_the_end_record_says_is_compared),
        TEST(zip64_records_that_nobody_needs_are_no_irregularity),
        TEST(two_names_of_a_member_are_both_kept),
        TEST(each_field_that_differs_is_told_with_both_values),
        TEST(what_a_record_says_is_compared),
        TEST(what_common_writers_do_is_no_irregularity),
        TEST(a_stored_member_has_the_larger_of_its_two_sizes),
        TEST(sizes_beyond_the_file_are_cut_to_it),
        TEST(zip64_sizes_near_the_largest_number_are_cut_too),
        TEST(a_member_placed_beyond_the_file_has_no_data),
        TEST(members_that_share_their_bytes_overlap),
        TEST(duplicates_are_told_of_the_later_one),
        TEST(names_that_differ_in_case_are_twins),
        TEST(a_member_that_is_not_listed_is_found),
        TEST(a_hidden_member_of_untold_size_ends_at_its_descriptor),
        TEST(a_zip_stored_in_a_member_is_not_taken_apart),
        TEST(a_header_with_a_broken_signature_counts_by_its_name),
        TEST(a_name_may_hold_any_byte),
        TEST(names_that_lead_out_are_odd_and_others_are_not),
        TEST(a_folder_with_data_is_told),
        TEST(a_descriptor_that_disagrees_is_told),
        TEST(a_member_has_the_size_that_its_own_header_says_too),
        TEST(a_name_that_the_directory_leads_elsewhere_is_not_unlisted),
        TEST(a_name_longer_than_the_directory_is_cut_off),
        TEST(a_size_that_lies_hides_nothing),
        TEST(what_no_reader_looks_at_is_told),
        TEST(a_damaged_extra_field_is_told),
        TEST(gaps_say_where_they_are),
        TEST(ten_thousand_members_are_listed),
        TEST(more_members_than_the_limit_are_told_and_left_unread),
        TEST(damage_at_any_byte_is_survived),
        TEST(a_file_cut_at_any_byte_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
