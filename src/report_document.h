/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands around the reports of files in one document: `brine report`. Of a file, the form
 * report_form_document (report.h) writes a part. */
#ifndef BRINE_REPORT_DOCUMENT_H
#define BRINE_REPORT_DOCUMENT_H

#include "src/command.h"

/* Before the first file, and behind the last: how all was made. */
void report_document_begin(const struct run *run);
void report_document_end(const struct run *run);

#endif
