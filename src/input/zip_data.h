/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the data of a member of a zip are, where all records of it agree and the data disprove them: the
 * method that they are really packed by, or how far they reach. The CRC is the witness. For src/input alone. */
#ifndef BRINE_INPUT_ZIP_DATA_H
#define BRINE_INPUT_ZIP_DATA_H

#include <stdbool.h>
#include <stdint.h>

#include "src/input/zip.h"

struct zip_data {
    uint16_t method;
    uint64_t size; /* bytes, as packed */
};

/* Looks at the data of an entry, of which `room` bytes stand in the file: those that the records claim, and
 * those behind them that nothing else does. True: they are what *out says, by another method than the
 * records say, or by more bytes, and they unpack to what the records promise. Unpacks no more than *left
 * bytes, and takes what it reads and unpacks from them: what would cost more is believed. */
bool zip_data_find(const uint8_t *bytes, uint64_t room, const struct zip_entry *entry,
                   uint64_t *left, struct zip_data *out);

#endif
