/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/theme.h"

#include <stdlib.h>
#include <string.h>

#include <curses.h>

enum { DARK, LIGHT, MONO, N_THEMES };

static const char *const theme_names[N_THEMES] = {"dark", "light", "mono"};

/* By style: a column per theme and number of colours. */
static const struct {
    short many[2]; /* dark, light: of 256 */
    short few[2];  /* of 8 */
    attr_t attributes;
    attr_t mono;
} looks[THEME_STYLES] = {
#define LOOK(style, dark, dark8, light, light8, attributes, mono)                                  \
    [STYLE_##style] = {{dark, light}, {dark8, light8}, attributes, mono},
#include "ui/themes.def"
};

/* What lies below lines, where there are 256 colours; elsewhere attributes tell. */
static const struct {
    short many[2];
    attr_t attributes;
} grounds[GROUND_COUNT] = {
    [GROUND_PLAIN] = {{-1, -1}, A_NORMAL},
    [GROUND_BAR] = {{236, 254}, A_NORMAL},
    [GROUND_CURRENT] = {{235, 254}, A_NORMAL},
    [GROUND_SELECTED] = {{238, 252}, A_REVERSE},
};

static int theme = MONO;
static bool has_colour; /* the terminal has, and the user did not say no */
static bool has_many;   /* 256 of them, and pairs enough for all grounds */

static short pair_of(int style, int ground)
{
    return (short)(1 + (has_many ? style * GROUND_COUNT + ground : style));
}

static void make_pairs(void)
{
    if (theme == MONO)
        return;
    for (int style = 0; style < THEME_STYLES; style++) {
        for (int ground = 0; ground < GROUND_COUNT; ground++) {
            short colour = has_many ? looks[style].many[theme] : looks[style].few[theme];
            short below = has_many ? grounds[ground].many[theme] : -1;
            init_pair(pair_of(style, ground), colour, below);
        }
    }
}

bool theme_use(const char *name)
{
    for (int n = 0; n < N_THEMES; n++) {
        if (strcmp(theme_names[n], name) != 0)
            continue;
        theme = has_colour ? n : MONO;
        make_pairs();
        return true;
    }
    return false;
}

const char *theme_name(void)
{
    return theme_names[theme];
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
    theme_use(is_light() ? "light" : "dark");
}

void theme_set(int style, enum theme_ground ground)
{
    if (theme == MONO) {
        attr_set(looks[style].mono | grounds[ground].attributes, 0, NULL);
        return;
    }
    attr_t ground_attributes = has_many ? A_NORMAL : grounds[ground].attributes;
    /* Reversed colours in a patchwork are hard to read: one colour for a whole reversed line. */
    if (ground_attributes & A_REVERSE)
        style = STYLE_PLAIN;
    attr_set(looks[style].attributes | ground_attributes, pair_of(style, (int)ground), NULL);
}
