/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What functions and methods of Python do with known arguments: the tables that evaluate.c asks. */
#ifndef BRINE_ANALYSIS_MODELS_H
#define BRINE_ANALYSIS_MODELS_H

#include "src/analysis/evaluate.h"
#include "src/base/codec.h"
#include "src/base/inflate.h"

/* One function. A row of one of the tables below. */
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

/* The rows of fetchers.c: functions that fetch attributes, modules, items, types, and that write them. */
extern const struct model fetchers[];
extern const size_t n_fetchers;
/* The rows of callables.c: what makes callables of others, calls them, or gives back what it is given. */
extern const struct model callables[];
extern const size_t n_callables;
/* The rows of makers.c: types and functions that make plain data and containers. */
extern const struct model makers[];
extern const size_t n_makers;
/* The rows of templates.c: the module string. */
extern const struct model template_models[];
extern const size_t n_template_models;
/* The rows of patterns.c: the module re. */
extern const struct model patterns[];
extern const size_t n_patterns;
/* The rows of maths.c: math, statistics, int and float. */
extern const struct model maths[];
extern const size_t n_maths;
/* The rows of structs.c and arrays.c: the modules struct and array, and memoryview. */
extern const struct model structs[], arrays[], array_attributes[];
extern const size_t n_structs, n_arrays, n_array_attributes;
/* The rows of literals.c: json and ast.literal_eval. */
extern const struct model literals[];
extern const size_t n_literals;
/* The rows of pathtexts.c: os.path, pathlib; and attributes that are computed, of objects. */
extern const struct model path_models[];
extern const size_t n_path_models;
extern const struct model path_attributes[];
extern const size_t n_path_attributes;
/* The rows of iterators.c, itertools.c and choices.c: what iterates. */
extern const struct model iterators[], itertools[], choices[];
extern const size_t n_iterators, n_itertools, n_choices;
/* The rows of takers.c: what takes all that iterates; of orders.c: sorted, heapq, bisect. */
extern const struct model takers[], orders[];
extern const size_t n_takers, n_orders;
/* The rows of operators.c: arithmetic, comparisons, truth. */
extern const struct model operators[];
extern const size_t n_operators;
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
/* The rows of consumers.c: functions that call what they are given. */
extern const struct model consumers[];
extern const size_t n_consumers;
/* The rows of streams.c: BytesIO and StringIO; of openers.c: what reads or writes these. */
extern const struct model stream_models[], openers[];
extern const size_t n_stream_models, n_openers;
/* The rows of unpackers.c: objects that are given packed data piece by piece. */
extern const struct model unpackers[];
extern const size_t n_unpackers;
/* The rows of archives.c: zipfile, tarfile. */
extern const struct model archives[];
extern const size_t n_archives;
/* The rows of records.c: namedtuple. */
extern const struct model records[];
extern const size_t n_records;
/* The rows of exacts.c: fractions, decimals, spans of time, complex. */
extern const struct model exacts[], exact_attributes[];
extern const size_t n_exacts, n_exact_attributes;
/* The rows of dates.c: datetime. */
extern const struct model dates[], date_attributes[];
extern const size_t n_dates, n_date_attributes;
/* The rows of samenesses.c: what gives back what it is given. */
extern const struct model samenesses[];
extern const size_t n_samenesses;
/* The rows of chances.c: random where it has no choice; of copies.c: copy. */
extern const struct model chances[], copies[];
extern const size_t n_chances, n_copies;
/* The rows of counters.c and queues.c: collections.Counter, queue. */
extern const struct model counters[], queues[], queue_attributes[];
extern const size_t n_counters, n_queues, n_queue_attributes;
/* The rows of loads.c: pickle. */
extern const struct model load_models[];
extern const size_t n_load_models;
/* The rows of configs.c: logging.config. */
extern const struct model configs[];
extern const size_t n_configs;
/* The rows of codecinfo.c: codecs as objects, and the modules of encodings. */
extern const struct model codec_models[];
extern const size_t n_codec_models;
/* The rows of addresses.c and queries.c: urllib.parse. */
extern const struct model address_models[], query_models[];
extern const size_t n_address_models, n_query_models;
/* The rows of markup.c: html, xml.sax.saxutils. */
extern const struct model markup_models[];
extern const size_t n_markup_models;
/* The rows of uuids.c: uuid, ipaddress, socket. */
extern const struct model uuid_models[], uuid_attributes[];
extern const size_t n_uuid_models, n_uuid_attributes;
/* The rows of unicodes.c: unicodedata. */
extern const struct model unicode_models[];
extern const size_t n_unicode_models;
/* The rows of enums.c: enumerations. */
extern const struct model enum_models[];
extern const size_t n_enum_models;
/* The rows of mails.c: email. */
extern const struct model mail_models[];
extern const size_t n_mail_models;
/* The rows of wildcards.c: fnmatch, glob, and small ones of difflib and urllib.parse. */
extern const struct model wildcard_models[];
extern const size_t n_wildcard_models;
/* The rows of marshals.c (marshal), settingtexts.c (tomllib, configparser) and xmltexts.c (ElementTree,
 * plistlib). */
extern const struct model marshal_models[], setting_models[], xml_models[], xml_attributes[];
extern const size_t n_marshal_models, n_setting_models, n_xml_models, n_xml_attributes;
/* The rows of likeness.c: difflib. */
extern const struct model likeness_models[];
extern const size_t n_likeness_models;
/* The rows of cutting.c (shlex), csvrows.c (csv) and wrapping.c (textwrap). */
extern const struct model cutting_models[], csv_models[], wrapping_models[];
extern const size_t n_cutting_models, n_csv_models, n_wrapping_models;
/* The rows of coders.c: functions that decode. */
extern const struct model coders[];
extern const size_t n_coders;

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

/* The rows of containers.c: attributes of deque, range, ChainMap. */
extern const struct model container_attributes[];
extern const size_t n_container_attributes;

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

#define METHOD_BIT(kind) (1u << MEANING_##kind)
#define METHOD_RUN(name)                                                                           \
    static const struct meaning *name(struct evaluator *ev, const struct method *method,           \
                                      const struct meaning *self, const struct arguments *args)

/* The rows of counters.c; of containers.c, lists.c, dicts.c and sets.c: methods that change a container in place. */
extern const struct method counter_methods[], array_methods[];
extern const size_t n_counter_methods, n_array_methods;
extern const struct method container_methods[], list_methods[], dict_methods[], set_methods[];
extern const size_t n_container_methods, n_list_methods, n_dict_methods, n_set_methods;
/* The rows of texts.c: more methods of str and bytes. */
extern const struct method text_methods[];
extern const size_t n_text_methods;

/* The rows of maths.c: methods of int and float. */
extern const struct method number_methods[];
extern const size_t n_number_methods;

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

/* partial(callable, *rest); never a partial of a partial. */
const struct meaning *partial_of(struct evaluator *ev, const struct arguments *args);

#endif
