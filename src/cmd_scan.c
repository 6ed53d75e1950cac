/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine scan`: a verdict for each file, with what it rests on. */
#include <inttypes.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/policies.h"
#include "src/scan.h"
#include "src/scan_source.h"

static void scan_run(struct run *run);

const struct command command_scan = {
    .name = "scan",
    .synopsis = "[OPTION]... PATH...",
    .summary = "A verdict for files and folders: dangerous, suspicious, benign or error",
    .help = "Prints a verdict for each file, and for each file in a folder, with what it\n"
            "would run and where. Nothing is imported or called.\n"
            "\n"
            "  dangerous   it would run, import or change something known to be dangerous\n"
            "  suspicious  it would import or call what is unknown, or does what only\n"
            "              evaders do\n"
            "  benign      all of it was read, and all that it does is known as harmless\n"
            "  error       some of it could not be read, and nothing worse was found\n"
            "\n"
            "A file of a folder that is no pickle and holds none is only counted; one that is\n"
            "named is an error. In folders hidden files are read too; links are not followed\n"
            "(see --follow), and what is no file is not opened: both are told.\n"
            "\n"
            "Each file is read by a process of its own: one on which a process dies is an error,\n"
            "and the others get their answers, in the order in which they were given.\n"
            "\n"
            "Each finding ends in the name of its rule: brine explain RULE tells what it means.\n"
            "\n"
            "With --restrict the verdict is for a program whose Unpickler has a find_class that\n"
            "allows only the names given: what stands behind the first import that it refuses\n"
            "never runs, and is told as a remark.\n"
            "\n"
            "A file that takes too long is given up (--timeout). Ctrl-C ends the scan, and tells\n"
            "what was done.\n"
            "\n"
            "Exit code: 1 if something is dangerous or suspicious (see --fail-on), else 2\n"
            "if something could not be read, else 0. With --json: one object per file; with\n"
            "--sarif: one document.\n",
    .full = "Tell every finding, and all of its text",
    .accepts = OPTS_RUN | OPTS_JUDGE | OPT_BIT(json) | OPT_BIT(sarif) | OPT_BIT(fail_on) |
               OPT_BIT(full) | OPT_BIT(quiet) | OPT_BIT(jobs) | OPT_BIT(follow) |
               OPT_BIT(files_from) | OPT_BIT(null_names) | OPT_BIT(restrict) |
               OPT_BIT(restrict_file) | OPT_BIT(timeout),
    .max_files = UINT_MAX, /* none with --files-from */
    .run = scan_run,
};

/* ---- How many at once -------------------------------------------------------------------------- */

/* One file needs one process, with all of the memory. */
static bool is_one_file(const struct options *options)
{
    struct stat stat_of;
    return options->n_files == 1 && !options->files_from &&
           (stat(options->files[0], &stat_of) != 0 || !S_ISDIR(stat_of.st_mode));
}

/* As many as there are processors to run on, and a GiB of memory for each. */
static unsigned default_jobs(void)
{
    cpu_set_t set;
    long count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set)
                                                             : sysconf(_SC_NPROCESSORS_ONLN);
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    long room = pages > 0 && page > 0 ? pages / ((1L << 30) / page) : 1;
    long jobs = count < room ? count : room;
    return jobs < 1 ? 1 : jobs > OPTION_JOBS_MAX ? OPTION_JOBS_MAX : (unsigned)jobs;
}

/* How many at once; what memory the record of each may take. */
static unsigned share_out(struct scan *scan)
{
    const struct options *options = scan->run->options;
    unsigned jobs = options->jobs ? (unsigned)options->jobs : default_jobs();
    if (is_one_file(options))
        jobs = 1;
    scan->options = *options;
    scan->options.encoding = scan_encoding(options);
    scan->options.record_shares = jobs;
    return jobs;
}

/* ---- The command ----------------------------------------------------------------------------- */

static void print_counts(const struct scan *scan)
{
    struct out *out = scan->run->out;
    const char *before = ": ";
    out_char(out, '\n');
    out_count(out, scan_total(scan), "file");
    for (int n = VERDICT_COUNT; n-- > 0;) {
        if (scan->files[n] == 0)
            continue;
        out_printf(out, "%s%" PRIu64 " %s", before, scan->files[n], verdict_name((enum verdict)n));
        before = ", ";
    }
    if (scan->bystanders) {
        out_printf(out, "%s%" PRIu64 " no pickle", before, scan->bystanders);
        before = ", ";
    }
    if (scan->skipped)
        out_printf(out, "%s%" PRIu64 " not opened", before, scan->skipped);
    if (out->is_terminal)
        out_printf(out, ", in %.1f s", (double)progress_ms(&scan->progress) / 1000);
    out_char(out, '\n');
}

/* Of a single file its own line says all. That there was nothing to judge is said too. */
static void print_summary(const struct scan *scan)
{
    uint64_t told = scan_total(scan) + scan->skipped;
    bool is_worth =
        told >= 2 || scan->bystanders || *scan->interrupted || (told == 0 && scan->run->code == 0);
    if (scan->form == &report_form_text && is_worth && !OPT_GIVEN(scan->run->options, quiet))
        print_counts(scan);
}

static bool dialect_runs(const char *name)
{
    struct br_dialect dialect;
    for (unsigned n = 0; br_dialect_nth(n, &dialect); n++)
        if (!strcmp(dialect.name, name))
            return dialect.runs;
    return false;
}

static bool names_stdin(const struct options *options)
{
    for (size_t n = 0; n < options->n_files; n++)
        if (scan_is_stdin(options->files[n]))
            return true;
    return false;
}

/* What the command line asks for and cannot be had. */
static bool check_usage(const struct options *options, struct err *err)
{
    if (options->n_files == 0 && !options->files_from)
        return err_set(err, "brine scan: no PATH given (see brine scan --help)");
    if (OPT_GIVEN(options, json) && OPT_GIVEN(options, sarif))
        return err_set(err, "brine scan: --json and --sarif cannot both be had");
    if (OPT_GIVEN(options, null_names) && !options->files_from)
        return err_set(err, "brine scan: -0 is about --files-from, which is not given");
    if (options->files_from && scan_is_stdin(options->files_from) && names_stdin(options))
        return err_set(err, "brine scan: -: standard input can be read only once");
    if (!dialect_runs(options->dialect))
        return err_set(err, "brine scan: --dialect: %s only decodes, so there is nothing to judge",
                       options->dialect);
    return true;
}

static const struct report_form *form_of(const struct options *options)
{
    if (OPT_GIVEN(options, sarif))
        return &report_form_sarif;
    return OPT_GIVEN(options, json) ? &report_form_json : &report_form_text;
}

static volatile sig_atomic_t scan_interrupted;

static void interrupt_scan(int number)
{
    scan_interrupted = 1;
    signal(number, SIG_DFL);
}

/* The second one ends the program; one that is ignored (nohup) stays so. */
static void catch_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM};
    for (size_t n = 0; n < sizeof numbers / sizeof numbers[0]; n++) {
        struct sigaction before, action = {.sa_handler = interrupt_scan};
        sigemptyset(&action.sa_mask);
        if (sigaction(numbers[n], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[n], &action, NULL);
    }
}

static void tell_interrupted(struct scan *scan)
{
    struct err err;
    if (!scan_interrupted)
        return;
    err_set(&err, "brine scan: interrupted: what is left was not read");
    if (scan->form == &report_form_sarif)
        sarif_tell(&scan->sarif, NULL, err.text, true);
    run_error(scan->run, &err);
}

/* What is needed before a file is read; false: err says what cannot be had. */
static bool scan_open(struct scan *scan, struct err *err)
{
    const struct options *options = scan->run->options;
    struct workers_calls calls = {.work = scan_work,
                                  .frame = scan_frame,
                                  .died = scan_died,
                                  .limit_s = scan_limit,
                                  .tick = scan_tick,
                                  .is_over = scan_is_over,
                                  .interrupted = scan->interrupted,
                                  .context = scan};
    if (!check_usage(options, err) || !(scan->policy = policies_open(options, err)) ||
        !restriction_open(&scan->restriction, options, err))
        return false;
    scan->workers = workers_new(share_out(scan), &calls);
    return scan->workers || err_set(err, "brine scan: out of memory");
}

static void scan_close(struct scan *scan)
{
    workers_free(scan->workers);
    restriction_free(scan->restriction);
    policy_free(scan->policy);
}

static void scan_run(struct run *run)
{
    struct scan scan = {
        .run = run, .form = form_of(run->options), .interrupted = &scan_interrupted};
    struct err err;
    if (!scan_open(&scan, &err)) {
        run_error(run, &err);
        scan_close(&scan);
        return;
    }
    restriction_hint(run);
    catch_signals();
    progress_begin(&scan.progress);
    if (scan.form == &report_form_sarif)
        sarif_begin(&scan.sarif, run->out);
    scan_all(&scan);
    tell_interrupted(&scan);
    if (scan.form == &report_form_sarif)
        sarif_end(&scan.sarif, (int)run->code);
    print_summary(&scan);
    scan_close(&scan);
}
