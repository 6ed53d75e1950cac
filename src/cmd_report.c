/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine report`: what there is to say of files as one document. */
#include <string.h>

#include "src/command.h"
#include "src/outfile.h"
#include "src/policies.h"
#include "src/report.h"
#include "src/report_document.h"
#include "src/scan_source.h"
#include "src/streams.h"

static void report_command(struct run *run);

const struct command command_report = {
    .name = "report",
    .synopsis = "[OPTION]... FILE...",
    .summary = "A report to attach: hashes, verdict, findings with bytes and opcodes",
    .help = "Writes a document to be read or attached:\n"
            "\n"
            "  brine report --html -o FILE.html FILE\n"
            "\n"
            "It is Markdown, or with --html one HTML page that needs nothing from elsewhere, and\n"
            "tells of each FILE its hashes, size and format, the verdict, each finding with its\n"
            "rule, callee, arguments, place, the opcodes and bytes around, what is in the file,\n"
            "and what was not read and why; at the end how it was made.\n"
            "Nothing is imported or called. It judges as scan does.\n"
            "\n"
            "Findings that say the same of a pickle are told once and counted, and of many the\n"
            "first are told: --full tells all. Without --date the same files give the same bytes.\n"
            "\n"
            "Exit code: 2 if something could not be read, else 0, whatever was found: scan is\n"
            "the gate.\n",
    .full = "Tell every finding, and all of its text",
    .accepts = OPTS_RUN | OPTS_JUDGE | OPT_BIT(html) | OPT_BIT(date) | OPT_BIT(full) |
               OPT_BIT(output) | OPT_BIT(force),
    .min_files = 1,
    .run = report_command,
};

static void out_of_memory(struct run *run, const char *file)
{
    struct err err;
    err_set(&err, "%.300s: out of memory", file);
    run_error(run, &err);
}

static void report_file(struct run *run, const struct policy *policy, const char *file)
{
    struct source source;
    struct report report;
    struct err err;
    bool is_open = source_open(&source, run->options, file, &err);
    if (!is_open)
        run_error(run, &err);
    if (report_open(&report, run, &report_form_document, file, is_open ? &source : NULL)) {
        if (is_open)
            scan_source(&report, &source, policy, NULL);
        else
            report_plain_error(&report, INPUT_NO_MEMBER, err.text);
        if (report.errors > 0)
            run->code = EXIT_FAILED;
        report_close(&report);
    } else {
        out_of_memory(run, file);
    }
    if (is_open)
        source_close(&source);
}

/* What a document says of each file, by the encoding that scan reads with. */
static void write_report(struct run *run, struct out *out, const struct policy *policy)
{
    struct options options = *run->options;
    options.encoding = scan_encoding(&options);
    struct run inner = {.options = &options, .out = out};
    report_document_begin(&inner);
    for (size_t n = 0; n < options.n_files && !out_failed(out); n++)
        report_file(&inner, policy, options.files[n]);
    report_document_end(&inner);
    run->code = inner.code;
}

static void report_command(struct run *run)
{
    struct outfile file;
    struct err err;
    struct policy *policy = NULL;
    bool is_good = dialect_has_values(run->options, "report", &err) &&
                   (policy = policies_open(run->options, &err)) && outfile_open(&file, run, &err);
    if (is_good) {
        write_report(run, file.out, policy);
        outfile_close(&file, run);
    } else {
        run_error(run, &err);
    }
    policy_free(policy);
}
