/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of Python's regular expressions, that part exactly as Python matches it: literals, classes,
 * greedy and lazy repeats, groups, alternatives, anchors, references back, looking around. What is
 * not of that part is refused, never guessed. PCRE2 reads another language (\Z, {,n}, folding of case,
 * what stands after an empty match): its patterns would need a reader like this one before them.
 *
 * What always holds
 *   - Nothing recurses on the subject, and only so deep on the pattern.
 *   - A search ends after so many steps: REGEX_UNKNOWN. */
#ifndef BRINE_BASE_REGEX_H
#define BRINE_BASE_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    REGEX_GROUPS_MAX = 20, /* with the whole match, which is group 0 */
    REGEX_NAME_MAX = 32,
};

/* The flags that are understood, as the module re numbers them. */
enum regex_flag {
    REGEX_IGNORECASE = 2,
    REGEX_MULTILINE = 8,
    REGEX_DOTALL = 16,
    REGEX_UNICODE = 32,
    REGEX_ASCII = 256,
};

enum regex_mode { REGEX_SEARCH, REGEX_MATCH, REGEX_FULLMATCH };
enum regex_result { REGEX_NO, REGEX_YES, REGEX_UNKNOWN };

/* Where the groups of a match begin and end, in characters; -1: the group took no part. */
struct regex_match {
    int32_t start[REGEX_GROUPS_MAX], end[REGEX_GROUPS_MAX];
};

struct regex;

/* Takes n bytes of a pattern, UTF-8 unless is_bytes, which stay the caller's. NULL: it is refused. */
struct regex *regex_new(const char *pattern, size_t n, bool is_bytes, int64_t flags);
void regex_free(struct regex *regex);
/* How many groups there are, with group 0. */
unsigned regex_groups(const struct regex *regex);
/* The number of the group of this name, or -1; the name of a group, "" if it has none. */
int regex_group_named(const struct regex *regex, const char *name, size_t n);
const char *regex_group_name(const struct regex *regex, unsigned group);
/* Matches n characters from `from` on. must_advance: an empty match at `from` is none. Adds the steps
 * that it took to *steps. */
enum regex_result regex_run(const struct regex *regex, const uint32_t *subject, size_t n,
                            size_t from, enum regex_mode mode, bool must_advance,
                            struct regex_match *match, uint64_t *steps);

#endif
