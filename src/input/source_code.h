/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source code in an archive that the archive's own loader would run. For src/input alone. */
#ifndef BRINE_INPUT_SOURCE_CODE_H
#define BRINE_INPUT_SOURCE_CODE_H

#include "src/input/input.h"

/* Adds an anomaly to each member of a zip, all of which are listed, that holds code for:
 *   torch.jit.load (code in FOLDER/code, and FOLDER/constants.pkl): its own language, compiled;
 *   torch.package.PackageImporter (ROOT/.data/extern_modules): imported as Python where a pickle names
 *   the module; without a pickle that does, told all the same, as a remark;
 *   TorchServe (MAR-INF/MANIFEST.json): handlers and model files are imported as Python;
 *   keras.models.load_model (config.json with a Lambda layer): marshalled bytecode;
 *   python itself (__main__.py).
 * Costs some MiB of reading at most. */
void source_code_tell(struct input *in);

#endif
