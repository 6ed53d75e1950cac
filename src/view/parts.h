/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of lines that views share: values, offsets, signs. For src/view alone. */
#ifndef BRINE_VIEW_PARTS_H
#define BRINE_VIEW_PARTS_H

#include "src/analysis/severity.h"
#include "src/view/line.h"
#include "src/view/view.h"
#include "vm/brine.h"

enum {
    OFFSET_DIGITS_MIN = 4,
    KIND_COLUMNS = 10,       /* "persistent", "memoryview" */
    PART_KEYS_MAX = 1 << 16, /* keys that a line may compare: some 50 ms */
    PART_DIGITS_MAX = 4300,  /* of an int, as many as Python prints: longer ones stand as 0x... */
};

/* The state at the cursor. */
static inline struct br_state part_now(const struct view_source *source)
{
    return (struct br_state){source->rec, source->cursor};
}

/* Rows of a run as it is so far: opcodes, and one more for the break. */
br_op part_rows(const br_record *rec);
bool part_is_break(const br_record *rec, br_op op);

/* How a severity is painted, and its sign ("✖", "◆", or one blank). */
enum style part_severity_style(enum severity severity, enum style fallback);
const char *part_severity_sign(enum severity severity);
unsigned part_severity_trait(enum severity severity);

/* The sign in the margin of a row on the way to something so bad; one blank where that is nothing. */
const char *part_thread_sign(enum severity severity);

/* SEVERITY_NONE where nothing is judged. */
enum severity part_op_severity(const struct view_source *source, br_op op);
/* How bad that is which the row's work goes into; SEVERITY_NONE: nothing that is known. */
enum severity part_path_severity(const struct view_source *source, br_op op);
enum severity part_value_severity(const struct view_source *source, br_value value);

/* How a value is painted: by what is known against it, else by its kind. */
enum style part_value_style(const struct view_source *source, br_value value);

/* Digits that a position in this record needs, at least OFFSET_DIGITS_MIN. */
unsigned part_offset_digits(const br_record *rec);
/* "0x2e"; digits 0: as few as it needs. */
void part_offset(struct line *line, uint64_t pos, unsigned digits);

/* The text of a value, cut to so many columns; columns 0: to source->text_limit bytes. */
void part_value(struct line *line, const struct view_source *source, struct br_state at,
                br_value value, size_t columns);
/* What the value holds is not what it held at another state: items came or went. */
bool part_grew(const struct view_source *source, struct br_state then, br_value value);
/* The argument of an instruction, the same way. */
void part_arg(struct line *line, const struct view_source *source, const struct br_ins *ins,
              size_t columns);
/* "array of f8, shape (50,)": what the loader read after a BUILD, as the pickle says of it. */
void part_inset_words(struct line *line, const struct view_source *source,
                      const struct br_inset *inset);
/* "403 bytes at 0xdd: array of f8, shape (50,)": all that is known of it. */
void part_inset(struct line *line, const struct view_source *source, const struct br_inset *inset);
/* The line is about row op, and about the value that this leaves: what is gone to from it, and looked
 * into. */
void part_about_row(struct line *line, const struct view_source *source, br_op op);
/* The event of a row, of several the last: INST's call comes after its import. False: it has none. */
bool part_event_at(const struct view_source *source, br_op op, struct br_event *event);
/* What an event does, as Python would write it: `os.system('id')`, `import os.system`. */
void part_event(struct line *line, const struct view_source *source, const struct br_event *event,
                size_t columns);
/* The same call by what is called in the end, where brine found that out: `os.system('id')` for
 * `getattr(import_module('os'), 'system')('id')`. False, and nothing: it is what it says. */
bool part_resolved(struct line *line, const struct view_source *source,
                   const struct br_event *event, size_t columns);
/* A call that fetches what *out tells: getattr(os, 'system'). */
struct finding;
bool part_fetches(const struct view_source *source, const struct br_event *event,
                  struct finding *out);
/* For one line: part_resolved, else part_event, which begins with what it fetches where that is
 * known: `os.system = getattr(import_module('os'), 'system')`. */
void part_deed(struct line *line, const struct view_source *source, const struct br_event *event,
               size_t columns);
/* A value; of a call that reached something by indirection, as part_deed has that call. */
void part_made(struct line *line, const struct view_source *source, br_value value, size_t columns);
/* One text of an event, the same way; nothing when it has none. */
void part_field(struct line *line, const struct view_source *source, const struct br_event *event,
                enum br_field field, size_t columns);
/* An import in words: before, module, between, name, after. */
void part_import(struct line *line, const struct view_source *source, const struct br_event *event,
                 const char *before, const char *between, const char *after, size_t columns);
/* "os.system"; either may be NULL. */
void part_name(struct line *line, enum style style, const char *module, const char *name,
               size_t columns);

#endif
