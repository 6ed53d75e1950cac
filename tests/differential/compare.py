# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks brine about many programs at once, and finds where it and the oracle disagree."""
import json
import os
import signal
import subprocess

import harness
import oracle

TEXT_LIMIT = 8192  # bytes of one text, on both sides
CUT = "\N{HORIZONTAL ELLIPSIS}"
ANSWER_SECONDS = 60

STREAM_FIELDS = ("offset", "end", "protocol", "opcodes", "dialect", "status")
EVENT_TEXTS = ("callee", "args", "kwargs", "module", "name")
EVENT_FIELDS = ("pos", "opcode", "kind", "mapped")


class Brine:
    """The program under test, and the folder where it finds its input."""

    def __init__(self, path, folder):
        self.command = [path, "calls", "--json", "--format", "raw", "--dialect", oracle.DIALECT,
                        "--text-limit", str(TEXT_LIMIT), "--text-total", "0"]
        self.folder = folder

    def check(self):
        """Ends the test if brine cannot answer at all."""
        answer = self.ask([b"N."])[0]
        if isinstance(answer, str):
            print(f"brine {answer}")
            harness.close(0, 1)

    def ask(self, programs):
        """For each program the list of objects, or a sentence on how brine failed."""
        paths = []
        for number, program in enumerate(programs):
            paths.append(os.path.join(self.folder, f"{number}.pkl"))
            with open(paths[-1], "wb") as file:
                file.write(program)
        answers = self._answers(paths)
        if isinstance(answers, dict):
            return [answers.get(path, "said nothing") for path in paths]
        if len(programs) == 1:
            return [answers]
        # One of them breaks the whole answer: ask for each alone.
        return [self.ask([program])[0] for program in programs]

    def _answers(self, paths):
        """{path: [object]}, or a sentence if the run as a whole went wrong."""
        try:
            done = subprocess.run(self.command + paths, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  timeout=ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            return f"did not end within {ANSWER_SECONDS} s"
        if done.returncode < 0:
            return f"died of {signal.Signals(-done.returncode).name}: {done.stderr[-2000:]!r}"
        if done.returncode not in (0, 2):
            return f"ended with exit code {done.returncode}: {done.stderr[-2000:]!r}"
        answers = {}
        try:
            for line in done.stdout.splitlines():
                answer = json.loads(line)
                answers.setdefault(answer["file"], []).append(answer)
        except (ValueError, KeyError, TypeError) as error:
            return f"wrote what is no JSON object of the contract: {error!r}"
        if set(answers) != set(paths):
            return f"did not speak of each file: {done.stderr[-2000:]!r}"
        return answers


def text_differs(expected, got):
    """(whether they differ, whether it should have been cut)"""
    if expected is None or len(expected.encode()) <= TEXT_LIMIT:
        return got != expected, False
    size = len(got.encode()) if isinstance(got, str) else 0
    good = (TEXT_LIMIT - 16 < size <= TEXT_LIMIT and got.endswith(CUT)
            and expected.startswith(got[:-1]))
    return not good, True


def event_difference(expected, got):
    """The field in which two events differ, or None."""
    cut = False
    for field in EVENT_FIELDS:
        if got.get(field) != expected.get(field):
            return field
    for field in EVENT_TEXTS:
        differs, is_cut = text_differs(expected.get(field), got.get(field))
        cut |= is_cut
        if differs:
            return field
    if bool(got.get("cut")) != cut:
        return "cut"
    if not cut and bool(got.get("escaped")) != bool(expected.get("escaped")):
        return "escaped"
    return None


def events_difference(expected, got):
    for want, have in zip(expected, got):
        field = event_difference(want, have)
        if field:
            return f"{want['kind']} event: {field}"
    return "number of events" if len(expected) != len(got) else None


def first_frame(answer):
    """The position of the first broken frame that brine tells of, or None."""
    for divergence in answer.get("divergences", ()):
        if divergence["kind"] == "frame":
            return divergence["pos"]
    return None


def stream_difference(expected, got):
    """The first thing in which a stream's report and brine's object differ, or None."""
    if expected["unknowable"] is not None:
        before = expected["unknowable"]
        return events_difference([event for event in expected["events"] if event["pos"] < before],
                                 [event for event in got["events"] if event["pos"] < before])
    if expected["error"] is not None and got.get("error") is not None:
        for field in ("pos", "opcode", "kind"):
            if got["error"].get(field) != expected["error"][field]:
                return f"error: {field}"
    for field in STREAM_FIELDS:
        if got.get(field) != expected[field]:
            return field
    difference = events_difference(expected["events"], got["events"])
    if difference:
        return difference
    differs, cut = text_differs(expected["result"], got.get("result"))
    if differs:
        return "result"
    if bool(got.get("cut")) != cut:
        return "result: cut"
    if not cut and bool(got.get("escaped")) != bool(expected.get("escaped")):
        return "result: escaped"
    if first_frame(got) != expected["broken_frame"]:
        return "divergences: frame"
    return None


def difference(reports, answers):
    """The first thing in which the oracle and brine differ over one program, or None."""
    if isinstance(answers, str):
        return answers
    for number, report in enumerate(reports):
        if number == len(answers):
            return "number of streams"
        answer = answers[number]
        if answer.get("stream") != number:
            return "stream"
        found = stream_difference(report, answer)
        if found or report["unknowable"] is not None:
            return found
    return "number of streams" if len(answers) != len(reports) else None


def judged(program):
    return list(oracle.streams(program, TEXT_LIMIT))


def minimised(brine, program, wanted):
    """A shorter program with the same difference: pieces are left out while it stays."""
    size = max(len(program) // 2, 1)
    while True:
        step = size if size > 16 else 1
        candidates = [program[:at] + program[at + size:] for at in range(0, len(program), step)]
        shorter = None
        for first in range(0, len(candidates), 200):
            some = candidates[first:first + 200]
            for candidate, answers in zip(some, brine.ask(some)):
                if difference(judged(candidate), answers) == wanted:
                    shorter = candidate
                    break
            if shorter is not None:
                break
        if shorter is not None:
            program = shorter
            size = min(size, max(len(program) // 2, 1))
        elif size > 1:
            size -= 1 if size <= 16 else size // 2
        else:
            return program
