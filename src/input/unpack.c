/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/unpack.h"

#include <string.h>

#include <zip.h>

#include "src/base/coder_lzma.h"
#include "src/input/flow.h"

enum {
    PIECE = 65536,
    METHOD_STORED = 0,
    METHOD_LZMA = 14,
};

/* Stored bytes are packed by nothing; they still pass the limits and the CRC. */
static void copy_stored(struct flow *flow, const uint8_t *bytes)
{
    uint64_t done = 0;
    flow_end(flow, UNPACK_DONE, "%s", "");
    while (done < flow->len) {
        size_t n = flow->len - done < PIECE ? (size_t)(flow->len - done) : PIECE;
        if (!flow_hand_on(flow, bytes + done, n))
            return;
        done += n;
    }
}

/* ---- libzip ---------------------------------------------------------------------------------- */

/* libzip has no way to unpack a given stretch of bytes, and does not say which bytes of an archive
 * it takes for a member. So it is shown an archive of our own making, with the stretch as its only
 * member: nothing else that an odd archive says can reach it. */
enum {
    LOCAL_SIZE = 30,
    TAIL_SIZE = 46 + 22,
};

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, value & 0xffff);
    put16(at + 2, value >> 16);
}

static void make_local(uint8_t local[LOCAL_SIZE], unsigned method, uint32_t len)
{
    memset(local, 0, LOCAL_SIZE);
    memcpy(local, "PK\3\4", 4);
    put16(local + 4, 63);
    put16(local + 8, method);
    put32(local + 18, len);
}

static void make_tail(uint8_t tail[TAIL_SIZE], unsigned method, uint32_t len,
                      const struct unpack_promise *promise)
{
    memset(tail, 0, TAIL_SIZE);
    memcpy(tail, "PK\1\2", 4);
    put16(tail + 4, 63);
    put16(tail + 6, 63);
    put16(tail + 10, method);
    put32(tail + 16, promise ? promise->crc : 0);
    put32(tail + 20, len);
    put32(tail + 24, promise ? (uint32_t)promise->unpacked : 0);
    uint8_t *end = tail + 46;
    memcpy(end, "PK\5\6", 4);
    put16(end + 8, 1);
    put16(end + 10, 1);
    put32(end + 12, 46);
    put32(end + 16, LOCAL_SIZE + len);
}

/* Reads the only member to its end. */
static void drain(struct flow *flow, zip_file_t *member, bool is_promised)
{
    uint8_t piece[PIECE];
    zip_int64_t n;
    while ((n = zip_fread(member, piece, sizeof piece)) > 0)
        if (!flow_hand_on(flow, piece, (size_t)n))
            return;
    int code = zip_error_code_zip(zip_file_get_error(member));
    bool is_unkept = n < 0 && (code == ZIP_ER_CRC || code == ZIP_ER_INCONS);
    if (n == 0 || (is_unkept && !is_promised))
        flow_end(flow, UNPACK_DONE, "%s", "");
    else
        flow_end(flow, UNPACK_BROKEN, "%s",
                 is_unkept ? "what it unpacks to is not what is declared"
                           : "packed data are damaged or cut off");
}

static void read_archive(struct flow *flow, zip_t *archive, bool is_promised)
{
    zip_file_t *member = zip_fopen_index(archive, 0, 0);
    if (!member) {
        bool is_unknown = zip_error_code_zip(zip_get_error(archive)) == ZIP_ER_COMPNOTSUPP;
        if (!is_unknown) /* else that it is not supported stands there already */
            flow_end(flow, UNPACK_BROKEN, "libzip cannot read it");
        return;
    }
    drain(flow, member, is_promised);
    zip_fclose(member);
}

static void unpack_by_libzip(struct flow *flow, unsigned method, const uint8_t *bytes,
                             const struct unpack_promise *promise)
{
    uint8_t local[LOCAL_SIZE], tail[TAIL_SIZE];
    make_local(local, method, (uint32_t)flow->len);
    make_tail(tail, method, (uint32_t)flow->len, promise);
    /* The fragments are only read; libzip's type has no const. */
    zip_buffer_fragment_t parts[] = {
        {local, sizeof local},
        {(uint8_t *)(uintptr_t)bytes, flow->len},
        {tail, sizeof tail},
    };
    zip_source_t *source = zip_source_buffer_fragment_create(parts, 3, 0, NULL);
    if (!source)
        return;
    zip_t *archive = zip_open_from_source(source, ZIP_RDONLY, NULL);
    if (!archive) {
        zip_source_free(source);
        return;
    }
    read_archive(flow, archive, promise != NULL);
    zip_discard(archive);
}

/* ---- Coders ---------------------------------------------------------------------------------- */

static bool take_piece(void *context, const uint8_t *bytes, size_t n)
{
    return flow_hand_on(context, bytes, n);
}

static enum coder_status run_coder(struct flow *flow, const struct coder *coder, void *state,
                                   struct coder_io *io, bool *wanted)
{
    return coder_drain(coder, state, io, (struct coder_sink){take_piece, flow}, wanted);
}

/* Streams that say themselves where they end. */
static void unpack_coded(struct flow *flow, const struct coder *coder, const char *name,
                         const uint8_t *bytes)
{
    void *state = coder->begin();
    flow_end(flow, UNPACK_BROKEN, "not enough memory");
    if (!state)
        return;
    struct coder_io io = {.in = bytes, .in_len = (size_t)flow->len};
    bool wanted;
    enum coder_status status = run_coder(flow, coder, state, &io, &wanted);
    coder->end(state);
    flow->result->behind = status == CODER_END ? io.in_len : 0;
    if (wanted && status == CODER_END)
        flow_end(flow, UNPACK_DONE, "%s", "");
    else if (wanted)
        flow_end(flow, UNPACK_BROKEN, "%s data are %s", name,
                 status == CODER_MORE ? "cut off" : "damaged");
}

/* ---- LZMA ------------------------------------------------------------------------------------ */

/* PKWARE's APPNOTE 5.8.8: a version, the size of the properties, the properties, a raw stream. With a
 * size behind the properties it is what the format before xz is. libzip as Debian builds it has none. */
enum { LZMA_PROPERTIES = 5, LZMA_LEAD = 4 + LZMA_PROPERTIES };

static lzma_ret make_lzma(lzma_stream *stream)
{
    return lzma_alone_decoder(stream, UINT64_MAX);
}

static const struct coder coder = {.step = coder_lzma_step, .end = coder_lzma_end};

static void unpack_lzma(struct flow *flow, const uint8_t *bytes,
                        const struct unpack_promise *promise)
{
    uint8_t head[LZMA_PROPERTIES + 8];
    bool is_known = flow->len > LZMA_LEAD && bytes[2] == LZMA_PROPERTIES && bytes[3] == 0;
    void *state = is_known ? coder_lzma_begin(make_lzma) : NULL;
    flow_begin(flow);
    flow_end(flow, UNPACK_BROKEN, is_known ? "not enough memory" : "LZMA data have no known head");
    if (!state)
        return;
    memcpy(head, bytes + 4, LZMA_PROPERTIES);
    memset(head + LZMA_PROPERTIES, 0xff, 8); /* it ends with its mark, or with the data */
    struct coder_io lead = {.in = head, .in_len = sizeof head};
    struct coder_io rest = {.in = bytes + LZMA_LEAD, .in_len = (size_t)flow->len - LZMA_LEAD};
    bool wanted = true;
    enum coder_status status = run_coder(flow, &coder, state, &lead, &wanted);
    if (status == CODER_MORE && wanted)
        status = run_coder(flow, &coder, state, &rest, &wanted);
    coder_lzma_end(state);
    bool is_all = promise && flow->result->out == promise->unpacked;
    if (!wanted)
        return; /* and says why */
    flow->result->behind = status == CODER_END ? rest.in_len : 0;
    if (status == CODER_END || (status == CODER_MORE && is_all))
        flow_end(flow, UNPACK_DONE, "%s", "");
    else
        flow_end(flow, UNPACK_BROKEN, "LZMA data are %s",
                 status == CODER_MORE ? "cut off" : "damaged");
}

/* ---- All ------------------------------------------------------------------------------------- */

/* APPNOTE 4.4.5; libzip as Debian builds it lacks some of them, and does not say where one breaks. */
static const struct {
    unsigned method;
    const struct coder *coder;
    const char *name;
} coded[] = {
    {8, &coder_deflate, "deflated"}, {12, &coder_bzip2, "bzip2"},
    {20, &coder_zstd, "zstd"}, /* its number before 6.3.8 */
    {93, &coder_zstd, "zstd"},       {95, &coder_xz, "xz"},
};

void unpack_zip(unsigned method, const uint8_t *bytes, uint64_t len,
                const struct unpack_promise *promise, const struct unpack_limits *limits,
                struct unpack_sink sink, struct unpack_result *result)
{
    struct flow flow = {.limits = limits, .sink = sink, .result = result, .len = len};
    flow_begin(&flow);
    if (method == METHOD_STORED) {
        copy_stored(&flow, bytes);
        return;
    }
    if (method == METHOD_LZMA) {
        unpack_lzma(&flow, bytes, promise);
        return;
    }
    for (size_t k = 0; k < sizeof coded / sizeof coded[0]; k++)
        if (coded[k].method == method) {
            unpack_coded(&flow, coded[k].coder, coded[k].name, bytes);
            return;
        }
    flow_end(&flow, UNPACK_UNSUPPORTED, "its compression method %u (%s) is not supported", method,
             unpack_method_name(method));
    /* Longer ones would need zip64 records. */
    bool is_small = len > 0 && len < UINT32_MAX - LOCAL_SIZE - TAIL_SIZE &&
                    (!promise || promise->unpacked < UINT32_MAX);
    if (is_small && method <= UINT16_MAX)
        unpack_by_libzip(&flow, method, bytes, promise);
}

const char *unpack_method_name(unsigned method)
{
    static const struct {
        unsigned method;
        const char *name;
    } rows[] = {
        {0, "stored"},    {1, "shrunk"}, {6, "imploded"}, {8, "deflated"},
        {9, "deflate64"}, {12, "bzip2"}, {14, "lzma"},    {20, "zstd"},
        {93, "zstd"},     {95, "xz"},    {98, "ppmd"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        if (rows[k].method == method)
            return rows[k].name;
    return "unknown";
}
