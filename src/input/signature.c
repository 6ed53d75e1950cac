/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/signature.h"

#include <stdbool.h>
#include <string.h>

/* '?' in a signature is any byte. Sources: the HDF5 file format 3.0, II.A; the GGUF and safetensors
 * specifications; tensorflow saved_model.proto and onnx.proto, of which no bytes but the tags of their
 * first two fields are fixed; file(1)'s magic for the others. */
static const struct {
    size_t at, n;
    const char *bytes;
    const char *words;
} signatures[] = {
    {0, 8, "\x89HDF\r\n\x1a\n", "an HDF5 file (Keras, h5py)"},
    {0, 4, "GGUF", "a GGUF model"},
    {8, 2, "{\"", "a safetensors file"},
    {0, 3, "\x08?\x12", "a message of protobuf (a SavedModel of TensorFlow, ONNX)"},
    {0, 8, "\x89PNG\r\n\x1a\n", "a PNG picture"},
    {0, 3, "\xff\xd8\xff", "a JPEG picture"},
    {0, 4, "GIF8", "a GIF picture"},
    {0, 5, "%PDF-", "a PDF document"},
    {0, 4,
     "\x7f"
     "ELF",
     "an ELF program or library"},
    {0, 16, "SQLite format 3\0", "an SQLite database"},
    {0, 4, "PAR1", "a Parquet file"},
    {0, 6, "ARROW1", "an Arrow file"},
};
enum { N_SIGNATURES = sizeof signatures / sizeof *signatures };

static bool fits(const uint8_t *bytes, const char *signature, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (signature[k] != '?' && bytes[k] != (uint8_t)signature[k])
            return false;
    return true;
}

const char *signature_words(const uint8_t *bytes, size_t n)
{
    for (size_t k = 0; k < N_SIGNATURES; k++)
        if (signatures[k].at + signatures[k].n <= n &&
            fits(bytes + signatures[k].at, signatures[k].bytes, signatures[k].n))
            return signatures[k].words;
    return NULL;
}
