/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/content.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/input/file.h"

/* A temporary file, while it is written (fd), and when it is mapped (file). */
struct spool {
    int fd; /* -1: it was given to file */
    uint64_t len;
    uint64_t *on_disk;
    bool is_refused; /* none can be made: fd is -1, and all stays in memory */
    struct input_file file;
};

/* ---- Making the file -------------------------------------------------------------------------- */

static const char *temporary_folder(void)
{
    const char *folder = getenv("TMPDIR");
    return folder && folder[0] ? folder : "/tmp";
}

/* Where there are no files without a name: no signal comes while it has one. */
static int make_and_unlink(const char *folder)
{
    char path[4096];
    sigset_t all, before;
    int n = snprintf(path, sizeof path, "%s/brine-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    int fd = mkostemp(path, O_CLOEXEC);
    int code = errno;
    if (fd >= 0)
        unlink(path);
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = code;
    return fd;
}

static int make_file(void)
{
    const char *folder = temporary_folder();
    int fd = open(folder, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    return fd >= 0 ? fd : make_and_unlink(folder);
}

static struct spool *spool_new(uint64_t *on_disk)
{
    struct spool *spool = calloc(1, sizeof *spool);
    if (!spool)
        return NULL;
    *spool = (struct spool){.fd = make_file(), .on_disk = on_disk, .file = {.fd = -1, .guard = -1}};
    spool->is_refused = spool->fd < 0;
    return spool;
}

/* ---- Writing ---------------------------------------------------------------------------------- */

static bool spool_write(struct spool *spool, const uint8_t *bytes, size_t n, struct err *err)
{
    while (n > 0) {
        ssize_t done = write(spool->fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return err_set(err,
                           "only its first 0x%llx bytes fit into a temporary file in %.100s: %s",
                           (unsigned long long)spool->len, temporary_folder(), strerror(errno));
        spool->len += (uint64_t)done;
        *spool->on_disk += (uint64_t)done;
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}

static bool add_to_file(struct spool *spool, const struct content_limits *limits,
                        const uint8_t *bytes, size_t n, struct err *err)
{
    uint64_t most = limits->max_disk, used = *spool->on_disk;
    if (most && (used > most || n > most - used))
        return err_set(err,
                       "only its first 0x%llx bytes are held: the limit is %llu in temporary files",
                       (unsigned long long)spool->len, (unsigned long long)most);
    return spool_write(spool, bytes, n, err);
}

static bool add_to_memory(struct content *content, const struct content_limits *limits,
                          const uint8_t *bytes, size_t n, struct err *err)
{
    struct buf *memory = &content->memory;
    uint64_t most = content->spool ? limits->max_memory : 0; /* else it is small */
    if (most && (memory->len > most || n > most - memory->len))
        return err_set(err,
                       "only its first 0x%zx bytes are held in memory, and no temporary file can "
                       "be made in %.100s",
                       memory->len, temporary_folder());
    buf_add(memory, bytes, n);
    if (!memory->failed)
        return true;
    memory->failed = false;
    return err_set(err, "not enough memory for all of it");
}

static void refuse(struct spool *spool)
{
    close(spool->fd);
    spool->fd = -1;
    *spool->on_disk -= spool->len;
    spool->len = 0;
    spool->is_refused = true;
}

/* What is in memory goes into a file. Where none can be made it stays. */
static bool move_to_file(struct content *content, const struct content_limits *limits,
                         struct err *err)
{
    content->spool = spool_new(limits->on_disk);
    if (!content->spool)
        return err_set(err, "not enough memory for all of it");
    if (content->spool->is_refused)
        return true;
    bool is_moved = add_to_file(content->spool, limits, (const uint8_t *)buf_text(&content->memory),
                                content->memory.len, err);
    if (!is_moved) { /* what was taken before stays where it is */
        refuse(content->spool);
        return false;
    }
    buf_free(&content->memory);
    return true;
}

bool content_add(struct content *content, const struct content_limits *limits, const uint8_t *bytes,
                 size_t n, struct err *err)
{
    uint64_t len = content->memory.len;
    bool is_many = limits->to_disk && len + n > limits->to_disk;
    if (is_many && !content->spool && !move_to_file(content, limits, err))
        return false;
    if (content->spool && !content->spool->is_refused)
        return add_to_file(content->spool, limits, bytes, n, err);
    return add_to_memory(content, limits, bytes, n, err);
}

bool content_end(struct content *content, struct err *err)
{
    struct spool *spool = content->spool;
    if (!spool || spool->is_refused)
        return true;
    int fd = spool->fd;
    spool->fd = -1;
    if (spool->len == 0) {
        close(fd);
        return true;
    }
    return input_file_adopt(&spool->file, fd, err);
}

/* ---- Reading ---------------------------------------------------------------------------------- */

static bool is_in_file(const struct content *content)
{
    return content->spool && !content->spool->is_refused;
}

const uint8_t *content_bytes(const struct content *content)
{
    bool is_mapped = is_in_file(content) && content->spool->file.bytes;
    return is_mapped ? content->spool->file.bytes : (const uint8_t *)buf_text(&content->memory);
}

size_t content_len(const struct content *content)
{
    if (!is_in_file(content))
        return content->memory.len;
    return content->spool->fd >= 0 ? (size_t)content->spool->len : content->spool->file.len;
}

size_t content_held(const struct content *content)
{
    return content->memory.len;
}

void content_drop(struct content *content, uint64_t off)
{
    if (is_in_file(content))
        input_file_drop(&content->spool->file, off);
}

void content_free(struct content *content)
{
    struct spool *spool = content->spool;
    buf_free(&content->memory);
    if (spool && spool->fd >= 0)
        close(spool->fd);
    if (spool) {
        *spool->on_disk -= spool->len;
        input_file_close(&spool->file);
    }
    free(spool);
    content->spool = NULL;
}
