/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queues of the module queue, and asyncio's: an object whose self is a list of what it holds. */
#include <string.h>

#include "src/analysis/containers.h"
#include "src/analysis/models.h"
#include "src/analysis/orders.h"
#include "src/analysis/streams.h"

enum queue { QUEUE_FIRST, QUEUE_LAST, QUEUE_LEAST };

/* Queue(maxsize): whether it is full nobody asks; who puts more would wait for ever. */
MODEL_RUN(model_queue)
{
    const struct meaning *class = meaning_named(&ev->store, model->module, model->name);
    struct meaning *queue = class ? (struct meaning *)ev_object(ev, class, args) : NULL;
    struct meaning *held = meaning_new(&ev->store, MEANING_LIST);
    if (!queue || !held)
        return NULL;
    queue->self = model->number == QUEUE_FIRST ? meaning_typed(held, "collections", "deque") : held;
    queue->way = (uint32_t)model->number;
    return queue;
}

/* What the queue that is the first argument holds; NULL: not known. */
static struct meaning *held_by(struct evaluator *ev, const struct arguments *args)
{
    const struct meaning *held = stream_held(arg(ev, args, 0));
    return meaning_is(held, MEANING_LIST) && !held->is_lost ? (struct meaning *)held : NULL;
}

MODEL_RUN(queue_put)
{
    struct meaning *held = held_by(ev, args);
    (void)model;
    if (held && arg(ev, args, 0)->way == QUEUE_LEAST)
        orders_push(ev, held, arg(ev, args, 1));
    else if (held)
        meaning_add(&ev->store, held, args->items[1]);
    return NULL;
}

MODEL_RUN(queue_get)
{
    struct meaning *held = held_by(ev, args);
    (void)model;
    if (!held || held->n_items == 0)
        return NULL;
    uint32_t way = arg(ev, args, 0)->way;
    if (way == QUEUE_LEAST)
        return orders_pop(ev, held);
    uint32_t at = way == QUEUE_FIRST ? 0 : held->n_items - 1;
    const struct meaning *item = ev_ask(ev, held->items[at]);
    container_splice(ev, held, at, 1, NULL);
    return item->kind == MEANING_UNKNOWN ? NULL : item;
}

/* qsize; empty (number 1) */
MODEL_RUN(queue_size)
{
    const struct meaning *held = held_by(ev, args);
    if (!held)
        return NULL;
    return model->number ? meaning_bool(&ev->store, held->n_items == 0)
                         : meaning_int(&ev->store, held->n_items);
}

MODEL_RUN(queue_held)
{
    (void)model;
    return held_by(ev, args);
}

/* clang-format off */
const struct model queues[] = {
    {"queue", "Queue", 0, model_queue, QUEUE_FIRST, NULL},
    {"queue", "SimpleQueue", 0, model_queue, QUEUE_FIRST, NULL},
    {"queue", "LifoQueue", 0, model_queue, QUEUE_LAST, NULL},
    {"queue", "PriorityQueue", 0, model_queue, QUEUE_LEAST, NULL},
    {"asyncio", "Queue", 0, model_queue, QUEUE_FIRST, NULL},
    {"asyncio", "LifoQueue", 0, model_queue, QUEUE_LAST, NULL},
    {"asyncio", "PriorityQueue", 0, model_queue, QUEUE_LEAST, NULL},
    {"queue", "Queue.put", 2, queue_put, 0, NULL},
    {"queue", "Queue.put_nowait", 2, queue_put, 0, NULL},
    {"queue", "Queue.get", 1, queue_get, 0, NULL},
    {"queue", "Queue.get_nowait", 1, queue_get, 0, NULL},
    {"queue", "Queue.qsize", 1, queue_size, 0, NULL},
    {"queue", "Queue.empty", 1, queue_size, 1, NULL},
    {"asyncio", "Queue.put_nowait", 2, queue_put, 0, NULL}, /* put and get do nothing until awaited */
    {"asyncio", "Queue.get_nowait", 1, queue_get, 0, NULL},
    {"asyncio", "Queue.qsize", 1, queue_size, 0, NULL},
    {"asyncio", "Queue.empty", 1, queue_size, 1, NULL},
};
const struct model queue_attributes[] = {
    {"queue", "Queue.queue", 1, queue_held, 0, NULL},
};
/* clang-format on */
const size_t n_queues = sizeof queues / sizeof queues[0];
const size_t n_queue_attributes = sizeof queue_attributes / sizeof queue_attributes[0];
