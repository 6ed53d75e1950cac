/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are no pickle and that brine does not read: what they are, for a message. No verdict comes
 * of it. */
#ifndef BRINE_INPUT_SIGNATURE_H
#define BRINE_INPUT_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

/* "an HDF5 file (Keras, h5py)", by how the bytes begin; NULL: that is not known. Static. */
const char *signature_words(const uint8_t *bytes, size_t n);

#endif
