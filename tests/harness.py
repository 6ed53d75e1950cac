# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test script here needs: the program under test, skipping aloud, the closing line."""
import os
import shutil
import sys
import tempfile
import time

TESTS = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(TESTS)


def skip(reason):
    """Ends the test as not run. Where CI is set, a test that cannot run has failed."""
    in_ci = os.environ.get("CI") == "true" or os.environ.get("BRINE_CI") == "1"
    print(f"SKIP: {os.path.relpath(sys.argv[0], TOP)}: {reason}")
    print(f"0 passed, {int(in_ci)} failed, {int(not in_ci)} skipped")
    sys.exit(1 if in_ci else 77)


def brine():
    """The absolute path of the program under test: $BRINE, else ./brine of the build folder."""
    path = os.path.abspath(os.environ.get("BRINE", "brine"))
    if not os.access(path, os.X_OK) or os.path.isdir(path):
        skip(f"no program at {path}; name it with BRINE=PATH")
    return path


def close(passed, failed):
    """The closing line that the log driver reads; ends the test."""
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(failed != 0)


def share(amount):
    """So many of what a test makes at random, or the share of it that $BRINE_TEST_SHARE asks for: the same
    programs need not run in full for each build of the same sources."""
    return max(1, int(amount * float(os.environ.get("BRINE_TEST_SHARE") or 1)))


def some(files):
    """Such a share of them, evenly spread."""
    wanted = share(len(files))
    return [files[number * len(files) // wanted] for number in range(wanted)]


def scratch():
    """A folder that removes itself; in memory where the system has such a place."""
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    return tempfile.TemporaryDirectory(prefix="brine-test-", dir=place, ignore_cleanup_errors=True)


def sample_files(max_bytes=1 << 30):
    """The files of tests/data and examples up to a size, sorted; notes and tables left out."""
    found = []
    for top in ("tests/data", "examples"):
        for folder, _, names in os.walk(os.path.join(TOP, top)):
            for name in names:
                path = os.path.join(folder, name)
                if name.endswith((".md", ".tsv")) or name.startswith("make-"):
                    continue
                if os.path.isfile(path) and os.path.getsize(path) <= max_bytes:
                    found.append(path)
    return sorted(found)


class Workplace:
    """A folder of its own in which to run brine as a user would: `brine` is on PATH and also
    ./brine, examples/ and tests/data/ are there, HOME is empty, nothing else comes from outside."""

    def __init__(self, program):
        self._scratch = scratch()
        self.folder = os.path.join(self._scratch.name, "work")
        binaries = os.path.join(self._scratch.name, "bin")
        home = os.path.join(self._scratch.name, "home")
        for folder in (self.folder, binaries, home, os.path.join(self.folder, "tests")):
            os.mkdir(folder)
        os.symlink(program, os.path.join(binaries, "brine"))
        os.symlink(program, os.path.join(self.folder, "brine"))
        for name in ("examples", "tests/data"):
            os.symlink(os.path.join(TOP, name), os.path.join(self.folder, name))
        self.environment = {"PATH": f"{binaries}:/usr/bin:/bin", "HOME": home, "TZ": "UTC",
                            "LC_ALL": "C.UTF-8", "TERM": "dumb"}
        # A program built with sanitizers needs to be told how they are to report.
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._scratch.cleanup()
        # What a test has just ended may still be writing its last.
        for _ in range(100):
            if not os.path.exists(self._scratch.name):
                return
            time.sleep(0.02)
            shutil.rmtree(self._scratch.name, ignore_errors=True)
