# SPDX-License-Identifier: Apache-2.0
"""What `node.inputs` and `node.outputs` hold: ports by name."""

from __future__ import annotations

import threading
import time
from typing import Any, Generic, Iterator, Mapping, Sequence, TypeVar

from .capture import Capture, Frame
from .document import Scalar, unknown
from .errors import EndOfStream
from .media import media
from .settings import Source

JOIN_SECONDS = 2.0

PortType = TypeVar("PortType")


class Ports(Generic[PortType]):
    """Ports by name, as attributes: `inputs.video_in`. Raises AttributeError that names those there are."""

    def __init__(self, what: str, ports: Mapping[str, PortType]) -> None:
        self._what = what
        self._ports = dict(ports)

    def __getattr__(self, name: str) -> PortType:
        if name.startswith("__"):  # such as copy and pickle look for
            raise AttributeError(name)
        try:
            return self._ports[name]
        except KeyError:
            raise AttributeError(unknown(self._what, name, self._ports)) from None

    def __iter__(self) -> Iterator[PortType]:
        return iter(self._ports.values())

    def __dir__(self) -> list[str]:
        return sorted([*super().__dir__(), *self._ports])


class ParameterPort:
    """A parameter of the application."""

    def __init__(self, name: str, value: Scalar) -> None:
        self.name = name
        self._value = value

    def get(self, timeout: float | None = None) -> Any:
        """The value: float, int, bool or str; the same at each call, at once."""
        return self._value

    def close(self) -> None:
        """Nothing to do."""


class MediaInput:
    """The cameras of one input port. Each has a thread of its own, from the first get() on."""

    def __init__(self, name: str, sources: Sequence[Source]) -> None:
        self.name = name
        self._changed = threading.Condition()
        self._captures = [Capture(source, self._changed) for source in sources]
        # Guarded by _changed, as are the three below.
        self._handed_out: dict[str, int] = {}
        self._last: dict[str, media] = {}
        self._started = False
        self._closed = False

    def get(self, timeout: float | None = None) -> list[media]:
        """Waits until a camera has a new picture; then the newest of each camera, in the order of the configuration.

        A camera without a new picture has its last one handed out again, with `is_cached` set: outputs show it with
        what was drawn on it before, unless the application draws anew. A camera that never brought any is left out.
        The first call waits until each camera has brought a picture or failed.

        Raises TimeoutError when nothing came within `timeout` seconds, and EndOfStream when nothing will come.
        """
        with self._changed:
            self._start()
            if not self._changed.wait_for(self._ready, timeout):
                raise TimeoutError(f"no new picture at the input {self.name} within {timeout} s")
            if self._closed:
                raise EndOfStream(f"the input {self.name} is closed")
            if not self._any_new():
                raise EndOfStream(f"every input of {self.name} has ended")
            return [self._hand_out(capture, capture.frame) for capture in self._captures if capture.frame]

    def close(self) -> None:
        """Ends the threads, and each get() that waits, with EndOfStream. More calls do nothing."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for capture in self._captures:
            capture.stop()
        deadline = time.monotonic() + JOIN_SECONDS
        for capture in self._captures:
            capture.join(max(0.0, deadline - time.monotonic()))

    def _start(self) -> None:
        if not self._started and not self._closed:
            self._started = True
            for capture in self._captures:
                capture.start()

    def _ready(self) -> bool:
        if self._closed or all(capture.ended for capture in self._captures):
            return True
        return self._any_new() and all(capture.settled() for capture in self._captures)

    def _any_new(self) -> bool:
        return any(
            capture.frame is not None and capture.frame.number != self._handed_out.get(capture.source.stream_id)
            for capture in self._captures
        )

    def _hand_out(self, capture: Capture, frame: Frame) -> media:
        source = capture.source
        cached = self._handed_out.get(source.stream_id) == frame.number
        self._handed_out[source.stream_id] = frame.number
        shown = self._last[source.stream_id]._picture() if cached else None
        time_stamp = divmod(frame.time_us, 1_000_000)
        self._last[source.stream_id] = media(frame.image, source.stream_id, source.uri, time_stamp, cached, shown)
        return self._last[source.stream_id]
