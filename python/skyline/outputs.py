# SPDX-License-Identifier: Apache-2.0
"""Destinations of encoded units, for `SkyLine.attach()`. Each has its own thread and its own bounded queue: one that
is slow or fails harms no other, and is tried again after a growing delay."""

from __future__ import annotations

from typing import Callable

from . import _log, _native
from ._native import CodecConfig, EncodedUnit

__all__ = ["CallbackOutput", "CodecConfig", "EncodedUnit", "GstOutput", "Output"]


class Output:
    """A destination. It can be attached once; detached, it is gone."""

    def __init__(self, native: _native.Output) -> None:
        self._native = native

    @property
    def name(self) -> str:
        return self._native.name

    @property
    def attached(self) -> bool:
        return self._native.attached

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}{' attached' if self.attached else ''}>"


class CallbackOutput(Output):
    """Hands each unit to `callback`, on the output's own thread.

    Args:
        callback: is given an `EncodedUnit`: H.264 in Annex B form, parameter sets in front of each key unit. Its memory
            is the library's; `bytes(unit)` is a copy. What it raises is logged, and it is called again later, starting
            at a key unit.
        name: for logs and statistics.
    """

    def __init__(self, callback: Callable[[EncodedUnit], object], name: str = "callback") -> None:
        _log.start()
        super().__init__(_native.callback_output(callback, name))


class GstOutput(Output):
    """Any GStreamer tail, such as `h264parse ! mp4mux ! filesink location=x.mp4`. Its source is H.264 byte-stream, one
    access unit a buffer, parsed. Stopping the stream sends end of stream, so files are finished.

    Raises:
        Error: GStreamer cannot build a pipeline of this text.
    """

    def __init__(self, tail: str, name: str = "gst") -> None:
        _log.start()
        super().__init__(_native.gst_output(tail, name))
