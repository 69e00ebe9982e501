# SPDX-License-Identifier: Apache-2.0
"""The library's log lines as records of Python's logging.

Whoever logs in the library never waits for Python: lines are queued there. A thread takes them, and so does every call
that starts or stops something, so that its lines are there when it returns.
"""

from __future__ import annotations

import logging
import re
import threading
import traceback
import weakref
from typing import Protocol

from . import _native

_LEVELS = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)
_FALLBACK = "skyline"
# The one line without which nobody can watch: it has to be seen where logging was not set up, too.
_ADDRESS = re.compile("watch at ")


class Owner(Protocol):
    """A stream or a server."""

    logger: logging.Logger


_lock = threading.RLock()  # keeps lines in order; held while handlers run
_owners: weakref.WeakValueDictionary[str, Owner] = weakref.WeakValueDictionary()  # beginning of a message -> whose
_thread: threading.Thread | None = None


def register(prefix: str, owner: Owner) -> None:
    """Lines that begin with `prefix` and a colon, or of that category, are for its logger from now on."""
    _owners[prefix] = owner
    start()


def unregister(prefix: str, owner: Owner) -> None:
    if _owners.get(prefix) is owner:
        del _owners[prefix]


def start() -> None:
    """Takes lines from now on; does nothing when it does already, or in a forked child that may not use anything."""
    global _thread
    if _native.forked():
        return
    loggers = [logging.getLogger(_FALLBACK), *(owner.logger for owner in _owners.values())]
    _native.set_log_level(0 if any(one.isEnabledFor(logging.DEBUG) for one in loggers) else 1)
    with _lock:
        if _thread is None:
            _native.log_open()
            _thread = threading.Thread(target=_run, name="skyline-log", daemon=True)
            _thread.start()


def stop() -> None:
    """Hands on what is left; lines go to standard error from now on."""
    global _thread
    thread, _thread = _thread, None
    if thread is None:
        return
    _native.log_close()
    thread.join()
    drain()


def forget() -> None:
    """In a forked child: the thread and the queue stayed with the parent."""
    global _thread
    _thread = None


def drain() -> None:
    """Hands on the lines that are there."""
    with _lock:
        _emit(_native.log_take())


def _run() -> None:
    this = threading.current_thread()
    while _thread is this:
        lines = _native.log_wait()
        with _lock:
            _emit(lines)


def _emit(lines: list[_native.LogLine]) -> None:
    for level, category, message, created, thread in lines:
        number = _LEVELS[level]
        if category == "rtsp" and _ADDRESS.match(message):
            number = logging.WARNING
        logger = _logger_for(category, message)
        if not logger.isEnabledFor(number):
            continue
        record = logger.makeRecord(logger.name, number, "skyline", 0, message, (), None, func=category)
        record.created, record.msecs, record.threadName = created, created % 1 * 1000, thread
        try:
            logger.handle(record)
        except Exception:  # a handler's own; it must not end the streams that have lines to say
            if logging.raiseExceptions:
                traceback.print_exc()


def _logger_for(category: str, message: str) -> logging.Logger:
    prefix = message.partition(": ")[0]
    owner = _owners.get(prefix) or _owners.get(category)
    return owner.logger if owner else logging.getLogger(f"{_FALLBACK}.{category}")
