# SPDX-License-Identifier: Apache-2.0
"""What the library counts. Counters belong to one object and never go back; times are in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class KVSStats:
    """Of an output to Kinesis Video Streams. Each fragment that was begun is in exactly one of `fragments_persisted`,
    `fragments_pending`, `fragments_dropped`, `fragments_rejected`."""

    state: str
    """STOPPED, WAITING_FOR_CREDENTIALS, PREPARING, CONNECTING, SENDING, RETRYING or REJECTED."""
    last_error: str
    """Empty when all is well."""
    fragments: int
    fragments_persisted: int
    fragments_pending: int
    """In memory or on disk, not persisted yet."""
    fragments_dropped: int
    """The buffer or the spool was full, or they were too old."""
    fragments_rejected: int
    """The service would not take them."""
    fragments_recovered: int
    """Found in the spool at the start; counted in `fragments`, too."""
    fragments_replayed: int
    """Begun again on a new connection."""
    units_skipped: int
    """Could not be part of any fragment: no key unit came before them."""
    bytes_pending: int
    bytes_spooled: int
    oldest_pending: float
    """Age of the oldest fragment not persisted."""
    acks_buffering: int
    acks_received: int
    acks_persisted: int
    acks_error: int
    acks_idle: int
    bytes_sent: int
    connections: int
    attempts: int
    rotations: int
    clock_skew: float
    """The service's clock minus ours, as last corrected."""


@dataclass(frozen=True)
class KVSUndelivered:
    """What stopping left behind."""

    fragments: int
    bytes: int
    spooled: bool
    """All of it is on disk, and goes out when a stream of that name is started again."""


@dataclass(frozen=True)
class OutputStats:
    """Of one output of a stream."""

    name: str
    units_written: int
    bytes_written: int
    """Of those units; once, however many viewers there are."""
    units_dropped: int
    """Its queue was full, or it waited for a key frame."""
    failures: int
    """Times it failed to open or to write; each is followed by a retry."""
    open: bool
    viewers: int
    """Clients that play; 0 for outputs without any."""
    kvs: KVSStats | None


@dataclass(frozen=True)
class StageTime:
    """How often a part of the way was gone, and how long that took all in all. The mean of a time span is the
    difference of `total` by the difference of `count` between its ends."""

    count: int
    total: float


@dataclass(frozen=True)
class StageTimes:
    """Where the time goes. `convert`, `wait` and `encode` follow each other without overlap."""

    convert: StageTime
    """A frame into the encoder's layout; in `put()`, or, for one handed over, beside it."""
    wait: StageTime
    """A frame of which a unit is wanted, until the encoder was free; not those replaced."""
    encode: StageTime
    """From the picture's way into the encoder to its unit; stills, too."""
    capture_to_unit: StageTime
    """From a frame's capture time to its unit, just before the outputs get it."""


@dataclass(frozen=True)
class Stats:
    """Of a stream. Every frame put while it is not stopped is in exactly one of `frames_encoded`, `frames_warming_up`,
    `frames_not_wanted`, `frames_replaced`, `frames_failed`, or is the one still `frames_pending`."""

    frames_put: int
    frames_encoded: int
    frames_warming_up: int
    frames_not_wanted: int
    frames_replaced: int
    """A newer frame came before the encoder was free."""
    frames_failed: int
    """Invalid, or the encoder failed."""
    frames_pending: int
    frames_after_stop: int
    """Put while stopped; not in `frames_put`."""
    stills_encoded: int
    """The last picture encoded again, for a joining viewer."""
    units: int
    key_units: int
    bytes: int
    """Of all units."""
    encoder_restarts: int
    stages: StageTimes
    fps: float
    """Measured by capture times; 0 until known."""
    width: int
    """Of the stream in pixels; 0 until known."""
    height: int
    encoder: str
    """The element in use; empty until known."""
    last_error: str
    """Empty when all is well."""
    outputs: tuple[OutputStats, ...]


@dataclass(frozen=True)
class EncoderInfo:
    """An encoder that was tried."""

    element: str
    hardware: bool
    works: bool
    """It has encoded a test picture."""
    chosen: bool
    """The first one that works."""
    reason: str
    """Why it was rejected, and what would help; empty when it works."""


def make_output_stats(values: dict[str, Any]) -> OutputStats:
    kvs = values.pop("kvs")
    return OutputStats(**values, kvs=KVSStats(**kvs) if kvs else None)


def make_stats(values: dict[str, Any]) -> Stats:
    values["stages"] = StageTimes(**{name: StageTime(**one) for name, one in values["stages"].items()})
    values["outputs"] = tuple(make_output_stats(one) for one in values["outputs"])
    return Stats(**values)
