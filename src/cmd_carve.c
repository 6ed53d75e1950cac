/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine carve`: pickles at any offset of any file. */
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/command.h"
#include "src/debugger/newfile.h"
#include "src/input/carve.h"
#include "src/output/jsonl.h"
#include "src/output/paint.h"
#include "src/output/safe.h"
#include "src/streams.h"

static void carve_run(struct run *run);

const struct command command_carve = {
    .name = "carve",
    .synopsis = "[OPTION]... FILE...",
    .summary = "Find pickles at any offset of any file: disk images, core dumps, captures",
    .help =
        "Looks for pickles in the bytes of FILE as they are, whatever it is. A line for each\n"
        "candidate tells its number from 0, offset, size, protocol, how many opcodes run, how\n"
        "much speaks for it, and how it ends: ok, or the kind of its break; below that stands why\n"
        "it is believed, and what it imports. What is too likely to be chance is not told: a\n"
        "number or a string by itself, the shortest of protocols 0 and 1, which have no header.\n"
        "The strings of Python 2 are read as bytes unless --encoding is given: none breaks.\n"
        "\n"
        "One that is in a string of another is told as inside it, 16 levels deep. To open one:\n"
        "\n"
        "  brine debug --offset OFFSET FILE\n"
        "\n"
        "--extract N OUT writes the bytes of one to a new file instead; no file is ever written\n"
        "over. --entry looks into a member, unpacked. Ctrl-C ends the search; what was found is\n"
        "told.\n",
    .full = "Cut nothing to the width of the terminal",
    .accepts = OPT_BIT(json) | OPT_BIT(entry) | OPT_BIT(format) | OPT_BIT(offset) |
               OPT_BIT(extract) | OPT_BIT(full) | OPT_BIT(dialect) | OPT_BIT(encoding) |
               OPT_BIT(settings),
    .min_files = 1,
    .max_files = 0,
    .run = carve_run,
};

/* One search, for callbacks. */
struct search {
    struct run *run;
    struct source *source;
    struct carve carve;
    const uint8_t *bytes;
    size_t member, len;
    uint64_t count;
    struct jsonl json;
    struct buf line;
};

static volatile sig_atomic_t carve_interrupted;

static void carve_on_interrupt(int signal)
{
    (void)signal;
    carve_interrupted = 1;
}

/* While a search runs; what reads standard input before it is ended as any program is. */
static void carve_catch_interrupt(bool is_caught)
{
    struct sigaction action = {.sa_handler = is_caught ? carve_on_interrupt : SIG_DFL,
                               .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
}

static bool search_goes_on(void *context, uint64_t off)
{
    struct search *search = context;
    input_member_passed(&search->source->in, search->member, off);
    return !carve_interrupted && !out_failed(search->run->out);
}

/* ---- Printing -------------------------------------------------------------------------------- */

/* The next of the texts that end in NUL; NULL past the last. */
static const char *next_import(const struct carve_found *found, const char *text)
{
    const char *next = text ? text + strlen(text) + 1 : found->imports.data;
    return next && next < found->imports.data + found->imports.len ? next : NULL;
}

static void json_imports(struct search *search, const struct carve_found *found)
{
    struct jsonl *json = &search->json;
    jsonl_key(json, "imports");
    jsonl_array(json);
    for (const char *text = NULL; (text = next_import(found, text));)
        jsonl_bytes(json, text, strlen(text));
    jsonl_array_end(json);
}

static void json_found(struct search *search, const struct carve_found *found)
{
    struct jsonl *json = &search->json;
    buf_clear(&search->line);
    carve_why(found, &search->line);
    jsonl_object(json);
    jsonl_key(json, "offset");
    jsonl_number(json, found->offset);
    jsonl_key(json, "end");
    jsonl_number(json, found->end);
    jsonl_key(json, "protocol");
    jsonl_signed(json, found->protocol);
    jsonl_key(json, "opcodes");
    jsonl_number(json, found->opcodes);
    jsonl_key(json, "status");
    jsonl_str(json, carve_status(found));
    jsonl_key(json, "confidence");
    jsonl_str(json, carve_confidence_name(found->confidence));
    jsonl_key(json, "why");
    jsonl_str(json, buf_text(&search->line));
    jsonl_key(json, "file");
    jsonl_str(json, search->source->argument.path);
    jsonl_key(json, "error");
    jsonl_str(json, found->error.kind == BR_ERR_NONE ? NULL : found->error.message);
    jsonl_key(json, "inside");
    if (found->inside == CARVE_NOT_INSIDE)
        jsonl_null(json);
    else
        jsonl_number(json, found->inside);
    json_imports(search, found);
    jsonl_object_end(json);
    jsonl_line(json);
}

enum { INDENT = 5, WIDTH = 79 };

/* Safe text in lines that begin under the offset; parts stay whole while they fit. */
static void print_wrapped(struct out *out, const char *text)
{
    size_t room = WIDTH - INDENT;
    do {
        size_t n = strlen(text), cut = n <= room ? n : room;
        while (n > room && cut > 0 && text[cut] != ' ')
            cut--;
        cut = cut ? cut : room;
        out_pad(out, ' ', INDENT);
        out_bytes(out, text, cut);
        out_char(out, '\n');
        text += cut;
        text += *text == ' ';
    } while (*text);
}

static void print_imports(struct search *search, const struct carve_found *found)
{
    struct out *out = search->run->out;
    struct buf names = {0};
    for (const char *text = NULL; (text = next_import(found, text));) {
        buf_str(&names, names.len ? ", " : "imports ");
        buf_str(&names, text);
    }
    buf_str(&names, found->has_more_imports ? ", and more" : "");
    buf_clear(&search->line);
    if (OPT_GIVEN(search->run->options, full))
        safe_line(&search->line, buf_text(&names), names.len);
    else
        safe_cut(&search->line, buf_text(&names), names.len, WIDTH - INDENT);
    if (names.len) {
        out_pad(out, ' ', INDENT);
        out_buf(out, &search->line);
        out_char(out, '\n');
    }
    buf_free(&names);
}

static void print_head(struct search *search)
{
    struct out *out = search->run->out;
    buf_clear(&search->line);
    safe_str(&search->line, search->source->argument.path);
    paint(out, PAINT_NAME);
    out_buf(out, &search->line);
    paint(out, PAINT_PLAIN);
    out_str(out, ":\n");
    paint(out, PAINT_DIM);
    out_printf(out, "%3s  %-10s  %11s  %5s  %9s  %-10s  %s\n", "N", "offset", "bytes", "proto",
               "opcodes", "confidence", "ends");
    paint(out, PAINT_PLAIN);
}

static void print_found(struct search *search, const struct carve_found *found)
{
    struct out *out = search->run->out;
    bool is_ok = found->error.kind == BR_ERR_NONE;
    if (search->count == 0)
        print_head(search);
    out_printf(out, "%3" PRIu64 "  0x%08" PRIx64 "  %11" PRIu64 "  %5d  %9" PRIu64 "  ",
               search->count, found->offset, found->end - found->offset, found->protocol,
               found->opcodes);
    out_printf(out, "%-10s  ", carve_confidence_name(found->confidence));
    paint(out, is_ok ? PAINT_GOOD : PAINT_BROKEN);
    out_str(out, carve_status(found));
    paint(out, PAINT_PLAIN);
    out_char(out, '\n');
    buf_clear(&search->line);
    carve_why(found, &search->line);
    paint(out, PAINT_DIM);
    print_wrapped(out, buf_text(&search->line));
    if (!is_ok) {
        buf_clear(&search->line);
        break_text(&found->error, &search->line);
        print_wrapped(out, buf_text(&search->line));
    }
    paint(out, PAINT_PLAIN);
    print_imports(search, found);
}

/* ---- Writing --------------------------------------------------------------------------------- */

static bool extract(struct search *search, const struct carve_found *found, struct err *err)
{
    enum { STEP = 1 << 20 };
    struct newfile file;
    if (!newfile_open(&file, search->run->options->out, &carve_interrupted, err))
        return false;
    struct br_sink sink = newfile_sink(&file);
    bool is_wanted = true;
    for (uint64_t off = found->offset; off < found->end && is_wanted;) {
        uint64_t left = found->end - off;
        size_t n = left < STEP ? (size_t)left : STEP;
        is_wanted = sink.write(sink.context, (const char *)search->bytes + off, n);
        off += n;
    }
    if (!newfile_close(&file, err))
        return false;
    out_count(search->run->out, file.bytes, "byte");
    out_str(search->run->out, " written.\n");
    return true;
}

static bool no_such_candidate(const struct search *search, struct err *err)
{
    return err_set(err, "%.300s: no candidate %" PRIu64 ": there %s %" PRIu64,
                   search->source->argument.path, search->run->options->extract,
                   search->count == 1 ? "is only" : "are only", search->count);
}

/* ---- The command ----------------------------------------------------------------------------- */

/* Shows or writes one. *is_over: no more are wanted. */
static bool take_found(struct search *search, const struct carve_found *found, bool *is_over,
                       struct err *err)
{
    const struct options *options = search->run->options;
    struct err lost;
    bool is_good = true;
    *is_over = OPT_GIVEN(options, extract) && search->count == options->extract;
    if (*is_over)
        is_good = extract(search, found, err);
    else if (!OPT_GIVEN(options, extract) && OPT_GIVEN(options, json))
        json_found(search, found);
    else if (!OPT_GIVEN(options, extract))
        print_found(search, found);
    if (search->run->out->is_terminal)
        out_flush(search->run->out, &lost); /* whoever waits sees it */
    search->count++;
    return is_good;
}

static void print_end(struct search *search)
{
    struct out *out = search->run->out;
    buf_clear(&search->line);
    safe_str(&search->line, search->source->argument.path);
    if (search->count == 0) {
        out_buf(out, &search->line);
        out_str(out, ": no pickle is found in ");
    } else {
        out_count(out, search->count, "candidate");
        out_str(out, " in ");
    }
    out_count(out, search->carve.off, "byte");
    out_str(out, ".\n");
}

static bool search_all(struct search *search, struct err *err)
{
    const struct options *options = search->run->options;
    struct carve_found found;
    bool is_over = false, is_good = true;
    while (is_good && !is_over && carve_next(&search->carve, &found, err)) {
        is_good = take_found(search, &found, &is_over, err);
        carve_found_free(&found);
    }
    if (is_over || !is_good)
        return is_good;
    if (err->text[0])
        return err_prefix(err, "%.300s", search->source->argument.path);
    if (!OPT_GIVEN(options, json) && !OPT_GIVEN(options, extract))
        print_end(search);
    if (search->carve.is_limited) {
        err_set(err,
                "%.300s: so many long lines and frames have no end that some were not followed",
                search->source->argument.path);
        run_note(search->run, err);
    }
    if (carve_interrupted)
        return err_set(err, "%.300s: interrupted at 0x%" PRIx64 " of 0x%zx",
                       search->source->argument.path, search->carve.off, search->len);
    return !OPT_GIVEN(options, extract) || no_such_candidate(search, err);
}

/* The bytes of FILE as they are, or of the member that is named. */
static bool open_bytes(struct search *search, const char *file, struct err *err)
{
    struct source *source = search->source;
    struct options options = *search->run->options;
    struct input_argument argument;
    if (!input_argument_split(file, &argument, err))
        return false;
    if (!options.format && !options.entry && !argument.entry)
        options.format = "raw";
    input_argument_free(&argument);
    options.given &= ~OPT_BIT(offset); /* which means another thing to who opens a member */
    if (!source_open(source, &options, file, err))
        return false;
    if ((!source->entry || source_find(search->run, source, &search->member, err)) &&
        input_member_bytes(&source->in, search->member, &search->bytes, &search->len, err))
        return true;
    source_close(source);
    return false;
}

static void carve_file(struct search *search, const char *file)
{
    const struct options *options = search->run->options;
    struct err err;
    search->member = 0;
    search->count = 0;
    if (!open_bytes(search, file, &err)) {
        run_error(search->run, &err);
        return;
    }
    struct carve_options how = {
        .machine = machine_options(options, &search->source->in),
        .from = options->offset,
        .go_on = search_goes_on,
        .context = search,
    };
    if (!how.machine.encoding) /* where a pickle ends does not depend on it */
        how.machine.encoding = "bytes";
    carve_begin(&search->carve, search->bytes, search->len, &how);
    carve_catch_interrupt(true);
    if (!search_all(search, &err))
        run_error(search->run, &err);
    carve_catch_interrupt(false);
    if (input_changed(&search->source->in)) {
        err_set(&err, "%.300s: changed while it was read", search->source->argument.path);
        run_error(search->run, &err);
    }
    source_close(search->source);
}

static void carve_run(struct run *run)
{
    static struct search search;
    struct source source;
    struct err err;
    search = (struct search){.run = run, .source = &source};
    if (OPT_GIVEN(run->options, extract) && run->options->n_files > 1) {
        err_set(&err, "brine carve: --extract takes one FILE");
        run_error(run, &err);
        return;
    }
    jsonl_open(&search.json, run->out);
    for (size_t n = 0; n < run->options->n_files && !out_failed(run->out) && !carve_interrupted;
         n++)
        carve_file(&search, run->options->files[n]);
    buf_free(&search.line);
}
