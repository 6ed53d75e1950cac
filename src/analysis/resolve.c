/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/globals.h"

enum {
    TEXT_MAX = 1 << 16,    /* bytes of one text */
    BUDGET_MAX = 64 << 20, /* bytes of all meanings */
    BLOCK_BYTES = 64 << 10,
    ARGS_MAX = 8, /* no model looks at more */
};

/* ---- Memory ---------------------------------------------------------------------------------- */

struct resolver_block {
    struct resolver_block *next;
    size_t used, size;
    max_align_t data[];
};

static void *resolver_alloc(struct resolver *resolver, size_t n)
{
    n = (n + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct resolver_block *block = resolver->blocks;
    if (!block || n > block->size - block->used) {
        size_t size = n > BLOCK_BYTES ? n : BLOCK_BYTES;
        if (size > BUDGET_MAX - resolver->bytes)
            return NULL;
        block = malloc(sizeof *block + size);
        if (!block) {
            resolver->failed = true;
            return NULL;
        }
        *block = (struct resolver_block){.next = resolver->blocks, .size = size};
        resolver->blocks = block;
        resolver->bytes += size;
    }
    void *place = (char *)block->data + block->used;
    block->used += n;
    return place;
}

void resolver_init(struct resolver *resolver, const br_record *rec)
{
    *resolver = (struct resolver){.rec = rec};
}

void resolver_free(struct resolver *resolver)
{
    while (resolver->blocks) {
        struct resolver_block *next = resolver->blocks->next;
        free(resolver->blocks);
        resolver->blocks = next;
    }
    free(resolver->rows);
    valuemap_free(&resolver->meanings);
    *resolver = (struct resolver){.rec = NULL};
}

/* ---- Making meanings ------------------------------------------------------------------------- */

/* A copy in the resolver's memory; NULL when the budget is spent. */
static const struct meaning *meaning_keep(struct resolver *resolver, const struct meaning *from)
{
    struct meaning *meaning = resolver_alloc(resolver, sizeof *meaning);
    if (meaning)
        *meaning = *from;
    return meaning;
}

static const struct meaning *meaning_text(struct resolver *resolver, enum meaning_kind kind,
                                          const char *text, size_t n)
{
    return meaning_keep(resolver, &(struct meaning){.kind = kind, .text = text, .text_len = n});
}

static const struct meaning *meaning_global(struct resolver *resolver, const char *module,
                                            size_t module_len, const char *name, size_t name_len)
{
    return meaning_keep(resolver, &(struct meaning){.kind = MEANING_GLOBAL,
                                                    .module = module,
                                                    .module_len = module_len,
                                                    .text = name,
                                                    .text_len = name_len});
}

/* a + between + b in the resolver's memory; NULL when too long. */
static const char *text_join(struct resolver *resolver, const char *a, size_t a_len,
                             const char *between, const char *b, size_t b_len, size_t *len)
{
    size_t between_len = strlen(between);
    if (a_len > TEXT_MAX || b_len > TEXT_MAX || a_len + between_len + b_len > TEXT_MAX)
        return NULL;
    *len = a_len + between_len + b_len;
    char *text = resolver_alloc(resolver, *len + 1);
    if (!text)
        return NULL;
    memcpy(text, a, a_len);
    memcpy(text + a_len, between, between_len);
    memcpy(text + a_len + between_len, b, b_len);
    return text;
}

/* ---- What values are known to be ------------------------------------------------------------- */

/* A sink with so much room; more stops the text. */
struct taken {
    char *text;
    size_t room, len;
};

static bool taken_write(void *context, const char *bytes, size_t n)
{
    struct taken *taken = context;
    if (n > taken->room - taken->len)
        return false;
    memcpy(taken->text + taken->len, bytes, n);
    taken->len += n;
    return true;
}

static const struct meaning *content_meaning(struct resolver *resolver, br_value value,
                                             enum meaning_kind kind)
{
    /* Escapes only shrink a text, Latin-1 at most doubles it. */
    uint64_t raw = br_raw(resolver->rec, value).len;
    if (raw > TEXT_MAX / 4)
        return NULL;
    struct taken taken = {.room = (size_t)raw * 4 + 16};
    taken.text = resolver_alloc(resolver, taken.room);
    if (!taken.text)
        return NULL;
    bool is_text = false;
    struct br_sink sink = {.write = taken_write, .context = &taken};
    if (br_content(resolver->rec, value, sink, &is_text) != BR_OK) {
        resolver->failed = true; /* there is room for all of it */
        return NULL;
    }
    if (!is_text)
        return NULL;
    return meaning_text(resolver, kind, taken.text, taken.len);
}

/* Module or name of a global as the stream has it, into the resolver's memory. */
static const struct meaning *part_literal(struct resolver *resolver, br_value value,
                                          enum br_part part, bool *literal)
{
    char text[1024]; /* nothing that is known has a longer name */
    struct taken taken = {.text = text, .room = sizeof text};
    struct br_sink sink = {.write = taken_write, .context = &taken};
    *literal = false;
    if (br_global_part(resolver->rec, value, part, sink, literal) != BR_OK || !*literal)
        return NULL;
    size_t len;
    const char *copy = text_join(resolver, text, taken.len, "", "", 0, &len);
    return copy ? meaning_text(resolver, MEANING_TEXT, copy, len) : NULL;
}

static const struct meaning *call_meaning(struct resolver *resolver, br_value value)
{
    const uint32_t *index = valuemap_get(&resolver->meanings, value);
    return index ? resolver->rows[*index - 1] : NULL;
}

/* A part that STACK_GLOBAL took from a call is known if that call is. */
static const struct meaning *part_meaning(struct resolver *resolver, br_value value,
                                          enum br_part part)
{
    bool literal;
    const struct meaning *meaning = part_literal(resolver, value, part, &literal);
    if (meaning || literal)
        return meaning;
    struct br_state before = {resolver->rec, br_maker(resolver->rec, value)};
    const struct meaning *computed =
        call_meaning(resolver, br_stack(before, part == BR_PART_MODULE ? 1 : 0));
    return computed && computed->kind == MEANING_TEXT ? computed : NULL;
}

static const struct meaning *global_meaning(struct resolver *resolver, br_value value)
{
    const struct meaning *module = part_meaning(resolver, value, BR_PART_MODULE);
    const struct meaning *name = part_meaning(resolver, value, BR_PART_NAME);
    if (!module || !name)
        return NULL;
    return meaning_global(resolver, module->text, module->text_len, name->text, name->text_len);
}

const struct meaning *resolve_value(struct resolver *resolver, br_value value)
{
    if (value == BR_NO_VALUE)
        return NULL;
    switch (br_kind(resolver->rec, value)) {
    case BR_KIND_STR:
        return content_meaning(resolver, value, MEANING_TEXT);
    case BR_KIND_BYTES:
        return content_meaning(resolver, value, MEANING_BYTES);
    case BR_KIND_GLOBAL:
        return global_meaning(resolver, value);
    default:
        return call_meaning(resolver, value);
    }
}

/* ---- Models ---------------------------------------------------------------------------------- */

/* One call, as a model sees it. */
struct model_call {
    struct resolver *resolver;
    const struct meaning *callee; /* for models of what is not a global */
    uint32_t n_args;
    br_value args[ARGS_MAX];
};

struct model {
    const char *module;
    const char *name;
    uint32_t min_args;
    struct resolution (*run)(struct model_call *call);
};

static const struct resolution nothing;

/* The nth argument if it is known and of this kind. */
static const struct meaning *arg_of_kind(struct model_call *call, uint32_t n,
                                         enum meaning_kind kind)
{
    const struct meaning *meaning =
        n < call->n_args ? resolve_value(call->resolver, call->args[n]) : NULL;
    return meaning && meaning->kind == kind ? meaning : NULL;
}

/* The attribute of a module or of what is in one; NULL when object is neither. */
static const struct meaning *attribute_of(struct model_call *call, const struct meaning *object,
                                          const struct meaning *name)
{
    if (!object || !name || object->kind != MEANING_GLOBAL)
        return NULL;
    size_t len;
    const char *path = text_join(call->resolver, object->text, object->text_len,
                                 object->text_len ? "." : "", name->text, name->text_len, &len);
    if (!path)
        return NULL;
    return meaning_global(call->resolver, object->module, object->module_len, path, len);
}

static struct resolution model_getattr(struct model_call *call)
{
    const struct meaning *name = arg_of_kind(call, 1, MEANING_TEXT);
    const struct meaning *object = arg_of_kind(call, 0, MEANING_GLOBAL);
    return (struct resolution){.result = attribute_of(call, object, name)};
}

static const struct meaning *module_named(struct model_call *call, const char *name, size_t n)
{
    return meaning_global(call->resolver, name, n, "", 0);
}

static struct resolution model_import_module(struct model_call *call)
{
    const struct meaning *name = arg_of_kind(call, 0, MEANING_TEXT);
    if (!name)
        return nothing;
    return (struct resolution){.result = module_named(call, name->text, name->text_len)};
}

/* __import__('a.b') gives a; with a fromlist it gives a.b. */
static struct resolution model_dunder_import(struct model_call *call)
{
    const struct meaning *name = arg_of_kind(call, 0, MEANING_TEXT);
    if (!name)
        return nothing;
    const char *dot = memchr(name->text, '.', name->text_len);
    size_t n = dot && call->n_args < 4 ? (size_t)(dot - name->text) : name->text_len;
    return (struct resolution){.result = module_named(call, name->text, n)};
}

/* 'os:system' or 'os.system', of which all but the last part is taken for the module. */
static struct resolution model_resolve_name(struct model_call *call)
{
    const struct meaning *name = arg_of_kind(call, 0, MEANING_TEXT);
    if (!name)
        return nothing;
    const char *border = memchr(name->text, ':', name->text_len);
    if (!border)
        border = memrchr(name->text, '.', name->text_len);
    if (!border)
        return (struct resolution){.result = module_named(call, name->text, name->text_len)};
    size_t module_len = (size_t)(border - name->text);
    return (struct resolution){.result =
                                   meaning_global(call->resolver, name->text, module_len,
                                                  border + 1, name->text_len - module_len - 1)};
}

/* attrgetter('a') and methodcaller('a'): their result remembers the name. */
static struct resolution remember_name(struct model_call *call, enum meaning_kind kind)
{
    const struct meaning *name = arg_of_kind(call, 0, MEANING_TEXT);
    if (!name)
        return nothing;
    return (struct resolution){.result =
                                   meaning_text(call->resolver, kind, name->text, name->text_len)};
}

static struct resolution model_attrgetter(struct model_call *call)
{
    return call->n_args == 1 ? remember_name(call, MEANING_ATTRGETTER) : nothing;
}

static struct resolution model_methodcaller(struct model_call *call)
{
    return remember_name(call, MEANING_METHODCALLER);
}

static struct resolution model_partial(struct model_call *call)
{
    const struct meaning *inner = resolve_value(call->resolver, call->args[0]);
    if (!inner)
        return nothing;
    if (inner->kind == MEANING_PARTIAL)
        inner = inner->inner; /* so that a chain of them is never walked */
    return (struct resolution){
        .result = meaning_keep(call->resolver,
                               &(struct meaning){.kind = MEANING_PARTIAL, .inner = inner})};
}

static struct resolution model_concat(struct model_call *call)
{
    const struct meaning *a = arg_of_kind(call, 0, MEANING_TEXT);
    const struct meaning *b = arg_of_kind(call, 1, MEANING_TEXT);
    size_t len;
    const char *text =
        a && b ? text_join(call->resolver, a->text, a->text_len, "", b->text, b->text_len, &len)
               : NULL;
    return text ? (struct resolution){.result =
                                          meaning_text(call->resolver, MEANING_TEXT, text, len)}
                : nothing;
}

static struct resolution model_str(struct model_call *call)
{
    return (struct resolution){.result =
                                   call->n_args == 1 ? arg_of_kind(call, 0, MEANING_TEXT) : NULL};
}

/* What map, reduce and the like call, now or when their result is read. */
static struct resolution model_calls_first(struct model_call *call)
{
    const struct meaning *callee = resolve_value(call->resolver, call->args[0]);
    bool is_partial = callee && callee->kind == MEANING_PARTIAL;
    return (struct resolution){.called = is_partial ? callee->inner : callee};
}

/* ---- Calls of what such functions gave */

static struct resolution call_attrgetter(struct model_call *call)
{
    const struct meaning *object = arg_of_kind(call, 0, MEANING_GLOBAL);
    return (struct resolution){.result = attribute_of(call, object, call->callee)};
}

static struct resolution call_methodcaller(struct model_call *call)
{
    const struct meaning *object = arg_of_kind(call, 0, MEANING_GLOBAL);
    return (struct resolution){.called = attribute_of(call, object, call->callee)};
}

static struct resolution call_partial(struct model_call *call)
{
    return (struct resolution){.called = call->callee->inner};
}

static const struct model models[] = {
    {"builtins", "getattr", 2, model_getattr},
    {"builtins", "object.__getattribute__", 2, model_getattr},
    {"builtins", "type.__getattribute__", 2, model_getattr},
    {"inspect", "getattr_static", 2, model_getattr},
    {"importlib", "import_module", 1, model_import_module},
    {"importlib", "__import__", 1, model_dunder_import},
    {"builtins", "__import__", 1, model_dunder_import},
    {"pkgutil", "resolve_name", 1, model_resolve_name},
    {"pydoc", "locate", 1, model_resolve_name},
    {"operator", "attrgetter", 1, model_attrgetter},
    {"_operator", "attrgetter", 1, model_attrgetter},
    {"operator", "methodcaller", 1, model_methodcaller},
    {"_operator", "methodcaller", 1, model_methodcaller},
    {"operator", "concat", 2, model_concat},
    {"_operator", "concat", 2, model_concat},
    {"operator", "add", 2, model_concat},
    {"_operator", "add", 2, model_concat},
    {"builtins", "str", 1, model_str},
    {"functools", "partial", 1, model_partial},
    {"_functools", "partial", 1, model_partial},
    {"functools", "reduce", 1, model_calls_first},
    {"_functools", "reduce", 1, model_calls_first},
    {"builtins", "map", 1, model_calls_first},
    {"builtins", "filter", 1, model_calls_first},
    {"itertools", "starmap", 1, model_calls_first},
    {"operator", "call", 1, model_calls_first},
    {"_operator", "call", 1, model_calls_first},
};

static const struct model models_of_kind[] = {
    [MEANING_ATTRGETTER] = {NULL, NULL, 1, call_attrgetter},
    [MEANING_METHODCALLER] = {NULL, NULL, 1, call_methodcaller},
    [MEANING_PARTIAL] = {NULL, NULL, 0, call_partial},
};

const struct model *model_of_global(const struct global *global)
{
    const char *module = global->mapped_module ? global->mapped_module : global->module;
    const char *name = global->mapped_name ? global->mapped_name : global->name;
    if (strlen(global->module) != global->module_len || strlen(global->name) != global->name_len)
        return NULL; /* a NUL is part of the name: no function is called so */
    for (size_t n = 0; n < sizeof models / sizeof models[0]; n++) {
        if (strcmp(models[n].module, module) == 0 && strcmp(models[n].name, name) == 0)
            return &models[n];
    }
    return NULL;
}

/* ---- Calls ----------------------------------------------------------------------------------- */

/* Fills n_args and args; false when the arguments are themselves unknown or too many to matter. */
static bool call_arguments(struct model_call *call, const struct br_event *event)
{
    struct br_state at = {call->resolver->rec, event->op};
    struct br_call parts;
    uint64_t n = 0;
    bool is_list = event->args != BR_NO_VALUE && br_kind_is_sequence(br_kind(at.rec, event->args));
    if (is_list) {
        if (br_len(at, event->args, &n) != BR_OK)
            return false;
    } else if (event->args == BR_NO_VALUE && br_call(at.rec, event->value, &parts)) {
        n = parts.n_args;
    } else {
        return false;
    }
    call->n_args = n < ARGS_MAX ? (uint32_t)n : ARGS_MAX;
    for (uint32_t k = 0; k < call->n_args; k++) {
        struct br_item item = {.value = BR_NO_VALUE};
        bool found = true;
        if (!is_list)
            item.value = br_call_arg(at.rec, event->value, k);
        else if (br_item(at, event->args, k, &item, &found) != BR_OK || !found)
            return false;
        call->args[k] = item.value;
    }
    return true;
}

static void remember(struct resolver *resolver, br_value value, const struct meaning *meaning)
{
    if (resolver->count == resolver->cap) {
        uint32_t cap = resolver->cap ? resolver->cap * 2 : 64;
        const struct meaning **rows = realloc(resolver->rows, cap * sizeof *rows);
        if (!rows) {
            resolver->failed = true;
            return;
        }
        resolver->rows = rows;
        resolver->cap = cap;
    }
    uint32_t *index = valuemap_put(&resolver->meanings, value);
    if (!index) {
        resolver->failed = true;
        return;
    }
    resolver->rows[resolver->count++] = meaning;
    *index = resolver->count;
}

struct resolution resolve_call(struct resolver *resolver, const struct br_event *event,
                               const struct meaning *callee, const struct model *model)
{
    struct model_call call = {.resolver = resolver, .callee = callee};
    if (!model && callee && callee->kind < sizeof models_of_kind / sizeof models_of_kind[0])
        model = models_of_kind[callee->kind].run ? &models_of_kind[callee->kind] : NULL;
    if (!model || !call_arguments(&call, event) || call.n_args < model->min_args)
        return nothing;
    struct resolution resolution = model->run(&call);
    if (resolution.result && event->value != BR_NO_VALUE)
        remember(resolver, event->value, resolution.result);
    return resolution;
}
