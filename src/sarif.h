/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One document of SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format", in brackets its
 * sections) as a stream: results go out as they come; the files and members that they name, and what could not
 * be read, stand behind them and wait in memory, up to a limit.
 *
 * The reports of files (report_sarif.c) are records: a byte that JSON never holds, one that says of which
 * kind, and an object. No record is parted. An artifact is named by its number among those of its file, in the
 * order of their records, between two bytes that JSON never holds: the document's own numbers come later. */
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
    SARIF_ARTIFACT = 'a',       /* before the records that name it */
    SARIF_INDEX = 0x1d,         /* around a number */
    SARIF_NOTES_MAX = 16 << 20, /* bytes of notes that wait */
    SARIF_ARTIFACTS_MAX =
        128 << 20, /* the same of artifacts; those that find no room have the index -1 */
};

/* The document's artifacts: no two of them are the same object. [3.14.15] */
struct sarif_artifacts {
    struct buf text; /* objects, with commas between them */
    uint64_t count;
    struct sarif_known {
        uint64_t key; /* of the object's bytes */
        uint64_t index;
        bool is_taken;
    } * known; /* open addressing */
    size_t n_known, cap;
    int64_t *of_file; /* of the file that is told: its numbers to the document's */
    size_t n_of_file, of_file_cap;
};

struct sarif {
    struct out *out;
    struct jsonl json;
    struct buf notes; /* objects, with commas between them */
    struct sarif_artifacts artifacts;
    uint64_t left_out; /* notes that found no room */
    bool has_result, has_error;
};

/* The document up to the results. out outlives it. */
void sarif_begin(struct sarif *sarif, struct out *out);
/* What is told from here on is about another file. */
void sarif_next_file(struct sarif *sarif);
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
/* All rules, in the order of rules.def, as one array. (sarif_rules.c, as the two before) */
void sarif_put_rules(struct jsonl *json);
/* Appends a path as a URI: one that begins at the root with its scheme, others relative. [3.4.3, RFC 3986] */
void sarif_uri(const char *path, struct buf *out);
/* {"text": ...}: braces stand for arguments in it, and what looks like a link is one, unless escaped.
 * [3.11.5, 3.11.6] */
void sarif_message(struct jsonl *json, const char *text, size_t n);
/* The member "artifactLocation" of the open object, to which members may be added before it is ended. */
void sarif_artifact_begin(struct jsonl *json, const char *key, const char *uri, size_t n);
/* Appends the place of a member within its container: a path from the container's root. [3.24.3] */
void sarif_member_uri(const uint8_t *name, size_t n, struct buf *out);
/* A member of the open object: an artifact by its number among those of its file. */
void sarif_put_index(struct jsonl *json, const char *key, size_t number);
/* An object of "toolExecutionNotifications" as a record. path may be NULL. [3.58] */
void sarif_note_record(struct buf *out, const char *path, const char *text, bool is_error);

#endif
