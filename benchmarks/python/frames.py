# SPDX-License-Identifier: Apache-2.0
"""The frames every contender puts."""

from __future__ import annotations

import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

_PAGE = 4096


class Frames:
    """Frames that the parent process has drawn, in memory that this process inherits as a descriptor.

    Args:
        count: how many there are; they are played forth and back.
    """

    def __init__(self, descriptor: int, width: int, height: int, count: int) -> None:
        memory: Any = mmap.mmap(descriptor, count * height * width * 3, access=mmap.ACCESS_READ)
        bytes_ = np.frombuffer(memory, np.uint8)
        bytes_[::_PAGE].max()  # all pages are there before anything is measured
        self._pictures = bytes_.reshape(count, height, width, 3)
        self._turn = 2 * count - 2

    def frame(self, number: int) -> npt.NDArray[np.uint8]:
        """Shape (height, width, 3), BGR, read-only."""
        step = number % self._turn
        return self._pictures[min(step, self._turn - step)]
