/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/divergence.h"

#include <inttypes.h>
#include <string.h>

#include "src/output/event.h"
#include "src/output/safe.h"

enum {
    N_CELLS = 4,
    BYTES_SHOWN = 8,  /* of an instruction, in hex */
    INDENT = 2,       /* columns before a line */
    BETWEEN = 2,      /* columns between two cells */
    TABLE_LEAST = 76, /* columns for the cells side by side */
    CELL_LEAST = 12,  /* a terminal too narrow for this is filled */
    CELL_MOST = 60,   /* beyond that the cells after it begin where it ends */
};

/* One line of the table. */
struct row {
    struct buf cells[N_CELLS];
    unsigned first; /* the first of its readers */
};

struct table {
    struct row rows[DIVERGE_READERS_MAX];
    unsigned n_rows;
};

/* ---- Cells ------------------------------------------------------------------------------------ */

void divergence_reading(const struct reading *reading, struct buf *out)
{
    if (reading->breaks) {
        buf_str(out, "breaks: ");
        safe_str(out, reading->message);
        return;
    }
    bool is_shown = reading->value[0] && strcmp(reading->value, reading->arg) != 0;
    buf_str(out, reading->opcode->name);
    if (reading->arg[0]) {
        buf_char(out, ' ');
        safe_str(out, reading->arg);
    }
    if (is_shown) {
        buf_str(out, " = ");
        safe_str(out, reading->value);
    }
    if (reading->gap)
        buf_printf(out, " (drops %" PRIu64 " byte%s)", reading->gap, reading->gap == 1 ? "" : "s");
}

static void add_event(const struct diverge_event *event, struct buf *out)
{
    buf_printf(out, "%s ", event_verb(event->kind));
    safe_str(out, event->what);
    if (event->with[0]) {
        buf_str(out, " <- ");
        safe_str(out, event->with);
    }
}

static void add_events(const struct diverge_tale *tale, struct buf *out)
{
    for (unsigned n = 0; n < tale->n_events; n++) {
        buf_str(out, n ? "; " : "");
        add_event(&tale->events[n], out);
    }
    if (tale->more_events)
        buf_printf(out, "; %" PRIu64 " more", tale->more_events);
    if (tale->n_events == 0)
        buf_str(out, "nothing");
    if (tale->breaks == BR_ERR_LIMIT)
        buf_str(out, " (before a limit ended its run)");
}

static void add_end(const struct diverge_tale *tale, struct buf *out)
{
    if (tale->breaks)
        buf_printf(out, "%s at 0x%" PRIx64, br_error_kind_name(tale->breaks), tale->break_pos);
    else
        safe_str(out, tale->result);
}

/* The tale that tells what a reader reads at the first part. */
static const struct diverge_tale *tale_at(const struct diverge_reader *reader,
                                          const struct diverge_part *part,
                                          const struct diverge_tale *of_c)
{
    return reader->parts && reader->op == part->op ? &reader->tale : of_c;
}

static void fill_row(struct row *row, const struct diverge_reader *reader,
                     const struct diverge_part *part, const struct diverge_tale *of_c)
{
    const struct diverge_tale *there = tale_at(reader, part, of_c);
    const struct diverge_tale *tale = reader->parts ? &reader->tale : of_c;
    bool is_passed = !reader->dialect.runs && !reader->parts && of_c->breaks && part->opcode;
    buf_str(&row->cells[0], reader->dialect.name);
    if (reader->limited && !reader->parts) {
        buf_str(&row->cells[1], "not known: a limit ended its run");
        return;
    }
    if (is_passed) /* what c stumbles over is nothing to who only decodes */
        buf_str(&row->cells[1], part->opcode->name);
    else if (there->n_rows)
        divergence_reading(&there->rows[0], &row->cells[1]);
    if (reader->parts && reader->op != part->op)
        buf_printf(&row->cells[2], "as c to 0x%" PRIx64 " (%s), then ", reader->pos,
                   difference_row(reader->difference)->name);
    if (reader->dialect.runs) {
        add_events(tale, &row->cells[2]);
        add_end(tale, &row->cells[3]);
    } else {
        buf_str(&row->cells[2], "only decodes");
        if (tale->breaks && !is_passed)
            add_end(tale, &row->cells[3]);
    }
}

static bool same_cells(const struct row *a, const struct row *b)
{
    for (int n = 1; n < N_CELLS; n++)
        if (strcmp(buf_text(&a->cells[n]), buf_text(&b->cells[n])) != 0)
            return false;
    return true;
}

/* Adds a row, or its name to the row that says the same. */
static void take_row(struct table *table, struct row *row)
{
    for (unsigned n = 0; n < table->n_rows; n++) {
        struct row *there = &table->rows[n];
        if (!same_cells(there, row))
            continue;
        buf_printf(&there->cells[0], ", %s", buf_text(&row->cells[0]));
        for (int k = 0; k < N_CELLS; k++)
            buf_free(&row->cells[k]);
        return;
    }
    table->rows[table->n_rows++] = *row;
}

static void make_table(const struct diverge *d, const struct diverge_part *part,
                       const struct diverge_tale *of_c, struct table *table)
{
    const struct diverge_reader *reader;
    for (unsigned n = 0; (reader = diverge_reader(d, n)) != NULL; n++) {
        struct row row = {.first = n};
        fill_row(&row, reader, part, of_c);
        take_row(table, &row);
    }
}

static void table_free(struct table *table)
{
    for (unsigned n = 0; n < table->n_rows; n++)
        for (int k = 0; k < N_CELLS; k++)
            buf_free(&table->rows[n].cells[k]);
}

/* ---- Lines ------------------------------------------------------------------------------------ */

/* Words of one paragraph, or a line of the table, already safe. */
static void add_line(const char *text, size_t columns, struct buf *out)
{
    buf_pad(out, ' ', INDENT);
    if (columns > INDENT + CELL_LEAST)
        safe_cut(out, text, strlen(text), columns - INDENT);
    else
        buf_str(out, text);
    buf_char(out, '\n');
}

/* Makes the widest cells narrower, until all fit. The names of readers stay. */
static void squeeze(size_t *widths, size_t room)
{
    for (;;) {
        size_t sum = 0;
        int widest = 1;
        for (int k = 0; k < N_CELLS; k++) {
            sum += widths[k] + BETWEEN;
            if (k > 1 && widths[k] > widths[widest])
                widest = k;
        }
        if (sum <= room + BETWEEN || widths[widest] <= CELL_LEAST)
            return;
        widths[widest]--;
    }
}

/* The columns of each cell: what the widest takes, within reason. */
static void measure(const struct table *table, const char *const *heads, size_t columns,
                    size_t *widths)
{
    for (int k = 0; k < N_CELLS; k++) {
        widths[k] = strlen(heads[k]);
        for (unsigned n = 0; n < table->n_rows; n++) {
            const struct buf *cell = &table->rows[n].cells[k];
            size_t width = safe_width(buf_text(cell), cell->len);
            widths[k] = width > widths[k] ? width : widths[k];
        }
        widths[k] = widths[k] > CELL_MOST ? CELL_MOST : widths[k];
    }
    if (columns > INDENT)
        squeeze(widths, columns - INDENT);
}

static void print_cells(const struct buf *cells, const size_t *widths, size_t columns,
                        struct buf *out)
{
    struct buf line = {0};
    for (int k = 0; k < N_CELLS; k++) {
        size_t width = safe_width(buf_text(&cells[k]), cells[k].len);
        bool is_last = k + 1 == N_CELLS;
        if (columns && width > widths[k] && !is_last) {
            safe_cut(&line, buf_text(&cells[k]), cells[k].len, widths[k]);
            width = widths[k];
        } else {
            buf_add(&line, buf_text(&cells[k]), cells[k].len);
        }
        if (!is_last)
            buf_pad(&line, ' ', BETWEEN + (width < widths[k] ? widths[k] - width : 0));
    }
    while (line.len && line.data[line.len - 1] == ' ')
        line.data[--line.len] = '\0';
    add_line(buf_text(&line), columns, out);
    buf_free(&line);
}

/* The cells of a row one below the other, where there is no room for them side by side. */
static void print_stacked(const struct table *table, size_t columns, struct buf *out)
{
    static const char *const words[N_CELLS] = {"", "  reads there  ", "  then  ", "  returns  "};
    for (unsigned n = 0; n < table->n_rows; n++) {
        for (int k = 0; k < N_CELLS; k++) {
            struct buf line = {0};
            const struct buf *cell = &table->rows[n].cells[k];
            buf_str(&line, words[k]);
            buf_add(&line, buf_text(cell), cell->len);
            if (cell->len)
                add_line(buf_text(&line), columns, out);
            buf_free(&line);
        }
    }
}

static void print_table(const struct table *table, size_t columns, struct buf *out)
{
    static const char *const heads[N_CELLS] = {"reader", "reads there", "then imports and calls",
                                               "returns"};
    struct buf head[N_CELLS] = {{0}};
    size_t widths[N_CELLS];
    measure(table, heads, columns, widths);
    for (int k = 0; k < N_CELLS; k++)
        buf_str(&head[k], heads[k]);
    print_cells(head, widths, columns, out);
    for (int k = 0; k < N_CELLS; k++)
        buf_free(&head[k]);
    for (unsigned n = 0; n < table->n_rows; n++)
        print_cells(table->rows[n].cells, widths, columns, out);
}

/* ---- Both readings of the bytes --------------------------------------------------------------- */

static void add_bytes(struct br_slice data, const struct reading *row, struct buf *out)
{
    size_t begin = out->len;
    for (uint64_t k = 0; k < row->length && k < BYTES_SHOWN; k++) {
        uint64_t at = row->pos + k + (row->gap && k >= row->before_gap ? row->gap : 0);
        if (row->gap && k == row->before_gap)
            buf_str(out, "~ ");
        buf_printf(out, "%02x ", data.data[at]);
    }
    if (row->length > BYTES_SHOWN)
        buf_char(out, '+');
    size_t used = out->len - begin;
    buf_pad(out, ' ', used < 3 * BYTES_SHOWN + 3 ? 3 * BYTES_SHOWN + 3 - used : 1);
}

/* Whether one of these opcodes begins at pos. */
static bool begins_at(const struct diverge_tale *tale, uint64_t pos)
{
    for (unsigned n = 0; n < tale->n_rows; n++)
        if (tale->rows[n].pos == pos && !tale->rows[n].breaks)
            return true;
    return false;
}

/* The opcodes that a reader reads until it is where another is too. */
static void print_reading(const struct diverge *d, const char *names,
                          const struct diverge_tale *tale, const struct diverge_tale *other,
                          size_t columns, struct buf *out)
{
    struct buf line = {0};
    buf_printf(&line, "the bytes as %s read%s them:", names, strchr(names, ',') ? "" : "s");
    add_line(buf_text(&line), columns, out);
    for (unsigned n = 0; n < tale->n_rows; n++) {
        const struct reading *row = &tale->rows[n];
        if (n && begins_at(other, row->pos))
            break;
        buf_clear(&line);
        buf_printf(&line, "  0x%04" PRIx64 "  ", row->pos);
        add_bytes(br_bytes(diverge_c(d)), row, &line);
        divergence_reading(row, &line);
        add_line(buf_text(&line), columns, out);
    }
    buf_free(&line);
}

/* Another number of bytes is taken for an opcode, or others. */
static bool cuts_otherwise(const struct diverge_tale *a, const struct diverge_tale *of_c)
{
    if (a->n_rows == 0 || of_c->n_rows == 0)
        return false;
    const struct reading *x = &a->rows[0], *y = &of_c->rows[0];
    if (y->breaks)
        return !x->breaks && y->breaks == BR_ERR_TRUNCATED;
    return x->length != y->length || x->gap != y->gap;
}

static void print_readings(const struct diverge *d, const struct diverge_part *part,
                           const struct diverge_tale *of_c, const struct table *table,
                           size_t columns, struct buf *out)
{
    bool is_c_shown = false;
    for (unsigned n = 0; n < table->n_rows; n++) {
        const struct diverge_reader *reader = diverge_reader(d, table->rows[n].first);
        const struct diverge_tale *tale = tale_at(reader, part, of_c);
        bool is_break = tale->n_rows && tale->rows[0].breaks != BR_ERR_NONE;
        if (!cuts_otherwise(tale, of_c) || is_break)
            continue;
        if (!is_c_shown && !of_c->rows[0].breaks) {
            buf_char(out, '\n');
            print_reading(d, buf_text(&table->rows[0].cells[0]), of_c, tale, columns, out);
        }
        is_c_shown = true;
        buf_char(out, '\n');
        print_reading(d, buf_text(&table->rows[n].cells[0]), tale, of_c, columns, out);
    }
}

/* ---- All of it -------------------------------------------------------------------------------- */

/* Cuts a sentence at blanks into lines. */
static void print_sentence(const struct difference_row *row, size_t columns, struct buf *out)
{
    struct buf text = {0};
    size_t room = columns > 2 * CELL_LEAST ? columns - INDENT : 78;
    buf_str(&text, row->sentence);
    if (row->issue)
        buf_printf(&text, " (python/cpython issue %u)", row->issue);
    char *at = text.data;
    while (at && *at) {
        size_t n = strlen(at);
        if (n > room)
            for (n = room; n > 0 && at[n] != ' '; n--)
                ;
        buf_pad(out, ' ', INDENT);
        buf_add(out, at, n);
        buf_char(out, '\n');
        at += n + (at[n] == ' ');
    }
    buf_free(&text);
}

void divergence_text(const struct diverge *d, size_t columns, struct buf *out)
{
    struct diverge_part part;
    struct diverge_tale of_c;
    struct table table = {.n_rows = 0};
    if (!diverge_part(d, &part))
        return;
    out->failed |= !diverge_tale_of_c(d, part.op, &of_c);
    make_table(d, &part, &of_c, &table);
    print_sentence(difference_row(part.difference), columns, out);
    buf_char(out, '\n');
    if (columns && columns < TABLE_LEAST)
        print_stacked(&table, columns, out);
    else
        print_table(&table, columns, out);
    print_readings(d, &part, &of_c, &table, columns, out);
    table_free(&table);
}

/* ---- In other places -------------------------------------------------------------------------- */

void divergence_names(const struct diverge *d, unsigned n, struct buf *out)
{
    const struct diverge_reader *like = diverge_reader(d, n), *reader;
    struct buf text = {0}, other = {0};
    divergence_reading(&like->tale.rows[0], &text);
    for (unsigned k = 0; (reader = diverge_reader(d, k)) != NULL; k++) {
        buf_clear(&other);
        if (!reader->parts || reader->op != like->op || reader->tale.n_rows == 0)
            continue;
        divergence_reading(&reader->tale.rows[0], &other);
        if (strcmp(buf_text(&text), buf_text(&other)) != 0)
            continue;
        buf_printf(out, "%s%s", out->len ? ", " : "", reader->dialect.name);
    }
    buf_free(&text);
    buf_free(&other);
}

bool divergence_limit(const struct diverge *d, unsigned n, struct buf *out)
{
    const struct diverge_reader *reader = diverge_reader(d, n);
    if (!reader || !reader->limited)
        return false;
    buf_printf(out, "%s could not be run to its end within the limits", reader->dialect.name);
    return true;
}

bool divergence_is_whole(const struct diverge *d)
{
    const struct br_error *error = br_error_of(diverge_c(d));
    bool is_whole = !error || error->kind != BR_ERR_LIMIT;
    for (unsigned n = 0; is_whole && diverge_reader(d, n); n++)
        is_whole = !diverge_reader(d, n)->limited;
    return is_whole;
}

const char *divergence_agreement(bool is_whole)
{
    return is_whole ? "All of Python's readers agree over this stream"
                    : "As far as they were run, Python's readers agree";
}

void divergence_deed(const struct diverge *d, struct buf *out)
{
    const struct diverge_reader *reader;
    for (unsigned n = 1; (reader = diverge_reader(d, n)) != NULL; n++) {
        if (reader->same_events)
            continue;
        struct diverge_tale of_c;
        out->failed |= !diverge_tale_of_c(d, reader->op, &of_c);
        buf_printf(out, "%s would then do this: ", reader->dialect.name);
        add_events(&reader->tale, out);
        buf_str(out, "; and c this: ");
        add_events(&of_c, out);
        return;
    }
}
