/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/restrict.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"

/* Both texts are in one block, "MODULE:NAME"; the colon parts them, as no module has one. */
struct allowed {
    char *text;
    size_t module_len, len;
};

struct restriction {
    struct allowed *rows; /* in the order of compare() once is_sorted */
    size_t count, cap;
    size_t longest;
    bool is_sorted;
};

struct restriction *restriction_new(void)
{
    return calloc(1, sizeof(struct restriction));
}

void restriction_free(struct restriction *list)
{
    if (!list)
        return;
    for (size_t n = 0; n < list->count; n++)
        free(list->rows[n].text);
    free(list->rows);
    free(list);
}

size_t restriction_count(const struct restriction *list)
{
    return list->count;
}

static int compare_texts(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t len = a_len < b_len ? a_len : b_len;
    int order = memcmp(a, b, len);
    return order ? order : (a_len > b_len) - (a_len < b_len);
}

static int compare(const void *a, const void *b)
{
    const struct allowed *left = a, *right = b;
    return compare_texts(left->text, left->len, right->text, right->len);
}

/* ---- Adding ---------------------------------------------------------------------------------- */

static bool grow(struct restriction *list)
{
    if (list->count < list->cap)
        return true;
    size_t cap = list->cap ? list->cap * 2 : 16;
    struct allowed *rows = realloc(list->rows, cap * sizeof *rows);
    if (!rows)
        return false;
    list->rows = rows;
    list->cap = cap;
    return true;
}

static bool add_pair(struct restriction *list, const char *module, size_t module_len,
                     const char *name, size_t name_len, struct err *err)
{
    struct allowed row = {.module_len = module_len, .len = module_len + 1 + name_len};
    if (!grow(list) || !(row.text = malloc(row.len)))
        return err_set(err, "out of memory");
    memcpy(row.text, module, module_len);
    row.text[module_len] = ':';
    memcpy(row.text + module_len + 1, name, name_len);
    list->rows[list->count++] = row;
    list->is_sorted = false;
    if (row.len > list->longest)
        list->longest = row.len;
    return true;
}

static bool add_name(struct restriction *list, const char *source, const char *text, size_t len,
                     struct err *err)
{
    static const char builtins[] = "builtins";
    const char *border = memchr(text, ':', len);
    if (!border)
        border = memrchr(text, '.', len);
    if (!border && len > 0)
        return add_pair(list, builtins, sizeof builtins - 1, text, len, err);
    if (!border || border == text || border + 1 == text + len)
        return err_set(err, "%s: \"%.*s\" is no name: MODULE:NAME, or a dotted one", source,
                       (int)(len < 80 ? len : 80), text);
    size_t module_len = (size_t)(border - text);
    return add_pair(list, text, module_len, border + 1, len - module_len - 1, err);
}

static void trim(const char **text, size_t *len)
{
    static const char blanks[] = " \t\r\n";
    while (*len && strchr(blanks, **text)) {
        (*text)++;
        (*len)--;
    }
    while (*len && strchr(blanks, (*text)[*len - 1]))
        (*len)--;
}

bool restriction_add(struct restriction *list, const char *source, const char *text,
                     struct err *err)
{
    for (;;) {
        size_t end = strcspn(text, ","), len = end;
        const char *name = text;
        trim(&name, &len);
        if (!add_name(list, source, name, len, err))
            return false;
        if (!text[end])
            return true;
        text += end + 1;
    }
}

/* A line without its comment; an empty one adds nothing. */
static bool add_line(struct restriction *list, const char *source, char *line, struct err *err)
{
    line[strcspn(line, "#")] = '\0';
    return line[strspn(line, " \t\r\n")] == '\0' || restriction_add(list, source, line, err);
}

/* A byte that no text has: it would end the line for us, or hide what stands before it on a terminal. */
static bool check_line(const char *source, const char *line, size_t len, struct err *err)
{
    for (size_t n = 0; n < len; n++) {
        unsigned char byte = (unsigned char)line[n];
        if ((byte < 0x20 && !strchr("\t\r", byte)) || byte == 0 || byte == 0x7f)
            return err_set(err, "%s: control character 0x%02x: this is no list of names", source,
                           byte);
    }
    return true;
}

static bool add_lines(struct restriction *list, const char *name, char *text, size_t len,
                      struct err *err)
{
    enum { NAME_SHOWN = 300 };
    char source[NAME_SHOWN + 32];
    unsigned long number = 0;
    for (char *end, *line = text; line < text + len; line = end + 1) {
        end = memchr(line, '\n', (size_t)(text + len - line));
        if (!end)
            end = text + len;
        *end = '\0';
        snprintf(source, sizeof source, "%.*s:%lu", NAME_SHOWN, name, ++number);
        if (!check_line(source, line, (size_t)(end - line), err) ||
            !add_line(list, source, line, err))
            return false;
    }
    return true;
}

static bool read_stream(const char *name, FILE *file, struct buf *text, struct err *err)
{
    char piece[8192];
    size_t n;
    while (!text->failed && (n = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(text, piece, n);
    if (ferror(file))
        return err_set(err, "%.300s: %s", name, strerror(errno));
    return !text->failed ||
           err_set(err, "%.300s: more than %d bytes of names", name, RESTRICTION_FILE_MAX_BYTES);
}

bool restriction_add_stream(struct restriction *list, const char *name, FILE *file, struct err *err)
{
    struct buf text = {.limit = RESTRICTION_FILE_MAX_BYTES};
    bool good = read_stream(name, file, &text, err) &&
                (text.len == 0 || add_lines(list, name, text.data, text.len, err));
    buf_free(&text);
    return good;
}

/* ---- Asking ---------------------------------------------------------------------------------- */

static void sort(struct restriction *list)
{
    if (!list->is_sorted && list->count)
        qsort(list->rows, list->count, sizeof *list->rows, compare);
    list->is_sorted = true;
}

static bool find(const struct restriction *list, const char *key, size_t len)
{
    size_t first = 0, end = list->count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        const struct allowed *row = &list->rows[middle];
        int order = compare_texts(key, len, row->text, row->len);
        if (order == 0)
            return true;
        if (order < 0)
            end = middle;
        else
            first = middle + 1;
    }
    return false;
}

/* The key is "MODULE:NAME", one buffer for all questions of a run. */
static bool allows_key(struct restriction *list, const struct buf *key)
{
    sort(list);
    return key->len <= list->longest && find(list, buf_text(key), key->len);
}

bool restriction_allows(struct restriction *list, const char *module, size_t module_len,
                        const char *name, size_t name_len)
{
    struct buf key = {.limit = 0};
    if (module_len > list->longest || name_len > list->longest)
        return false;
    buf_add(&key, module, module_len);
    buf_char(&key, ':');
    buf_add(&key, name, name_len);
    bool is_allowed = !key.failed && allows_key(list, &key);
    buf_free(&key);
    return is_allowed;
}

static bool key_write(void *context, const char *bytes, size_t n)
{
    struct buf *key = context;
    buf_add(key, bytes, n);
    return !key->failed;
}

/* False when memory failed. */
static bool add_part(const struct restriction *list, const br_record *rec,
                     const struct br_event *event, enum br_field field, struct buf *key)
{
    /* So much that a text which is cut is longer than any that is allowed. */
    struct br_text_options options = {.max_bytes = list->longest + 16};
    struct br_text_result result;
    bool present;
    return br_event_text(rec, event, field, &options, (struct br_sink){key_write, key}, &result,
                         &present) == BR_OK &&
           !key->failed;
}

/* False when memory failed. */
static bool is_refused(struct restriction *list, const br_record *rec, const struct br_event *event,
                       struct buf *key, bool *refused)
{
    *refused = event->kind == BR_EV_EXT;
    if (event->kind != BR_EV_IMPORT)
        return true;
    buf_clear(key);
    if (!add_part(list, rec, event, BR_FIELD_MODULE, key))
        return false;
    buf_char(key, ':');
    if (!add_part(list, rec, event, BR_FIELD_NAME, key) || key->failed)
        return false;
    *refused = !allows_key(list, key);
    return true;
}

bool restriction_run(struct restriction *list, const br_record *rec, struct restricted *out)
{
    struct restricted run = {.event = br_event_count(rec)};
    struct buf key = {.limit = 0};
    struct br_event event;
    bool good = true;
    for (uint64_t n = 0; good && br_event(rec, n, &event); n++) {
        bool is_import = event.kind == BR_EV_IMPORT || event.kind == BR_EV_EXT;
        if (!run.is_refused)
            good = is_refused(list, rec, &event, &key, &run.is_refused);
        if (good && run.is_refused && run.event > n)
            run.event = n;
        if (!is_import && run.is_refused)
            run.n_after++;
        else if (!is_import)
            run.n_before++;
    }
    buf_free(&key);
    if (good)
        *out = run;
    return good;
}
