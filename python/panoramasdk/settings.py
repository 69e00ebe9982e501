# SPDX-License-Identifier: Apache-2.0
"""What an application runs with, once the configuration is read: values without behaviour."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Mapping

from .document import Scalar
from .masking import mask


class Kind(enum.Enum):
    """How an input behaves when nothing more comes: a stream and a device are opened again, a file has ended."""

    STREAM = "stream"
    DEVICE = "device"
    FILE = "file"


@dataclass(frozen=True, repr=False)
class Source:
    """A camera, device or file. `uri` is as configured, `target` is what is opened."""

    uri: str
    stream_id: str
    kind: Kind
    target: str
    loop: bool = False

    def __repr__(self) -> str:
        return f"Source({mask(self.uri)!r}, stream_id={self.stream_id!r}, kind={self.kind.value}, loop={self.loop})"


@dataclass(frozen=True)
class RtspSettings:
    """Where an output is served by RTSP; with no `user` the server makes one with a random password and logs it."""

    path: str
    port: int = 8554
    address: str = "127.0.0.1"
    allow_anonymous: bool = False
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class KinesisSettings:
    """Where an output goes in Kinesis Video Streams; credentials come as AWS's own tools find them."""

    stream: str
    region: str = ""
    endpoint: str = ""
    create_stream: bool = True
    spool_dir: str = ""


@dataclass(frozen=True)
class OutputSettings:
    """Destinations of one output port (at least one of them), and its picture. `size`: width and height in pixels."""

    rtsp: RtspSettings | None = None
    kinesis: KinesisSettings | None = None
    size: tuple[int, int] | None = None
    fps: float | None = None
    bitrate_kbps: int | None = None


@dataclass(frozen=True)
class Settings:
    """Everything a node runs with, by port name."""

    inputs: Mapping[str, tuple[Source, ...]]
    parameters: Mapping[str, Scalar]
    outputs: Mapping[str, OutputSettings]
