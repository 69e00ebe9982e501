# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import threading
import time
from typing import Any, Iterator

import numpy as np
import pytest

from panoramasdk import EndOfStream
from panoramasdk.capture import Frame
from panoramasdk.ports import MediaInput, ParameterPort, Ports
from panoramasdk.settings import Kind, Source


def source(name: str) -> Source:
    return Source(f"rtsp://me:hunter2@{name}/", name, Kind.STREAM, name)


class Scene:
    """A MediaInput whose captures do not run: the test is their thread."""

    def __init__(self, *names: str) -> None:
        self.port = MediaInput("video_in", [source(name) for name in names])
        for capture in self.port._captures:
            setattr(capture, "start", lambda: None)

    def bring(self, index: int, number: int) -> None:
        image = np.full((2, 2, 3), number, np.uint8)
        self.set(index, frame=Frame(image, number, 1_700_000_000_250_000 + number))

    def set(self, index: int, **state: Any) -> None:
        with self.port._changed:
            for name, value in state.items():
                setattr(self.port._captures[index], name, value)
            self.port._changed.notify_all()


@pytest.fixture
def two() -> Iterator[Scene]:
    scene = Scene("a", "b")
    yield scene
    scene.port.close()


def test_the_newest_of_each_camera_in_order(two: Scene) -> None:
    two.bring(1, 7)
    two.bring(0, 3)
    first, second = two.port.get()
    assert (first.stream_id, second.stream_id) == ("a", "b")
    assert (int(first.image[0, 0, 0]), int(second.image[0, 0, 0])) == (3, 7)
    assert first.stream_uri == "rtsp://me:hunter2@a/"
    assert second.time_stamp == (1_700_000_000, 250_007)
    assert not first.is_cached and not second.is_cached


def test_a_cached_picture_is_as_the_camera_brought_it_and_shown_as_it_was_drawn_on(two: Scene) -> None:
    two.bring(1, 1)
    two.bring(0, 1)
    drawn_on = two.port.get()[1]
    drawn_on.image[:] = 99
    drawn_on.add_label("x", 0, 0)
    drawn_on.add_rect(0, 0, 1, 1)
    for number in (2, 3):  # passed over
        two.bring(0, number)
        first, second = two.port.get()
        assert (first.is_cached, second.is_cached) == (False, True)
        image, labels, rects = second._picture()
        assert (image == 99).all() and labels == [("x", 0.0, 0.0)] and rects == [(0.0, 0.0, 1.0, 1.0)]
    two.bring(0, 4)
    second = two.port.get()[1]
    assert (second.image == 1).all()
    second.add_label("y", 0, 0)  # drawn on anew
    image, labels, rects = second._picture()
    assert (image == 1).all() and labels == [("y", 0.0, 0.0)] and rects == []


def test_a_new_picture_has_nothing_drawn_on_it(two: Scene) -> None:
    two.set(0, failed=True)
    two.bring(1, 1)
    two.port.get()[0].add_label("x", 0, 0)
    two.bring(1, 2)
    assert two.port.get()[0]._picture()[1:] == ([], [])


def test_the_first_call_waits_until_each_camera_is_known(two: Scene) -> None:
    two.bring(1, 1)
    with pytest.raises(TimeoutError):
        two.port.get(0.01)
    two.set(0, failed=True)
    assert [picture.stream_id for picture in two.port.get(0)] == ["b"]
    two.bring(0, 1)
    assert [(picture.stream_id, picture.is_cached) for picture in two.port.get(0)] == [("a", False), ("b", True)]


def test_get_waits_for_something_new(two: Scene) -> None:
    two.bring(0, 1)
    two.bring(1, 1)
    two.port.get()
    with pytest.raises(TimeoutError, match="no new picture at the input video_in within 0.01 s"):
        two.port.get(timeout=0.01)
    got: list[Any] = []
    thread = threading.Thread(target=lambda: got.append(two.port.get(10)), daemon=True)
    thread.start()
    two.bring(1, 2)
    thread.join(10)
    assert [picture.is_cached for picture in got[0]] == [True, False]


def test_the_end_comes_when_every_input_ended_and_the_last_picture_was_taken(two: Scene) -> None:
    two.bring(0, 1)
    two.set(1, ended=True)
    assert len(two.port.get()) == 1
    two.bring(0, 2)
    two.set(0, ended=True)
    assert int(two.port.get()[0].image[0, 0, 0]) == 2
    for _ in range(2):
        with pytest.raises(EndOfStream, match="every input of video_in has ended"):
            two.port.get()


def test_closing_ends_a_get_that_waits(two: Scene) -> None:
    ended = threading.Event()

    def wait() -> None:
        with pytest.raises(EndOfStream, match="closed"):
            two.port.get()
        ended.set()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    two.port.close()
    thread.join(10)
    assert ended.is_set()
    with pytest.raises(EndOfStream):
        two.port.get()


def test_an_input_that_hangs_does_not_hold_up_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("panoramasdk.ports.JOIN_SECONDS", 0.1)
    release = threading.Event()
    monkeypatch.setattr("panoramasdk.capture.Capture._read_all", lambda self: release.wait(60))
    port = MediaInput("video_in", [source("a"), source("b")])
    with pytest.raises(TimeoutError):
        port.get(0.01)
    started = time.monotonic()
    port.close()
    assert time.monotonic() - started < 5
    release.set()


def test_parameters_are_there_at_once() -> None:
    assert ParameterPort("threshold", 0.5).get() == 0.5
    assert ParameterPort("name", "door").get(timeout=1) == "door"


def test_ports_by_name() -> None:
    ports: Ports[Any] = Ports("input", {"video_in": 1, "threshold": 2})
    assert (ports.video_in, list(ports)) == (1, [1, 2])
    assert "video_in" in dir(ports)
    with pytest.raises(AttributeError, match='unknown input "treshold"; the nearest known one is "threshold"'):
        ports.treshold
    assert not hasattr(Ports("input", {}), "video_in")
