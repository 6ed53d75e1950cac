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

void needle_make(struct needle *needle, const char *text)
{
    *needle = (struct needle){.text = text, .folds = true};
    for (const char *c = text; *c; c++)
        needle->folds = needle->folds && !isupper((unsigned char)*c);
    take_word(needle);
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
