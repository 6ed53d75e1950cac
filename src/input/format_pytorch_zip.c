/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What torch.save writes since 1.6, and TorchScript: a zip with one folder, in it data.pkl (the
 * pickle that torch.load reads), data/N (raw numbers) and more. */
#include <string.h>

#include "src/input/format_zip.h"
#include "src/input/same_bytes.h"
#include "src/input/zip.h"

/* The last part of a name, and the length of what is before it, its slash included. */
static size_t folder_len(const uint8_t *name, size_t len)
{
    while (len > 0 && name[len - 1] != '/')
        len--;
    return len;
}

static bool is_called(const uint8_t *name, size_t len, const char *last)
{
    size_t folder = folder_len(name, len);
    return len - folder == strlen(last) && memcmp(name + folder, last, len - folder) == 0;
}

static bool is_main_pickle(const uint8_t *name, size_t len)
{
    return is_called(name, len, "data.pkl");
}

static bool is_digits(const uint8_t *text, size_t len)
{
    for (size_t k = 0; k < len; k++)
        if (text[k] < '0' || text[k] > '9')
            return false;
    return len > 0;
}

/* FOLDER/data/0: serialization.py _save; FOLDER/constants/0: TorchScript's tensors. */
static bool is_storage(const uint8_t *name, size_t len)
{
    size_t folder = folder_len(name, len);
    return folder > 0 && is_digits(name + folder, len - folder) &&
           (is_called(name, folder - 1, "data") || is_called(name, folder - 1, "constants"));
}

/* Torch opens what a directory lists and what begins as a member should. */
static bool is_for_torch(const struct zip_entry *entry, struct zip_bytes in)
{
    const struct zip_record *view = &entry->central;
    return view->is_there && is_main_pickle(view->name, view->name_len) && entry->local.is_there &&
           zip_signature_at(in, entry->local.off) == ZIP_LOCAL;
}

static int pytorch_zip_bid(const uint8_t *bytes, uint64_t len)
{
    int bid = zip_format_bid(bytes, len);
    struct zip_archive archive;
    size_t max_members = input_limits_default.max_members;
    if (bid == 0 || !zip_walk(bytes, len, max_members, &archive, NULL))
        return 0;
    bool is_found = false;
    for (size_t n = 0; n < archive.count && !is_found; n++)
        is_found = is_for_torch(&archive.entries[n], (struct zip_bytes){bytes, len});
    zip_archive_free(&archive);
    bool is_first = zip_begins(bytes, len);
    return is_found ? bid + (bid < 60 || !is_first ? 1 : 5) : 0; /* plain pickles bid 50 */
}

/* How deep a name is: the archive's own data.pkl is in its one folder, or in none. */
static size_t depth_of(const uint8_t *name, size_t len)
{
    size_t depth = 0;
    for (size_t k = 0; k < len; k++)
        depth += name[k] == '/';
    return depth;
}

static bool pytorch_zip_list(struct input *in, struct err *err)
{
    if (!zip_list_members(in, err))
        return false;
    size_t best_depth = SIZE_MAX;
    for (size_t m = 0; m < in->member_count; m++) {
        struct input_member *member = &in->members[m];
        member->is_storage = member->name && is_storage(member->name, member->name_len);
        if (!member->name || !is_main_pickle(member->name, member->name_len))
            continue;
        member->is_unpickled =
            true; /* by torch.load; who takes this for a plain zip may read it otherwise */
        size_t depth = depth_of(member->name, member->name_len);
        if (depth < best_depth)
            in->preferred = m;
        best_depth = depth < best_depth ? depth : best_depth;
    }
    return same_bytes_pass_over(in) || err_set(err, "not enough memory for the list of members");
}

const struct input_format input_format_pytorch_zip = {
    .name = "pytorch-zip",
    .about = "a PyTorch model or TorchScript archive: a zip with data.pkl in a folder",
    .kind = "zip",
    .bid = pytorch_zip_bid,
    .extent = zip_extent,
    .list = pytorch_zip_list,
    .unpack = zip_unpack_member,
};
