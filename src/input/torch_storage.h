/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Storages as torch wrote them before its files were zips (THPStorage_writeFileRaw): the count of
 * elements in 8 bytes, the low one first, then the elements. How long an element is, only the class
 * says that a pickle names. */
#ifndef BRINE_INPUT_TORCH_STORAGE_H
#define BRINE_INPUT_TORCH_STORAGE_H

#include "src/input/input.h"
#include "vm/brine.h"

/* Bytes of an element of the class of storages that this value names; 0: it names none. As torch,
 * which reads "FloatStorage" of any module as its own (serialization.py, StorageType). */
unsigned torch_element_size(const br_record *rec, br_value value);

struct torch_storage {
    const uint8_t *name; /* of the member; NULL: none */
    size_t name_len;
    uint64_t off, end; /* in the file: of the count; behind the last byte there can be */
    unsigned element;  /* bytes; 0: not known */
};

/* A member for it, and in *next the byte behind it. One that is not whole, or whose elements are of
 * no known length, goes up to its end and says why. False when memory fails. */
bool torch_add_storage(struct input *in, const struct torch_storage *storage, uint64_t *next);

/* The count that stands there; false when there are no 8 bytes for one. */
bool torch_storage_count(const struct input *in, const struct torch_storage *storage,
                         uint64_t *count);

/* Runs the pickle of `size` bytes at off, for what it says of storages. NULL when it breaks, or
 * takes more memory than a format may. br_record_free frees. */
br_record *torch_run_pickle(const uint8_t *bytes, uint64_t size);

#endif
