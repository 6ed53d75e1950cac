/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What joblib.load reads from the file beside opcodes: after the BUILD of each array's wrapper the
 * bytes of the array, or a pickle of an array of objects. */
#ifndef BRINE_INPUT_JOBLIB_H
#define BRINE_INPUT_JOBLIB_H

#include <stdbool.h>

#include "vm/brine.h"

extern const struct br_inset_reader joblib_insets;

/* "joblib.numpy_pickle.NumpyArrayWrapper", or an older class that stands for an array in joblib's
 * files, by whatever way it is named. */
bool joblib_is_wrapper(const char *name);

#endif
