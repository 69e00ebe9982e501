# SPDX-License-Identifier: Apache-2.0
"""The thread behind one input: opens it, reads it, opens it again when it fails, and keeps its newest picture."""

from __future__ import annotations

import atexit
import logging
import threading
import time
import weakref
from dataclasses import dataclass
from typing import Callable

from .backoff import Backoff
from .masking import mask
from .media import Image
from .settings import Kind, Source
from .video import Video, open_video

logger = logging.getLogger("panoramasdk")

EXIT_SECONDS = 12.0  # longer than any call into OpenCV: it gives up on a stream after 5 s, on a device after 10 s

Opener = Callable[[Source], Video | None]


@dataclass(frozen=True)
class Frame:
    """A picture nobody writes to. `number` counts an input's pictures; `time_us` is microseconds since 1970."""

    image: Image
    number: int
    time_us: int


class Capture:
    """One input. start, stop, join; `changed` is notified when a picture is there, or the state changes.

    Only the newest picture is kept: an application that is slow misses pictures, and never falls behind. A stream or
    device that fails is opened again, after longer and longer waits. A file is paced by its frame rate, and ends.
    """

    def __init__(
        self, source: Source, changed: threading.Condition, opener: Opener = open_video,
        backoff: Backoff | None = None,
    ) -> None:  # fmt: skip
        self.source = source
        self._changed = changed
        self._opener = opener
        self._backoff = backoff or Backoff()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"panorama-{source.stream_id}", daemon=True)
        self._down = False  # the thread's own, as is the next
        self._count = 0
        # Guarded by `changed`, as are the two below.
        self.frame: Frame | None = None
        self.failed = False
        self.ended = False

    def start(self) -> None:
        _started.add(self)
        self._thread.start()

    def stop(self) -> None:
        """Asks the thread to end; returns at once."""
        self._stopping.set()

    def join(self, timeout: float) -> None:
        """Waits for the thread, `timeout` seconds at most."""
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def settled(self) -> bool:
        """Whether it is known if this input works: it brought a picture, failed, or ended. With `changed` held."""
        return self.frame is not None or self.failed or self.ended

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                count = self._count
                self._read_all()
                if self._stopping.is_set():
                    return
                if self.source.kind is Kind.FILE:
                    if not self.source.loop or self._count == count:
                        return
                else:
                    self._wait_to_reopen()
        finally:
            with self._changed:
                self.ended = True
                self._changed.notify_all()

    def _read_all(self) -> None:
        """Reads until nothing more comes. Whatever OpenCV raises is one input's trouble, not the others'."""
        video: Video | None = None
        try:
            video = self._opener(self.source)
            if video is None:
                self._report("cannot be opened")
                return
            self._read(video)
        except Exception as error:
            self._report(f"cannot be read ({type(error).__name__})")
        finally:
            if video is not None:
                video.close()

    def _read(self, video: Video) -> None:
        due = time.monotonic()
        count = self._count
        while not self._stopping.is_set():
            image = video.read()
            if image is None:
                if self.source.kind is not Kind.FILE or self._count == count:
                    self._report("brings no more pictures")
                return
            if self.source.kind is Kind.FILE:
                self._stopping.wait(max(0.0, due - time.monotonic()))
                due = max(due, time.monotonic() - 1.0) + 1.0 / video.fps  # does not rush after a long stop
            self._publish(image)

    def _publish(self, image: Image) -> None:
        if self._down:
            self._down = False
            logger.info("input %s is back", self.source.stream_id)
        self._count += 1
        image.flags.writeable = False
        with self._changed:
            self.frame = Frame(image, self._count, time.time_ns() // 1000)
            self._changed.notify_all()
        self._backoff.reset()

    def _report(self, what: str) -> None:
        with self._changed:
            self.failed = True
            self._changed.notify_all()
        if not self._down:  # once for each time it goes down, not for each attempt
            self._down = True
            again = "" if self.source.kind is Kind.FILE else "; it is tried again until it is there"
            logger.warning("input %s (%s) %s%s", self.source.stream_id, mask(self.source.uri), what, again)

    def _wait_to_reopen(self) -> None:
        wait = self._backoff.next()
        logger.debug("input %s is opened again in %.1f s", self.source.stream_id, wait)
        self._stopping.wait(wait)


_started: weakref.WeakSet[Capture] = weakref.WeakSet()  # a thread that runs keeps its own alive


@atexit.register
def _wait_for_all() -> None:
    """A thread that came back from OpenCV to an interpreter that is gone would abort the process."""
    captures = list(_started)
    for capture in captures:
        capture.stop()
    deadline = time.monotonic() + EXIT_SECONDS
    for capture in captures:
        capture.join(max(0.0, deadline - time.monotonic()))
