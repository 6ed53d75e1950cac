/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pattern becomes a program for a machine that tries one way after the other: of several ways it
 * takes the first, as Python does, and keeps the others on a stack of its own. */
#include <stdlib.h>
#include <string.h>

#include "src/base/regex_program.h"

enum {
    STEPS_MAX = 1 << 17, /* of one search */
    WAYS_MAX = 1 << 15,  /* not tried yet */
};

void regex_free(struct regex *regex)
{
    if (regex)
        free(regex->program);
    free(regex);
}

unsigned regex_groups(const struct regex *regex)
{
    return regex->n_groups;
}

int regex_group_named(const struct regex *regex, const char *name, size_t n)
{
    for (unsigned group = 1; n && group < regex->n_groups; group++) {
        if (strlen(regex->names[group]) == n && memcmp(regex->names[group], name, n) == 0)
            return (int)group;
    }
    return -1;
}

const char *regex_group_name(const struct regex *regex, unsigned group)
{
    return regex->names[group];
}

/* ---- Matching -------------------------------------------------------------------------------- */

/* A way that is not tried yet; or, where pc is UNDO, an end of a group to put back. */
enum { UNDO = UINT32_MAX };
struct way {
    uint32_t pc;
    int32_t at;   /* where in the subject; what the end was */
    int32_t slot; /* of UNDO */
};

struct run {
    const struct regex *regex;
    const uint32_t *subject;
    int32_t n, start;
    bool must_advance, is_whole, is_unknown;
    struct way *ways;
    uint32_t n_ways, cap_ways;
    int32_t slots[2 * REGEX_GROUPS_MAX];
    uint64_t steps;
};

static void push(struct run *run, uint32_t pc, int32_t at, int32_t slot)
{
    if (run->n_ways == run->cap_ways) {
        uint32_t cap = run->cap_ways ? run->cap_ways * 2 : 64;
        struct way *grown = cap > WAYS_MAX ? NULL : realloc(run->ways, cap * sizeof *grown);
        if (!grown) {
            run->is_unknown = true;
            return;
        }
        run->ways = grown;
        run->cap_ways = cap;
    }
    run->ways[run->n_ways++] = (struct way){.pc = pc, .at = at, .slot = slot};
}

/* Which characters beyond ASCII are letters, digits or blanks is not known here. */
static bool in_category(struct run *run, uint32_t category, uint32_t c)
{
    bool is_negated = category < 'a';
    bool is_in = false;
    if (c >= 0x80 && !(run->regex->flags & REGEX_ASCII))
        run->is_unknown = true;
    else if ((category | 0x20) == 'd')
        is_in = is_digit(c);
    else if ((category | 0x20) == 's')
        is_in = c == ' ' || (c >= '\t' && c <= '\r') ||
                (c >= 0x1c && c <= 0x1f && !(run->regex->flags & REGEX_ASCII));
    else
        is_in = c < 0x80 && (is_digit(c) || is_ascii_letter(c) || c == '_');
    return is_in != is_negated;
}

static bool in_rows(struct run *run, const struct instruction *class, uint32_t c)
{
    const struct class_row *rows = run->regex->rows + class->a;
    for (int32_t k = 0; k < class->b; k++) {
        if (rows[k].is_category ? in_category(run, rows[k].from, c)
                                : c >= rows[k].from && c <= rows[k].to)
            return true;
    }
    return false;
}

static bool in_class(struct run *run, const struct instruction *class, uint32_t c)
{
    bool is_in = in_rows(run, class, c);
    if (!is_in && (run->regex->flags & REGEX_IGNORECASE) && is_ascii_letter(c))
        is_in = in_rows(run, class, c ^ 0x20);
    return is_in != class->is_negated;
}

static bool is_same(const struct run *run, uint32_t wanted, uint32_t c)
{
    bool may_fold = (run->regex->flags & REGEX_IGNORECASE) && is_ascii_letter(c);
    return wanted == c || (may_fold && (wanted | 0x20) == (c | 0x20) && is_ascii_letter(wanted));
}

static bool is_word_at(struct run *run, int32_t at)
{
    return at >= 0 && at < run->n && in_category(run, 'w', run->subject[at]);
}

static bool is_boundary(struct run *run, int32_t at)
{
    return is_word_at(run, at - 1) != is_word_at(run, at);
}

static bool is_line_start(const struct run *run, int32_t at, bool is_multiline)
{
    return at == 0 || (is_multiline && run->subject[at - 1] == '\n');
}

static bool is_line_end(const struct run *run, int32_t at, bool is_multiline)
{
    if (at == run->n || (at == run->n - 1 && run->subject[at] == '\n'))
        return true;
    return is_multiline && run->subject[at] == '\n';
}

/* Whether what group `number` matched stands here again; moves on. */
static bool step_back_reference(const struct run *run, int32_t number, int32_t *at)
{
    int32_t from = run->slots[2 * number], to = run->slots[2 * number + 1];
    if (from < 0 || to < 0 || to - from > run->n - *at)
        return false;
    for (int32_t k = from; k < to; k++, ++*at) {
        if (run->subject[k] != run->subject[*at])
            return false;
    }
    return true;
}

static bool run_from(struct run *run, uint32_t pc, int32_t at, bool is_top, int32_t *end);

/* Whether the part behind a LOOK matches here. Depth is that of the pattern's groups. */
static bool look(struct run *run, uint32_t pc, int32_t at)
{
    const struct instruction *look = &run->regex->program[pc];
    int32_t end;
    uint32_t kept = run->n_ways;
    bool is_there = at >= look->b && run_from(run, pc + 1, at - look->b, false, &end);
    /* Its other ways are not tried any more; the ends of groups that it set are put back with those
     * before it. */
    uint32_t left = kept;
    for (uint32_t k = kept; k < run->n_ways; k++) {
        if (run->ways[k].pc == UNDO)
            run->ways[left++] = run->ways[k];
    }
    run->n_ways = left;
    return is_there != look->is_negated;
}

/* Takes the next way that is left above `base`; false: there is none. */
static bool pop(struct run *run, uint32_t base, uint32_t *pc, int32_t *at)
{
    while (run->n_ways > base) {
        struct way way = run->ways[--run->n_ways];
        if (way.pc != UNDO) {
            *pc = way.pc;
            *at = way.at;
            return true;
        }
        run->slots[way.slot] = way.at;
    }
    return false;
}

static bool run_from(struct run *run, uint32_t pc, int32_t at, bool is_top, int32_t *end)
{
    uint32_t base = run->n_ways;
    for (;;) {
        const struct instruction *now = &run->regex->program[pc];
        bool good = true, has_more = at < run->n;
        if (run->is_unknown || ++run->steps > STEPS_MAX) {
            run->is_unknown = true;
            return false;
        }
        pc++;
        switch (now->op) {
        case OP_CHAR:
            good = has_more && is_same(run, (uint32_t)now->a, run->subject[at]);
            at++;
            break;
        case OP_ANY:
            good = has_more && !(now->a && run->subject[at] == '\n');
            at++;
            break;
        case OP_CLASS:
            good = has_more && in_class(run, now, run->subject[at]);
            at++;
            break;
        case OP_SPLIT:
            push(run, (uint32_t)now->b, at, 0);
            pc = (uint32_t)now->a;
            break;
        case OP_JUMP:
            pc = (uint32_t)now->a;
            break;
        case OP_SAVE:
            push(run, UNDO, run->slots[now->a], now->a);
            run->slots[now->a] = at;
            break;
        case OP_START:
            good = is_line_start(run, at, now->a);
            break;
        case OP_END:
            good = is_line_end(run, at, now->a);
            break;
        case OP_HEAD:
            good = at == 0;
            break;
        case OP_TAIL:
            good = at == run->n;
            break;
        case OP_WORD:
            run->is_unknown |= run->n == 0; /* \B of nothing is not the same in all Pythons */
            good = is_boundary(run, at) != now->is_negated;
            break;
        case OP_BACK:
            good = step_back_reference(run, now->a, &at);
            break;
        case OP_LOOK:
            good = look(run, pc - 1, at);
            pc = (uint32_t)now->a;
            break;
        case OP_MATCH:
            good = !is_top ||
                   ((!run->is_whole || at == run->n) && (!run->must_advance || at != run->start));
            if (good) {
                *end = at;
                return true;
            }
            break;
        }
        if (!good && !pop(run, base, &pc, &at))
            return false;
    }
}

static void clear_slots(struct run *run)
{
    for (unsigned k = 0; k < 2 * REGEX_GROUPS_MAX; k++)
        run->slots[k] = -1;
    run->n_ways = 0;
}

enum regex_result regex_run(const struct regex *regex, const uint32_t *subject, size_t n,
                            size_t from, enum regex_mode mode, bool must_advance,
                            struct regex_match *match, uint64_t *steps)
{
    struct run run = {.regex = regex,
                      .subject = subject,
                      .n = (int32_t)n,
                      .start = (int32_t)from,
                      .must_advance = must_advance,
                      .is_whole = mode == REGEX_FULLMATCH};
    bool is_found = false;
    int32_t end = 0, at = (int32_t)from;
    if (n > INT32_MAX / 2 || from > n ||
        ((regex->flags & REGEX_IGNORECASE) && !regex->is_bytes && !is_ascii(subject, n)))
        return REGEX_UNKNOWN;
    for (; at <= run.n && !run.is_unknown; at++) {
        clear_slots(&run);
        is_found = run_from(&run, 0, at, true, &end);
        if (is_found || mode != REGEX_SEARCH)
            break;
        run.must_advance = false;
    }
    *steps += run.steps;
    free(run.ways);
    if (run.is_unknown)
        return REGEX_UNKNOWN;
    for (unsigned k = 1; is_found && k < REGEX_GROUPS_MAX; k++) {
        bool is_set = run.slots[2 * k] >= 0 && run.slots[2 * k + 1] >= 0;
        match->start[k] = is_set ? run.slots[2 * k] : -1;
        match->end[k] = is_set ? run.slots[2 * k + 1] : -1;
    }
    if (is_found) {
        match->start[0] = at;
        match->end[0] = end;
    }
    return is_found ? REGEX_YES : REGEX_NO;
}
