# SPDX-License-Identifier: Apache-2.0
"""A scene to try things with, and what this machine can encode with."""

from __future__ import annotations

import time

from . import _log, _native
from .stats import EncoderInfo


class TestScene:
    """A moving scene: textured background, moving boxes, a clock and the frame number. The same index and time give the
    same picture.

    Raises:
        Error: width or height is not within 16 to 8192.
    """

    __test__ = False  # not a test case, whatever pytest makes of its name

    def __init__(self, width: int, height: int) -> None:
        self._native = _native.TestScene(width, height)

    def draw(self, index: int, capture_time: float | None = None) -> memoryview:
        """Draws frame `index`, shape (height, width, 3), BGR, uint8, read-only. The next call draws into the same
        memory.

        Args:
            capture_time: what the clock shows, in seconds since 1970; now if not given.
        """
        self._native.draw(index, time.time() if capture_time is None else capture_time)
        return self._native.picture()


def encoders() -> list[EncoderInfo]:
    """Every encoder in the order they are tried, each proved by really encoding. The first call takes up to a few
    seconds; the answer is remembered."""
    _log.start()
    return [EncoderInfo(**one) for one in _native.encoders()]
