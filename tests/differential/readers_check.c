/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads programs, one a line in hex, and holds two answers against each other: whether readers may
 * part (src/analysis/readers.h) and where they do (src/analysis/diverge.h). Prints a line for each
 * program over which they part though the quick look says no, or over which readers end in another
 * way though no part was found; then how many there were of each answer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/diverge.h"

enum { PROGRAM_MAX = 1 << 20 };

static struct {
    unsigned long programs, may, part, missed, unequal;
    unsigned long of[DIFFERENCE_COUNT];
} counts;

static size_t read_hex(const char *text, uint8_t *bytes)
{
    size_t n = 0;
    unsigned value;
    for (; sscanf(text, "%2x", &value) == 1; text += 2)
        bytes[n++] = (uint8_t)value;
    return n;
}

/* Readers that do not part end alike, with as many events; pickletools has none, and passes over
 * what the machine cannot do. */
static bool ends_alike(const struct diverge *d, unsigned n)
{
    const struct diverge_reader *reader = diverge_reader(d, n);
    if (reader->parts || !reader->dialect.runs)
        return true;
    const br_record *c = diverge_c(d);
    br_record *rec = diverge_rerun(d, n);
    const struct br_error *error_c = br_error_of(c), *error = br_error_of(rec);
    bool alike = br_ops(c) == br_ops(rec) && br_event_count(c) == br_event_count(rec) &&
                 br_end(c) == br_end(rec) && !error_c == !error && br_result(c) == br_result(rec) &&
                 (!error || error->kind == error_c->kind);
    br_record_free(rec);
    return alike;
}

static void check(const char *line, const uint8_t *bytes, size_t n)
{
    struct readers_look look = {0};
    struct diverge_part part;
    br_record *c = br_record_new(bytes, n, NULL);
    br_record_run(c, 0);
    readers_look_on(&look, c, UINT64_MAX);
    struct diverge *d = diverge_new(bytes, n, NULL, c, NULL);
    if (diverge_run(d, 0) != BR_OK)
        abort();
    bool parts = diverge_part(d, &part);
    counts.programs++;
    counts.may += look.found;
    counts.part += parts;
    counts.of[parts ? part.difference : DIFFERENCE_NONE]++;
    if (parts && (!look.found || part.difference == DIFFERENCE_other)) {
        counts.missed++;
        printf("%s at 0x%llx: %s", look.found ? "no name" : "missed", (unsigned long long)part.pos,
               difference_row(part.difference)->name);
        printf(": %s", line);
    }
    for (unsigned k = 1; diverge_reader(d, k); k++) {
        if (ends_alike(d, k))
            continue;
        counts.unequal++;
        printf("%s ends in another way: %s", diverge_reader(d, k)->dialect.name, line);
    }
    diverge_free(d);
    br_record_free(c);
}

int main(void)
{
    static char line[2 * PROGRAM_MAX + 2];
    while (fgets(line, sizeof line, stdin)) {
        size_t n = strlen(line) / 2;
        uint8_t *bytes = malloc(n + 1); /* just so long, so that a sanitizer sees one too far */
        if (!bytes)
            return 2;
        check(line, bytes, read_hex(line, bytes));
        free(bytes);
    }
    printf("%lu programs: readers may part over %lu, part over %lu; missed %lu, unequal %lu\n",
           counts.programs, counts.may, counts.part, counts.missed, counts.unequal);
    for (int n = DIFFERENCE_MAYBE + 1; n < DIFFERENCE_COUNT; n++)
        printf("  %-21s %lu\n", difference_row((enum difference)n)->name, counts.of[n]);
    return counts.missed || counts.unequal;
}
