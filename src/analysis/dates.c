/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The module datetime: the parts of dates and times that a pickle makes, by numbers or as pickles keep them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/analysis/models.h"

enum part { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, MICROSECOND, PARTS };

struct moment {
    int64_t parts[PARTS];
    bool has_date, has_time;
};

static const struct {
    const char *class;
    enum part first, end; /* its parts, and how many must be given */
    uint32_t least;
    size_t bytes; /* of its state in a pickle */
} classes[] = {
    {"date", YEAR, HOUR, 3, 4},
    {"datetime", YEAR, PARTS, 3, 10},
    {"time", HOUR, PARTS, 0, 6},
};

static const char *const names[PARTS] = {"year",   "month",  "day",        "hour",
                                         "minute", "second", "microsecond"};

/* date.__reduce__ and its like: the year has two bytes, microseconds three. */
static void read_state(const char *bytes, enum part first, enum part end, struct moment *moment)
{
    const uint8_t *at = (const uint8_t *)bytes;
    for (unsigned part = first; part < end; part++) {
        unsigned n = part == YEAR ? 2 : part == MICROSECOND ? 3 : 1;
        moment->parts[part] = 0;
        while (n-- > 0)
            moment->parts[part] = moment->parts[part] << 8 | *at++;
    }
}

static bool is_in_range(const struct moment *moment)
{
    static const int64_t least[PARTS] = {1, 1, 1}, most[PARTS] = {9999, 12, 31, 23, 59, 59, 999999};
    for (unsigned part = 0; part < PARTS; part++) {
        bool is_there = part < HOUR ? moment->has_date : moment->has_time;
        if (is_there && (moment->parts[part] < least[part] || moment->parts[part] > most[part]))
            return false;
    }
    return true;
}

/* What an object of one of the classes was made with; false: not known, or it has a time zone. */
static bool moment_of(struct evaluator *ev, const struct meaning *object, struct moment *moment)
{
    struct arguments made;
    *moment = (struct moment){.has_date = false};
    for (size_t k = 0; k < sizeof classes / sizeof classes[0]; k++) {
        size_t n = strlen(classes[k].class);
        if (!meaning_is(object, MEANING_OBJECT) || object->text_len != n ||
            memcmp(object->text, classes[k].class, n) != 0 || !ev_made_with(ev, object, &made))
            continue;
        enum part first = classes[k].first, end = classes[k].end;
        moment->has_date = first == YEAR;
        moment->has_time = end == PARTS;
        const struct meaning *state = arg_of_kind(ev, &made, 0, MEANING_BYTES);
        if (state && made.n == 1 && state->text_len == classes[k].bytes) {
            read_state(state->text, first, end, moment);
            return is_in_range(moment);
        }
        uint32_t said = 0;
        for (unsigned part = first; part < end; part++) {
            const struct meaning *value = arg(ev, &made, part - first);
            value = value ? value : arg_named(ev, &made, names[part]);
            if (value && !meaning_is_number(value))
                return false;
            moment->parts[part] = value ? value->number : 0;
            said += value != NULL;
        }
        return said == made.n + made.n_named / 2 && said >= classes[k].least && is_in_range(moment);
    }
    return false;
}

MODEL_RUN(date_part)
{
    struct moment moment;
    bool is_there = moment_of(ev, arg(ev, args, 0), &moment) &&
                    (model->number < HOUR ? moment.has_date : moment.has_time);
    return is_there ? meaning_int(&ev->store, moment.parts[model->number]) : NULL;
}

/* isoformat, and str() where number is 1: then a blank stands between date and time. */
MODEL_RUN(date_text)
{
    struct moment moment;
    struct buf text = {.limit = 64};
    if (args->n > 1 || !moment_of(ev, arg(ev, args, 0), &moment))
        return NULL;
    const int64_t *p = moment.parts;
    if (moment.has_date)
        buf_printf(&text, "%04" PRId64 "-%02" PRId64 "-%02" PRId64, p[YEAR], p[MONTH], p[DAY]);
    if (moment.has_date && moment.has_time)
        buf_char(&text, model->number ? ' ' : 'T');
    if (moment.has_time)
        buf_printf(&text, "%02" PRId64 ":%02" PRId64 ":%02" PRId64, p[HOUR], p[MINUTE], p[SECOND]);
    if (moment.has_time && p[MICROSECOND])
        buf_printf(&text, ".%06" PRId64, p[MICROSECOND]);
    return meaning_buf(&ev->store, MEANING_TEXT, &text);
}

/* What a letter behind '%' stands for; false: it is not known here. */
static bool add_directive(const struct moment *moment, char letter, struct buf *out)
{
    static const struct {
        char letter;
        enum part part;
        int digits;
    } rows[] = {{'Y', YEAR, 0},   {'m', MONTH, 2},  {'d', DAY, 2},        {'H', HOUR, 2},
                {'M', MINUTE, 2}, {'S', SECOND, 2}, {'f', MICROSECOND, 6}};
    if (letter == '%') {
        buf_char(out, '%');
        return true;
    }
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        bool is_there = rows[k].part < HOUR ? moment->has_date : moment->has_time;
        bool is_plain = rows[k].part != YEAR || moment->parts[YEAR] >= 1000; /* else C decides */
        if (rows[k].letter == letter && is_there && is_plain) {
            buf_printf(out, "%0*" PRId64, rows[k].digits, moment->parts[rows[k].part]);
            return true;
        }
    }
    return false;
}

/* object.strftime(format), format(object, format); time.strftime(format) of the time that it is: number is where the
 * format stands. */
MODEL_RUN(date_format)
{
    const struct meaning *format = arg_of_kind(ev, args, (uint32_t)model->number, MEANING_TEXT);
    struct moment moment = {.has_date = false};
    struct buf text = {.limit = MEANING_TEXT_MAX};
    bool good =
        format && ev_spend(ev, format->text_len) && !memchr(format->text, '\0', format->text_len);
    bool has_percent = good && memchr(format->text, '%', format->text_len);
    if (has_percent)
        good = model->number == 1 && moment_of(ev, arg(ev, args, 0), &moment);
    for (size_t n = 0; good && n < format->text_len; n++) {
        if (format->text[n] != '%')
            buf_char(&text, format->text[n]);
        else
            good = ++n < format->text_len && add_directive(&moment, format->text[n], &text);
    }
    if (!good) {
        buf_free(&text);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &text);
}

#define EACH(name, min_args, run, number)                                                          \
    {"datetime", "date." name, min_args, run, number, NULL},                                       \
        {"datetime", "datetime." name, min_args, run, number, NULL},                               \
    {                                                                                              \
        "datetime", "time." name, min_args, run, number, NULL                                      \
    }

/* clang-format off */
const struct model dates[] = {
    EACH("strftime", 2, date_format, 1),
    EACH("__format__", 2, date_format, 1),
    EACH("isoformat", 1, date_text, 0),
    EACH("__str__", 1, date_text, 1),
    {"time", "strftime", 1, date_format, 0, NULL},
};
const struct model date_attributes[] = {
    EACH("year", 1, date_part, YEAR),
    EACH("month", 1, date_part, MONTH),
    EACH("day", 1, date_part, DAY),
    EACH("hour", 1, date_part, HOUR),
    EACH("minute", 1, date_part, MINUTE),
    EACH("second", 1, date_part, SECOND),
    EACH("microsecond", 1, date_part, MICROSECOND),
};
/* clang-format on */
const size_t n_dates = sizeof dates / sizeof dates[0];
const size_t n_date_attributes = sizeof date_attributes / sizeof date_attributes[0];
