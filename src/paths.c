/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/paths.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
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

/* Folders that were walked through, by what they are: a link may lead back to one. Open addressing. */
struct seen {
    struct seen_folder {
        bool is_taken;
        dev_t dev;
        ino_t ino;
    } * slots; /* owned */
    size_t count, cap;
};

static size_t seen_slot(const struct seen *seen, dev_t dev, ino_t ino)
{
    uint64_t hash = ((uint64_t)dev * 31 + (uint64_t)ino) * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = (size_t)(hash >> 32) & (seen->cap - 1);
    while (seen->slots[at].is_taken && (seen->slots[at].dev != dev || seen->slots[at].ino != ino))
        at = (at + 1) & (seen->cap - 1);
    return at;
}

static bool seen_grow(struct seen *seen)
{
    struct seen grown = {.cap = seen->cap ? 2 * seen->cap : 64, .count = seen->count};
    grown.slots = calloc(grown.cap, sizeof *grown.slots);
    if (!grown.slots)
        return false;
    for (size_t n = 0; n < seen->cap; n++) {
        const struct seen_folder *old = &seen->slots[n];
        if (old->is_taken)
            grown.slots[seen_slot(&grown, old->dev, old->ino)] = *old;
    }
    free(seen->slots);
    *seen = grown;
    return true;
}

/* Notes a folder; *is_new: it was not there. False when memory fails. */
static bool seen_add(struct seen *seen, const struct stat *stat, bool *is_new)
{
    if (2 * seen->count >= seen->cap && !seen_grow(seen))
        return false;
    struct seen_folder *slot = &seen->slots[seen_slot(seen, stat->st_dev, stat->st_ino)];
    *is_new = !slot->is_taken;
    seen->count += *is_new;
    *slot = (struct seen_folder){.is_taken = true, .dev = stat->st_dev, .ino = stat->st_ino};
    return true;
}

/* What a walk knows. */
struct walker {
    const struct path_visitor *visitor;
    struct pending pending;
    struct seen seen; /* only where links are followed */
};

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

/* Goes into a folder, unless a link led to it before. */
static void visit_folder(struct walker *walker, const char *path, const struct stat *stat)
{
    const struct path_visitor *visitor = walker->visitor;
    struct err err;
    bool is_new = true;
    if (visitor->follows && !seen_add(&walker->seen, stat, &is_new)) {
        err_set(&err, "%.300s: out of memory", path);
        visitor->failed(visitor->context, &err);
    } else if (!is_new) {
        err_set(&err, "%.300s: a folder that was walked through already", path);
        visitor->skipped(visitor->context, &err);
    } else if (!push_folder(&walker->pending, path, &err)) {
        visitor->failed(visitor->context, &err);
    }
}

/* What a path is; of a link, what it leads to, where links are followed and it leads to something. */
static bool look_at(const struct path_visitor *visitor, const char *path, struct stat *out)
{
    if (lstat(path, out) != 0)
        return false;
    struct stat target;
    if (S_ISLNK(out->st_mode) && visitor->follows && stat(path, &target) == 0)
        *out = target;
    return true;
}

/* One path of those found in folders. */
static bool visit_found(struct walker *walker, const char *path)
{
    const struct path_visitor *visitor = walker->visitor;
    struct stat stat;
    struct err err;
    if (!look_at(visitor, path, &stat)) {
        err_set(&err, "%.300s: %s", path, strerror(errno));
        visitor->failed(visitor->context, &err);
        return true;
    }
    if (S_ISREG(stat.st_mode))
        return visitor->file(visitor->context, path, true);
    if (S_ISDIR(stat.st_mode)) {
        visit_folder(walker, path, &stat);
        return true;
    }
    err_set(&err, "%.300s: %s", path,
            S_ISLNK(stat.st_mode) && visitor->follows ? "a link that leads to nothing"
                                                      : special_name(stat.st_mode));
    visitor->skipped(visitor->context, &err);
    return true;
}

bool paths_walk(const char *path, const struct path_visitor *visitor)
{
    struct walker walker = {.visitor = visitor};
    struct stat stat_of;
    if (stat(path, &stat_of) != 0 || !S_ISDIR(stat_of.st_mode))
        return visitor->file(visitor->context, path, false);
    visit_folder(&walker, path, &stat_of);
    bool goes_on = true;
    while (goes_on && walker.pending.count > 0) {
        char *next = walker.pending.paths[--walker.pending.count];
        goes_on = visit_found(&walker, next);
        free(next);
    }
    pending_free(&walker.pending);
    free(walker.seen.slots);
    return goes_on;
}
