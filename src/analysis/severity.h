/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How bad something is: the one scale of the program, from harmless upwards. */
#ifndef BRINE_ANALYSIS_SEVERITY_H
#define BRINE_ANALYSIS_SEVERITY_H

enum severity {
    SEVERITY_NONE,       /* harmless, or nothing known against it */
    SEVERITY_INFO,       /* worth saying; never changes a verdict */
    SEVERITY_SUSPICIOUS, /* unknown or odd: a person should look */
    SEVERITY_DANGEROUS,  /* runs, imports, reads, writes or connects as the file says */
};
#define SEVERITY_COUNT (SEVERITY_DANGEROUS + 1)

/* "none", "info", "suspicious", "dangerous". Static. */
const char *severity_name(enum severity severity);

#endif
