# SPDX-License-Identifier: Apache-2.0
"""Time, and what was used of it."""

from __future__ import annotations

import math
import resource
import time


# Nanoseconds of CLOCK_MONOTONIC, which all processes share. The function itself: one around it would be measured, too.
now_ns = time.monotonic_ns


def wait_for_tick(fps: float, offset: float = 0) -> None:
    """Sleeps to the next multiple of the interval by the shared clock, moved by a share of it: processes with different
    offsets take turns without having agreed on a beginning."""
    interval = round(1e9 / fps)
    moved = round(offset * interval)
    now = now_ns()
    deadline = ((now - moved) // interval + 1) * interval + moved
    time.sleep((deadline - now) / 1e9)


def cpu_ms() -> float:
    """User and system time of all threads of this process and of its children that ended, in milliseconds."""
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in usages) * 1e3


def quantile(values: list[float], share: float) -> float | None:
    """The value that a share of the values does not exceed; None when there is none."""
    if not values:
        return None
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]
