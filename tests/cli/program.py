# SPDX-License-Identifier: Apache-2.0
"""Runs the command line as a user does. Every wait has a deadline; nothing sleeps for luck."""

import contextlib
import json
import os
import queue
import re
import signal
import subprocess
import tempfile
import threading
import time
import unittest

SKYLINE = os.environ["SKYLINE"]
DEADLINE_S = 60
LOCAL = ["--rtsp", "127.0.0.1:0", "--size", "320x180"]


def run(*arguments, **options):
    """The finished process; its stdout and stderr are text."""
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("stdout", subprocess.PIPE)
    if "input" in options:
        del options["stdin"]
    options.update(stderr=subprocess.PIPE, timeout=DEADLINE_S, encoding="utf-8", check=False)
    return subprocess.run([SKYLINE, *arguments], **options)


class Server:
    """`skyline serve ...` while it runs. Lines of its stdout and stderr are read as they come."""

    def __init__(self, *arguments, stdin=subprocess.DEVNULL, **options):
        self.process = subprocess.Popen(
            [SKYLINE, "serve", *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            **options,
        )
        self.lines = queue.Queue()
        self.errors = []
        self.readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.lines.put)),
            threading.Thread(target=self._read, args=(self.process.stderr, self.errors.append)),
        ]
        for reader in self.readers:
            reader.start()

    @staticmethod
    def _read(stream, keep):
        with contextlib.suppress(ValueError):  # closed by a test
            for line in stream:
                keep(line.rstrip("\n"))

    def line(self):
        try:
            return self.lines.get(timeout=DEADLINE_S)
        except queue.Empty:
            raise AssertionError(f"no line on stdout; stderr: {self.errors}") from None

    def wait_for_error(self, pattern):
        """Waits until a line on stderr matches."""
        end = time.monotonic() + DEADLINE_S
        while time.monotonic() < end:
            if any(re.search(pattern, line) for line in list(self.errors)):
                return
            time.sleep(0.02)
        raise AssertionError(f"stderr never said {pattern}: {self.errors}")

    def end(self, number=None):
        """Sends the signal, if any, and returns the exit code."""
        if number is not None:
            self.process.send_signal(number)
        code = self.process.wait(timeout=DEADLINE_S)
        for reader in self.readers:
            reader.join(timeout=DEADLINE_S)
        return code

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.end()
        for stream in (self.process.stdout, self.process.stderr, self.process.stdin):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


class ProgramTest(unittest.TestCase):
    """A folder to write to, and servers that are gone when the test is over."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def file(self, name, text="", mode=0o600):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def serve(self, *arguments, **options):
        server = Server(*arguments, **options)
        self.addCleanup(server.close)
        return server

    def assert_one_complaint(self, result, code, *parts):
        """One line that names the program and says what to do, nothing on stdout."""
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertFalse(result.stdout)
        lines = [line for line in result.stderr.splitlines() if line.startswith("skyline: ")]
        self.assertEqual(len(lines), 1, result.stderr)
        self.assertEqual(result.stderr, lines[0] + "\n")
        for part in parts:
            self.assertIn(part, lines[0])

    def assert_frames_add_up(self, line):
        stats = json.loads(line)
        kinds = ("encoded", "warming_up", "not_wanted", "replaced", "failed", "pending")
        self.assertEqual(stats["frames_put"], sum(stats["frames_" + kind] for kind in kinds), line)
        return stats


def make_film(path, *arguments, source="testsrc2=size=320x180:rate=25", seconds=1):
    """A small film; `arguments` are ffmpeg's for the output."""
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, *arguments, "-t", str(seconds), path],
        check=True,
        timeout=DEADLINE_S,
        stdin=subprocess.DEVNULL,
    )
    return path


def probe(url, *arguments):
    """What ffprobe says of the stream's video, as key=value."""
    result = subprocess.run(
        ["ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-select_streams", "v"]
        + ["-of", "default=noprint_wrappers=1"]
        + ["-show_entries", "stream=codec_name,width,height", *arguments, url],
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_S,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return dict(line.split("=", 1) for line in result.stdout.splitlines()), result.stderr


__all__ = ["DEADLINE_S", "LOCAL", "ProgramTest", "make_film", "probe", "run", "signal", "subprocess", "unittest"]
