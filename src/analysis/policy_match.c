/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a pattern of a rule takes a module or a name: `*`, `?` and ranges. */
#include <string.h>

#include "src/analysis/policy_rules.h"

/* Whether the element of the pattern at p (a character, `?` or a range) takes c; *width is its
 * length. The parser saw to it that ranges are closed. */
static bool element_takes(struct piece pattern, size_t p, char c, bool crosses_dots, size_t *width)
{
    *width = 1;
    char first = pattern.text[p];
    if (first == '?')
        return crosses_dots || c != '.';
    if (first != '[')
        return first == c;
    bool takes = false;
    size_t i = p + 1;
    for (; i < pattern.len && pattern.text[i] != ']'; i++) {
        unsigned char low = (unsigned char)pattern.text[i], high = low;
        if (i + 2 < pattern.len && pattern.text[i + 1] == '-' && pattern.text[i + 2] != ']') {
            high = (unsigned char)pattern.text[i + 2];
            i += 2;
        }
        takes = takes || ((unsigned char)c >= low && (unsigned char)c <= high);
    }
    *width = i + 1 - p;
    return takes && (crosses_dots || c != '.');
}

/* Only the last `*` met is ever lengthened: what an earlier one could take, it has. This holds
 * with dots barred too, since then the dots of pattern and text pair up one by one. */
static bool glob_matches(struct piece pattern, struct piece text, bool crosses_dots)
{
    size_t p = 0, t = 0, after_star = SIZE_MAX, star_end = 0;
    while (t < text.len) {
        size_t width;
        if (p < pattern.len && pattern.text[p] == '*') {
            after_star = ++p;
            star_end = t;
        } else if (p < pattern.len &&
                   element_takes(pattern, p, text.text[t], crosses_dots, &width)) {
            p += width;
            t++;
        } else if (after_star != SIZE_MAX && (crosses_dots || text.text[star_end] != '.')) {
            p = after_star;
            t = ++star_end;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.text[p] == '*')
        p++;
    return p == pattern.len;
}

static bool has_dot(struct piece text)
{
    return text.len && memchr(text.text, '.', text.len);
}

bool rule_takes_name(const struct rule *rule, struct piece name)
{
    switch (rule->name_kind) {
    case FIELD_EXACT:
        return piece_equal(rule->name, name);
    case FIELD_GLOB:
        return glob_matches(rule->name, name, rule->crosses_dots);
    default: /* `*` in a rule that allows asks for one component, and for one that is there */
        return rule->crosses_dots || (name.len && !has_dot(name));
    }
}

bool rule_takes_module(const struct rule *rule, struct piece module)
{
    return rule->module_kind == FIELD_ANY || glob_matches(rule->module, module, rule->crosses_dots);
}
