/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times a full run of the machine over one file, record included, through the public header alone.
 *
 *     bench_machine FILE [ROUNDS]
 *
 * A line per round: nanoseconds for br_record_new, br_record_run and br_record_free; opcodes;
 * bytes of the record; bytes by which the process grew while it stood. The file is in memory
 * before the clock starts. Exits 2 when the run breaks before STOP. */
#include "vm/brine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct sample {
    int64_t ns;
    uint64_t ops;
    uint64_t record_bytes;
    uint64_t grown_bytes;
};

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static uint64_t peak_bytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (uint64_t)usage.ru_maxrss * 1024;
}

/* The whole file in fresh memory, or NULL with errno set. */
static uint8_t *read_file(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return NULL;
    uint8_t *data = NULL;
    if (fseek(f, 0, SEEK_END) == 0) {
        long size = ftell(f);
        rewind(f);
        data = size < 0 ? NULL : malloc((size_t)size + 1);
        if (data != NULL) {
            *len = fread(data, 1, (size_t)size, f);
            if (*len != (size_t)size) {
                free(data);
                data = NULL;
                errno = EIO;
            }
        }
    }
    fclose(f);
    return data;
}

/* False, with a line on standard error, when the record did not reach STOP. */
static bool run_once(const char *path, const uint8_t *data, size_t len, struct sample *out)
{
    uint64_t before = peak_bytes();
    int64_t start = now_ns();
    br_record *rec = br_record_new(data, len, NULL);
    enum br_status status = rec == NULL ? BR_NOMEM : br_record_run(rec, 0);
    int64_t ran = now_ns();
    if (status != BR_OK || br_error_of(rec) != NULL) {
        const struct br_error *error = rec == NULL ? NULL : br_error_of(rec);
        fprintf(stderr, "bench_machine: %s: %s\n", path,
                error == NULL ? "no memory" : error->message);
        br_record_free(rec);
        return false;
    }
    struct br_usage usage;
    br_usage(rec, &usage);
    uint64_t after = peak_bytes();
    int64_t free_start = now_ns();
    br_record_free(rec);
    int64_t end = now_ns();

    out->ns = (ran - start) + (end - free_start);
    out->ops = usage.ops;
    out->record_bytes = usage.bytes;
    out->grown_bytes = after - before;
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: bench_machine FILE [ROUNDS]\n");
        return 2;
    }
    size_t len = 0;
    uint8_t *data = read_file(argv[1], &len);
    if (data == NULL) {
        fprintf(stderr, "bench_machine: %s: %s\n", argv[1], strerror(errno));
        return 2;
    }
    long rounds = argc == 3 ? strtol(argv[2], NULL, 10) : 1;
    bool good = true;
    for (long i = 0; good && i < rounds; i++) {
        struct sample s;
        good = run_once(argv[1], data, len, &s);
        if (good)
            printf("%lld %llu %llu %llu\n", (long long)s.ns, (unsigned long long)s.ops,
                   (unsigned long long)s.record_bytes, (unsigned long long)s.grown_bytes);
    }
    free(data);
    return good ? 0 : 2;
}
