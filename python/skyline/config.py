# SPDX-License-Identifier: Apache-2.0
"""Settings, and how they reach the library."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, Literal, Sequence

from . import _native

Fit = Literal["letterbox", "stretch", "crop"]
Profile = Literal["baseline", "main", "high"]
Preset = Literal[
    "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"
]


@dataclass(frozen=True)
class EncodingConfig:
    """How frames are encoded. What is out of range raises `Error` where a stream is made."""

    encoder: str = ""
    """A GStreamer element such as "x264enc"; empty: the first that proves to work."""
    bitrate_kbps: int = 500
    """Decimal kilobits a second, 10 to 200,000."""
    profile: Profile = "high"
    preset: Preset = "superfast"
    """x264 only."""
    vbv: float = 1.5
    """Rate-control buffer in seconds, 0.1 to 10: larger is a better picture, smaller suits thin links."""
    key_interval: float = 4.0
    """Time between key frames in seconds, 0.1 to 60, at any frame rate."""


@dataclass(frozen=True)
class RtspUser:
    """Who may watch."""

    name: str
    password: str = field(repr=False)
    paths: Sequence[str] = ()
    """Paths this user may watch; empty: all."""


def duration(value: float | datetime.timedelta) -> datetime.timedelta:
    """Seconds, or a timedelta as it is."""
    return value if isinstance(value, datetime.timedelta) else datetime.timedelta(seconds=value)


def choice(kind: Any, what: str, name: str) -> Any:
    """The member of a native enumeration. Raises ConfigError that lists what there is."""
    if name not in kind.__members__:
        raise _native.ConfigError(f"{what} is {name!r}; it can be one of: {', '.join(kind.__members__)}")
    return kind.__members__[name]


def native_stream_config(name: str, encoding: EncodingConfig, fit: str, warmup_frames: int) -> _native.StreamConfig:
    config = _native.StreamConfig()
    config.name = name
    config.fit = choice(_native.Fit, "fit", fit)
    config.warmup_frames = warmup_frames
    config.encoding = _native_encoding(encoding)
    return config


def _native_encoding(encoding: EncodingConfig) -> _native.EncodingConfig:
    config = _native.EncodingConfig()
    config.encoder = encoding.encoder
    config.bitrate_kbps = encoding.bitrate_kbps
    config.profile = choice(_native.Profile, "profile", encoding.profile)
    config.preset = encoding.preset
    config.vbv = duration(encoding.vbv)
    config.key_interval = duration(encoding.key_interval)
    return config
