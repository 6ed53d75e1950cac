/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/outfile.h"

#include <errno.h>
#include <fcntl.h>
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

bool outfile_open(struct outfile *outfile, const struct run *run, struct err *err)
{
    const struct options *options = run->options;
    bool is_forced = OPT_GIVEN(options, force);
    outfile->path = options->output;
    outfile->out = run->out;
    if (!outfile->path)
        return !is_forced || err_set(err, "brine: --force is about --output, which is not given");
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (is_forced ? 0 : O_EXCL);
    int fd = open(outfile->path, flags, 0666);
    if (fd < 0 && errno == EEXIST)
        return err_set(err, "%.300s: there is such a file already (see --force)", outfile->path);
    if (fd < 0)
        return err_set(err, "%.300s: %s", outfile->path, strerror(errno));
    if (is_forced && !take_over(fd, options, outfile->path, err)) {
        close(fd);
        return false;
    }
    out_open(&outfile->file, fd);
    outfile->out = &outfile->file;
    return true;
}

bool outfile_close(struct outfile *outfile, struct err *err)
{
    struct err why = {.text = ""};
    if (!outfile->path)
        return true; /* main flushes it */
    bool good = out_flush(&outfile->file, &why);
    if (close(outfile->file.fd) != 0 && good)
        good = err_set(&why, "%s", strerror(errno));
    return good || err_set(err, "%.300s: not written whole: %.200s", outfile->path, why.text);
}
