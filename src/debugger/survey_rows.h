/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a survey: what is known of each member. */
#ifndef BRINE_DEBUGGER_SURVEY_ROWS_H
#define BRINE_DEBUGGER_SURVEY_ROWS_H

#include "src/debugger/survey.h"

static const struct judged not_judged = {.first = NO_STREAM, .last = NO_STREAM};

/* What a member was found to be, and what follows from that for all. */
void survey_put_row(struct session *session, size_t member, const struct judged *judged);
/* Whether it waits until somebody asks what is in it. */
bool survey_is_closed(const struct session *session, size_t member);
/* A row for each of so many members; what is new is not judged. False: no memory. */
bool survey_grow_rows(struct survey *survey, size_t count);
/* Nothing is known, but what waits. */
void survey_forget_rows(struct session *session);
/* How many streams of a member stand behind its first. */
size_t survey_more_streams(const struct judged *judged);

#endif
