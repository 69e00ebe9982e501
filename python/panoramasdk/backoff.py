# SPDX-License-Identifier: Apache-2.0
"""How long to wait before something is tried again."""

from __future__ import annotations

import random
from typing import Callable


class Backoff:
    """Waits that double from `first` up to `most` seconds, each shortened by up to a half at random.

    The jitter keeps many cameras that went down together from being asked again at the same moment.
    """

    def __init__(self, first: float = 0.5, most: float = 30.0, chance: Callable[[], float] = random.random) -> None:
        self._first = first
        self._most = most
        self._chance = chance
        self._next = first

    def next(self) -> float:
        """Seconds to wait now; the next wait is longer."""
        wait = self._next
        self._next = min(self._most, wait * 2)
        return wait * (0.5 + self._chance() / 2)

    def reset(self) -> None:
        """It worked: the next wait is the first one again."""
        self._next = self._first
