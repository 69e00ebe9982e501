# SPDX-License-Identifier: Apache-2.0
"""Stands in for the native package: writes down what is done to it, encodes nothing, listens nowhere."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

made: list["FakeSkyLine"] = []
servers: list["FakeServer"] = []


class Error(RuntimeError):
    """As the native package's."""


@dataclass(frozen=True)
class EncodingConfig:
    encoder: str = ""
    bitrate_kbps: int = 500


class FakeServer:
    """What panoramasdk uses of RTSPServer."""

    fails = 0  # so many starts fail

    def __init__(self, port: Any = "8554", parent_logger: Any = None, **options: Any) -> None:
        self.port_asked = int(port)
        self.options = options
        self.running = False
        servers.append(self)

    def start(self) -> None:
        if FakeServer.fails:
            FakeServer.fails -= 1
            raise Error("the port is in use")
        self.running = True

    def close(self) -> None:
        self.running = False

    def output(self, path: str) -> str:
        return f"output {path}"


class FakeSkyLine:
    """What panoramasdk uses of a SkyLine of any kind."""

    def __init__(self, where: dict[str, Any], options: dict[str, Any]) -> None:
        self.where = where
        self.options = options
        self.started: dict[str, Any] = {}
        self.attached: list[Any] = []
        self.frames: list[Any] = []
        self.times: list[float] = []
        self.closed = False
        made.append(self)

    def start_streaming(self, fps: Any = 0, width: Any = 0, height: Any = 0) -> None:
        self.started = {"fps": fps, "width": width, "height": height}

    def attach(self, output: Any) -> None:
        self.attached.append(output)

    def put(self, frame: Any, *, format: Any = None, time: Any = None, hand_over: bool = False) -> bool:
        self.frames.append(frame)
        self.times.append(time)
        _write({"put": self.where, "shape": list(frame.shape), "mean": float(frame.mean())})
        return True

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            _write({"close": self.where})

    def stop_streaming(self) -> None:
        self.close()


def _write(line: dict[str, Any]) -> None:
    if "SKYLINE_FAKE_LOG" in os.environ:
        with open(os.environ["SKYLINE_FAKE_LOG"], "a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
