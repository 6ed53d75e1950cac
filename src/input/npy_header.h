/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of an array that numpy saved (numpy/lib/format.py): the magic \x93NUMPY, a version, the
 * length of a text, and the text: a Python dictionary with the keys descr, fortran_order and shape.
 * Read is what numpy writes, nothing more: a text that numpy would have to compute is no header. */
#ifndef BRINE_INPUT_NPY_HEADER_H
#define BRINE_INPUT_NPY_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/err.h"

/* A piece of the header as it stands in the file. */
struct npy_text {
    const uint8_t *bytes;
    size_t len;
};

#define NPY_TOO_MANY UINT64_MAX /* more bytes than 64 bits can count */

struct npy_header {
    uint64_t data_off; /* byte after the header; 0: not even that could be read */
    bool has_object;   /* Python objects in the array, or in a field of it: the data is a pickle */
    bool is_fortran;
    uint64_t item_size, count, size; /* bytes of an item; items; bytes in all. NPY_TOO_MANY */
    struct npy_text descr, shape;
};

/* True when bytes[off .. len) begin with the magic. */
bool npy_is_here(const uint8_t *bytes, uint64_t len, uint64_t off);

/* Reads the header at bytes[off .. len), off <= len. False: err says at which offset something else
 * was expected; data_off is set all the same when the length of the header could be read. */
bool npy_header_read(const uint8_t *bytes, uint64_t len, uint64_t off, struct npy_header *header,
                     struct err *err);

#endif
