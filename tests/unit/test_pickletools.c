/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same bytes as python3 -m pickletools (CPython 3.11) prints, and its errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/catch.h"
#include "vm/brine.h"

struct row {
    const char *pickle;
    size_t n;
    const char *output;
    const char *error; /* str() of the exception; "" for none */
};

/* clang-format off */
static const struct row rows[] = {
    {"N.", 2,
     "    0: N    NONE\n"
     "    1: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"", 0,
     "",
     "pickle exhausted before seeing STOP"},
    {"N", 1,
     "    0: N    NONE\n",
     "pickle exhausted before seeing STOP"},
    {"\xff", 1,
     "",
     "at position 0, opcode b'\\xff' unknown"},
    {"N\x00", 2,
     "    0: N    NONE\n",
     "at position 1, opcode b'\\x00' unknown"},
    {"K\x01K\x02.", 5,
     "    0: K    BININT1    1\n"
     "    2: K    BININT1    2\n"
     "    4: .    STOP\n"
     "highest protocol among opcodes = 1\n",
     "stack not empty after STOP: [int]"},
    {"(K\x01K\x02t\x94(\x94.", 10,
     "    0: (    MARK\n"
     "    1: K        BININT1    1\n"
     "    3: K        BININT1    2\n"
     "    5: t        TUPLE      (MARK at 0)\n"
     "    6: \\x94 MEMOIZE    (as 0)\n"
     "    7: (    MARK\n"
     "    8: \\x94     MEMOIZE    (as 1)\n",
     "can't store markobject in the memo"},
    {"\x80\x04\x95\x08\x00\x00\x00\x00\x00\x00\x00\x8c\x02\xc3"
     "\xa9\x94\x8c\x03\xed\xa0\x80\x86.", 23,
     "    0: \\x80 PROTO      4\n"
     "    2: \\x95 FRAME      8\n"
     "   11: \\x8c SHORT_BINUNICODE '\xc3\xa9'\n"
     "   15: \\x94 MEMOIZE    (as 0)\n"
     "   16: \\x8c SHORT_BINUNICODE '\\ud800'\n"
     "   21: \\x86 TUPLE2\n"
     "   22: .    STOP\n"
     "highest protocol among opcodes = 4\n",
     ""},
    {"Np00\x0a" "0g00\x0a.", 11,
     "    0: N    NONE\n"
     "    1: p    PUT        False\n"
     "    5: 0    POP\n"
     "    6: g    GET        False\n"
     "   10: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"t.", 2,
     "    0: t    TUPLE      no MARK exists on stack\n",
     "no MARK exists on stack"},
    {"(2t.", 4,
     "    0: (    MARK\n"
     "    1: 2        DUP\n"
     "    2: ",
     "list index out of range"},
    {"((K\x01" "e.", 6,
     "    0: (    MARK\n"
     "    1: (        MARK\n"
     "    2: K            BININT1    1\n"
     "    4: e            APPENDS    (MARK at 1)\n"
     "    5: .        STOP\n"
     "highest protocol among opcodes = 1\n",
     ""},
    {"](K\x01(e.", 7,
     "    0: ]    EMPTY_LIST\n"
     "    1: (    MARK\n"
     "    2: K        BININT1    1\n"
     "    4: (        MARK\n"
     "    5: e            APPENDS    (MARK at 4)\n"
     "    6: .        STOP\n"
     "highest protocol among opcodes = 1\n",
     "stack not empty after STOP: [list, mark]"},
    {"(0N.", 4,
     "    0: (    MARK\n"
     "    1: 0        POP        (MARK at 0)\n"
     "    2: N    NONE\n"
     "    3: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"N(0.", 4,
     "    0: N    NONE\n"
     "    1: (    MARK\n"
     "    2: 0        POP        (MARK at 1)\n"
     "    3: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"0.", 2,
     "    0: 0    POP\n",
     "tries to pop 1 items from stack with only 0 items"},
    {"(1N.", 4,
     "    0: (    MARK\n"
     "    1: 1        POP_MARK   (MARK at 0)\n"
     "    2: N    NONE\n"
     "    3: .    STOP\n"
     "highest protocol among opcodes = 1\n",
     ""},
    {"](K\x01K\x02" "e.", 8,
     "    0: ]    EMPTY_LIST\n"
     "    1: (    MARK\n"
     "    2: K        BININT1    1\n"
     "    4: K        BININT1    2\n"
     "    6: e        APPENDS    (MARK at 1)\n"
     "    7: .    STOP\n"
     "highest protocol among opcodes = 1\n",
     ""},
    {"(cos\x0asystem\x0aS'id'\x0ao.", 20,
     "    0: (    MARK\n"
     "    1: c        GLOBAL     'os system'\n"
     "   12: S        STRING     'id'\n"
     "   18: o        OBJ        (MARK at 0)\n"
     "   19: .    STOP\n"
     "highest protocol among opcodes = 1\n",
     ""},
    {"(I1\x0aios\x0asystem\x0a.", 16,
     "    0: (    MARK\n"
     "    1: I        INT        1\n"
     "    4: i        INST       'os system' (MARK at 0)\n"
     "   15: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"cos\x0asystem\x0a(S\"it's\"\x0atR.", 23,
     "    0: c    GLOBAL     'os system'\n"
     "   11: (    MARK\n"
     "   12: S        STRING     \"it's\"\n"
     "   20: t        TUPLE      (MARK at 11)\n"
     "   21: R    REDUCE\n"
     "   22: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"cm'\x0a\"n\x0a.", 8,
     "    0: c    GLOBAL     'm\\' \"n'\n"
     "    7: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"cm\\x41\x0a\\n\x0a.", 11,
     "    0: c    GLOBAL     'mA \\n'\n"
     "   10: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"c\xc3\xa9\x0an\x0a.", 7,
     "",
     "'ascii' codec can't decode byte 0xc3 in position 0: ordinal not in range(128)"},
    {"cm\x0a\\x4\x0a.", 8,
     "",
     "invalid \\x escape at position 0"},
    {"Pabc\\\x0a.", 7,
     "",
     "Trailing \\ in string"},
    {"S'\x0a.", 4,
     "    0: S    STRING     ''\n"
     "    3: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"S'abc\x0a.", 7,
     "",
     "strinq quote b\"'\" not found at both ends of b\"'abc\""},
    {"S\"abc\x0a.", 7,
     "",
     "strinq quote b'\"' not found at both ends of b'\"abc'"},
    {"Sabc\x0a.", 6,
     "",
     "no string quotes around b'abc'"},
    {"S'\\xe9'\x0a.", 9,
     "",
     "'ascii' codec can't decode byte 0xe9 in position 0: ordinal not in range(128)"},
    {"S'a\\'\x0a.", 7,
     "",
     "Trailing \\ in string"},
    {"U\x02\xe9\xad.", 5,
     "    0: U    SHORT_BINSTRING '\xc3\xa9\\xad'\n"
     "    4: .    STOP\n"
     "highest protocol among opcodes = 1\n",
     ""},
    {"T\xff\xff\xff\xffhi.", 8,
     "",
     "string4 byte count < 0: -1"},
    {"T\x05\x00\x00\x00hi", 7,
     "",
     "expected 5 bytes in a string4, but only 2 remain"},
    {"X\x02\x00\x00\x00\xff\xfe.", 8,
     "",
     "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"},
    {"X\x02\x00\x00\x00h", 6,
     "",
     "expected 2 bytes in a unicodestring4, but only 1 remain"},
    {"\x8d\x00\x00\x00\x00\x00\x00\x00\x80.", 10,
     "",
     "unicodestring8 byte count > sys.maxsize: 9223372036854775808"},
    {"\x8e\x00\x00\x00\x00\x00\x00\x00\x80.", 10,
     "",
     "bytes8 byte count > sys.maxsize: 9223372036854775808"},
    {"\x96\x00\x00\x00\x00\x00\x00\x00\x80.", 10,
     "",
     "bytearray8 byte count > sys.maxsize: 9223372036854775808"},
    {"\x96\x05\x00\x00\x00\x00\x00\x00\x00it's!.", 15,
     "    0: \\x96 BYTEARRAY8 bytearray(b\"it\\'s!\")\n"
     "   14: .    STOP\n"
     "highest protocol among opcodes = 5\n",
     ""},
    {"B\x01\x00\x00\x00\xff.", 7,
     "    0: B    BINBYTES   b'\\xff'\n"
     "    6: .    STOP\n"
     "highest protocol among opcodes = 3\n",
     ""},
    {"C\x05" "a.", 4,
     "",
     "expected 5 bytes in a bytes1, but only 2 remain"},
    {"J\x01\x02.", 4,
     "",
     "not enough data in stream to read int4"},
    {"J\xff\xff\xff\xff.", 6,
     "    0: J    BININT     -1\n"
     "    5: .    STOP\n"
     "highest protocol among opcodes = 1\n",
     ""},
    {"M\xff\xff.", 4,
     "    0: M    BININT2    65535\n"
     "    3: .    STOP\n"
     "highest protocol among opcodes = 1\n",
     ""},
    {"G?\xf0\x00\x00\x00\x00\x00\x00.", 10,
     "    0: G    BINFLOAT   1.0\n"
     "    9: .    STOP\n"
     "highest protocol among opcodes = 1\n",
     ""},
    {"G\x00.", 3,
     "",
     "not enough data in stream to read float8"},
    {"I01\x0a.", 5,
     "    0: I    INT        True\n"
     "    4: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"I1_0\x0a.", 6,
     "    0: I    INT        10\n"
     "    5: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"I0x1\x0a.", 6,
     "",
     "invalid literal for int() with base 10: b'0x1'"},
    {"I\x0a.", 3,
     "",
     "invalid literal for int() with base 10: b''"},
    {"I1", 2,
     "",
     "no newline found when trying to read stringnl"},
    {"I-00012\x0a.", 9,
     "    0: I    INT        -12\n"
     "    8: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"I123456789012345678901234567890\x0a.", 33,
     "    0: I    INT        123456789012345678901234567890\n"
     "   32: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"L-12L\x0a.", 7,
     "    0: L    LONG       -12\n"
     "    6: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"L12LL\x0a.", 7,
     "",
     "invalid literal for int() with base 10: b'12L'"},
    {"F 1e999 \x0a.", 10,
     "    0: F    FLOAT      inf\n"
     "    9: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"F1_5\x0a.", 6,
     "    0: F    FLOAT      15.0\n"
     "    5: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"Fx\x0a.", 4,
     "",
     "could not convert string to float: b'x'"},
    {"V\\u0041\\\\u0041\xe9\x0a.", 17,
     "    0: V    UNICODE    'A\\\\\\\\u0041\xc3\xa9'\n"
     "   16: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"V\\u12\x0a.", 7,
     "",
     "'rawunicodeescape' codec can't decode bytes in position 0-3: truncated \\uXXXX escape"},
    {"Vab", 3,
     "",
     "no newline found when trying to read unicodestringnl"},
    {"\x8a\x02\xff\x00.", 5,
     "    0: \\x8a LONG1      255\n"
     "    4: .    STOP\n"
     "highest protocol among opcodes = 2\n",
     ""},
    {"\x8a\x05" "a", 3,
     "",
     "not enough data in stream to read long1"},
    {"\x8b\xff\xff\xff\xff.", 6,
     "",
     "long4 byte count < 0: -1"},
    {"\x8a\x00.", 3,
     "    0: \\x8a LONG1      0\n"
     "    2: .    STOP\n"
     "highest protocol among opcodes = 2\n",
     ""},
    {"\x95\xff\xff\xff\xff\xff\xff\xff\xff.", 10,
     "    0: \\x95 FRAME      18446744073709551615\n"
     "    9: .    STOP\n",
     "tries to pop 1 items from stack with only 0 items"},
    {"\x82\x07.", 3,
     "    0: \\x82 EXT1       7\n"
     "    2: .    STOP\n"
     "highest protocol among opcodes = 2\n",
     ""},
    {"\x84\xff\xff\xff\xff.", 6,
     "    0: \\x84 EXT4       -1\n"
     "    5: .    STOP\n"
     "highest protocol among opcodes = 2\n",
     ""},
    {"Nq\x00q\x00.", 6,
     "    0: N    NONE\n"
     "    1: q    BINPUT     0\n"
     "    3: q    BINPUT     0\n",
     "memo key 0 already defined"},
    {"q\x00.", 3,
     "    0: q    BINPUT     0\n",
     "stack is empty -- can't store into memo"},
    {"(q\x00.", 4,
     "    0: (    MARK\n"
     "    1: q        BINPUT     0\n",
     "can't store markobject in the memo"},
    {"h\x05.", 3,
     "    0: h    BINGET     5\n",
     "memo key 5 has never been stored into"},
    {"gxx\x0a.", 5,
     "",
     "invalid literal for int() with base 10: b'xx'"},
    {"Np-5\x0a" "0g-5\x0a.", 11,
     "    0: N    NONE\n"
     "    1: p    PUT        -5\n"
     "    5: 0    POP\n"
     "    6: g    GET        -5\n"
     "   10: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"Np99999999999999999999\x0a" "0g+9_9999999999999999999\x0a.", 49,
     "    0: N    NONE\n"
     "    1: p    PUT        99999999999999999999\n"
     "   23: 0    POP\n"
     "   24: g    GET        99999999999999999999\n"
     "   48: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"g99999999999999999999\x0a.", 23,
     "    0: g    GET        99999999999999999999\n",
     "memo key 99999999999999999999 has never been stored into"},
    {"N\x94\x94\x94.", 5,
     "    0: N    NONE\n"
     "    1: \\x94 MEMOIZE    (as 0)\n"
     "    2: \\x94 MEMOIZE    (as 1)\n"
     "    3: \\x94 MEMOIZE    (as 2)\n"
     "    4: .    STOP\n"
     "highest protocol among opcodes = 4\n",
     ""},
    {"Nq\x01\x94.", 5,
     "    0: N    NONE\n"
     "    1: q    BINPUT     1\n"
     "    3: \\x94 MEMOIZE    (as 1)\n",
     "memo key None already defined"},
    {"\x86.", 2,
     "    0: \\x86 TUPLE2\n",
     "tries to pop 2 items from stack with only 0 items"},
    {"N\x86.", 3,
     "    0: N    NONE\n"
     "    1: \\x86 TUPLE2\n",
     "tries to pop 2 items from stack with only 1 items"},
    {"N(\x86.", 4,
     "    0: N    NONE\n"
     "    1: (    MARK\n"
     "    2: \\x86     TUPLE2\n"
     "    3: .        STOP\n"
     "highest protocol among opcodes = 2\n",
     ""},
    {"\x97\x98.", 3,
     "    0: \\x97 NEXT_BUFFER\n"
     "    1: \\x98 READONLY_BUFFER\n"
     "    2: .    STOP\n"
     "highest protocol among opcodes = 5\n",
     ""},
    {"\x80\x05N.", 4,
     "    0: \\x80 PROTO      5\n"
     "    2: N    NONE\n"
     "    3: .    STOP\n"
     "highest protocol among opcodes = 2\n",
     ""},
    {"(((((((((((lllllllllll.", 23,
     "    0: (    MARK\n"
     "    1: (        MARK\n"
     "    2: (            MARK\n"
     "    3: (                MARK\n"
     "    4: (                    MARK\n"
     "    5: (                        MARK\n"
     "    6: (                            MARK\n"
     "    7: (                                MARK\n"
     "    8: (                                    MARK\n"
     "    9: (                                        MARK\n"
     "   10: (                                            MARK\n"
     "   11: l                                                LIST       (MARK at 10)\n"
     "   12: l                                            LIST       (MARK at 9)\n"
     "   13: l                                        LIST       (MARK at 8)\n"
     "   14: l                                    LIST       (MARK at 7)\n"
     "   15: l                                LIST       (MARK at 6)\n"
     "   16: l                            LIST       (MARK at 5)\n"
     "   17: l                        LIST       (MARK at 4)\n"
     "   18: l                    LIST       (MARK at 3)\n"
     "   19: l                LIST       (MARK at 2)\n"
     "   20: l            LIST       (MARK at 1)\n"
     "   21: l        LIST       (MARK at 0)\n"
     "   22: .    STOP\n"
     "highest protocol among opcodes = 0\n",
     ""},
    {"Ia'\"\x0a.", 6,
     "",
     "invalid literal for int() with base 10: b'a\\'\"'"},
};
/* clang-format on */
enum { N_ROWS = sizeof rows / sizeof *rows };

static struct catch caught;
static struct br_error error;
static const struct br_pickletools_options plain = {.indent = 4};

static void print(const char *pickle, size_t n, const struct br_pickletools_options *options)
{
    /* At the end of a page of its own, as it were: a sanitizer sees a read past it. */
    uint8_t *copy = malloc(n + 1);
    assert_non_null(copy);
    memcpy(copy, pickle, n);
    struct br_sink sink = catch_begin(&caught);
    assert_int_equal(br_pickletools(copy, n, options, sink, &error), BR_OK);
    free(copy);
}

static void output_and_error_are_pythons(void **state)
{
    (void)state;
    for (unsigned k = 0; k < N_ROWS; k++) {
        print(rows[k].pickle, rows[k].n, &plain);
        assert_string_equal(caught.text, rows[k].output);
        assert_string_equal(error.message, rows[k].error);
        assert_int_equal(error.kind != BR_ERR_NONE, rows[k].error[0] != '\0');
    }
}

static void check_error(const char *pickle, size_t n, enum br_error_kind kind, uint64_t pos,
                        const char *opcode)
{
    print(pickle, n, &plain);
    assert_int_equal(error.kind, kind);
    assert_int_equal(error.pos, pos);
    if (opcode)
        assert_string_equal(error.opcode->name, opcode);
    else
        assert_null(error.opcode);
}

static void an_error_knows_its_kind_and_place(void **state)
{
    (void)state;
    check_error("N", 1, BR_ERR_TRUNCATED, 1, NULL);
    check_error("N\xff", 2, BR_ERR_BAD_OPCODE, 1, NULL);
    check_error("NJ\x01", 3, BR_ERR_TRUNCATED, 1, "BININT");
    check_error("Ix\n.", 4, BR_ERR_BAD_ARGUMENT, 0, "INT");
    check_error("Nt.", 3, BR_ERR_NO_MARK, 1, "TUPLE");
    check_error("h\x07.", 3, BR_ERR_MEMO_MISS, 0, "BINGET");
    check_error("N\x86.", 3, BR_ERR_STACK_UNDERFLOW, 1, "TUPLE2");
    check_error("NN.", 3, BR_ERR_TYPE, 2, "STOP");
}

/* The limit of repr(int) is found after the position was written. */
static void an_int_of_more_than_4300_digits_leaves_half_a_line(void **state)
{
    (void)state;
    static char pickle[5 + 1800 + 1];
    memcpy(pickle, "\x8b\x08\x07\x00\x00", 5);
    memset(pickle + 5, 1, 1800);
    pickle[sizeof pickle - 1] = '.';
    print(pickle, sizeof pickle, &plain);
    assert_string_equal(caught.text, "    0: ");
    assert_string_equal(error.message,
                        "Exceeds the limit (4300 digits) for integer string conversion; use "
                        "sys.set_int_max_str_digits() to increase the limit");
}

static void a_message_that_does_not_fit_says_so(void **state)
{
    (void)state;
    static char pickle[400];
    memset(pickle, 'z', sizeof pickle);
    pickle[0] = 'F';
    pickle[sizeof pickle - 1] = '\n';
    print(pickle, sizeof pickle, &plain);
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
    assert_string_equal(error.message + sizeof error.message - 8, "zzzz...");
}

static void the_indentation_is_an_option(void **state)
{
    (void)state;
    print("((N", 3, &(struct br_pickletools_options){.indent = 1});
    assert_string_equal(caught.text, "    0: (    MARK\n"
                                     "    1: (     MARK\n"
                                     "    2: N      NONE\n");
}

/* The column starts at 30 and is then the length that was reached, or 30 again above 50. */
static void a_long_line_moves_the_column_of_the_sentences(void **state)
{
    (void)state;
    print("N\x8c\x1fthirty-one characters \xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad"
          "0\x8c\x30thisisverylongthisisverylongthisisverylongthisisN",
          2 + 1 + 31 + 1 + 2 + 48 + 1,
          &(struct br_pickletools_options){.indent = 4, .annotate = 30});
    const char *line = caught.text;
    static const size_t columns[] = {38, 57, 57, 80, 38};
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++) {
        const char *sentence = strstr(line, k == 2 ? "Throws" : "Pushes");
        assert_non_null(sentence);
        size_t column = 0;
        for (const char *p = line; p < sentence; p++)
            column += ((unsigned char)*p & 0xc0) != 0x80;
        assert_int_equal(column, columns[k]);
        line = strchr(line, '\n') + 1;
    }
    assert_int_equal(*line, '\0');
}

static bool swallow(void *context, const char *bytes, size_t n)
{
    (void)bytes;
    *(size_t *)context += n;
    return true;
}

static void many_memo_keys_near_and_far_are_found_again(void **state)
{
    (void)state;
    static char pickle[200000];
    size_t n = 0, written = 0;
    pickle[n++] = 'N';
    for (int pass = 0; pass < 2; pass++)
        for (unsigned k = 0; k < 3000; k++) {
            static const char *const ends[] = {"", "", "0000000", "99999999999999999999"};
            n += (size_t)snprintf(pickle + n, 40, "%c%s%u%s\n", pass ? 'g' : 'p',
                                  k % 4 == 1 ? "-" : "", k + 1, ends[k % 4]);
            if (pass)
                pickle[n++] = '0';
        }
    pickle[n++] = '.';
    assert_int_equal(
        br_pickletools((uint8_t *)pickle, n, &plain, (struct br_sink){swallow, &written}, &error),
        BR_OK);
    assert_string_equal(error.message, "");
    assert_true(written > n);
}

static void a_sink_that_refuses_ends_it(void **state)
{
    (void)state;
    static uint8_t pickle[100000];
    memset(pickle, 'N', sizeof pickle);
    struct br_sink sink = catch_begin(&caught);
    caught.refuses = true;
    assert_int_equal(br_pickletools(pickle, sizeof pickle, &plain, sink, &error), BR_NOMEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_and_error_are_pythons),
        cmocka_unit_test(an_error_knows_its_kind_and_place),
        cmocka_unit_test(an_int_of_more_than_4300_digits_leaves_half_a_line),
        cmocka_unit_test(a_message_that_does_not_fit_says_so),
        cmocka_unit_test(the_indentation_is_an_option),
        cmocka_unit_test(a_long_line_moves_the_column_of_the_sentences),
        cmocka_unit_test(many_memo_keys_near_and_far_are_found_again),
        cmocka_unit_test(a_sink_that_refuses_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
