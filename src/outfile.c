/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/input/argument.h"

/* Is it the file of this name? "-" is standard input. */
static bool is_same(const struct stat *file, const char *path)
{
    struct stat other;
    int failed = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &other) : stat(path, &other);
    return failed == 0 && other.st_dev == file->st_dev && other.st_ino == file->st_ino;
}

/* A file that is mapped must not be cut short, and one that is read must not be lost. */
static bool is_read(const struct options *options, const struct stat *file)
{
    struct input_argument argument;
    struct err err;
    for (size_t n = 0; n < options->n_files; n++) {
        if (!input_argument_split(options->files[n], &argument, &err))
            return true;
        bool same = is_same(file, argument.path);
        input_argument_free(&argument);
        if (same)
            return true;
    }
    for (size_t n = 0; n < options->n_words; n++)
        if (options->words[n].id == OPT_policy && is_same(file, options->words[n].text))
            return true;
    return false;
}

/* A file that was there is only cut to nothing when it is known to be none that is read. */
static bool take_over(int fd, const struct options *options, const char *path, struct err *err)
{
    struct stat file;
    if (fstat(fd, &file) != 0)
        return err_set(err, "%.300s: %s", path, strerror(errno));
    if (!S_ISREG(file.st_mode))
        return err_set(err, "%.300s: no regular file; it is not written over", path);
    if (is_read(options, &file))
        return err_set(err, "%.300s: it is a file that is read here; it is not written over", path);
    if (ftruncate(fd, 0) != 0)
        return err_set(err, "%.300s: %s", path, strerror(errno));
    return true;
}

/* A descriptor to write to, as outfile_open says; -1 with err set. */
static int open_named(const struct options *options, struct err *err)
{
    const char *path = options->output;
    bool is_forced = OPT_GIVEN(options, force);
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (is_forced ? 0 : O_EXCL);
    int fd = open(path, flags, 0666);
    if (fd < 0 && errno == EEXIST)
        err_set(err, "%.300s: there is such a file already (see --force)", path);
    else if (fd < 0)
        err_set(err, "%.300s: %s", path, strerror(errno));
    else if (is_forced && !take_over(fd, options, path, err)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

bool outfile_open(struct outfile *outfile, const struct run *run, struct err *err)
{
    const struct options *options = run->options;
    bool is_forced = OPT_GIVEN(options, force);
    bool is_named = options->output && strcmp(options->output, "-") != 0;
    *outfile = (struct outfile){
        .path = is_named ? options->output : NULL, .out = run->out, .is_new = !is_forced};
    if (!options->output)
        return !is_forced || err_set(err, "brine: --force is about --output, which is not given");
    if (!is_named)
        return true;
    struct out *out = malloc(sizeof *out);
    if (!out)
        return err_set(err, "out of memory");
    int fd = open_named(options, err);
    if (fd < 0) {
        free(out);
        return false;
    }
    out_open(out, fd);
    outfile->out = out;
    return true;
}

/* What was refused leaves no file behind that would stand in the way of the next try. */
static bool is_nothing(const struct outfile *outfile)
{
    struct stat file;
    return outfile->is_new && fstat(outfile->out->fd, &file) == 0 && file.st_size == 0;
}

void outfile_close(struct outfile *outfile, struct run *run)
{
    struct err why = {.text = ""}, err;
    if (!outfile->path)
        return; /* main flushes it */
    bool good = out_flush(outfile->out, &why);
    if (is_nothing(outfile))
        unlink(outfile->path);
    if (close(outfile->out->fd) != 0 && good)
        good = err_set(&why, "%s", strerror(errno));
    free(outfile->out);
    if (good)
        return;
    err_set(&err, "%.300s: not written whole: %.200s", outfile->path, why.text);
    run_error(run, &err);
}
