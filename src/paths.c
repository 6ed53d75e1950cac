/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/paths.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Paths still to be visited, the next on top: a stack of our own, since folders may be as deep as
 * they like. */
struct pending {
    char **paths; /* owned */
    size_t count, cap;
};

static bool pending_push(struct pending *pending, char *path)
{
    if (pending->count == pending->cap) {
        size_t cap = pending->cap ? pending->cap * 2 : 64;
        char **grown = realloc(pending->paths, cap * sizeof *grown);
        if (!grown) {
            free(path);
            return false;
        }
        pending->paths = grown;
        pending->cap = cap;
    }
    pending->paths[pending->count++] = path;
    return true;
}

static void pending_free(struct pending *pending)
{
    while (pending->count > 0)
        free(pending->paths[--pending->count]);
    free(pending->paths);
}

static char *join(const char *folder, const char *name)
{
    size_t folder_len = strlen(folder), name_len = strlen(name);
    bool has_slash = folder_len > 0 && folder[folder_len - 1] == '/';
    char *path = malloc(folder_len + name_len + 2);
    if (!path)
        return NULL;
    memcpy(path, folder, folder_len);
    path[folder_len] = '/';
    memcpy(path + folder_len + !has_slash, name, name_len + 1);
    return path;
}

static int last_name_first(const void *a, const void *b)
{
    return strcmp(*(char *const *)b, *(char *const *)a);
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Adds the paths of all that is in a folder, so that the first name is taken first. */
static bool push_folder(struct pending *pending, const char *path, struct err *err)
{
    DIR *folder = opendir(path);
    if (!folder)
        return err_set(err, "%.300s: %s", path, strerror(errno));
    size_t first = pending->count;
    bool good = true;
    struct dirent *entry;
    errno = 0;
    while (good && (entry = readdir(folder))) {
        if (is_dots(entry->d_name))
            continue;
        char *below = join(path, entry->d_name);
        good = below && pending_push(pending, below);
        errno = 0;
    }
    if (!good)
        err_set(err, "%.300s: out of memory", path);
    else if (errno != 0)
        good = err_set(err, "%.300s: %s", path, strerror(errno));
    closedir(folder);
    if (pending->count > first)
        qsort(pending->paths + first, pending->count - first, sizeof *pending->paths,
              last_name_first);
    return good;
}

static const char *special_name(mode_t mode)
{
    if (S_ISLNK(mode))
        return "a link, not followed";
    if (S_ISFIFO(mode))
        return "a FIFO, not opened";
    if (S_ISSOCK(mode))
        return "a socket, not opened";
    return "a device, not opened";
}

/* One path of those found in folders. */
static bool visit_found(struct pending *pending, const char *path,
                        const struct path_visitor *visitor)
{
    struct stat stat;
    struct err err;
    if (lstat(path, &stat) != 0) {
        err_set(&err, "%.300s: %s", path, strerror(errno));
        visitor->failed(visitor->context, &err);
        return true;
    }
    if (S_ISREG(stat.st_mode))
        return visitor->file(visitor->context, path, true);
    if (S_ISDIR(stat.st_mode)) {
        if (!push_folder(pending, path, &err))
            visitor->failed(visitor->context, &err);
        return true;
    }
    err_set(&err, "%.300s: %s", path, special_name(stat.st_mode));
    visitor->skipped(visitor->context, &err);
    return true;
}

bool paths_walk(const char *path, const struct path_visitor *visitor)
{
    struct pending pending = {.paths = NULL};
    struct stat stat_of;
    struct err err;
    if (stat(path, &stat_of) != 0 || !S_ISDIR(stat_of.st_mode))
        return visitor->file(visitor->context, path, false);
    if (!push_folder(&pending, path, &err))
        visitor->failed(visitor->context, &err);
    bool goes_on = true;
    while (goes_on && pending.count > 0) {
        char *next = pending.paths[--pending.count];
        goes_on = visit_found(&pending, next, visitor);
        free(next);
    }
    pending_free(&pending);
    return goes_on;
}
