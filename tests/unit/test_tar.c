/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tars: where members stand, what they are called, and what is bent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/input/tar_header.h"
#include "tests/unit/input_fixture.h"

#define PICKLE "\x80\x02]K\1a."

/* ---- Making ---------------------------------------------------------------------------------- */

static void set_checksum(uint8_t *header)
{
    unsigned sum = 0;
    memset(header + 148, ' ', 8);
    for (size_t k = 0; k < TAR_BLOCK; k++)
        sum += header[k];
    snprintf((char *)header + 148, 8, "%06o", sum);
}

struct spec {
    const char *name;
    char type;
    const char *link, *prefix, *size; /* size: as it is written; NULL: that of the data */
    const char *data;
    size_t len;
    bool is_v7;
};

/* The offset of the header. */
static size_t add(struct fixture *f, struct spec spec)
{
    static const char zeros[TAR_BLOCK];
    uint8_t header[TAR_BLOCK] = {0};
    size_t at = f->file.len, padding = (TAR_BLOCK - spec.len % TAR_BLOCK) % TAR_BLOCK;
    strncpy((char *)header, spec.name, 100);
    if (spec.size)
        memcpy(header + 124, spec.size, 12);
    else
        snprintf((char *)header + 124, 12, "%011o", (unsigned)spec.len);
    header[156] = (uint8_t)spec.type;
    strncpy((char *)header + 157, spec.link ? spec.link : "", 100);
    memcpy(header + 257, spec.is_v7 ? "\0\0\0\0\0\0\0" : "ustar\00000", 7);
    strncpy((char *)header + 345, spec.prefix ? spec.prefix : "", 155);
    set_checksum(header);
    buf_add(&f->file, header, sizeof header);
    buf_add(&f->file, spec.data, spec.len);
    buf_add(&f->file, zeros, padding);
    return at;
}

static size_t add_pickle(struct fixture *f, const char *name)
{
    return add(f, (struct spec){.name = name, .type = '0', .data = PICKLE, .len = 7});
}

static void add_end(struct fixture *f)
{
    static const char zeros[2 * TAR_BLOCK];
    buf_add(&f->file, zeros, sizeof zeros);
}

static void open_file(struct fixture *f)
{
    struct err err;
    assert_true(fixture_open(f, NULL, &err));
    assert_string_equal(f->in.format->name, "tar");
}

/* ---- Looking --------------------------------------------------------------------------------- */

static void assert_member(const struct fixture *f, size_t m, const char *name, uint64_t off,
                          uint64_t size)
{
    const struct input_member *member = &f->in.members[m];
    assert_true(m < f->in.member_count);
    assert_int_equal(member->name_len, strlen(name));
    assert_memory_equal(member->name, name, member->name_len);
    assert_int_equal(member->off, off);
    assert_int_equal(member->size, size);
    assert_true(member->is_plain);
}

static void assert_clean(const struct fixture *f)
{
    assert_int_equal(f->in.gap_count, 0);
    assert_int_equal(f->in.anomalies.count, 0);
}

static void assert_anomaly(const struct fixture *f, size_t k, enum input_anomaly_kind kind,
                           size_t member, uint64_t off)
{
    assert_true(k < f->in.anomalies.count);
    assert_int_equal(f->in.anomalies.rows[k].kind, kind);
    assert_int_equal(f->in.anomalies.rows[k].member, member);
    assert_int_equal(f->in.anomalies.rows[k].off, off);
}

static void assert_gap(const struct fixture *f, size_t k, uint64_t off, uint64_t size)
{
    assert_true(k < f->in.gap_count);
    assert_int_equal(f->in.gaps[k].off, off);
    assert_int_equal(f->in.gaps[k].size, size);
}

/* ---- Tests ----------------------------------------------------------------------------------- */

static void members_stand_where_they_stand(void **state)
{
    struct fixture *f = *state;
    add_pickle(f, "a.pkl");
    add(f, (struct spec){.name = "d/", .type = '5'});
    add(f, (struct spec){
               .name = "b.pkl", .prefix = "long/way", .type = '0', .data = PICKLE, .len = 7});
    add(f, (struct spec){.name = "empty", .type = '0'});
    add_end(f);
    open_file(f);
    assert_int_equal(f->in.member_count, 4);
    assert_member(f, 0, "a.pkl", 512, 7);
    assert_member(f, 1, "d/", 1536, 0);
    assert_member(f, 2, "long/way/b.pkl", 2048, 7);
    assert_member(f, 3, "empty", 3072, 0);
    assert_true(f->in.members[1].is_folder);
    assert_true(input_member_holds_pickle(&f->in, 0));
    assert_true(input_member_holds_pickle(&f->in, 2));
    assert_false(input_member_holds_pickle(&f->in, 3));
    assert_clean(f);
}

static void an_old_tar_has_no_magic_number(void **state)
{
    struct fixture *f = *state;
    add(f, (struct spec){.name = "d/", .is_v7 = true});
    add(f, (struct spec){.name = "a.pkl", .data = PICKLE, .len = 7, .is_v7 = true});
    add_end(f);
    open_file(f);
    assert_true(f->in.members[0].is_folder);
    assert_member(f, 1, "a.pkl", 1024, 7);
    assert_clean(f);
}

static void sizes_may_be_written_in_base_256_and_as_python_reads_them(void **state)
{
    static const char *const sizes[] = {"\x80\0\0\0\0\0\0\0\0\0\0\7", "          7 ",
                                        "+0o7\0\0\0\0\0\0\0", "0_0_7\0\0\0\0\0\0"};
    struct fixture *f = *state;
    enum { SIZES = sizeof sizes / sizeof sizes[0] };
    for (size_t k = 0; k < SIZES; k++) {
        char name[8];
        snprintf(name, sizeof name, "%zu", k);
        add(f,
            (struct spec){.name = name, .type = '0', .size = sizes[k], .data = PICKLE, .len = 7});
    }
    add_end(f);
    open_file(f);
    assert_int_equal(f->in.member_count, SIZES);
    for (size_t k = 0; k < SIZES; k++)
        assert_int_equal(f->in.members[k].size, 7);
    assert_clean(f);
}

static void gnu_long_names_and_links_are_for_the_next_member(void **state)
{
    char name[300] = {0};
    struct fixture *f = *state;
    memset(name, 'n', 250);
    add(f, (struct spec){.name = "././@LongLink", .type = 'L', .data = name, .len = 251});
    add_pickle(f, "nnn");
    add_pickle(f, "short");
    add(f, (struct spec){.name = "././@LongLink", .type = 'K', .data = "/out", .len = 5});
    add(f, (struct spec){.name = "link", .type = '2', .link = "short"});
    add_end(f);
    open_file(f);
    assert_int_equal(f->in.member_count, 3);
    assert_member(f, 0, name, 1536, 7);
    assert_member(f, 1, "short", 2560, 7);
    assert_string_equal(f->in.members[2].method, "symlink");
    assert_string_equal(f->in.members[2].format, "link");
    assert_int_equal(f->in.anomalies.count, 1);
    assert_anomaly(f, 0, INPUT_ANOMALY_LINK_OUT, 2, 4096);
}

static void pax_headers_name_and_measure_the_next_member(void **state)
{
    static const char text[] = "16 path=d/a.pkl\n9 size=7\n13 mtime=1.5\n";
    struct fixture *f = *state;
    add(f,
        (struct spec){.name = "PaxHeaders/a", .type = 'x', .data = text, .len = sizeof text - 1});
    add(f,
        (struct spec){.name = "a", .type = '0', .size = "00000000000", .data = PICKLE, .len = 7});
    add_end(f);
    open_file(f);
    assert_int_equal(f->in.member_count, 1);
    assert_member(f, 0, "d/a.pkl", 1536, 7);
    assert_int_equal(f->in.anomalies.count, 1); /* two sizes: readers that know no pax go astray */
    assert_anomaly(f, 0, INPUT_ANOMALY_PAX_SIZE, 0, 1024);
    assert_int_equal(f->in.gap_count, 0);
}

static void a_damaged_pax_header_is_told(void **state)
{
    static const char *const rows[] = {"99 path=x\n", "0 path=x\n", "path\n", "10 path\xff=x ",
                                       "99999999999999999999 a=b\n"};
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct tar_pax pax = {.size = 0};
        assert_false(tar_pax_read((const uint8_t *)rows[k], strlen(rows[k]), &pax));
    }
    struct fixture *f = *state;
    add(f, (struct spec){.name = "p", .type = 'x', .data = "99 path=x\n", .len = 10});
    add_pickle(f, "a");
    add_end(f);
    open_file(f);
    assert_member(f, 0, "a", 1536, 7);
    assert_anomaly(f, 0, INPUT_ANOMALY_EXTRA, INPUT_NO_MEMBER, 512);
}

static void links_and_devices_have_no_data(void **state)
{
    struct fixture *f = *state;
    add_pickle(f, "d/a");
    add(f, (struct spec){.name = "d/h", .type = '1', .link = "d/a", .size = "00000001000"});
    add(f, (struct spec){.name = "d/s", .type = '2', .link = "../d/a"});
    add(f, (struct spec){.name = "d/t", .type = '2', .link = "../../etc/passwd"});
    add(f, (struct spec){.name = "f", .type = '6'});
    add_pickle(f, "b");
    add_end(f);
    open_file(f);
    assert_int_equal(f->in.member_count, 6);
    assert_member(f, 5, "b", 3584 + 512 - 512, 7);
    assert_int_equal(f->in.anomalies.count, 2);
    assert_anomaly(f, 0, INPUT_ANOMALY_LINK_DATA, 1, 1024);
    assert_anomaly(f, 1, INPUT_ANOMALY_LINK_OUT, 3, 2048);
}

static void names_that_lead_out_or_are_twins_are_told(void **state)
{
    struct fixture *f = *state;
    add_pickle(f, "../a");
    add_pickle(f, "b");
    add_pickle(f, "b");
    add_pickle(f, "B");
    add_end(f);
    open_file(f);
    assert_int_equal(f->in.anomalies.count, 3);
    assert_anomaly(f, 0, INPUT_ANOMALY_NAME_BYTES, 0, 0);
    assert_int_equal(f->in.anomalies.rows[1].kind, INPUT_ANOMALY_CASE_TWIN);
    assert_int_equal(f->in.anomalies.rows[2].kind, INPUT_ANOMALY_DUPLICATE_NAME);
}

static void what_is_cut_off_is_given_as_far_as_it_goes(void **state)
{
    struct fixture *f = *state;
    char data[2000] = PICKLE;
    struct err err;
    const uint8_t *bytes;
    size_t len;
    add(f, (struct spec){.name = "a", .type = '0', .data = data, .len = sizeof data});
    f->file.len = 1000;
    open_file(f);
    assert_member(f, 0, "a", 512, 488);
    assert_int_equal(f->in.members[0].unpacked, 2000);
    assert_string_equal(f->in.members[0].why, "is cut off: 488 of its 2000 bytes are there");
    assert_true(input_member_bytes(&f->in, 0, &bytes, &len, &err));
    assert_int_equal(len, 488);
    assert_clean(f);
}

static void a_header_that_is_cut_off_is_a_gap(void **state)
{
    struct fixture *f = *state;
    add_pickle(f, "a");
    add_pickle(f, "b");
    f->file.len = 1024 + 300;
    open_file(f);
    assert_int_equal(f->in.member_count, 1);
    assert_gap(f, 0, 1024, 300);
}

/* Python's tarfile stops without a word. */
static void the_walk_goes_on_behind_a_damaged_header(void **state)
{
    struct fixture *f = *state;
    add_pickle(f, "a");
    size_t damaged = add(f, (struct spec){.name = "b", .type = '0', .data = "text", .len = 4});
    size_t last = add_pickle(f, "c");
    f->file.data[damaged + 5] ^= 1;
    add_end(f);
    open_file(f);
    assert_int_equal(f->in.member_count, 2);
    assert_member(f, 1, "c", last + 512, 7);
    assert_true(f->in.members[1].is_unlisted);
    assert_anomaly(f, 0, INPUT_ANOMALY_AFTER_BREAK, 1, last);
    assert_anomaly(f, 1, INPUT_ANOMALY_CHECKSUM, INPUT_NO_MEMBER, damaged);
    assert_gap(f, 0, damaged, 512);
    assert_gap(f, 1, damaged + 512, 512);
}

static void a_size_that_is_none_hides_no_pickle(void **state)
{
    static const char *const sizes[] = {
        "99999999999", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        "\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "-0000000001", "0x7\0\0\0\0\0\0\0\0"};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        struct fixture g = {.is_open = false};
        add(&g,
            (struct spec){.name = "a", .type = '0', .size = sizes[k], .data = PICKLE, .len = 7});
        add_end(&g);
        open_file(&g);
        assert_int_equal(g.in.member_count, 1);
        assert_null(g.in.members[0].name);
        assert_int_equal(g.in.members[0].off, 512);
        assert_true(input_member_holds_pickle(&g.in, 0));
        assert_anomaly(&g, 0, INPUT_ANOMALY_STRAY, 0, 512);
        assert_anomaly(&g, 1, INPUT_ANOMALY_HEADER_NUMBER, INPUT_NO_MEMBER, 124);
        assert_gap(&g, 0, 0, 512);
        input_close(&g.in);
        buf_free(&g.file);
    }
    (void)state;
}

static void members_behind_the_end_are_listed(void **state)
{
    struct fixture *f = *state;
    add_pickle(f, "a");
    size_t end = f->file.len;
    add_end(f);
    size_t second = add_pickle(f, "b");
    add_end(f);
    open_file(f);
    assert_int_equal(f->in.member_count, 2);
    assert_member(f, 1, "b", second + 512, 7);
    assert_true(f->in.members[1].is_unlisted);
    assert_anomaly(f, 0, INPUT_ANOMALY_AFTER_END, 1, second);
    assert_int_equal(f->in.anomalies.rows[0].central.number, end);
    assert_int_equal(f->in.gap_count, 0);
}

static void what_hides_in_padding_and_behind_the_end_is_told(void **state)
{
    struct fixture *f = *state;
    add_pickle(f, "a");
    memcpy(f->file.data + 600, "hidden", 6);
    add_end(f);
    size_t tail = f->file.len;
    buf_str(&f->file, "tail");
    open_file(f);
    assert_anomaly(f, 0, INPUT_ANOMALY_HIDDEN_PADDING, 0, 519);
    assert_gap(f, 0, 519, 505);
    assert_gap(f, 1, tail, 4);
}

static void an_archive_without_end_is_remarked(void **state)
{
    struct fixture *f = *state;
    add_pickle(f, "a");
    open_file(f);
    assert_int_equal(f->in.anomalies.count, 1);
    assert_anomaly(f, 0, INPUT_ANOMALY_NO_END_BLOCK, INPUT_NO_MEMBER, 1024);
    assert_true(input_anomaly_is_remark(INPUT_ANOMALY_NO_END_BLOCK));
}

/* Member m is these bytes, put together of what stands in the file. */
static void assert_put_together(struct fixture *f, size_t m, const char *bytes, size_t len)
{
    const uint8_t *got;
    size_t got_len;
    struct err err;
    assert_true(input_member_bytes(&f->in, m, &got, &got_len, &err));
    assert_false(f->in.members[m].is_plain || f->in.members[m].is_partial);
    assert_string_equal(f->in.members[m].method, "sparse");
    assert_int_equal(f->in.members[m].unpacked, len);
    assert_int_equal(got_len, len);
    assert_memory_equal(got, bytes, len);
    assert_int_equal(f->in.gap_count, 0);
    assert_true(input_anomaly_is_remark(INPUT_ANOMALY_SPARSE));
}

/* "ab", three zeros, "cd", a zero */
#define HOLED "ab\0\0\0cd\0"

static void put_stretch(uint8_t *at, unsigned off, unsigned size)
{
    snprintf((char *)at, 12, "%011o", off);
    snprintf((char *)at + 12, 12, "%011o", size);
}

static void holes_of_gnu_are_put_back(void **state)
{
    struct fixture *f = *state;
    size_t at = add(f, (struct spec){.name = "s", .type = 'S', .data = "abcd", .len = 4});
    uint8_t *header = (uint8_t *)f->file.data + at;
    put_stretch(header + 386, 0, 2);
    put_stretch(header + 410, 5, 2);
    put_stretch(header + 434, 8, 0);
    memcpy(header + 483, "00000000010", 11);
    set_checksum(header);
    add_pickle(f, "a");
    add_end(f);
    open_file(f);
    assert_put_together(f, 0, HOLED, 8);
    assert_member(f, 1, "a", 1536, 7);
    assert_anomaly(f, 0, INPUT_ANOMALY_SPARSE, 0, 0);
    assert_int_equal(f->in.anomalies.rows[0].central.number, 8);
    assert_int_equal(f->in.anomalies.rows[0].local.number, 4);
}

/* More stretches than the header has room for: 4, then 21 to a block. */
static void a_long_map_of_gnu_goes_on_in_blocks(void **state)
{
    enum { STRETCHES = 4 + 21 + 3 };
    struct fixture *f = *state;
    uint8_t blocks[2 * TAR_BLOCK + STRETCHES] = {0};
    char want[2 * STRETCHES] = {0};
    for (unsigned k = 4; k < STRETCHES; k++)
        put_stretch(blocks + (k < 25 ? 24 * (k - 4) : TAR_BLOCK + 24 * (k - 25)), 2 * k, 1);
    blocks[504] = 1;
    for (unsigned k = 0; k < STRETCHES; k++)
        want[2 * k] = (char)(blocks[2 * TAR_BLOCK + k] = (uint8_t)('a' + k));
    size_t at = add(f, (struct spec){.name = "s",
                                     .type = 'S',
                                     .data = (char *)blocks,
                                     .len = sizeof blocks,
                                     .size = "00000000034"});
    uint8_t *header = (uint8_t *)f->file.data + at;
    for (unsigned k = 0; k < 4; k++)
        put_stretch(header + 386 + 24 * k, 2 * k, 1);
    header[482] = 1;
    snprintf((char *)header + 483, 12, "%011o", (unsigned)sizeof want);
    set_checksum(header);
    add_pickle(f, "a");
    add_end(f);
    open_file(f);
    assert_put_together(f, 0, want, sizeof want);
    assert_member(f, 1, "a", 2560, 7);
}

static void add_pax(struct fixture *f, const char *const *records)
{
    struct buf text = {0};
    for (; *records; records++)
        buf_printf(&text, "%zu %s\n", strlen(*records) + 4, *records); /* of two digits */
    add(f, (struct spec){.name = "p", .type = 'x', .data = text.data, .len = text.len});
    buf_free(&text);
}

static void holes_of_pax_are_put_back(void **state)
{
    static const char map[] = "3\n0\n2\n5\n2\n8\n0\n";
    static const char *const rows[][8] = {
        {"GNU.sparse.size=8", "GNU.sparse.offset=0", "GNU.sparse.numbytes=2", "GNU.sparse.offset=5",
         "GNU.sparse.numbytes=2", NULL},
        {"GNU.sparse.size=8", "GNU.sparse.name=n", "GNU.sparse.map=0,2,5,2,8,0", NULL},
        {"GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=n", "GNU.sparse.realsize=8",
         NULL},
    };
    struct fixture *f = *state;
    for (size_t k = 0; k < 3; k++) {
        char data[TAR_BLOCK + 4] = {0};
        fixture_clear(f);
        memcpy(data, map, sizeof map);
        memcpy(data + (k == 2 ? TAR_BLOCK : 0), "abcd", 4);
        add_pax(f, rows[k]);
        add(f, (struct spec){.name = k == 0 ? "n" : "GNUSparseFile.0/n",
                             .type = '0',
                             .data = data,
                             .len = k == 2 ? sizeof data : 4});
        add_pickle(f, "a");
        add_end(f);
        open_file(f);
        assert_int_equal(f->in.member_count, 2);
        assert_memory_equal(f->in.members[0].name, "n", 2 - (k != 0));
        assert_put_together(f, 0, HOLED, 8);
    }
}

static void a_map_that_makes_no_sense_is_told(void **state)
{
    static const struct {
        const char *map, *why;
    } rows[] = {
        {"GNU.sparse.map=0,2,1,2", "its map of holes makes no sense at 0x216"},
        {"GNU.sparse.map=0,2,-1,2", "its map of holes makes no sense at 0x216"},
        {"GNU.sparse.map=0,2,9,5", "is cut off: the data between its holes end at 0x604"},
    };
    struct fixture *f = *state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        const uint8_t *bytes;
        size_t len;
        struct err err;
        fixture_clear(f);
        add_pax(f, (const char *const[]){rows[k].map, "GNU.sparse.size=20", NULL});
        add(f, (struct spec){.name = "n", .type = '0', .data = "abcd", .len = 4});
        add_end(f);
        open_file(f);
        assert_true(input_member_bytes(&f->in, 0, &bytes, &len, &err));
        assert_true(len >= 2);
        assert_memory_equal(bytes, "ab", 2);
        assert_string_equal(input_member_why(&f->in, 0), rows[k].why);
    }
}

/* Holes cost nothing in the file: only the limits keep them from filling memory. */
static void huge_holes_meet_the_limits(void **state)
{
    struct fixture *f = *state;
    const uint8_t *bytes;
    size_t len;
    struct err err;
    add_pax(f, (const char *const[]){"GNU.sparse.size=9000000000000000000", "GNU.sparse.map=0,4",
                                     NULL});
    add(f, (struct spec){.name = "n", .type = '0', .data = "abcd", .len = 4});
    add_end(f);
    open_file(f);
    assert_true(input_member_bytes(&f->in, 0, &bytes, &len, &err));
    assert_true(f->in.members[0].is_partial);
    assert_true(len <= input_limits_default.ratio_floor + 65536);
    assert_non_null(strstr(input_member_why(&f->in, 0), "times its size, the limit"));
}

/* Nothing places these bytes: tarfile does not read them. */
static void bytes_without_a_place_are_told(void **state)
{
    struct fixture *f = *state;
    add(f, (struct spec){.name = "s", .type = 'S', .data = PICKLE, .len = 7});
    add_pickle(f, "a");
    uint8_t *header = (uint8_t *)f->file.data;
    memcpy(header + 483, "00000002000", 11);
    set_checksum(header);
    add_end(f);
    open_file(f);
    assert_int_equal(f->in.members[0].unpacked, 1024);
    assert_true(f->in.members[1].is_unlisted);
    assert_int_equal(f->in.members[1].off, 512);
    assert_int_equal(input_next_pickle(&f->in, 0), 1);
    assert_member(f, 2, "a", 1536, 7);
}

static void a_tar_that_is_a_pickle_is_one(void **state)
{
    struct fixture *f = *state;
    struct err err;
    add(f, (struct spec){.name = "cos\nsystem\n(S'id'\ntR.", .type = '0'});
    add_end(f);
    f->is_open =
        input_open_bytes(&f->in, "x", (const uint8_t *)f->file.data, f->file.len, NULL, NULL, &err);
    assert_string_equal(f->in.format->name, "raw");
}

static void no_more_members_are_listed_than_allowed(void **state)
{
    struct fixture *f = *state;
    struct input_limits limits = input_limits_default;
    struct err err;
    limits.max_members = 2;
    for (size_t k = 0; k < 5; k++)
        add(f, (struct spec){.name = "a", .type = '0'});
    f->is_open = input_open_bytes(&f->in, "x", (const uint8_t *)f->file.data, f->file.len, NULL,
                                  &limits, &err);
    assert_int_equal(f->in.member_count, 2);
    assert_gap(f, 0, 1024, 1536);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(members_stand_where_they_stand),
        TEST(an_old_tar_has_no_magic_number),
        TEST(sizes_may_be_written_in_base_256_and_as_python_reads_them),
        TEST(gnu_long_names_and_links_are_for_the_next_member),
        TEST(pax_headers_name_and_measure_the_next_member),
        TEST(a_damaged_pax_header_is_told),
        TEST(links_and_devices_have_no_data),
        TEST(names_that_lead_out_or_are_twins_are_told),
        TEST(what_is_cut_off_is_given_as_far_as_it_goes),
        TEST(a_header_that_is_cut_off_is_a_gap),
        TEST(the_walk_goes_on_behind_a_damaged_header),
        TEST(a_size_that_is_none_hides_no_pickle),
        TEST(members_behind_the_end_are_listed),
        TEST(what_hides_in_padding_and_behind_the_end_is_told),
        TEST(an_archive_without_end_is_remarked),
        TEST(holes_of_gnu_are_put_back),
        TEST(a_long_map_of_gnu_goes_on_in_blocks),
        TEST(holes_of_pax_are_put_back),
        TEST(a_map_that_makes_no_sense_is_told),
        TEST(huge_holes_meet_the_limits),
        TEST(bytes_without_a_place_are_told),
        TEST(a_tar_that_is_a_pickle_is_one),
        TEST(no_more_members_are_listed_than_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
