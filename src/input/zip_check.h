/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what the records of a zip say of each member, and the members with each other. */
#ifndef BRINE_INPUT_ZIP_CHECK_H
#define BRINE_INPUT_ZIP_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "src/input/zip.h"

/* Adds to archive->anomalies. dir_start: the directory's first byte. False when memory fails. */
bool zip_check(uint64_t dir_start, struct zip_archive *archive);

#endif
