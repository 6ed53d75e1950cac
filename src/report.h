/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `scan` tells of one file: findings and errors come in one by one, the verdict is known at
 * the end. How it is written is a form: a row of functions in a file of its own. */
#ifndef BRINE_REPORT_H
#define BRINE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/analysis/analysis.h"
#include "src/base/buf.h"
#include "src/command.h"
#include "src/input/digest.h"
#include "src/output/budget.h"
#include "src/streams.h"

enum verdict { VERDICT_BENIGN, VERDICT_ERROR, VERDICT_SUSPICIOUS, VERDICT_DANGEROUS };
#define VERDICT_COUNT (VERDICT_DANGEROUS + 1)

/* "benign" ... Static. */
const char *verdict_name(enum verdict verdict);

/* One finding, as it is told. Texts are not yet safe to show. */
struct told {
    enum severity severity;
    const char *rule;
    size_t member;               /* INPUT_NO_MEMBER: the file as a whole */
    const struct stream *stream; /* NULL: not in a stream */
    uint64_t pos;                /* in the stream */
    uint64_t length;             /* bytes of the opcode there; 0: it is about none */
    bool has_offset;
    uint64_t file_offset;     /* where that byte stands in the file */
    const struct buf *callee; /* NULL where there is none; or all of the event in words */
    const struct buf *args;   /* NULL where there are none */
    unsigned shown;           /* enum shown (src/analysis/shown.h), of these two */
    const struct buf *given;  /* what the args come to, where they are what calls give; else NULL */
    bool is_change;           /* of the callee, which gets the args: it is not called with them */
    const char *message;
    const struct analysis *an; /* of the links */
    const struct link *links;  /* how the callee was reached, in the order of the run */
    size_t n_links;
};

/* Something that could not be read. */
struct trouble {
    size_t member;          /* INPUT_NO_MEMBER: the file as a whole */
    const uint64_t *stream; /* NULL: not in a stream */
    const uint64_t *pos;    /* NULL: not at an opcode */
    const char *message;    /* what is wrong there */
    const char *line;       /* the same with its place, for people */
};

struct report;

struct report_form {
    bool wants_words; /* of an event: "call os.system('id')" in place of callee and args */
    bool (*open)(struct report *report); /* makes report->own; false: no memory */
    void (*close)(struct report *report);
    /* False: this one is only counted. NULL: all are told. */
    bool (*wants)(const struct report *report, enum severity severity);
    /* A stream that is judged, before its findings. NULL: nobody is told. */
    void (*stream)(struct report *report, const struct stream *stream);
    void (*finding)(struct report *report, const struct told *told);
    void (*error)(struct report *report, const struct trouble *trouble);
    void (*finish)(struct report *report); /* the verdict is known */
};

extern const struct report_form report_form_document; /* report_document.c */
extern const struct report_form report_form_json;     /* report_json.c */
extern const struct report_form report_form_sarif;    /* report_sarif.c: records */
extern const struct report_form report_form_text;     /* report_text.c */

struct report {
    struct run *run;
    const struct report_form *form;
    void *own;                   /* the form's */
    const char *path;            /* as given */
    const struct source *source; /* NULL: it could not be opened */
    char hash[DIGEST_HEX_SIZE];
    uint64_t streams, errors;
    uint64_t no_pickles;               /* of the errors: all was read, and it is no pickle */
    bool holds_none;                   /* all members were read, and none is a pickle or an array */
    bool is_found;                     /* in a folder; nobody named it */
    bool is_beyond_ascii;              /* a string in it: a plain reader stops there */
    uint64_t findings[SEVERITY_COUNT]; /* how many of each */
    uint64_t in_use;                 /* suspicious or worse, and not in a value that is only kept */
    struct budget budget;            /* of the stream at hand */
    bool failed;                     /* memory */
    uint64_t alarms[SEVERITY_COUNT]; /* how many of each were told to: */
    void (*alarm)(void *context, const struct told *told); /* somebody who hears of it at once, */
    void *alarm_context;                                   /* or NULL */
    struct buf callee, args, given, why;                   /* scratch */
};

/* At most so many findings are told at once, half of them dangerous, half suspicious. */
enum { REPORT_ALARMS_MAX = 16 };

/* False when memory fails. source is NULL for what could not be opened. */
bool report_open(struct report *report, struct run *run, const struct report_form *form,
                 const char *path, struct source *source);
/* A new stream begins: its texts have a budget of their own. NULL: what is in none. */
void report_stream(struct report *report, const struct stream *stream);
void report_finding(struct report *report, const struct stream *stream,
                    const struct finding *finding);
void report_anomaly(struct report *report, const struct input_anomaly *anomaly);
/* That there are so many more of a kind, which are not told one by one; nothing when there are none. */
void report_more_anomalies(struct report *report, enum input_anomaly_kind kind, uint64_t count);
/* A finding about the file as a whole: the rule's name, and what to say. */
void report_whole(struct report *report, const char *rule, const char *message);
/* A member that holds no pickle by its format's own rules: what the format tells of it. */
void report_no_pickle(struct report *report, size_t member);
/* Member m, which is marshalled code, as a finding. Its names are judged one by one, and as attributes of
 * those a few before them. (report_marshal.c) */
void report_marshal(struct report *report, struct input *in, size_t m, const struct policy *policy);
/* Its words: callee is the function that the code names first, or NULL. */
void report_marshal_words(struct report *report, size_t member, const char *message,
                          const struct buf *callee);
void report_error(struct report *report, const struct trouble *trouble);
/* Trouble with the file as a whole, or with a member. */
void report_plain_error(struct report *report, size_t member, const char *line);
enum verdict report_verdict(const struct report *report);
/* Nobody said that this file was one, and it is no pickle: no trouble worth a line. */
bool report_is_bystander(const struct report *report);
/* Writes what is left to write, and frees. */
void report_close(struct report *report);

#endif
