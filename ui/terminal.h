/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal: taken over, and given back as it was, whatever happens in between. Signals are
 * remembered here and acted on by the screen's loop. There is one terminal, so this is the one
 * place in ui/ with state of its own. */
#ifndef BRINE_UI_TERMINAL_H
#define BRINE_UI_TERMINAL_H

#include <signal.h>
#include <stdbool.h>

#include "src/base/buf.h"
#include "src/base/err.h"

/* Ctrl-C was pressed: a run stops soon after. Whoever acts on it puts it back to 0. */
extern volatile sig_atomic_t terminal_interrupted;

/* False: standard output is no terminal, TERM is not known, or cannot address its cells. Changes
 * nothing. */
bool terminal_check(struct err *err);

/* While standard input is read, before the terminal is taken over: says so on the terminal, and what
 * is typed is not echoed. Nothing where there is no terminal. terminal_wait_end takes both back; so
 * does a signal that ends the program. */
void terminal_wait(const char *what);
void terminal_wait_end(void);

/* Takes over the terminal. Keys come from standard input, or from /dev/tty when that is none. */
bool terminal_start(struct err *err);
/* Gives it back; may be called at any time, any number of times. */
void terminal_stop(void);

/* Does what signals asked for since the last call: stops the process for Ctrl-Z until it goes on.
 * False: a signal wants the program to end. */
bool terminal_attend(void);
/* After terminal_stop: dies of the signal that ended the loop, as a program without a screen would.
 * Returns when there was none. */
void terminal_die(void);

/* Whether the mouse is ours; while it is, the terminal selects text only with Shift held. */
void terminal_set_mouse(bool is_ours);

/* How keys are read. */
enum terminal_keys {
    TERMINAL_KEYS,  /* names: F9, arrows; see terminal_key */
    TERMINAL_BYTES, /* bytes as they come, for a line editor */
};
void terminal_set_keys(enum terminal_keys keys);

/* One key, byte, or event. */
struct terminal_key {
    enum {
        KEY_KIND_NONE,   /* nothing came in time */
        KEY_KIND_CHAR,   /* code is a character, or a byte */
        KEY_KIND_NAMED,  /* code is one of curses' KEY_ numbers */
        KEY_KIND_RESIZE, /* the terminal has another size */
        KEY_KIND_PRESS, /* the mouse: a button went down at row, column; code is 1 for the left, 3 for
                            the right */
        KEY_KIND_WHEEL, /* its wheel turned there: code is 0 for up, 1 for down */
        KEY_KIND_PASTE, /* a text is pasted: terminal_pasted reads it */
    } kind;
    unsigned code;
    bool is_alt; /* a character typed with Alt: terminals say Esc before it */
    int row, column;
};

/* Keys that curses has no numbers for. */
enum {
    TERMINAL_C_UP = 0x1000,
    TERMINAL_C_DOWN,
    TERMINAL_C_LEFT,
    TERMINAL_C_RIGHT,
    TERMINAL_C_HOME,
    TERMINAL_C_END,
    TERMINAL_PASTE,
    TERMINAL_PASTE_END,
};

/* After KEY_KIND_PASTE: the text, in UTF-8, up to its end; of a long one the beginning. While bytes are
 * read, terminals are not asked to tell pasted text apart. */
void terminal_pasted(struct buf *out);

/* Throws away what was typed and not read yet. */
void terminal_drop_typed(void);
/* True when Esc was pressed meanwhile; any other key waits where it is. */
bool terminal_escaped(void);

/* A clock that only goes on. */
long terminal_milliseconds(void);

/* Waits at most so many milliseconds. */
struct terminal_key terminal_read(int milliseconds);

#endif
