# SPDX-License-Identifier: Apache-2.0
"""The examples, as a user runs them."""

import os
import pathlib
import queue
import re
import signal
import subprocess
import sys
import threading

import pytest
from kvs_service import KEY, REGION, SECRET, Service
from watching import DEADLINE_S, wait_until, watch

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE.parent.parent / "examples/python"


class Example:
    """One that runs, until the test has seen enough; its lines are read as they come."""

    def __init__(self, name, *arguments, **environment):
        self.process = subprocess.Popen(
            [sys.executable, "-B", HERE / "on_loopback.py", FOLDER / name, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, **environment},
        )
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=lambda: [self.lines.put(line.strip()) for line in self.process.stdout])
        self.reader.start()

    def wait_for(self, pattern):
        """The first group of the line that matches."""
        while True:
            if found := re.search(pattern, self.lines.get(timeout=DEADLINE_S)):
                return found.group(1)

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(DEADLINE_S)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE_S)
        self.reader.join()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-t", "60", path],
        check=True,
        timeout=DEADLINE_S,
        stdin=subprocess.DEVNULL,
    )
    return path


def test_minimal():
    with Example("minimal.py", 0) as example:
        pictures = watch(example.wait_for("ffplay (.*)"), 5)
        assert pictures.shape == (5, 360, 640, 3)
        assert pictures.std() > 50, "a pattern"
        assert example.interrupt() == -signal.SIGINT


@pytest.mark.parametrize("name", ["camera.py", "detector.py"])
def test_what_opencv_reads(name, film):
    with Example(name, film, 0) as example:
        assert watch(example.wait_for("ffplay (.*)"), 5).shape == (5, 180, 320, 3)


def test_no_camera_says_so():
    done = subprocess.run(
        [sys.executable, "-B", FOLDER / "camera.py", "/nowhere.mp4"],
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_S,
        check=False,
    )
    assert done.returncode == 1 and "/nowhere.mp4 cannot be opened" in done.stderr


def test_two_streams():
    with Example("two_streams.py", 0, SKYLINE_OPERATOR="one", SKYLINE_GUEST="two") as example:
        port = example.wait_for(r":([0-9]+)/")
        assert watch(f"rtsp://guest:two@127.0.0.1:{port}/overview").shape[1:] == (180, 320, 3)
        assert watch(f"rtsp://operator:one@127.0.0.1:{port}/detail").shape[1:] == (720, 1280, 3)
        with pytest.raises(subprocess.CalledProcessError):
            watch(f"rtsp://guest:two@127.0.0.1:{port}/detail")


def test_rtsp_and_kinesis(tmp_path):
    service = Service(str(tmp_path / "service"))
    service.start()
    environment = {
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_ENDPOINT_URL_KINESIS_VIDEO": service.endpoint,
    }
    try:
        with Example("rtsp_and_kinesis.py", "both", 0, **environment) as example:
            url = example.wait_for("ffplay (.*)")
            assert example.wait_for("kinesis: (SENDING)")
            assert watch(url).shape == (1, 360, 640, 3)
            wait_until(service.fragments, "a fragment")
            example.interrupt()
    finally:
        service.stop()
