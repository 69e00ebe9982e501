# SPDX-License-Identifier: Apache-2.0
"""What the processes of one run tell each other."""

from __future__ import annotations

import ctypes
import mmap
import signal

_WORDS = ("phase", "port", "playing", "paused", "frames_put")
_MEASURE, _DONE = 1, 2
_PR_SET_PDEATHSIG = 1


class Board:
    """The `Board` of board.hpp, in memory that this process inherits as a descriptor. Its fields are aligned words, so
    each is read and written as a whole."""

    def __init__(self, descriptor: int) -> None:
        self._words = memoryview(mmap.mmap(descriptor, 4 * len(_WORDS))).cast("i")

    def measuring(self) -> bool:
        return self._words[_WORDS.index("phase")] == _MEASURE

    def done(self) -> bool:
        return self._words[_WORDS.index("phase")] == _DONE

    def paused(self) -> bool:
        """The application does not put."""
        return self._words[_WORDS.index("paused")] != 0

    def set_port(self, port: int) -> None:
        """Of the RTSP server; -1: there is none."""
        self._words[_WORDS.index("port")] = port

    def set_frames_put(self, number: int) -> None:
        self._words[_WORDS.index("frames_put")] = number


def die_with_parent() -> None:
    """Called first: this process ends when its parent does."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
