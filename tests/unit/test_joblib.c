/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What joblib's loader reads beside opcodes: how many bytes, by what the pickle says; and that nothing
 * is guessed where it does not say it. tests/joblib holds the same against a loader in Python. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/input/format.h"
#include "src/input/joblib.h"
#include "src/input/pickles.h"
#include "tests/unit/machine_run.h"
#include "tests/unit/pickle_asm.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define WRAPPER "GLOBAL 'joblib.numpy_pickle' 'NumpyArrayWrapper' EMPTY_TUPLE NEWOBJ "
#define DTYPE(name) "GLOBAL 'numpy' 'dtype' BINUNICODE '" name "' NEWFALSE NEWTRUE TUPLE3 REDUCE "
#define DTYPE_STATE(size, flags)                                                                   \
    "MARK BININT1 3 BINUNICODE '<' NONE NONE NONE BININT " size " BININT " size " BININT " flags   \
    " TUPLE BUILD "
#define F8 DTYPE("f8") DTYPE_STATE("-1", "0")
#define STATE(shape, dtype, more)                                                                  \
    "EMPTY_DICT MARK BINUNICODE 'shape' " shape " BINUNICODE 'dtype' " dtype more " SETITEMS "
#define ALIGNED " BINUNICODE 'numpy_array_alignment_bytes' BININT1 16"
#define ARRAY(shape, dtype, more) WRAPPER STATE(shape, dtype, more) "BUILD "

static void run_joblib(struct run *run, const char *ops, const char *dialect)
{
    struct br_options options = {.dialect = dialect, .insets = &joblib_insets};
    *run = (struct run){.rec = NULL};
    pickle_asm(&run->bytes, ops);
    run_bytes_as(run, &options);
}

/* "ok", or the kind of the break and the opcode; then the size and padding of each inset. */
static void tell(struct run *run, char *out, size_t size)
{
    const struct br_error *error = br_error_of(run->rec);
    struct br_inset inset;
    int len = error ? snprintf(out, size, "%s %s", br_error_kind_name(error->kind),
                               error->opcode ? error->opcode->name : "-")
                    : snprintf(out, size, "ok");
    for (uint64_t n = 0; br_inset(run->rec, n, &inset); n++)
        len += snprintf(out + len, size - (size_t)len, " %s%d+%d", inset.is_pickle ? "pickle " : "",
                        (int)inset.lead, (int)(inset.size - inset.lead));
}

static const struct {
    const char *what, *ops, *told;
} rows[] = {
    {"as many bytes as the shape says", ARRAY("BININT1 2 TUPLE1", F8, "") "'................' STOP",
     "ok 0+16"},
    {"no dimension is one item", ARRAY("EMPTY_TUPLE", F8, "") "'........' STOP", "ok 0+8"},
    {"a list is a shape too", ARRAY("EMPTY_LIST BININT1 1 APPEND", F8, "") "'........' STOP",
     "ok 0+8"},
    {"padding is as long as its first byte says",
     ARRAY("BININT1 1 TUPLE1", F8, ALIGNED) "'\\x03...' '........' STOP", "ok 4+8"},
    {"what the alignment is does not matter, but that it is not None",
     ARRAY("BININT1 1 TUPLE1", F8,
           " BINUNICODE 'numpy_array_alignment_bytes' NONE") "'........' STOP",
     "ok 0+8"},
    {"padding may end with the file", ARRAY("BININT1 0 TUPLE1", F8, ALIGNED) "'\\xff..'",
     "truncated - 3+0"},
    {"an array of nothing at the end of the file", ARRAY("BININT1 0 TUPLE1", F8, ALIGNED),
     "truncated - 0+0"},
    {"one byte too few", ARRAY("BININT1 2 TUPLE1", F8, "") "'...............'", "truncated BUILD"},
    {"a negative number", ARRAY("BININT -1 TUPLE1", F8, "") "'........' STOP", "type BUILD"},
    {"two negative numbers are not a positive one",
     ARRAY("BININT -1 BININT -1 TUPLE2", F8, "") "'........' STOP", "type BUILD"},
    {"a product past 64 bits, which would be 0 in them",
     ARRAY("LONG '4294967296L' LONG '4294967296L' TUPLE2", F8, "") "STOP", "type BUILD"},
    {"nothing of a great many",
     ARRAY("BININT1 0 LONG '4611686018427387904L' LONG "
           "'4611686018427387904L' TUPLE3",
           F8, "") "STOP",
     "ok 0+0"},
    {"items past 64 bits", ARRAY("LONG '9223372036854775808L' TUPLE1", F8, "") "STOP",
     "type BUILD"},
    {"bytes past 64 bits", ARRAY("LONG '4611686018427387904L' TUPLE1", F8, "") "STOP",
     "truncated BUILD"},
    {"a float in the shape", ARRAY("BINFLOAT 1.0 TUPLE1", F8, "") "'........' STOP", "type BUILD"},
    {"an object in the shape", ARRAY("PERSID '0' TUPLE1", F8, "") "'........' STOP", "type BUILD"},
    {"a shape that is a number", ARRAY("BININT1 1", F8, "") "'........' STOP", "type BUILD"},
    {"65 dimensions", ARRAY("MARK 65*BININT1 1 TUPLE", F8, "") "'........' STOP", "type BUILD"},
    {"no shape", WRAPPER "EMPTY_DICT BINUNICODE 'dtype' " F8 "SETITEM BUILD '........' STOP",
     "type BUILD"},
    {"no dtype", WRAPPER "EMPTY_DICT BINUNICODE 'shape' EMPTY_TUPLE SETITEM BUILD STOP",
     "limit BUILD"},
    {"no state", WRAPPER "NONE BUILD STOP", "limit BUILD"},
    {"a dtype that nobody knows", ARRAY("EMPTY_TUPLE", DTYPE("zz"), "") "STOP", "limit BUILD"},
    {"a dtype whose size is the machine's", ARRAY("EMPTY_TUPLE", DTYPE("l"), "") "STOP",
     "limit BUILD"},
    {"a dtype from elsewhere", ARRAY("EMPTY_TUPLE", "PERSID '0'", "") "STOP", "limit BUILD"},
    {"a dtype that something else makes",
     ARRAY("EMPTY_TUPLE", "GLOBAL 'numpy' 'float64' BINUNICODE 'f8' TUPLE1 REDUCE", "") "STOP",
     "limit BUILD"},
    {"numpy's own type as its dtype",
     ARRAY("EMPTY_TUPLE", "GLOBAL 'numpy' 'dtype' GLOBAL 'numpy' 'float32' TUPLE1 REDUCE",
           "") "'....' STOP",
     "ok 0+4"},
    {"characters have four bytes", ARRAY("EMPTY_TUPLE", DTYPE("<U2"), "") "'........' STOP",
     "ok 0+8"},
    {"a size that the state changes",
     ARRAY("EMPTY_TUPLE", DTYPE("V2") DTYPE_STATE("3", "16"), "") "'...' STOP", "ok 0+3"},
    {"a size that no state changes",
     ARRAY("EMPTY_TUPLE", DTYPE("i2") DTYPE_STATE("3", "0"), "") "'..' STOP", "ok 0+2"},
    {"a negative size", ARRAY("EMPTY_TUPLE", DTYPE("V2") DTYPE_STATE("-1", "0"), "") "STOP",
     "limit BUILD"},
    {"items of no size", ARRAY("EMPTY_TUPLE", DTYPE("S0"), "") "STOP", "type BUILD"},
    {"a unit of time", ARRAY("EMPTY_TUPLE", DTYPE("M8[ns]"), "") "'........' STOP", "ok 0+8"},
    {"objects are a pickle",
     ARRAY("BININT1 7 TUPLE1", DTYPE("O8") DTYPE_STATE("-1", "63"), ALIGNED) "EMPTY_LIST STOP STOP",
     "ok pickle 0+2"},
    {"numbers that the state calls objects",
     ARRAY("BININT1 1 TUPLE1", DTYPE("f8") DTYPE_STATE("-1", "1"), "") "NONE STOP STOP",
     "ok pickle 0+2"},
    {"numpy's own dtype takes no state",
     ARRAY("EMPTY_TUPLE",
           "GLOBAL 'numpy' 'dtype' BINUNICODE 'f4' TUPLE1 REDUCE " DTYPE_STATE("-1", "63"),
           "") "'....' STOP",
     "ok 0+4"},
    {"objects that the state calls none",
     ARRAY("BININT1 1 TUPLE1", DTYPE("O8") DTYPE_STATE("-1", "0"), "") "'........' STOP", "ok 0+8"},
    {"flags that only the run knows",
     ARRAY("EMPTY_TUPLE",
           DTYPE("V2") "MARK BININT1 3 BINUNICODE '|' NONE NONE NONE BININT1 2 "
                       "BININT1 1 PERSID '0' TUPLE BUILD",
           "") "STOP",
     "limit BUILD"},
    {"a pickle that breaks has all that is left",
     ARRAY("EMPTY_TUPLE", DTYPE("O8"), "") "EMPTY_LIST '\\xff' STOP", "truncated - pickle 0+3"},
    {"what was an array is no wrapper", ARRAY("EMPTY_TUPLE", F8, "") "'........' NONE BUILD STOP",
     "ok 0+8"},
    {"a wrapper from the memo is read again, and keeps its attributes",
     WRAPPER "BINPUT 0 " STATE("EMPTY_TUPLE", F8, "") "BUILD '........' BINGET 0 NONE BUILD "
                                                      "'........' STOP",
     "ok 0+8 0+8"},
    {"... but for those that are set anew",
     WRAPPER "BINPUT 0 " STATE(
         "EMPTY_TUPLE", F8,
         "") "BUILD '........' BINGET 0 EMPTY_DICT "
             "BINUNICODE 'shape' BININT1 2 TUPLE1 SETITEM BUILD '................' STOP",
     "ok 0+8 0+16"},
    {"attributes by setattr",
     WRAPPER "NONE " STATE("EMPTY_TUPLE", F8, "") "TUPLE2 BUILD '........' STOP", "ok 0+8"},
    {"the last of equal keys counts",
     ARRAY("BININT1 9 TUPLE1", F8, " BINUNICODE 'shape' EMPTY_TUPLE") "'........' STOP", "ok 0+8"},
    {"a key that only the run knows", ARRAY("EMPTY_TUPLE", F8, " PERSID '0' NONE") "STOP",
     "limit BUILD"},
    {"a state that only the run knows", WRAPPER "PERSID '0' BUILD STOP", "limit BUILD"},
    {"a state of more than a wrapper has", ARRAY("EMPTY_TUPLE", F8, " 140*BININT1 5") "STOP",
     "limit BUILD"},
    {"attributes of the class are those of each wrapper",
     "GLOBAL 'joblib.numpy_pickle' 'NumpyArrayWrapper' NONE EMPTY_DICT BINUNICODE "
     "'numpy_array_alignment_bytes' BININT1 16 SETITEM TUPLE2 BUILD " ARRAY("EMPTY_TUPLE", F8,
                                                                            "") "STOP",
     "limit BUILD"},
    {"the class by another way",
     "PROTO 4 BINUNICODE 'joblib' BINUNICODE 'numpy_pickle.NumpyArrayWrapper' STACK_GLOBAL "
     "EMPTY_TUPLE NEWOBJ " STATE("EMPTY_TUPLE", F8, "") "BUILD '........' STOP",
     "ok 0+8"},
    {"the class in scikit-learn",
     "GLOBAL 'sklearn.externals.joblib.numpy_pickle' 'NumpyArrayWrapper' EMPTY_TUPLE NEWOBJ " STATE(
         "EMPTY_TUPLE", F8, "") "BUILD '........' STOP",
     "ok 0+8"},
    {"a class that is called so elsewhere",
     "GLOBAL 'my.numpy_pickle' 'NumpyArrayWrapper' EMPTY_TUPLE NEWOBJ " STATE("EMPTY_TUPLE", F8,
                                                                              "") "BUILD STOP",
     "ok"},
    {"protocol 0",
     "GLOBAL 'copy_reg' '_reconstructor' MARK GLOBAL 'joblib.numpy_pickle' "
     "'NumpyArrayWrapper' GLOBAL '__builtin__' 'object' NONE TUPLE REDUCE " STATE(
         "EMPTY_TUPLE", F8, "") "BUILD '........' STOP",
     "ok 0+8"},
    {"INST",
     "MARK INST 'joblib.numpy_pickle' 'NumpyArrayWrapper' " STATE(
         "EMPTY_TUPLE", F8,
         " BINUNICODE 'numpy_array_alignment_bytes' NONE") "BUILD '........' STOP",
     "ok 0+8"},
    {"a constructor's defaults are its version's",
     "GLOBAL 'joblib.numpy_pickle' 'NumpyArrayWrapper' MARK NONE EMPTY_TUPLE BINUNICODE 'C' " F8
     "TUPLE REDUCE NONE BUILD STOP",
     "limit BUILD"},
    {"what a constructor is given",
     "GLOBAL 'joblib.numpy_pickle' 'NumpyArrayWrapper' MARK NONE EMPTY_TUPLE BINUNICODE 'C' " F8
     "NEWFALSE BININT1 16 TUPLE REDUCE NONE BUILD '\\x00........' STOP",
     "ok 1+8"},
    {"an array in another file",
     "GLOBAL 'joblib.numpy_pickle' 'NDArrayWrapper' EMPTY_TUPLE NEWOBJ EMPTY_DICT BINUNICODE "
     "'filename' BINUNICODE 'x_01.npy' SETITEM BUILD STOP",
     "ok 0+0"},
    {"another class",
     "GLOBAL 'a' 'B' EMPTY_TUPLE NEWOBJ " STATE("EMPTY_TUPLE", F8, "") "BUILD STOP", "ok"},
};

static void arrays_are_passed_over_by_what_the_pickle_says_of_them(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t k = 0; k < COUNT(rows); k++) {
        struct run run;
        char told[200];
        run_joblib(&run, rows[k].ops, "py");
        tell(&run, told, sizeof told);
        if (strcmp(told, rows[k].told) != 0)
            print_message("# %s: %s, not %s\n", rows[k].what, told, rows[k].told);
        wrong += strcmp(told, rows[k].told) != 0;
        run_free(&run);
    }
    assert_int_equal(wrong, 0);
}

static void without_a_reader_all_bytes_are_opcodes(void **state)
{
    (void)state;
    struct run run;
    run_ops(&run, ARRAY("EMPTY_TUPLE", F8, "") "'\\x00.......' STOP");
    assert_int_equal(br_inset_count(run.rec), 0);
    assert_string_equal(run_status(&run), "bad-opcode at 119 -");
    run_free(&run);
}

static void what_is_read_takes_the_place_of_the_object(void **state)
{
    (void)state;
    struct run run;
    run_joblib(&run,
               WRAPPER
               "BINPUT 0 " STATE("EMPTY_TUPLE", F8, "") "BUILD '........' BINGET 0 TUPLE2 STOP",
               "py");
    assert_string_equal(run_result(&run),
                        "(joblib.numpy_pickle.NumpyArrayWrapper.__new__().read(), "
                        "joblib.numpy_pickle.NumpyArrayWrapper.__new__())");
    run_free(&run);
}

/* A frame is taken from the file as a whole: arrays of BUILDs in it stand behind it. */
static void an_array_of_a_BUILD_in_a_frame_stands_behind_the_frame(void **state)
{
    (void)state;
    struct run run;
    struct buf ops = {0};
    char told[100];
    static const char *const dialects[] = {"py", "c-strict", "c", "c-stream"};
    static const char *const expected[] = {"ok 0+8", "ok 0+8", "truncated BUILD", "limit BUILD"};
    pickle_asm(&ops, ARRAY("EMPTY_TUPLE", F8, "") "INT '7'");
    for (size_t k = 0; k < COUNT(dialects); k++) {
        struct br_options options = {.dialect = dialects[k], .insets = &joblib_insets};
        run = (struct run){.rec = NULL};
        pickle_number(&run.bytes, "FRAME", (int64_t)ops.len);
        buf_add(&run.bytes, ops.data, ops.len);
        if (strcmp(dialects[k], "c") != 0)
            buf_str(&run.bytes, "xxxxxxxx\x86."); /* TUPLE2, STOP */
        run_bytes_as(&run, &options);
        tell(&run, told, sizeof told);
        assert_string_equal(told, expected[k]);
        run_free(&run);
    }
    buf_free(&ops);
}

/* The line of INT is the last of its frame: it ends there, not where the next opcode is. */
static void an_argument_before_an_array_ends_where_it_ends(void **state)
{
    (void)state;
    struct run run = {.rec = NULL};
    struct buf ops = {0};
    struct br_options options = {.dialect = "py", .insets = &joblib_insets};
    struct br_ins ins;
    struct br_inset inset;
    pickle_asm(&ops, ARRAY("EMPTY_TUPLE", F8, "") "INT '7'");
    pickle_number(&run.bytes, "FRAME", (int64_t)ops.len);
    buf_add(&run.bytes, ops.data, ops.len);
    buf_str(&run.bytes, "xxxxxx\n\n\x86.");
    run_bytes_as(&run, &options);
    assert_string_equal(run_result(&run),
                        "(joblib.numpy_pickle.NumpyArrayWrapper.__new__().read(), 7)");
    br_ins_at(run.rec, br_ops(run.rec) - 3, &ins);
    assert_int_equal(ins.length, 3);
    assert_int_equal(ins.pos + ins.length, 9 + ops.len);
    assert_true(br_inset_at(run.rec, 9 + ops.len, &inset));
    assert_false(br_inset_at(run.rec, 9 + ops.len - 1, &inset));
    assert_false(br_inset_at(run.rec, 9 + ops.len + 8, &inset));
    buf_free(&ops);
    run_free(&run);
}

static void words_say_what_is_there(void **state)
{
    (void)state;
    struct run run;
    struct br_inset inset;
    char words[200];
    run_joblib(&run,
               ARRAY("BININT1 1 BININT1 1 TUPLE2", F8,
                     ALIGNED " BINUNICODE 'order' BINUNICODE 'F'") "'\\x01.........' STOP",
               "py");
    assert_true(br_inset(run.rec, 0, &inset));
    br_inset_words(run.rec, &inset, words, sizeof words);
    assert_string_equal(words,
                        "array of f8, shape (1, 1), in Fortran order, after 2 bytes of padding");
    br_inset_words(run.rec, &inset, words, 6);
    assert_string_equal(words, "array");
    run_free(&run);
}

/* ---- The pickles of a file ------------------------------------------------------------------- */

static void those_inside_follow_the_one_around_them(void **state)
{
    (void)state;
    static const struct {
        uint64_t offset, limit;
        bool is_inside;
        uint64_t parent;
    } expected[] = {
        {0, 280, false, 0}, {138, 140, true, 0}, {141, 280, false, 0}, {279, 280, true, 2}};
    struct buf bytes = {0};
    struct pickles pickles;
    size_t n = 0;
    pickle_asm(&bytes, ARRAY("EMPTY_TUPLE", DTYPE("O8"), "") "NONE STOP STOP");
    pickle_asm(&bytes, ARRAY("EMPTY_TUPLE", DTYPE("O8"), "") "NONE");
    for (pickles_begin(&pickles, 0, bytes.len); pickles.more; n++) {
        struct br_options options = {.dialect = "py"};
        options.insets = pickles.at.is_inside ? NULL : &joblib_insets;
        assert_true(n < COUNT(expected));
        assert_int_equal(pickles.number, n);
        assert_int_equal(pickles.at.is_inside, expected[n].is_inside);
        assert_int_equal(pickles.at.parent, expected[n].parent);
        if (expected[n].is_inside)
            assert_int_equal(bytes.data[pickles.at.offset], 'N');
        br_record *rec = br_record_new((const uint8_t *)bytes.data + pickles.at.offset,
                                       bytes.len - pickles.at.offset, &options);
        br_record_run(rec, 0);
        assert_true(pickles_next(&pickles, rec));
        br_record_free(rec);
    }
    assert_int_equal(n, COUNT(expected));
    pickles_free(&pickles);
    buf_free(&bytes);
}

/* ---- The format ------------------------------------------------------------------------------ */

static const char *format_of(const char *ops)
{
    struct buf bytes = {0};
    pickle_asm(&bytes, ops);
    const char *name = input_format_of((const uint8_t *)bytes.data, bytes.len)->name;
    buf_free(&bytes);
    return name;
}

static void files_are_known_by_the_classes_they_import(void **state)
{
    (void)state;
    assert_string_equal(format_of(ARRAY("EMPTY_TUPLE", F8, "") "'\\x00.......' STOP"), "joblib");
    /* Text is no import; nor is a class of that name from elsewhere. */
    assert_string_equal(format_of("PROTO 2 BINUNICODE 'joblib.numpy_pickle' BINUNICODE "
                                  "'NumpyArrayWrapper' TUPLE2 STOP"),
                        "raw");
    assert_string_equal(format_of("PROTO 2 GLOBAL 'a' 'NumpyArrayWrapper' STOP"), "raw");
    /* An archive with nothing in it, as an array: the pickle is all of the file. */
    assert_string_equal(
        format_of(ARRAY("BININT1 22 TUPLE1", DTYPE("u1"),
                        "") "'PK\\x05\\x06\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00"
                            "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00' STOP"),
        "joblib");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_are_passed_over_by_what_the_pickle_says_of_them),
        cmocka_unit_test(without_a_reader_all_bytes_are_opcodes),
        cmocka_unit_test(what_is_read_takes_the_place_of_the_object),
        cmocka_unit_test(an_array_of_a_BUILD_in_a_frame_stands_behind_the_frame),
        cmocka_unit_test(an_argument_before_an_array_ends_where_it_ends),
        cmocka_unit_test(words_say_what_is_there),
        cmocka_unit_test(those_inside_follow_the_one_around_them),
        cmocka_unit_test(files_are_known_by_the_classes_they_import),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
