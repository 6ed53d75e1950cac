/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <curses.h>

#include "src/base/textfile.h"

enum { FILE_MAX_BYTES = 1 << 20 };

static const char default_keys[] = {
#include "ui/default_keys.inc"
};

/* ---- Names of keys ---------------------------------------------------------------------------- */

static const struct {
    const char *name;
    bool is_named;
    unsigned code;
} names[] = {
    {"Enter", false, '\r'},
    {"Tab", false, '\t'},
    {"Esc", false, 27},
    {"Space", false, ' '},
    {"Backspace", false, 127},
    {"S-Tab", true, KEY_BTAB},
    {"Delete", true, KEY_DC},
    {"Insert", true, KEY_IC},
    {"Up", true, KEY_UP},
    {"Down", true, KEY_DOWN},
    {"Left", true, KEY_LEFT},
    {"Right", true, KEY_RIGHT},
    {"Home", true, KEY_HOME},
    {"End", true, KEY_END},
    {"PgUp", true, KEY_PPAGE},
    {"PgDn", true, KEY_NPAGE},
    {"S-Left", true, KEY_SLEFT},
    {"S-Right", true, KEY_SRIGHT},
    {"S-Up", true, KEY_SR},
    {"S-Down", true, KEY_SF},
    {"C-Up", true, TERMINAL_C_UP},
    {"C-Down", true, TERMINAL_C_DOWN},
    {"C-Left", true, TERMINAL_C_LEFT},
    {"C-Right", true, TERMINAL_C_RIGHT},
    {"C-Home", true, TERMINAL_C_HOME},
    {"C-End", true, TERMINAL_C_END},
};

static struct terminal_key character(unsigned code)
{
    return (struct terminal_key){.kind = KEY_KIND_CHAR, .code = code};
}

static struct terminal_key named(unsigned code)
{
    return (struct terminal_key){.kind = KEY_KIND_NAMED, .code = code};
}

/* Terminals say some keys in two ways; here each has one. */
static struct terminal_key one_way(struct terminal_key key)
{
    bool is_named = key.kind == KEY_KIND_NAMED;
    if ((is_named && key.code == KEY_ENTER) || (!is_named && key.code == '\n'))
        return character('\r');
    if ((is_named && key.code == KEY_BACKSPACE) || (!is_named && key.code == '\b'))
        return character(127);
    return key;
}

static bool parse_function_key(const char *name, struct terminal_key *out)
{
    if (name[0] != 'F' || name[1] < '1' || name[1] > '9')
        return false;
    char *end;
    unsigned long number = strtoul(name + 1, &end, 10);
    if (*end || number > 63)
        return false;
    *out = named((unsigned)KEY_F((int)number));
    return true;
}

static bool parse_key(const char *name, struct terminal_key *out)
{
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        if (strcmp(names[k].name, name) == 0) {
            *out = names[k].is_named ? named(names[k].code) : character(names[k].code);
            return true;
        }
    }
    if (parse_function_key(name, out))
        return true;
    if (name[0] == 'C' && name[1] == '-' && name[2] >= 'a' && name[2] <= 'z' && !name[3]) {
        *out = character((unsigned)(name[2] & 0x1f));
        return true;
    }
    bool is_alt = name[0] == 'M' && name[1] == '-' && name[2];
    name += is_alt ? 2 : 0;
    wchar_t code;
    mbstate_t state = {0};
    size_t len = mbrtowc(&code, name, strlen(name), &state);
    if (len == 0 || len > strlen(name) || name[len])
        return false;
    *out = character((unsigned)code);
    out->is_alt = is_alt;
    return true;
}

/* ---- Rows ------------------------------------------------------------------------------------- */

static struct key_row *find_own(const struct keys *keys, enum keys_place place,
                                struct terminal_key key)
{
    for (size_t k = 0; k < keys->n; k++) {
        struct key_row *row = &keys->rows[k];
        if (row->place == place && row->key.kind == key.kind && row->key.code == key.code &&
            row->key.is_alt == key.is_alt)
            return row;
    }
    return NULL;
}

/* Takes the command over. A row in place of another stays under its heading. */
static bool put_row(struct keys *keys, struct key_row *row)
{
    struct key_row *old = find_own(keys, row->place, row->key);
    if (old) {
        free(old->command);
        if (!row->heading[0])
            memcpy(row->heading, old->heading, sizeof row->heading);
        *old = *row;
        return true;
    }
    if (keys->n == keys->cap) {
        size_t cap = keys->cap ? keys->cap * 2 : 64;
        struct key_row *rows = realloc(keys->rows, cap * sizeof *rows);
        if (!rows)
            return false;
        keys->rows = rows;
        keys->cap = cap;
    }
    keys->rows[keys->n++] = *row;
    return true;
}

/* ---- The text --------------------------------------------------------------------------------- */

/* What stands in the text, and the place whose rows hold where this one has none. */
static const struct {
    const char *name;
    enum keys_place parent;
} places[KEYS_PLACES] = {
    [KEYS_SCREEN] = {"[screen]", KEYS_SCREEN}, [KEYS_OVERLAY] = {"[overlay]", KEYS_SCREEN},
    [KEYS_TREE] = {"[tree]", KEYS_OVERLAY},    [KEYS_MENU] = {"[menu]", KEYS_OVERLAY},
    [KEYS_ITEMS] = {"[items]", KEYS_MENU},     [KEYS_SWITCHES] = {"[switches]", KEYS_ITEMS},
};

/* Where in the text we are. */
struct section {
    enum keys_place place;
    char heading[KEY_HEADING_MAX];
};

static size_t skip_blanks(const char *line, size_t at)
{
    while (line[at] == ' ' || line[at] == '\t')
        at++;
    return at;
}

/* The next word of a line into out; false: it is too long. */
static bool take_word(const char *line, size_t *at, char *out, size_t size)
{
    *at = skip_blanks(line, *at);
    size_t len = strcspn(line + *at, " \t");
    if (len >= size)
        return false;
    memcpy(out, line + *at, len);
    out[len] = '\0';
    *at += len;
    return true;
}

/* A label that ends in ! has its place on the key line whatever else has not. */
static void take_pin(struct key_row *row)
{
    size_t len = strlen(row->label);
    row->is_pinned = len > 1 && row->label[len - 1] == '!';
    if (row->is_pinned)
        row->label[len - 1] = '\0';
}

/* "[overlay] Heading". */
static bool begin_section(const char *line, struct section *section)
{
    for (int k = 0; k < KEYS_PLACES; k++) {
        size_t len = strlen(places[k].name);
        if (strncmp(line, places[k].name, len) != 0)
            continue;
        section->place = (enum keys_place)k;
        snprintf(section->heading, sizeof section->heading, "%s", line + skip_blanks(line, len));
        return true;
    }
    return false;
}

/* The command, and what stands after ` ## `. */
static bool take_command(const char *text, struct key_row *row)
{
    static const char mark[] = "## ";
    const char *about = strstr(text, mark);
    size_t len = about ? (size_t)(about - text) : strlen(text);
    while (len > 0 && text[len - 1] == ' ' && about)
        len--;
    if (about)
        snprintf(row->about, sizeof row->about, "%s", about + sizeof mark - 1);
    row->command = strndup(text, len);
    return row->command != NULL;
}

/* One line without its newline. */
static bool add_line(struct keys *keys, const char *line, struct section *section, struct err *err)
{
    struct key_row row = {.place = section->place};
    size_t at = skip_blanks(line, 0);
    if (line[at] == '\0' || (line[at] == '#' && (line[at + 1] == ' ' || !line[at + 1])))
        return true;
    if (begin_section(line + at, section))
        return true;
    memcpy(row.heading, section->heading, sizeof row.heading);
    if (!take_word(line, &at, row.name, sizeof row.name) || !parse_key(row.name, &row.key))
        return err_set(err, "%.40s: not a key: a character, F1, C-x, Enter, PgUp ... was expected",
                       line + skip_blanks(line, 0));
    if (!take_word(line, &at, row.label, sizeof row.label))
        return err_set(err, "%s: the label is longer than %d", row.name, KEY_LABEL_MAX - 1);
    if (row.label[0] == '\0')
        return err_set(err, "%s: KEY LABEL COMMAND was expected (a label of - shows none)",
                       row.name);
    if (strcmp(row.label, "-") == 0)
        row.label[0] = '\0';
    at = skip_blanks(line, at);
    if (line[at] == '\0' && row.label[0])
        return err_set(err, "%s %s: a command was expected after the label (KEY - turns a key off)",
                       row.name, row.label);
    take_pin(&row);
    if (take_command(line + at, &row) && put_row(keys, &row))
        return true;
    free(row.command);
    return err_set(err, "out of memory");
}

/* Line by line; the first mistake is told, whatever comes after it. */
bool keys_add(struct keys *keys, const char *source, const char *text, size_t len, struct err *err)
{
    struct section section = {.place = KEYS_SCREEN};
    unsigned number = 0;
    bool is_fine = true;
    for (size_t at = 0; at < len;) {
        const char *newline = memchr(text + at, '\n', len - at);
        size_t line_len = newline ? (size_t)(newline - text) - at : len - at;
        number++;
        char *line = strndup(text + at, line_len);
        struct err mistake;
        if (!line)
            return err_set(err, "out of memory");
        if (!add_line(keys, line, &section, &mistake) && is_fine) {
            *err = mistake;
            is_fine = err_prefix(err, "%s:%u", source, number);
        }
        free(line);
        at += line_len + 1;
    }
    return is_fine;
}

bool keys_add_default(struct keys *keys, struct err *err)
{
    return keys_add(keys, "default.keys", default_keys, strlen(default_keys), err);
}

/* The path, and what it is called in messages, where the mistake must be seen beside it. */
static const char *user_path(char *out, size_t size)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int len = -1;
    bool is_config = config && *config == '/';
    if (is_config)
        len = snprintf(out, size, "%s/brine/keys", config);
    else if (home && *home)
        len = snprintf(out, size, "%s/.config/brine/keys", home);
    if (len <= 0 || (size_t)len >= size)
        return NULL;
    return is_config ? "$XDG_CONFIG_HOME/brine/keys" : "~/.config/brine/keys";
}

bool keys_add_user(struct keys *keys, struct err *err)
{
    char path[4096];
    const char *name = user_path(path, sizeof path);
    if (!name)
        return true;
    FILE *file = textfile_open(path, name, err);
    if (!file)
        return !err->text[0];
    char *text = malloc(FILE_MAX_BYTES);
    size_t len = text ? fread(text, 1, FILE_MAX_BYTES, file) : 0;
    bool is_whole = text && !ferror(file) && len < FILE_MAX_BYTES;
    fclose(file);
    bool is_fine = is_whole ? keys_add(keys, name, text, len, err)
                            : err_set(err, "%s: cannot be read, or is larger than 1 MB", name);
    free(text);
    return is_fine;
}

void keys_free(struct keys *keys)
{
    for (size_t k = 0; k < keys->n; k++)
        free(keys->rows[k].command);
    free(keys->rows);
    *keys = (struct keys){0};
}

/* ---- Questions -------------------------------------------------------------------------------- */

const struct key_row *keys_find(const struct keys *keys, enum keys_place place,
                                struct terminal_key key)
{
    key = one_way(key);
    const struct key_row *row = find_own(keys, place, key);
    while (!row && place != KEYS_SCREEN) {
        place = places[place].parent;
        row = find_own(keys, place, key);
    }
    return row;
}

const struct key_row *keys_of_command(const struct keys *keys, const char *command)
{
    for (size_t k = 0; k < keys->n; k++)
        if (keys->rows[k].place == KEYS_SCREEN && strcmp(keys->rows[k].command, command) == 0)
            return &keys->rows[k];
    return NULL;
}

bool keys_expand(const char *command, const char *count, const char *row, const char *value,
                 struct buf *out, struct err *err)
{
    const struct {
        const char *name, *text;
        bool is_needed;
    } marks[] = {{"%n", count, false}, {"%row", row, true}, {"%value", value, false}};
    while (*command) {
        const char *text = NULL;
        for (size_t k = 0; k < sizeof marks / sizeof marks[0] && !text; k++) {
            size_t len = strlen(marks[k].name);
            if (strncmp(command, marks[k].name, len) != 0)
                continue;
            text = marks[k].text;
            command += len;
            if (marks[k].is_needed && !*text)
                return err_set(err, "the selected line is about no opcode");
        }
        if (text)
            buf_str(out, text);
        else
            buf_char(out, *command++);
    }
    while (out->len > 0 && out->data[out->len - 1] == ' ')
        out->data[--out->len] = '\0';
    return out->failed ? err_set(err, "out of memory") : true;
}
