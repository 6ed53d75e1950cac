/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A policy's text cut into words, texts in quotes and ends of lines, and its mistakes. */
#include "src/analysis/policy_tokens.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- mistakes ---- */

bool mistake(struct parser *parser, unsigned line, const char *format, ...)
{
    struct err err;
    va_list args;
    va_start(args, format);
    vsnprintf(err.text, sizeof err.text, format, args);
    va_end(args);
    err_prefix(&err, "%s:%u", parser->filename, line);
    parser->mistakes++;
    parser->report(parser->context, err.text);
    return false;
}

bool no_memory(struct parser *parser)
{
    if (!parser->no_memory)
        mistake(parser, parser->line, "no memory for the policy");
    parser->no_memory = true;
    return false;
}

/* ---- tokens ---- */

static bool at_end(const struct parser *parser)
{
    return parser->pos == parser->len;
}

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void skip_to_newline(struct parser *parser)
{
    while (!at_end(parser) && parser->text[parser->pos] != '\n')
        parser->pos++;
}

static void skip_blanks(struct parser *parser)
{
    while (!at_end(parser) && is_blank(parser->text[parser->pos]))
        parser->pos++;
    if (!at_end(parser) && parser->text[parser->pos] == '#')
        skip_to_newline(parser);
}

/* Goes to the next line that holds something. True if it continues the one before. */
static bool next_line_continues(struct parser *parser)
{
    for (;;) {
        if (at_end(parser))
            return false;
        parser->pos++; /* the newline */
        parser->line++;
        size_t start = parser->pos;
        skip_blanks(parser);
        if (!at_end(parser) && parser->text[parser->pos] != '\n')
            return parser->pos > start;
    }
}

static struct token read_string(struct parser *parser)
{
    size_t start = ++parser->pos;
    while (!at_end(parser) && parser->text[parser->pos] != '"' && parser->text[parser->pos] != '\n')
        parser->pos++;
    struct token token = {TOKEN_STRING, {parser->text + start, parser->pos - start}, parser->line};
    if (at_end(parser) || parser->text[parser->pos] != '"')
        mistake(parser, parser->line, "a text in quotes has no end on its line");
    else
        parser->pos++;
    return token;
}

static struct token read_word(struct parser *parser)
{
    size_t start = parser->pos;
    while (!at_end(parser) && !is_blank(parser->text[parser->pos]) &&
           !strchr("\n\"#", parser->text[parser->pos]))
        parser->pos++;
    return (struct token){TOKEN_WORD, {parser->text + start, parser->pos - start}, parser->line};
}

struct token read_token(struct parser *parser)
{
    skip_blanks(parser);
    unsigned line = parser->line;
    if (!at_end(parser) && parser->text[parser->pos] == '\n' && !next_line_continues(parser))
        return (struct token){TOKEN_LINE_END, {"", 0}, line};
    if (at_end(parser))
        return (struct token){TOKEN_FILE_END, {"", 0}, line};
    if (parser->text[parser->pos] == '"')
        return read_string(parser);
    return read_word(parser);
}

bool ends_line(struct token token)
{
    return token.kind == TOKEN_LINE_END || token.kind == TOKEN_FILE_END;
}

void skip_line(struct parser *parser, struct token token)
{
    while (!ends_line(token))
        token = read_token(parser);
}

bool word_is(struct token token, const char *word)
{
    return token.kind == TOKEN_WORD && piece_equal(token.text, (struct piece){word, strlen(word)});
}

/* Reads a word; says what it should be when it is none. */
bool expect_word(struct parser *parser, const char *what, struct token *token)
{
    *token = read_token(parser);
    if (token->kind == TOKEN_WORD)
        return true;
    return mistake(parser, token->line, "expected %s", what);
}

bool expect_string(struct parser *parser, const char *what, struct token *token)
{
    *token = read_token(parser);
    if (token->kind != TOKEN_STRING)
        return mistake(parser, token->line, "expected %s in double quotes", what);
    if (token->text.len == 0)
        return mistake(parser, token->line, "%s is empty", what);
    return true;
}

bool expect_line_end(struct parser *parser, struct token *token)
{
    *token = read_token(parser);
    if (ends_line(*token))
        return true;
    return mistake(parser, token->line, "expected the end of the line, not `%.*s`",
                   SHOWN(token->text));
}
