/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What torch.save wrote from 0.1.10 to 1.5, and still does when asked (serialization.py,
 * _legacy_save): five pickles in a row (a magic number, a version, facts about the machine, the
 * object, the keys of its storages), then the storages in the order of the keys. torch.load unpickles
 * all five before it looks at any storage, and compares values, not bytes: a magic number that a call
 * makes is as good to it. */
#include <stdlib.h>
#include <string.h>

#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/grow.h"
#include "src/input/torch_storage.h"

enum {
    PICKLES = 5,
    OBJECT = 3,
    KEYS = 4,
    PROTOCOL_VERSION = 1001,
    BID_OPS = 100000, /* opcodes of one pickle that a bid reads */
    ID_ITEMS = 5,     /* 'storage', class, key, location, count */
    MAX_TEXT = 64,
};

static const char magic_number[] = "119547037146038801333356"; /* 0x1950a86a20f9469cfc6c */

/* ---- What the first pickles are -------------------------------------------------------------- */

/* MAYBE: only the run itself would know, or torch does not mind. */
enum answer { NO, MAYBE, YES };

static bool write_text(void *context, const char *bytes, size_t n)
{
    buf_add(context, bytes, n);
    return true;
}

static enum answer is_magic(const br_record *rec)
{
    struct buf text = {.limit = MAX_TEXT};
    struct br_sink sink = {.write = write_text, .context = &text};
    struct br_text_result result;
    struct br_text_options options = {.max_bytes = MAX_TEXT};
    struct br_state at = {rec, br_ops(rec)};
    if (br_kind_is_unknown(br_kind(rec, br_result(rec))))
        return MAYBE;
    if (br_kind(rec, br_result(rec)) != BR_KIND_INT)
        return NO;
    br_text(at, br_result(rec), &options, sink, &result);
    bool is_equal = strcmp(buf_text(&text), magic_number) == 0;
    buf_free(&text);
    return is_equal ? YES : NO;
}

static enum answer is_version(const br_record *rec)
{
    int64_t number = 0;
    if (br_kind_is_unknown(br_kind(rec, br_result(rec))))
        return MAYBE;
    return br_int(rec, br_result(rec), &number) && number == PROTOCOL_VERSION ? YES : NO;
}

static bool is_text(const br_record *rec, br_value value, const char *text)
{
    struct br_slice raw = br_raw(rec, value);
    return br_kind(rec, value) == BR_KIND_STR && raw.len == strlen(text) &&
           memcmp(raw.data, text, raw.len) == 0;
}

/* torch.load throws these facts away, so any object will do. */
static enum answer is_about_machine(const br_record *rec)
{
    static const char *const names[] = {"protocol_version", "little_endian", "type_sizes"};
    struct br_state at = {rec, br_ops(rec)};
    struct br_item item;
    bool found = false;
    if (br_kind(rec, br_result(rec)) != BR_KIND_DICT ||
        br_put_item(at, br_result(rec), 0, &item, &found) != BR_OK || !found)
        return MAYBE;
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
        if (is_text(rec, item.key, names[k]))
            return YES;
    return MAYBE;
}

/* A list of at least one str, and behind it something that is no pickle. */
static bool is_before_storages(const uint8_t *bytes, uint64_t len)
{
    uint64_t size = evidence_stop(bytes, len, BID_OPS);
    if (size == 0 || size == len || input_looks_like_pickle(bytes + size, (size_t)(len - size)))
        return false;
    br_record *rec = torch_run_pickle(bytes, size);
    struct br_item item = {.value = BR_NO_VALUE};
    bool found = false;
    bool is_list =
        rec && br_kind(rec, br_result(rec)) == BR_KIND_LIST &&
        br_item((struct br_state){rec, br_ops(rec)}, br_result(rec), 0, &item, &found) == BR_OK &&
        found && br_kind(rec, item.value) == BR_KIND_STR;
    br_record_free(rec);
    return is_list;
}

/* Where each of the first n pickles ends, by STOP; how many do. */
static unsigned find_ends(const uint8_t *bytes, uint64_t len, unsigned n, uint64_t max_ops,
                          uint64_t ends[PICKLES])
{
    unsigned k = 0;
    for (uint64_t off = 0; k < n && off < len; off = ends[k++]) {
        uint64_t size = evidence_stop(bytes + off, len - off, max_ops);
        if (size == 0)
            break;
        ends[k] = off + size;
    }
    return k;
}

/* The answers that the first three give. False when not even they can be run. */
static bool ask(const uint8_t *bytes, const uint64_t ends[PICKLES], enum answer answers[3])
{
    static enum answer (*const questions[3])(const br_record *) = {is_magic, is_version,
                                                                   is_about_machine};
    for (unsigned k = 0; k < 3; k++) {
        uint64_t off = k ? ends[k - 1] : 0;
        br_record *rec = torch_run_pickle(bytes + off, ends[k] - off);
        if (!rec)
            return false;
        answers[k] = questions[k](rec);
        br_record_free(rec);
    }
    return true;
}

/* One that is wrong does not make it another file: it may be there so that scanners look away. */
static int pytorch_legacy_bid(const uint8_t *bytes, uint64_t len)
{
    uint64_t ends[PICKLES];
    enum answer answers[3];
    if (find_ends(bytes, len, 3, BID_OPS, ends) < 3 || !ask(bytes, ends, answers))
        return 0;
    unsigned yes = 0, no = 0;
    for (unsigned k = 0; k < 3; k++) {
        yes += answers[k] == YES;
        no += answers[k] == NO;
    }
    if (answers[0] == YES || (no == 0 && yes > 0))
        return 85;
    if (yes >= 2)
        return 60;
    bool may_be = no == 0 && find_ends(bytes, len, KEYS, BID_OPS, ends) == KEYS;
    return may_be && is_before_storages(bytes + ends[OBJECT], len - ends[OBJECT]) ? 55 : 0;
}

/* ---- Storages -------------------------------------------------------------------------------- */

/* What the object's persistent ids say of one storage. */
struct id {
    struct br_slice key;
    uint64_t order; /* of the ids: torch goes by the first of a key */
    unsigned element;
    bool has_count;
    uint64_t count;
};

struct ids {
    struct id *rows;
    size_t count, cap;
};

static int compare_keys(struct br_slice a, struct br_slice b)
{
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return a.len ? memcmp(a.data, b.data, (size_t)a.len) : 0;
}

static int compare_ids(const void *a, const void *b)
{
    const struct id *x = a, *y = b;
    int order = compare_keys(x->key, y->key);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static bool is_str(const br_record *rec, br_value value)
{
    enum br_kind kind = br_kind(rec, value);
    return kind == BR_KIND_STR || kind == BR_KIND_BYTES;
}

/* ('storage', class, key, location, count, view), as in _legacy_load's persistent_load. */
static bool read_id(const br_record *rec, const struct br_event *event, struct id *id)
{
    struct br_state at = {rec, event->op};
    struct br_item items[ID_ITEMS];
    int64_t count;
    if (event->kind != BR_EV_PERSID || event->args == BR_NO_VALUE ||
        br_kind(rec, event->args) != BR_KIND_TUPLE)
        return false;
    for (unsigned k = 0; k < ID_ITEMS; k++) {
        bool found = false;
        if (br_item(at, event->args, k, &items[k], &found) != BR_OK || !found)
            return false;
    }
    if (!is_text(rec, items[0].value, "storage") || !is_str(rec, items[2].value))
        return false;
    *id = (struct id){
        .key = br_raw(rec, items[2].value),
        .order = event->number,
        .element = torch_element_size(rec, items[1].value),
        .has_count = br_int(rec, items[4].value, &count) && count >= 0,
    };
    id->count = id->has_count ? (uint64_t)count : 0;
    return true;
}

/* All ids, sorted. False when memory fails. */
static bool read_ids(const br_record *rec, struct ids *ids)
{
    struct br_event event;
    for (uint64_t n = 0; br_event(rec, n, &event); n++) {
        struct id id;
        if (!read_id(rec, &event, &id))
            continue;
        struct id *row = GROW(ids->rows, ids->count, ids->cap);
        if (!row)
            return false;
        *row = id;
    }
    if (ids->count)
        qsort(ids->rows, ids->count, sizeof *ids->rows, compare_ids);
    return true;
}

/* The first id of a key; NULL: none has it. */
static const struct id *find_id(const struct ids *ids, struct br_slice key)
{
    size_t low = 0, high = ids->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_keys(ids->rows[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_found = low < ids->count && compare_keys(ids->rows[low].key, key) == 0;
    return is_found ? &ids->rows[low] : NULL;
}

/* One that says another count than the object: torch.load stops there ("storage has wrong size"). */
static void compare_count(struct input *in, const struct torch_storage *storage,
                          const struct id *id)
{
    uint64_t count;
    if (!id || !id->has_count || !torch_storage_count(in, storage, &count) || count == id->count)
        return;
    anomaly_add(&in->anomalies, (struct input_anomaly){.kind = INPUT_ANOMALY_STORAGE_COUNT,
                                                       .member = in->member_count,
                                                       .off = storage->off,
                                                       .central = claim_number(id->count),
                                                       .local = claim_number(count)});
}

/* The storage of one key at *off. */
static bool add_storage(struct input *in, const struct ids *ids, struct br_slice key, uint64_t *off)
{
    const struct id *id = find_id(ids, key);
    struct torch_storage storage = {
        .name = key.data,
        .name_len = (size_t)key.len,
        .off = *off,
        .end = in->len,
        .element = id ? id->element : 0,
    };
    compare_count(in, &storage, id);
    return torch_add_storage(in, &storage, off);
}

/* What stands behind the pickles when nothing says how it is divided. */
static bool add_undivided(struct input *in, uint64_t *off)
{
    struct torch_storage storage = {.off = *off, .end = in->len};
    return *off == in->len || torch_add_storage(in, &storage, off);
}

/* The storage of key number n at *off; *is_last: nothing behind it can be found. False when memory
 * fails. */
static bool add_nth(struct input *in, const struct ids *ids, const br_record *keys, uint64_t n,
                    uint64_t *off, bool *is_last)
{
    struct br_state at = {keys, br_ops(keys)};
    struct br_item item;
    struct br_slice key = {.len = 0};
    bool found = false;
    if (br_item(at, br_result(keys), n, &item, &found) != BR_OK || !found)
        return false;
    if (is_str(keys, item.value))
        key = br_raw(keys, item.value);
    if (!add_storage(in, ids, key, off))
        return false;
    *is_last = in->members[in->member_count - 1].why != NULL;
    return true;
}

/* Key by key. *off: where the last ends. */
static bool add_storages(struct input *in, const struct ids *ids, const br_record *keys,
                         uint64_t *off)
{
    struct br_state at = {keys, br_ops(keys)};
    uint64_t count = 0;
    bool is_last = false;
    if (br_kind(keys, br_result(keys)) != BR_KIND_LIST ||
        br_len(at, br_result(keys), &count) != BR_OK)
        return add_undivided(in, off);
    for (uint64_t n = 0; n < count && !is_last; n++) {
        if (input_is_full(in)) {
            uint64_t rest = *off;
            *off = in->len;
            return input_add_too_many(in, rest);
        }
        if (!add_nth(in, ids, keys, n, off, &is_last))
            return false;
    }
    return true;
}

static bool add_behind_pickles(struct input *in, const uint64_t ends[PICKLES])
{
    struct ids ids = {0};
    uint64_t off = ends[KEYS];
    br_record *object =
        torch_run_pickle(in->bytes + ends[OBJECT - 1], ends[OBJECT] - ends[OBJECT - 1]);
    br_record *keys = torch_run_pickle(in->bytes + ends[OBJECT], ends[KEYS] - ends[OBJECT]);
    bool is_done = object && keys
                       ? read_ids(object, &ids) && add_storages(in, &ids, keys, &off) &&
                             input_add_stray(in, off, in->len - off, "behind the storages")
                       : add_undivided(in, &off);
    br_record_free(object);
    br_record_free(keys);
    free(ids.rows);
    return is_done;
}

/* ---- The file -------------------------------------------------------------------------------- */

static bool add_all(struct input *in)
{
    uint64_t ends[PICKLES] = {0};
    unsigned count = find_ends(in->bytes, in->len, PICKLES, 0, ends);
    bool is_whole = count == PICKLES;
    struct input_member *member = input_add_pickles(in, 0, is_whole ? ends[KEYS] : in->len);
    if (!member)
        return false;
    in->preferred = 0;
    if (is_whole)
        return add_behind_pickles(in, ends);
    /* Fewer, and nothing behind them: a break is told by whoever runs into it. */
    bool is_cut = count == 0 || ends[count - 1] == in->len;
    return !is_cut || input_set_text(&member->why, "it ends behind %u of five pickles", count);
}

static bool pytorch_legacy_list(struct input *in, struct err *err)
{
    return add_all(in) || err_set(err, "not enough memory for the list of members");
}

const struct input_format input_format_pytorch_legacy = {
    .name = "pytorch-legacy",
    .about = "a PyTorch file of before 1.6: five pickles in a row, then storages",
    .kind = "raw",
    .bid = pytorch_legacy_bid,
    .list = pytorch_legacy_list,
};
