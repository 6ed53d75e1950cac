/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/survey_rows.h"

#include <stdlib.h>
#include <string.h>

#include "src/debugger/session.h"
#include "src/input/input.h"
#include "src/output/safe.h"

static void put_worst(struct session *session, size_t row)
{
    struct survey *survey = session->survey;
    const struct input_member *member = &session->input->members[row];
    survey->worst_row = row;
    buf_clear(&survey->worst_name);
    if (member->name)
        safe_line(&survey->worst_name, (const char *)member->name, member->name_len);
    else
        buf_printf(&survey->worst_name, "#%zu", row);
}

size_t survey_more_streams(const struct judged *judged)
{
    return judged->streams ? judged->streams - 1 : 0;
}

void survey_put_row(struct session *session, size_t member, const struct judged *judged)
{
    struct survey *survey = session->survey;
    struct judged *row = &survey->rows[member];
    if (session->input->members[member].pickle == INPUT_PICKLE) {
        survey->by_state[judged->state]++;
        survey->by_state[row->state] -= row->state != JUDGED_NOT;
    }
    survey->more_streams += survey_more_streams(judged);
    survey->more_streams -= survey_more_streams(row);
    *row = *judged;
    enum severity worst = survey->rows[survey->worst_row].worst;
    if (judged->worst > worst ||
        (judged->worst && judged->worst == worst && member < survey->worst_row))
        put_worst(session, member);
}

/* It waits until somebody asks what is in it. */
bool survey_is_closed(const struct session *session, size_t member)
{
    const struct survey *survey = session->survey;
    return survey->rows[member].state == JUDGED_LATER &&
           session->input->members[member].pickle != INPUT_PICKLE;
}

void survey_forget_rows(struct session *session)
{
    struct survey *survey = session->survey;
    walk_end(session, &survey->walk, session->member);
    for (size_t n = 0; n < survey->n_rows; n++) {
        if (!survey_is_closed(session, n))
            survey->rows[n] = not_judged;
    }
    memset(survey->by_state, 0, sizeof survey->by_state);
    survey->rests = false;
    survey->worst_row = survey->next = 0;
    survey->more_streams = survey->walk_spent = 0;
    survey->options = session->options.machine;
}

/* A row for each member; what is new is not judged. */
bool survey_grow_rows(struct survey *survey, size_t count)
{
    if (count > survey->rows_cap) {
        size_t cap = count + survey->rows_cap;
        struct judged *rows = realloc(survey->rows, cap * sizeof *rows);
        if (!rows)
            return false;
        survey->rows = rows;
        survey->rows_cap = cap;
    }
    for (; survey->n_rows < count; survey->n_rows++)
        survey->rows[survey->n_rows] = not_judged;
    return true;
}

struct judged survey_member(const struct session *session, size_t member)
{
    const struct survey *survey = session->survey;
    return member < survey->n_rows ? survey->rows[member] : not_judged;
}

enum survey_gap survey_gap(const struct session *session, size_t member)
{
    const struct input_member *row = &session->input->members[member];
    enum judged_state state = survey_member(session, member).state;
    if (row->pickle == INPUT_NOT_JUDGED || state == JUDGED_LATER)
        return GAP_LATER;
    if (row->pickle != INPUT_PICKLE)
        return !row->format && input_member_why(session->input, member) ? GAP_PART : GAP_NONE;
    if (state == JUDGED_PART)
        return GAP_PART;
    return state == JUDGED_WHOLE && br_runs(session->rec) ? GAP_NONE : GAP_LATER;
}

struct survey_gaps survey_gaps(const struct session *session)
{
    const struct survey *survey = session->survey;
    struct survey_gaps out = {.is_looking = !survey->rests};
    size_t known = survey->by_state[JUDGED_WHOLE] + survey->by_state[JUDGED_PART];
    out.part = survey->by_state[JUDGED_PART] + survey->unreadable;
    if (survey->rests)
        out.later = survey->pickles - (known < survey->pickles ? known : survey->pickles) +
                    survey->closed + survey->has_left_out +
                    (session->input->member_count - survey->members);
    return out;
}
