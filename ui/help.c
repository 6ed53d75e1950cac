/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/help.h"

#include <string.h>

#include "src/debugger/command.h"
#include "ui/mouse.h"
#include "ui/state.h"

enum {
    ITEMS_MAX = 400,
    COLUMNS_MAX = 4,
    COLUMN_WIDTH = 39, /* at least, of a column beside another */
    NAME_COLUMNS = 12,
};

/* One line of a column. */
struct item {
    const char *heading;       /* a heading; NULL: not one */
    const struct key_row *row; /* the first key of a command, with those like it */
    const char *name, *about;  /* what is no key */
};

struct items {
    struct item rows[ITEMS_MAX];
    size_t n;
};

static void add(struct items *items, struct item item)
{
    if (items->n < ITEMS_MAX)
        items->rows[items->n++] = item;
}

/* A blank line, and the heading. */
static void add_heading(struct items *items, const char *heading)
{
    if (items->n)
        add(items, (struct item){0});
    add(items, (struct item){.heading = heading});
}

/* ---- What there is to tell -------------------------------------------------------------------- */

static const char *heading_of(const struct key_row *row)
{
    static const char *const usual[KEYS_PLACES] = {
        [KEYS_SCREEN] = "More keys",     [KEYS_OVERLAY] = "In a window",
        [KEYS_TREE] = "In what unfolds", [KEYS_MENU] = "In a list",
        [KEYS_ITEMS] = "In a list",      [KEYS_SWITCHES] = "In a list",
    };
    return row->heading[0] ? row->heading : usual[row->place];
}

static bool is_together(const struct key_row *one, const struct key_row *other)
{
    return strcmp(heading_of(one), heading_of(other)) == 0;
}

static bool is_same(const struct key_row *one, const struct key_row *other)
{
    return is_together(one, other) && strcmp(one->command, other->command) == 0;
}

/* None of the rows before row k is like it. */
static bool is_first(const struct keys *keys, size_t k,
                     bool like(const struct key_row *one, const struct key_row *other))
{
    for (size_t n = 0; n < k; n++)
        if (keys->rows[n].command[0] && like(&keys->rows[n], &keys->rows[k]))
            return false;
    return keys->rows[k].command[0] != '\0';
}

/* The rows of a place, below their headings. */
static void add_place(struct items *items, const struct keys *keys, enum keys_place place)
{
    for (size_t k = 0; k < keys->n; k++) {
        if (keys->rows[k].place != place || !is_first(keys, k, is_together))
            continue;
        add_heading(items, heading_of(&keys->rows[k]));
        for (size_t n = k; n < keys->n; n++)
            if (is_together(&keys->rows[k], &keys->rows[n]) && is_first(keys, n, is_same))
                add(items, (struct item){.row = &keys->rows[n]});
    }
}

/* What holds where one is stands first. */
static void collect(const struct screen *screen, struct items *items)
{
    enum keys_place here = screen_keys_below(screen);
    items->n = 0;
    if (here != KEYS_SCREEN)
        add_place(items, &screen->keys, here);
    for (int place = 0; place < KEYS_PLACES; place++)
        if (place == KEYS_SCREEN || place != (int)here)
            add_place(items, &screen->keys, (enum keys_place)place);
    add_heading(items, "The mouse");
    const char *gesture, *about;
    for (size_t n = 0; mouse_nth(n, &gesture, &about); n++)
        if (about)
            add(items, (struct item){.name = gesture, .about = about});
    add_heading(items, "And");
    add(items, (struct item){.name = "5s 12g", .about = "a count before a key"});
    add(items, (struct item){.name = ":help", .about = "lists all commands"});
    add(items, (struct item){.name = "your own", .about = "~/.config/brine/keys"});
}

/* ---- Columns ---------------------------------------------------------------------------------- */

struct columns {
    size_t count, width;
    size_t starts[COLUMNS_MAX + 1];
    size_t height;
};

/* Columns end where a heading's rows end. */
static void make_columns(const struct items *items, unsigned width, struct columns *out)
{
    size_t count = width / COLUMN_WIDTH;
    out->count = count < 1 ? 1 : count > COLUMNS_MAX ? COLUMNS_MAX : count;
    out->width = width / out->count;
    out->height = 0;
    size_t at = 0;
    for (size_t c = 0; c < out->count; c++) {
        size_t share = (items->n - at + out->count - c - 1) / (out->count - c);
        size_t end = at + share;
        while (end < items->n &&
               (items->rows[end].heading || items->rows[end].row || items->rows[end].name))
            end++;
        out->starts[c] = at;
        if (end - at > out->height)
            out->height = end - at;
        at = end < items->n ? end + 1 : items->n; /* without the blank line */
        out->starts[c + 1] = at;
    }
}

/* "s Space F8". */
static void say_names(const struct keys *keys, const struct key_row *row, struct line *out)
{
    bool is_begun = false;
    for (size_t k = 0; k < keys->n; k++) {
        if (!is_same(row, &keys->rows[k]))
            continue;
        line_str(out, STYLE_PLAIN, is_begun ? " " : "");
        line_str(out, STYLE_STRONG, keys->rows[k].name);
        is_begun = true;
    }
}

/* Its own words, else what is known of its command. */
static void say_about(struct session *session, const struct key_row *row, struct line *out)
{
    struct err ignored;
    const struct debug_command *command =
        row->about[0]
            ? NULL
            : debug_command_find(session, row->command, debug_word(row->command), &ignored);
    bool is_plain = command && !row->command[debug_word(row->command)];
    const char *about = row->about[0] ? row->about : is_plain ? command->summary : row->command;
    line_safe(out, STYLE_PLAIN, about, strlen(about), 0);
}

static void say_item(struct session *session, const struct keys *keys, const struct item *item,
                     struct line *out)
{
    if (item->heading) {
        line_safe(out, STYLE_LABEL, item->heading, strlen(item->heading), 0);
        return;
    }
    line_str(out, STYLE_PLAIN, item->row || item->name ? " " : "");
    size_t begin = out->width;
    if (item->row)
        say_names(keys, item->row, out);
    else if (item->name)
        line_str(out, STYLE_STRONG, item->name);
    else
        return;
    line_str(out, STYLE_PLAIN, out->width - begin < NAME_COLUMNS ? " " : "  ");
    line_pad(out, begin + NAME_COLUMNS);
    if (item->row)
        say_about(session, item->row, out);
    else
        line_str(out, STYLE_PLAIN, item->about);
}

/* ---- The view --------------------------------------------------------------------------------- */

static const struct screen *screen_of_view(const struct view_source *source)
{
    const struct session *session = source->context;
    return session->front;
}

static uint64_t help_count(const struct view_source *source)
{
    static struct items items;
    struct columns columns;
    collect(screen_of_view(source), &items);
    make_columns(&items, source->width, &columns);
    return columns.height;
}

static bool help_line(const struct view_source *source, uint64_t i, struct line *out)
{
    static struct items items;
    struct columns columns;
    line_clear(out);
    collect(screen_of_view(source), &items);
    make_columns(&items, source->width, &columns);
    struct line cell = {0};
    for (size_t c = 0; c < columns.count && i < columns.height; c++) {
        size_t at = columns.starts[c] + i;
        line_clear(&cell);
        if (at < columns.starts[c + 1])
            say_item(source->context, &screen_of_view(source)->keys, &items.rows[at], &cell);
        line_cut(&cell, columns.width - 1);
        line_pad(out, c * columns.width);
        line_add(out, &cell);
    }
    line_free(&cell);
    return i < columns.height;
}

const struct view help_view = {
    .name = "keys",
    .about = "what each key does",
    .count = help_count,
    .line = help_line,
};
