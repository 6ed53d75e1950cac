/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>

/* The live mappings, as the signal handler sees them. A slot is taken by writing is_taken, filled
 * with start last and emptied with start first, so that the handler never sees half a slot. */
static struct guard {
    atomic_bool is_taken;
    atomic_uintptr_t start; /* 0: not in use */
    atomic_size_t len;
    atomic_bool is_hit; /* a page was missing */
} guards[1024];

enum { GUARD_COUNT = sizeof guards / sizeof guards[0] };

static struct sigaction guard_previous;
static long guard_page = 4096;

static const uint8_t no_bytes[1];

/* From the missing page to the end of the mapping, zeros: what lies behind it is missing too. */
static bool guard_cover(struct guard *guard, uintptr_t at)
{
    uintptr_t start = atomic_load(&guard->start);
    size_t len = atomic_load(&guard->len);
    if (start == 0 || at < start || at - start >= len)
        return false;
    uintptr_t page = at & ~((uintptr_t)guard_page - 1);
    void *place = (void *)page; /* NOLINT(performance-no-int-to-ptr) */
    void *zeros = mmap(place, start + len - page, PROT_READ,
                       MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    atomic_store(&guard->is_hit, true);
    return zeros != MAP_FAILED;
}

static void guard_handle(int signal_number, siginfo_t *info, void *context)
{
    (void)context;
    int saved_errno = errno;
    bool is_covered = false;
    for (int k = 0; k < GUARD_COUNT && !is_covered; k++)
        is_covered = guard_cover(&guards[k], (uintptr_t)info->si_addr);
    /* Not ours: the fault happens again, under the handler that was there before. */
    if (!is_covered)
        sigaction(signal_number, &guard_previous, NULL);
    errno = saved_errno;
}

bool input_file_guard(struct err *err)
{
    struct sigaction now;
    if (sigaction(SIGBUS, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) &&
        now.sa_sigaction == guard_handle)
        return true;
    long page = sysconf(_SC_PAGESIZE);
    if (page > 0)
        guard_page = page;
    struct sigaction action = {.sa_sigaction = guard_handle, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGBUS, &action, &guard_previous) != 0)
        return err_set(err, "cannot handle SIGBUS: %s", strerror(errno));
    return true;
}

static int guard_add(const void *start, size_t len)
{
    for (int k = 0; k < GUARD_COUNT; k++) {
        bool is_free = false;
        if (!atomic_compare_exchange_strong(&guards[k].is_taken, &is_free, true))
            continue;
        atomic_store(&guards[k].is_hit, false);
        atomic_store(&guards[k].len, len);
        atomic_store(&guards[k].start, (uintptr_t)start);
        return k;
    }
    return -1;
}

static void guard_remove(int guard)
{
    atomic_store(&guards[guard].start, 0);
    atomic_store(&guards[guard].is_taken, false);
}

static bool fail(const char *path, struct err *err, const char *why)
{
    return err_set(err, "%.*s: %s", INPUT_PATH_SHOWN, path, why);
}

static bool fail_errno(const char *path, struct err *err, int code)
{
    return err_set(err, "%.*s: cannot be read: %s", INPUT_PATH_SHOWN, path, strerror(code));
}

/* Why a file of this kind is not opened; NULL when it is. */
static const char *refusal_of(mode_t mode)
{
    static const struct {
        mode_t kind;
        const char *why;
    } rows[] = {
        {S_IFDIR, "is a directory"},
        {S_IFIFO, "is a pipe, not a file (- reads standard input)"},
        {S_IFSOCK, "is a socket, not a file"},
        {S_IFCHR, "is a device, not a file"},
        {S_IFBLK, "is a device, not a file"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        if ((mode & S_IFMT) == rows[k].kind)
            return rows[k].why;
    return NULL;
}

/* Waits for a descriptor that another program made non-blocking. */
static bool wait_readable(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    return poll(&poll_fd, 1, -1) >= 0 || errno == EINTR;
}

static bool read_all(struct input_file *file, int fd, const char *path, uint64_t max_bytes,
                     struct err *err)
{
    uint8_t chunk[65536];
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n == 0)
            break;
        if (n < 0 && (errno == EINTR || (errno == EAGAIN && wait_readable(fd))))
            continue;
        if (n < 0)
            return fail_errno(path, err, errno);
        if (max_bytes && (uint64_t)n > max_bytes - file->memory.len)
            return err_set(err,
                           "%.*s: is longer than the limit of %llu bytes for what is not a file",
                           INPUT_PATH_SHOWN, path, (unsigned long long)max_bytes);
        buf_add(&file->memory, chunk, (size_t)n);
        if (file->memory.failed)
            return err_set(err, "%.*s: not enough memory after %zu bytes", INPUT_PATH_SHOWN, path,
                           file->memory.len);
    }
    file->bytes = file->memory.data ? (const uint8_t *)file->memory.data : no_bytes;
    file->len = file->memory.len;
    return true;
}

/* Maps the regular file fd from byte start on; file->stat is filled. */
static bool map_file(struct input_file *file, int fd, const char *path, uint64_t start,
                     uint64_t max_bytes, struct err *err)
{
    uint64_t size = (uint64_t)file->stat.st_size;
    if (start > size)
        start = size;
    if (size > SIZE_MAX)
        return fail(path, err, "is too large to be mapped into memory");
    void *map = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED && errno == ENOMEM)
        return err_set(err, "%.*s: its %llu bytes do not fit into the address space allowed",
                       INPUT_PATH_SHOWN, path, (unsigned long long)size);
    if (map == MAP_FAILED) /* some file systems cannot map */
        return start == 0 ? read_all(file, fd, path, max_bytes, err) : fail_errno(path, err, errno);
    file->map = map;
    file->map_len = (size_t)size;
    file->guard = guard_add(map, file->map_len);
    if (file->guard < 0)
        return fail(path, err, "too many files are open at once");
    file->bytes = file->map + start;
    file->len = file->map_len - (size_t)start;
    return true;
}

static bool open_stdin(struct input_file *file, uint64_t max_pipe_bytes, struct err *err)
{
    static const char name[] = "standard input";
    if (fstat(STDIN_FILENO, &file->stat) != 0)
        return fail_errno(name, err, errno);
    if (S_ISDIR(file->stat.st_mode))
        return fail(name, err, refusal_of(S_IFDIR));
    off_t start = lseek(STDIN_FILENO, 0, SEEK_CUR);
    if (!S_ISREG(file->stat.st_mode) || file->stat.st_size == 0 || start < 0)
        return read_all(file, STDIN_FILENO, name, max_pipe_bytes, err);
    file->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    return map_file(file, STDIN_FILENO, name, (uint64_t)start, max_pipe_bytes, err);
}

static bool open_path(struct input_file *file, const char *path, uint64_t max_pipe_bytes,
                      struct err *err)
{
    /* Asked before opening, since opening alone does something to some devices; and again after,
     * since the name may stand for another file by then. */
    if (stat(path, &file->stat) != 0)
        return errno == ENOENT ? fail(path, err, "no such file") : fail_errno(path, err, errno);
    if (refusal_of(file->stat.st_mode))
        return fail(path, err, refusal_of(file->stat.st_mode));
    file->fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file->fd < 0)
        return fail_errno(path, err, errno);
    if (fstat(file->fd, &file->stat) != 0)
        return fail_errno(path, err, errno);
    if (refusal_of(file->stat.st_mode))
        return fail(path, err, refusal_of(file->stat.st_mode));
    /* An empty file cannot be mapped; those of /proc say that they are empty and are not. */
    if (file->stat.st_size <= 0)
        return read_all(file, file->fd, path, max_pipe_bytes, err);
    return map_file(file, file->fd, path, 0, max_pipe_bytes, err);
}

bool input_file_open(struct input_file *file, const char *path, uint64_t max_pipe_bytes,
                     struct err *err)
{
    *file = (struct input_file){.fd = -1, .guard = -1, .bytes = no_bytes};
    bool is_open = strcmp(path, "-") == 0 ? open_stdin(file, max_pipe_bytes, err)
                                          : open_path(file, path, max_pipe_bytes, err);
    if (!is_open)
        input_file_close(file);
    return is_open;
}

bool input_file_adopt(struct input_file *file, int fd, struct err *err)
{
    static const char name[] = "a temporary file";
    *file = (struct input_file){.fd = fd, .guard = -1, .bytes = no_bytes};
    bool is_open = fstat(fd, &file->stat) == 0 && lseek(fd, 0, SEEK_SET) == 0;
    is_open = is_open ? map_file(file, fd, name, 0, 0, err) : fail_errno(name, err, errno);
    if (!is_open)
        input_file_close(file);
    return is_open;
}

void input_file_close(struct input_file *file)
{
    if (file->guard >= 0)
        guard_remove(file->guard);
    if (file->map)
        munmap(file->map, file->map_len);
    if (file->fd >= 0)
        close(file->fd);
    buf_free(&file->memory);
    *file = (struct input_file){.fd = -1, .guard = -1, .bytes = no_bytes};
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool input_file_changed(const struct input_file *file)
{
    if (file->guard >= 0 && atomic_load(&guards[file->guard].is_hit))
        return true;
    struct stat now;
    if (!file->map || file->fd < 0 || fstat(file->fd, &now) != 0)
        return false;
    return now.st_size != file->stat.st_size || !same_time(now.st_mtim, file->stat.st_mtim) ||
           !same_time(now.st_ctim, file->stat.st_ctim);
}

void input_file_drop(struct input_file *file, uint64_t off)
{
    /* In steps of at least this much: a call per page would cost more than it gives. */
    enum { STEP = 4 << 20 };
    if (!file->map || off > file->len)
        return;
    size_t end = (size_t)(file->bytes - file->map) + (size_t)off;
    end -= end % STEP;
    if (end < file->dropped) /* reading began anew further up */
        file->dropped = 0;
    if (end == file->dropped)
        return;
    madvise(file->map + file->dropped, end - file->dropped, MADV_DONTNEED);
    file->dropped = end;
}

void input_file_drop_all(struct input_file *file)
{
    if (file->map)
        madvise(file->map, file->map_len, MADV_DONTNEED);
    file->dropped = 0;
}
