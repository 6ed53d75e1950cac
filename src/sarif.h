/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One document of SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format", in brackets its
 * sections) as a stream: results go out as they come; what could not be read stands behind them, since
 * that is where the format has it, and waits in memory, up to a limit.
 *
 * The reports of files (report_sarif.c) are records: a byte that JSON never holds, one that says of which
 * kind, and an object. No record is parted. */
#ifndef BRINE_SARIF_H
#define BRINE_SARIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/analysis/severity.h"
#include "src/base/buf.h"
#include "src/output/jsonl.h"
#include "src/output/out.h"

enum {
    SARIF_RECORD = 0x1e, /* as in RFC 7464 */
    SARIF_RESULT = 'r',
    SARIF_NOTE = 'n',
    SARIF_NOTES_MAX = 16 << 20, /* bytes of notes that wait */
};

struct sarif {
    struct out *out;
    struct jsonl json;
    struct buf notes;  /* objects, with commas between them */
    uint64_t left_out; /* notes that found no room */
    bool has_result, has_error;
};

/* The document up to the results. out outlives it. */
void sarif_begin(struct sarif *sarif, struct out *out);
/* Whole records. */
void sarif_records(struct sarif *sarif, const char *bytes, size_t n);
/* A note of the scan itself; path may be NULL. is_error: something could not be read. */
void sarif_tell(struct sarif *sarif, const char *path, const char *text, bool is_error);
/* The rest of the document; frees. */
void sarif_end(struct sarif *sarif, int exit_code);

/* ---- What records are made of ------------------------------------------------------------------ */

/* "error", "warning", "note". [3.27.10] Static. */
const char *sarif_level(enum severity severity);
/* Which row of rules.def; -1: none. */
int sarif_rule_index(const char *name);
/* Appends a path as a URI: one that begins at the root with its scheme, others relative. [3.4.3, RFC 3986] */
void sarif_uri(const char *path, struct buf *out);
/* {"text": ...}: braces stand for arguments in it, and what looks like a link is one, unless escaped.
 * [3.11.5, 3.11.6] */
void sarif_message(struct jsonl *json, const char *text, size_t n);
/* The member "artifactLocation" of the open object. */
void sarif_artifact(struct jsonl *json, const char *path);
/* An object of "toolExecutionNotifications" as a record. path may be NULL. [3.58] */
void sarif_note_record(struct buf *out, const char *path, const char *text, bool is_error);

#endif
