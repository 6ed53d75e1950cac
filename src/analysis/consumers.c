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
    PASSED_ITEMS,   /* each item of what stands behind it, in a call of its own */
    PASSED_TUPLES,  /* the same, of tuples of arguments */
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
    first_now    = {NULL, PASSED_FIRST, CALL_NOW},
    items_now    = {NULL, PASSED_ITEMS, CALL_NOW},
    tuples_now   = {NULL, PASSED_TUPLES, CALL_NOW},
    side_effect  = {"side_effect", PASSED_ITS_OWN, CALL_LATER},
    type_later   = {"type", PASSED_ITS_OWN, CALL_LATER},
    tuple_later  = {"action", PASSED_TUPLE, CALL_LATER},
    starter      = {"initializer", PASSED_TUPLE, CALL_NOW};
static const struct consumer *const kinds[] = {
    &rest_now, &rest_later, &nothing_now, &nothing_later, &own_now,
    &own_later, &tuple_now, &target_later, &func_tuple, &first_now,
    &items_now, &tuples_now, &side_effect,
    &type_later, &starter, &tuple_later,
};
enum {
    REST_NOW, REST_LATER, NOTHING_NOW, NOTHING_LATER, OWN_NOW,
    OWN_LATER, TUPLE_NOW, TARGET_LATER, FUNC_TUPLE, FIRST_NOW,
    ITEMS_NOW, TUPLES_NOW, SIDE_EFFECT,
    TYPE_LATER, STARTER, TUPLE_LATER
};
/* clang-format on */

/* The position of the callable, and the kind, in one number. */
#define AT(position, kind) ((position)*32 + (kind))

/* The callable has a name, and no position. */
enum { NOWHERE = 99 };

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

/* One call for each item: pool.map, executor.map. */
static void call_each(struct evaluator *ev, const struct meaning *callable,
                      const struct arguments *rest, bool is_tuple)
{
    static const struct meaning *const none[1];
    const struct meaning *list = rest->n ? ev_listed(ev, rest->items[0], MEANING_LIST) : NULL;
    for (uint32_t n = 0; list && n < list->n_items; n++) {
        const struct meaning *args = is_tuple ? ev_listed(ev, list->items[n], MEANING_LIST) : NULL;
        if (!is_tuple)
            ev_call_1(ev, callable, list->items[n]);
        else if (args)
            ev_call(ev, callable,
                    &(struct arguments){.items = args->n_items ? args->items : none,
                                        .n = args->n_items});
    }
}

static void consume(struct evaluator *ev, const struct consumer *consumer,
                    const struct meaning *callable, uint32_t position, const struct arguments *args)
{
    if (consumer->passed == PASSED_ITEMS || consumer->passed == PASSED_TUPLES) {
        struct arguments rest = args_from(args, position + 1);
        call_each(ev, callable, &rest, consumer->passed == PASSED_TUPLES);
        return;
    }
    struct arguments passed = passed_arguments(ev, consumer, args, position);
    if (consumer->when == CALL_NOW)
        ev_call(ev, callable, &passed);
    else
        ev_note(ev, callable, &passed, consumer->when);
}

/* What it gives is an object of its own: a thread, a pool. */
static const struct meaning *run_consumer(struct evaluator *ev, const struct model *model,
                                          const struct arguments *args)
{
    const struct consumer *consumer = kinds[model->number % 32];
    uint32_t position = (uint32_t)model->number / 32;
    const struct meaning *callable = consumer->named ? arg_named(ev, args, consumer->named) : NULL;
    if (!callable && position != NOWHERE)
        callable = arg(ev, args, position);
    const char *type = callable ? ev_type_name(ev, callable) : NULL;
    if (callable && !type) /* plain data: nobody calls it */
        consume(ev, consumer, callable, position, args);
    const struct meaning *class = meaning_named(&ev->store, model->module, model->name);
    return class ? ev_object(ev, class, args) : NULL;
}

/* The functions of a pool of processes, and of an event loop, self in front. */
#define POOL(module, name)                                                                         \
    ROW(module, name, 0, 1, STARTER), ROW(module, name ".apply", 2, 1, TUPLE_NOW),                 \
        ROW(module, name ".apply_async", 2, 1, TUPLE_NOW),                                         \
        ROW(module, name ".map", 3, 1, ITEMS_NOW),                                                 \
        ROW(module, name ".map_async", 3, 1, ITEMS_NOW),                                           \
        ROW(module, name ".imap", 3, 1, ITEMS_NOW),                                                \
        ROW(module, name ".imap_unordered", 3, 1, ITEMS_NOW),                                      \
        ROW(module, name ".starmap", 3, 1, TUPLES_NOW),                                            \
        ROW(module, name ".starmap_async", 3, 1, TUPLES_NOW)
#define LOOP(name)                                                                                 \
    ROW("asyncio", name ".call_soon", 2, 1, REST_LATER),                                           \
        ROW("asyncio", name ".call_soon_threadsafe", 2, 1, REST_LATER),                            \
        ROW("asyncio", name ".call_later", 3, 2, REST_LATER),                                      \
        ROW("asyncio", name ".call_at", 3, 2, REST_LATER),                                         \
        ROW("asyncio", name ".run_in_executor", 3, 2, REST_LATER)
#define MOCK(name) ROW("unittest.mock", name, 0, NOWHERE, SIDE_EFFECT)

#define ROW(module, name, min_args, position, kind)                                                \
    {                                                                                              \
        module, name, min_args, run_consumer, AT(position, kind), NULL                             \
    }

/* clang-format off */
const struct model consumers[] = {
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
    ROW("concurrent.futures.thread", "ThreadPoolExecutor.submit", 2, 1, REST_NOW),
    ROW("concurrent.futures.process", "ProcessPoolExecutor.submit", 2, 1, REST_NOW),
    ROW("concurrent.futures", "ProcessPoolExecutor.submit", 2, 1, REST_NOW),
    ROW("concurrent.futures", "ThreadPoolExecutor.map", 3, 1, ITEMS_NOW),
    ROW("concurrent.futures", "ProcessPoolExecutor.map", 3, 1, ITEMS_NOW),
    ROW("concurrent.futures", "Executor.map", 3, 1, ITEMS_NOW),
    ROW("concurrent.futures.thread", "ThreadPoolExecutor.map", 3, 1, ITEMS_NOW),
    ROW("concurrent.futures.process", "ProcessPoolExecutor.map", 3, 1, ITEMS_NOW),
    ROW("concurrent.futures", "ThreadPoolExecutor", 0, 2, STARTER),
    ROW("concurrent.futures", "ProcessPoolExecutor", 0, 2, STARTER),
    ROW("concurrent.futures", "Future.add_done_callback", 2, 1, OWN_LATER),
    POOL("multiprocessing.pool", "ThreadPool"),
    POOL("multiprocessing.pool", "Pool"),
    POOL("multiprocessing", "Pool"),
    POOL("multiprocessing.dummy", "Pool"),
    ROW("multiprocessing.dummy", "Process", 0, 1, TARGET_LATER),
    ROW("multiprocessing.dummy", "DummyProcess", 0, 1, TARGET_LATER),
    LOOP("new_event_loop"),
    LOOP("get_event_loop"),
    LOOP("SelectorEventLoop"),
    ROW("sched", "scheduler.enter", 4, 3, TUPLE_LATER),
    ROW("sched", "scheduler.enterabs", 4, 3, TUPLE_LATER),
    ROW("asyncio", "to_thread", 1, 0, REST_LATER),
    ROW("timeit", "timeit", 1, 0, NOTHING_NOW),
    ROW("timeit", "repeat", 1, 0, NOTHING_NOW),
    ROW("timeit", "Timer", 1, 0, NOTHING_LATER),
    ROW("sys", "settrace", 1, 0, OWN_LATER),
    ROW("sys", "setprofile", 1, 0, OWN_LATER),
    ROW("sys", "addaudithook", 1, 0, OWN_LATER),
    ROW("contextlib", "contextmanager", 1, 0, NOTHING_LATER),
    ROW("contextlib", "ExitStack.callback", 2, 1, REST_LATER),
    ROW("contextlib", "ExitStack.push", 2, 1, OWN_LATER),
    ROW("contextlib", "AsyncExitStack.callback", 2, 1, REST_LATER),
    ROW("contextvars", "Context.run", 2, 1, REST_NOW),
    ROW("contextvars", "copy_context.run", 2, 1, REST_NOW),
    MOCK("Mock"), MOCK("MagicMock"), MOCK("NonCallableMock"), MOCK("AsyncMock"),
    MOCK("CallableMixin"), MOCK("patch"),
    ROW("argparse", "ArgumentParser.add_argument", 1, NOWHERE, TYPE_LATER),
    ROW("unittest", "FunctionTestCase", 1, 0, NOTHING_LATER),
    ROW("unittest", "FunctionTestCase.addCleanup", 2, 1, REST_LATER),
    ROW("unittest", "TestCase.addCleanup", 2, 1, REST_LATER),
    ROW("unittest", "TestCase._callTestMethod", 2, 1, NOTHING_NOW),
    ROW("os", "walk", 3, 2, OWN_LATER),
    ROW("shutil", "rmtree", 3, 2, OWN_NOW),
    ROW("shutil", "copytree", 5, 4, REST_NOW),
    ROW("shutil", "move", 3, 2, REST_NOW),
    ROW("gc", "callbacks.append", 1, 0, OWN_LATER),
    ROW("sqlite3", "Connection.create_function", 4, 3, OWN_LATER),
    ROW("ast", "NodeVisitor.visit", 2, 1, NOTHING_LATER),
    ROW("tkinter", "Tk.after", 3, 2, REST_LATER),
    ROW("warnings", "showwarning", 1, 0, OWN_LATER),
    ROW("faulthandler", "register", 1, 0, OWN_LATER),
    ROW("_thread", "start_joinable_thread", 1, 0, NOTHING_NOW),
    ROW("cProfile", "Profile.runcall", 2, 1, REST_NOW),
    ROW("profile", "Profile.runcall", 2, 1, REST_NOW),
    ROW("bdb", "Bdb.runcall", 2, 1, REST_NOW),
    ROW("pdb", "runcall", 1, 0, REST_NOW),
    ROW("trace", "Trace.runfunc", 2, 1, REST_NOW),
    ROW("unittest.mock", "_callable", 1, 0, OWN_LATER),
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
    ROW("torch._tensor", "_rebuild_from_type", 3, 0, TUPLE_NOW),
    ROW("torch._tensor", "_rebuild_from_type_v2", 3, 0, TUPLE_NOW),
    ROW("torch.tensor", "_rebuild_from_type", 3, 0, TUPLE_NOW),
    ROW("torch.tensor", "_rebuild_from_type_v2", 3, 0, TUPLE_NOW),
    ROW("joblib", "delayed", 1, 0, NOTHING_LATER),
    ROW("toolz", "pipe", 2, 1, FIRST_NOW),
};
/* clang-format on */
const size_t n_consumers = sizeof consumers / sizeof consumers[0];
