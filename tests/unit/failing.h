/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that fails when it is told to. The program is linked with --wrap (Makefile.am), so that the
 * allocations of all but libc come here. */
#ifndef BRINE_TESTS_FAILING_H
#define BRINE_TESTS_FAILING_H

#include <stdbool.h>

/* The nth allocation from here on fails. */
void failing_arm(unsigned n);
/* None fails from here on. True when one has. */
bool failing_disarm(void);

extern bool failing_count; /* while it is true, */
extern long failing_held;  /* so many blocks more were taken than given back */

#endif
