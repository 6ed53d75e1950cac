/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/expr.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "vm/brine.h"

static const char *const expr_names[NAME_COUNT] = {
    [NAME_STACK] = "stack",   [NAME_MEMO] = "memo",     [NAME_RESULT] = "result",
    [NAME_EVENT] = "event",   [NAME_DEPTH] = "depth",   [NAME_POS] = "pos",
    [NAME_OP] = "op",         [NAME_OPCODE] = "opcode", [NAME_PROTOCOL] = "protocol",
    [NAME_DANGER] = "danger",
};

static const char *const expr_fields[FIELD_COUNT] = {
    [FIELD_CALLEE] = "callee",     [FIELD_ARGS] = "args", [FIELD_KWARGS] = "kwargs",
    [FIELD_MODULE] = "module",     [FIELD_NAME] = "name", [FIELD_KIND] = "kind",
    [FIELD_RESOLVED] = "resolved",
};

static const char *const expr_compares[] = {
    [COMPARE_EQ] = "==", [COMPARE_NE] = "!=", [COMPARE_LT] = "<",   [COMPARE_LE] = "<=",
    [COMPARE_GT] = ">",  [COMPARE_GE] = ">=", [COMPARE_LIKE] = "~",
};

static const struct {
    const char *word;
    enum literal_kind kind;
    int64_t number;
} expr_constants[] = {
    {"None", LITERAL_NONE, 0},
    {"True", LITERAL_BOOL, 1},
    {"False", LITERAL_BOOL, 0},
};

struct parser {
    struct expr *expr;
    const char *at;
    const char *end;
    unsigned depth; /* of the parser's own recursion */
    struct err *err;
};

/* ---- Reading --------------------------------------------------------------------------------- */

static void parser_skip(struct parser *p)
{
    while (p->at < p->end && isspace((unsigned char)*p->at))
        p->at++;
}

/* "expected X at column N, found Y" */
static const struct expr_node *parser_fail(struct parser *p, const char *expected)
{
    parser_skip(p);
    size_t column = (size_t)(p->at - p->expr->text) + 1;
    if (p->at == p->end) {
        err_set(p->err, "expected %s after \"%s\"", expected, p->expr->text);
        return NULL;
    }
    size_t left = (size_t)(p->end - p->at);
    err_set(p->err, "expected %s at column %zu, not \"%.*s%s\"", expected, column,
            (int)(left > 30 ? 30 : left), p->at, left > 30 ? "..." : "");
    return NULL;
}

/* The length of the word that begins here, 0: none does. */
static size_t parser_word(struct parser *p)
{
    parser_skip(p);
    size_t n = 0;
    while (p->at + n < p->end && (isalnum((unsigned char)p->at[n]) || p->at[n] == '_'))
        n++;
    return n > 0 && isdigit((unsigned char)*p->at) ? 0 : n;
}

static bool parser_take_word(struct parser *p, const char *word)
{
    size_t n = parser_word(p);
    if (n != strlen(word) || memcmp(p->at, word, n) != 0)
        return false;
    p->at += n;
    return true;
}

static bool parser_take(struct parser *p, char c)
{
    parser_skip(p);
    if (p->at == p->end || *p->at != c)
        return false;
    p->at++;
    return true;
}

/* ---- Nodes ----------------------------------------------------------------------------------- */

static struct expr_node *parser_node(struct parser *p, enum expr_kind kind, const char *start,
                                     const struct expr_node *a, const struct expr_node *b)
{
    struct expr_node *node = pool_alloc(&p->expr->pool, sizeof *node);
    if (!node) {
        err_set(p->err, "out of memory");
        return NULL;
    }
    unsigned below_a = a ? a->height : 0, below_b = b ? b->height : 0;
    *node = (struct expr_node){.kind = kind,
                               .a = a,
                               .b = b,
                               .text = start,
                               .len = (size_t)(p->at - start),
                               .height = 1 + (below_a > below_b ? below_a : below_b)};
    if (node->height > EXPR_MAX_HEIGHT) {
        err_set(p->err, "an expression may be at most %d deep", EXPR_MAX_HEIGHT);
        return NULL;
    }
    return node;
}

static const struct expr_node *parse_or(struct parser *p);

/* Every way in which the parser calls itself passes here. */
static const struct expr_node *parse_inner(struct parser *p)
{
    if (p->depth >= EXPR_MAX_HEIGHT) {
        err_set(p->err, "an expression may be at most %d deep", EXPR_MAX_HEIGHT);
        return NULL;
    }
    p->depth++;
    const struct expr_node *node = parse_or(p);
    p->depth--;
    return node;
}

/* ---- Literals -------------------------------------------------------------------------------- */

/* Items read so far; grows by doubling inside the pool. */
struct item_list {
    struct literal *items;
    size_t count, cap;
    unsigned height;
};

static bool items_add(struct parser *p, struct item_list *list, const struct expr_node *node)
{
    if (node->kind != EXPR_LITERAL)
        return err_set(p->err, "\"%.*s\": inside (), [] and {} stand literals only",
                       (int)(node->len > 60 ? 60 : node->len), node->text);
    if (list->count == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 8;
        struct literal *items = pool_alloc(&p->expr->pool, cap * sizeof *items);
        if (!items)
            return err_set(p->err, "out of memory");
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->cap = cap;
    }
    list->items[list->count++] = node->literal;
    if (node->height > list->height)
        list->height = node->height;
    return true;
}

static const struct expr_node *items_node(struct parser *p, const char *start,
                                          const struct item_list *list, enum literal_kind kind)
{
    struct expr_node *node = parser_node(p, EXPR_LITERAL, start, NULL, NULL);
    if (!node)
        return NULL;
    node->literal = (struct literal){.kind = kind, .items = list->items, .count = list->count};
    node->height = list->height + 1;
    return node;
}

/* Items up to the closing bracket, which is taken; `list` may hold the first one already, and then
 * its comma was taken too. */
static bool parse_items(struct parser *p, struct item_list *list, char close)
{
    while (!parser_take(p, close)) {
        const struct expr_node *item = parse_inner(p);
        if (!item || !items_add(p, list, item))
            return false;
        if (parser_take(p, close))
            return true;
        if (!parser_take(p, ',')) {
            char expected[] = "a comma or X";
            expected[sizeof expected - 2] = close;
            parser_fail(p, expected);
            return false;
        }
    }
    return true;
}

/* After "(": an expression in parentheses, or a tuple. */
static const struct expr_node *parse_parentheses(struct parser *p, const char *start)
{
    struct item_list list = {0};
    if (parser_take(p, ')'))
        return items_node(p, start, &list, LITERAL_TUPLE);
    const struct expr_node *first = parse_inner(p);
    if (!first)
        return NULL;
    if (parser_take(p, ')')) {
        struct expr_node *node = parser_node(p, first->kind, start, first->a, first->b);
        if (!node)
            return NULL;
        node->which = first->which;
        node->literal = first->literal;
        node->height = first->height;
        return node;
    }
    if (!parser_take(p, ','))
        return parser_fail(p, "a comma or )");
    if (!items_add(p, &list, first) || !parse_items(p, &list, ')'))
        return NULL;
    return items_node(p, start, &list, LITERAL_TUPLE);
}

/* After "{": a dict or a set. */
static const struct expr_node *parse_braces(struct parser *p, const char *start)
{
    struct item_list list = {0};
    if (parser_take(p, '}'))
        return items_node(p, start, &list, LITERAL_DICT);
    const struct expr_node *first = parse_inner(p);
    if (!first || !items_add(p, &list, first))
        return NULL;
    if (!parser_take(p, ':')) {
        if (parser_take(p, '}'))
            return items_node(p, start, &list, LITERAL_SET);
        if (!parser_take(p, ','))
            return parser_fail(p, "a colon, a comma or }");
        return parse_items(p, &list, '}') ? items_node(p, start, &list, LITERAL_SET) : NULL;
    }
    for (;;) {
        const struct expr_node *value = parse_inner(p);
        if (!value || !items_add(p, &list, value))
            return NULL;
        bool is_comma = parser_take(p, ',');
        if (parser_take(p, '}'))
            return items_node(p, start, &list, LITERAL_DICT);
        if (!is_comma)
            return parser_fail(p, "a comma or }");
        const struct expr_node *key = parse_inner(p);
        if (!key || !items_add(p, &list, key))
            return NULL;
        if (!parser_take(p, ':'))
            return parser_fail(p, "a colon");
    }
}

static const struct expr_node *parse_token(struct parser *p, const char *start, bool is_string)
{
    struct literal literal;
    size_t used, left = (size_t)(p->end - p->at);
    struct pool *pool = &p->expr->pool;
    bool done = is_string ? literal_string(p->at, left, pool, &literal, &used, p->err)
                          : literal_number(p->at, left, pool, &literal, &used, p->err);
    if (!done)
        return NULL;
    p->at += used;
    struct expr_node *node = parser_node(p, EXPR_LITERAL, start, NULL, NULL);
    if (node)
        node->literal = literal;
    return node;
}

static const struct expr_node *parse_negative(struct parser *p, const char *start)
{
    parser_skip(p);
    if (p->at == p->end || !(isdigit((unsigned char)*p->at) || *p->at == '.'))
        return parser_fail(p, "a number after -");
    const struct expr_node *number = parse_token(p, start, false);
    if (!number)
        return NULL;
    struct expr_node *node = parser_node(p, EXPR_LITERAL, start, NULL, NULL);
    if (!node)
        return NULL;
    node->literal = number->literal;
    return literal_negate(&node->literal, &p->expr->pool, p->err) ? node : NULL;
}

/* ---- Words ----------------------------------------------------------------------------------- */

static const struct expr_node *parse_len(struct parser *p, const char *start)
{
    if (!parser_take(p, '('))
        return parser_fail(p, "( after len");
    const struct expr_node *of = parse_inner(p);
    if (!of)
        return NULL;
    if (!parser_take(p, ')'))
        return parser_fail(p, ")");
    return parser_node(p, EXPR_LEN, start, of, NULL);
}

static const struct expr_node *parse_word(struct parser *p, const char *start)
{
    if (parser_take_word(p, "len"))
        return parse_len(p, start);
    for (size_t i = 0; i < sizeof expr_constants / sizeof *expr_constants; i++) {
        if (!parser_take_word(p, expr_constants[i].word))
            continue;
        struct expr_node *node = parser_node(p, EXPR_LITERAL, start, NULL, NULL);
        if (node)
            node->literal = (struct literal){.kind = expr_constants[i].kind,
                                             .number = expr_constants[i].number};
        return node;
    }
    for (unsigned i = 0; i < NAME_COUNT; i++) {
        if (!parser_take_word(p, expr_names[i]))
            continue;
        struct expr_node *node = parser_node(p, EXPR_NAME, start, NULL, NULL);
        if (node)
            node->which = i;
        return node;
    }
    int n = (int)parser_word(p);
    err_set(p->err,
            "unknown word \"%.*s\": expected stack, memo, result, event, depth, pos, op, opcode, "
            "protocol, danger, len, or a literal (a name of Python's is written as a string)",
            n > 60 ? 60 : n, p->at);
    return NULL;
}

/* After "#": the number of an opcode. */
static const struct expr_node *parse_left(struct parser *p, const char *start)
{
    uint64_t number = 0;
    const char *digits = p->at;
    for (; p->at < p->end && isdigit((unsigned char)*p->at) && number < BR_NO_OP; p->at++)
        number = number * 10 + (uint64_t)(*p->at - '0');
    if (p->at == digits || number >= BR_NO_OP) {
        p->at = digits;
        return parser_fail(p, "the number of an opcode after #");
    }
    struct expr_node *node = parser_node(p, EXPR_LEFT, start, NULL, NULL);
    if (node)
        node->which = (unsigned)number;
    return node;
}

static const struct expr_node *parse_atom(struct parser *p)
{
    parser_skip(p);
    const char *start = p->at;
    if (p->at == p->end)
        return parser_fail(p, "a value");
    if (literal_is_string(p->at, (size_t)(p->end - p->at)))
        return parse_token(p, start, true);
    if (isdigit((unsigned char)*p->at) || *p->at == '.')
        return parse_token(p, start, false);
    if (parser_word(p))
        return parse_word(p, start);
    if (parser_take(p, '-'))
        return parse_negative(p, start);
    if (parser_take(p, '#'))
        return parse_left(p, start);
    if (parser_take(p, '('))
        return parse_parentheses(p, start);
    if (parser_take(p, '{'))
        return parse_braces(p, start);
    if (parser_take(p, '[')) {
        struct item_list list = {0};
        return parse_items(p, &list, ']') ? items_node(p, start, &list, LITERAL_LIST) : NULL;
    }
    return parser_fail(p, "a value");
}

/* ---- From the tightest binding to the loosest ------------------------------------------------ */

static const struct expr_node *parse_field(struct parser *p, const char *start,
                                           const struct expr_node *of)
{
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        if (!parser_take_word(p, expr_fields[i]))
            continue;
        struct expr_node *node = parser_node(p, EXPR_FIELD, start, of, NULL);
        if (node)
            node->which = i;
        return node;
    }
    return parser_fail(p, "callee, args, kwargs, module, name, kind or resolved after the dot");
}

static const struct expr_node *parse_postfix(struct parser *p)
{
    parser_skip(p);
    const char *start = p->at;
    const struct expr_node *node = parse_atom(p);
    while (node) {
        if (parser_take(p, '.')) {
            node = parse_field(p, start, node);
        } else if (parser_take(p, '[')) {
            const struct expr_node *index = parse_inner(p);
            if (!index)
                return NULL;
            if (!parser_take(p, ']'))
                return parser_fail(p, "]");
            node = parser_node(p, EXPR_INDEX, start, node, index);
        } else {
            return node;
        }
    }
    return NULL;
}

/* Takes a sign of comparison; the longer ones are tried first. */
static bool parser_take_compare(struct parser *p, unsigned *out)
{
    static const enum expr_compare order[] = {COMPARE_EQ, COMPARE_NE, COMPARE_LE,  COMPARE_GE,
                                              COMPARE_LT, COMPARE_GT, COMPARE_LIKE};
    parser_skip(p);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        size_t n = strlen(expr_compares[order[i]]);
        if ((size_t)(p->end - p->at) >= n && memcmp(p->at, expr_compares[order[i]], n) == 0) {
            p->at += n;
            *out = order[i];
            return true;
        }
    }
    return false;
}

static const struct expr_node *parse_compare(struct parser *p)
{
    const struct expr_node *left = parse_postfix(p), *whole = NULL;
    unsigned compare;
    while (left && parser_take_compare(p, &compare)) {
        const struct expr_node *right = parse_postfix(p);
        if (!right)
            return NULL;
        struct expr_node *node = parser_node(p, EXPR_COMPARE, left->text, left, right);
        if (!node)
            return NULL;
        node->which = compare;
        whole = whole ? parser_node(p, EXPR_AND, whole->text, whole, node) : node;
        if (!whole)
            return NULL;
        left = right;
    }
    return whole ? whole : left;
}

static const struct expr_node *parse_not(struct parser *p)
{
    parser_skip(p);
    const char *start = p->at;
    unsigned nots = 0;
    while (parser_take_word(p, "not"))
        nots++;
    const struct expr_node *node = parse_compare(p);
    for (; node && nots > 0; nots--)
        node = parser_node(p, EXPR_NOT, start, node, NULL);
    return node;
}

static const struct expr_node *parse_and(struct parser *p)
{
    const struct expr_node *left = parse_not(p);
    while (left && parser_take_word(p, "and")) {
        const struct expr_node *right = parse_not(p);
        left = right ? parser_node(p, EXPR_AND, left->text, left, right) : NULL;
    }
    return left;
}

static const struct expr_node *parse_or(struct parser *p)
{
    const struct expr_node *left = parse_and(p);
    while (left && parser_take_word(p, "or")) {
        const struct expr_node *right = parse_and(p);
        left = right ? parser_node(p, EXPR_OR, left->text, left, right) : NULL;
    }
    return left;
}

/* ---- Public ---------------------------------------------------------------------------------- */

static bool expr_parse(struct expr *expr, const char *text, size_t len, struct err *err)
{
    char *copy = pool_alloc(&expr->pool, len + 1);
    if (!copy)
        return err_set(err, "out of memory");
    memcpy(copy, text, len);
    expr->text = copy;
    struct parser p = {.expr = expr, .at = copy, .end = copy + len, .err = err};
    expr->root = parse_or(&p);
    if (!expr->root)
        return false;
    parser_skip(&p);
    if (p.at != p.end) {
        parser_fail(&p, *p.at == '=' ? "== (a single = is no comparison)"
                                     : "and, or, a comparison, or the end");
        return false;
    }
    return true;
}

struct expr *expr_new(const char *text, struct err *err)
{
    while (isspace((unsigned char)*text))
        text++;
    size_t len = strlen(text);
    while (len > 0 && isspace((unsigned char)text[len - 1]))
        len--;
    if (len == 0) {
        err_set(err, "expected an expression, such as stack[0] == 'id'");
        return NULL;
    }
    if (len > EXPR_MAX_TEXT) {
        err_set(err, "an expression may be at most %d bytes long", EXPR_MAX_TEXT);
        return NULL;
    }
    struct expr *expr = calloc(1, sizeof *expr);
    if (!expr) {
        err_set(err, "out of memory");
        return NULL;
    }
    if (!expr_parse(expr, text, len, err)) {
        expr_free(expr);
        return NULL;
    }
    return expr;
}

void expr_free(struct expr *expr)
{
    if (!expr)
        return;
    pool_free(&expr->pool);
    free(expr);
}

const char *expr_name_text(enum expr_name name)
{
    return expr_names[name];
}

const char *expr_field_text(enum expr_field field)
{
    return expr_fields[field];
}

const char *expr_compare_text(enum expr_compare compare)
{
    return expr_compares[compare];
}
