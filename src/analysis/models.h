/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What functions and methods of Python do with known arguments: the tables that evaluate.c asks. */
#ifndef BRINE_ANALYSIS_MODELS_H
#define BRINE_ANALYSIS_MODELS_H

#include "src/analysis/evaluate.h"

/* One function. A row of models.c or consumers.c. */
struct model {
    const char *module;
    const char *name;
    uint32_t min_args; /* with fewer the function fails in Python too */
    const struct meaning *(*run)(struct evaluator *ev, const struct model *model,
                                 const struct arguments *args);
    int number; /* what the function makes of these two is its own */
    const char *text;
};

/* The rows of consumers.c: functions that call what they are given. */
extern const struct model consumers[];
extern const size_t n_consumers;
/* The rows of coders.c: functions that decode. */
extern const struct model coders[];
extern const size_t n_coders;

/* The model of a global by its module and name (Python 2 names mapped where they were); NULL: it is
 * not understood. */
const struct model *model_of(const struct meaning *global);

/* A call of MEANING_METHOD. */
const struct meaning *method_call(struct evaluator *ev, const struct meaning *method,
                                  const struct arguments *args);
/* builtins:str.join and the like called with the object in front, and functools:partial.__call__;
 * NULL: it is no such method, or what it gives is not known. */
const struct meaning *method_call_unbound(struct evaluator *ev, const struct meaning *global,
                                          const struct arguments *args);

/* What codecs.decode or encode gives; NULL: the codec is not known here, or refuses. */
const struct meaning *coder_run(struct evaluator *ev, const struct meaning *data, const char *codec,
                                size_t codec_len, bool is_decode);

/* partial(callable, *rest); never a partial of a partial. */
const struct meaning *partial_of(struct evaluator *ev, const struct arguments *args);

#endif
