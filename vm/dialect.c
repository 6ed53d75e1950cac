/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row for each reader. All but two were compared with the reader itself (tests/differential):
 *
 *   c-strict  CPython's pull request 154893 (July 2026, in 3.13.15, 3.14.7 and 3.15) makes the C
 *             unpickler keep to frames as pickle.py always did; the rule is pickle.py's
 *             (_Unframer), with which `py` was compared. That the length of a frame must be there,
 *             in which C and pickle.py differ, is as before.
 *   c-3.15    Modules/_pickle.c of the main branch in 2026, read, not run: load_int and load_long in
 *             base 10 (126992, 135241), BINSTRING's count signed (135321), do_append and
 *             load_additems without the short way out for no items (135573), _Unpickler_MemoPut
 *             with a dict for sparse keys (115952); and frames as in c-strict. */
#include "vm/dialect.h"

#include <string.h>

#include "vm/brine.h"

/* INT and LONG as C reads text: a NUL ends it, strtol() comes first. */
#define NUMBERS_C                                                                                  \
    {                                                                                              \
        .base = 0, .strtol_first = true, .bools = BOOLS_BY_VALUE, .nul_ends_text = true,           \
        .float_overflow_is_error = true                                                            \
    }
#define NUMBERS_3_15                                                                               \
    {                                                                                              \
        .base = 10, .strtol_first = true, .nul_ends_text = true, .float_overflow_is_error = true   \
    }
/* int() and float() of Python. */
#define NUMBERS_PY                                                                                 \
    {                                                                                              \
        .base = 0, .float_blanks_underscores = true                                                \
    }

/* What has not changed in the C unpickler. */
#define AS_IN_C                                                                                    \
    .frame_length_checked = true, .line_needs_newline = true, .empty_line_is_error = true,         \
    .inst_mark_first = true

/* pickle.py takes 00 and 01 for bools with their newline only. */
static const struct number_rules py_unended = {.base = 0, .bools = BOOLS_NONE};

static const struct dialect dialects[] = {
    {
        .name = "c",
        .reader = "the C unpickler of 3.8 to 3.13.14 over bytes or a buffered file",
        AS_IN_C,
        .plain_reads = true,
        .numbers = NUMBERS_C,
        .fast_lane = true,
    },
    {
        .name = "c-stream",
        .reader = "the same over a stream that cannot peek, such as BytesIO",
        AS_IN_C,
        .frames = FRAMES_STREAM,
        .numbers = NUMBERS_C,
        .fast_lane = true,
    },
    {
        .name = "c-strict",
        .reader =
            "the C unpickler that enforces frames (3.13.15, 3.14.7 and later); by its source alone",
        AS_IN_C,
        .frames = FRAMES_STRICT,
        .numbers = NUMBERS_C,
        .fast_lane = true,
    },
    {
        .name = "c-3.15",
        .reader = "c-strict with the changes on CPython's main branch; by its source alone",
        AS_IN_C,
        .frames = FRAMES_STRICT,
        .binstring_signed = true,
        .numbers = NUMBERS_3_15,
        .memo_sparse_uncounted = true,
        .empty_slice_looks_up = true,
    },
    {
        .name = "py",
        .reader = "the unpickler in Python, pickle._Unpickler of 3.8 to 3.13",
        .frames = FRAMES_STRICT,
        .short_data_passes = true,
        .binstring_signed = true,
        .numbers = NUMBERS_PY,
        .unended = &py_unended,
        .put_key_first = true,
        .memo_any_key = true,
        .args_any_iterable = true,
        .build_tests_truth = true,
        .empty_slice_looks_up = true,
        .fast_lane = true,
    },
    {
        .name = "pickletools",
        .reader = "pickletools.genops of 3.8 to 3.13, which decodes and does nothing",
        .decodes_only = true,
    },
};

enum { N_DIALECTS = sizeof dialects / sizeof *dialects };

const struct dialect *dialect_named(const char *name)
{
    if (!name)
        return &dialects[0];
    for (size_t i = 0; i < N_DIALECTS; i++)
        if (!strcmp(dialects[i].name, name))
            return &dialects[i];
    return NULL;
}

bool br_dialect_known(const char *name)
{
    return dialect_named(name) != NULL;
}

bool br_dialect_nth(unsigned n, struct br_dialect *out)
{
    if (n >= N_DIALECTS)
        return false;
    *out = (struct br_dialect){dialects[n].name, dialects[n].reader, !dialects[n].decodes_only};
    return true;
}

/* ---- Encodings ------------------------------------------------------------------------------- */

static const struct encoding encodings[] = {
    {"ASCII", CHARS_ASCII, CHARS_QUOTED, false},
    {"latin1", CHARS_LATIN1, CHARS_QUOTED_LATIN1, false},
    {"utf-8", CHARS_STRICT_UTF8, CHARS_QUOTED_UTF8, false},
    {"bytes", CHARS_LATIN1, CHARS_QUOTED_LATIN1, true},
};

/* What Python takes for them, as encodings.normalize_encoding() and encodings.aliases write it. */
static const struct {
    const char *alias;
    uint8_t row;
} aliases[] = {
    {"ascii", 0}, {"us_ascii", 0},  {"646", 0},  {"latin1", 1},     {"latin_1", 1}, {"latin", 1},
    {"l1", 1},    {"iso8859_1", 1}, {"8859", 1}, {"iso_8859_1", 1}, {"iso8859", 1}, {"cp819", 1},
    {"utf_8", 2}, {"utf8", 2},      {"u8", 2},   {"utf", 2},        {"cp65001", 2},
};

/* Lower case, and one _ for all that is no letter, digit or dot. False: too long for any alias. */
static bool normalize(const char *name, char *out, size_t size)
{
    size_t n = 0;
    bool apart = false;
    for (; *name; name++) {
        char c = *name;
        bool is_word =
            (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '.';
        if (n + 3 > size)
            return false;
        if (is_word && apart && n)
            out[n++] = '_';
        if (is_word)
            out[n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
        apart = !is_word;
    }
    out[n] = '\0';
    return true;
}

const struct encoding *encoding_named(const char *name)
{
    char plain[16];
    if (!name)
        return &encodings[0];
    if (!strcmp(name, "bytes")) /* this one is the unpickler's own word, in just this spelling */
        return &encodings[3];
    if (!normalize(name, plain, sizeof plain))
        return NULL;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (!strcmp(aliases[i].alias, plain))
            return &encodings[aliases[i].row];
    return NULL;
}

bool br_encoding_known(const char *name)
{
    return encoding_named(name) != NULL;
}

const char *br_encoding_nth(unsigned n)
{
    return n < sizeof encodings / sizeof *encodings ? encodings[n].name : NULL;
}
