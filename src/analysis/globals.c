/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/globals.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/analysis/models.h"
#include "src/analysis/shown.h"
#include "vm/brine.h"

static uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_bytes(const uint64_t keys[2], uint64_t hash, const char *bytes, size_t n)
{
    uint64_t chunk;
    hash ^= n; /* so that (a, b.c) and (a.b, c) differ */
    for (; n >= sizeof chunk; n -= sizeof chunk, bytes += sizeof chunk) {
        memcpy(&chunk, bytes, sizeof chunk);
        hash = mix(hash ^ chunk, keys[1]);
    }
    chunk = 0;
    memcpy(&chunk, bytes, n);
    return mix(hash ^ chunk, keys[1]);
}

static uint64_t hash_global(const uint64_t keys[2], const char *module, size_t module_len,
                            const char *name, size_t name_len, bool is_mapped)
{
    uint64_t hash = hash_bytes(keys, keys[0] ^ is_mapped, module, module_len);
    return hash_bytes(keys, hash, name, name_len);
}

/* Without the system's random numbers the keys are still unlikely to be met by a file. */
static void make_keys(uint64_t keys[2])
{
    if (getentropy(keys, 2 * sizeof keys[0]) != 0)
        keys[0] = (uint64_t)(uintptr_t)keys;
    keys[1] |= UINT64_C(0x9e3779b97f4a7c15);
}

static bool same_text(const char *a, size_t a_len, const char *b, size_t b_len)
{
    return a_len == b_len && memcmp(a, b, a_len) == 0;
}

/* What runs is the mapped name; a spelled name that no rule knows says nothing against it. */
static struct judgement worse_of(const struct judgement *spelled, const struct judgement *mapped)
{
    if (spelled->reach == POLICY_BY_NONE || mapped->called > spelled->called)
        return *mapped;
    return mapped->called == spelled->called && mapped->verdict > spelled->verdict ? *mapped
                                                                                   : *spelled;
}

/* The parts of a name that are there: '.system' and 'os..system' lead nowhere in Python. False: none lacks. */
static bool parts_of(const char *name, size_t n, struct buf *out)
{
    bool lacks_one = n && (name[0] == '.' || name[n - 1] == '.' || memmem(name, n, "..", 2));
    for (size_t at = 0, part; lacks_one && at < n; at += part + 1) {
        const char *dot = memchr(name + at, '.', n - at);
        part = dot ? (size_t)(dot - name) - at : n - at;
        buf_str(out, part && out->len ? "." : "");
        buf_add(out, name + at, part);
    }
    return lacks_one && !out->failed;
}

/* A name is not taken for better than the one that it would be without its odd dots. */
static void judge_spelled(const struct policy *policy, const struct global *global,
                          struct judgement *out)
{
    struct judgement plain;
    struct buf parts = {.limit = global->name_len + 1};
    policy_judge(policy, global->module, global->module_len, global->name, global->name_len, out);
    if (parts_of(global->name, global->name_len, &parts)) {
        policy_judge(policy, global->module, global->module_len, buf_text(&parts), parts.len,
                     &plain);
        if (plain.called > out->called || plain.verdict > out->verdict)
            *out = plain;
    }
    buf_free(&parts);
}

static void global_judge(const struct policy *policy, struct global *global)
{
    struct judgement spelled, mapped;
    judge_spelled(policy, global, &spelled);
    global->judgement = spelled;
    if (!global->mapped_module)
        return;
    const char *name = global->mapped_name ? global->mapped_name : global->name;
    policy_judge(policy, global->mapped_module, strlen(global->mapped_module), name,
                 global->mapped_name ? strlen(name) : global->name_len, &mapped);
    global->judgement = worse_of(&spelled, &mapped);
}

/* A name with a dot may be a method called with its object in front. */
static bool is_understood(const struct global *row)
{
    struct meaning global = {.kind = MEANING_GLOBAL,
                             .is_old = row->mapped_module != NULL,
                             .module = row->module,
                             .module_len = row->module_len,
                             .text = row->name,
                             .text_len = row->name_len};
    return model_of(&global) || memchr(row->name, '.', row->name_len);
}

static bool globals_grow(struct globals *globals)
{
    if (globals->count < globals->cap)
        return true;
    uint32_t cap = globals->cap ? globals->cap * 2 : 32;
    size_t n_slots = (size_t)cap * 2;
    if (cap > UINT32_MAX / 4)
        return false;
    if (globals->cap == 0)
        make_keys(globals->keys);
    struct global *rows = realloc(globals->rows, cap * sizeof *rows);
    if (!rows)
        return false;
    globals->rows = rows;
    uint32_t *slots = calloc(n_slots, sizeof *slots);
    if (!slots)
        return false;
    for (uint32_t n = 0; n < globals->count; n++) {
        const struct global *row = &rows[n];
        size_t at = hash_global(globals->keys, row->module, row->module_len, row->name,
                                row->name_len, row->mapped_module != NULL);
        for (at &= n_slots - 1; slots[at]; at = (at + 1) & (n_slots - 1))
            continue;
        slots[at] = n + 1;
    }
    free(globals->slots);
    globals->slots = slots;
    globals->n_slots = n_slots;
    globals->cap = cap;
    return true;
}

/* One block for both texts, the module first. */
static char *copy_names(const char *module, size_t module_len, const char *name, size_t name_len)
{
    if (module_len > SIZE_MAX / 4 || name_len > SIZE_MAX / 4)
        return NULL;
    char *copy = malloc(module_len + name_len + 2);
    if (!copy)
        return NULL;
    memcpy(copy, module, module_len);
    copy[module_len] = '\0';
    memcpy(copy + module_len + 1, name, name_len);
    copy[module_len + 1 + name_len] = '\0';
    return copy;
}

/* What is shown in place of texts that hold what cannot be. False when memory fails. */
static bool global_show(struct global *row)
{
    struct buf text = {.limit = 0};
    row->shown_module = row->module;
    row->shown_name = row->name;
    if (!shown_differs(row->module, row->module_len) && !shown_differs(row->name, row->name_len))
        return true;
    shown_name(&text, row->module, row->module_len);
    buf_char(&text, '\0');
    size_t name_at = text.len;
    shown_name(&text, row->name, row->name_len);
    if (text.failed) {
        buf_free(&text);
        return false;
    }
    row->shown = text.data; /* NUL-terminated */
    row->shown_module = row->shown;
    row->shown_name = row->shown + name_at;
    return true;
}

uint32_t globals_index(struct globals *globals, const char *module, size_t module_len,
                       const char *name, size_t name_len, bool old_names)
{
    const char *mapped_module = NULL, *mapped_name = NULL;
    bool is_mapped =
        old_names && br_mapped(module, module_len, name, name_len, &mapped_module, &mapped_name);
    if (!globals_grow(globals))
        return GLOBALS_NONE;
    size_t at = hash_global(globals->keys, module, module_len, name, name_len, is_mapped);
    for (at &= globals->n_slots - 1; globals->slots[at]; at = (at + 1) & (globals->n_slots - 1)) {
        const struct global *row = &globals->rows[globals->slots[at] - 1];
        if (same_text(row->module, row->module_len, module, module_len) &&
            same_text(row->name, row->name_len, name, name_len) &&
            (row->mapped_module != NULL) == is_mapped)
            return globals->slots[at] - 1;
    }
    char *texts = copy_names(module, module_len, name, name_len);
    if (!texts)
        return GLOBALS_NONE;
    struct global *row = &globals->rows[globals->count];
    *row = (struct global){
        .texts = texts,
        .module = texts,
        .name = texts + module_len + 1,
        .module_len = module_len,
        .name_len = name_len,
        .mapped_module = is_mapped ? mapped_module : NULL,
        .mapped_name = is_mapped ? mapped_name : NULL,
    };
    if (!global_show(row)) {
        free(texts);
        return GLOBALS_NONE;
    }
    global_judge(globals->policy, row);
    row->is_understood = is_understood(row);
    globals->slots[at] = ++globals->count;
    return globals->count - 1;
}

void globals_free(struct globals *globals)
{
    for (uint32_t n = 0; n < globals->count; n++) {
        free(globals->rows[n].texts);
        free(globals->rows[n].shown);
    }
    free(globals->rows);
    free(globals->slots);
    *globals = (struct globals){.policy = globals->policy};
}
