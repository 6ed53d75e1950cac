/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/torch_storage.h"

#include <inttypes.h>
#include <string.h>

#include "src/input/format.h"

enum { COUNT_BYTES = 8, MAX_NAME = 64 };

#define MAX_RECORD_BYTES (512ull << 20)

/* torch/storage.py, _storage_type_map. */
static const struct {
    const char *name;
    unsigned element;
} classes[] = {
    {"BFloat16Storage", 2},    {"BoolStorage", 1},         {"ByteStorage", 1},
    {"CharStorage", 1},        {"ComplexFloatStorage", 8}, {"ComplexDoubleStorage", 16},
    {"ComplexHalfStorage", 4}, {"DoubleStorage", 8},       {"FloatStorage", 4},
    {"HalfStorage", 2},        {"IntStorage", 4},          {"LongStorage", 8},
    {"QInt32Storage", 4},      {"QInt8Storage", 1},        {"QUInt2x4Storage", 1},
    {"QUInt4x2Storage", 1},    {"QUInt8Storage", 1},       {"ShortStorage", 2},
    {"UntypedStorage", 1},     {"_UntypedStorage", 1},
};

static bool write_name(void *context, const char *bytes, size_t n)
{
    buf_add(context, bytes, n);
    return true; /* past the limit the rest is dropped: no name of ours is so long */
}

unsigned torch_element_size(const br_record *rec, br_value value)
{
    struct buf name = {.limit = MAX_NAME};
    bool is_literal = false;
    unsigned element = 0;
    if (value == BR_NO_VALUE || br_kind(rec, value) != BR_KIND_GLOBAL)
        return 0;
    struct br_sink sink = {.write = write_name, .context = &name};
    bool has_name = br_global_part(rec, value, BR_PART_NAME, sink, &is_literal) == BR_OK;
    for (size_t k = 0; has_name && is_literal && k < sizeof classes / sizeof classes[0]; k++)
        if (!name.failed && strcmp(classes[k].name, buf_text(&name)) == 0)
            element = classes[k].element;
    buf_free(&name);
    return element;
}

bool torch_storage_count(const struct input *in, const struct torch_storage *storage,
                         uint64_t *count)
{
    if (storage->end - storage->off < COUNT_BYTES)
        return false;
    *count = 0;
    for (uint64_t k = COUNT_BYTES; k-- > 0;)
        *count = *count << 8 | in->bytes[storage->off + k];
    return true;
}

/* A member for all that is left; why it is not whole is set by the caller. */
static struct input_member *add_member(struct input *in, const struct torch_storage *storage,
                                       uint64_t end)
{
    struct input_member *member = input_add_plain(in, storage->off, end - storage->off);
    if (!member)
        return NULL;
    member->name = storage->name;
    member->name_len = storage->name_len;
    member->pickle = INPUT_NO_PICKLE;
    member->format = "storage";
    member->is_storage = true;
    return member;
}

bool torch_add_storage(struct input *in, const struct torch_storage *storage, uint64_t *next)
{
    uint64_t count = 0, room = storage->end - storage->off;
    bool has_count = torch_storage_count(in, storage, &count);
    bool is_whole =
        has_count && storage->element && count <= (room - COUNT_BYTES) / storage->element;
    *next = is_whole ? storage->off + COUNT_BYTES + count * storage->element : storage->end;
    struct input_member *member = add_member(in, storage, *next);
    if (!member || is_whole)
        return member;
    if (!has_count)
        return input_set_text(&member->why,
                              "0x%" PRIx64 ": expected the count of a storage's elements",
                              storage->off);
    if (storage->element == 0)
        return input_set_text(&member->why,
                              "0x%" PRIx64 ": no pickle says how long the elements of this storage"
                              " are: nothing behind it is found",
                              storage->off);
    return input_set_text(&member->why,
                          "0x%" PRIx64 ": the storage has %" PRIu64 " elements of %u bytes, there"
                          " are %" PRIu64 " bytes",
                          storage->off, count, storage->element, room - COUNT_BYTES);
}

br_record *torch_run_pickle(const uint8_t *bytes, uint64_t size)
{
    /* The names of classes and keys are the same in every encoding; latin1 reads all bytes. */
    struct br_options options = {.encoding = "latin1", .max_bytes = MAX_RECORD_BYTES};
    br_record *rec = br_record_new(bytes, size, &options);
    if (rec && br_record_run(rec, 0) == BR_OK && br_result(rec) != BR_NO_VALUE)
        return rec;
    br_record_free(rec);
    return NULL;
}
