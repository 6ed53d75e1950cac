/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/paint.h"

#include "src/output/safe.h"

void paint(struct out *out, enum paint meaning)
{
    static const char *const codes[] = {
        [PAINT_PLAIN] = "\033[0m",        [PAINT_DIM] = "\033[2m",
        [PAINT_NAME] = "\033[1m",         [PAINT_GOOD] = "\033[32m",
        [PAINT_INFO] = "\033[36m",        [PAINT_SUSPICIOUS] = "\033[33m",
        [PAINT_DANGEROUS] = "\033[1;31m", [PAINT_BROKEN] = "\033[35m",
    };
    if (!out->colour || out->paint == (int)meaning)
        return;
    if (out->paint != PAINT_PLAIN && meaning != PAINT_PLAIN)
        out_str(out, codes[PAINT_PLAIN]);
    out_str(out, codes[meaning]);
    out->paint = (int)meaning;
}

void paint_str(struct out *out, enum paint meaning, const char *text)
{
    paint(out, meaning);
    out_str(out, text);
    paint(out, PAINT_PLAIN);
}

enum paint paint_of(enum severity severity)
{
    static const enum paint paints[SEVERITY_COUNT] = {
        [SEVERITY_NONE] = PAINT_PLAIN,
        [SEVERITY_INFO] = PAINT_INFO,
        [SEVERITY_SUSPICIOUS] = PAINT_SUSPICIOUS,
        [SEVERITY_DANGEROUS] = PAINT_DANGEROUS,
    };
    return paints[severity];
}

const char *severity_sign(enum severity severity)
{
    static const char *const signs[2][SEVERITY_COUNT] = {
        {[SEVERITY_NONE] = " ", "i", "?", "X"},
        {[SEVERITY_NONE] = " ", "\xc2\xb7", "\xe2\x97\x86", "\xe2\x9c\x96"},
    };
    return signs[safe_is_utf8()][severity];
}
