# SPDX-License-Identifier: Apache-2.0
"""One input's thread, with cameras that do what a test says, and with files made here."""

from __future__ import annotations

import logging
import queue
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import numpy as np
import pytest

from panoramasdk.backoff import Backoff
from panoramasdk.capture import Capture
from panoramasdk.settings import Kind, Source

DEADLINE = 10.0
CAMERA = Source("rtsp://admin:hunter2@cam/live", "cam", Kind.STREAM, "rtsp://admin:hunter2@cam/live")


class Camera:
    """Brings what is put into `images`; None ends the connection. `opens` counts the attempts to open it."""

    fps = 1000.0

    def __init__(self) -> None:
        self.images: queue.Queue[Any] = queue.Queue()
        self.there = True
        self.opens = 0
        self.closes = 0

    def open(self, source: Source) -> Any:
        self.opens += 1
        return self if self.there else None

    def read(self) -> Any:
        image = self.images.get(timeout=DEADLINE)
        if isinstance(image, Exception):
            raise image
        return image

    def close(self) -> None:
        self.closes += 1

    def bring(self, level: int) -> None:
        self.images.put(np.full((2, 2, 3), level, np.uint8))


def poll(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.001)


class Watched:
    """A Capture that runs, and ways to wait for what it does."""

    def __init__(self, source: Source, **options: Any) -> None:
        self.changed = threading.Condition()
        options.setdefault("backoff", Backoff(first=0.001, most=0.002))
        self.capture = Capture(source, self.changed, **options)
        self.capture.start()

    def wait(self, condition: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, DEADLINE)

    def wait_for_level(self, level: int) -> None:
        self.wait(lambda: self.capture.frame is not None and int(self.capture.frame.image[0, 0, 0]) == level)


@pytest.fixture
def camera() -> Camera:
    return Camera()


@pytest.fixture
def watch(camera: Camera) -> Iterator[Callable[..., Watched]]:
    running: list[Watched] = []

    def start(source: Source, **options: Any) -> Watched:
        running.append(Watched(source, **options))
        return running[-1]

    yield start
    for watched in running:
        watched.capture.stop()
        camera.images.put(None)  # ends a read that waits
        watched.capture.join(DEADLINE)
        assert watched.capture.ended


def test_only_the_newest_picture_is_kept(camera: Camera, watch: Callable[..., Watched]) -> None:
    for level in (1, 2, 3):
        camera.bring(level)
    before = time.time_ns() // 1000
    watched = watch(CAMERA, opener=camera.open)
    watched.wait_for_level(3)
    frame = watched.capture.frame
    assert frame is not None and frame.number == 3
    assert before <= frame.time_us <= time.time_ns() // 1000
    assert not frame.image.flags.writeable


def test_a_stream_that_breaks_is_opened_again(
    camera: Camera, watch: Callable[..., Watched], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    camera.bring(1)
    camera.images.put(None)
    camera.images.put(OSError("rtsp://admin:hunter2@cam/live is bad"))
    camera.bring(2)
    watched = watch(CAMERA, opener=camera.open)
    watched.wait_for_level(2)
    assert camera.opens == 3
    assert camera.closes == 2
    assert not watched.capture.ended
    assert [record.message for record in caplog.records if record.levelno >= logging.INFO] == [
        "input cam (rtsp://***@cam/live) brings no more pictures; it is tried again until it is there",
        "input cam is back",
    ]
    assert "hunter2" not in caplog.text


def test_a_stream_that_is_down_is_said_so_once_and_tried_on(
    camera: Camera, watch: Callable[..., Watched], caplog: pytest.LogCaptureFixture
) -> None:
    camera.there = False
    watched = watch(CAMERA, opener=camera.open)
    watched.wait(watched.capture.settled)
    assert watched.capture.failed and not watched.capture.ended
    camera.bring(5)
    poll(lambda: camera.opens >= 5)
    camera.there = True
    watched.wait_for_level(5)
    assert camera.opens > 5
    assert caplog.text.count("cannot be opened") == 1


class RecordedBackoff(Backoff):
    def __init__(self, first: float, most: float) -> None:
        super().__init__(first, most, chance=lambda: 1.0)
        self.waits: list[float] = []

    def next(self) -> float:
        self.waits.append(super().next())
        return self.waits[-1]


def test_waits_grow_until_a_picture_came(camera: Camera, watch: Callable[..., Watched]) -> None:
    for image in (None, None, None, None):
        camera.images.put(image)
    camera.bring(1)
    camera.images.put(None)
    camera.bring(2)
    backoff = RecordedBackoff(0.001, 0.004)
    watch(CAMERA, opener=camera.open, backoff=backoff).wait_for_level(2)
    assert backoff.waits == [0.001, 0.002, 0.004, 0.004, 0.001]


def test_stopping_does_not_wait_for_the_next_attempt(camera: Camera, watch: Callable[..., Watched]) -> None:
    camera.there = False
    backoff = RecordedBackoff(1000, 1000)
    watched = watch(CAMERA, opener=camera.open, backoff=backoff)
    poll(lambda: backoff.waits)
    watched.capture.stop()
    watched.wait(lambda: watched.capture.ended)


def test_a_file_is_paced_and_ends(video: Path, watch: Callable[..., Watched]) -> None:
    started = time.monotonic()
    watched = watch(Source(str(video), "clip", Kind.FILE, str(video)))
    watched.wait(lambda: watched.capture.ended)
    frame = watched.capture.frame
    assert frame is not None and frame.number == 6 and abs(int(frame.image[0, 0, 0]) - 100) < 5
    assert 0.25 <= time.monotonic() - started < 5  # 6 pictures at 20 a second: 5 intervals


def test_a_file_that_loops_begins_again(video: Path, watch: Callable[..., Watched]) -> None:
    watched = watch(Source(str(video), "clip", Kind.FILE, str(video), loop=True))
    watched.wait(lambda: watched.capture.frame is not None and watched.capture.frame.number > 6)
    watched.wait_for_level(0)
    assert not watched.capture.ended


@pytest.mark.parametrize("loop", [False, True])
def test_a_file_that_is_no_video_ends(
    tmp_path: Path, watch: Callable[..., Watched], caplog: pytest.LogCaptureFixture, loop: bool
) -> None:
    file = tmp_path / "text.mp4"
    file.write_text("no video")
    watched = watch(Source(str(file), "clip", Kind.FILE, str(file), loop=loop))
    watched.wait(lambda: watched.capture.ended)
    assert "text.mp4) cannot be opened" in caplog.text


def test_real_openings_that_fail_show_no_password(
    capfd: pytest.CaptureFixture[str], watch: Callable[..., Watched]
) -> None:
    for number, uri in enumerate(("rtsp://admin:hunter2@127.0.0.1:1/live", "http://admin:hunter2@127.0.0.1:1/x.mp4")):
        watched = watch(Source(uri, f"cam{number}", Kind.STREAM, uri))
        watched.wait(watched.capture.settled)
        assert watched.capture.failed
    shown = capfd.readouterr()
    assert "hunter2" not in shown.out + shown.err


def test_waits_grow_to_a_limit_with_jitter() -> None:
    chances = iter([0.0, 1.0, 0.5, 1.0, 1.0, 0.0])
    backoff = Backoff(first=1, most=5, chance=lambda: next(chances))
    assert [backoff.next() for _ in range(5)] == [0.5, 2.0, 3.0, 5.0, 5.0]
    backoff.reset()
    assert backoff.next() == 0.5
