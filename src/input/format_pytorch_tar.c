/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What torch.save wrote before 0.1.10 (serialization.py, legacy_load): a tar with the members
 * sys_info, pickle, tensors and storages. The last two are no pickles but have some: a count, then for
 * each storage or tensor a tuple and, behind its STOP, raw bytes; at the end of storages a list of
 * views. torch.load reads storages first, then tensors, then the object in pickle. */
#include <inttypes.h>
#include <string.h>

#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/torch_storage.h"
#include "src/input/tar_header.h"

enum { TENSOR_ITEMS = 3, TENSOR_HEAD = 8, DIMENSION = 16 };

/* A member of the tar, and how far its bytes are told. */
struct part {
    const struct tar_member *member;
    uint64_t told, pos, end; /* in the file */
};

/* ---- Raw bytes behind a pickle --------------------------------------------------------------- */

/* Item n of a tuple that is the result; BR_NO_VALUE when there is none. */
static br_value item_of(const br_record *rec, uint64_t n)
{
    struct br_item item;
    bool found = false;
    if (br_kind(rec, br_result(rec)) != BR_KIND_TUPLE ||
        br_item((struct br_state){rec, br_ops(rec)}, br_result(rec), n, &item, &found) != BR_OK)
        return BR_NO_VALUE;
    return found ? item.value : BR_NO_VALUE;
}

static uint64_t length_of(const br_record *rec)
{
    uint64_t n = 0;
    br_len((struct br_state){rec, br_ops(rec)}, br_result(rec), &n);
    return n;
}

static bool add_pickles(struct input *in, struct part *part)
{
    if (part->pos == part->told)
        return true;
    struct input_member *member = input_add_pickles(in, part->told, part->pos - part->told);
    if (!member)
        return false;
    member->name = part->member->name.text;
    member->name_len = part->member->name.len;
    part->told = part->pos;
    return true;
}

/* (key, location, class); before locations were kept, (key, class). */
static bool step_storage(struct input *in, struct part *part, const br_record *rec)
{
    uint64_t items = length_of(rec);
    if (br_kind(rec, br_result(rec)) != BR_KIND_TUPLE || items < 2 || items > 3)
        return true;
    br_value class = item_of(rec, items - 1);
    /* A str or number there is no class: torch would stop, and no raw bytes are known of. */
    if (class == BR_NO_VALUE || !br_kind_is_unknown(br_kind(rec, class)))
        return true;
    struct torch_storage storage = {
        .name = part->member->name.text,
        .name_len = part->member->name.len,
        .off = part->pos,
        .end = part->end,
        .element = torch_element_size(rec, class),
    };
    bool is_added = add_pickles(in, part) && torch_add_storage(in, &storage, &part->pos);
    part->told = part->pos;
    return is_added;
}

/* (key, storage, class): behind it the number of dimensions in 8 bytes (of which 4 count), a size and
 * a stride for each, and an offset. */
static bool step_tensor(struct input *in, struct part *part, const br_record *rec)
{
    uint64_t left = part->end - part->pos, dimensions = 0;
    if (br_kind(rec, br_result(rec)) != BR_KIND_TUPLE || length_of(rec) != TENSOR_ITEMS)
        return true;
    if (!add_pickles(in, part))
        return false;
    for (uint64_t k = TENSOR_HEAD / 2; left >= TENSOR_HEAD && k-- > 0;)
        dimensions = dimensions << 8 | in->bytes[part->pos + k];
    uint64_t size = TENSOR_HEAD + DIMENSION * dimensions + 8;
    bool is_whole = size <= left;
    struct input_member *member = input_add_plain(in, part->pos, is_whole ? size : left);
    if (!member)
        return false;
    member->name = part->member->name.text;
    member->name_len = part->member->name.len;
    member->pickle = INPUT_NO_PICKLE;
    member->format = "storage";
    member->is_storage = true;
    part->pos += member->size;
    part->told = part->pos;
    return is_whole || input_set_text(&member->why,
                                      "0x%" PRIx64 ": the shape of a tensor of %" PRIu64
                                      " dimensions is not there whole",
                                      part->pos - left, dimensions);
}

/* ---- Members --------------------------------------------------------------------------------- */

/* Pickles and raw bytes by turns. Where no pickle ends any more, whoever reads tells why. */
static bool add_mixed(struct input *in, struct part *part,
                      bool (*step)(struct input *in, struct part *part, const br_record *rec))
{
    while (part->pos < part->end) {
        if (input_is_full(in))
            return input_add_gap(in, part->told, part->end - part->told,
                                 "more members than the limit");
        uint64_t off = part->pos;
        uint64_t size = evidence_stop(in->bytes + off, part->end - off, 0);
        part->pos = size ? off + size : part->end;
        br_record *rec = size ? torch_run_pickle(in->bytes + off, size) : NULL;
        bool is_done = !rec || step(in, part, rec);
        br_record_free(rec);
        if (!is_done)
            return false;
    }
    return add_pickles(in, part);
}

static bool add_storages(struct input *in, struct part *part)
{
    return add_mixed(in, part, step_storage);
}

static bool add_tensors(struct input *in, struct part *part)
{
    return add_mixed(in, part, step_tensor);
}

static bool add_whole(struct input *in, struct part *part)
{
    part->pos = part->end;
    return add_pickles(in, part);
}

/* The members that torch knows, in no order. */
static const struct {
    const char *name;
    bool (*add)(struct input *in, struct part *part);
} kinds[] = {
    {"storages", add_storages},
    {"tensors", add_tensors},
    {"pickle", add_whole},
    {"sys_info", add_whole},
};

enum { STORAGES, TENSORS, PICKLE, SYS_INFO, KIND_COUNT };

static size_t kind_of_name(const uint8_t *name, size_t len)
{
    size_t k = 0;
    while (k < KIND_COUNT &&
           (len != strlen(kinds[k].name) || memcmp(name, kinds[k].name, len) != 0))
        k++;
    return k;
}

/* What is known of the tar before its members are listed. */
struct tar {
    bool is_seen[KIND_COUNT];
    /* Of a hard link that torch knows by name: tarfile extracts what it leads to in its place. */
    struct tar_text alias[KIND_COUNT];
};

/* Whoever has a name in two parts is in a folder, where torch does not look. */
static size_t kind_of_member(const struct tar_member *member)
{
    bool has_prefix =
        member->name.text == member->header.name.text && member->header.prefix.len > 0;
    return has_prefix ? KIND_COUNT : kind_of_name(member->name.text, member->name.len);
}

static size_t kind_of(const struct tar *tar, const struct tar_member *member)
{
    size_t kind = kind_of_member(member);
    for (size_t k = 0; k < KIND_COUNT && kind == KIND_COUNT; k++)
        if (tar->alias[k].text && member->name.len == tar->alias[k].len &&
            memcmp(member->name.text, tar->alias[k].text, member->name.len) == 0)
            kind = k;
    return kind;
}

static void find_aliases(const uint8_t *bytes, uint64_t len, struct tar *tar)
{
    struct tar_member member;
    for (uint64_t off = 0; tar_member_read(bytes, len, off, &member); off = member.next) {
        size_t kind = kind_of_member(&member);
        if (member.header.type == '1' && kind < KIND_COUNT)
            tar->alias[kind] = member.link;
    }
}

static bool add_other(struct input *in, struct part *part)
{
    struct input_member *member = input_add_plain(in, part->told, part->end - part->told);
    if (!member)
        return false;
    member->name = part->member->name.text;
    member->name_len = part->member->name.len;
    member->is_folder = part->member->header.type == '5';
    return true;
}

/* tarfile takes the last of a name, others the first. */
static void tell_twins(struct input *in, const struct tar_member *member, bool *is_seen)
{
    if (*is_seen)
        anomaly_add(
            &in->anomalies,
            (struct input_anomaly){.kind = INPUT_ANOMALY_DUPLICATE_NAME,
                                   .member = in->member_count,
                                   .off = member->data_off,
                                   .central = claim_text(member->name.text, member->name.len)});
    *is_seen = true;
}

static bool add_tar_member(struct input *in, struct tar *tar, const struct tar_member *member)
{
    uint64_t left = in->len - member->data_off;
    bool is_whole = member->size <= left;
    struct part part = {
        .member = member,
        .told = member->data_off,
        .pos = member->data_off,
        .end = member->data_off + (is_whole ? member->size : left),
    };
    size_t kind = part.end > part.told ? kind_of(tar, member) : KIND_COUNT;
    if (kind < KIND_COUNT)
        tell_twins(in, member, &tar->is_seen[kind]);
    if (!(kind < KIND_COUNT ? kinds[kind].add : add_other)(in, &part))
        return false;
    if (kind == PICKLE && in->preferred == INPUT_NO_MEMBER)
        in->preferred = in->member_count - 1;
    struct input_member *last = &in->members[in->member_count - 1];
    return is_whole || last->why ||
           input_set_text(&last->why,
                          "0x%" PRIx64 ": the member has %" PRIu64 " bytes, there are %" PRIu64,
                          member->data_off, member->size, left);
}

/* ---- The tar --------------------------------------------------------------------------------- */

static bool is_zero(const struct input *in, uint64_t off, uint64_t end)
{
    while (off < end && in->bytes[off] == 0)
        off++;
    return off == end;
}

/* Zeros fill the last block of a member, and the end of a tar. */
static bool add_filling(struct input *in, uint64_t off, uint64_t end, const char *why)
{
    return is_zero(in, off, end) || input_add_stray(in, off, end - off, why);
}

static bool add_members(struct input *in)
{
    struct tar tar = {.is_seen = {false}};
    struct tar_member member;
    uint64_t off = 0;
    find_aliases(in->bytes, in->len, &tar);
    while (tar_member_read(in->bytes, in->len, off, &member)) {
        if (input_is_full(in))
            return input_add_too_many(in, off);
        uint64_t left = in->len - member.data_off;
        uint64_t end = member.data_off + (member.size < left ? member.size : left);
        if (!add_tar_member(in, &tar, &member) ||
            !add_filling(in, end, member.next, "padding that is not zeros"))
            return false;
        off = member.next;
    }
    return add_filling(in, off, in->len, "behind the last member of the tar");
}

static int pytorch_tar_bid(const uint8_t *bytes, uint64_t len)
{
    bool seen[KIND_COUNT + 1] = {false}, is_pickle = false, has_holes = false;
    struct tar_member member;
    for (uint64_t off = 0; tar_member_read(bytes, len, off, &member); off = member.next) {
        size_t kind = kind_of_member(&member);
        seen[kind] = true;
        has_holes |= member.has_holes;
        is_pickle |= kind == STORAGES && member.data_off < len &&
                     evidence_stop(bytes + member.data_off, member.next - member.data_off, 1000);
    }
    /* torch.load unpickles storages before it finds that the others are missing. */
    bool has_other = seen[TENSORS] || seen[PICKLE] || seen[SYS_INFO];
    /* Holes are none that torch writes: who lists any tar puts them back. */
    return seen[STORAGES] && (has_other || is_pickle) && !has_holes ? 95 : 0;
}

static bool pytorch_tar_list(struct input *in, struct err *err)
{
    struct tar_member first;
    if (!tar_member_read(in->bytes, in->len, 0, &first))
        return err_set(err, "is not a tar: no header stands at its begin");
    return add_members(in) || err_set(err, "not enough memory for the list of members");
}

const struct input_format input_format_pytorch_tar = {
    .name = "pytorch-tar",
    .about = "a PyTorch file of before 0.1.10: a tar with pickle, tensors and storages",
    .kind = "tar",
    .bid = pytorch_tar_bid,
    .list = pytorch_tar_list,
};
