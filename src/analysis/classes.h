/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes that a call makes (type(name, bases, dict), collections.namedtuple), and their instances:
 * what Python calls of them when they are made, indexed, iterated, compared. */
#ifndef BRINE_ANALYSIS_CLASSES_H
#define BRINE_ANALYSIS_CLASSES_H

#include "src/analysis/evaluate.h"

/* The attribute of a MEANING_CLASS or MEANING_INSTANCE, or NULL. */
const struct meaning *classes_attribute(struct evaluator *ev, const struct meaning *object,
                                        const char *name, size_t n);
/* What the class itself says of a name, as Python looks up special methods. NULL for other kinds. */
const struct meaning *classes_special(struct evaluator *ev, const struct meaning *object,
                                      const char *name);
/* A call of a class or an instance. */
const struct meaning *classes_call(struct evaluator *ev, const struct meaning *callee,
                                   const struct arguments *args);
/* A function of builtins, operator or copy that is given an instance calls a method of it: *result is
 * what that gives. False: it does not. */
bool classes_run(struct evaluator *ev, const struct meaning *function, const struct arguments *args,
                 const struct meaning **result);
/* type(name, bases, dict); collections.namedtuple(name, fields). NULL: not known. */
const struct meaning *classes_make(struct evaluator *ev, const struct arguments *args);
const struct meaning *classes_make_tuple(struct evaluator *ev, const struct arguments *args);
/* An instance of a named tuple that Python's library makes: its fields are words, one value each. NULL:
 * not known. */
struct meaning *classes_record(struct evaluator *ev, const char *name, const char *fields,
                               const struct meaning *const *values);
/* One more attribute of an instance or class. */
void classes_set(struct evaluator *ev, struct meaning *object, const char *name,
                 const struct meaning *value);
/* Notes the special methods of a dict of attributes as calls that are prepared. */
void classes_note(struct evaluator *ev, const struct meaning *dict);
/* _make, _replace and the like of named tuples. */
const struct meaning *classes_method(struct evaluator *ev, const struct meaning *object,
                                     const char *name, size_t n, const struct arguments *args);

#endif
