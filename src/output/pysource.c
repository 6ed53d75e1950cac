/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/pysource.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/output/out.h"
#include "src/output/python.h"

enum {
    OPS_MAX = 1 << 22,   /* more take longer to write than one waits */
    TEXT_MAX = 64 << 20, /* of source that is kept */
};

static const char left_out[] = "    # the rest is not shown here: brine decompile FILE writes it";

/* A statement: the line on which it begins. */
struct statement {
    uint64_t line;
    br_op op;
};

struct pysource {
    const br_record *rec;
    uint64_t number;
    bool is_made, failed;
    struct buf text;
    size_t *lines; /* where each begins, and where the last ends */
    size_t n_lines, cap_lines;
    struct statement *statements; /* in the order of their lines, and of their opcodes */
    size_t n_statements, cap_statements;
};

struct pysource *pysource_new(const br_record *rec, uint64_t number)
{
    struct pysource *source = calloc(1, sizeof *source);
    if (!source)
        return NULL;
    source->rec = rec;
    source->number = number;
    source->text.limit = TEXT_MAX;
    return source;
}

void pysource_free(struct pysource *source)
{
    if (!source)
        return;
    buf_free(&source->text);
    free(source->lines);
    free(source->statements);
    free(source);
}

/* ---- Making it ------------------------------------------------------------------------------- */

/* Room for one more of n rows of a size; false: no memory. */
static bool grow(void **rows, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return true;
    size_t more = *cap ? *cap * 2 : 64;
    void *moved = realloc(*rows, more * size);
    if (!moved)
        return false;
    *rows = moved;
    *cap = more;
    return true;
}

static bool note_statement(void *context, br_op op, uint64_t line)
{
    struct pysource *source = context;
    void *rows = source->statements;
    if (!grow(&rows, source->n_statements, &source->cap_statements, sizeof *source->statements))
        return false;
    source->statements = rows;
    source->statements[source->n_statements++] = (struct statement){line, op};
    return true;
}

static bool note_line(struct pysource *source, size_t at)
{
    void *rows = source->lines;
    if (!grow(&rows, source->n_lines, &source->cap_lines, sizeof *source->lines))
        return false;
    source->lines = rows;
    source->lines[source->n_lines++] = at;
    return true;
}

/* Each line ends with a newline; what was cut ends where its last whole line does. */
static bool find_lines(struct pysource *source)
{
    const char *text = buf_text(&source->text), *end = text + source->text.len;
    bool good = note_line(source, 0);
    for (const char *at; good && (at = memchr(text, '\n', (size_t)(end - text))); text = at + 1)
        good = note_line(source, (size_t)(at + 1 - buf_text(&source->text)));
    return good;
}

static void make(struct pysource *source)
{
    struct pywriter *writer = malloc(sizeof *writer); /* some kilobytes, needed here alone */
    struct python_options options = {
        .number = source->number, .statement = note_statement, .context = source};
    uint32_t helpers = 0;
    source->is_made = true;
    source->failed = !writer || br_ops(source->rec) > OPS_MAX;
    if (!source->failed) {
        pywriter_open(writer, buf_sink(&source->text), false);
        source->failed = !python_function(source->rec, &options, writer, &helpers);
    }
    free(writer);
    if (!find_lines(source))
        source->n_lines = 0;
}

static bool is_ready(struct pysource *source)
{
    if (!source->is_made && br_done(source->rec) && br_runs(source->rec))
        make(source);
    return source->is_made;
}

/* ---- Reading it ------------------------------------------------------------------------------ */

static uint64_t whole_lines(const struct pysource *source)
{
    return source->n_lines ? source->n_lines - 1 : 0;
}

uint64_t pysource_count(struct pysource *source)
{
    return is_ready(source) ? whole_lines(source) + source->failed : 0;
}

bool pysource_is_made(const struct pysource *source)
{
    return source->is_made;
}

/* The number of the first statement that begins after a line. */
static size_t statements_to(const struct pysource *source, uint64_t line)
{
    size_t low = 0, high = source->n_statements;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (source->statements[mid].line <= line)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

bool pysource_line(struct pysource *source, uint64_t n, struct pysource_line *out)
{
    *out = (struct pysource_line){.text = left_out, .len = sizeof left_out - 1, .op = BR_NO_OP};
    if (!is_ready(source) || n >= whole_lines(source))
        return is_ready(source) && source->failed && n == whole_lines(source);
    out->text = buf_text(&source->text) + source->lines[n];
    out->len = source->lines[n + 1] - source->lines[n] - 1;
    size_t k = statements_to(source, n);
    if (k > 0) {
        out->op = source->statements[k - 1].op;
        out->is_first = source->statements[k - 1].line == n;
    }
    return true;
}

uint64_t pysource_of(struct pysource *source, br_op op)
{
    uint64_t count = pysource_count(source);
    size_t low = 0, high = source->n_statements;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (source->statements[mid].op < op)
            low = mid + 1;
        else
            high = mid;
    }
    uint64_t line = low < source->n_statements ? source->statements[low].line : count;
    return line < count || count == 0 ? line : count - 1;
}
