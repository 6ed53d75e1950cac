/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where Python's readers part: what each dialect makes of the same bytes. What c, c-stream, py and
 * pickletools do here their readers do (tests/differential); c-strict and c-3.15 are as read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/machine_run.h"
#include "tests/unit/pickle_asm.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const dialects[] = {"c", "c-stream", "c-strict", "c-3.15", "py", "pickletools"};
#define SAME NULL /* as the dialect before it */

/* The break, or "ok" and the result ("-": there is none); then the events, a bar before each. */
struct row {
    const char *hex;
    const char *told[COUNT(dialects)];
};

/* clang-format off */
static const struct row rows[] = {
    /*  1 INT 010 */
    {"493031300a2e",
     {"ok 8", SAME, SAME, "ok 10", "bad-argument at 0 INT", "ok -"}},
    /*  1 INT 08 */
    {"4930380a2e",
     {"bad-argument at 0 INT", SAME, SAME, "ok 8", "bad-argument at 0 INT", "ok -"}},
    /*  1 LONG 010L */
    {"4c3031304c0a2e",
     {"bad-argument at 0 LONG", SAME, SAME, "ok 10", "bad-argument at 0 LONG", "ok -"}},
    /*  2 INT 0x1F */
    {"49307831460a2e",
     {"ok 31", SAME, SAME, "bad-argument at 0 INT", "ok 31", "bad-argument at 0 INT"}},
    /*  2 LONG 0x1F */
    {"4c307831460a2e",
     {"ok 31", SAME, SAME, "bad-argument at 0 LONG", "ok 31", "bad-argument at 0 LONG"}},
    /*  3 INT +1 */
    {"492b310a2e",
     {"ok True", SAME, SAME, "ok 1", SAME, "ok -"}},
    /*  3 INT 01 */
    {"4930310a2e",
     {"ok True", SAME, SAME, SAME, SAME, "ok -"}},
    /*  3 INT ends with the data, 01 */
    {"493031",
     {"truncated at 0 INT", SAME, SAME, SAME, "bad-argument at 0 INT", "truncated at 0 INT"}},
    /*  4 INT with a NUL */
    {"493132007a7a0a2e",
     {"ok 12", SAME, SAME, SAME, "bad-argument at 0 INT", SAME}},
    /*  4 FLOAT with a NUL */
    {"46312e35007a0a2e",
     {"ok 1.5", SAME, SAME, SAME, "bad-argument at 0 FLOAT", SAME}},
    /*  4 PUT with a NUL */
    {"4e7035007a0a2e",
     {"ok None", SAME, SAME, SAME, "bad-argument at 1 PUT", SAME}},
    /*  5 FLOAT 1e999 */
    {"4631653939390a2e",
     {"bad-argument at 0 FLOAT", SAME, SAME, SAME, "ok inf", "ok -"}},
    /*  6 FLOAT with a blank */
    {"4620312e350a2e",
     {"bad-argument at 0 FLOAT", SAME, SAME, SAME, "ok 1.5", "ok -"}},
    /*  6 FLOAT with an underscore */
    {"46315f302e300a2e",
     {"bad-argument at 0 FLOAT", SAME, SAME, SAME, "ok 10.0", "ok -"}},
    /*  7 BINSTRING of 2^32 - 1 */
    {"54ffffffff68692e",
     {"truncated at 0 BINSTRING", SAME, SAME, "bad-argument at 0 BINSTRING", SAME, SAME}},
    /*  8 STRING of one quote */
    {"53270a2e",
     {"bad-argument at 0 STRING", SAME, SAME, SAME, SAME, "ok -"}},
    /*  9 SHORT_BINSTRING not ASCII */
    {"5501e92e",
     {"bad-argument at 0 SHORT_BINSTRING", SAME, SAME, SAME, SAME, "ok -"}},
    /*  9 STRING not ASCII */
    {"5327e9270a2e",
     {"bad-argument at 0 STRING", SAME, SAME, SAME, SAME, SAME}},
    /* 10 GLOBAL in UTF-8 */
    {"636dc3a90a6e0a2e",
     {"ok m\303\251.n | import m\303\251.n", SAME, SAME, SAME, SAME, "bad-argument at 0 GLOBAL"}},
    /* 11 GLOBAL with an escape */
    {"636d5c7834310a6e5c6e0a2e",
     {"ok m\\x41.n\\n | import m\\x41.n\\n", SAME, SAME, SAME, SAME, "ok -"}},
    /* 11 GLOBAL with a bad escape */
    {"636d5c78340a6e0a2e",
     {"ok m\\x4.n | import m\\x4.n", SAME, SAME, SAME, SAME, "bad-argument at 0 GLOBAL"}},
    /* 12 GLOBAL without a module */
    {"630a666f6f0a2e",
     {"truncated at 0 GLOBAL", SAME, SAME, SAME, "ok .foo | import .foo", "ok -"}},
    /* 12 INT empty */
    {"490a2e",
     {"truncated at 0 INT", SAME, SAME, SAME, "bad-argument at 0 INT", SAME}},
    /* 13 GLOBAL ends with the data */
    {"63610a6263",
     {"truncated at 0 GLOBAL", SAME, SAME, SAME, "truncated at 5 - | import a.b", "truncated at 0 GLOBAL"}},
    /* 13 PERSID ends with the data */
    {"50616263",
     {"truncated at 0 PERSID", SAME, SAME, SAME, "truncated at 4 - | persid persistent_load ('ab',)", "truncated at 0 PERSID"}},
    /* 13 GLOBAL and nothing */
    {"63",
     {"truncated at 0 GLOBAL", SAME, SAME, SAME, "truncated at 1 - | import .", "truncated at 0 GLOBAL"}},
    /* 14 INST without a mark */
    {"69610a620a2e",
     {"no-mark at 0 INST", SAME, SAME, SAME, "no-mark at 0 INST | import a.b", "ok -"}},
    /* 15 REDUCE with a list */
    {"63610a620a5d522e",
     {"type at 6 REDUCE | import a.b", SAME, SAME, SAME, "ok a.b() | import a.b | reduce a.b ()", "ok -"}},
    /* 15 REDUCE with a str */
    {"63610a620a8c026162522e",
     {"type at 9 REDUCE | import a.b", SAME, SAME, SAME, "ok a.b('a', 'b') | import a.b | reduce a.b ('a', 'b')", "ok -"}},
    /* 15 REDUCE with an int */
    {"63610a620a4b01522e",
     {"type at 7 REDUCE | import a.b", SAME, SAME, SAME, SAME, "ok -"}},
    /* 15 NEWOBJ with a dict */
    {"63610a620a7d4b014e73812e",
     {"type at 10 NEWOBJ | import a.b", SAME, SAME, SAME, "ok a.b.__new__(1) | import a.b | newobj a.b (1,)", "ok -"}},
    /* 16 BUILD on a list with {} */
    {"5d7d622e",
     {"type at 2 BUILD", SAME, SAME, SAME, "ok [] | build [] {}", "ok -"}},
    /* 16 BUILD on a list with False */
    {"5d89622e",
     {"type at 2 BUILD", SAME, SAME, SAME, "ok [] | build [] False", "ok -"}},
    /* 17 BUILD with set() for slots */
    {"4e4e8f86622e",
     {"type at 4 BUILD", SAME, SAME, SAME, "ok None | build None (None, set())", "ok -"}},
    /* 18 APPENDS of nothing to an int */
    {"4b0128652e",
     {"ok 1", SAME, SAME, "type at 3 APPENDS", SAME, "ok -"}},
    /* 18 ADDITEMS of nothing to an int */
    {"4b0128902e",
     {"ok 1", SAME, SAME, "type at 3 ADDITEMS", SAME, "ok -"}},
    /* 18 SETITEMS of nothing to an int */
    {"4b0128752e",
     {"ok 1", SAME, SAME, SAME, SAME, "ok -"}},
    /* 18 APPENDS of nothing to an object */
    {"63610a620a28652e",
     {"ok a.b | import a.b", SAME, SAME, "ok a.b | import a.b | append a.b []", SAME, "ok -"}},
    /* 19 DICT of an odd number */
    {"284b01642e",
     {"type at 3 DICT", SAME, SAME, SAME, SAME, "ok -"}},
    /* 20 TUPLE2 over a mark */
    {"4e284e862e",
     {"stack-underflow at 3 TUPLE2", SAME, SAME, SAME, SAME, "ok -"}},
    /* 21 leftovers */
    {"284b014b022e",
     {"ok 2", SAME, SAME, SAME, SAME, "ok -"}},
    /* 22 a key stored twice, MEMOIZE */
    {"4e7100710071004b07943068012e",
     {"ok 7", SAME, SAME, SAME, SAME, "ok -"}},
    /* 23 PUT 2^63 */
    {"4e70393232333337323033363835343737353830380a2e",
     {"bad-argument at 1 PUT", SAME, SAME, SAME, "ok None", "ok -"}},
    /* 23 PUT 2^64 */
    {"4e7031383434363734343037333730393535313631360a2e",
     {"bad-argument at 1 PUT", SAME, SAME, SAME, "limit at 1 PUT", "ok -"}},
    /* 24 PUT far beyond, MEMOIZE */
    {"4e70313030300a4b07946730310a2e",
     {"ok 7", SAME, SAME, "memo-miss at 10 GET", "ok 7", "ok -"}},
    /* 24 the same, GET 0 */
    {"4e70313030300a4b079467300a2e",
     {"memo-miss at 10 GET", SAME, SAME, "ok 7", "memo-miss at 10 GET", "ok -"}},
    /* 25 GET 2^63 */
    {"67393232333337323033363835343737353830380a2e",
     {"bad-argument at 0 GET", SAME, SAME, SAME, "memo-miss at 0 GET", "ok -"}},
    /* 26 FRAME too long */
    {"9564000000000000004e2e",
     {"truncated at 0 FRAME", SAME, SAME, SAME, "ok None", "ok -"}},
    /* 27 FRAME straddled by BININT */
    {"9502000000000000004a010000002e2e",
     {"ok 1", "ok 771751936", "frame at 9 BININT", SAME, SAME, "ok -"}},
    /* 27 FRAME straddled by INT */
    {"9503000000000000004931320a2e0a2e",
     {"ok 12", "truncated at 9 INT", "frame at 9 INT", SAME, SAME, "ok -"}},
    /* 28 FRAME in a frame */
    {"950b000000000000009502000000000000004e2e",
     {"ok None", SAME, "frame at 9 FRAME", SAME, SAME, "ok -"}},
    /* 28 FRAME straddled by FRAME */
    {"9504000000000000004e4e9501000000000000004e2e",
     {"ok None", "truncated at 11 FRAME", "frame at 11 FRAME", SAME, SAME, "ok -"}},
    /* 29 PERSID not ASCII */
    {"50e90a2e",
     {"bad-argument at 0 PERSID", SAME, SAME, SAME, SAME, SAME}},
    /* 30 an unknown byte */
    {"ff",
     {"bad-opcode at 0 -", SAME, SAME, SAME, SAME, SAME}},
    /* 30 TUPLE without a mark */
    {"742e",
     {"no-mark at 0 TUPLE", SAME, SAME, SAME, SAME, "ok -"}},
    /* 31 BINBYTES8 of 2^62 */
    {"8e0000000000000040",
     {"truncated at 0 BINBYTES8", SAME, SAME, SAME, "truncated at 9 -", "truncated at 0 BINBYTES8"}},
    /* 31 SHORT_BINUNICODE cut */
    {"8c056162",
     {"truncated at 0 SHORT_BINUNICODE", SAME, SAME, SAME, "truncated at 4 -", "truncated at 0 SHORT_BINUNICODE"}},
    /* 32 NEWOBJ of an int with a list */
    {"4b015d812e",
     {"type at 3 NEWOBJ", SAME, SAME, SAME, SAME, "ok -"}},
    /* 33 protocol 5 */
    {"80054e2e",
     {"ok None", SAME, SAME, SAME, SAME, "ok -"}},
    /* 33 protocol 6 */
    {"80064e2e",
     {"protocol at 0 PROTO", SAME, SAME, SAME, SAME, "ok -"}},
    /* 34 GET of nothing */
    {"67350a2e",
     {"memo-miss at 0 GET", SAME, SAME, SAME, SAME, "ok -"}},
    /* 35 FRAME straddled by BINBYTES */
    {"950700000000000000420500000068656c6c6f2e",
     {"ok b'hello'", SAME, "frame at 9 BINBYTES", SAME, SAME, "ok -"}},
    /* 36 PUT z on an empty stack */
    {"707a0a2e",
     {"stack-underflow at 0 PUT", SAME, SAME, SAME, "bad-argument at 0 PUT", SAME}},
    /* 37 a name with dots */
    {"800263610a622e630a2e",
     {"ok a.b.c | import a.b.c", SAME, SAME, SAME, SAME, "ok -"}},
    /* 38 memo key p00 */
    {"4e7030300a306730300a2e",
     {"ok None", SAME, SAME, SAME, SAME, "ok -"}},
    /* FRAME ends between code and argument */
    {"9501000000000000004b072e",
     {"ok 7", SAME, SAME, SAME, SAME, "ok -"}},
};
/* clang-format on */

static unsigned hex_digit(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a') + 10;
}

static void run_hex(struct run *run, const char *hex, const struct br_options *options)
{
    *run = (struct run){0};
    for (; *hex; hex += 2)
        buf_char(&run->bytes, (char)(hex_digit(hex[0]) << 4 | hex_digit(hex[1])));
    run_bytes_as(run, options);
}

/* As a row tells it. */
static const char *told(struct run *run, struct buf *out)
{
    buf_clear(out);
    buf_str(out, run_status(run));
    if (!br_error_of(run->rec))
        buf_printf(out, " %s", run_result(run));
    for (const char *line = run_events(run); *line;) {
        size_t n = strcspn(line, "\n");
        buf_str(out, " | ");
        buf_add(out, line, n);
        line += n + (line[n] == '\n');
    }
    return buf_text(out);
}

static void check_told(const char *hex, const struct br_options *options, const char *expected)
{
    struct run run;
    struct buf out = {0};
    run_hex(&run, hex, options);
    if (strcmp(told(&run, &out), expected))
        fail_msg("%s, %s: %s, not %s", hex, options->dialect, buf_text(&out), expected);
    buf_free(&out);
    run_free(&run);
}

static void readers_part_as_they_do(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *expected = NULL;
        for (size_t d = 0; d < COUNT(dialects); d++) {
            expected = rows[i].told[d] ? rows[i].told[d] : expected;
            check_told(rows[i].hex, &(struct br_options){.dialect = dialects[d]}, expected);
        }
    }
}

static void dialects_are_listed(void **state)
{
    (void)state;
    struct br_dialect dialect;
    for (unsigned n = 0; n < COUNT(dialects); n++) {
        assert_true(br_dialect_nth(n, &dialect));
        assert_string_equal(dialect.name, dialects[n]);
        assert_true(br_dialect_known(dialect.name));
        assert_true(strlen(dialect.reader) > 10);
        assert_int_equal(dialect.runs, strcmp(dialect.name, "pickletools") != 0);
    }
    assert_false(br_dialect_nth(COUNT(dialects), &dialect));
    assert_false(br_dialect_known("pypy"));
}

/* ---- Arguments from anything that can be iterated -------------------------------------------- */

static const struct {
    const char *hex;
    const char *events;
} iterables[] = {
    /* a list that changes later; one with an item rewritten before */
    {"63610a620a5d71004b016152680030324b02612e", "import a.b\nreduce a.b (1,)\nappend a.b(1) [2]"},
    {"63610a620a5d284b014b02654b004b0973522e",
     "import a.b\nsetitem [1, 2] [(0, 9)]\nreduce a.b (9, 2)"},
    /* a dict in which a key was stored again; a set; a frozenset */
    {"63610a620a7d284b014e4b024e4930310a4e75522e", "import a.b\nreduce a.b (1, 2)"},
    {"63610a620a8f284b024b014b0290522e", "import a.b\nreduce a.b (2, 1)"},
    {"63610a620a284b024b029181942e", "import a.b\nnewobj a.b (2,)"},
    /* characters with escapes and surrogates; none */
    {"63610a620a565c7564383030c35c710a522e",
     "import a.b\nreduce a.b ('\\ud800', 'Ã', '\\\\', 'q')"},
    {"63610a620a53275c71270a522e", "import a.b\nreduce a.b ('\\\\', 'q')"},
    {"63610a620a8c00522e", "import a.b\nreduce a.b ()"},
    /* bytes; a bytearray that has grown; the view of one */
    {"63610a620a430261ff522e", "import a.b\nreduce a.b (97, 255)"},
    {"63610a620a960100000000000000614b0161522e",
     "import a.b\nappend bytearray(b'a') [1]\nreduce a.b (97, 1)"},
    {"63610a620a9601000000000000006198522e", "import a.b\nreduce a.b (97,)"},
    /* with keywords */
    {"63610a620a5d4e617d8c016b4b0273922e", "import a.b\nnewobj a.b (None,) {'k': 2}"},
};

static void any_iterable_gives_the_arguments(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(iterables); i++) {
        struct run run;
        run_hex(&run, iterables[i].hex, &(struct br_options){.dialect = "py"});
        if (strcmp(run_events(&run), iterables[i].events))
            fail_msg("%s: %s\nnot %s", iterables[i].hex, run_events(&run), iterables[i].events);
        run_free(&run);
    }
}

/* ---- What a stream drops --------------------------------------------------------------------- */

static const struct {
    const char *hex;
    const char *result;
    br_op op;
    uint64_t length, before_gap, gap;
    const char *bytes, *text;
} gaps[] = {
    {"9502000000000000004a010000002e2e", "771751936", 1, 5, 1, 1, "4a0000002e", "0000002e"},
    /* FRAME 3, INT '1' whose newline is outside, then the line after the frame */
    {"95030000000000000049313237380a2e", "78", 1, 4, 1, 2, "4937380a", "3738"},
    /* FRAME 2, SHORT_BINUNICODE 3: the size in the frame, the data after what is left */
    {"950300000000000000"
     "8c0378"
     "6162632e",
     "'abc'", 1, 5, 2, 1, "8c03616263", "616263"},
    /* the size itself is after it */
    {"950200000000000000"
     "5878"
     "010000007a2e",
     "'z'", 1, 6, 1, 1, "58010000007a", "7a"},
    /* GLOBAL: the second line is after it; then the first is */
    {"950500000000000000"
     "63610a6278"
     "630a2e",
     "a.c", 1, 5, 3, 2, "63610a630a", "61"},
    {"950200000000000000"
     "6378"
     "610a620a2e",
     "a.b", 1, 5, 1, 1, "63610a620a", "61"},
    /* bytes are read on through the end of the frame: no gap */
    {"950400000000000000"
     "43036162"
     "632e",
     "b'abc'", 1, 5, 0, 0, "4303616263", "616263"},
};

static void check_bytes(const br_record *rec, const struct br_ins *ins, const char *hex)
{
    uint8_t bytes[16];
    size_t n = br_ins_bytes(rec, ins, 0, bytes, sizeof bytes);
    assert_int_equal(2 * n, strlen(hex));
    for (size_t k = 0; k < n; k++)
        assert_int_equal(bytes[k], hex_digit(hex[2 * k]) << 4 | hex_digit(hex[2 * k + 1]));
}

static void instructions_have_their_bytes_around_a_gap(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(gaps); i++) {
        struct run run;
        struct br_ins ins;
        run_hex(&run, gaps[i].hex, &(struct br_options){.dialect = "c-stream"});
        assert_string_equal(run_status(&run), "ok");
        assert_string_equal(run_result(&run), gaps[i].result);
        br_ins_at(run.rec, gaps[i].op, &ins);
        assert_int_equal(ins.length, gaps[i].length);
        assert_int_equal(ins.before_gap, gaps[i].before_gap);
        assert_int_equal(ins.gap, gaps[i].gap);
        check_bytes(run.rec, &ins, gaps[i].bytes);
        uint64_t has = 0;
        for (uint64_t pos = 0; pos < run.bytes.len; pos++)
            has += br_ins_has(&ins, pos);
        assert_int_equal(has, ins.length);
        assert_int_equal(ins.pos + ins.length + ins.gap, br_pos(run.rec, gaps[i].op + 1));
        assert_int_equal(2 * ins.text.len, strlen(gaps[i].text));
        for (uint64_t k = 0; k < ins.text.len; k++)
            assert_int_equal(ins.text.data[k], hex_digit(gaps[i].text[2 * k]) << 4 |
                                                   hex_digit(gaps[i].text[2 * k + 1]));
        run_free(&run);
    }
}

static void a_frame_may_drop_what_is_left_of_another(void **state)
{
    (void)state;
    struct run run;
    struct br_ins ins;
    /* FRAME 12: NONE, FRAME 2, two bytes that are left; then BININT1 7, STOP */
    run_hex(&run,
            "950c00000000000000"
            "4e950300000000000000"
            "3030"
            "4b072e",
            &(struct br_options){.dialect = "c-stream"});
    assert_string_equal(run_result(&run), "7");
    br_ins_at(run.rec, 2, &ins);
    assert_int_equal(ins.length, 9);
    assert_int_equal(br_pos(run.rec, 3), 21);
    run_free(&run);
}

/* ---- An event of the opcode that broke ------------------------------------------------------- */

static void the_import_of_a_broken_inst_can_be_read(void **state)
{
    (void)state;
    struct run run;
    struct br_event event;
    struct br_ins ins;
    run_hex(&run, "4e69610a620a2e", &(struct br_options){.dialect = "py"});
    assert_string_equal(run_status(&run), "no-mark at 1 INST");
    assert_int_equal(br_ops(run.rec), 1);
    assert_int_equal(br_event_count(run.rec), 1);
    assert_true(br_event(run.rec, 0, &event));
    assert_int_equal(event.op, br_ops(run.rec));
    assert_int_equal(event.pos, 1);
    assert_int_equal(event.kind, BR_EV_IMPORT);
    assert_string_equal(br_opcode_at(run.rec, event.op)->name, "INST");
    assert_int_equal(br_event_from(run.rec, 1), 0);
    assert_int_equal(br_event_from(run.rec, 2), 1);
    br_ins_at(run.rec, event.op, &ins);
    assert_int_equal(ins.length, 5);
    assert_int_equal(ins.name.data[0], 'b');
    assert_string_equal(run_stack(&run, BR_NO_OP), "None");
    run_free(&run);
}

/* ---- Encodings ------------------------------------------------------------------------------- */

static const struct {
    const char *hex, *encoding, *expected;
} encoded[] = {
    {"5502c3a92e", NULL, "bad-argument at 0 SHORT_BINSTRING"},
    {"5502c3a92e", "latin1", "ok 'Ã©'"},
    {"5502c3a92e", "UTF8", "ok 'é'"},
    {"5502c3a92e", "bytes", "ok b'\\xc3\\xa9'"},
    {"5502c3a92e", "us-ascii", "bad-argument at 0 SHORT_BINSTRING"},
    {"5503eda0802e", "utf-8", "bad-argument at 0 SHORT_BINSTRING"},
    {"54020000006869"
     "2e",
     "ISO_8859-1", "ok 'hi'"},
    {"53275c7863335c786139270a2e", "utf_8", "ok 'é'"},
    {"53275c7863335c786139270a2e", "L1", "ok 'Ã©'"},
    {"53275c7863335c786139270a2e", "bytes", "ok b'\\xc3\\xa9'"},
    {"53275c786333270a2e", "utf-8", "bad-argument at 0 STRING"},
    {"53275c78270a2e", "bytes", "bad-argument at 0 STRING"},
    {"5322275c7122"
     "0a2e",
     "bytes", "ok b\"'\\\\q\""},
    /* bytes are no names, and other keys than str */
    {"53276f73270a8c0673797374656d932e", "bytes", "type at 14 STACK_GLOBAL"},
    {"7d285501614b01"
     "430161"
     "4b02"
     "8c0161"
     "4b03752e",
     "bytes", "ok {b'a': 2, 'a': 3}"},
    {"7d2853275c783631270a4b01"
     "430161"
     "4b02752e",
     "bytes", "ok {b'a': 2}"},
    {"7d285501614b01"
     "8c0161"
     "4b03752e",
     "latin1", "ok {'a': 3}"},
    {"7d285501e94b01"
     "8c02c3a9"
     "4b03752e",
     "latin1", "ok {'é': 3}"},
};

static void strings_of_python_2_are_read_by_the_encoding(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(encoded); i++)
        check_told(encoded[i].hex,
                   &(struct br_options){.dialect = "c", .encoding = encoded[i].encoding},
                   encoded[i].expected);
    assert_true(br_encoding_known("Latin-1"));
    assert_true(br_encoding_known("ASCII"));
    assert_false(br_encoding_known("BYTES")); /* the unpickler knows it in one spelling */
    assert_false(br_encoding_known("utf-16"));
    assert_false(br_encoding_known("a name that is far too long for an encoding"));
    assert_string_equal(br_encoding_nth(0), "ASCII");
    assert_null(br_encoding_nth(4));
    assert_null(br_record_new((const uint8_t *)"N.", 2, &(struct br_options){.encoding = "x"}));
}

static void bytes_of_a_string_can_be_counted_and_read(void **state)
{
    (void)state;
    struct run run;
    struct br_item item;
    uint64_t n;
    bool found;
    run_hex(&run, "5327615c786666270a2e", &(struct br_options){.encoding = "bytes"});
    struct br_state end = {run.rec, br_ops(run.rec)};
    assert_int_equal(br_len(end, br_result(run.rec), &n), BR_OK);
    assert_int_equal(n, 2);
    assert_int_equal(br_item(end, br_result(run.rec), 1, &item, &found), BR_OK);
    assert_true(found);
    assert_int_equal(item.byte, 0xff);
    assert_int_equal(br_item(end, br_result(run.rec), 2, &item, &found), BR_OK);
    assert_false(found);
    struct buf content = {0};
    bool is_text;
    assert_int_equal(br_content(run.rec, br_result(run.rec), sink_to(&content), &is_text), BR_OK);
    assert_int_equal(content.len, 2);
    buf_free(&content);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_part_as_they_do),
        cmocka_unit_test(dialects_are_listed),
        cmocka_unit_test(any_iterable_gives_the_arguments),
        cmocka_unit_test(instructions_have_their_bytes_around_a_gap),
        cmocka_unit_test(a_frame_may_drop_what_is_left_of_another),
        cmocka_unit_test(the_import_of_a_broken_inst_can_be_read),
        cmocka_unit_test(strings_of_python_2_are_read_by_the_encoding),
        cmocka_unit_test(bytes_of_a_string_can_be_counted_and_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
