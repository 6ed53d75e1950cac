/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/safe_out.h"

#include <string.h>

#include "src/output/safe.h"
#include "src/base/utf8.h"

/* Bytes made safe at a time: an escape makes at most six of one. */
enum { PIECE = 4096 };

static void put(struct safe_out *safe, const char *bytes, size_t n)
{
    buf_clear(&safe->line);
    safe_line(&safe->line, bytes, n);
    out_buf(safe->out, &safe->line);
}

/* How many of the last bytes are the beginning of a code point. */
static size_t cut_tail(const char *bytes, size_t n)
{
    for (size_t k = 1; k <= 3 && k <= n; k++) {
        if (((unsigned char)bytes[n - k] & 0xc0) == 0xc0)
            return utf8_is_cut(bytes + n - k, k) ? k : 0;
    }
    return 0;
}

static bool safe_out_write(void *context, const char *bytes, size_t n)
{
    struct safe_out *safe = context;
    while (n > 0) {
        char piece[PIECE];
        size_t held = safe->n_cut;
        size_t taken = n < PIECE - held ? n : PIECE - held;
        memcpy(piece, safe->cut, held);
        memcpy(piece + held, bytes, taken);
        size_t whole = held + taken;
        safe->n_cut = cut_tail(piece, whole);
        whole -= safe->n_cut;
        memcpy(safe->cut, piece + whole, safe->n_cut);
        put(safe, piece, whole);
        bytes += taken;
        n -= taken;
    }
    return !safe->line.failed && !out_failed(safe->out);
}

struct br_sink safe_out_sink(struct safe_out *safe)
{
    return (struct br_sink){.write = safe_out_write, .context = safe};
}

void safe_out_end(struct safe_out *safe)
{
    put(safe, safe->cut, safe->n_cut);
    safe->n_cut = 0;
    buf_free(&safe->line);
}
