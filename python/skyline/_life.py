# SPDX-License-Identifier: Apache-2.0
"""What happens to living streams and servers when the interpreter ends, or the process forks."""

from __future__ import annotations

import atexit
import os
import weakref
from typing import Protocol

from . import _log, _native


class Closeable(Protocol):
    def close(self) -> None:
        ...


_living: weakref.WeakValueDictionary[int, Closeable] = weakref.WeakValueDictionary()
_next = 0


def register(thing: Closeable) -> None:
    """It is closed at the interpreter's end, the newest first: while logging works, and before threads that call
    into Python would find none."""
    global _next
    _living[_next] = thing
    _next += 1


def _close_all() -> None:
    for _, thing in sorted(_living.items(), reverse=True):
        thing.close()
    _log.stop()


def _after_fork() -> None:
    if _native.forked():
        atexit.unregister(_close_all)
        _log.forget()


atexit.register(_close_all)
os.register_at_fork(after_in_child=_after_fork)
