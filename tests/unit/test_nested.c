/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <zlib.h>

#include "src/input/input.h"
#include "src/input/nested.h"
#include "tests/unit/zip_maker.h"

#define PICKLE "\x80\x02]K\1a."

/* ---- Making ----------------------------------------------------------------------------------- */

struct part {
    const char *name;
    const void *data;
    size_t len;
    bool is_deflated;
};

/* A zip of some members (up to one without a name), as bytes. */
static struct buf zip_of(const struct part *parts)
{
    struct zip_maker maker = {0};
    for (; parts->name; parts++)
        zip_maker_add(&maker, (struct zip_spec){.name = parts->name,
                                                .data = parts->data,
                                                .len = parts->len,
                                                .is_deflated = parts->is_deflated});
    zip_maker_end(&maker, (struct zip_end_spec){0});
    struct buf made = {0};
    buf_add(&made, maker.out.data, maker.out.len);
    zip_maker_free(&maker);
    return made;
}

/* levels zips around a member called `name`, each called "z" in the next. */
static struct buf zips_around(unsigned levels, const char *name, const char *data, size_t len,
                              bool is_deflated)
{
    struct buf made = zip_of((struct part[]){{name, data, len, is_deflated}, {0}});
    for (unsigned k = 1; k < levels; k++) {
        struct buf outer = zip_of((struct part[]){{"z", made.data, made.len, is_deflated}, {0}});
        buf_free(&made);
        made = outer;
    }
    return made;
}

static void open_bytes(struct input *in, const struct buf *bytes, const struct input_limits *limits)
{
    struct err err;
    assert_true(
        input_open_bytes(in, "x", (const uint8_t *)bytes->data, bytes->len, NULL, limits, &err));
}

static void look_into_all(struct input *in)
{
    for (size_t m = 0; m < in->member_count; m++)
        input_member_holds_pickle(in, m);
}

static void assert_name(const struct input *in, size_t m, const char *name)
{
    assert_true(m < in->member_count);
    assert_int_equal(in->members[m].name_len, strlen(name));
    assert_memory_equal(in->members[m].name, name, strlen(name));
}

static void assert_pickle(struct input *in, size_t m)
{
    const uint8_t *bytes;
    size_t len;
    struct err err;
    assert_true(input_member_holds_pickle(in, m));
    assert_true(input_member_bytes(in, m, &bytes, &len, &err));
    assert_int_equal(len, sizeof PICKLE - 1);
    assert_memory_equal(bytes, PICKLE, len);
}

static void assert_why(const struct input *in, size_t m, const char *part)
{
    const char *why = input_member_why(in, m);
    assert_non_null(why);
    if (!strstr(why, part))
        fail_msg("no \"%s\" in: %s", part, why);
}

/* ---- What is in it ---------------------------------------------------------------------------- */

static void what_is_in_a_member_is_added_once_it_is_judged(void **state)
{
    (void)state;
    struct buf inner = zip_of(
        (struct part[]){{"a.pkl", PICKLE, sizeof PICKLE - 1, false}, {"b", "text", 4, false}, {0}});
    struct buf outer = zip_of((struct part[]){
        {"in.zip", inner.data, inner.len, true}, {"last", PICKLE, sizeof PICKLE - 1, true}, {0}});
    struct input in;
    open_bytes(&in, &outer, NULL);
    assert_int_equal(in.member_count, 2);
    assert_false(input_member_holds_pickle(&in, 0));
    assert_string_equal(in.members[0].format, "zip");
    assert_int_equal(in.member_count, 4);
    assert_name(&in, 2, "in.zip!a.pkl");
    assert_name(&in, 3, "in.zip!b");
    assert_pickle(&in, 2);
    assert_false(input_member_holds_pickle(&in, 3));
    input_member_drop(&in, 0); /* its members stand in these bytes */
    input_member_drop(&in, 2);
    assert_pickle(&in, 2);
    static const size_t order[] = {0, 2, 3, 1};
    size_t m = 0;
    for (size_t k = 0; k < 4; k++, m = input_member_after(&in, m))
        assert_int_equal(m, order[k]);
    assert_int_equal(m, INPUT_NO_MEMBER);
    input_close(&in);
    buf_free(&inner);
    buf_free(&outer);
}

static void a_member_is_found_in_a_container_nobody_has_looked_into(void **state)
{
    (void)state;
    struct buf bytes = zips_around(3, "d/a.pkl", PICKLE, sizeof PICKLE - 1, true);
    static const char *const names[] = {"z!z!d/a.pkl", "d/a.pkl", "a.pkl", "y!d/a.pkl"};
    for (size_t k = 0; k < 4; k++) {
        struct input in;
        struct err err;
        size_t m;
        open_bytes(&in, &bytes, NULL);
        bool found = input_find_member(&in, names[k], 0, &m, &err);
        assert_int_equal(found, k < 3);
        if (found)
            assert_pickle(&in, m);
        input_close(&in);
    }
    buf_free(&bytes);
}

static void a_byte_has_an_offset_in_the_file_where_nothing_is_packed(void **state)
{
    (void)state;
    for (int is_packed = 0; is_packed < 2; is_packed++) {
        struct buf bytes = zips_around(3, "a", PICKLE, sizeof PICKLE - 1, is_packed);
        struct input in;
        uint64_t off;
        open_bytes(&in, &bytes, NULL);
        look_into_all(&in);
        assert_int_equal(in.member_count, 3);
        assert_int_equal(input_file_offset(&in, 2, 2, &off), !is_packed);
        if (!is_packed)
            assert_memory_equal(bytes.data + off, &PICKLE[2], sizeof PICKLE - 3);
        input_close(&in);
        buf_free(&bytes);
    }
}

static void the_first_member_is_that_of_the_inmost_loader(void **state)
{
    (void)state;
    struct buf model = zip_of((struct part[]){{"m/constants.pkl", PICKLE, sizeof PICKLE - 1, false},
                                              {"m/data.pkl", PICKLE, sizeof PICKLE - 1, false},
                                              {"m/version", "3\n", 2, false},
                                              {0}});
    struct buf outer = zip_of((struct part[]){{"model", model.data, model.len, true}, {0}});
    struct input in;
    open_bytes(&in, &outer, NULL);
    assert_name(&in, input_default_member(&in), "model!m/data.pkl");
    input_close(&in);
    buf_free(&model);
    buf_free(&outer);
}

/* torch.load unpickles data.pkl; others take the file for a plain zip and open what is in it. */
static void a_data_pkl_that_is_a_container_is_opened_too(void **state)
{
    (void)state;
    for (int is_packed = 0; is_packed < 2; is_packed++) {
        struct buf inner = zip_of((struct part[]){{"a", PICKLE, sizeof PICKLE - 1, true}, {0}});
        struct buf outer =
            zip_of((struct part[]){{"m/data.pkl", inner.data, inner.len, is_packed}, {0}});
        struct input in;
        open_bytes(&in, &outer, NULL);
        look_into_all(&in);
        assert_int_equal(in.members[0].pickle, INPUT_PICKLE);
        assert_int_equal(in.member_count, 2);
        assert_name(&in, 1, "m/data.pkl!a");
        assert_pickle(&in, 1);
        input_close(&in);
        buf_free(&inner);
        buf_free(&outer);
    }
}

static void what_is_odd_about_a_container_is_told_of_the_file(void **state)
{
    (void)state;
    struct zip_maker maker = {0};
    struct buf note = {0};
    zip_maker_add(&maker, (struct zip_spec){.name = "a",
                                            .data = PICKLE,
                                            .len = sizeof PICKLE - 1,
                                            .is_deflated = true,
                                            .crc_add = 1});
    zip_maker_end(&maker, (struct zip_end_spec){.count_add = 1});
    struct buf outer =
        zip_of((struct part[]){{"in.zip", maker.out.data, maker.out.len, false}, {0}});
    struct input in;
    open_bytes(&in, &outer, NULL);
    look_into_all(&in);
    assert_int_equal(in.anomalies.count, 2);
    assert_int_equal(in.anomalies.rows[0].kind, INPUT_ANOMALY_ENTRY_COUNT);
    assert_int_equal(in.anomalies.rows[0].member, 0);
    assert_pickle(&in, 1); /* what reading finds comes after */
    assert_int_equal(in.anomalies.rows[1].kind, INPUT_ANOMALY_DATA_CRC);
    assert_int_equal(in.anomalies.rows[1].member, 1);
    assert_true(in.members[1].is_crc_wrong);
    input_member_note(&in, 1, &note);
    assert_non_null(strstr(buf_text(&note), "do not have the CRC declared"));
    buf_free(&note);
    input_close(&in);
    buf_free(&outer);
    zip_maker_free(&maker);
}

/* A zip of one pickle that stands behind so many zeros, after `before`. */
static struct buf zip_behind(const char *before, size_t len, size_t zeros)
{
    struct buf zip = zip_of((struct part[]){{"a.pkl", PICKLE, sizeof PICKLE - 1, false}, {0}});
    struct buf made = {0};
    buf_add(&made, before, len);
    buf_pad(&made, '\0', zeros);
    buf_add(&made, zip.data, zip.len);
    buf_free(&zip);
    return made;
}

/* Readers find a zip by its end, whatever stands before it, and be it longer than what a look keeps. */
static void a_zip_behind_other_bytes_is_found_in_a_packed_member(void **state)
{
    (void)state;
    static const size_t zeros[] = {60000, 70000, 17 << 20};
    struct input_limits limits = input_limits_default;
    limits.max_ratio = 0;
    for (size_t k = 0; k < sizeof zeros / sizeof zeros[0]; k++) {
        struct buf inner = zip_behind("junk", 4, zeros[k]);
        struct buf outer = zip_of((struct part[]){{"x", inner.data, inner.len, true}, {0}});
        struct input in;
        open_bytes(&in, &outer, &limits);
        look_into_all(&in);
        assert_string_equal(in.members[0].format, "zip");
        assert_true(in.member_count >= 2);
        assert_name(&in, 1, "x!a.pkl");
        assert_pickle(&in, 1);
        assert_int_equal(in.members[0].held.content.memory.len, inner.len); /* it is open */
        input_close(&in);
        buf_free(&inner);
        buf_free(&outer);
    }
}

/* One loader takes the same bytes for a pickle, another for an archive: both are listed, once. */
static void a_member_that_is_two_things_is_read_as_both(void **state)
{
    (void)state;
    char tar[1024] = "\x80\x02}q\0.";
    memcpy(tar + 257,
           "ustar\0"
           "00",
           8);
    memcpy(tar + 124, "00000000007", 12);
    memcpy(tar + 512, PICKLE, sizeof PICKLE - 1);
    unsigned sum = 8 * ' ';
    for (size_t k = 0; k < 512; k++)
        sum += (unsigned char)tar[k];
    snprintf(tar + 148, 8, "%06o", sum);
    tar[155] = ' ';
    struct buf outer = zip_of((struct part[]){{"p", tar, sizeof tar, true}, {0}});
    struct input in;
    size_t pickles = 0;
    open_bytes(&in, &outer, NULL);
    look_into_all(&in);
    for (size_t m = 0; m < in.member_count; m++)
        pickles += input_member_holds_pickle(&in, m);
    assert_int_equal(pickles, 2);
    assert_true(in.member_count >= 4);
    assert_false(input_member_holds_pickle(&in, 0));
    assert_name(&in, 1, "p");
    assert_true(input_member_holds_pickle(&in, 1));
    assert_name(&in, 2, "p!@tar");
    input_close(&in);
    buf_free(&outer);
}

/* What is packed in a member is unpacked once to learn where it ends, and not held for that. */
static void what_was_unpacked_to_learn_is_not_held(void **state)
{
    (void)state;
    struct buf text = {0};
    for (unsigned k = 0; k < 100000; k++)
        buf_printf(&text, "%u ", k * k);
    uLongf len = compressBound(text.len);
    Bytef *packed = malloc(len);
    assert_non_null(packed);
    assert_int_equal(compress(packed, &len, (const Bytef *)text.data, text.len), Z_OK);
    struct buf outer = zip_of((struct part[]){{"z", packed, len, false}, {0}});
    struct input in;
    const uint8_t *bytes;
    size_t n;
    struct err err;
    open_bytes(&in, &outer, NULL);
    look_into_all(&in);
    assert_int_equal(in.member_count, 2);
    struct input *inner = in.members[0].inner;
    assert_non_null(inner);
    assert_int_equal(inner->members[0].held.content.memory.len, 0);
    assert_int_equal(inner->members[0].unpacked, text.len);
    assert_int_equal(inner->member_cap, 1); /* nor room for what never comes */
    assert_int_equal(in.unpacked_total, text.len);
    assert_true(input_member_bytes(&in, 1, &bytes, &n, &err));
    assert_int_equal(n, text.len);
    assert_int_equal(in.unpacked_total, text.len); /* the same bytes count once */
    input_close(&in);
    free(packed);
    buf_free(&text);
    buf_free(&outer);
}

/* Where too much was unpacked for a look, what stands behind the packed bytes is learnt of when somebody reads
 * them: it is listed then, and what is odd about it is told of it. */
static void what_is_learnt_late_is_listed(void **state)
{
    (void)state;
    struct buf text = {0}, packed = {0};
    for (unsigned k = 0; k < 100000; k++)
        buf_printf(&text, "%u ", k * k);
    uLongf len = compressBound(text.len);
    Bytef *bytes = malloc(len);
    assert_non_null(bytes);
    assert_int_equal(compress(bytes, &len, (const Bytef *)text.data, text.len), Z_OK);
    buf_add(&packed, bytes, len);
    buf_add(&packed, PICKLE, sizeof PICKLE - 1);
    struct buf outer = zip_of((struct part[]){{"z", packed.data, packed.len, false}, {0}});
    struct input_limits limits = input_limits_default;
    limits.max_total = 4 << 20;
    struct input in;
    const uint8_t *there;
    size_t n;
    struct err err;
    open_bytes(&in, &outer, &limits);
    look_into_all(&in);
    assert_int_equal(in.member_count, 2);
    size_t before = in.anomalies.count;
    assert_true(input_member_bytes(&in, 1, &there, &n, &err));
    assert_int_equal(n, text.len);
    assert_int_equal(in.member_count, 3);
    assert_name(&in, 2, "z!#1");
    assert_pickle(&in, 2);
    assert_int_equal(input_member_after(&in, 1), 2);
    assert_int_equal(input_member_after(&in, 2), INPUT_NO_MEMBER);
    bool is_told = false;
    for (size_t k = before; k < in.anomalies.count; k++)
        is_told |=
            in.anomalies.rows[k].kind == INPUT_ANOMALY_STRAY && in.anomalies.rows[k].member == 2;
    assert_true(is_told);
    input_close(&in);
    free(bytes);
    buf_free(&text);
    buf_free(&packed);
    buf_free(&outer);
}

/* ---- Limits ----------------------------------------------------------------------------------- */

static void depth_has_a_limit(void **state)
{
    (void)state;
    struct buf bytes = zips_around(20, "a", PICKLE, sizeof PICKLE - 1, true);
    struct input_limits limits = input_limits_default;
    for (limits.max_depth = 0; limits.max_depth < 25; limits.max_depth += 6) {
        struct input in;
        open_bytes(&in, &bytes, &limits);
        look_into_all(&in);
        bool is_all = limits.max_depth >= 19;
        assert_int_equal(in.member_count, is_all ? 20 : limits.max_depth + 1);
        if (is_all)
            assert_pickle(&in, 19);
        else
            assert_why(&in, limits.max_depth, "too deep within others");
        bool is_told = in.anomalies.count == 1 &&
                       in.anomalies.rows[0].kind == INPUT_ANOMALY_TOO_DEEP &&
                       in.anomalies.rows[0].member == limits.max_depth;
        assert_int_equal(is_told, !is_all && limits.max_depth > 0); /* a finding, told once */
        input_close(&in);
    }
    buf_free(&bytes);
}

static void members_of_all_containers_have_one_limit(void **state)
{
    (void)state;
    struct buf inner = zip_of((struct part[]){
        {"a", PICKLE, sizeof PICKLE - 1, false}, {"b", PICKLE, sizeof PICKLE - 1, false}, {0}});
    struct buf outer = zip_of((struct part[]){{"1", inner.data, inner.len, false},
                                              {"2", inner.data, inner.len, false},
                                              {"3", inner.data, inner.len, false},
                                              {0}});
    struct input_limits limits = input_limits_default;
    limits.max_members = 6;
    struct input in;
    open_bytes(&in, &outer, &limits);
    look_into_all(&in);
    assert_int_equal(in.member_count, 6); /* three, two, and one of the second */
    assert_why(&in, 2, "too many members already");
    input_close(&in);
    buf_free(&inner);
    buf_free(&outer);
}

static void what_is_held_unpacked_has_a_limit(void **state)
{
    (void)state;
    struct buf zeros = {0};
    buf_pad(&zeros, '\0', 100000); /* much more than its rows take, which count too */
    struct buf inner = zip_of((struct part[]){{"a", zeros.data, zeros.len, false}, {0}});
    struct buf outer = zip_of((struct part[]){{"1", inner.data, inner.len, true},
                                              {"2", inner.data, inner.len, true},
                                              {"3", inner.data, inner.len, false},
                                              {0}});
    struct input_limits limits = input_limits_default;
    limits.max_kept = 2 * inner.len - 1;
    struct input in;
    open_bytes(&in, &outer, &limits);
    look_into_all(&in);
    assert_int_equal(in.members[0].child_count, 1);
    assert_int_equal(in.members[1].child_count, 0);
    assert_why(&in, 1, "too much is held in memory");
    assert_int_equal(in.members[2].child_count, 1); /* stands in the file as it is */
    input_close(&in);
    buf_free(&inner);
    buf_free(&outer);
    buf_free(&zeros);
}

/* A nest of tiny containers is little unpacked, and much to list. */
static void what_lists_members_counts_as_held(void **state)
{
    (void)state;
    struct buf inner = zip_of((struct part[]){{"a", PICKLE, sizeof PICKLE - 1, false}, {0}});
    struct buf outer = zip_of((struct part[]){
        {"1", inner.data, inner.len, true}, {"2", inner.data, inner.len, true}, {0}});
    struct input_limits limits = input_limits_default;
    limits.max_kept = sizeof(struct input);
    struct input in;
    open_bytes(&in, &outer, &limits);
    look_into_all(&in);
    assert_int_equal(in.members[0].child_count, 0);
    assert_why(&in, 0, "too much is held in memory");
    assert_in_range(in.kept, sizeof(struct input), sizeof(struct input) + inner.len + 1024);
    input_close(&in);
    limits.max_kept = 1 << 20;
    open_bytes(&in, &outer, &limits);
    look_into_all(&in);
    assert_int_equal(in.members[1].child_count, 1);
    assert_true(in.kept >= 2 * sizeof(struct input) + 4 * sizeof(struct input_member));
    input_close(&in);
    buf_free(&inner);
    buf_free(&outer);
}

static void what_is_unpacked_in_all_counts_at_every_depth(void **state)
{
    (void)state;
    struct buf zeros = {0};
    buf_pad(&zeros, '\0', 300000);
    struct buf bytes = zips_around(3, "a", zeros.data, zeros.len, true);
    struct input_limits limits = input_limits_default;
    limits.max_total = 200000;
    struct input in;
    const uint8_t *data;
    size_t len;
    struct err err;
    open_bytes(&in, &bytes, &limits);
    look_into_all(&in);
    assert_int_equal(in.member_count, 3);
    assert_true(input_member_bytes(&in, 2, &data, &len, &err));
    assert_in_range(len, 1, 200000);
    assert_why(&in, 2, "limit");
    input_close(&in);
    buf_free(&zeros);
    buf_free(&bytes);
}

/* A zip whose records all name one member: as many members as records. */
static struct buf zip_of_many(const char *data, size_t len, unsigned count)
{
    struct zip_maker maker = {0};
    struct zip_spec spec = {.name = "z", .data = data, .len = len};
    zip_maker_add(&maker, spec);
    spec.is_phantom = true;
    spec.header_off_add = (uint32_t)(0 - maker.out.len);
    for (unsigned k = 1; k < count; k++)
        zip_maker_add(&maker, spec);
    zip_maker_end(&maker, (struct zip_end_spec){0});
    struct buf made = {0};
    buf_add(&made, maker.out.data, maker.out.len);
    zip_maker_free(&maker);
    return made;
}

/* Each level would multiply what there is: 2 KB of them would be 27,000 members. */
static void what_is_claimed_twice_has_one_limit_at_all_depths(void **state)
{
    (void)state;
    struct buf bytes = zip_of_many(PICKLE, sizeof PICKLE - 1, 30);
    for (unsigned level = 1; level < 3; level++) {
        struct buf outer = zip_of_many(bytes.data, bytes.len, 30);
        buf_free(&bytes);
        bytes = outer;
    }
    struct input in;
    open_bytes(&in, &bytes, NULL);
    look_into_all(&in);
    assert_in_range(in.member_count, 30, 3000);
    assert_pickle(&in, in.members[in.members[0].first_child].first_child);
    size_t refused = 0;
    for (size_t m = 0; m < in.member_count; m++) {
        const char *why = input_member_why(&in, m);
        refused += why && strstr(why, "claim the same bytes");
    }
    assert_true(refused > 0);
    input_close(&in);
    buf_free(&bytes);
}

/* A look at what nobody reads has a share of all that may be unpacked; what it leaves is told. */
static void what_nobody_looked_at_is_told(void **state)
{
    (void)state;
    struct buf zeros = {0};
    buf_pad(&zeros, '\0', 1000000);
    struct buf outer = zip_of((struct part[]){
        {"a", zeros.data, zeros.len, true}, {"b", zeros.data, zeros.len, true}, {0}});
    struct input_limits limits = input_limits_default;
    limits.max_total = 8 * 1200000;
    struct input in;
    open_bytes(&in, &outer, &limits);
    look_into_all(&in);
    assert_null(input_member_why(&in, 0));
    assert_why(&in, 1, "bytes were looked at");
    input_close(&in);
    buf_free(&zeros);
    buf_free(&outer);
}

/* Each member of a container has the name of that too: a long one would be held very often. */
static void a_long_name_loses_its_middle_in_those_of_what_is_in_it(void **state)
{
    (void)state;
    struct buf name = {0};
    buf_pad(&name, 'n', 30000);
    buf_str(&name, "/end");
    struct buf inner = zip_of((struct part[]){{"a", PICKLE, sizeof PICKLE - 1, false}, {0}});
    struct buf outer =
        zip_of((struct part[]){{buf_text(&name), inner.data, inner.len, false}, {0}});
    struct input in;
    open_bytes(&in, &outer, NULL);
    look_into_all(&in);
    assert_int_equal(in.member_count, 2);
    assert_int_equal(in.members[0].name_len, name.len);
    assert_in_range(in.members[1].name_len, 1000, 1100);
    assert_memory_equal(in.members[1].name + in.members[1].name_len - 6, "/end!a", 6);
    assert_pickle(&in, 1);
    assert_true(in.kept >= in.members[1].name_len);
    input_close(&in);
    buf_free(&name);
    buf_free(&inner);
    buf_free(&outer);
}

/* However long the names are, the reason behind them is told; a NUL does not end the text. */
static void a_label_leaves_room_for_a_reason(void **state)
{
    (void)state;
    static const size_t lengths[] = {5, 130, 600, 60000};
    for (size_t k = 0; k < 4; k++) {
        struct zip_maker maker = {0};
        struct buf name = {0}, label = {.limit = INPUT_PATH_SHOWN};
        buf_str(&name, "x");
        buf_pad(&name, '\0', lengths[k]);
        buf_str(&name, "end");
        zip_maker_add(&maker, (struct zip_spec){.name = buf_text(&name),
                                                .name_len = name.len,
                                                .data = PICKLE,
                                                .len = sizeof PICKLE - 1});
        zip_maker_end(&maker, (struct zip_end_spec){0});
        struct input in;
        open_bytes(&in, &maker.out, NULL);
        input_member_label(&in, 0, &label);
        assert_false(label.failed);
        assert_int_equal(strlen(buf_text(&label)), label.len);
        assert_memory_equal(label.data, "x!x\\x00", 7);
        assert_string_equal(label.data + label.len - 7, "\\x00end");
        input_close(&in);
        buf_free(&label);
        buf_free(&name);
        zip_maker_free(&maker);
    }
}

static void a_reason_does_not_take_the_place_of_another(void **state)
{
    (void)state;
    struct buf bytes = zip_of((struct part[]){{"a", PICKLE, sizeof PICKLE - 1, false}, {0}});
    struct input in;
    open_bytes(&in, &bytes, NULL);
    nested_refuse(&in, 0, "one");
    nested_refuse(&in, 0, "two");
    nested_refuse(&in, 0, "one");
    assert_string_equal(input_member_why(&in, 0), "one; two");
    for (unsigned k = 0; k < 1000; k++) {
        struct buf why = {0};
        buf_printf(&why, "0x%x bytes are not read", k);
        nested_refuse(&in, 0, buf_text(&why));
        buf_free(&why);
    }
    assert_in_range(strlen(input_member_why(&in, 0)), 300, 450);
    assert_why(&in, 0, "one; two; 0x0 bytes");
    assert_why(&in, 0, "; and more");
    input_close(&in);
    buf_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_in_a_member_is_added_once_it_is_judged),
        cmocka_unit_test(a_member_is_found_in_a_container_nobody_has_looked_into),
        cmocka_unit_test(a_byte_has_an_offset_in_the_file_where_nothing_is_packed),
        cmocka_unit_test(the_first_member_is_that_of_the_inmost_loader),
        cmocka_unit_test(a_data_pkl_that_is_a_container_is_opened_too),
        cmocka_unit_test(a_zip_behind_other_bytes_is_found_in_a_packed_member),
        cmocka_unit_test(a_member_that_is_two_things_is_read_as_both),
        cmocka_unit_test(what_was_unpacked_to_learn_is_not_held),
        cmocka_unit_test(what_nobody_looked_at_is_told),
        cmocka_unit_test(a_long_name_loses_its_middle_in_those_of_what_is_in_it),
        cmocka_unit_test(a_label_leaves_room_for_a_reason),
        cmocka_unit_test(a_reason_does_not_take_the_place_of_another),
        cmocka_unit_test(what_is_claimed_twice_has_one_limit_at_all_depths),
        cmocka_unit_test(what_is_odd_about_a_container_is_told_of_the_file),
        cmocka_unit_test(what_is_learnt_late_is_listed),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(members_of_all_containers_have_one_limit),
        cmocka_unit_test(what_is_held_unpacked_has_a_limit),
        cmocka_unit_test(what_lists_members_counts_as_held),
        cmocka_unit_test(what_is_unpacked_in_all_counts_at_every_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
