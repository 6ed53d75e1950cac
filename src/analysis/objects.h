/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What BUILD set on objects that only the run would know, and what SETITEM put into them: their
 * attributes and items, as far as the pickle itself tells. Nothing is copied: a row per event is
 * kept, and its state is read when somebody asks. */
#ifndef BRINE_ANALYSIS_OBJECTS_H
#define BRINE_ANALYSIS_OBJECTS_H

#include "src/analysis/evaluate.h"

struct object_change {
    uint64_t event;
    uint32_t before; /* index + 1 of the change before it of the same object; 0: none */
};

/* Remembers a BUILD or SETITEM on an unknown object. False when memory failed. */
bool objects_remember(struct evaluator *ev, const struct br_event *event);

/* What was set as an attribute last, or NULL: by setattr on what the object is known to be (NULL:
 * nothing), by BUILD on value, which may be BR_NO_VALUE. */
const struct meaning *objects_attribute(struct evaluator *ev, const struct meaning *object,
                                        br_value value, const char *name, size_t n);
/* The attribute of a MEANING_OBJECT that comes from the arguments of its class: those of
 * types.SimpleNamespace by name, an exception's args. */
const struct meaning *objects_made_attribute(struct evaluator *ev, const struct meaning *object,
                                             const char *name, size_t n);
/* Whether a MEANING_OBJECT is an exception of builtins. */
bool objects_is_exception(const struct meaning *object);
/* The same of a global, by its module and name: each import of it is the same object. */
const struct meaning *objects_global_attribute(struct evaluator *ev, const struct meaning *global,
                                               const char *name, size_t n);
/* Remembers a BUILD on a global. */
void objects_remember_global(struct evaluator *ev, const struct meaning *global,
                             const struct br_event *event);
/* What BUILD makes of a UserDict, UserList or UserString: the data that its state holds. NULL: the object is
 * none of these, or it is not known. */
const struct meaning *objects_user_data(struct evaluator *ev, const struct br_event *event);
/* The same of setattr, and of an item put into the __dict__ of a module or class. */
void objects_set_global(struct evaluator *ev, const struct meaning *global,
                        const struct meaning *name, const struct meaning *value);
/* What a name leads to, where its module, or a beginning of it is a global on which attributes were set;
 * NULL: it is what it says. */
const struct meaning *objects_redirected(struct evaluator *ev, const struct meaning *global);

/* What was put under a key last, or NULL. */
const struct meaning *objects_item(struct evaluator *ev, br_value object,
                                   const struct meaning *key);

/* The items that APPENDS, ADDITEMS and the like put on, in their order; of SETITEMS key, value, key
 * and so on. NULL: too many. */
struct meaning *objects_put(struct evaluator *ev, const struct br_event *event);

#endif
