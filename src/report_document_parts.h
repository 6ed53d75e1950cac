/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that write a report's document (report_document*.c) share with each other and with nobody
 * else: what waits until the end of a file, and the small forms that they all use. */
#ifndef BRINE_REPORT_DOCUMENT_PARTS_H
#define BRINE_REPORT_DOCUMENT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/analysis/severity.h"
#include "src/base/buf.h"
#include "src/base/options.h"
#include "src/output/doc.h"
#include "src/report.h"
#include "src/report_hint.h"

enum {
    TEXT_COLUMNS = 2000, /* of a callee, or of arguments, unless --full */
    LISTED_MAX = 500,    /* members, pickles, errors, that are listed, */
    LISTED_FULL = 100000 /* with --full */
};

/* A finding and those like it. */
struct found {
    struct buf key;         /* what those like it have in common */
    struct buf title, body; /* written in the document's form */
    uint64_t more;          /* how many are like it */
    uint64_t last_pos;
};

struct found_list {
    struct found *rows; /* owned */
    size_t count, cap;
};

/* A pickle that was judged, and how much of it there is. */
struct judged {
    size_t member;
    uint64_t number, offset, end;
    uint32_t ops;
    int protocol;
    bool is_broken;
    uint64_t unread;     /* bytes behind the break that are its own */
    const char *dialect; /* static */
};

struct report_document {
    struct doc doc;
    struct buf text; /* of the document */
    struct found_list lists[SEVERITY_COUNT];
    uint64_t held;         /* bytes of them */
    struct judged *judged; /* owned; in the order of members */
    size_t judged_count, judged_cap;
    uint64_t judged_more;
    struct buf errors; /* safe lines */
    unsigned commands; /* that were told: each looks through the names of all members */
    struct hint_choice worst;
    struct buf worst_words, worst_why;
    struct buf key; /* scratch */
};

bool document_is_full(const struct report *report);
/* HTML or Markdown, by the options. Static. */
const struct doc_form *document_form(const struct options *options);

void document_heading(struct doc *doc, unsigned level, const char *words);
void document_paragraph(struct doc *doc, const char *words);
/* Lines under a title, where there are any. Frees them. */
void document_block(struct doc *doc, const char *title, struct buf *lines);

/* Appends what a finding is about: "posix.system('id')", "a.B() <- {'x': 1}". Not safe to print yet. */
void document_add_deed(const struct told *told, struct buf *out);
/* Writes title and body of a finding; sets report->failed when memory fails. */
void document_put_finding(struct report *report, const struct told *told, struct found *row);
/* Writes the members and the pickles in them, as an indented list. */
void document_put_members(struct doc *doc, struct report *report);

#endif
