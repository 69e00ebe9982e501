# SPDX-License-Identifier: Apache-2.0
"""The live status of `skyline serve` on a terminal: in place, below the log, and gone at the end."""

import os
import re
import signal
import termios

from program import LOCAL, ProgramTest, unittest
from screen import Screen, TerminalProgram

STATUS = re.compile(r"live  [A-Z_]+  .*\d+ viewers?")
FULL = re.compile(r"live  STREAMING  320x180  \d+\.\d fps  \d+ kbit/s  (\d+ ms  )?0 viewers")
LOG = re.compile(r"\d{4}-\d\d-\d\dT\S+ (debug|info|warning|error) [a-z]+: .+")
SERVE = ["serve", "--allow-anonymous", *LOCAL]


def statuses(screen):
    return [line for line in screen.lines if STATUS.match(line)]


class StatusTest(ProgramTest):
    def start(self, *arguments, **options):
        program = TerminalProgram(*arguments, **options)
        self.addCleanup(program.close)
        return program

    def assert_left_clean(self, program):
        """No status, all log lines whole, the cursor in a line of its own, the terminal as it was."""
        self.assertEqual(statuses(program.screen), [])
        self.assertEqual(
            (program.screen.lines[-1].strip("^C"), program.screen.row), ("", len(program.screen.lines) - 1)
        )
        for line in program.screen.lines[:-1]:
            self.assertRegex(line, rf"\A(\^C)?({LOG.pattern}|rtsp://\S+)\Z")


class InPlace(StatusTest):
    def test_it_is_one_line_below_the_log(self):
        program = self.start(*SERVE, "-v")
        program.wait_for(lambda screen: FULL.match(screen.lines[-1]), "the status")
        program.wait_for(lambda screen: any("rtsp://" in line for line in screen.lines), "the URL")
        first = program.screen.lines[-1]
        again = program.raw.count("kbit/s") + 2
        program.wait_for(
            lambda screen: program.raw.count("kbit/s") >= again and FULL.match(screen.lines[-1]), "two more of it"
        )
        self.assertEqual(len(statuses(program.screen)), 1, program.screen.lines)
        self.assertTrue(STATUS.match(first))
        self.assertEqual(program.screen.row, len(program.screen.lines) - 1)
        self.assertEqual(program.end(signal.SIGTERM), 0)
        self.assert_left_clean(program)
        lines = program.screen.lines
        self.assertTrue(any("encodes 320 x 180" in line for line in lines), lines)
        self.assertEqual(len([line for line in lines if line.startswith("rtsp://")]), 1, lines)

    def test_ctrl_c_leaves_the_terminal_as_it_was(self):
        program = self.start(*SERVE)
        program.wait_for(lambda screen: FULL.match(screen.lines[-1]), "the status")
        program.key(b"\x03")
        self.assertEqual(program.end(), 130)
        self.assertEqual(termios.tcgetattr(program.master), program.modes)
        self.assert_left_clean(program)

    def test_an_error_is_below_what_was_said(self):
        fifo = os.path.join(self.folder, "fifo")
        os.mkfifo(fifo)
        reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        program = self.start(*SERVE, "--stats", fifo)
        program.wait_for(lambda screen: FULL.match(screen.lines[-1]), "the status")
        os.close(reader)
        self.assertEqual(program.end(), 1)
        self.assertRegex(program.screen.lines[-2], r"\Askyline: cannot write statistics to .+")
        self.assertEqual((statuses(program.screen), program.screen.lines[-1]), ([], ""))

    def test_a_narrow_terminal_cuts_it(self):
        program = self.start(*SERVE, columns=30)
        program.wait_for(lambda screen: screen.lines[-1].startswith("live  STREAM"), "the status")
        program.wait_for(lambda screen: program.raw.count("live  ") >= 3, "two more of it")
        self.assertLess(len(program.screen.lines[-1]), 30)
        self.assertTrue(program.screen.lines[-1].endswith("..."))
        self.assertEqual(len([line for line in program.screen.lines if line.startswith("live  ")]), 1)
        program.resize(300)
        program.wait_for(lambda screen: FULL.match(screen.lines[-1]), "the whole status")
        self.assertEqual(len([line for line in program.screen.lines if line.startswith("live  ")]), 1)
        program.resize(40)
        program.wait_for(lambda screen: screen.lines[-1].endswith("..."), "the cut status")
        self.assertLess(len(program.screen.lines[-1]), 40)
        self.assertEqual(program.end(signal.SIGTERM), 0)
        self.assertIn("encodes 320 x 180", "".join(program.screen.lines))


class Colours(StatusTest):
    def test_they_are_not_for_everybody(self):
        for environment, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
            program = self.start(*SERVE, environment=environment)
            program.wait_for(lambda screen: FULL.match(screen.lines[-1]), "the status")
            self.assertEqual(program.screen.coloured, coloured)
            self.assertEqual(program.end(signal.SIGTERM), 0)
            self.assert_left_clean(program)


class Absent(StatusTest):
    def test_it_is_for_people_at_terminals_only(self):
        for arguments, environment in (
            (["--quiet"], {}),
            (["--log-format", "json"], {}),
            (["--stats", "-"], {}),
            ([], {"TERM": "dumb"}),
        ):
            program = self.start(*SERVE, *arguments, "--duration", "1.2", environment=environment)
            self.assertEqual(program.end(), 0, program.raw)
            self.assertNotIn("\x1b[J", program.raw)
            self.assertEqual(statuses(program.screen), [], arguments)

    def test_a_pipe_has_none(self):
        server = self.serve(*SERVE[1:], "--duration", "1.2")
        self.assertEqual(server.end(), 0)
        for line in server.errors:
            self.assertRegex(line, LOG)


class TheScreenItself(unittest.TestCase):
    def test_it_wraps_and_clears(self):
        screen = Screen(4)
        screen.feed("abcdef\r\nx\x1b[A\x1b[J")
        self.assertEqual((screen.lines, screen.row), (["abcd", "e"], 1))


if __name__ == "__main__":
    unittest.main()
