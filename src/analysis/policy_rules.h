/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of a policy, for policy*.c alone: the rules, and an index over them that finds for
 * (module, name) the rule that wins. Texts of rules live in blocks that are freed whole. What the
 * parser adds is invisible to questions until rules_index has run. */
#ifndef BRINE_ANALYSIS_POLICY_RULES_H
#define BRINE_ANALYSIS_POLICY_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/analysis/policy.h"

/* A piece of somebody else's bytes. */
struct piece {
    const char *text;
    size_t len;
};

/* How much a field of a pattern says, from little to much. */
enum field_kind { FIELD_ANY, FIELD_GLOB, FIELD_TREE, FIELD_EXACT };

struct rule {
    const char *pattern; /* "module:name" or ".part", aliases resolved, NUL-terminated */
    const char *why;
    struct piece module; /* inside pattern; of a tree without its ".**"; empty for a part */
    struct piece name;
    uint8_t module_kind, name_kind; /* enum field_kind; a name is never a tree */
    uint8_t verdict, called;        /* enum policy_verdict */
    bool is_override, is_part;
    bool crosses_dots;                   /* `*` and `?` may stand for a dot */
    uint32_t module_weight, name_weight; /* plain characters */
    uint32_t file, category, line;
};

struct category {
    const char *name, *text;
    uint32_t file, line;
};

struct alias {
    struct piece from, to;
    uint32_t file, line;
};

/* A word of `common`, then in the index every first component of a module with rules. */
struct word {
    struct piece text;
    bool is_common;
    bool has_denied; /* some rule below it denies */
    uint32_t file;
};

enum slot_tag { SLOT_FREE, SLOT_EXACT, SLOT_MODULE, SLOT_TREE, SLOT_PART, SLOT_ALIAS, SLOT_WORD };

struct slot {
    uint8_t tag;
    uint32_t hash;
    struct piece key;
    uint32_t first; /* rule, alias or word number + 1 */
};

struct block {
    struct block *next;
    size_t used, cap;
    char data[];
};

struct array {
    void *items;
    size_t count, cap;
};

/* Where everything is. Chains run through `next`; numbers count from 1, 0 is the end. */
struct index {
    struct slot *slots;
    size_t slot_count;        /* a power of two, at most half full; 0 in an empty index */
    uint32_t *next;           /* per rule: the next one in its chain */
    struct array words;       /* struct word */
    uint32_t first_glob;      /* rules whose module is a pattern */
    uint32_t first_part_glob; /* part rules that are patterns */
    size_t longest_module, longest_name, longest_alias; /* longer ones need no look-up */
};

struct policy {
    struct block *blocks;
    struct array files;      /* const char *: their names, in order of their layers */
    struct array categories; /* struct category */
    struct array aliases;    /* struct alias */
    struct array common;     /* struct word, as written */
    struct array rules;      /* struct rule */
    struct index index;
};

const char **policy_files(const struct policy *policy);
struct category *policy_categories(const struct policy *policy);
struct alias *policy_aliases(const struct policy *policy);
struct word *policy_common(const struct policy *policy);
struct rule *policy_rules(const struct policy *policy);

/* A zeroed new item at the end, or NULL without memory. Moves the others. */
void *array_add(struct array *array, size_t item_size);

/* Room for len characters that lives as long as the policy, with a NUL behind it; NULL without
 * memory. policy_keep fills it with a copy. */
char *policy_room(struct policy *policy, size_t len);
char *policy_keep(struct policy *policy, struct piece text);

/* Makes an index of all that the policy holds now and puts it in its place; the one before goes to
 * *old. Resolves the aliases in the rules of the last file first. False without memory: nothing
 * changed. */
bool rules_index(struct policy *policy, struct index *old);
void index_free(struct index *index);

/* Returns module, or, where an alias names its beginning, the true module, in buf. */
enum { MODULE_BUF = 512 };
struct piece rules_true_module(const struct index *index, const struct alias *aliases,
                               struct piece module, char buf[MODULE_BUF]);

/* The rule that wins for a module (its true name) and a name; rule is NULL if there is none. The
 * verdicts are those that hold over all files. */
struct found {
    const struct rule *rule;
    enum policy_verdict verdict, called;
};
struct found rules_find(const struct policy *policy, struct piece module, struct piece name);
struct found rules_find_part(const struct policy *policy, struct piece part);

/* The word, if it is the first component of a module with rules, or NULL. */
const struct word *rules_word(const struct policy *policy, struct piece text);

/* Whether a rule is for exactly one module and name. */
bool rule_is_exact(const struct rule *rule);

/* Whether a rule whose module is a pattern is for this module, and any rule for this name. */
bool rule_takes_module(const struct rule *rule, struct piece module);
bool rule_takes_name(const struct rule *rule, struct piece name);

/* Negative, 0, positive: a says less than b, as much, more. */
int rule_compare(const struct rule *a, const struct rule *b);

/* A rule of the same file with the same pattern that stands before this one, or NULL. */
const struct rule *rules_twin(const struct policy *policy, const struct rule *rule);

bool piece_equal(struct piece a, struct piece b);

#endif
