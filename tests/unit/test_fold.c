/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding and unfolding, against a tree that is written out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/view/fold.h"

/* ---- A tree without end: child n of item x is 7x + n + 1; every third item has no children, every
 * fifth of the others ten million. ---- */

struct endless {
    uint64_t fewer; /* so many children less, for all */
};

enum { MANY = 10000000 };

static uint64_t endless_count(const void *context, const struct fold_item *item)
{
    const struct endless *endless = context;
    uint64_t count = item->n % 3 == 2 ? 0 : item->n % 5 == 1 ? MANY : item->n % 4 + 1;
    return count > endless->fewer ? count - endless->fewer : 0;
}

static bool endless_has(const void *context, const struct fold_item *item)
{
    return endless_count(context, item) > 0;
}

static bool endless_child(const void *context, const struct fold_item *item, uint64_t n,
                          struct fold_item *out)
{
    assert_true(n < endless_count(context, item));
    *out = (struct fold_item){.n = 7 * item->n + n + 1};
    return true;
}

static const struct fold_provider endless_provider = {endless_has, endless_count, endless_child};

/* ---- The same, slow and obvious: the unfolded items as paths. ---- */

enum { PATH_MAX_LEN = 64, NAIVE_MAX = 400 };

struct path {
    uint64_t n[PATH_MAX_LEN];
    size_t len;
};

struct naive {
    struct path open[NAIVE_MAX];
    size_t n_open;
    struct endless endless;
};

static size_t naive_find(const struct naive *naive, const struct path *path)
{
    for (size_t k = 0; k < naive->n_open; k++)
        if (naive->open[k].len == path->len &&
            memcmp(naive->open[k].n, path->n, path->len * sizeof path->n[0]) == 0)
            return k;
    return SIZE_MAX;
}

static struct fold_item naive_item(const struct naive *naive, const struct path *path)
{
    struct fold_item item = {.n = 1};
    for (size_t k = 0; k < path->len; k++)
        endless_child(&naive->endless, &item, path->n[k], &item);
    return item;
}

static bool has_prefix(const struct path *path, const struct path *prefix)
{
    return path->len > prefix->len &&
           memcmp(path->n, prefix->n, prefix->len * sizeof path->n[0]) == 0;
}

/* Lines below an unfolded path. */
static uint64_t naive_below(const struct naive *naive, const struct path *path)
{
    struct fold_item item = naive_item(naive, path);
    uint64_t below = endless_count(&naive->endless, &item);
    for (size_t k = 0; k < naive->n_open; k++) {
        if (!has_prefix(&naive->open[k], path))
            continue;
        item = naive_item(naive, &naive->open[k]);
        below += endless_count(&naive->endless, &item);
    }
    return below;
}

/* The line of a path, all of whose parents are unfolded. */
static uint64_t naive_line(const struct naive *naive, const struct path *path)
{
    uint64_t line = 0;
    for (size_t depth = 0; depth < path->len; depth++) {
        line += path->n[depth] + (depth > 0);
        for (size_t k = 0; k < naive->n_open; k++) {
            const struct path *open = &naive->open[k];
            if (open->len == depth + 1 && open->n[depth] < path->n[depth] &&
                memcmp(open->n, path->n, depth * sizeof path->n[0]) == 0)
                line += naive_below(naive, open);
        }
    }
    return line;
}

static void naive_fold(struct naive *naive, const struct path *path)
{
    size_t kept = 0;
    struct path gone = *path;
    for (size_t k = 0; k < naive->n_open; k++) {
        bool is_gone = has_prefix(&naive->open[k], &gone) ||
                       (naive->open[k].len == gone.len &&
                        memcmp(naive->open[k].n, gone.n, gone.len * sizeof gone.n[0]) == 0);
        if (!is_gone)
            naive->open[kept++] = naive->open[k];
    }
    naive->n_open = kept;
}

/* ---- Both ---- */

static uint64_t random_state;

static uint64_t random_below(uint64_t n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (random_state >> 33) % n;
}

/* A path whose parents are unfolded: among the first or the last children. */
static bool some_path(const struct naive *naive, struct path *out)
{
    out->len = 0;
    if (naive->n_open && random_below(8))
        *out = naive->open[random_below(naive->n_open)];
    struct fold_item item = naive_item(naive, out);
    uint64_t count = endless_count(&naive->endless, &item);
    if (count == 0 || out->len == PATH_MAX_LEN)
        return false;
    uint64_t near = random_below(6) % count;
    out->n[out->len++] = random_below(2) ? near : count - 1 - near;
    return true;
}

static void compare(const struct naive *naive, const struct fold *fold, const struct path *path)
{
    struct fold_line line;
    uint64_t i = naive_line(naive, path);
    assert_true(fold_at(fold, &naive->endless, i, &line));
    struct fold_item item = naive_item(naive, path);
    assert_int_equal(line.item.n, item.n);
    assert_int_equal(line.n, path->n[path->len - 1]);
    assert_int_equal(line.depth, path->len - 1);
    assert_int_equal(line.open != FOLD_CLOSED, naive_find(naive, path) != SIZE_MAX);
    struct path parent = *path;
    parent.len--;
    assert_int_equal(fold_parent(fold, i), parent.len ? naive_line(naive, &parent) : FOLD_NO_LINE);
}

static void step(struct naive *naive, struct fold *fold)
{
    struct path path;
    if (!some_path(naive, &path))
        return;
    compare(naive, fold, &path);
    uint64_t i = naive_line(naive, &path);
    size_t open = naive_find(naive, &path);
    struct fold_item item = naive_item(naive, &path);
    if (open != SIZE_MAX && random_below(3) == 0) {
        assert_int_equal(fold_fold(fold, i), FOLD_DONE);
        naive_fold(naive, &path);
    } else if (open == SIZE_MAX) {
        assert_int_equal(fold_fold(fold, i), FOLD_NOTHING);
        bool has = endless_has(&naive->endless, &item) && naive->n_open < NAIVE_MAX;
        if (naive->n_open < NAIVE_MAX)
            assert_int_equal(fold_unfold(fold, &naive->endless, i), has ? FOLD_DONE : FOLD_NOTHING);
        if (has)
            naive->open[naive->n_open++] = path;
    } else {
        assert_int_equal(fold_unfold(fold, &naive->endless, i), FOLD_NOTHING);
    }
    struct path root = {.len = 0};
    assert_int_equal(fold_lines(fold), naive_below(naive, &root));
}

static void random_folds_are_those_of_the_naive_model(void **state)
{
    (void)state;
    struct naive *naive = calloc(1, sizeof *naive);
    assert_non_null(naive);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        random_state = seed;
        struct fold fold = {0};
        struct fold_item root = {.n = 1};
        naive->n_open = 0;
        assert_true(fold_start(&fold, &endless_provider, &naive->endless, &root));
        for (int k = 0; k < 300; k++)
            step(naive, &fold);
        for (size_t k = 0; k < naive->n_open; k++)
            compare(naive, &fold, &naive->open[k]);
        fold_free(&fold);
    }
    free(naive);
}

static void every_line_is_found_in_order(void **state)
{
    (void)state;
    struct endless endless = {0};
    struct fold fold = {0};
    struct fold_item root = {.n = 3};
    assert_true(fold_start(&fold, &endless_provider, &endless, &root));
    for (uint64_t i = 0; i < 12; i++)
        fold_unfold(&fold, &endless, i * 3 % (fold_lines(&fold) < 40 ? fold_lines(&fold) : 40));
    struct fold_line line, before = {.depth = 0};
    for (uint64_t i = 0; i < 60 && fold_at(&fold, &endless, i, &line); i++) {
        assert_true(i == 0 || line.depth <= before.depth + 1);
        if (i && line.depth > before.depth)
            assert_int_equal(line.n, 0);
        if (i && line.depth == before.depth)
            assert_int_equal(line.n, before.n + 1);
        before = line;
    }
    assert_false(fold_at(&fold, &endless, fold_lines(&fold), &line));
    fold_free(&fold);
}

static void ten_million_children_cost_nothing(void **state)
{
    (void)state;
    struct endless endless = {0};
    struct fold fold = {0};
    struct fold_item root = {.n = 1};
    struct fold_line line;
    assert_true(fold_start(&fold, &endless_provider, &endless, &root));
    assert_int_equal(fold_lines(&fold), MANY);
    /* 7 + n + 1: children of the last of all. */
    uint64_t i = MANY - 1;
    while (!fold_at(&fold, &endless, i, &line) || endless_count(&endless, &line.item) < 2)
        i--;
    uint64_t count = endless_count(&endless, &line.item);
    assert_int_equal(fold_unfold(&fold, &endless, i), FOLD_DONE);
    assert_int_equal(fold_lines(&fold), MANY + count);
    assert_int_equal(fold_parent(&fold, i + 1), i);
    assert_true(fold_at(&fold, &endless, i + count, &line));
    assert_int_equal(line.depth, 1);
    assert_int_equal(line.n, count - 1);
    fold_free(&fold);
}

static void no_more_is_unfolded_than_may_be(void **state)
{
    (void)state;
    struct endless endless = {0};
    struct fold fold = {0};
    struct fold_item root = {.n = 1};
    assert_true(fold_start(&fold, &endless_provider, &endless, &root));
    enum fold_result result = FOLD_DONE;
    uint64_t i = 0;
    for (; result != FOLD_FULL && i < 100 * FOLD_OPEN_MAX; i++)
        result = fold_unfold(&fold, &endless, i);
    assert_int_equal(result, FOLD_FULL);
    assert_int_equal(fold.n, FOLD_OPEN_MAX + 1);
    /* One folded makes room for one. */
    assert_int_equal(fold_fold(&fold, fold.open[FOLD_OPEN_MAX].first - 1), FOLD_DONE);
    assert_int_equal(fold.n, FOLD_OPEN_MAX);
    fold_free(&fold);
}

static void children_are_unfolded_together(void **state)
{
    (void)state;
    struct endless endless = {0};
    struct fold fold = {0};
    struct fold_item root = {.n = 3}; /* 4 children: 22 to 25, of which 23 has none */
    assert_true(fold_start(&fold, &endless_provider, &endless, &root));
    assert_int_equal(fold_lines(&fold), 4);
    assert_int_equal(fold_unfold_children(&fold, &endless, 0, 100), FOLD_DONE);
    struct fold_line line;
    assert_true(fold_at(&fold, &endless, 0, &line));
    uint64_t count = endless_count(&endless, &line.item), at = 1;
    for (uint64_t n = 0; n < count; n++) {
        assert_true(fold_at(&fold, &endless, at, &line));
        assert_int_equal(line.depth, 1);
        assert_int_equal(line.n, n);
        assert_int_equal(line.open != FOLD_CLOSED, endless_has(&endless, &line.item));
        at += 1 + endless_count(&endless, &line.item);
    }
    /* Again there is nothing to do. */
    assert_int_equal(fold_unfold_children(&fold, &endless, 0, 100), FOLD_NOTHING);
    fold_free(&fold);
}

static void a_refresh_keeps_the_line_that_was_selected(void **state)
{
    (void)state;
    struct endless endless = {0};
    struct fold fold = {0};
    struct fold_item root = {.n = 3};
    struct fold_line line;
    assert_true(fold_start(&fold, &endless_provider, &endless, &root));
    assert_int_equal(fold_unfold(&fold, &endless, 0), FOLD_DONE); /* 22: 3 children, 155 to 157 */
    assert_int_equal(fold_lines(&fold), 7);
    uint64_t i = fold_refresh(&fold, &endless, 5);
    assert_int_equal(i, 5);
    endless.fewer = 1;
    i = fold_refresh(&fold, &endless, 4); /* the second child of the root */
    assert_int_equal(fold_lines(&fold), 5);
    assert_int_equal(i, 3);
    assert_true(fold_at(&fold, &endless, i, &line));
    assert_int_equal(line.depth, 0);
    assert_int_equal(line.n, 1);
    endless.fewer = 4; /* nothing is left */
    assert_int_equal(fold_refresh(&fold, &endless, i), 0);
    assert_int_equal(fold_lines(&fold), 0);
    fold_free(&fold);
}

static void a_refresh_drops_what_is_no_longer_there(void **state)
{
    (void)state;
    struct endless endless = {0};
    struct fold fold = {0};
    struct fold_item root = {.n = 3};
    assert_true(fold_start(&fold, &endless_provider, &endless, &root));
    assert_int_equal(fold_unfold(&fold, &endless, 3), FOLD_DONE); /* 25, the last: 2 children */
    assert_int_equal(fold_lines(&fold), 6);
    endless.fewer = 1;
    uint64_t i = fold_refresh(&fold, &endless, 5); /* was below it */
    assert_int_equal(fold.n, 1);
    assert_int_equal(fold_lines(&fold), 3);
    assert_true(i < 3);
    fold_free(&fold);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_folds_are_those_of_the_naive_model),
        cmocka_unit_test(every_line_is_found_in_order),
        cmocka_unit_test(ten_million_children_cost_nothing),
        cmocka_unit_test(no_more_is_unfolded_than_may_be),
        cmocka_unit_test(children_are_unfolded_together),
        cmocka_unit_test(a_refresh_keeps_the_line_that_was_selected),
        cmocka_unit_test(a_refresh_drops_what_is_no_longer_there),
    };
    return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
