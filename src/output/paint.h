/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours of printed text, by meaning; nothing at all when out->colour is false. Colour is never
 * the only sign: what is dangerous also has a sign of its own. */
#ifndef BRINE_OUTPUT_PAINT_H
#define BRINE_OUTPUT_PAINT_H

#include "src/analysis/severity.h"
#include "src/output/out.h"

enum paint {
    PAINT_PLAIN,
    PAINT_DIM,  /* offsets, bytes, remarks */
    PAINT_NAME, /* opcodes, members */
    PAINT_GOOD, /* benign */
    PAINT_INFO,
    PAINT_SUSPICIOUS,
    PAINT_DANGEROUS,
    PAINT_BROKEN, /* what could not be read */
};

/* From here on; PAINT_PLAIN ends it. */
void paint(struct out *out, enum paint meaning);
void paint_str(struct out *out, enum paint meaning, const char *text);

enum paint paint_of(enum severity severity);

/* One column wide, in the locale in force: "✖", "◆", "·", " ". Static. */
const char *severity_sign(enum severity severity);

#endif
