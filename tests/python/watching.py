# SPDX-License-Identifier: Apache-2.0
"""What comes out at the other end."""

import contextlib
import os
import subprocess
import sys
import threading
import time

import numpy

import skyline

DEADLINE_S = 60


def wait_until(condition, what):
    end = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen within {DEADLINE_S} s"
        time.sleep(0.01)


class Recorder:
    """Keeps units. May be told to fail."""

    def __init__(self):
        self.units = []
        self.error = None
        self.output = skyline.CallbackOutput(self.take, "recorder")

    def take(self, unit):
        if self.error is not None:
            raise self.error
        self.units.append(unit)

    def wait(self, count):
        wait_until(lambda: len(self.units) >= count, f"unit {count}")
        return self.units[:count]

    def pictures(self, count):
        """The first `count` units as a decoder shows them: (count, h, w, 3), BGR."""
        return decode(self.wait(count))


def decode(units):
    """What a decoder makes of the units: (n, h, w, 3), BGR."""
    config = units[0].config
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "h264", "-i", "-", "-fps_mode", "passthrough"]
        + ["-f", "rawvideo", "-pix_fmt", "bgr24", "-"],
        input=b"".join(map(bytes, units)),
        capture_output=True,
        timeout=DEADLINE_S,
        check=True,
    )
    return numpy.frombuffer(done.stdout, numpy.uint8).reshape(-1, config.height, config.width, 3)


def quarters(height=96, width=128):
    """A picture whose every turn and swap shows: blue, green, red and white, BGR."""
    picture = numpy.zeros((height, width, 3), numpy.uint8)
    picture[: height // 2, : width // 2] = (255, 0, 0)
    picture[: height // 2, width // 2 :] = (0, 255, 0)
    picture[height // 2 :, : width // 2] = (0, 0, 255)
    picture[height // 2 :, width // 2 :] = (255, 255, 255)
    return picture


def difference(one, other):
    """Mean absolute difference of two pictures."""
    return numpy.abs(one.astype(int) - other.astype(int)).mean()


@contextlib.contextmanager
def putting(stream, frame, fps=30):
    """Puts the frame all the time, on a thread."""
    over = threading.Event()

    def run():
        while not over.wait(1 / fps):
            stream.put(frame)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def watch(url, count=1):
    """What an RTSP client shows: (count, h, w, 3), BGR."""
    size = subprocess.run(
        ["ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-select_streams", "v"]
        + ["-show_entries", "stream=width,height", "-of", "csv=p=0", url],
        capture_output=True,
        timeout=DEADLINE_S,
        check=True,
        encoding="utf-8",
    ).stdout.strip()
    width, height = map(int, size.split(",")[:2])
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", url, "-frames:v", str(count)]
        + ["-f", "rawvideo", "-pix_fmt", "bgr24", "-"],
        capture_output=True,
        timeout=DEADLINE_S,
        check=True,
    )
    return numpy.frombuffer(done.stdout, numpy.uint8).reshape(count, height, width, 3)


def run_program(text, *arguments, **options):
    """Runs a Python program of its own, and returns the finished process."""
    options.setdefault("timeout", DEADLINE_S)
    return subprocess.run(
        [sys.executable, "-c", text, *arguments], capture_output=True, encoding="utf-8", check=False, **options
    )


def start_program(text, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", text, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
