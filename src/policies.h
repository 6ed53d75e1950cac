/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policy that a command judges by: what is compiled in, then the files of the machine, those of
 * the user, and what the command line says. Each adds to those before it, and makes an answer milder
 * only where it says `override` (src/analysis/policy.h). */
#ifndef BRINE_POLICIES_H
#define BRINE_POLICIES_H

#include "src/analysis/policy.h"
#include "src/analysis/restrict.h"
#include "src/base/err.h"
#include "src/base/options.h"
#include "src/command.h"

/* The files NAME.policy of the machine's folder, in the order of their names. The user's folder is
 * brine/policy.d in XDG_CONFIG_HOME, or in ~/.config. */
#define POLICIES_MACHINE "/etc/brine/policy.d"

/* NULL: a file could not be read or has a mistake; err names it, and the line. A file in a folder
 * that is no regular file is a mistake too. The caller frees by policy_free. */
struct policy *policies_open(const struct options *options, struct err *err);

/* Adds the files of one folder; a folder that is not there is none. */
bool policies_add_folder(struct policy *policy, const char *folder, struct err *err);

/* What --restrict and --restrict-file allow: *out is NULL where neither is given. False: err says
 * which name is none, or which file could not be read. The caller frees by restriction_free. */
bool restriction_open(struct restriction **out, const struct options *options, struct err *err);
/* Notes, where an operand is no file, how names of --restrict are told from files. */
void restriction_hint(struct run *run);

#endif
