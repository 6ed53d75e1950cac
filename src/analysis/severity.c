/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/severity.h"

const char *severity_name(enum severity severity)
{
    static const char *const names[SEVERITY_COUNT] = {
        [SEVERITY_NONE] = "none",
        [SEVERITY_INFO] = "info",
        [SEVERITY_SUSPICIOUS] = "suspicious",
        [SEVERITY_DANGEROUS] = "dangerous",
    };
    return names[severity];
}
