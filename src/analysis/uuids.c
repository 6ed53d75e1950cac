/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers with a name, which hold bytes: uuid.UUID, addresses of ipaddress and of socket. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/objects.h"

enum { UUID_BYTES = 16, IP4_BYTES = 4 };

/* ---- UUID ------------------------------------------------------------------------------------ */

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_brace(char c)
{
    return c == '{' || c == '}';
}

/* uuid.py: 'urn:' and 'uuid:' and hyphens are taken out, braces off the ends (of what begins with none of
 * the two words; there they are not known). */
static bool from_hex(struct evaluator *ev, const struct meaning *text, uint8_t out[UUID_BYTES])
{
    size_t n = 0, begin = 0, end = text->text_len;
    if (!ev_spend(ev, end))
        return false;
    while (begin < end && is_brace(text->text[begin]))
        begin++;
    while (end > begin && is_brace(text->text[end - 1]))
        end--;
    for (size_t at = begin; at < end;) {
        const char *place = text->text + at;
        size_t left = end - at;
        size_t skipped = left >= 4 && memcmp(place, "urn:", 4) == 0    ? 4
                         : left >= 5 && memcmp(place, "uuid:", 5) == 0 ? 5
                                                                       : *place == '-';
        at += skipped ? skipped : 1;
        if (skipped)
            continue;
        int digit = hex_of(*place);
        if (digit < 0 || n == UUID_BYTES * 2)
            return false;
        out[n / 2] = (uint8_t)(n % 2 ? out[n / 2] | digit : digit << 4);
        n++;
    }
    return n == UUID_BYTES * 2;
}

/* The first three fields stand the other way round. */
static void turn_fields(uint8_t bytes[UUID_BYTES])
{
    static const uint8_t order[8] = {3, 2, 1, 0, 5, 4, 7, 6};
    uint8_t turned[8];
    for (size_t k = 0; k < sizeof turned; k++)
        turned[k] = bytes[order[k]];
    memcpy(bytes, turned, sizeof turned);
}

static bool from_bytes(const struct meaning *bytes, bool is_turned, uint8_t out[UUID_BYTES])
{
    if (!meaning_is(bytes, MEANING_BYTES) || bytes->is_mutable || bytes->text_len != UUID_BYTES)
        return false; /* of a bytearray Python refuses it */
    memcpy(out, bytes->text, UUID_BYTES);
    if (is_turned)
        turn_fields(out);
    return true;
}

static bool from_number(const struct meaning *number, uint8_t out[UUID_BYTES])
{
    return number && (number->kind == MEANING_INT || number->kind == MEANING_BIG) &&
           num_to_bytes(number, false, out, UUID_BYTES);
}

/* How many bytes each of the six fields has. */
static const uint8_t field_bytes[6] = {4, 2, 2, 1, 1, 6};

static bool from_fields(struct evaluator *ev, const struct meaning *fields, uint8_t out[UUID_BYTES])
{
    const struct meaning *list = ev_listed(ev, fields, MEANING_LIST);
    size_t at = 0;
    if (!list || list->n_items != 6)
        return false;
    for (uint32_t k = 0; k < 6; k++) {
        const struct meaning *number = ev_ask(ev, list->items[k]);
        if (number->kind != MEANING_INT || !num_to_bytes(number, false, out + at, field_bytes[k]))
            return false;
        at += field_bytes[k];
    }
    return true;
}

/* What an object of the class is: as it was made, or as BUILD set it. */
static bool read_uuid(struct evaluator *ev, const struct meaning *self, uint8_t out[UUID_BYTES])
{
    static const char *const names[] = {"hex", "bytes", "bytes_le", "fields", "int"};
    enum { HEX, BYTES, TURNED, FIELDS, NUMBER };
    struct arguments made;
    if (!meaning_is(self, MEANING_OBJECT) || !ev_made_with(ev, self, &made))
        return false;
    if (made.n == 0 && made.n_named == 0) {
        const struct meaning *set = objects_attribute(ev, self, self->value, "int", 3);
        return from_number(set ? ev_ask(ev, set) : NULL, out);
    }
    if (made.n > 5 || arg_named(ev, &made, "version"))
        return false;
    for (uint32_t k = 0; k < 5; k++) {
        const struct meaning *value =
            k < made.n ? arg(ev, &made, k) : arg_named(ev, &made, names[k]);
        if (!value || value->kind == MEANING_NONE)
            continue;
        return k == HEX      ? value->kind == MEANING_TEXT && from_hex(ev, value, out)
               : k == NUMBER ? from_number(value, out)
               : k == FIELDS ? from_fields(ev, value, out)
                             : from_bytes(value, k == TURNED, out);
    }
    return false;
}

static const struct meaning *hex_text(struct evaluator *ev, const uint8_t bytes[UUID_BYTES],
                                      const char *prefix, bool has_dashes)
{
    struct buf out = {.limit = 64};
    buf_str(&out, prefix);
    for (size_t k = 0; k < UUID_BYTES; k++)
        buf_printf(&out, "%s%02x", has_dashes && (k == 4 || k == 6 || k == 8 || k == 10) ? "-" : "",
                   bytes[k]);
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

static const struct meaning *field_of(struct evaluator *ev, const uint8_t bytes[UUID_BYTES],
                                      uint32_t field)
{
    size_t at = 0;
    for (uint32_t k = 0; k < field; k++)
        at += field_bytes[k];
    return num_from_bytes(&ev->store, bytes + at, field_bytes[field], false);
}

static const struct meaning *all_fields(struct evaluator *ev, const uint8_t bytes[UUID_BYTES])
{
    struct meaning *tuple = meaning_new(&ev->store, MEANING_TUPLE);
    for (uint32_t k = 0; tuple && k < 6; k++)
        meaning_add(&ev->store, tuple, field_of(ev, bytes, k));
    return tuple;
}

enum uuid_part {
    UUID_FIELD, /* and the five behind it */
    UUID_ALL_BYTES = 6,
    UUID_TURNED,
    UUID_HEX,
    UUID_TEXT,
    UUID_URN,
    UUID_INT,
    UUID_FIELDS,
};

/* Attributes, and methods without arguments: number is which. */
MODEL_RUN(model_uuid)
{
    uint8_t bytes[UUID_BYTES];
    if (!read_uuid(ev, arg(ev, args, 0), bytes))
        return NULL;
    switch (model->number) {
    case UUID_TURNED:
        turn_fields(bytes);
        return meaning_text(&ev->store, MEANING_BYTES, (const char *)bytes, UUID_BYTES);
    case UUID_ALL_BYTES:
        return meaning_text(&ev->store, MEANING_BYTES, (const char *)bytes, UUID_BYTES);
    case UUID_HEX:
        return hex_text(ev, bytes, "", false);
    case UUID_TEXT:
        return hex_text(ev, bytes, "", true);
    case UUID_URN:
        return hex_text(ev, bytes, "urn:uuid:", true);
    case UUID_INT:
        return num_from_bytes(&ev->store, bytes, UUID_BYTES, false);
    case UUID_FIELDS:
        return all_fields(ev, bytes);
    default:
        return field_of(ev, bytes, (uint32_t)model->number);
    }
}

/* ---- Addresses of the net -------------------------------------------------------------------- */

/* Four numbers with points between them, none written with a zero in front. */
static bool read_ip4(const char *text, size_t n, uint8_t out[IP4_BYTES])
{
    size_t at = 0;
    for (size_t k = 0; k < IP4_BYTES; k++) {
        unsigned number = 0;
        size_t first = at;
        for (; at < n && at - first < 4 && text[at] >= '0' && text[at] <= '9'; at++)
            number = number * 10 + (unsigned)(text[at] - '0');
        bool is_good = at > first && at - first < 4 && number <= UINT8_MAX &&
                       (text[first] != '0' || at - first == 1);
        if (!is_good || (k + 1 < IP4_BYTES && (at == n || text[at++] != '.')))
            return false;
        out[k] = (uint8_t)number;
    }
    return at == n;
}

static const struct meaning *ip4_text(struct evaluator *ev, const uint8_t bytes[IP4_BYTES])
{
    struct buf out = {.limit = 32};
    buf_printf(&out, "%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* The bytes of an address as it was made: 4 or 16, or 0: not known. What ip_address makes of a number is
 * of the older kind where that has room. */
static size_t read_ip(struct evaluator *ev, const struct meaning *self, uint8_t out[UUID_BYTES])
{
    struct arguments made;
    if (!meaning_is(self, MEANING_OBJECT) || !ev_made_with(ev, self, &made) || made.n != 1)
        return 0;
    const struct meaning *from = arg(ev, &made, 0);
    bool is_old = self->text_len > 2 && self->text[2] == 'v' && self->text[3] == '4';
    bool is_new = self->text_len > 2 && self->text[2] == 'v' && self->text[3] == '6';
    if (meaning_is(from, MEANING_TEXT))
        return !is_new && read_ip4(from->text, from->text_len, out) ? IP4_BYTES : 0;
    if (meaning_is(from, MEANING_BYTES)) {
        size_t n = from->text_len;
        bool is_good = !from->is_mutable && /* a bytearray is refused */
                       ((n == IP4_BYTES && !is_new) || (n == UUID_BYTES && !is_old));
        if (is_good)
            memcpy(out, from->text, n);
        return is_good ? n : 0;
    }
    if (!is_new && meaning_is(from, MEANING_INT) && num_to_bytes(from, false, out, IP4_BYTES))
        return IP4_BYTES;
    return !is_old && from_number(from, out) ? UUID_BYTES : 0;
}

enum { IP_PACKED, IP_INT, IP_TEXT };

MODEL_RUN(model_ip)
{
    uint8_t bytes[UUID_BYTES];
    size_t n = read_ip(ev, arg(ev, args, 0), bytes);
    if (n == 0)
        return NULL;
    if (model->number == IP_PACKED)
        return meaning_text(&ev->store, MEANING_BYTES, (const char *)bytes, n);
    if (model->number == IP_INT)
        return num_from_bytes(&ev->store, bytes, n, false);
    return n == IP4_BYTES ? ip4_text(ev, bytes) : NULL;
}

MODEL_RUN(model_inet_aton)
{
    uint8_t bytes[IP4_BYTES];
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    (void)model;
    return text && read_ip4(text->text, text->text_len, bytes)
               ? meaning_text(&ev->store, MEANING_BYTES, (const char *)bytes, IP4_BYTES)
               : NULL;
}

MODEL_RUN(model_inet_ntoa)
{
    const struct meaning *bytes = arg_of_kind(ev, args, 0, MEANING_BYTES);
    (void)model;
    return bytes && bytes->text_len == IP4_BYTES ? ip4_text(ev, (const uint8_t *)bytes->text)
                                                 : NULL;
}

/* htons and its like: number is how many bytes are turned round. */
MODEL_RUN(model_turned)
{
    uint8_t bytes[IP4_BYTES];
    const struct meaning *number = arg_of_kind(ev, args, 0, MEANING_INT);
    size_t n = (size_t)model->number;
    return number && num_to_bytes(number, true, bytes, n)
               ? num_from_bytes(&ev->store, bytes, n, false)
               : NULL;
}

/* ---- The tables ------------------------------------------------------------------------------ */

#define IP(class)                                                                                  \
    {"ipaddress", class ".__int__", 1, model_ip, IP_INT, NULL},                                    \
        {"ipaddress", class ".__index__", 1, model_ip, IP_INT, NULL},                              \
    {                                                                                              \
        "ipaddress", class ".__str__", 1, model_ip, IP_TEXT, NULL                                  \
    }
#define IP_ATTRIBUTES(class)                                                                       \
    {"ipaddress", class ".packed", 1, model_ip, IP_PACKED, NULL},                                  \
        {"ipaddress", class "._ip", 1, model_ip, IP_INT, NULL},                                    \
        {"ipaddress", class ".exploded", 1, model_ip, IP_TEXT, NULL},                              \
    {                                                                                              \
        "ipaddress", class ".compressed", 1, model_ip, IP_TEXT, NULL                               \
    }

/* clang-format off */
const struct model uuid_models[] = {
    {"uuid", "UUID.__str__", 1, model_uuid, UUID_TEXT, NULL},
    {"uuid", "UUID.__int__", 1, model_uuid, UUID_INT, NULL},
    IP("IPv4Address"),
    IP("IPv6Address"),
    IP("ip_address"),
    {"socket", "inet_aton", 1, model_inet_aton, 0, NULL},
    {"socket", "inet_ntoa", 1, model_inet_ntoa, 0, NULL},
    {"socket", "htons", 1, model_turned, 2, NULL},
    {"socket", "ntohs", 1, model_turned, 2, NULL},
    {"socket", "htonl", 1, model_turned, 4, NULL},
    {"socket", "ntohl", 1, model_turned, 4, NULL},
};
const size_t n_uuid_models = sizeof uuid_models / sizeof uuid_models[0];

const struct model uuid_attributes[] = {
    {"uuid", "UUID.time_low", 1, model_uuid, UUID_FIELD, NULL},
    {"uuid", "UUID.time_mid", 1, model_uuid, UUID_FIELD + 1, NULL},
    {"uuid", "UUID.time_hi_version", 1, model_uuid, UUID_FIELD + 2, NULL},
    {"uuid", "UUID.clock_seq_hi_variant", 1, model_uuid, UUID_FIELD + 3, NULL},
    {"uuid", "UUID.clock_seq_low", 1, model_uuid, UUID_FIELD + 4, NULL},
    {"uuid", "UUID.node", 1, model_uuid, UUID_FIELD + 5, NULL},
    {"uuid", "UUID.bytes", 1, model_uuid, UUID_ALL_BYTES, NULL},
    {"uuid", "UUID.bytes_le", 1, model_uuid, UUID_TURNED, NULL},
    {"uuid", "UUID.hex", 1, model_uuid, UUID_HEX, NULL},
    {"uuid", "UUID.urn", 1, model_uuid, UUID_URN, NULL},
    {"uuid", "UUID.int", 1, model_uuid, UUID_INT, NULL},
    {"uuid", "UUID.fields", 1, model_uuid, UUID_FIELDS, NULL},
    IP_ATTRIBUTES("IPv4Address"),
    IP_ATTRIBUTES("IPv6Address"),
    IP_ATTRIBUTES("ip_address"),
};
/* clang-format on */
const size_t n_uuid_attributes = sizeof uuid_attributes / sizeof uuid_attributes[0];
