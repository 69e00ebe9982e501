# SPDX-License-Identifier: Apache-2.0
"""A program on a pseudo terminal, and the little of a terminal that is needed to see what people would see."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

from program import DEADLINE_S, SKYLINE

CONTROL = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|([\r\n\x08])|([^\x1b\r\n\x08]+)")


class Screen:
    """Lines that never scroll out of reach, a cursor, and the few sequences a status needs; others are errors."""

    def __init__(self, columns):
        self.columns = columns
        self.lines = [""]
        self.row = self.column = 0
        self.coloured = False

    def feed(self, text):
        at = 0
        while at < len(text):
            match = CONTROL.match(text, at)
            if match is None:
                assert len(text) - at < 8, f"not understood: {text[at:at + 20]!r}"
                return text[at:]  # a sequence in two parts
            at = match.end()
            parameters, command, control, plain = match.groups()
            if plain:
                self._write(plain)
            elif control:
                self._control(control)
            else:
                self._command(parameters, command)
        return ""

    def _write(self, text):
        for character in text:
            if self.column == self.columns:
                self.column = 0
                self._down()
            line = self.lines[self.row].ljust(self.column)
            self.lines[self.row] = line[: self.column] + character + line[self.column + 1 :]
            self.column += 1

    def _down(self):
        self.row += 1
        if self.row == len(self.lines):
            self.lines.append("")

    def _control(self, control):
        if control == "\r":
            self.column = 0
        elif control == "\n":
            self._down()
        else:
            self.column = max(0, self.column - 1)

    def _command(self, parameters, command):
        if command == "m":
            self.coloured = True
        elif command == "A" and parameters == "":
            assert self.row > 0, "above the screen"
            self.row -= 1
        elif command == "J" and parameters == "":
            self.lines[self.row] = self.lines[self.row][: self.column]
            del self.lines[self.row + 1 :]
        elif command == "K" and parameters == "":
            self.lines[self.row] = self.lines[self.row][: self.column]
        else:
            raise AssertionError(f"not understood: ESC [ {parameters} {command}")


# What a build with sanitizers is told.
KEPT = re.compile(r"[A-Z]+SAN_OPTIONS|G_SLICE|GST_REGISTRY_FORK")


class TerminalProgram:
    """`skyline ...` with a terminal of its own for all three descriptors."""

    def __init__(self, *arguments, columns=300, rows=24, environment=None):
        self.screen = Screen(columns)
        self.rest = ""
        self.raw = ""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            # The parent sets the size; without a size there is nothing to show.
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            kept = {name: value for name, value in os.environ.items() if name == "PATH" or KEPT.match(name)}
            os.execve(SKYLINE, [SKYLINE, *arguments], {**kept, "TERM": "xterm", **(environment or {})})
        self.modes = termios.tcgetattr(self.master)
        self.code = None

    def resize(self, columns, rows=24):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.columns = columns

    def wait_for(self, condition, what):
        """Reads what comes until the condition holds for the screen."""
        end = time.monotonic() + DEADLINE_S
        while not condition(self.screen):
            assert time.monotonic() < end, f"{what} did not come: {self.screen.lines}"
            assert self._read(0.1), f"the program ended without {what}: {self.screen.lines}"

    def key(self, character):
        os.write(self.master, character)

    def end(self, number=None):
        """Sends the signal, if any; reads all, and returns the exit code."""
        if number is not None:
            os.kill(self.pid, number)
        end = time.monotonic() + DEADLINE_S
        while self._read(0.1):
            assert time.monotonic() < end, f"the program does not end: {self.screen.lines}"
        self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.code

    def close(self):
        if self.code is None:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        os.close(self.master)

    def _read(self, seconds):
        """False when the program is gone."""
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:  # the other end is closed
            return False
        text = data.decode()
        self.raw += text
        self.rest = self.screen.feed(self.rest + text)
        return bool(data)
