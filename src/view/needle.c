/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/needle.h"

#include <ctype.h>
#include <string.h>

static char folded(const struct needle *needle, char c)
{
    return needle->folds ? (char)tolower((unsigned char)c) : c;
}

/* The longest piece between blanks. */
static void take_word(struct needle *needle)
{
    const char *best = "";
    for (const char *at = needle->text; *at;) {
        size_t len = strcspn(at, " ");
        if (len > needle->word_len) {
            best = at;
            needle->word_len = len;
        }
        at += len;
        at += *at == ' ';
    }
    if (needle->word_len > NEEDLE_WORD_MAX)
        needle->word_len = NEEDLE_WORD_MAX;
    memcpy(needle->word, best, needle->word_len);
    needle->word[needle->word_len] = '\0';
}

static bool is_plain(const char *word)
{
    for (; *word; word++)
        if (*word <= ' ' || *word >= 0x7f || strchr("'\"\\", *word))
            return false;
    return true;
}

/* Numbers as decimal, hexadecimal and with exponents, positions, and the words beside these. */
static bool is_numeric(const char *word)
{
    static const char words[] = "memo mark inf nan";
    return word[strspn(word, "0123456789abcdefxABCDEFL+-.")] == '\0' || strcasestr(words, word);
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;
    return at ? (int)(at - digits) : -1;
}

static void take_hex(struct needle *needle)
{
    const char *c = needle->text + strspn(needle->text, " ");
    while (*c && needle->hex_len < NEEDLE_HEX_MAX) {
        int high = hex_digit(c[0]), low = high < 0 ? -1 : hex_digit(c[1]);
        if (low < 0)
            break;
        needle->hex[needle->hex_len++] = (uint8_t)(high * 16 + low);
        c += 2;
        c += strspn(c, " ");
    }
    if (*c)
        needle->hex_len = 0;
}

void needle_make(struct needle *needle, const char *text)
{
    *needle = (struct needle){.text = text, .folds = true};
    for (const char *c = text; *c; c++)
        needle->folds = needle->folds && !isupper((unsigned char)*c);
    take_word(needle);
    take_hex(needle);
    needle->is_plain = is_plain(needle->word);
    needle->is_numeric = is_numeric(needle->word);
    const struct br_opcode *opcode;
    for (unsigned n = 0; (opcode = br_opcode_nth(n)); n++)
        needle->in_name[opcode->code] =
            (needle->folds ? strcasestr : strstr)(opcode->name, needle->word) != NULL;
}

const char *needle_find(const struct needle *needle, const char *text)
{
    return (needle->folds ? strcasestr : strstr)(text, needle->text);
}

static bool stands_at(const struct needle *needle, const uint8_t *bytes)
{
    for (size_t k = 1; k < needle->word_len; k++)
        if (folded(needle, (char)bytes[k]) != needle->word[k])
            return false;
    return true;
}

bool needle_in_bytes(const struct needle *needle, const uint8_t *bytes, uint64_t len)
{
    if (needle->word_len == 0)
        return true;
    if (len < needle->word_len)
        return false;
    uint8_t lower = (uint8_t)needle->word[0], upper = lower;
    if (needle->folds)
        upper = (uint8_t)toupper(lower);
    uint64_t last = len - needle->word_len;
    for (uint64_t k = 0; k <= last; k++)
        if ((bytes[k] == lower || bytes[k] == upper) && stands_at(needle, bytes + k))
            return true;
    return false;
}

/* ---- Among bytes ------------------------------------------------------------------------------ */

/* Some bytes to look for. */
struct pattern {
    const uint8_t *bytes;
    size_t len;
    bool folds;
};

static bool pattern_at(const struct pattern *pattern, const uint8_t *data)
{
    for (size_t k = 0; k < pattern->len; k++) {
        int c = pattern->folds ? tolower(data[k]) : data[k];
        if (c != pattern->bytes[k])
            return false;
    }
    return true;
}

static uint64_t pattern_first(const struct pattern *pattern, const uint8_t *data, uint64_t low,
                              uint64_t high)
{
    uint8_t lower = pattern->bytes[0], upper = pattern->folds ? (uint8_t)toupper(lower) : lower;
    for (uint64_t k = low; k < high; k++)
        if ((data[k] == lower || data[k] == upper) && pattern_at(pattern, data + k))
            return k;
    return NEEDLE_NOWHERE;
}

static uint64_t pattern_last(const struct pattern *pattern, const uint8_t *data, uint64_t low,
                             uint64_t high)
{
    uint8_t lower = pattern->bytes[0], upper = pattern->folds ? (uint8_t)toupper(lower) : lower;
    for (uint64_t k = high; k-- > low;)
        if ((data[k] == lower || data[k] == upper) && pattern_at(pattern, data + k))
            return k;
    return NEEDLE_NOWHERE;
}

static uint64_t pattern_find(const struct pattern *pattern, const struct needle_range *range,
                             bool backwards)
{
    if (pattern->len == 0 || pattern->len > range->len)
        return NEEDLE_NOWHERE;
    uint64_t end = range->len - pattern->len + 1;
    uint64_t high = range->high < end ? range->high : end;
    return (backwards ? pattern_last : pattern_first)(pattern, range->data, range->low, high);
}

uint64_t needle_in_range(const struct needle *needle, const struct needle_range *range,
                         bool backwards, uint64_t *match_len)
{
    const struct pattern patterns[] = {
        {(const uint8_t *)needle->text, strlen(needle->text), needle->folds},
        {needle->hex, needle->hex_len, false},
    };
    uint64_t best = NEEDLE_NOWHERE;
    for (size_t k = 0; k < sizeof patterns / sizeof patterns[0]; k++) {
        uint64_t at = pattern_find(&patterns[k], range, backwards);
        bool is_nearer = best == NEEDLE_NOWHERE || (backwards ? at > best : at < best);
        if (at == NEEDLE_NOWHERE || !is_nearer)
            continue;
        best = at;
        *match_len = patterns[k].len;
    }
    return best;
}
