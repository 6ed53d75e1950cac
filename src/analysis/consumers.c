/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that call what they are given, now or later, with which arguments. */
#include "src/analysis/models.h"

/* How the arguments of the call are found. */
enum passed {
    PASSED_REST,    /* all that stands behind the callable */
    PASSED_NOTHING, /* none */
    PASSED_ITS_OWN, /* what the function makes itself: a match, a signal, a line ... */
    PASSED_TUPLE,   /* the argument `args`, or the one behind the callable, is their tuple */
    PASSED_FIRST,   /* the first argument of the function */
};

struct consumer {
    const char *named; /* the keyword that the callable has; NULL: none */
    enum passed passed;
    enum call_when when;
};

/* clang-format off */
static const struct consumer
    rest_now     = {NULL, PASSED_REST, CALL_NOW},
    rest_later   = {NULL, PASSED_REST, CALL_LATER},
    nothing_now  = {NULL, PASSED_NOTHING, CALL_NOW},
    nothing_later = {NULL, PASSED_NOTHING, CALL_LATER},
    own_now      = {NULL, PASSED_ITS_OWN, CALL_NOW},
    own_later    = {NULL, PASSED_ITS_OWN, CALL_LATER},
    tuple_now    = {"target", PASSED_TUPLE, CALL_NOW},
    target_later = {"target", PASSED_TUPLE, CALL_LATER},
    func_tuple   = {"function", PASSED_TUPLE, CALL_LATER},
    first_now    = {NULL, PASSED_FIRST, CALL_NOW};
static const struct consumer *const kinds[] = {
    &rest_now, &rest_later, &nothing_now, &nothing_later, &own_now,
    &own_later, &tuple_now, &target_later, &func_tuple, &first_now,
};
enum {
    REST_NOW, REST_LATER, NOTHING_NOW, NOTHING_LATER, OWN_NOW,
    OWN_LATER, TUPLE_NOW, TARGET_LATER, FUNC_TUPLE, FIRST_NOW
};
/* clang-format on */

/* The position of the callable, and the kind, in one number. */
#define AT(position, kind) ((position)*16 + (kind))

static const struct meaning *const one_unknown[] = {&meaning_unknown};

static struct arguments passed_arguments(struct evaluator *ev, const struct consumer *consumer,
                                         const struct arguments *args, uint32_t position)
{
    struct arguments none = {.items = one_unknown, .n = 0};
    struct arguments rest = args_from(args, position + 1);
    const struct meaning *tuple;
    switch (consumer->passed) {
    case PASSED_REST:
        return rest;
    case PASSED_ITS_OWN:
        none.n = 1;
        return none;
    case PASSED_FIRST:
        return (struct arguments){.items = args->items, .n = 1};
    case PASSED_TUPLE:
        tuple = arg_named(ev, args, "args");
        for (uint32_t n = 0; !tuple && n < rest.n; n++) { /* Thread(None, f, 'name', args) */
            const char *type = ev_type_name(ev, arg(ev, &rest, n));
            if (type && (type[0] == 't' || type[0] == 'l'))
                tuple = rest.items[n];
        }
        tuple = tuple ? ev_listed(ev, tuple, MEANING_TUPLE) : NULL;
        return tuple && tuple->n_items
                   ? (struct arguments){.items = tuple->items, .n = tuple->n_items}
                   : none;
    default:
        return none;
    }
}

static const struct meaning *run_consumer(struct evaluator *ev, const struct model *model,
                                          const struct arguments *args)
{
    const struct consumer *consumer = kinds[model->number % 16];
    uint32_t position = (uint32_t)model->number / 16;
    const struct meaning *callable = consumer->named ? arg_named(ev, args, consumer->named) : NULL;
    if (!callable)
        callable = arg(ev, args, position);
    const char *type = callable ? ev_type_name(ev, callable) : NULL;
    if (!callable || type) /* plain data: nobody calls it */
        return NULL;
    struct arguments passed = passed_arguments(ev, consumer, args, position);
    if (consumer->when == CALL_NOW)
        ev_call(ev, callable, &passed);
    else
        ev_note(ev, callable, &passed, consumer->when);
    return NULL;
}

#define ROW(module, name, min_args, position, kind)                                                \
    {                                                                                              \
        module, name, min_args, run_consumer, AT(position, kind), NULL                             \
    }

/* clang-format off */
const struct model consumers[] = {
    ROW("re", "sub", 3, 1, OWN_NOW),
    ROW("re", "subn", 3, 1, OWN_NOW),
    ROW("atexit", "register", 1, 0, REST_LATER),
    ROW("atexit", "_run_exitfuncs", 0, 0, NOTHING_NOW),
    ROW("weakref", "finalize", 2, 1, REST_LATER),
    ROW("signal", "signal", 2, 1, OWN_LATER),
    ROW("threading", "Thread", 0, 1, TARGET_LATER),
    ROW("threading", "Timer", 2, 1, FUNC_TUPLE),
    ROW("threading", "excepthook", 1, 0, OWN_LATER),
    ROW("threading", "settrace", 1, 0, OWN_LATER),
    ROW("threading", "setprofile", 1, 0, OWN_LATER),
    ROW("_thread", "start_new_thread", 2, 0, TUPLE_NOW),
    ROW("_thread", "start_new", 2, 0, TUPLE_NOW),
    ROW("thread", "start_new_thread", 2, 0, TUPLE_NOW),
    ROW("multiprocessing", "Process", 0, 1, TARGET_LATER),
    ROW("multiprocessing.context", "Process", 0, 1, TARGET_LATER),
    ROW("multiprocessing.process", "BaseProcess", 0, 1, TARGET_LATER),
    ROW("multiprocessing.util", "Finalize", 2, 1, TUPLE_NOW),
    ROW("concurrent.futures.thread", "_WorkItem", 4, 1, TUPLE_NOW),
    ROW("concurrent.futures", "ThreadPoolExecutor.submit", 2, 1, REST_NOW),
    ROW("concurrent.futures", "Executor.submit", 2, 1, REST_NOW),
    ROW("sched", "scheduler.enter", 4, 3, TUPLE_NOW),
    ROW("asyncio", "to_thread", 1, 0, REST_LATER),
    ROW("timeit", "timeit", 1, 0, NOTHING_NOW),
    ROW("timeit", "repeat", 1, 0, NOTHING_NOW),
    ROW("timeit", "Timer", 1, 0, NOTHING_LATER),
    ROW("sys", "settrace", 1, 0, OWN_LATER),
    ROW("sys", "setprofile", 1, 0, OWN_LATER),
    ROW("sys", "addaudithook", 1, 0, OWN_LATER),
    ROW("contextlib", "contextmanager", 1, 0, NOTHING_LATER),
    ROW("contextlib", "ExitStack.callback", 2, 1, REST_LATER),
    ROW("contextvars", "Context.run", 2, 1, REST_NOW),
    ROW("cProfile", "Profile.runcall", 2, 1, REST_NOW),
    ROW("profile", "Profile.runcall", 2, 1, REST_NOW),
    ROW("bdb", "Bdb.runcall", 2, 1, REST_NOW),
    ROW("pdb", "runcall", 1, 0, REST_NOW),
    ROW("trace", "Trace.runfunc", 2, 1, REST_NOW),
    ROW("unittest.mock", "_callable", 1, 0, OWN_LATER),
    ROW("itertools", "accumulate", 2, 1, OWN_NOW),
    ROW("itertools", "groupby", 2, 1, OWN_NOW),
    ROW("heapq", "nlargest", 3, 2, OWN_NOW),
    ROW("heapq", "nsmallest", 3, 2, OWN_NOW),
    ROW("bisect", "bisect", 3, 2, OWN_NOW),
    ROW("codecs", "register", 1, 0, OWN_LATER),
    ROW("codecs", "register_error", 2, 1, OWN_LATER),
    ROW("copyreg", "pickle", 2, 1, OWN_LATER),
    ROW("functools", "cached_property", 1, 0, OWN_LATER),
    ROW("builtins", "property", 1, 0, OWN_LATER),
    ROW("types", "coroutine", 1, 0, NOTHING_LATER),
    ROW("types", "DynamicClassAttribute", 1, 0, OWN_LATER),
    ROW("numpy", "vectorize", 1, 0, OWN_LATER),
    ROW("numpy", "apply_along_axis", 1, 0, OWN_NOW),
    ROW("numpy", "apply_over_axes", 1, 0, OWN_NOW),
    ROW("numpy", "fromfunction", 1, 0, OWN_NOW),
    ROW("numpy", "frompyfunc", 1, 0, OWN_LATER),
    ROW("torch.utils.checkpoint", "checkpoint", 1, 0, REST_NOW),
    ROW("joblib", "delayed", 1, 0, NOTHING_LATER),
    ROW("toolz", "pipe", 2, 1, FIRST_NOW),
};
/* clang-format on */
const size_t n_consumers = sizeof consumers / sizeof consumers[0];
