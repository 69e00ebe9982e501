# SPDX-License-Identifier: Apache-2.0
"""What happens to living streams and servers when the interpreter ends, or the process forks."""

from __future__ import annotations

import atexit
import contextlib
import os
import weakref
from typing import Protocol

from . import _log, _native


class Living(Protocol):
    def _end(self) -> None:
        """Ends its threads. May come after close()."""


_living: weakref.WeakValueDictionary[int, Living] = weakref.WeakValueDictionary()
_next = 0


def register(thing: Living) -> None:
    """It is ended at the interpreter's end, the newest first: while logging works, and before threads that call into
    Python would find none."""
    global _next
    _living[_next] = thing
    _next += 1


def _end_all() -> None:
    _native.interpreter_ends()
    for _, thing in sorted(_living.items(), reverse=True):
        with contextlib.suppress(_native.Error):  # it is closed
            thing._end()
    _log.stop()


def _after_fork() -> None:
    if _native.forked():
        atexit.unregister(_end_all)
        _log.forget()


atexit.register(_end_all)
os.register_at_fork(after_in_child=_after_fork)
