# SPDX-License-Identifier: GPL-3.0-or-later
"""A program in a tmux of its own: its keys are typed, its screen is read. For run-screen, run-tour
and check-pictures."""
import os
import re
import shutil
import subprocess
import time

import harness

SECONDS = 5          # until a picture must be right
STILL_SECONDS = 0.3  # for which a picture must not change to be taken by --update
POLL_SECONDS = 0.01
TERMS = ("tmux-256color", "screen-256color", "screen")
TERMINFO = ("/lib/terminfo", "/usr/share/terminfo", "/etc/terminfo", "/usr/lib/terminfo")

MODES = "".join("#{?" + flag + "," + word + " ,}" for flag, word in (
    ("alternate_on", "alternate"), ("cursor_flag", "cursor"), ("mouse_any_flag", "mouse"),
    ("keypad_flag", "keypad"), ("keypad_cursor_flag", "arrows")))

KEY = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
ESCAPES = {"e": "\x1b", "n": "\n", "t": "\t"}


def term():
    """A description of tmux's terminal that this system has."""
    for name in TERMS:
        if any(os.path.exists(os.path.join(folder, name[0], name)) for folder in TERMINFO):
            return name
    harness.skip("no terminal description of " + ", ".join(TERMS))


def need_tmux():
    """Skips the test where there is none, or no description of its terminal."""
    if not shutil.which("tmux"):
        harness.skip("tmux is not installed")
    term()


def unescaped(text):
    return re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[1]), text)


class Terminal:
    """One program in a tmux of its own."""

    started = 0

    def __init__(self, place, size, command):
        self.place = place
        # Each has a socket of its own: behind that of the one before a server may be ending yet.
        Terminal.started += 1
        folder = os.path.dirname(place.folder)
        self.socket = os.path.join(folder, f"tmux{Terminal.started}")
        # tmux 3.3 now and then never learns how its child ended, so the shell writes it down, also
        # where a Ctrl-C was meant for the program.
        self.status = os.path.join(folder, f"status{Terminal.started}")
        command = f"trap : INT; ({command}\n); echo $? >'{self.status}'"
        width, height = size.split("x")
        options = (("status", "off"), ("remain-on-exit", "on"), ("remain-on-exit-format", ""),
                   ("default-terminal", term()),
                   ("default-shell", "/bin/sh"), ("escape-time", "0"), ("history-limit", "0"))
        start = ["start-server", ";"]
        for name, value in options:
            start += ["set-option", "-g", name, value, ";"]
        self.tmux(*start, "new-session", "-d", "-s", "test", "-x", width, "-y", height,
                  "-c", place.folder, command, ";",
                  # Not before there is a window: tmux 3.3 would crash.
                  "set-option", "-g", "window-size", "manual")

    def tmux(self, *arguments):
        return subprocess.run(["tmux", "-S", self.socket, "-f", "/dev/null", *arguments],
                              env=self.place.environment, cwd=self.place.folder, check=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout.decode()

    def close(self):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], env=self.place.environment,
                       stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def send(self, keys):
        """Key names as tmux has them; what stands in quotes is typed as it is."""
        for found in KEY.finditer(keys):
            if found[2]:
                self.tmux("send-keys", "-t", "test", found[2])
            else:
                self.tmux("send-keys", "-t", "test", "-l", unescaped(found[1]))

    def resize(self, size):
        width, height = size.split("x")
        self.tmux("resize-window", "-t", "test", "-x", width, "-y", height)

    def picture(self):
        """The lines of the screen, without blanks at their ends and empty lines at the end."""
        captured = self.tmux("capture-pane", "-p", "-t", "test")
        lines = [line.rstrip() for line in captured.split("\n")]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def colours(self):
        """The rows of the screen with escape sequences for their colours."""
        return self.tmux("capture-pane", "-e", "-N", "-p", "-t", "test")

    def coloured(self, row):
        """One line, from 1, with its colours and attributes: \\e[1m and the like."""
        lines = self.tmux("capture-pane", "-e", "-p", "-t", "test").split("\n")
        line = lines[row - 1] if row <= len(lines) else ""
        return line.rstrip().replace("\\", "\\\\").replace("\x1b", "\\e")

    def modes(self):
        """What of the terminal's modes is on."""
        return self.tmux("display-message", "-p", "-t", "test", MODES).split()

    def end(self):
        """How the program ended: "exit N" or "signal N"; None while it runs."""
        try:
            with open(self.status, encoding="ascii") as file:
                told = file.read()
        except FileNotFoundError:
            return None
        if not told.endswith("\n"):
            return None
        code = int(told)
        return f"signal {code - 128}" if code > 128 else f"exit {code}"


def awaited(look, is_wanted):
    """What `look` sees once it is what is wanted, or after SECONDS."""
    deadline = time.monotonic() + SECONDS
    while True:
        seen = look()
        if is_wanted(seen) or time.monotonic() > deadline:
            return seen
        time.sleep(POLL_SECONDS)


def still(look):
    """What `look` sees once that no longer changes."""
    deadline = time.monotonic() + SECONDS
    seen, since = look(), time.monotonic()
    while time.monotonic() - since < STILL_SECONDS and time.monotonic() < deadline:
        now = look()
        if now != seen:
            seen, since = now, time.monotonic()
        time.sleep(POLL_SECONDS)
    return seen
