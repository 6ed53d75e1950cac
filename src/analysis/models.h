/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What functions and methods of Python do with known arguments: the tables that evaluate.c asks. */
#ifndef BRINE_ANALYSIS_MODELS_H
#define BRINE_ANALYSIS_MODELS_H

#include "src/analysis/evaluate.h"
#include "src/base/codec.h"
#include "src/base/inflate.h"

/* One function. A row of one of the tables of models.def. */
struct model {
    const char *module;
    const char *name;
    uint32_t min_args; /* with fewer the function fails in Python too */
    const struct meaning *(*run)(struct evaluator *ev, const struct model *model,
                                 const struct arguments *args);
    int number; /* what the function makes of these two is its own */
    const char *text;
};

/* The head of a function of such a row. */
#define MODEL_RUN(name)                                                                            \
    static const struct meaning *name(struct evaluator *ev, const struct model *model,             \
                                      const struct arguments *args)

/* The operators that operators.c knows; those from NEG on have one operand. */
enum operator_name {
    OPERATOR_ADD,
    OPERATOR_SUB,
    OPERATOR_MUL,
    OPERATOR_TRUEDIV,
    OPERATOR_FLOORDIV,
    OPERATOR_MOD,
    OPERATOR_POW,
    OPERATOR_AND,
    OPERATOR_OR,
    OPERATOR_XOR,
    OPERATOR_LSHIFT,
    OPERATOR_RSHIFT,
    OPERATOR_NEG,
    OPERATOR_POS,
    OPERATOR_INVERT,
    OPERATOR_ABS,
    OPERATOR_TURNED /* added to one of two operands that stand the other way round */
};
/* What one of them gives; b may be NULL. */
const struct meaning *operator_run(struct evaluator *ev, int name, const struct meaning *a,
                                   const struct meaning *b);

/* What 'os:system' or 'os.system' names, as pkgutil.resolve_name finds it. */
const struct meaning *model_named_object(struct evaluator *ev, const char *name, size_t n);

/* The module and name by which the tables know a global. */
struct model_name {
    const char *module, *name;
    size_t module_len, name_len;
};
struct model_name model_name_of(const struct meaning *global);
/* The model of a global by its module and name (Python 2 names mapped where they were); NULL: it is
 * not understood. */
const struct model *model_of(const struct meaning *global);

/* The same of an attribute that is computed when it is asked, whose function has the object as its
 * argument; of what has a type of its own (meaning_typed), by that. */
const struct model *model_of_attribute(const struct meaning *object, const char *name,
                                       size_t name_len);

/* Puts keyword arguments where the model looks for them; false: too many arguments. */
bool model_arguments(struct evaluator *ev, const struct model *model, struct arguments *args);

/* ---- Methods --------------------------------------------------------------------------------- */

/* One method of Python's own types. */
struct method {
    unsigned kinds;   /* bits of the kinds of meaning that have it */
    const char *name; /* "Counter.update": of those of that type alone, see meaning_typed */
    uint32_t min_args;
    const struct meaning *(*run)(struct evaluator *ev, const struct method *method,
                                 const struct meaning *self, const struct arguments *args);
    int number;
};

/* The tables, and how many rows each has. */
#define MODELS(table)                                                                              \
    extern const struct model table[];                                                             \
    extern const size_t n_##table;
#define COMPUTED(table) MODELS(table)
#define METHODS(table)                                                                             \
    extern const struct method table[];                                                            \
    extern const size_t n_##table;
#include "src/analysis/models.def"
#undef MODELS
#undef COMPUTED
#undef METHODS

#define METHOD_BIT(kind) (1u << MEANING_##kind)
#define METHOD_RUN(name)                                                                           \
    static const struct meaning *name(struct evaluator *ev, const struct method *method,           \
                                      const struct meaning *self, const struct arguments *args)

/* Whether what is known has a method of this name. */
bool method_is_known(const struct meaning *self, const char *name, size_t name_len);
/* Calls a method by its name; NULL: there is none that is known, or its result is not. */
const struct meaning *method_run(struct evaluator *ev, const struct meaning *self, const char *name,
                                 size_t name_len, const struct arguments *args);

/* Whether a global is a dict that Python itself keeps: sys.modules, a __dict__ ... */
bool method_is_table(const struct meaning *global);

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

/* What a function of codec.h makes of a text or bytes; NULL: it refuses. */
const struct meaning *coder_decode(struct evaluator *ev, codec_function *run,
                                   const struct meaning *data, enum meaning_kind result);
/* What zlib's argument wbits (NULL: none) says: below 0 there is no head, from 24 on it is that of gzip, from
 * 40 on either. */
enum inflate_kind coder_zlib_kind(const struct meaning *bits);

/* Whether a call of the model only spells a str of the record, an argument that is not asked for yet, as
 * the bytes that it stands for: _codecs.encode(text, 'latin1'). */
bool coder_spells_bytes(const struct evaluator *ev, const struct model *model,
                        const struct arguments *args);
/* The same, with what is said to do with what strict coding refuses: 'ignore' and its like, or NULL. */
const struct meaning *coder_handle(struct evaluator *ev, const struct meaning *data,
                                   const char *codec, size_t codec_len, bool is_decode,
                                   const struct meaning *errors);
/* The same as bytes.decode, str.encode and their like do it: none but encodings of texts. */
const struct meaning *coder_as_text(struct evaluator *ev, const struct meaning *data,
                                    const char *codec, size_t codec_len, bool is_decode,
                                    const struct meaning *errors);

/* partial(callable, *rest); never a partial of a partial. */
const struct meaning *partial_of(struct evaluator *ev, const struct arguments *args);

#endif
