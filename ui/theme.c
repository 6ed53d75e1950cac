/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/theme.h"

#include <stdlib.h>
#include <string.h>

#include <curses.h>

/* Columns of themes.def. */
enum { DARK, LIGHT, HIGH_DARK, HIGH_LIGHT, N_COLUMNS, MONO = N_COLUMNS };

/* By name, and which column on a dark and on a light background. */
static const struct {
    const char *name;
    int on_dark, on_light;
} themes[] = {
    {"auto", DARK, LIGHT},   {"dark", DARK, DARK},
    {"light", LIGHT, LIGHT}, {"contrast", HIGH_DARK, HIGH_LIGHT},
    {"mono", MONO, MONO},
};
enum { N_THEMES = sizeof themes / sizeof themes[0] };

static const struct {
    short many[N_COLUMNS]; /* of 256 */
    short few[2];          /* of 8, on dark and on light */
    attr_t attributes;
    attr_t mono;
} looks[THEME_STYLES] = {
#define LOOK(style, dark, light, high_dark, high_light, dark8, light8, attributes, mono)           \
    [STYLE_##style] = {{dark, light, high_dark, high_light}, {dark8, light8}, attributes, mono},
#include "ui/themes.def"
};

static const struct {
    short many[N_COLUMNS];
    attr_t attributes;
} grounds[GROUND_COUNT] = {
#define GROUND(ground, dark, light, high_dark, high_light, attributes)                             \
    [GROUND_##ground] = {{dark, light, high_dark, high_light}, attributes},
#include "ui/themes.def"
};

static int theme = N_THEMES; /* in use; N_THEMES: none yet */
static int column = MONO;    /* what that comes to on this terminal */
static bool has_colour;      /* the terminal has, and the user did not say no */
static bool has_many;        /* 256 of them, and pairs enough for all grounds */

static short pair_of(int style, int ground)
{
    return (short)(1 + (has_many ? style * GROUND_COUNT + ground : style));
}

static bool is_high(void)
{
    return column == HIGH_DARK || column == HIGH_LIGHT;
}

/* Of 8 colours few stand out on any ground: for the most contrast the terminal's own is taken. */
static short few_of(int style)
{
    return is_high() ? -1 : looks[style].few[column];
}

static void make_pairs(void)
{
    for (int style = 0; style < THEME_STYLES; style++) {
        for (int ground = 0; ground < GROUND_COUNT; ground++) {
            short colour = has_many ? looks[style].many[column] : few_of(style);
            short below = has_many ? grounds[ground].many[column] : -1;
            init_pair(pair_of(style, ground), colour, below);
        }
    }
}

/* COLORFGBG is "fg;bg" or "fg;x;bg": of 16 colours 7 and those from 9 on are light. */
static bool is_light(void)
{
    const char *colours = getenv("COLORFGBG");
    const char *last = colours ? strrchr(colours, ';') : NULL;
    int ground = last ? atoi(last + 1) : 0;
    return ground == 7 || ground > 8;
}

void theme_start(void)
{
    const char *no_colour = getenv("NO_COLOR");
    has_colour = !(no_colour && *no_colour) && has_colors() && start_color() == OK &&
                 use_default_colors() == OK && COLORS >= 8 && COLOR_PAIRS > THEME_STYLES;
    has_many = has_colour && COLORS >= 256 && COLOR_PAIRS > THEME_STYLES * GROUND_COUNT;
    theme_use("auto");
}

void theme_use(const char *name)
{
    int n = 0;
    while (n + 1 < N_THEMES && strcmp(themes[n].name, name) != 0)
        n++;
    if (n == theme)
        return;
    theme = n;
    column = !has_colour ? MONO : is_light() ? themes[n].on_light : themes[n].on_dark;
    if (column != MONO)
        make_pairs();
    theme_set(STYLE_PLAIN, GROUND_PLAIN);
    attr_t attributes;
    short pair;
    attr_get(&attributes, &pair, NULL);
    bkgd(' ' | (chtype)COLOR_PAIR(pair));
}

void theme_set(int style, enum theme_ground ground)
{
    if (column == MONO) {
        attr_set(looks[style].mono | grounds[ground].attributes, 0, NULL);
        return;
    }
    attr_t ground_attributes = has_many ? A_NORMAL : grounds[ground].attributes;
    /* Reversed colours in a patchwork are hard to read: one colour for a whole reversed line. */
    if (ground_attributes & A_REVERSE)
        style = STYLE_PLAIN;
    attr_t attributes = looks[style].attributes | ground_attributes;
    if (is_high())
        attributes |= looks[style].mono & ~(attr_t)A_DIM;
    attr_set(attributes, pair_of(style, (int)ground), NULL);
}
