# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks brine about many programs at once, and finds where it and the readers disagree."""
import json
import os
import select
import signal
import subprocess
import sys

import genops
import harness
import oracle
import pure
import strict

TEXT_LIMIT = 8192  # bytes of one text, on both sides
CUT = "\N{HORIZONTAL ELLIPSIS}"
ANSWER_SECONDS = 60
READER_SECONDS = 20

STREAM_FIELDS = ("offset", "end", "protocol", "opcodes", "dialect", "status")
EVENT_TEXTS = ("callee", "args", "kwargs", "module", "name")
EVENT_FIELDS = ("pos", "opcode", "kind", "mapped")


class Brine:
    """The program under test, and the folder where it finds its input."""

    def __init__(self, path, folder, dialect="c", encoding="ASCII"):
        self.command = [path, "calls", "--json", "--format", "raw", "--dialect", dialect,
                        "--encoding", encoding, "--text-limit", str(TEXT_LIMIT),
                        "--text-total", "0"]
        self.folder = folder
        self.dialect = dialect
        self.encoding = encoding

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


def left_out(reports):
    """Why a reader can say nothing of a program, or None."""
    return reports.get("left_out") if isinstance(reports, dict) else None


def is_partial(reports):
    """Whether what follows some opcode could not be compared."""
    return not isinstance(reports, dict) and reports[-1]["unknowable"] is not None


def difference(reports, answers):
    """The first thing in which the oracle and brine differ over one program, or None."""
    if isinstance(answers, str):
        return answers
    if left_out(reports):
        return None
    if isinstance(reports, dict):
        return neutral_difference(reports, answers[0])
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


# -- readers of which only the outcome is known (neutral.py) --

HERE = os.path.dirname(os.path.abspath(__file__))


class Reader:
    """neutral.py under some Python, in a process of its own that is begun again when it hangs."""

    def __init__(self, python=sys.executable):
        self.command = [python, "-B", "-W", "ignore", os.path.join(HERE, "neutral.py"),
                        str(TEXT_LIMIT)]
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        text=True)

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def ask(self, dialect, encoding, program):
        """What it says of one program, or {"left_out": why}, or {"died": how}."""
        if self.process is None:
            self.start()
        try:
            self.process.stdin.write(f"{dialect} {encoding} {program.hex()}\n")
            self.process.stdin.flush()
            is_answered = select.select([self.process.stdout], [], [], READER_SECONDS)[0]
            line = self.process.stdout.readline() if is_answered else ""
        except BrokenPipeError:
            is_answered, line = True, ""
        if line:
            return json.loads(line)
        self.stop()
        return {"died": "the reader died"} if is_answered else {"left_out": "hung"}


REFUSED = ("bad-argument", "type")
CALLS = {"import": "import", "reduce": "call", "inst": "call", "newobj": "newobj",
         "persid": "persid"}


def texts_agree(expected, got):
    return expected is None or not text_differs(expected, got)[0]


def neutral_difference(expected, got):
    """The first thing in which an outcome and brine's first object differ, or None."""
    if "died" in expected:
        return expected["died"]
    events = [event for event in got["events"] if event["kind"] in CALLS]
    for want, have in zip(expected["events"], events):
        kind, callee, args = want
        if CALLS[have["kind"]] != kind:
            return "order of events"
        if not texts_agree(callee, have["callee"]):
            return f"{kind} event: callee"
        unkind = kind in ("call", "newobj") and not have["args"].startswith("(")
        if not unkind and not texts_agree(args, have.get("args")):
            return f"{kind} event: args"
    kind = got["error"]["kind"] if got["error"] else None
    kind = "refused" if kind in REFUSED else kind
    if expected.get("unkind") and len(events) >= len(expected["events"]):
        return None
    if kind == "limit":
        return None
    is_global = got["error"] and got["error"]["opcode"] == "STACK_GLOBAL"
    if expected["kind"] == "refused" and is_global and kind == "stack-underflow":
        return None  # up to 3.11.2 it says that it wants str
    if got["status"] != expected["status"]:
        return "status"
    if kind != expected["kind"]:
        return "error: kind"
    if len(events) != len(expected["events"]):
        return "number of events"
    if not texts_agree(expected["result"], got["result"]):
        return "result"
    return None


# -- each dialect and its reader --

JUDGES = {"c": oracle.judge, "c-strict": strict.judge, "py": pure.judge,
          "pickletools": genops.judge}
DIALECTS = ("c", "c-stream", "c-strict", "py", "pickletools")
_reader = None


def judged(program, brine):
    """What the reader says of a program: a report per stream; of one whose opcodes cannot be told
    apart the outcome."""
    global _reader
    if brine.dialect in JUDGES:
        return list(oracle.streams(program, TEXT_LIMIT, JUDGES[brine.dialect], brine.encoding))
    if _reader is None:
        _reader = Reader()
    return _reader.ask(brine.dialect, brine.encoding, program)


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
                if difference(judged(candidate, brine), answers) == wanted:
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
