# SPDX-License-Identifier: GPL-3.0-or-later
"""What `brine calls --json --dialect c-strict` should say, for want of its reader: what the C unpickler
does up to the first read that goes past a frame, or frame inside one, by the rule of pickle.py
(walk.first_broken_frame); there the run breaks."""
import oracle
import walk


def frame_end(data, ops):
    """Where the last frame ends that these opcodes begin, or 0."""
    end = 0
    for pos, code, after in ops:
        if code == walk.FRAME:
            end = after + int.from_bytes(data[pos + 1:after], "little")
    return end


def judge(data, text_limit, encoding="ASCII"):
    report = oracle.judge(data, text_limit, encoding)
    report["dialect"] = "c-strict"
    ops, _ = walk.walk(data)
    broken, report["broken_frame"] = report["broken_frame"], None
    if broken is None:
        error = report["error"]
        if error and error["pos"] < frame_end(data, ops[:report["opcodes"]]):
            # Which of the two errors comes first is not known here.
            report["unknowable"] = min(error["pos"], report["unknowable"] or error["pos"])
        return report
    if report["unknowable"] is not None and report["unknowable"] < broken:
        return report
    number = [pos for pos, _, _ in ops].index(broken)
    protocols = [data[pos + 1] for pos, code, _ in ops[:number] if code == walk.PROTO]
    report.update(
        status="error", end=broken, opcodes=number, result=None, unknowable=None,
        protocol=protocols[-1] if protocols else 0,
        events=[event for event in report["events"] if event["pos"] < broken],
        error={"pos": broken, "opcode": walk.NAME[ops[number][1]], "kind": "frame", "message": ""})
    report.pop("escaped", None)
    return report
