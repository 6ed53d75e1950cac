/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/failing.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

bool failing_count;
long failing_held;

static unsigned fail_at; /* which allocation from now; 0: none */
static bool has_failed;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__real_mmap(void *at, size_t n, int protection, int flags, int fd, off_t off);
int __real_munmap(void *at, size_t n);

void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);
char *__wrap_strdup(const char *text);
void *__wrap_mmap(void *at, size_t n, int protection, int flags, int fd, off_t off);
int __wrap_munmap(void *at, size_t n);

static bool fails(void)
{
    if (!fail_at || --fail_at)
        return false;
    has_failed = true;
    return true;
}

void *__wrap_malloc(size_t n)
{
    void *p = fails() ? NULL : __real_malloc(n);
    failing_held += failing_count && p;
    return p;
}

void *__wrap_calloc(size_t n, size_t size)
{
    void *p = fails() ? NULL : __real_calloc(n, size);
    failing_held += failing_count && p;
    return p;
}

void *__wrap_realloc(void *old, size_t n)
{
    void *p = fails() ? NULL : __real_realloc(old, n);
    failing_held += failing_count && p && !old;
    return p;
}

void __wrap_free(void *p)
{
    failing_held -= failing_count && p;
    __real_free(p);
}

char *__wrap_strdup(const char *text)
{
    size_t n = strlen(text) + 1;
    char *copy = __wrap_malloc(n);
    return copy ? memcpy(copy, text, n) : NULL;
}

void *__wrap_mmap(void *at, size_t n, int protection, int flags, int fd, off_t off)
{
    return fails() ? MAP_FAILED : __real_mmap(at, n, protection, flags, fd, off);
}

int __wrap_munmap(void *at, size_t n)
{
    return __real_munmap(at, n);
}

void failing_arm(unsigned n)
{
    fail_at = n;
    has_failed = false;
}

bool failing_disarm(void)
{
    fail_at = 0;
    return has_failed;
}
