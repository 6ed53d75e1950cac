/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/report_hint.h"

#include <inttypes.h>
#include <string.h>

#include "src/output/safe.h"

enum {
    AROUND = 6,     /* bytes before and behind the opcode */
    OPCODE_MAX = 8, /* of the opcode itself */
};

static void add_hex(struct buf *out, struct br_slice data, uint64_t from, uint64_t to)
{
    for (uint64_t pos = from; pos < to; pos++)
        buf_printf(out, "%s%02x", pos > from ? " " : "", data.data[pos]);
}

void hint_bytes(const struct told *told, struct buf *out)
{
    if (!told->stream || told->length == 0)
        return;
    struct br_slice data = br_bytes(told->stream->rec);
    if (told->pos >= data.len || told->length > data.len - told->pos)
        return;
    bool is_long = told->length > OPCODE_MAX;
    uint64_t first = told->pos > AROUND ? told->pos - AROUND : 0;
    uint64_t shown = told->pos + (is_long ? OPCODE_MAX : told->length);
    uint64_t end = told->pos + told->length;
    uint64_t last = data.len - end > AROUND ? end + AROUND : data.len;
    add_hex(out, data, first, told->pos);
    buf_str(out, first < told->pos ? " [" : "[");
    add_hex(out, data, told->pos, shown);
    buf_str(out, is_long ? " ...]" : "]");
    buf_str(out, end < last ? " " : "");
    add_hex(out, data, end, last);
}

/* A call tells more than the import before it, and of several in a pickle, which lead to it, the last. */
bool hint_choose(struct hint_choice *choice, const struct told *told)
{
    int rank = 2 * (int)told->severity + (strstr(told->rule, "-call") != NULL);
    struct hint_spot spot = {.member = told->member, .pos = told->pos};
    if (told->severity < SEVERITY_SUSPICIOUS || !told->stream || told->length == 0)
        return false;
    spot.stream = told->stream->number;
    bool is_same = spot.member == choice->spot.member && spot.stream == choice->spot.stream;
    if (rank < choice->rank || (rank == choice->rank && !is_same))
        return false;
    *choice = (struct hint_choice){.spot = spot, .rank = rank};
    return true;
}

/* ---- The command ------------------------------------------------------------------------------- */

/* No shell takes these for anything but themselves. */
static bool is_bare(const char *bytes, size_t n)
{
    static const char safe[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./@%+:,-";
    for (size_t k = 0; k < n; k++)
        if (!bytes[k] || !strchr(safe, bytes[k]))
            return false;
    return n > 0;
}

/* One word of a command line, quoted where it must be. */
static void add_word(struct buf *out, const char *bytes, size_t n)
{
    if (is_bare(bytes, n)) {
        buf_add(out, bytes, n);
        return;
    }
    buf_char(out, '\'');
    for (size_t k = 0; k < n; k++) {
        if (bytes[k] == '\'')
            buf_str(out, "'\\'");
        buf_char(out, bytes[k]);
    }
    buf_char(out, '\'');
}

/* Shown as it is, so that it can be typed. */
static bool is_typeable(const char *bytes, size_t n)
{
    struct buf safe = {.limit = 0};
    safe_line(&safe, bytes, n);
    bool is_same = !safe.failed && safe.len == n && memcmp(buf_text(&safe), bytes, n) == 0;
    buf_free(&safe);
    return is_same;
}

/* A name that begins as an option does, or is a command's, is given with its folder. */
static void add_file(struct buf *out, const char *path)
{
    struct buf word = {.limit = 0};
    bool is_taken = path[0] == '-' || command_named(path) || strcmp(path, "help") == 0;
    buf_str(&word, is_taken ? "./" : "");
    buf_str(&word, path);
    add_word(out, buf_text(&word), word.len);
    out->failed |= word.failed;
    buf_free(&word);
}

static void add_entry(struct buf *out, const struct input *in, size_t m)
{
    const char *name = (const char *)in->members[m].name;
    size_t len = in->members[m].name_len;
    if (!name && m == 0)
        return;
    buf_str(out, " --entry ");
    if (name && is_typeable(name, len)) /* part_names.h: it is the only one of that name */
        add_word(out, name, len);
    else
        buf_printf(out, "'#%zu'", m);
}

bool hint_command(const struct report *report, const struct hint_spot *spot, struct buf *out)
{
    const char *path = report->source ? report->source->argument.path : "-";
    if (strcmp(path, "-") == 0 || !is_typeable(path, strlen(path)))
        return false;
    buf_str(out, "brine ");
    add_file(out, path);
    if (report->is_beyond_ascii)
        buf_printf(out, " --encoding %s", report->run->options->encoding);
    add_entry(out, &report->source->in, spot->member);
    if (spot->stream > 0)
        buf_printf(out, " --stream %" PRIu64, spot->stream);
    buf_printf(out, " --goto 0x%" PRIx64, spot->pos);
    return true;
}
