/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The next dangerous pickle, here or in another member. */
#include "src/debugger/session.h"
#include "src/debugger/survey.h"
#include "src/input/input.h"

/* The first dangerous stream of the open member from number `from` on; NO_STREAM without one. */
static uint64_t danger_from(const struct survey *survey, uint64_t from)
{
    for (uint64_t n = from; n < survey->n_streams; n++)
        if (survey->streams[n].worst == SEVERITY_DANGEROUS)
            return n;
    return NO_STREAM;
}

/* The last before number `before`. */
static uint64_t danger_below(const struct survey *survey, uint64_t before)
{
    uint64_t n = before < survey->n_streams ? before : survey->n_streams;
    while (n > 0 && survey->streams[n - 1].worst != SEVERITY_DANGEROUS)
        n--;
    return n > 0 ? n - 1 : NO_STREAM;
}

/* To be told by who says that there is none. As a reader that runs nothing none is judged, which is told
 * of all. */
static bool is_unread(const struct session *session, size_t member)
{
    enum survey_gap gap = survey_gap(session, member);
    return gap == GAP_PART || (gap == GAP_LATER && br_runs(session->rec));
}

static void note_unread(size_t member, struct survey_danger *out)
{
    out->some_unread = member;
    out->unread++;
}

/* Whether a member that is not open has one. */
static bool danger_in(struct session *session, size_t member, bool backward,
                      struct survey_danger *out, struct err *err)
{
    struct judged judged;
    session_busy(session, "looking", member, session->input->member_count);
    if (!survey_judge(session, member, &judged, err))
        return false;
    if (judged.first != NO_STREAM) {
        out->member = member;
        out->stream = backward ? judged.last : judged.first;
    } else if (is_unread(session, member)) {
        note_unread(member, out);
    }
    return true;
}

/* Members from the open one on to the end, then from the start; or back and from the end. */
static bool danger_elsewhere(struct session *session, bool backward, struct survey_danger *out,
                             struct err *err)
{
    const struct input *in = session->input; /* whose members may become more */
    size_t m = session->member;
    for (;;) {
        bool is_end = backward ? m == 0 : m + 1 >= in->member_count;
        out->is_round |= is_end;
        m = backward ? (is_end ? in->member_count : m) - 1 : is_end ? 0 : m + 1;
        if (m == session->member) { /* what ends one of its pickles is told of that */
            bool is_told = session->survey->broken.len || session->survey->is_cut;
            if (!is_told && survey_gap(session, m) == GAP_PART)
                note_unread(m, out);
            return true;
        }
        if (!danger_in(session, m, backward, out, err))
            return false;
        if (out->member != INPUT_NO_MEMBER)
            return true;
    }
}

static void put_danger(const struct session *session, uint64_t stream, struct survey_danger *out)
{
    if (stream == NO_STREAM)
        return;
    out->member = session->member;
    out->stream = stream;
}

bool survey_find_danger(struct session *session, bool backward, struct survey_danger *out,
                        struct err *err)
{
    const struct survey *survey = session->survey;
    *out = (struct survey_danger){.member = INPUT_NO_MEMBER};
    /* All members must be there to go round; back from the end also those that are values. */
    if (!(backward ? survey_finish_all : survey_finish)(session, err))
        return false;
    put_danger(session,
               backward ? danger_below(survey, session->stream)
                        : danger_from(survey, session->stream + 1),
               out);
    /* What was opened on the way is counted, too. */
    if (out->member == INPUT_NO_MEMBER &&
        !(danger_elsewhere(session, backward, out, err) && survey_finish(session, err)))
        return false;
    if (out->member == INPUT_NO_MEMBER)
        put_danger(session, backward ? danger_below(survey, UINT64_MAX) : danger_from(survey, 0),
                   out);
    return true;
}
