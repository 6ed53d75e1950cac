/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of a policy and the index over them: hashes of the exact patterns, of the exact
 * modules, of the trees and of the parts, and two short chains of what is left, the patterns. */
#include "src/analysis/policy_rules.h"

#include <stdlib.h>
#include <string.h>

/* ---- storage ---- */

const char **policy_files(const struct policy *policy)
{
    return policy->files.items;
}

struct category *policy_categories(const struct policy *policy)
{
    return policy->categories.items;
}

struct alias *policy_aliases(const struct policy *policy)
{
    return policy->aliases.items;
}

struct word *policy_common(const struct policy *policy)
{
    return policy->common.items;
}

struct rule *policy_rules(const struct policy *policy)
{
    return policy->rules.items;
}

void *array_add(struct array *array, size_t item_size)
{
    /* Numbers of items are kept in 32 bits. */
    if (array->count >= UINT32_MAX / 2)
        return NULL;
    if (array->count == array->cap) {
        size_t cap = array->cap ? array->cap * 2 : 32;
        if (cap > SIZE_MAX / item_size)
            return NULL;
        void *items = realloc(array->items, cap * item_size);
        if (!items)
            return NULL;
        array->items = items;
        array->cap = cap;
    }
    return memset((char *)array->items + item_size * array->count++, 0, item_size);
}

char *policy_room(struct policy *policy, size_t len)
{
    struct block *block = policy->blocks;
    if (!block || block->cap - block->used <= len) {
        if (len > SIZE_MAX / 2)
            return NULL;
        size_t cap = len < 16384 ? 16384 : len + 1;
        block = malloc(sizeof *block + cap);
        if (!block)
            return NULL;
        *block = (struct block){.next = policy->blocks, .cap = cap};
        policy->blocks = block;
    }
    char *room = block->data + block->used;
    room[len] = '\0';
    block->used += len + 1;
    return room;
}

char *policy_keep(struct policy *policy, struct piece text)
{
    char *copy = policy_room(policy, text.len);
    if (copy && text.len)
        memcpy(copy, text.text, text.len);
    return copy;
}

bool piece_equal(struct piece a, struct piece b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.text, b.text, a.len) == 0);
}

/* ---- rules ---- */

bool rule_is_exact(const struct rule *rule)
{
    return !rule->is_part && rule->module_kind == FIELD_EXACT && rule->name_kind == FIELD_EXACT;
}

static int compare_numbers(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

int rule_compare(const struct rule *a, const struct rule *b)
{
    int order = compare_numbers(a->module_kind, b->module_kind);
    if (!order)
        order = compare_numbers(a->module_weight, b->module_weight);
    if (!order)
        order = compare_numbers(a->name_kind, b->name_kind);
    if (!order)
        order = compare_numbers(a->name_weight, b->name_weight);
    return order;
}

/* ---- hashes ---- */

enum { HASH_START = 0x811c9dc5u, HASH_STEP = 0x01000193u }; /* FNV-1a */

static uint32_t hash_add(uint32_t hash, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)text[i]) * (uint32_t)HASH_STEP;
    return hash;
}

static uint32_t hash_of(struct piece text)
{
    return hash_add((uint32_t)HASH_START, text.text, text.len);
}

/* The slot of this key, or the free one where it belongs. */
static struct slot *slot_at(const struct index *index, enum slot_tag tag, uint32_t hash,
                            struct piece key)
{
    size_t mask = index->slot_count - 1;
    size_t i = (hash + (uint32_t)tag * 0x9e3779b9u) & mask;
    struct slot *slot = &index->slots[i];
    while (slot->tag != SLOT_FREE &&
           !(slot->tag == tag && slot->hash == hash && piece_equal(slot->key, key))) {
        i = (i + 1) & mask;
        slot = &index->slots[i];
    }
    return slot;
}

static uint32_t slot_find(const struct index *index, enum slot_tag tag, uint32_t hash,
                          struct piece key)
{
    return index->slot_count ? slot_at(index, tag, hash, key)->first : 0;
}

static struct slot *slot_take(struct index *index, enum slot_tag tag, struct piece key)
{
    uint32_t hash = hash_of(key);
    struct slot *slot = slot_at(index, tag, hash, key);
    slot->tag = (uint8_t)tag;
    slot->hash = hash;
    slot->key = key;
    return slot;
}

/* ---- making the index ---- */

static struct piece whole_pattern(const struct rule *rule)
{
    return (struct piece){rule->pattern, rule->module.len + 1 + rule->name.len};
}

/* The chain a rule belongs to. */
static uint32_t *chain_of(struct index *index, const struct rule *rule)
{
    if (rule->is_part)
        return rule->name_kind == FIELD_EXACT ? &slot_take(index, SLOT_PART, rule->name)->first
                                              : &index->first_part_glob;
    switch (rule->module_kind) {
    case FIELD_EXACT:
        return rule->name_kind == FIELD_EXACT
                   ? &slot_take(index, SLOT_EXACT, whole_pattern(rule))->first
                   : &slot_take(index, SLOT_MODULE, rule->module)->first;
    case FIELD_TREE:
        return &slot_take(index, SLOT_TREE, rule->module)->first;
    default:
        return &index->first_glob;
    }
}

static void grow_to(size_t *longest, size_t len)
{
    if (*longest < len)
        *longest = len;
}

static struct piece first_component(struct piece module)
{
    const char *dot = module.len ? memchr(module.text, '.', module.len) : NULL;
    return (struct piece){module.text, dot ? (size_t)(dot - module.text) : module.len};
}

/* Notes the first component of a rule's module as a word. */
static bool word_add(struct index *index, const struct rule *rule)
{
    if (rule->is_part || rule->module_kind < FIELD_TREE)
        return true;
    struct slot *slot = slot_take(index, SLOT_WORD, first_component(rule->module));
    if (!slot->first) {
        struct word *word = array_add(&index->words, sizeof *word);
        if (!word)
            return false;
        word->text = slot->key;
        slot->first = (uint32_t)index->words.count;
    }
    if (rule->called == POLICY_DENY)
        ((struct word *)index->words.items)[slot->first - 1].has_denied = true;
    return true;
}

static void mark_common(struct index *index, struct piece text)
{
    uint32_t number = slot_find(index, SLOT_WORD, hash_of(text), text);
    if (number)
        ((struct word *)index->words.items)[number - 1].is_common = true;
}

/* Writes the pattern anew where an alias names the beginning of its module. */
static bool resolve_rule(struct policy *policy, const struct index *index, struct rule *rule)
{
    char buf[MODULE_BUF];
    if (rule->is_part || rule->module_kind < FIELD_TREE)
        return true;
    struct piece true_module = rules_true_module(index, policy_aliases(policy), rule->module, buf);
    if (true_module.text == rule->module.text)
        return true;
    const char *rest = rule->module.text + rule->module.len; /* ".**:name" or ":name" */
    size_t rest_len = strlen(rest);
    char *pattern = policy_room(policy, true_module.len + rest_len);
    if (!pattern)
        return false;
    memcpy(pattern, true_module.text, true_module.len);
    memcpy(pattern + true_module.len, rest, rest_len);
    rule->pattern = pattern;
    rule->module = (struct piece){pattern, true_module.len};
    rule->module_weight = (uint32_t)true_module.len;
    rule->name.text = pattern + true_module.len + rest_len - rule->name.len;
    return true;
}

static bool index_fill(struct policy *policy, struct index *index)
{
    const struct alias *aliases = policy_aliases(policy);
    struct rule *rules = policy_rules(policy);
    for (size_t i = 0; i < policy->aliases.count; i++) {
        slot_take(index, SLOT_ALIAS, aliases[i].from)->first = (uint32_t)i + 1;
        grow_to(&index->longest_alias, aliases[i].from.len);
    }
    for (size_t i = 0; i < policy->rules.count; i++) {
        if (!resolve_rule(policy, index, &rules[i]) || !word_add(index, &rules[i]))
            return false;
        grow_to(&index->longest_module, rules[i].module.len);
        grow_to(&index->longest_name, rules[i].name.len);
        uint32_t *first = chain_of(index, &rules[i]);
        index->next[i] = *first;
        *first = (uint32_t)i + 1;
    }
    const struct word *common = policy_common(policy);
    for (size_t i = 0; i < policy->common.count; i++)
        mark_common(index, common[i].text);
    return true;
}

bool rules_index(struct policy *policy, struct index *old)
{
    /* Per rule a slot of its own and one for its word. */
    size_t wanted = policy->rules.count * 2 + policy->aliases.count;
    struct index index = {.slot_count = 64};
    while (index.slot_count < wanted * 2)
        index.slot_count *= 2;
    index.slots = calloc(index.slot_count, sizeof *index.slots);
    index.next = calloc(policy->rules.count + 1, sizeof *index.next);
    if (!index.slots || !index.next || !index_fill(policy, &index)) {
        index_free(&index);
        return false;
    }
    *old = policy->index;
    policy->index = index;
    return true;
}

void index_free(struct index *index)
{
    free(index->slots);
    free(index->next);
    free(index->words.items);
    *index = (struct index){0};
}

/* ---- asking ---- */

/* The longest beginning of module, whole components only, that is an alias. */
static const struct alias *find_alias(const struct index *index, const struct alias *aliases,
                                      struct piece module)
{
    const struct alias *found = NULL;
    uint32_t hash = (uint32_t)HASH_START;
    size_t end = module.len < index->longest_alias ? module.len : index->longest_alias;
    for (size_t i = 0; i <= end; i++) {
        if (i == module.len || module.text[i] == '.') {
            uint32_t number = slot_find(index, SLOT_ALIAS, hash, (struct piece){module.text, i});
            if (number)
                found = &aliases[number - 1];
        }
        if (i < module.len)
            hash = hash_add(hash, module.text + i, 1);
    }
    return found;
}

struct piece rules_true_module(const struct index *index, const struct alias *aliases,
                               struct piece module, char buf[MODULE_BUF])
{
    /* Aliases of aliases end soon: four steps are more than any policy needs. */
    for (int step = 0; step < 4 && module.len; step++) {
        const struct alias *alias = find_alias(index, aliases, module);
        if (!alias)
            break;
        size_t rest = module.len - alias->from.len;
        if (alias->to.len > MODULE_BUF || rest > MODULE_BUF - alias->to.len)
            break;
        memmove(buf + alias->to.len, module.text + alias->from.len, rest);
        memcpy(buf, alias->to.text, alias->to.len);
        module = (struct piece){buf, alias->to.len + rest};
    }
    return module;
}

/* Per file the best rule that adds, and the best that overrides. */
struct winners {
    const struct rule *plain[POLICY_FILES_MAX];
    const struct rule *overriding[POLICY_FILES_MAX];
};

static void offer(struct winners *winners, const struct rule *rule)
{
    const struct rule **best =
        rule->is_override ? &winners->overriding[rule->file] : &winners->plain[rule->file];
    int order = *best ? rule_compare(rule, *best) : 1;
    if (order > 0 || (order == 0 && rule->verdict > (*best)->verdict))
        *best = rule;
}

static void offer_chain(const struct policy *policy, struct winners *winners, uint32_t number,
                        struct piece name)
{
    const struct rule *rules = policy_rules(policy);
    for (; number; number = policy->index.next[number - 1])
        if (rule_takes_name(&rules[number - 1], name))
            offer(winners, &rules[number - 1]);
}

static void winners_clear(const struct policy *policy, struct winners *winners)
{
    for (size_t i = 0; i < policy->files.count; i++)
        winners->plain[i] = winners->overriding[i] = NULL;
}

static struct found found_of(const struct rule *rule)
{
    return (struct found){rule, rule->verdict, rule->called};
}

/* File after file: an overriding rule takes the place of what says no more than it; any other can
 * only make the answer more severe. */
static struct found settle(const struct policy *policy, const struct winners *winners)
{
    struct found found = {NULL, POLICY_UNKNOWN, POLICY_UNKNOWN};
    for (size_t i = 0; i < policy->files.count; i++) {
        const struct rule *over = winners->overriding[i], *plain = winners->plain[i];
        if (over && (!found.rule || rule_compare(over, found.rule) >= 0))
            found = found_of(over);
        if (plain && !found.rule) {
            found = found_of(plain);
        } else if (plain) {
            if (plain->verdict > found.verdict || plain->called > found.called)
                found.rule = plain;
            if (plain->verdict > found.verdict)
                found.verdict = plain->verdict;
            if (plain->called > found.called)
                found.called = plain->called;
        }
    }
    return found;
}

static void offer_exact(const struct policy *policy, struct winners *winners, uint32_t module_hash,
                        struct piece module, struct piece name)
{
    const struct index *index = &policy->index;
    if (!index->slot_count || name.len > index->longest_name)
        return;
    uint32_t hash = hash_add(hash_add(module_hash, ":", 1), name.text, name.len);
    /* The key is in two pieces: no slot_find. A rule has one `:`, so the lengths tell. */
    size_t mask = index->slot_count - 1;
    for (size_t i = (hash + (uint32_t)SLOT_EXACT * 0x9e3779b9u) & mask;
         index->slots[i].tag != SLOT_FREE; i = (i + 1) & mask) {
        const struct slot *slot = &index->slots[i];
        if (slot->tag != SLOT_EXACT || slot->hash != hash)
            continue;
        const struct rule *rule = &policy_rules(policy)[slot->first - 1];
        if (piece_equal(rule->module, module) && piece_equal(rule->name, name)) {
            offer_chain(policy, winners, slot->first, name);
            return;
        }
    }
}

struct found rules_find(const struct policy *policy, struct piece module, struct piece name)
{
    const struct index *index = &policy->index;
    const struct rule *rules = policy_rules(policy);
    struct winners winners;
    winners_clear(policy, &winners);

    uint32_t hash = (uint32_t)HASH_START;
    size_t end = module.len < index->longest_module ? module.len : index->longest_module;
    for (size_t i = 0; i <= end; i++) {
        if (i == module.len || module.text[i] == '.') {
            struct piece beginning = {module.text, i};
            offer_chain(policy, &winners, slot_find(index, SLOT_TREE, hash, beginning), name);
        }
        if (i < module.len)
            hash = hash_add(hash, module.text + i, 1);
    }
    if (module.len <= index->longest_module) {
        offer_chain(policy, &winners, slot_find(index, SLOT_MODULE, hash, module), name);
        offer_exact(policy, &winners, hash, module, name);
    }
    for (uint32_t i = index->first_glob; i; i = index->next[i - 1]) {
        const struct rule *rule = &rules[i - 1];
        if (rule_takes_module(rule, module) && rule_takes_name(rule, name))
            offer(&winners, rule);
    }
    return settle(policy, &winners);
}

struct found rules_find_part(const struct policy *policy, struct piece part)
{
    const struct index *index = &policy->index;
    struct winners winners;
    winners_clear(policy, &winners);
    if (part.len <= index->longest_name)
        offer_chain(policy, &winners, slot_find(index, SLOT_PART, hash_of(part), part), part);
    offer_chain(policy, &winners, index->first_part_glob, part);
    return settle(policy, &winners);
}

const struct word *rules_word(const struct policy *policy, struct piece text)
{
    const struct index *index = &policy->index;
    if (text.len > index->longest_module)
        return NULL;
    uint32_t number = slot_find(index, SLOT_WORD, hash_of(text), text);
    return number ? &((const struct word *)index->words.items)[number - 1] : NULL;
}

/* The fields as they were written: what matches what is no question here. */
static bool same_pattern(const struct rule *a, const struct rule *b)
{
    return a->is_part == b->is_part && a->module_kind == b->module_kind &&
           a->name_kind == b->name_kind && piece_equal(a->module, b->module) &&
           piece_equal(a->name, b->name);
}

const struct rule *rules_twin(const struct policy *policy, const struct rule *rule)
{
    const struct rule *rules = policy_rules(policy);
    /* Chains begin with the newest rule, so what follows this one was written before it. */
    for (uint32_t i = policy->index.next[rule - rules]; i; i = policy->index.next[i - 1])
        if (rules[i - 1].file == rule->file && same_pattern(&rules[i - 1], rule))
            return &rules[i - 1];
    return NULL;
}
