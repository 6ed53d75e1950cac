/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines cut into rows of a table: the module csv. */
#include <string.h>

#include "src/analysis/models.h"

/* Takes what a word holds, and empties it. */
static void add_word(struct evaluator *ev, struct meaning *list, struct buf *word)
{
    meaning_add(&ev->store, list,
                meaning_text(&ev->store, MEANING_TEXT, buf_text(word), word->len));
    buf_clear(word);
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
const struct model csv_models[] = {
    {"csv", "reader", 1, model_reader, 0, NULL},
    {"_csv", "reader", 1, model_reader, 0, NULL},
    {"csv", "DictReader", 1, model_dict_reader, 0, NULL},
};
/* clang-format on */
const size_t n_csv_models = sizeof csv_models / sizeof csv_models[0];
