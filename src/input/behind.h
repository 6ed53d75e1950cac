/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pickles that stand behind other bytes, for who reads on where a format, a row of pickles or a value
 * has ended: one search (carve.h) for all of them. They differ in what a find must prove, which each says
 * beside its call, with the reason: the more that chance has to begin with, and the worse a false find,
 * the more. For src/input alone. */
#ifndef BRINE_INPUT_BEHIND_H
#define BRINE_INPUT_BEHIND_H

#include <stdbool.h>
#include <stdint.h>

#include "src/base/err.h"
#include "src/input/carve.h"

#define BEHIND_BIT(reason) (UINT32_C(1) << (reason))

/* What a find must prove. Zeros: to be believed by carve is enough. */
struct behind_proof {
    enum carve_confidence least;
    uint32_t instead; /* one of these reasons makes up for a lower confidence */
    uint32_t all;     /* these reasons must hold, */
    uint32_t any;     /* and one of these; 0: none need */
    bool is_whole;    /* it runs to its STOP */
};

/* Begins a search of bytes[0 .. len), which outlive it. has_header: only what begins with PROTO is
 * looked for, which costs little more than reading the bytes. Nothing to free. */
void behind_begin(struct carve *carve, const uint8_t *bytes, uint64_t len, bool has_header);

/* The next that proves so much; it may be in a string of one that does not. What is in its own strings is
 * passed over: who reads it finds it. False: there is none, or memory failed and err says so, else err is "". carve_found_free
 * frees. Linear in the bytes over all calls; carve->is_limited says that lines were not followed. */
bool behind_next(struct carve *carve, const struct behind_proof *proof, struct carve_found *found,
                 struct err *err);

bool behind_proves(const struct carve_found *found, const struct behind_proof *proof);

#endif
