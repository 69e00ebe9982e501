# SPDX-License-Identifier: Apache-2.0
"""SkyLine with its default settings, from Python."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from skyline.outputs import GstOutput
from skyline.rtsp import RTSPServer, RTSPSkyLine
from skyline.skyline import SkyLine


class SkyLineContender:
    """Encodes for an output that wants every unit and does nothing with it; there is no server."""

    port = -1

    def __init__(self, fps: float, width: int, height: int, hand_over: bool = False) -> None:
        self._sky = self._make()
        # No method around it: its call would be measured, too.
        self.put = functools.partial(self._sky.put, hand_over=True) if hand_over else self._sky.put
        self._sky.start_streaming(fps, width, height)

    def _make(self) -> SkyLine:
        sky = SkyLine(name="bench")
        sky.attach(GstOutput("fakesink"))
        return sky

    def details(self) -> dict[str, Any]:
        return dataclasses.asdict(self._sky.stats())

    def close(self) -> None:
        self._sky.close()


class RtspContender(SkyLineContender):
    """Serves the stream on a port of 127.0.0.1."""

    def _make(self) -> SkyLine:
        self._server = RTSPServer(port=0, address="127.0.0.1", allow_anonymous=True)
        self._server.start()
        self.port = int(self._server.port)
        return RTSPSkyLine(self._server, "/bench", name="bench")

    def close(self) -> None:
        super().close()
        self._server.close()
