/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoders: what Python's own make of the same bytes, and limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/base/codec.h"
#include "src/base/inflate.h"

enum { OUT_MAX = 1 << 20 };

static bool raw(const char *bytes, size_t len, struct buf *out)
{
    return inflate_bytes(INFLATE_RAW, bytes, len, out);
}

static codec_function *function_named(const char *name)
{
    static const struct {
        const char *name;
        codec_function *run;
    } rows[] = {
        {"base64", codec_base64},
        {"base64_url", codec_base64_url},
        {"base32", codec_base32},
        {"base32_fold", codec_base32_fold},
        {"base16", codec_base16},
        {"hex", codec_hex},
        {"fromhex", codec_fromhex},
        {"base85", codec_base85},
        {"ascii85", codec_ascii85},
        {"uu_line", codec_uu_line},
        {"uu", codec_uu},
        {"quopri", codec_quopri},
        {"percent", codec_percent},
        {"percent_plus", codec_percent_plus},
        {"zlib", codec_zlib},
        {"raw", raw},
        {"gzip", codec_gzip},
        {"bzip2", codec_bzip2},
        {"xz", codec_xz},
        {"to_base64", codec_to_base64},
        {"to_hex", codec_to_hex},
        {"string_escape", codec_string_escape},
        {"to_base64_url", codec_to_base64_url},
        {"to_base64_lines", codec_to_base64_lines},
        {"to_base64_line", codec_to_base64_line},
        {"to_base32", codec_to_base32},
        {"to_base16", codec_to_base16},
        {"to_base85", codec_to_base85},
        {"to_ascii85", codec_to_ascii85},
        {"to_uu_line", codec_to_uu_line},
        {"quopri_header", codec_quopri_header},
    };
    if (*name == '<' || *name == '>') {
        const struct codec *codec = codec_named(name + 1, strlen(name + 1));
        return !codec ? NULL : *name == '<' ? codec->decode : codec->encode;
    }
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        if (strcmp(rows[k].name, name) == 0)
            return rows[k].run;
    return NULL;
}

/* In hexadecimal; "." is nothing. */
static void from_hex(const char *text, struct buf *out)
{
    buf_clear(out);
    if (*text != '.')
        assert_true(codec_hex(text, strlen(text), out));
}

static void check_line(const char *name, const char *given, const char *wanted, struct buf bufs[3])
{
    struct buf *in = &bufs[0], *want = &bufs[1], *out = &bufs[2];
    codec_function *run = function_named(name);
    bool is_refused = *wanted == '-';
    if (!run)
        fail_msg("%s: no such codec", name);
    from_hex(given, in);
    from_hex(is_refused ? "." : wanted, want);
    buf_clear(out);
    out->limit = OUT_MAX;
    bool good = run(buf_text(in), in->len, out);
    bool is_same =
        good && out->len == want->len && memcmp(buf_text(out), buf_text(want), want->len) == 0;
    if (is_refused ? good : !is_same) {
        struct buf hex = {0};
        codec_to_hex(buf_text(out), out->len, &hex);
        print_error("%s %s: %s%s, not %s\n", name, given, good ? "" : "refused at ", buf_text(&hex),
                    wanted);
        buf_free(&hex);
        fail();
    }
}

static void what_python_makes_of_bytes(void **state)
{
    static char line[1 << 16];
    char command[1200], *given, *wanted;
    struct buf bufs[3] = {{0}};
    const char *top = getenv("top_srcdir"), *python = getenv("PYTHON3");
    (void)state;
    snprintf(command, sizeof command, "%s '%s/tests/unit/codec_oracle.py'",
             python && *python ? python : "python3", top ? top : ".");
    FILE *oracle = popen(command, "r");
    assert_non_null(oracle);
    size_t n = 0;
    for (; fgets(line, sizeof line, oracle); n++) {
        given = strchr(line, ' ');
        wanted = given ? strchr(given + 1, ' ') : NULL;
        assert_non_null(wanted);
        *given++ = *wanted++ = '\0';
        wanted[strcspn(wanted, "\n")] = '\0';
        check_line(line, given, wanted, bufs);
    }
    int status = pclose(oracle);
    for (int k = 0; k < 3; k++)
        buf_free(&bufs[k]);
    if (n == 0 && status != 0) /* no Python here */
        skip();
    assert_int_equal(status, 0);
    assert_true(n > 1000);
}

static void codecs_have_many_names(void **state)
{
    static const char *const same[][2] = {{"utf8", "UTF-8"},
                                          {"rot13", "rot_13"},
                                          {"base64", "BASE64_codec"},
                                          {"zlib", "zip"},
                                          {"latin1", "ISO-8859-1"}};
    (void)state;
    for (size_t k = 0; k < sizeof same / sizeof same[0]; k++) {
        const struct codec *codec = codec_named(same[k][0], strlen(same[k][0]));
        assert_non_null(codec);
        assert_ptr_equal(codec, codec_named(same[k][1], strlen(same[k][1])));
    }
    assert_null(codec_named("", 0));
    assert_null(codec_named("-", 1));
    assert_null(codec_named("utf", 2));
    assert_null(codec_named("a name that is longer than any of a codec is", 44));
}

/* 3 MB of zeros, a thousandth of it packed. */
static void a_bomb_stops_at_the_limit(void **state)
{
    static const char bzip2[] = "BZh91AY&SY\xe6\x42n\xc5\x00xx@\x01\xc0\x00\x00\x04\x00\x08 \x00"
                                "0\xcc\x05)\xa6\n\xa0\xab\x62\x15\x41W\x8b\xb9\"\x9c(Hs!7b\x80";
    struct buf out = {.limit = 100000};
    (void)state;
    assert_false(codec_bzip2(bzip2, sizeof bzip2 - 1, &out));
    assert_true(out.failed);
    assert_int_equal(out.len, out.limit);
    buf_free(&out);
}

static void letters_of_base64_may_be_others(void **state)
{
    struct buf out = {0};
    (void)state;
    assert_true(codec_base64_alt("!?+/", 4, "!?", &out));
    assert_int_equal(out.len, 3);
    assert_memory_equal(out.data, "\xfb\xff\xbf", 3);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_python_makes_of_bytes),
        cmocka_unit_test(codecs_have_many_names),
        cmocka_unit_test(a_bomb_stops_at_the_limit),
        cmocka_unit_test(letters_of_base64_may_be_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
