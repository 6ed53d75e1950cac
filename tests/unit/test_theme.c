/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the colours of themes can be read: contrast as WCAG 2 has it, of each style on each
 * ground. The palette is xterm's; of the terminal's own colours, black and white are meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include <curses.h>

#include "ui/theme.h"

enum { N_COLUMNS = 4 };

static const struct look {
    const char *name;
    int colours[N_COLUMNS];
} looks[] = {
#define LOOK(style, dark, light, high_dark, high_light, dark8, light8, attributes, mono)           \
    [STYLE_##style] = {#style, {dark, light, high_dark, high_light}},
#include "ui/themes.def"
};

static const struct look grounds[] = {
#define GROUND(ground, dark, light, high_dark, high_light, attributes)                             \
    [GROUND_##ground] = {#ground, {dark, light, high_dark, high_light}},
#include "ui/themes.def"
};

static double linear(int value)
{
    double part = value / 255.0;
    return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static int cube(int n)
{
    return n ? 55 + 40 * n : 0;
}

static double luminance(int colour)
{
    int n = colour - 16;
    int grey = 8 + 10 * (colour - 232);
    bool is_grey = colour >= 232;
    int red = is_grey ? grey : cube(n / 36), green = is_grey ? grey : cube(n / 6 % 6);
    int blue = is_grey ? grey : cube(n % 6);
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

static double contrast(int one, int other)
{
    double a = luminance(one), b = luminance(other);
    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

static double wanted(int style, int column)
{
    static const int quiet[] = {STYLE_BYTES, STYLE_MUTED, STYLE_FRAME};
    if (column >= 2)
        return 7;
    for (size_t k = 0; k < sizeof quiet / sizeof quiet[0]; k++)
        if (quiet[k] == style)
            return 3;
    return 4.5;
}

static void every_style_can_be_read_on_every_ground(void **state)
{
    (void)state;
    static const int own_text[N_COLUMNS] = {231, 16, 231, 16};
    static const int own_ground[N_COLUMNS] = {16, 231, 16, 231};
    for (int style = 0; style < THEME_STYLES; style++) {
        for (int ground = 0; ground < GROUND_COUNT; ground++) {
            for (int column = 0; column < N_COLUMNS; column++) {
                int text = looks[style].colours[column], below = grounds[ground].colours[column];
                assert_true(text == -1 || (text >= 16 && text < 256));
                assert_true(below == -1 || (below >= 16 && below < 256));
                double seen = contrast(text < 0 ? own_text[column] : text,
                                       below < 0 ? own_ground[column] : below);
                bool is_title_only = style == STYLE_FRAME && ground != GROUND_PLAIN;
                if (seen < wanted(style, column) && !is_title_only)
                    fail_msg("%s on %s, column %d: %.2f", looks[style].name, grounds[ground].name,
                             column, seen);
            }
        }
    }
}

static void every_style_has_a_look(void **state)
{
    (void)state;
    assert_int_equal(sizeof looks / sizeof looks[0], THEME_STYLES);
    for (int style = 0; style < THEME_STYLES; style++)
        assert_non_null(looks[style].name);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_style_has_a_look),
        cmocka_unit_test(every_style_can_be_read_on_every_ground),
    };
    return cmocka_run_group_tests_name("theme", tests, NULL, NULL);
}
