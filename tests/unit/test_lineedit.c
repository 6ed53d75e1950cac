/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line that people type on, under everything that can be typed: readline has keys that it does
 * not survive when it is fed byte by byte. The same seed types the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/generate.h"
#include "tests/unit/session_maker.h"
#include "ui/lineedit.h"

enum { LINES = 20000, BYTES_MAX = 20, TEXT_MAX = 60, ESC = 27 };

static void feed(uint8_t byte)
{
    char *line = NULL;
    if (!lineedit_is_open())
        lineedit_open("", LINEEDIT_COMMAND);
    if (lineedit_feed(byte, &line) && line) {
        if (strlen(line) < TEXT_MAX)
            lineedit_remember(line);
        free(line);
    }
    struct buf text = {0}, choices = {0};
    size_t cursor;
    lineedit_take_choices(80, &choices);
    if (lineedit_is_open())
        lineedit_text(&text, &cursor);
    buf_free(&choices);
    buf_free(&text);
}

/* Keys of control, Alt, arrows and other named ones, letters, bytes that are no letters. */
static void feed_key(struct dice *dice)
{
    static const char named[] = "ABCDHFZ";
    uint32_t kind = dice_below(dice, 10);
    if (kind < 3) {
        feed(ESC);
        if (dice_one_in(dice, 4)) {
            feed('[');
            feed((uint8_t)named[dice_below(dice, sizeof named - 1)]);
            return;
        }
        feed((uint8_t)dice_below(dice, 128));
    } else if (kind < 6) {
        feed((uint8_t)dice_below(dice, 32));
    } else if (kind < 9) {
        feed((uint8_t)(32 + dice_below(dice, 95)));
    } else {
        feed((uint8_t)(128 + dice_below(dice, 128)));
    }
}

static void start(struct session_maker *maker)
{
    maker_open(maker, "EMPTY_DICT STOP");
    lineedit_start(maker->session);
    lineedit_open("", LINEEDIT_COMMAND);
    lineedit_close();
    lineedit_remember("break call");
    lineedit_remember("info stack");
}

static void whatever_is_typed_the_line_lives(void **state)
{
    (void)state;
    struct session_maker maker;
    start(&maker);
    for (unsigned seed = 0; seed < LINES; seed++) {
        struct dice dice = {seed};
        lineedit_open("", dice_one_in(&dice, 3) ? LINEEDIT_SEARCH : LINEEDIT_COMMAND);
        for (uint32_t n = dice_below(&dice, BYTES_MAX); n > 0; n--)
            feed_key(&dice);
        if (dice_one_in(&dice, 2) && lineedit_is_open())
            feed('\r');
        lineedit_close();
        assert_false(lineedit_is_open());
    }
    lineedit_end();
    maker_close(&maker);
}

/* The keys that each had left something for the next line, or crashed there. */
static void a_line_begins_empty(void **state)
{
    (void)state;
    static const char *const before[] = {
        "\x0f",
        "a\x0f\x0f",
        "\x1b"
        "4\x0f\x1b"
        "6",
        "\x12\x18\x16",
        "\x1b\r",
        "\x18(abc\x18)",
        "\x12in",
    };
    struct session_maker maker;
    start(&maker);
    for (size_t k = 0; k < sizeof before / sizeof before[0]; k++) {
        lineedit_open("", LINEEDIT_COMMAND);
        for (const char *c = before[k]; *c; c++)
            feed((uint8_t)*c);
        lineedit_close();
        lineedit_open("", LINEEDIT_COMMAND);
        assert_true(lineedit_is_empty());
        lineedit_close();
    }
    lineedit_end();
    maker_close(&maker);
}

/* What readline holds when the program ends is its own. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libreadline";
}

int main(void)
{
    /* Nobody's own keys. */
    setenv("INPUTRC", "/dev/null", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_typed_the_line_lives),
        cmocka_unit_test(a_line_begins_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
