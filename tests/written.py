# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the tree that a script writes: a test compares, --update writes them anew."""
import argparse
import difflib
import os

import harness


def read(name):
    with open(os.path.join(harness.TOP, name), encoding="utf-8") as file:
        return file.read()


class Written:
    """The checks of one test."""

    def __init__(self, description):
        parser = argparse.ArgumentParser(description=description)
        parser.add_argument("--update", action="store_true", help="write what differs")
        self.update = parser.parse_args().update
        self.passed = self.failed = 0

    def tell(self, is_right, *complaint):
        self.passed += is_right
        self.failed += not is_right
        if not is_right:
            print(*complaint, sep="\n")

    def check(self, name, now):
        """The file is what is written now."""
        old = read(name) if os.path.exists(os.path.join(harness.TOP, name)) else ""
        if self.update and now != old:
            with open(os.path.join(harness.TOP, name), "w", encoding="utf-8") as file:
                file.write(now)
            print(f"updated {name}")
            old = now
        self.tell(now == old, f"{name} is not what its sources give (make update-docs writes it):",
                  *difflib.unified_diff(old.split("\n"), now.split("\n"), name,
                                        f"{name}, as it would be", lineterm="", n=1))

    def close(self):
        harness.close(self.passed, self.failed)
