/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the reader of policies, for policy_parse.c, policy_patterns.c and policy_tokens.c alone: its
 * state, what its text is cut into, and how a mistake is told. */
#ifndef BRINE_ANALYSIS_POLICY_TOKENS_H
#define BRINE_ANALYSIS_POLICY_TOKENS_H

#include "src/analysis/policy_rules.h"

enum token_kind { TOKEN_WORD, TOKEN_STRING, TOKEN_LINE_END, TOKEN_FILE_END };

struct token {
    enum token_kind kind;
    struct piece text; /* of a string without its quotes */
    unsigned line;
};

/* How much the policy held before this file: what a mistake takes it back to. */
struct counts {
    size_t files, categories, aliases, common, rules;
};

struct parser {
    struct policy *policy;
    const char *filename;
    const char *text;
    size_t len, pos;
    unsigned line;
    uint32_t file;
    struct counts before;
    policy_report report;
    void *context;
    size_t mistakes;
    bool no_memory;
};

/* ---- mistakes ---- */

/* Tells one, with the file and the line. Returns false, so that callers write `return mistake(...)`. */
bool mistake(struct parser *parser, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same of memory, once. */
bool no_memory(struct parser *parser);

/* A piece as arguments of `%.*s`, cut to what fits a message. */
#define SHOWN(piece) (int)((piece).len < 80 ? (piece).len : 80), (piece).text

/* ---- tokens ---- */

bool is_blank(char c);
/* The next token; a line that goes on on the next one has no end in between. */
struct token read_token(struct parser *parser);
bool ends_line(struct token token);
/* Reads to the end of the line that the token stands on. */
void skip_line(struct parser *parser, struct token token);
bool word_is(struct token token, const char *word);

/* Read one token; what it should be is said in the mistake when it is none. */
bool expect_word(struct parser *parser, const char *what, struct token *token);
bool expect_string(struct parser *parser, const char *what, struct token *token);
bool expect_line_end(struct parser *parser, struct token *token);

/* ---- patterns: policy_patterns.c ---- */

bool is_text(struct piece piece, const char *text);
/* Reads the patterns of a line, up to what is none, and adds a rule for each, whose verdicts, category and
 * file stand in *draft. */
bool parse_patterns(struct parser *parser, const struct rule *draft, struct token *last);

#endif
