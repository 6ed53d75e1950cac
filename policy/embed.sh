#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# embed.sh FILE: its bytes as the inside of a C array's braces.
# The array ends with a 0, so that the text can be read as a string too.
set -eu
od -An -v -tu1 <"$1" | sed 's/[[:blank:]]*$//; s/[0-9][0-9]*/&,/g'
echo '0'
