/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which command line a key stands for. The rows come from a text (ui/default.keys, whose head
 * explains the form) that is compiled in, and from the user's file, read by the same parser. */
#ifndef BRINE_UI_KEYS_H
#define BRINE_UI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"
#include "src/base/err.h"
#include "ui/terminal.h"

enum keys_place {
    KEYS_SCREEN,
    KEYS_OVERLAY,  /* something lies over the panes */
    KEYS_TREE,     /* ... and its lines unfold */
    KEYS_MENU,     /* ... and is a list to choose from */
    KEYS_ITEMS,    /* such a list, whose lines can be deleted */
    KEYS_SWITCHES, /* ... and turned on and off */
    KEYS_PLACES
};

enum { KEY_NAME_MAX = 16, KEY_LABEL_MAX = 16, KEY_HEADING_MAX = 24, KEY_ABOUT_MAX = 48 };

struct key_row {
    enum keys_place place;
    struct terminal_key key;
    char name[KEY_NAME_MAX];       /* as it stands in the text: "F9" */
    char label[KEY_LABEL_MAX];     /* "": not on the key line */
    bool is_pinned;                /* always on it */
    char *command;                 /* owned; "": the key does nothing */
    char heading[KEY_HEADING_MAX]; /* it stands under in help; "": its place has none */
    char about[KEY_ABOUT_MAX];     /* what help says; "": what it says of the command */
};

/* Zero-initialise to start. */
struct keys {
    struct key_row *rows; /* owned */
    size_t n, cap;
};

/* Adds the rows that are compiled in. */
bool keys_add_default(struct keys *keys, struct err *err);
/* Adds the rows of a text; one for a key that has a row takes its place. False: err names the
 * source and the line of the first mistake; all other rows are in force. */
bool keys_add(struct keys *keys, const char *source, const char *text, size_t len, struct err *err);
/* Adds the rows of the user's file, $XDG_CONFIG_HOME/brine/keys or ~/.config/brine/keys, if there
 * is one. */
bool keys_add_user(struct keys *keys, struct err *err);
void keys_free(struct keys *keys);

/* The row of a key, or NULL. Where a place has none, that of the place it is a kind of holds: in a
 * tree the rows of overlays, there those of the screen. */
const struct key_row *keys_find(const struct keys *keys, enum keys_place place,
                                struct terminal_key key);

/* The first key of the screen that stands for a command line as it is, or NULL. */
const struct key_row *keys_of_command(const struct keys *keys, const char *command);

/* Puts a row's command into out, with %n, %row and %value replaced. An empty text: there is none.
 * False, err set: the command needs a row, and there is none. */
bool keys_expand(const char *command, const char *count, const char *row, const char *value,
                 struct buf *out, struct err *err);

#endif
