/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/coder.h"

enum { PIECE = 65536 };

enum coder_status coder_drain(const struct coder *coder, void *state, struct coder_io *io,
                              struct coder_sink sink, bool *is_wanted)
{
    uint8_t piece[PIECE];
    enum coder_status status = CODER_MORE;
    size_t came = 1, left = 0;
    *is_wanted = true;
    while (status == CODER_MORE && *is_wanted && (came > 0 || io->in_len != left)) {
        left = io->in_len;
        io->out = piece;
        io->out_len = sizeof piece;
        status = coder->step(state, io);
        came = sizeof piece - io->out_len;
        *is_wanted = came == 0 || sink.take(sink.context, piece, came);
    }
    return status;
}
