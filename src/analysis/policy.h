/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of globals: which are harmless, which are dangerous, and why. A policy is one or
 * more texts of rules; the default is compiled in (policy/default.policy, whose head explains the
 * language to people), and files of users add to it.
 *
 * The language, line by line; `#` begins a comment; a line that begins with a blank goes on with
 * the line above:
 *
 *   category NAME "sentence"                    a category has a text of its own
 *   alias MODULE MODULE                         the first is another name of the second, with all
 *                                               that lies below either
 *   common WORD...                              names of modules that are also ordinary words
 *   VERDICT CATEGORY PATTERN... "why"           a rule for each pattern
 *   override VERDICT ... / override common ...  the same, against the files before this one
 *
 * VERDICT is allow, follow, unknown, warn or deny, or two of them with a slash: the second holds for what
 * is called, the first for what is only imported, or made by NEWOBJ and BUILD without its __init__.
 * What is to be followed is allowed where what its call comes to is known and allowed, and else warned
 * of (indirect.h).
 *
 * PATTERN is `MODULE:NAME`, or `MODULE:` followed by several NAMEs, or a dotted name, the part
 * after whose last dot is the NAME, or `.PART`, which holds for every name with such a component.
 * In both fields `*` is any text, `?` a character, `[A-Z]` one of a range. MODULE may end in `.**`:
 * the module and all below it; `os.**` alone is `os.**:**`. In a rule that allows, `*`, `?` and
 * ranges never stand for a dot: what an allowed thing contains is not thereby allowed. Only a NAME
 * that is `**` as a whole does.
 *
 * Which rule wins: within one file the one that says more of the module (exact, then `.**` by its
 * length, then a pattern by its number of plain characters), and among these the one that says
 * more of the name. Two rules of one file with the same pattern are an error. Between files the
 * more severe verdict holds; an `override` rule that says as much or more than the rule so far
 * takes its place. A rule for exactly this module and name is final (of a later file: if it is an
 * `override`). Any other answer is raised by what the parts of the name tell:
 *   - any beginning of the name that is ruled (`builtins` + `eval.__call__` is builtins:eval);
 *   - any component with a `.PART` rule (`__globals__`);
 *   - any component that is itself a module with rules, leading underscores dropped, together with
 *     what follows (`random` + `_os.system` is os:system); the words of `common` only as far as a
 *     rule more precise than `*` says so;
 *   - every other place for the border of module and name (`os` + `path.join` is os.path:join too),
 *     but where the rule so far is one of this module for a name with a dot (`http:HTTPStatus.[A-Z]*`),
 *     a rule of the same file for all below it (`http.**`) says no more;
 *   - the end of a module that no rule knows, if exactly ruled (`six.moves.builtins` + `eval`).
 * Raising never makes an answer milder. In names of more than eight components, which no pickler
 * writes, a component that is a module with denied names denies the whole.
 *
 * Names are bytes of a hostile file: any length, any content. Every question takes a time linear in
 * the length of the name, allocates nothing, and changes nothing: threads may share a policy.
 * Names mapped from Python 2 are another question: ask for both and take the worse. */
#ifndef BRINE_ANALYSIS_POLICY_H
#define BRINE_ANALYSIS_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "src/base/err.h"

struct policy;

enum { POLICY_FILES_MAX = 64, POLICY_FILE_MAX_BYTES = 16 * 1024 * 1024 };

/* From mild to severe: of two, the greater is the worse. */
enum policy_verdict {
    POLICY_ALLOW,   /* harmless whatever its arguments, as long as these are harmless */
    POLICY_FOLLOW,  /* harmless by itself: what a call of it comes to decides, if that is known */
    POLICY_UNKNOWN, /* no rule knows it, or a rule says that nobody can know */
    POLICY_WARN,    /* its use decides */
    POLICY_DENY     /* runs, imports, reads, writes, connects or reaches what does */
};

/* How the rule was found. */
enum policy_reach {
    POLICY_BY_NONE,        /* no rule: verdict is POLICY_UNKNOWN */
    POLICY_BY_NAME,        /* module and name as they stand */
    POLICY_BY_BEGINNING,   /* a beginning of the name is ruled */
    POLICY_BY_PART,        /* a component has a `.PART` rule */
    POLICY_BY_MODULE_PART, /* a component of the name is a module */
    POLICY_BY_BORDER,      /* the border of module and name lies further right */
    POLICY_BY_MODULE_END,  /* the end of the module is a module with rules */
    /* An attribute, itself without rule, of what the rule allows: unknown; a method of a class may be
     * fetched, and is unknown if called. */
    POLICY_BY_ATTRIBUTE
};

/* The strings belong to the policy and come from its texts, never from the name asked for; none is
 * NULL ("" where there is none). */
struct judgement {
    enum policy_verdict verdict; /* imported, or made without __init__ (NEWOBJ, BUILD) */
    enum policy_verdict called;  /* called (REDUCE, INST, OBJ); at least `verdict` */
    enum policy_reach reach;
    const char *category;      /* "process" */
    const char *category_text; /* "runs a program" */
    const char *why;           /* one sentence */
    const char *rule;          /* the pattern, aliases resolved: "os:system" */
    const char *file;          /* where the rule stands */
    unsigned line;
};

/* An empty policy, or one with the compiled-in text. NULL after filling err. The caller frees. */
struct policy *policy_new(struct err *err);
struct policy *policy_new_default(struct err *err);
void policy_free(struct policy *policy);

/* Adds a text. On false, err names file and line of the first mistake and the policy is as before.
 * Neither filename nor text is kept. */
bool policy_add_text(struct policy *policy, const char *filename, const char *text, size_t len,
                     struct err *err);
bool policy_add_file(struct policy *policy, const char *path, struct err *err);
/* The same of a file that is open; name stands for it in answers and mistakes. */
bool policy_add_stream(struct policy *policy, const char *name, FILE *file, struct err *err);

/* Adds one rule as a text of its own, for `--allow PATTERN` and `--deny PATTERN`: source stands for
 * the file. A milder one overrides what the files before it say, as far as it says as much of the name;
 * POLICY_DENY holds for all that the pattern matches. */
bool policy_add_pattern(struct policy *policy, const char *source, enum policy_verdict verdict,
                        const char *pattern, struct err *err);

/* Reads a text as policy_add_text does and tells every mistake, then leaves the policy as it was.
 * Returns the number of mistakes. */
typedef void (*policy_report)(void *context, const char *message);
size_t policy_check_text(struct policy *policy, const char *filename, const char *text, size_t len,
                         policy_report report, void *context);

/* The answer. Cannot fail. Neither string needs a NUL at its end. */
void policy_judge(const struct policy *policy, const char *module, size_t module_len,
                  const char *name, size_t name_len, struct judgement *out);

const char *policy_verdict_name(enum policy_verdict verdict);

/* How many rules it holds; rule i as the answer to its own pattern, for listings. */
size_t policy_rule_count(const struct policy *policy);
void policy_rule(const struct policy *policy, size_t i, struct judgement *out);

#endif
