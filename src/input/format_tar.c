/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tar, by a walk from header to header: where each member's bytes stand is known exactly, and so
 * is what stands between them. Where Python's tarfile stops (a block of zeros, a damaged header),
 * the walk goes on at the next block that is a header: other readers do, or hide things there. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/grow.h"
#include "src/input/name_check.h"
#include "src/input/tar_header.h"
#include "src/input/tar_sparse.h"

/* A member with holes. */
struct sparse_row {
    size_t member;
    struct tar_sparse sparse;
};

/* in->state: names that do not stand in the file in one piece, and members with holes, in order. */
struct tar_state {
    uint8_t **names;
    struct sparse_row *sparse;
    size_t count, cap, sparse_count, sparse_cap;
};

struct tar_walk {
    struct input *in;
    struct tar_state *state;
    uint64_t pos;
    struct tar_extended extended;
    /* Where other readers stop. */
    uint64_t end_off, break_off;
    bool is_ended, is_broken;
    bool is_cut;
    uint64_t maps_read; /* bytes of maps of holes that are one for all members */
    bool failed;        /* memory */
};

/* One member, pieced together. */
struct piece {
    struct tar_header header;
    struct tar_text name, link;
    uint64_t off;  /* of its header */
    uint64_t size; /* of its data, as the last word says */
};

enum { MAPS_SLACK = 1 << 20 }; /* bytes */

/* ---- Telling --------------------------------------------------------------------------------- */

static void report(struct tar_walk *walk, enum input_anomaly_kind kind, size_t member, uint64_t off,
                   struct input_claim central, struct input_claim local)
{
    anomaly_add(
        &walk->in->anomalies,
        (struct input_anomaly){
            .kind = kind, .member = member, .off = off, .central = central, .local = local});
}

static void add_stray(struct tar_walk *walk, uint64_t off, uint64_t size, const char *why)
{
    if (size > 0 && !input_add_stray(walk->in, off, size, why))
        walk->failed = true;
}

/* ---- Members --------------------------------------------------------------------------------- */

static bool has_zeros_only(const uint8_t *bytes, uint64_t len)
{
    return len == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, len - 1) == 0);
}

/* "PREFIX/NAME", kept in the state. */
static struct tar_text join(struct tar_walk *walk, struct tar_text prefix, struct tar_text name)
{
    struct tar_state *state = walk->state;
    uint8_t **row = GROW(state->names, state->count, state->cap);
    uint8_t *text = row ? malloc(prefix.len + 1 + name.len) : NULL;
    if (!text) {
        if (row)
            state->count--;
        walk->failed = true;
        return name;
    }
    *row = text;
    memcpy(text, prefix.text, prefix.len);
    text[prefix.len] = '/';
    memcpy(text + prefix.len + 1, name.text, name.len);
    return (struct tar_text){text, prefix.len + 1 + name.len};
}

static struct tar_text name_of(struct tar_walk *walk, const struct tar_header *header)
{
    struct tar_text name = tar_extended_name(&walk->extended);
    if (name.text)
        return name;
    return header->prefix.text ? join(walk, header->prefix, header->name) : header->name;
}

static bool ends_in_slash(struct tar_text name)
{
    return name.len > 0 && name.text[name.len - 1] == '/';
}

/* How a type is called, and what a member without data is. */
static void name_type(const struct piece *from, struct input_member *member)
{
    static const struct {
        uint8_t type;
        const char *method, *format;
    } rows[] = {
        {'1', "hard link", "link"}, {'2', "symlink", "link"}, {'3', "device", "device"},
        {'4', "device", "device"},  {'6', "fifo", "device"},
    };
    member->method = "stored";
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        if (rows[k].type != from->header.type)
            continue;
        member->method = rows[k].method;
        member->format = rows[k].format;
        member->pickle = INPUT_NO_PICKLE;
    }
}

static void check_link(struct tar_walk *walk, size_t m, const struct piece *from)
{
    size_t depth = 0;
    if (from->header.type != '1' && from->header.type != '2')
        return;
    for (size_t k = 0; k < from->name.len && from->header.type == '2'; k++)
        depth += from->name.text[k] == '/' && k > 0 && from->name.text[k - 1] != '/';
    bool is_here = from->name.len >= 2 && memcmp(from->name.text, "./", 2) == 0;
    depth -= is_here && depth > 0;
    if (name_leads_out(from->link.text, from->link.len, depth))
        report(walk, INPUT_ANOMALY_LINK_OUT, m, from->off,
               claim_text(from->link.text, from->link.len), claim_none());
}

static void check_member(struct tar_walk *walk, size_t m, const struct piece *from)
{
    const struct tar_header *header = &from->header;
    bool is_large = from->size >> 33; /* its own header has no room for that */
    bool is_folder = walk->in->members[m].is_folder;
    if (walk->is_ended)
        report(walk, INPUT_ANOMALY_AFTER_END, m, from->off, claim_number(walk->end_off),
               claim_none());
    else if (walk->is_broken)
        report(walk, INPUT_ANOMALY_AFTER_BREAK, m, from->off, claim_number(walk->break_off),
               claim_none());
    if (name_is_odd(from->name.text, from->name.len))
        report(walk, name_oddity(from->name.len), m, from->off,
               claim_text(from->name.text, from->name.len), claim_none());
    if (from->size != header->size && !is_large)
        report(walk, INPUT_ANOMALY_PAX_SIZE, m, from->off, claim_number(from->size),
               claim_number(header->size));
    if (!tar_type_has_data(header->type) && header->size > 0)
        report(walk, is_folder ? INPUT_ANOMALY_DIRECTORY_DATA : INPUT_ANOMALY_LINK_DATA, m,
               from->off, claim_number(header->size), claim_none());
    check_link(walk, m, from);
}

static void set_cut(struct input_member *member)
{
    char why[100];
    snprintf(why, sizeof why, "is cut off: %" PRIu64 " of its %" PRIu64 " bytes are there",
             member->size, member->unpacked);
    member->is_partial = true;
    member->why = strdup(why);
}

static bool add_member(struct tar_walk *walk, const struct piece *from, uint64_t data_off)
{
    struct input *in = walk->in;
    struct input_member *member = input_add_member(in);
    if (!member)
        return false;
    uint64_t size = tar_type_has_data(from->header.type) ? from->size : 0;
    uint64_t left = in->len - data_off;
    *member = (struct input_member){
        .name = from->name.text,
        .name_len = from->name.len,
        .off = data_off,
        .size = size < left ? size : left,
        .unpacked = size,
        .is_plain = true,
        .is_unlisted = walk->is_ended || walk->is_broken,
        .is_folder =
            from->header.type == '5' || (from->header.type == '\0' && ends_in_slash(from->name)),
    };
    name_type(from, member);
    if (size > left)
        set_cut(member);
    check_member(walk, in->member_count - 1, from);
    return true;
}

/* ---- The walk -------------------------------------------------------------------------------- */

/* Passes data and the padding up to the next block, which should be zeros. */
static void pass_data(struct tar_walk *walk, uint64_t size, size_t member)
{
    struct input *in = walk->in;
    uint64_t left = in->len - walk->pos;
    if (size >= left) {
        walk->is_cut |= size > left;
        walk->pos = in->len;
        return;
    }
    uint64_t end = walk->pos + size, padding = (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
    if (padding > in->len - end)
        padding = in->len - end;
    walk->pos = end + padding;
    if (has_zeros_only(in->bytes + end, padding))
        return;
    report(walk, INPUT_ANOMALY_HIDDEN_PADDING, member, end, claim_number(end), claim_none());
    add_stray(walk, end, padding, "padding that is not zeros");
}

/* The bytes of its data that the map of its holes gives no place. */
static void tell_unmapped(struct tar_walk *walk, const struct tar_sparse *sparse)
{
    uint64_t stored = sparse->data_end - sparse->off;
    if (sparse->damage_off || sparse->covered >= stored)
        return;
    uint64_t off = sparse->off + sparse->covered, size = stored - sparse->covered;
    if (!has_zeros_only(walk->in->bytes + off, size))
        add_stray(walk, off, size, "data without a place between holes");
}

/* Member m has holes: its bytes are put together when they are read. */
static void take_sparse(struct tar_walk *walk, size_t m, uint64_t off,
                        const struct tar_sparse *sparse)
{
    struct tar_state *state = walk->state;
    struct input_member *member = &walk->in->members[m];
    struct sparse_row *row = GROW(state->sparse, state->sparse_count, state->sparse_cap);
    if (!row) {
        walk->failed = true;
        return;
    }
    *row = (struct sparse_row){m, *sparse};
    member->is_plain = false;
    member->method = "sparse";
    member->unpacked = sparse->size;
    report(walk, INPUT_ANOMALY_SPARSE, m, off, claim_number(sparse->size),
           claim_number(sparse->data_end - sparse->off));
    tell_unmapped(walk, sparse);
}

/* A map that is for all members is read for each of them. In all it may cost what the file has: no honest
 * archive has one. */
static bool may_read_map(struct tar_walk *walk, const struct tar_pax *for_all)
{
    uint64_t cost = for_all->sparse_map.text ? for_all->sparse_map.len : for_all->records.len;
    walk->maps_read += tar_pax_is_sparse(for_all) ? cost : 0;
    return walk->maps_read <= walk->in->len + MAPS_SLACK;
}

/* Its stored bytes are read as they stand. */
static void refuse_map(struct tar_walk *walk, size_t m)
{
    struct input_member *member = &walk->in->members[m];
    if (member->why)
        return;
    member->is_partial = true;
    walk->failed |= !input_set_text(&member->why, "the map of its holes, one for all members, is "
                                                  "not read: too much of it was read before");
}

static void take_member(struct tar_walk *walk, const struct tar_header *header)
{
    struct piece member = {
        .header = *header,
        .name = name_of(walk, header),
        .link = tar_link(&walk->extended, header),
        .off = walk->pos,
        .size = tar_size(&walk->extended, header),
    };
    size_t m = walk->in->member_count;
    uint64_t data_off = walk->pos + TAR_BLOCK;
    struct tar_sparse sparse = {.kind = TAR_SPARSE_NONE};
    const struct tar_pax *pax = &walk->extended.pax, *for_all = &walk->extended.pax_for_all;
    bool is_for_all = !tar_pax_is_sparse(pax) && walk->extended.has_pax; /* tarfile.py _proc_pax */
    bool is_refused = is_for_all && tar_type_has_data(header->type) && !may_read_map(walk, for_all);
    if (is_for_all && !is_refused)
        pax = for_all;
    if (tar_type_has_data(header->type))
        sparse =
            tar_sparse_read(walk->in->bytes, walk->in->len, walk->pos, pax, &data_off, member.size);
    walk->pos = data_off;
    if (!add_member(walk, &member, walk->pos)) {
        walk->failed = true;
        return;
    }
    if (is_refused)
        refuse_map(walk, m);
    else if (sparse.kind != TAR_SPARSE_NONE)
        take_sparse(walk, m, member.off, &sparse);
    if (tar_type_has_data(header->type))
        pass_data(walk, member.size, m);
    tar_extended_forget(&walk->extended);
}

static void take_header(struct tar_walk *walk, const struct tar_header *header)
{
    uint64_t off = walk->pos + TAR_BLOCK, left = walk->in->len - off;
    if (!tar_is_extended(header->type)) {
        take_member(walk, header);
        return;
    }
    uint64_t size = header->size < left ? header->size : left;
    if (!tar_extended_take(&walk->extended, header->type, walk->in->bytes + off, size))
        report(walk, INPUT_ANOMALY_EXTRA, INPUT_NO_MEMBER, off, claim_none(), claim_none());
    walk->pos = off;
    pass_data(walk, header->size, INPUT_NO_MEMBER);
}

static bool read_header(const struct tar_walk *walk, struct tar_header *header)
{
    tar_header_read(walk->in->bytes + walk->pos, header);
    return header->is_whole && header->is_size;
}

static void report_damage(struct tar_walk *walk, const struct tar_header *header)
{
    const uint8_t *size = walk->in->bytes + walk->pos + TAR_SIZE_AT;
    if (!header->is_whole)
        report(walk, INPUT_ANOMALY_CHECKSUM, INPUT_NO_MEMBER, walk->pos,
               claim_number(header->checksum_declared), claim_number(header->checksum));
    if (!header->is_size)
        report(walk, INPUT_ANOMALY_HEADER_NUMBER, INPUT_NO_MEMBER, walk->pos + TAR_SIZE_AT,
               claim_text(size, strnlen((const char *)size, TAR_SIZE_LEN)), claim_none());
}

static bool is_zero_block(const struct tar_walk *walk)
{
    return has_zeros_only(walk->in->bytes + walk->pos, TAR_BLOCK);
}

static bool has_block(const struct tar_walk *walk)
{
    return walk->in->len - walk->pos >= TAR_BLOCK;
}

/* What is no header, up to what is one, or zeros. */
static void pass_junk(struct tar_walk *walk)
{
    struct tar_header header;
    uint64_t start = walk->pos;
    bool is_damaged = !walk->is_ended && !read_header(walk, &header) && header.has_magic;
    if (!walk->is_broken)
        walk->break_off = start;
    walk->is_broken = true;
    if (is_damaged) { /* data may stand behind it */
        report_damage(walk, &header);
        walk->failed |= !input_add_gap(walk->in, start, TAR_BLOCK, "a damaged header");
        start += TAR_BLOCK;
        walk->pos += TAR_BLOCK;
    }
    while (has_block(walk) && !is_zero_block(walk) && !read_header(walk, &header))
        walk->pos += TAR_BLOCK;
    if (!has_block(walk))
        walk->pos = walk->in->len;
    add_stray(walk, start, walk->pos - start,
              walk->is_ended ? "behind the end of the archive" : "no header of a member is there");
    tar_extended_forget(&walk->extended);
}

static bool is_full(struct tar_walk *walk)
{
    size_t most = walk->in->limits.max_members;
    if (most == 0 || walk->in->member_count < most)
        return false;
    report(walk, INPUT_ANOMALY_MEMBER_LIMIT, INPUT_NO_MEMBER, walk->pos, claim_number(most),
           claim_none());
    if (!input_add_gap(walk->in, walk->pos, walk->in->len - walk->pos,
                       "behind as many members as the limit allows"))
        walk->failed = true;
    walk->pos = walk->in->len;
    return true;
}

static void walk_blocks(struct tar_walk *walk)
{
    struct tar_header header;
    while (has_block(walk) && !walk->failed) {
        if (is_zero_block(walk)) {
            walk->end_off = walk->is_ended ? walk->end_off : walk->pos;
            walk->is_ended = true;
            walk->pos += TAR_BLOCK;
        } else if (!read_header(walk, &header)) {
            pass_junk(walk);
        } else if (!is_full(walk)) {
            take_header(walk, &header);
        }
    }
    uint64_t left = walk->in->len - walk->pos;
    if (!has_zeros_only(walk->in->bytes + walk->pos, left))
        add_stray(walk, walk->pos, left, "less than a block: it is cut off");
    else if (!walk->is_ended && !walk->is_cut)
        report(walk, INPUT_ANOMALY_NO_END_BLOCK, INPUT_NO_MEMBER, walk->pos,
               claim_number(walk->pos), claim_none());
}

/* ---- The row --------------------------------------------------------------------------------- */

static int bid(const uint8_t *bytes, uint64_t len)
{
    struct tar_header header;
    if (len < TAR_BLOCK)
        return 0;
    tar_header_read(bytes, &header);
    if (!header.is_whole && !header.has_magic)
        return 0;
    if (evidence_of_pickle(bytes, len, true).is_pickle)
        return 42; /* less than the pickle; more than what only stands in one (zip) */
    if (!header.is_whole)
        return 60;
    return header.has_magic ? 85 : 80;
}

static bool list(struct input *in, struct err *err)
{
    struct tar_walk walk = {.in = in, .state = calloc(1, sizeof(struct tar_state))};
    in->state = walk.state;
    if (!walk.state)
        return err_set(err, "not enough memory");
    walk_blocks(&walk);
    if (walk.failed || !name_check_members(in))
        return err_set(err, "not enough memory for the list of members");
    return true;
}

static int row_order(const void *key, const void *row)
{
    size_t m = *(const size_t *)key, member = ((const struct sparse_row *)row)->member;
    return m < member ? -1 : m > member;
}

static void unpack(const struct input *in, const struct input_member *member,
                   const struct unpack_limits *limits, struct unpack_sink sink,
                   struct unpack_result *result)
{
    const struct tar_state *state = in->state;
    size_t m = (size_t)(member - in->members);
    const struct sparse_row *row =
        bsearch(&m, state->sparse, state->sparse_count, sizeof *state->sparse, row_order);
    if (row)
        tar_sparse_unpack(&row->sparse, in->bytes, limits, sink, result);
}

static void close_state(struct input *in)
{
    struct tar_state *state = in->state;
    if (!state)
        return;
    for (size_t k = 0; k < state->count; k++)
        free(state->names[k]);
    free(state->names);
    free(state->sparse);
    free(state);
    in->state = NULL;
}

const struct input_format input_format_tar = {
    .name = "tar",
    .about = "a tar archive",
    .bid = bid,
    .list = list,
    .unpack = unpack,
    .close = close_state,
};
