/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include <curses.h>
#include <term.h>

volatile sig_atomic_t terminal_interrupted;

static volatile sig_atomic_t wants_stop; /* Ctrl-Z */
static volatile sig_atomic_t fatal;      /* the signal that ends the program, 0: none */

static bool is_on; /* curses has the terminal */
static enum terminal_keys key_mode;
static bool is_registered;    /* with atexit */
static SCREEN *curses;        /* lives until the program ends */
static FILE *keyboard;        /* /dev/tty, NULL: stdin */
static struct termios cooked; /* as it was */
static bool has_cooked;

/* Bi-directional support off (ECMA-48 BDSM, explicit mode): a terminal that reorders right-to-left
 * text would let a file move what stands beside it. Others ignore it. */
static const char bidi_off[] = "\033[8l", bidi_on[] = "\033[8h";

/* Pasted text is told apart from keys (xterm's mode 2004). Others ignore it. */
static const char paste_on[] = "\033[?2004h", paste_off[] = "\033[?2004l";
enum { PASTE_MAX = 4096, PASTE_MILLISECONDS = 500 };

/* What brings a terminal back to plain text, made when it is taken over: a crash has no time for
 * curses. */
static char rescue[256];
static volatile sig_atomic_t rescue_len;

/* ---- Signals ---------------------------------------------------------------------------------- */

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    terminal_interrupted = 1;
}

static void on_stop(int signal_number)
{
    (void)signal_number;
    wants_stop = 1;
}

static void on_end(int signal_number)
{
    fatal = signal_number;
    terminal_interrupted = 1; /* a long run must not keep us */
}

/* A crash of our own: the terminal first, then the signal again, with its default. */
static void on_crash(int signal_number)
{
    ssize_t lost = write(STDOUT_FILENO, rescue, (size_t)rescue_len);
    (void)lost;
    if (has_cooked)
        tcsetattr(STDOUT_FILENO, TCSANOW, &cooked);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

/* What each signal does while the screen is on; old holds what it did before. */
static struct {
    int number;
    void (*handler)(int);
    bool is_default_only; /* left alone when somebody else has it: nohup, a sanitizer */
    struct sigaction old;
    bool is_ours;
} signals[] = {
    {.number = SIGINT, .handler = on_interrupt},
    {.number = SIGTSTP, .handler = on_stop},
    {.number = SIGTERM, .handler = on_end, .is_default_only = true},
    {.number = SIGHUP, .handler = on_end, .is_default_only = true},
    {.number = SIGQUIT, .handler = on_end, .is_default_only = true},
    {.number = SIGPIPE, .handler = SIG_IGN},
    {.number = SIGSEGV, .handler = on_crash, .is_default_only = true},
    {.number = SIGABRT, .handler = on_crash, .is_default_only = true},
    {.number = SIGBUS, .handler = on_crash, .is_default_only = true},
    {.number = SIGFPE, .handler = on_crash, .is_default_only = true},
    {.number = SIGILL, .handler = on_crash, .is_default_only = true},
};
enum { N_SIGNALS = sizeof signals / sizeof signals[0] };

static void signals_take(void)
{
    for (int k = 0; k < N_SIGNALS; k++) {
        sigaction(signals[k].number, NULL, &signals[k].old);
        if (signals[k].is_default_only && signals[k].old.sa_handler != SIG_DFL)
            continue;
        /* No SA_RESTART: a read that waits for a key must end. */
        struct sigaction action = {.sa_handler = signals[k].handler};
        sigemptyset(&action.sa_mask);
        sigaction(signals[k].number, &action, NULL);
        signals[k].is_ours = true;
    }
}

static void signals_give_back(void)
{
    for (int k = 0; k < N_SIGNALS; k++)
        if (signals[k].is_ours)
            sigaction(signals[k].number, &signals[k].old, NULL);
}

/* ---- Waiting before it is on ------------------------------------------------------------------ */

static int waiting = -1; /* the terminal, while we wait */
static struct termios before_wait;
static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { N_ENDING = sizeof ending / sizeof ending[0] };
static struct sigaction before_ending[N_ENDING];

static void on_end_of_wait(int signal_number)
{
    if (waiting >= 0)
        tcsetattr(waiting, TCSANOW, &before_wait);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

/* To the line's beginning, blanks over what stands there, and back. */
static void wipe_line(size_t width)
{
    fputc('\r', stderr);
    for (size_t k = 0; k < width; k++)
        fputc(' ', stderr);
    fputc('\r', stderr);
    fflush(stderr);
}

static size_t wait_width;

void terminal_wait(const char *what)
{
    if (!isatty(STDOUT_FILENO) || !isatty(STDERR_FILENO))
        return;
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0 || tcgetattr(terminal, &before_wait) != 0) {
        if (terminal >= 0)
            close(terminal);
        return;
    }
    waiting = terminal;
    for (int k = 0; k < N_ENDING; k++) {
        struct sigaction action = {.sa_handler = on_end_of_wait};
        sigemptyset(&action.sa_mask);
        sigaction(ending[k], NULL, &before_ending[k]);
        if (before_ending[k].sa_handler != SIG_IGN)
            sigaction(ending[k], &action, NULL);
    }
    struct termios silent = before_wait;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(terminal, TCSANOW, &silent);
    int written = fprintf(stderr, "%s", what);
    wait_width = written > 0 ? (size_t)written : 0;
    fflush(stderr);
}

void terminal_wait_end(void)
{
    if (waiting < 0)
        return;
    wipe_line(wait_width);
    tcsetattr(waiting, TCSANOW, &before_wait);
    for (int k = 0; k < N_ENDING; k++)
        sigaction(ending[k], &before_ending[k], NULL);
    close(waiting);
    waiting = -1;
}

/* ---- On and off ------------------------------------------------------------------------------- */

#define BATCH_HINT "(brine debug --batch does not)"

bool terminal_check(struct err *err)
{
    if (!isatty(STDOUT_FILENO))
        return err_set(err, "standard output is not a terminal: the screen needs one " BATCH_HINT);
    const char *term = getenv("TERM");
    int status = 0;
    if (!term || !*term)
        return err_set(err, "TERM is not set: the screen must know the terminal " BATCH_HINT);
    if (setupterm(term, STDOUT_FILENO, &status) != OK)
        return err_set(err, "TERM is %.60s, which is not known here " BATCH_HINT, term);
    bool can_move = cursor_address != NULL;
    del_curterm(cur_term);
    if (!can_move)
        return err_set(err, "TERM is %.60s, a terminal without a screen " BATCH_HINT, term);
    return true;
}

static void rescue_add(const char *text)
{
    size_t len = text ? strlen(text) : 0;
    if ((size_t)rescue_len + len >= sizeof rescue)
        return;
    memcpy(rescue + rescue_len, text ? text : "", len);
    rescue_len += (sig_atomic_t)len;
}

static void send(const char *text)
{
    fputs(text, stdout);
    fflush(stdout);
}

static bool open_keyboard(struct err *err)
{
    if (isatty(STDIN_FILENO))
        return true;
    keyboard = fopen("/dev/tty", "r");
    if (!keyboard)
        return err_set(err, "/dev/tty: %s: the screen takes its keys from there", strerror(errno));
    return true;
}

/* As xterm and all that follow it say them; a terminal that says them otherwise has them in its
 * description by these names. */
static const struct {
    const char *name, *usual;
    int code;
} more_keys[] = {
    {"kUP5", "\033[1;5A", TERMINAL_C_UP},    {"kDN5", "\033[1;5B", TERMINAL_C_DOWN},
    {"kLFT5", "\033[1;5D", TERMINAL_C_LEFT}, {"kRIT5", "\033[1;5C", TERMINAL_C_RIGHT},
    {"kHOM5", "\033[1;5H", TERMINAL_C_HOME}, {"kEND5", "\033[1;5F", TERMINAL_C_END},
};

/* Keys that were typed before the terminal was asked for its other way to send them, and terminals that
 * have only this one. */
static const struct {
    const char *text;
    int code;
} plain_keys[] = {
    {"\033[A", KEY_UP},    {"\033[B", KEY_DOWN},          {"\033[C", KEY_RIGHT},
    {"\033[D", KEY_LEFT},  {"\033[H", KEY_HOME},          {"\033[F", KEY_END},
    {"\033OA", KEY_UP},    {"\033OB", KEY_DOWN},          {"\033OC", KEY_RIGHT},
    {"\033OD", KEY_LEFT},  {"\033OH", KEY_HOME},          {"\033OF", KEY_END},
    {"\033[1~", KEY_HOME}, {"\033[4~", KEY_END},          {"\033[7~", KEY_HOME},
    {"\033[8~", KEY_END},  {"\033[200~", TERMINAL_PASTE}, {"\033[201~", TERMINAL_PASTE_END},
};

static void define_keys(void)
{
    for (size_t k = 0; k < sizeof plain_keys / sizeof plain_keys[0]; k++)
        define_key(plain_keys[k].text, plain_keys[k].code);
    for (size_t k = 0; k < sizeof more_keys / sizeof more_keys[0]; k++) {
        const char *own = tigetstr(more_keys[k].name);
        bool has_own = own && own != (const char *)-1;
        define_key(has_own ? own : more_keys[k].usual, more_keys[k].code);
    }
}

/* Each time the screen is shown again. */
static void enter(void)
{
    cbreak();
    noecho();
    nonl();
    intrflush(stdscr, FALSE); /* Ctrl-C would throw away half of what is being painted */
    curs_set(0);
    send(bidi_off);
    is_on = true;
}

bool terminal_start(struct err *err)
{
    if (!terminal_check(err) || !open_keyboard(err))
        return false;
    has_cooked = tcgetattr(STDOUT_FILENO, &cooked) == 0;
    /* Sizes come from the terminal alone: what a shell exported would not change with it. */
    unsetenv("LINES");
    unsetenv("COLUMNS");
    signals_take();
    curses = newterm(NULL, stdout, keyboard ? keyboard : stdin);
    if (!curses) {
        signals_give_back();
        return err_set(err, "the terminal cannot be opened");
    }
    set_escdelay(25);
    define_keys();
    rescue_len = 0;
    rescue_add(bidi_on);
    rescue_add(paste_off);
    rescue_add("\033[?1000l\033[?1006l"); /* the mouse */
    rescue_add(tigetstr("sgr0"));
    rescue_add(tigetstr("cnorm"));
    rescue_add(tigetstr("rmkx"));
    rescue_add(tigetstr("rmcup"));
    if (!is_registered)
        is_registered = atexit(terminal_stop) == 0;
    enter();
    terminal_set_keys(TERMINAL_KEYS);
    return true;
}

void terminal_stop(void)
{
    if (!is_on)
        return;
    is_on = false;
    rescue_len = 0;
    curs_set(1);
    send(bidi_on);
    send(paste_off);
    endwin();
    /* curses restores what it found; a stop from outside may have come between. */
    if (has_cooked)
        tcsetattr(STDOUT_FILENO, TCSADRAIN, &cooked);
    signals_give_back();
}

static void stop_process(void)
{
    wants_stop = 0;
    send(bidi_on);
    send(paste_off);
    curs_set(1);
    endwin();
    struct sigaction ours, usual = {.sa_handler = SIG_DFL};
    sigaction(SIGTSTP, &usual, &ours);
    raise(SIGTSTP);
    /* Here the process goes on. */
    sigaction(SIGTSTP, &ours, NULL);
    if (fatal) { /* told to end meanwhile: the terminal is as it was, and another's by now */
        is_on = false;
        rescue_len = 0;
        signals_give_back();
        return;
    }
    enter();
    terminal_set_keys(key_mode);
    clearok(curscr, TRUE);
    refresh();
}

bool terminal_attend(void)
{
    if (wants_stop && !fatal)
        stop_process();
    return fatal == 0;
}

void terminal_die(void)
{
    if (!fatal)
        return;
    signal(fatal, SIG_DFL);
    raise(fatal);
}

long terminal_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- Keys ------------------------------------------------------------------------------------- */

static bool wants_mouse = true;

/* A line editor knows no mouse. */
static void set_mouse_mask(void)
{
    bool is_on_now = wants_mouse && key_mode == TERMINAL_KEYS;
    const mmask_t events = BUTTON1_PRESSED | BUTTON3_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED;
    mousemask(is_on_now ? events : 0, NULL);
}

void terminal_set_mouse(bool is_ours)
{
    if (wants_mouse == is_ours)
        return;
    wants_mouse = is_ours;
    set_mouse_mask();
}

void terminal_set_keys(enum terminal_keys keys)
{
    key_mode = keys;
    keypad(stdscr, keys == TERMINAL_KEYS);
    send(keys == TERMINAL_KEYS ? paste_on : paste_off);
    mouseinterval(0);
    set_mouse_mask();
}

static struct terminal_key nothing(void)
{
    return (struct terminal_key){.kind = KEY_KIND_NONE};
}

/* What the mouse did, the earliest last in `pending`: curses may tell several events by one KEY_MOUSE,
 * and gives the latest first. */
enum { PENDING_MAX = 64 };
static struct terminal_key pending[PENDING_MAX];
static int n_pending;

static bool mouse_event(const MEVENT *event, struct terminal_key *out)
{
    *out = (struct terminal_key){.row = event->y, .column = event->x};
    if (event->bstate & (BUTTON1_PRESSED | BUTTON3_PRESSED)) {
        out->kind = KEY_KIND_PRESS;
        out->code = event->bstate & BUTTON1_PRESSED ? 1 : 3;
    } else if (event->bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED)) {
        out->kind = KEY_KIND_WHEEL;
        out->code = (event->bstate & BUTTON5_PRESSED) != 0;
    } else {
        return false;
    }
    return true;
}

/* The earliest event of those that came; the others wait. */
static struct terminal_key mouse(void)
{
    MEVENT event;
    n_pending = 0;
    while (n_pending < PENDING_MAX && getmouse(&event) == OK)
        n_pending += mouse_event(&event, &pending[n_pending]);
    return n_pending ? pending[--n_pending] : nothing();
}

static struct terminal_key named(int code)
{
    if (code == KEY_MOUSE)
        return mouse();
    if (code == TERMINAL_PASTE)
        return (struct terminal_key){.kind = KEY_KIND_PASTE};
    if (code == TERMINAL_PASTE_END) /* of what was longer than anybody waits for */
        return nothing();
    return (struct terminal_key){.kind = code == KEY_RESIZE ? KEY_KIND_RESIZE : KEY_KIND_NAMED,
                                 .code = (unsigned)code};
}

static struct terminal_key character(unsigned code)
{
    return (struct terminal_key){.kind = KEY_KIND_CHAR, .code = code};
}

/* A key that nobody knows is still one key: its bytes, to the last (ECMA-48, 5.4), are no others.
 * False: none came, and it was only what was typed with Alt. */
static bool drop_sequence(wint_t introducer)
{
    enum { LONGEST = 64 };
    wint_t code = 0;
    bool is_csi = introducer == '[';
    if (!is_csi && introducer != 'O')
        return false;
    for (int n = 0; n < LONGEST && get_wch(&code) == OK; n++) {
        if (!is_csi || code < 0x20 || code > 0x3f)
            return true;
    }
    return code != 0;
}

/* What comes together with an Esc was typed with Alt. */
static struct terminal_key alt_or_escape(void)
{
    wint_t code = 0;
    timeout(0);
    int result = get_wch(&code);
    if (result == OK && drop_sequence(code))
        return nothing();
    if (result == OK && code != 27)
        return (struct terminal_key){.kind = KEY_KIND_CHAR, .code = (unsigned)code, .is_alt = true};
    if (result != ERR)
        ungetch((int)code); /* a key of its own: it is next */
    return character(27);
}

/* Where the terminal is gone and nobody is told (nohup), each read ends at once, for ever. */
static void look_for_hangup(void)
{
    struct pollfd input = {.fd = keyboard ? fileno(keyboard) : STDIN_FILENO, .events = POLLIN};
    if (poll(&input, 1, 0) > 0 && (input.revents & (POLLHUP | POLLERR | POLLNVAL)))
        on_end(SIGHUP);
}

/* Nothing came. */
static struct terminal_key no_key(void)
{
    look_for_hangup();
    return nothing();
}

struct terminal_key terminal_read(int milliseconds)
{
    if (n_pending > 0)
        return pending[--n_pending];
    timeout(milliseconds);
    if (key_mode == TERMINAL_BYTES) {
        int byte = getch();
        return byte == ERR ? no_key() : byte > 0xff ? named(byte) : character((unsigned)byte);
    }
    wint_t code = 0;
    switch (get_wch(&code)) {
    case OK:
        return code == 27 ? alt_or_escape() : character((unsigned)code);
    case KEY_CODE_YES:
        return named((int)code);
    default:
        return no_key();
    }
}

static void add_wide(struct buf *out, wint_t code)
{
    char bytes[MB_LEN_MAX];
    mbstate_t state = {0};
    size_t n = wcrtomb(bytes, (wchar_t)code, &state);
    if (n != (size_t)-1 && out->len + n <= PASTE_MAX)
        buf_add(out, bytes, n);
}

void terminal_pasted(struct buf *out)
{
    bool is_resized = false;
    wint_t code = 0;
    int result;
    timeout(PASTE_MILLISECONDS);
    while ((result = get_wch(&code)) != ERR && !terminal_interrupted) {
        if (result == KEY_CODE_YES && code == TERMINAL_PASTE_END)
            break;
        is_resized |= result == KEY_CODE_YES && code == KEY_RESIZE;
        if (result == OK)
            add_wide(out, code);
    }
    if (result == ERR || terminal_interrupted)
        terminal_drop_typed(); /* the rest of it is no keys */
    if (is_resized)
        ungetch(KEY_RESIZE);
}

void terminal_drop_typed(void)
{
    n_pending = 0;
    flushinp();
}

/* A key that is put back is the next one read: behind it no Esc is seen. */
bool terminal_escaped(void)
{
    if (key_mode == TERMINAL_BYTES || n_pending > 0)
        return false;
    timeout(0);
    wint_t code = 0;
    int result = get_wch(&code);
    if (result == OK && code == 27)
        return true;
    if (result == OK)
        unget_wch((wchar_t)code);
    else if (result == KEY_CODE_YES)
        ungetch((int)code);
    return false;
}
