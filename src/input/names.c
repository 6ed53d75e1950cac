/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members by name, and their names and notes as text. What is declared in input.h. */
#include <stdlib.h>
#include <string.h>

#include "src/input/input.h"
#include "src/input/values.h"

/* ---- Finding --------------------------------------------------------------------------------- */

/* How a name given by the user can stand for a member's, the surest first. */
static bool is_exact(const struct input_member *member, const char *name, size_t len)
{
    return member->name_len == len && memcmp(member->name, name, len) == 0;
}

/* Python's zipfile cuts a name at its first NUL. */
static bool is_cut(const struct input_member *member, const char *name, size_t len)
{
    size_t shown = strnlen((const char *)member->name, member->name_len);
    return shown == len && memcmp(member->name, name, len) == 0;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* The name as it is shown, with "\\xff" for a byte that is no text. */
static bool is_shown(const struct input_member *member, const char *name, size_t len)
{
    size_t at = 0;
    for (size_t k = 0; k < member->name_len; k++) {
        bool is_escape = len - at >= 4 && name[at] == '\\' && name[at + 1] == 'x';
        int high = is_escape ? hex_digit(name[at + 2]) : -1;
        int low = is_escape ? hex_digit(name[at + 3]) : -1;
        bool is_byte = high >= 0 && low >= 0 && 16 * high + low == member->name[k];
        if (at == len || (!is_byte && (uint8_t)name[at] != member->name[k]))
            return false;
        at += is_byte ? 4 : 1;
    }
    return at == len;
}

static bool is_tail(const struct input_member *member, const char *name, size_t len)
{
    return member->name_len > len && strchr("/!", member->name[member->name_len - len - 1]) &&
           memcmp(member->name + member->name_len - len, name, len) == 0;
}

/* A container that holds first a thing without a name of its own is that thing's name. */
static size_t inmost(struct input *in, size_t m)
{
    for (;;) {
        input_member_holds_pickle(in, m);
        const struct input_member *member = &in->members[m];
        bool is_one = member->child_count > 0 && member->inner->members[0].name == NULL;
        if (!is_one || member->pickle == INPUT_PICKLE)
            return m;
        m = member->first_child;
    }
}

/* Looks into all containers. */
static void look_into_all(struct input *in)
{
    for (size_t m = 0; m < in->member_count; m++)
        input_member_holds_pickle(in, m);
}

static bool find_only_tail(const struct input *in, const char *name, size_t len, size_t from,
                           size_t *found)
{
    size_t count = 0;
    for (size_t m = from; m < in->member_count && count < 2; m++) {
        if (!in->members[m].name || !is_tail(&in->members[m], name, len))
            continue;
        *found = m;
        count++;
    }
    return count == 1;
}

static bool find_number(const struct input *in, const char *name, size_t *found)
{
    if (name[0] != '#' || name[1] < '0' || name[1] > '9')
        return false;
    char *end;
    unsigned long long number = strtoull(name + 1, &end, 10);
    if (*end != '\0' || number >= in->member_count)
        return false;
    *found = (size_t)number;
    return true;
}

/* The names there are, as many as fit into one line. */
static void list_names(const struct input *in, struct buf *out)
{
    enum { SHOWN = 5, NAME_SHOWN = 40 };
    size_t shown = 0;
    for (size_t m = 0; m < in->member_count && shown <= SHOWN; m++) {
        const struct input_member *member = &in->members[m];
        if (!member->name || member->is_folder)
            continue;
        buf_str(out, shown++ ? ", " : "");
        size_t len = member->name_len < NAME_SHOWN ? member->name_len : NAME_SHOWN;
        if (shown <= SHOWN)
            buf_add(out, member->name, len);
        else
            buf_str(out, "...");
    }
    if (shown == 0)
        buf_str(out, "none");
}

static bool find_by(const struct input *in, const char *name, size_t from, size_t *m,
                    bool (*is)(const struct input_member *member, const char *name, size_t len))
{
    size_t len = strlen(name);
    for (size_t k = from; k < in->member_count; k++) {
        if (!in->members[k].name || !is(&in->members[k], name, len))
            continue;
        *m = k;
        return true;
    }
    return false;
}

static bool find_known(const struct input *in, const char *name, size_t from, size_t *m)
{
    size_t len = strlen(name);
    return find_by(in, name, from, m, is_exact) || find_by(in, name, from, m, is_cut) ||
           find_by(in, name, from, m, is_shown) ||
           (len > 0 && (find_only_tail(in, name, len, from, m) || find_number(in, name, m)));
}

/* Also in containers, and values of pickles, that nobody has looked into. */
static bool find_anywhere(struct input *in, const char *name, size_t from, size_t *m)
{
    if (find_known(in, name, from, m))
        return true;
    look_into_all(in);
    if (find_known(in, name, from, m))
        return true;
    size_t value = values_find(in, name);
    look_into_all(in);
    if (find_known(in, name, from, m))
        return true;
    *m = value;
    return value != INPUT_NO_MEMBER;
}

bool input_find_member(struct input *in, const char *name, size_t from, size_t *m, struct err *err)
{
    if (find_anywhere(in, name, from, m)) {
        *m = inmost(in, *m);
        return true;
    }
    struct buf names = {0};
    list_names(in, &names);
    err_set(err, "%.150s: no member is called %.100s (there are: %.200s)", in->path, name,
            buf_text(&names));
    buf_free(&names);
    return false;
}

/* ---- Text ------------------------------------------------------------------------------------ */

/* A text that is a C string ends at a NUL, so that one is written as it is shown in the end. */
static size_t width_of(uint8_t byte)
{
    return byte ? 1 : 4;
}

static void put_bytes(struct buf *out, const uint8_t *bytes, size_t len)
{
    for (size_t k = 0; k < len; k++) {
        if (bytes[k])
            buf_char(out, (char)bytes[k]);
        else
            buf_str(out, "\\x00");
    }
}

static bool is_namesake(const struct input_member *member, const struct input_member *other)
{
    size_t len = member->name_len;
    return other->name && other->depth == member->depth && other->name_len > len &&
           other->name[len] == '#' && memcmp(other->name, member->name, len) == 0;
}

void input_member_namesakes(const struct input *in, size_t m, struct buf *out)
{
    enum { SHOWN = 5, NAME_SHOWN = 80 };
    const struct input_member *member = &in->members[m];
    const struct input_member *own = member->owner ? &member->owner->members[member->own] : member;
    size_t len = member->name_len < NAME_SHOWN ? member->name_len : NAME_SHOWN, shown = 0;
    if (own->namesakes == 0)
        return;
    buf_printf(out, "%zu members are called '", own->namesakes + 1);
    put_bytes(out, member->name, len);
    buf_str(out, "': this is the last that can be read, as Python takes the last; the others: ");
    for (size_t k = 0; k < in->member_count && shown <= SHOWN; k++) {
        const struct input_member *other = &in->members[k];
        if (!is_namesake(member, other))
            continue;
        buf_str(out, shown > 0 ? ", " : "");
        if (shown++ < SHOWN)
            put_bytes(out, other->name,
                      other->name_len < NAME_SHOWN ? other->name_len : NAME_SHOWN);
        else
            buf_str(out, "...");
    }
}

/* How many of the bytes fit into the room: of the first, or the last. */
static size_t fitting(const uint8_t *bytes, size_t len, size_t room, bool is_last)
{
    size_t n = 0, used = 0;
    while (n < len) {
        used += width_of(bytes[is_last ? len - 1 - n : n]);
        if (used > room)
            break;
        n++;
    }
    return n;
}

/* Appends the bytes; where they are more than fit, without their middle. */
static void put_cut(struct buf *out, const uint8_t *bytes, size_t len, size_t room)
{
    if (fitting(bytes, len, room, false) == len) {
        put_bytes(out, bytes, len);
        return;
    }
    size_t half = (room - 3) / 2;
    size_t first = fitting(bytes, len, half, false), last = fitting(bytes, len, half, true);
    put_bytes(out, bytes, first);
    buf_str(out, "...");
    put_bytes(out, bytes + len - last, last);
}

void input_member_label(const struct input *in, size_t m, struct buf *out)
{
    enum { ROOM = INPUT_PATH_SHOWN - 1, NAME_ROOM = 140 }; /* "!" is between them */
    const struct input_member *member = &in->members[m];
    size_t path_len = strlen(in->path);
    size_t name_room = path_len < ROOM - NAME_ROOM ? ROOM - path_len : NAME_ROOM;
    size_t named = member->name_len < name_room ? member->name_len : name_room;
    put_cut(out, (const uint8_t *)in->path, path_len, member->name ? ROOM - named : ROOM);
    if (!member->name)
        return;
    buf_char(out, '!');
    put_cut(out, member->name, member->name_len, name_room);
}

static void note_part(struct buf *out, size_t *parts, const char *text)
{
    buf_str(out, (*parts)++ ? "; " : "");
    buf_str(out, text);
}

void input_member_called(const struct input *in, size_t m, struct buf *out)
{
    if (in->members[m].name)
        buf_add(out, in->members[m].name, in->members[m].name_len);
    else if (m > 0)
        buf_printf(out, "#%zu", m);
}

void input_member_note(const struct input *in, size_t m, struct buf *out)
{
    enum { SHOWN = 4 };
    const struct input_member *member = &in->members[m];
    size_t parts = 0;
    if (member->inner_why)
        note_part(out, &parts, member->inner_why);
    if (member->owner) {
        struct buf own = {0};
        input_member_note(member->owner, member->own, &own);
        if (own.len)
            note_part(out, &parts, buf_text(&own));
        out->failed |= own.failed;
        buf_free(&own);
    }
    if (member->about)
        note_part(out, &parts, member->about);
    if (member->why)
        note_part(out, &parts, member->why);
    if (member->is_crc_wrong)
        note_part(out, &parts, "its bytes do not have the CRC declared");
    if (!member->name && member->is_unlisted && !member->about)
        note_part(out, &parts, "a pickle where readers of the archive do not look");
    for (size_t k = 0; k < member->anomaly_count && k < SHOWN; k++) {
        note_part(out, &parts, "");
        input_anomaly_text(&in->anomalies.rows[member->first_anomaly + k], out);
    }
    if (member->anomaly_count > SHOWN)
        buf_printf(out, "; and %zu more", member->anomaly_count - SHOWN);
}
