# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import FakeServer, FakeSkyLine

RTSPServer = FakeServer


@dataclass(frozen=True)
class RtspUser:
    name: str
    password: str


class RTSPSkyLine(FakeSkyLine):
    def __init__(self, server: FakeServer, path: str, parent_logger: Any = None, **options: Any) -> None:
        super().__init__({"rtsp": path, "port": server.port_asked}, options)
        self.server = server
