/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/scan.h"

#include "src/filelist.h"
#include "src/paths.h"

static void scan_tell(struct scan *scan, uint8_t kind, const struct err *err)
{
    if (!workers_tell(scan->workers, kind, (const char *)err, sizeof *err))
        run_error(scan->run, err);
}

static void scan_skipped(void *context, const struct err *why)
{
    scan_tell(context, FRAME_SKIPPED, why);
}

static void scan_failed(void *context, const struct err *why)
{
    scan_tell(context, FRAME_FAILED, why);
}

bool scan_is_stdin(const char *path)
{
    return path[0] == '-' && (path[1] == '\0' || path[1] == '!');
}

static bool scan_path(void *context, const char *path, bool is_found)
{
    struct scan *scan = context;
    struct err err;
    if (scan_is_stdin(path) && scan->is_stdin_read) {
        err_set(&err, "brine scan: -: standard input can be read only once");
        scan_failed(scan, &err);
        return true;
    }
    scan->is_stdin_read |= scan_is_stdin(path);
    if (!workers_add(scan->workers, path, is_found)) {
        err_set(&err, "%.300s: out of memory", path);
        scan_failed(scan, &err);
    }
    return !out_failed(scan->run->out) && !*scan->interrupted;
}

static bool scan_named(void *context, const char *path)
{
    struct scan *scan = context;
    struct path_visitor visitor = {.file = scan_path,
                                   .skipped = scan_skipped,
                                   .failed = scan_failed,
                                   .context = scan,
                                   .follows = OPT_GIVEN(scan->run->options, follow)};
    return paths_walk(path, &visitor);
}

static void scan_list(struct scan *scan)
{
    const struct options *options = scan->run->options;
    struct err err;
    char end = OPT_GIVEN(options, null_names) ? '\0' : '\n';
    scan->is_stdin_read |= scan_is_stdin(options->files_from);
    if (!filelist_read(options->files_from, end, scan_named, scan, &err) && !*scan->interrupted)
        scan_failed(scan, &err);
}

void scan_all(struct scan *scan)
{
    const struct options *options = scan->run->options;
    bool goes_on = true;
    for (size_t n = 0; goes_on && n < options->n_files; n++)
        goes_on = scan_named(scan, options->files[n]);
    if (goes_on && options->files_from)
        scan_list(scan);
    workers_finish(scan->workers);
    progress_clear(&scan->progress);
}
