/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts cut into words: the modules shlex and csv. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"

static bool is_one_of(char c, const char *chars)
{
    return c != '\0' && strchr(chars, c) != NULL;
}

/* Takes what a word holds, and empties it. */
static void add_word(struct evaluator *ev, struct meaning *list, struct buf *word)
{
    meaning_add(&ev->store, list,
                meaning_text(&ev->store, MEANING_TEXT, buf_text(word), word->len));
    buf_clear(word);
}

/* ---- shlex ----------------------------------------------------------------------------------- */

/* Where a reader of shlex.py (posix, whitespace_split) stands. */
struct shell {
    const char *at, *end;
    bool has_comments;
    char state;   /* ' ' between words, 'a' in one, or the quote or backslash that it is in */
    char escaped; /* the state that a backslash came from */
    bool is_quoted;
};

static void skip_line(struct shell *shell)
{
    const char *feed = memchr(shell->at, '\n', (size_t)(shell->end - shell->at));
    shell->at = feed ? feed + 1 : shell->end;
}

/* One character within quotes, or behind a backslash. */
static void take_quoted(struct shell *shell, char c, struct buf *word)
{
    if (shell->state == '\\') {
        bool keeps = shell->escaped == '"' && c != '\\' && c != '"';
        if (keeps)
            buf_char(word, '\\');
        buf_char(word, c);
        shell->state = shell->escaped;
        return;
    }
    shell->is_quoted = true;
    if (c == shell->state) {
        shell->state = 'a';
    } else if (c == '\\' && shell->state == '"') {
        shell->escaped = shell->state;
        shell->state = c;
    } else {
        buf_char(word, c);
    }
}

/* Reads one word. False: there is none any more, or *good is: it does not end. */
static bool take_word(struct shell *shell, struct buf *word, bool *good)
{
    shell->state = ' ';
    shell->is_quoted = false;
    while (shell->at < shell->end) {
        char c = *shell->at++;
        bool is_comment = shell->has_comments && c == '#';
        if (shell->state != ' ' && shell->state != 'a') {
            take_quoted(shell, c, word);
            continue;
        }
        if (is_one_of(c, " \t\r\n") || is_comment) {
            if (is_comment)
                skip_line(shell);
            shell->state = ' ';
            if (word->len || shell->is_quoted)
                return true;
            continue;
        }
        if (c == '\\') {
            shell->escaped = 'a';
            shell->state = c;
        } else if (is_one_of(c, "'\"")) {
            shell->state = c;
        } else {
            buf_char(word, c);
            shell->state = 'a';
        }
    }
    *good = shell->state == ' ' || shell->state == 'a';
    return *good && (word->len || shell->is_quoted);
}

static struct meaning *split_shell(struct evaluator *ev, const struct meaning *text,
                                   bool has_comments)
{
    struct shell shell = {
        .at = text->text, .end = text->text + text->text_len, .has_comments = has_comments};
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    struct buf word = {.limit = MEANING_TEXT_MAX};
    bool good = list && ev_spend(ev, text->text_len);
    while (good && !list->is_lost && take_word(&shell, &word, &good))
        add_word(ev, list, &word);
    good = good && !list->is_lost && !word.failed;
    buf_free(&word);
    return good ? list : NULL;
}

static bool has_any(const struct meaning *text, const char *chars)
{
    for (size_t k = 0; k < text->text_len; k++) {
        if (is_one_of(text->text[k], chars))
            return true;
    }
    return false;
}

/* The argument at a place or of a name as a truth; false: it is not known. */
static bool flag_of(struct evaluator *ev, const struct arguments *args, uint32_t at,
                    const char *name, bool *flag)
{
    const struct meaning *said = args->n > at ? arg(ev, args, at) : arg_named(ev, args, name);
    return !said || ev_truth(ev, said, flag);
}

/* split(text, comments, posix): not posix, only what has no quotes is known. */
MODEL_RUN(model_split)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    bool has_comments = false, is_posix = true;
    (void)model;
    if (!text || !flag_of(ev, args, 1, "comments", &has_comments) ||
        !flag_of(ev, args, 2, "posix", &is_posix) || (!is_posix && has_any(text, "'\"\\#")))
        return NULL;
    return split_shell(ev, text, has_comments);
}

/* shlex(text): of letters, digits and blanks, tokens are words. The object holds them. */
MODEL_RUN(model_shlex)
{
    static const char words[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ \t\r\n";
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    const struct meaning *class = meaning_named(&ev->store, model->module, model->name);
    struct meaning *object = class ? (struct meaning *)ev_object(ev, class, args) : NULL;
    bool is_plain = text && args->n == 1 && !args->n_named;
    for (size_t k = 0; is_plain && k < text->text_len; k++)
        is_plain = is_one_of(text->text[k], words);
    const struct meaning *list = object && is_plain ? split_shell(ev, text, false) : NULL;
    if (list)
        object->self = ev_iterator(ev, list);
    return object;
}

/* get_token() and __next__; number 1: __iter__. */
MODEL_RUN(model_tokens)
{
    const struct meaning *self = arg_of_kind(ev, args, 0, MEANING_OBJECT);
    const struct meaning *tokens = self ? self->self : NULL;
    if (!meaning_is(tokens, MEANING_ITERATOR))
        return NULL;
    return model->number ? tokens : ev_next(ev, (struct meaning *)tokens);
}

static bool put_shell_word(const struct meaning *text, struct buf *out)
{
    static const char safe[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
    bool is_safe = text->text_len > 0;
    for (size_t k = 0; k < text->text_len; k++)
        is_safe &= is_one_of(text->text[k], safe);
    if (!is_safe)
        buf_char(out, '\'');
    for (size_t k = 0; k < text->text_len; k++) {
        if (text->text[k] == '\'')
            buf_str(out, "'\"'\"'");
        else
            buf_char(out, text->text[k]);
    }
    if (!is_safe)
        buf_char(out, '\'');
    return !out->failed;
}

/* quote(text); join(texts): number 1. */
MODEL_RUN(model_quote)
{
    const struct meaning *only = arg(ev, args, 0);
    struct meaning *list = model->number ? ev_listed(ev, only, MEANING_LIST)
                                         : meaning_items(&ev->store, MEANING_LIST, &only, 1);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = list != NULL;
    for (uint32_t k = 0; good && k < list->n_items; k++) {
        const struct meaning *text = ev_ask(ev, list->items[k]);
        if (k)
            buf_char(&out, ' ');
        good = meaning_is(text, MEANING_TEXT) && ev_spend(ev, text->text_len) &&
               put_shell_word(text, &out);
    }
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* ---- csv ------------------------------------------------------------------------------------- */

/* How fields are written; 0: there is no such character. */
struct dialect {
    int64_t delimiter, quote, escape, is_doubled, skips_blank, quoting;
};
enum { DIALECT_PARTS = 6, QUOTE_NONE = 3 };

static const struct dialect excel = {.delimiter = ',', .quote = '"', .is_doubled = 1};

static int64_t *part_of(struct dialect *dialect, uint32_t part)
{
    int64_t *parts[DIALECT_PARTS] = {&dialect->delimiter,   &dialect->quote,
                                     &dialect->escape,      &dialect->is_doubled,
                                     &dialect->skips_blank, &dialect->quoting};
    return parts[part];
}

/* The dialects that csv.py registers, by name or class. */
static bool named_dialect(const struct meaning *said, struct dialect *dialect)
{
    static const char *const names[] = {"excel", "unix", "unix_dialect", "excel-tab", "excel_tab"};
    bool is_class = meaning_is(said, MEANING_GLOBAL) && said->module_len == 3 &&
                    memcmp(said->module, "csv", 3) == 0;
    for (size_t k = 0; said && k < sizeof names / sizeof names[0]; k++) {
        bool is_it = is_class ? said->text_len == strlen(names[k]) &&
                                    memcmp(said->text, names[k], said->text_len) == 0
                              : meaning_says(said, names[k]);
        if (!is_it)
            continue;
        dialect->delimiter = k >= 3 ? '\t' : ',';
        return true;
    }
    return !said;
}

/* What keywords say of the dialect. False: not known. */
static bool read_dialect(struct evaluator *ev, const struct arguments *args,
                         const struct meaning *said, struct dialect *dialect)
{
    static const char *const names[DIALECT_PARTS] = {
        "delimiter", "quotechar", "escapechar", "doublequote", "skipinitialspace", "quoting"};
    *dialect = excel;
    said = said ? said : arg_named(ev, args, "dialect");
    if (!named_dialect(said, dialect) || arg_named(ev, args, "strict"))
        return false;
    for (uint32_t part = 0; part < DIALECT_PARTS; part++) {
        const struct meaning *value = arg_named(ev, args, names[part]);
        int64_t *place = part_of(dialect, part);
        bool truth;
        if (!value)
            continue;
        if (part > 2) {
            bool good = part == 5 ? meaning_is_number(value) : ev_truth(ev, value, &truth);
            if (!good)
                return false;
            *place = part == 5 ? value->number : truth;
        } else if (meaning_is(value, MEANING_TEXT) && value->text_len == 1) {
            *place = value->text[0];
        } else if (value->kind == MEANING_NONE && part > 0) {
            *place = 0;
        } else {
            return false;
        }
    }
    if (dialect->quoting == QUOTE_NONE)
        dialect->quote = 0;
    return dialect->quoting == 0 || dialect->quoting == 1 || dialect->quoting == QUOTE_NONE;
}

/* The states of _csv.c. */
enum csv_state {
    CSV_RECORD,
    CSV_FIELD,
    CSV_ESCAPED,
    CSV_IN_FIELD,
    CSV_QUOTED,
    CSV_ESCAPED_QUOTED,
    CSV_QUOTE_IN_QUOTED,
    CSV_END,
};

struct csv {
    struct evaluator *ev;
    struct dialect dialect;
    enum csv_state state;
    struct meaning *row;
    struct buf field;
};

static bool is_end(char c)
{
    return c == '\n' || c == '\r' || c == '\0';
}

static void end_field(struct csv *csv, char c)
{
    add_word(csv->ev, csv->row, &csv->field);
    csv->state = c == '\0' ? CSV_RECORD : is_end(c) ? CSV_END : CSV_FIELD;
}

/* A character where a field begins. */
static void begin_field(struct csv *csv, char c)
{
    const struct dialect *dialect = &csv->dialect;
    csv->state = CSV_FIELD;
    if (!is_end(c) && dialect->quote && c == dialect->quote)
        csv->state = CSV_QUOTED;
    else if (!is_end(c) && dialect->escape && c == dialect->escape)
        csv->state = CSV_ESCAPED;
    else if (c == ' ' && dialect->skips_blank)
        return;
    else if (is_end(c) || c == dialect->delimiter)
        end_field(csv, c);
    else {
        buf_char(&csv->field, c);
        csv->state = CSV_IN_FIELD;
    }
}

static void within_quotes(struct csv *csv, char c)
{
    const struct dialect *dialect = &csv->dialect;
    if (c == '\0')
        return;
    if (dialect->escape && c == dialect->escape)
        csv->state = CSV_ESCAPED_QUOTED;
    else if (c == dialect->quote)
        csv->state = dialect->is_doubled ? CSV_QUOTE_IN_QUOTED : CSV_IN_FIELD;
    else
        buf_char(&csv->field, c);
}

/* One character; '\0': the end of a line of the source. False: Python raises. */
static bool csv_take(struct csv *csv, char c)
{
    const struct dialect *dialect = &csv->dialect;
    switch (csv->state) {
    case CSV_RECORD:
        if (c == '\0')
            return true;
        if (c == '\n' || c == '\r') {
            csv->state = CSV_END;
            return true;
        }
        begin_field(csv, c);
        return true;
    case CSV_FIELD:
        begin_field(csv, c);
        return true;
    case CSV_ESCAPED:
    case CSV_ESCAPED_QUOTED:
        if (c == '\n' || c == '\r') /* the record would go on in the next line */
            return false;
        buf_char(&csv->field, c == '\0' ? '\n' : c);
        csv->state = csv->state == CSV_ESCAPED ? CSV_IN_FIELD : CSV_QUOTED;
        return true;
    case CSV_IN_FIELD:
        if (is_end(c) || c == dialect->delimiter)
            end_field(csv, c);
        else if (dialect->escape && c == dialect->escape)
            csv->state = CSV_ESCAPED;
        else
            buf_char(&csv->field, c);
        return true;
    case CSV_QUOTED:
        within_quotes(csv, c);
        return true;
    case CSV_QUOTE_IN_QUOTED:
        if (is_end(c) || c == dialect->delimiter) {
            end_field(csv, c);
            return true;
        }
        buf_char(&csv->field, c);
        csv->state = c == dialect->quote ? CSV_QUOTED : CSV_IN_FIELD;
        return true;
    default:
        return is_end(c);
    }
}

/* One line of the source; the end of the line closes the record, where it is not in quotes. */
static bool csv_line(struct csv *csv, const struct meaning *line)
{
    bool good = meaning_is(line, MEANING_TEXT) && ev_spend(csv->ev, line->text_len) &&
                !(line->text_len && memchr(line->text, '\0', line->text_len));
    for (size_t k = 0; good && k < line->text_len; k++)
        good = csv_take(csv, line->text[k]);
    return good && csv_take(csv, '\0');
}

/* The next row of a reader: items are its source and its dialect's parts. */
static const struct meaning *step_rows(struct evaluator *ev, struct meaning *reader)
{
    struct csv csv = {.ev = ev,
                      .row = meaning_new(&ev->store, MEANING_LIST),
                      .field = {.limit = MEANING_TEXT_MAX}};
    for (uint32_t part = 0; part < DIALECT_PARTS; part++)
        *part_of(&csv.dialect, part) = reader->items[1 + part]->number;
    bool good = csv.row != NULL, has_line = false;
    while (good) {
        const struct meaning *line = ev_next(ev, (struct meaning *)reader->items[0]);
        if (!line)
            break;
        has_line = true;
        good = csv_line(&csv, ev_ask(ev, line));
        if (csv.state == CSV_RECORD || csv.state == CSV_END)
            break;
    }
    if (good && has_line && csv.state != CSV_RECORD && csv.state != CSV_END)
        add_word(ev, csv.row, &csv.field); /* the source ended within quotes */
    good = good && !csv.field.failed && !csv.row->is_lost;
    buf_free(&csv.field);
    return !has_line ? NULL : good ? csv.row : &meaning_unknown;
}

static struct meaning *reader_of(struct evaluator *ev, const struct arguments *args,
                                 const struct meaning *said)
{
    struct dialect dialect;
    struct meaning *source =
        read_dialect(ev, args, said, &dialect) ? ev_iterator(ev, args->items[0]) : NULL;
    struct meaning *reader = source ? ev_iterator_new(ev, step_rows, NULL) : NULL;
    if (!reader)
        return NULL;
    meaning_add(&ev->store, reader, source);
    for (uint32_t part = 0; part < DIALECT_PARTS; part++)
        meaning_add(&ev->store, reader, meaning_int(&ev->store, *part_of(&dialect, part)));
    for (uint32_t k = 0; k < reader->n_items; k++) {
        if (!reader->items[k])
            return NULL;
    }
    return reader->is_lost ? NULL : reader;
}

MODEL_RUN(model_reader)
{
    (void)model;
    return reader_of(ev, args, arg(ev, args, 1));
}

/* DictReader(lines, fieldnames): self is the list of names, items[0] the rows. */
static const struct meaning *step_dicts(struct evaluator *ev, struct meaning *reader)
{
    const struct meaning *row;
    struct meaning *rows = (struct meaning *)reader->items[0];
    if (!reader->self)
        reader->self = ev_next(ev, rows);
    do {
        row = reader->self ? ev_next(ev, rows) : NULL;
    } while (meaning_is(row, MEANING_LIST) && row->n_items == 0);
    if (!row)
        return NULL;
    struct meaning *dict = meaning_new(&ev->store, MEANING_DICT);
    const struct meaning *names = ev_listed(ev, reader->self, MEANING_LIST);
    if (!dict || !names || row->kind != MEANING_LIST)
        return &meaning_unknown;
    for (uint32_t k = 0; k < names->n_items; k++)
        ev_put(ev, dict, ev_ask(ev, names->items[k]),
               k < row->n_items ? row->items[k] : meaning_none(&ev->store));
    if (row->n_items > names->n_items)
        ev_put(ev, dict, meaning_none(&ev->store),
               meaning_items(&ev->store, MEANING_LIST, row->items + names->n_items,
                             row->n_items - names->n_items));
    return dict;
}

MODEL_RUN(model_dict_reader)
{
    const struct meaning *names =
        args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "fieldnames");
    bool is_plain =
        args->n <= 2 && !arg_named(ev, args, "restkey") && !arg_named(ev, args, "restval");
    struct meaning *rows = is_plain ? reader_of(ev, args, NULL) : NULL;
    struct meaning *reader = rows ? ev_iterator_new(ev, step_dicts, NULL) : NULL;
    (void)model;
    if (!reader)
        return NULL;
    if (names && names->kind != MEANING_NONE)
        reader->self = names;
    meaning_add(&ev->store, reader, rows);
    return reader->is_lost ? NULL : reader;
}

/* clang-format off */
const struct model cutting_models[] = {
    {"shlex", "split", 1, model_split, 0, NULL},
    {"shlex", "quote", 1, model_quote, 0, NULL},
    {"pipes", "quote", 1, model_quote, 0, NULL},
    {"shlex", "join", 1, model_quote, 1, NULL},
    {"shlex", "shlex", 1, model_shlex, 0, NULL},
    {"shlex", "shlex.get_token", 1, model_tokens, 0, NULL},
    {"shlex", "shlex.read_token", 1, model_tokens, 0, NULL},
    {"shlex", "shlex.__next__", 1, model_tokens, 0, NULL},
    {"shlex", "shlex.__iter__", 1, model_tokens, 1, NULL},
    {"csv", "reader", 1, model_reader, 0, NULL},
    {"_csv", "reader", 1, model_reader, 0, NULL},
    {"csv", "DictReader", 1, model_dict_reader, 0, NULL},
};
/* clang-format on */
const size_t n_cutting_models = sizeof cutting_models / sizeof cutting_models[0];
