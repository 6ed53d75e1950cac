/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/characters.h"

#include <string.h>

#include "src/base/utf8.h"

/* clang-format off */
static const struct {
    uint32_t code;
    const char *name;
} names[] = {
    {0x20, "SPACE"},
    {0x21, "EXCLAMATION MARK"},
    {0x22, "QUOTATION MARK"},
    {0x23, "NUMBER SIGN"},
    {0x24, "DOLLAR SIGN"},
    {0x25, "PERCENT SIGN"},
    {0x26, "AMPERSAND"},
    {0x27, "APOSTROPHE"},
    {0x28, "LEFT PARENTHESIS"},
    {0x29, "RIGHT PARENTHESIS"},
    {0x2a, "ASTERISK"},
    {0x2b, "PLUS SIGN"},
    {0x2c, "COMMA"},
    {0x2d, "HYPHEN-MINUS"},
    {0x2e, "FULL STOP"},
    {0x2f, "SOLIDUS"},
    {0x30, "DIGIT ZERO"},
    {0x31, "DIGIT ONE"},
    {0x32, "DIGIT TWO"},
    {0x33, "DIGIT THREE"},
    {0x34, "DIGIT FOUR"},
    {0x35, "DIGIT FIVE"},
    {0x36, "DIGIT SIX"},
    {0x37, "DIGIT SEVEN"},
    {0x38, "DIGIT EIGHT"},
    {0x39, "DIGIT NINE"},
    {0x3a, "COLON"},
    {0x3b, "SEMICOLON"},
    {0x3c, "LESS-THAN SIGN"},
    {0x3d, "EQUALS SIGN"},
    {0x3e, "GREATER-THAN SIGN"},
    {0x3f, "QUESTION MARK"},
    {0x40, "COMMERCIAL AT"},
    {0x5b, "LEFT SQUARE BRACKET"},
    {0x5c, "REVERSE SOLIDUS"},
    {0x5d, "RIGHT SQUARE BRACKET"},
    {0x5e, "CIRCUMFLEX ACCENT"},
    {0x5f, "LOW LINE"},
    {0x60, "GRAVE ACCENT"},
    {0x7b, "LEFT CURLY BRACKET"},
    {0x7c, "VERTICAL LINE"},
    {0x7d, "RIGHT CURLY BRACKET"},
    {0x7e, "TILDE"},
};

static const struct {
    uint32_t first, to, n;
} runs[] = {
#define RUN(first, to, n) {first, to, n},
#define TEXT(code, text)
#define MARK(code, letter, mark)
#include "src/base/decompositions.def"
#undef RUN
#undef TEXT
};

static const struct {
    uint32_t code;
    const char *text;
} texts[] = {
#define RUN(first, to, n)
#define TEXT(code, text) {code, text},
#include "src/base/decompositions.def"
#undef TEXT
#undef MARK
};

static const struct {
    uint32_t code, letter, mark;
} marks[] = {
#define TEXT(code, text)
#define MARK(code, letter, mark) {code, letter, mark},
#include "src/base/decompositions.def"
#undef RUN
#undef TEXT
#undef MARK
};

static const char categories[] =
    "CcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCcCc"
    "ZsPoPoPoScPoPoPoPsPePoSmPoPdPoPoNdNdNdNdNdNdNdNdNdNdPoPoSmSmSmPo"
    "PoLuLuLuLuLuLuLuLuLuLuLuLuLuLuLuLuLuLuLuLuLuLuLuLuLuLuPsPoPeSkPc"
    "SkLlLlLlLlLlLlLlLlLlLlLlLlLlLlLlLlLlLlLlLlLlLlLlLlLlLlPsSmPeSmCc";
/* clang-format on */

/* ---- Names ----------------------------------------------------------------------------------- */

static const char *const letters[] = {"LATIN SMALL LETTER ", "LATIN CAPITAL LETTER "};

static char capital(char c)
{
    return (char)(c >= 'a' && c <= 'z' ? c & ~0x20 : c);
}

static bool is_name(const char *name, size_t n, const char *expected)
{
    size_t k = 0;
    while (k < n && expected[k] && capital(name[k]) == expected[k])
        k++;
    return k == n && expected[k] == '\0';
}

bool characters_named(const char *name, size_t n, uint32_t *code)
{
    for (size_t k = 0; k < 2; k++) {
        size_t len = strlen(letters[k]);
        char last = n == len + 1 ? capital(name[len]) : '\0';
        if (last < 'A' || last > 'Z' || !is_name(name, len, letters[k]))
            continue;
        *code = (uint32_t)(k == 0 ? last | 0x20 : last);
        return true;
    }
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        if (!is_name(name, n, names[k].name))
            continue;
        *code = names[k].code;
        return true;
    }
    return false;
}

bool characters_name(uint32_t code, struct buf *out)
{
    uint32_t low = code | 0x20;
    if (code < 0x80 && low >= 'a' && low <= 'z') {
        buf_str(out, letters[code < 'a']);
        buf_char(out, (char)(code & ~0x20u));
        return true;
    }
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        if (names[k].code != code)
            continue;
        buf_str(out, names[k].name);
        return true;
    }
    return false;
}

const char *characters_category(uint32_t code)
{
    return code < 0x80 ? categories + 2 * code : NULL;
}

/* ---- Forms ----------------------------------------------------------------------------------- */

/* What is ASCII by compatibility; NULL: it is not. */
static const char *compatible(uint32_t code, char room[2])
{
    for (size_t k = 0; k < sizeof runs / sizeof runs[0]; k++) {
        if (code < runs[k].first || code - runs[k].first >= runs[k].n)
            continue;
        room[0] = (char)(runs[k].to + code - runs[k].first);
        room[1] = '\0';
        return room;
    }
    for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
        if (texts[k].code == code)
            return texts[k].text;
    }
    return NULL;
}

bool characters_normalize(uint32_t code, enum characters_form form, struct buf *out)
{
    char room[2];
    const char *text = code < 0x80 ? NULL : compatible(code, room);
    bool is_compatible = form == CHARACTERS_NFKC || form == CHARACTERS_NFKD;
    if (code < 0x80 || (text && !is_compatible))
        return utf8_put(code, out);
    if (text) {
        buf_str(out, text);
        return true;
    }
    for (size_t k = 0; k < sizeof marks / sizeof marks[0]; k++) {
        if (marks[k].code != code)
            continue;
        if (form == CHARACTERS_NFC || form == CHARACTERS_NFKC)
            return utf8_put(code, out);
        return utf8_put(marks[k].letter, out) && utf8_put(marks[k].mark, out);
    }
    return false;
}
