# SPDX-License-Identifier: GPL-3.0-or-later
"""What pickletools.genops reads of a pickle, told in the words of `brine calls --json`: it decodes,
so there are no events and no result."""
import io
import pickletools

import walk

CUT = ("not enough data", "no newline found", "expected ", "pickle exhausted")


def error_kind(message):
    if message.startswith("at position"):
        return "bad-opcode"
    return "truncated" if message.startswith(CUT) else "bad-argument"


def judge(data, _text_limit, _encoding="ASCII"):
    """What `brine calls --json --dialect pickletools` should say of the first stream of data."""
    file = io.BytesIO(data)
    made = {"protocol": 0, "opcodes": 0, "dialect": "pickletools", "status": "ok", "error": None,
            "events": [], "result": None, "broken_frame": None, "unknowable": None}
    pos = 0
    try:
        for opcode, argument, _ in pickletools.genops(file):
            made["opcodes"] += 1
            pos = file.tell()
            if opcode.name == "PROTO":
                made["protocol"] = argument
    except ValueError as error:
        code = data[pos] if pos < len(data) else None
        made["status"] = "error"
        made["error"] = {"pos": pos, "opcode": walk.NAME.get(code), "kind": error_kind(str(error)),
                         "message": str(error)}
    made["end"] = pos
    return made
