# SPDX-License-Identifier: Apache-2.0
"""Where pictures go out: the SkyLines behind a node's output ports, made when the first picture is put."""

from __future__ import annotations

import logging
import threading
from typing import Any

from .media import Image
from .settings import KinesisSettings, OutputSettings, RtspSettings

logger = logging.getLogger("panoramasdk")


class Servers:
    """The RTSP servers of a node: one for each address and port, shared by its output ports."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # the node may be collected, and closed, within any call
        self._servers: dict[tuple[str, int], Any] = {}  # guarded by _lock

    def get(self, settings: RtspSettings) -> Any:
        """The server, not yet started. Raises skyline.Error."""
        from skyline.rtsp import RTSPServer, RtspUser

        key = settings.address, settings.port
        with self._lock:
            if key not in self._servers:
                users = (RtspUser(settings.user, settings.password),) if settings.user else ()
                self._servers[key] = RTSPServer(
                    settings.port, logger, address=settings.address, users=users,
                    allow_anonymous=settings.allow_anonymous,
                )  # fmt: skip
            return self._servers[key]

    def close(self) -> None:
        with self._lock:
            servers, self._servers = list(self._servers.values()), {}
        for server in servers:
            server.close()


class Stream:
    """One SkyLine with the destinations of one output port: RTSP, Kinesis Video Streams, or both from one encode."""

    def __init__(self, settings: OutputSettings, servers: Servers) -> None:
        self._settings = settings
        self._servers = servers
        self._sky: Any | None = None

    def put(self, image: Image, captured: float) -> None:
        """Hands the picture over, which nobody may write to any more. `captured`: seconds since 1970.

        The first one opens the stream and gives it its size, unless that is configured. Raises skyline.Error when that
        cannot be done.
        """
        sky = self._sky
        if sky is None:
            sky = self._sky = self._open(image.shape[1], image.shape[0])
        sky.put(image, time=captured, hand_over=True)

    def close(self) -> None:
        if self._sky is not None:
            self._sky.close()
            self._sky = None

    def _open(self, width: int, height: int) -> Any:
        settings = self._settings
        server = self._servers.get(settings.rtsp) if settings.rtsp else None
        sky = self._make(server)
        try:
            width, height = settings.size or (width, height)
            sky.start_streaming(fps=settings.fps or "variable", width=width, height=height)
            if server is not None:
                server.start()
        except Exception:
            sky.close()
            raise
        return sky

    def _make(self, server: Any) -> Any:
        from skyline.kvs import KVSConfig, KVSSkyLine
        from skyline.rtsp import RTSPSkyLine

        rtsp, kinesis = self._settings.rtsp, self._settings.kinesis
        if kinesis is None:
            assert rtsp is not None
            return RTSPSkyLine(server, rtsp.path, logger, **self._encoding())
        sky = KVSSkyLine(
            kinesis.region, kinesis.stream, None, logger, **self._encoding(),
            kvs=KVSConfig(
                endpoint=kinesis.endpoint, create_stream=kinesis.create_stream, spool_dir=kinesis.spool_dir
            ),
        )  # fmt: skip
        if rtsp is not None:
            sky.attach(server.output(rtsp.path))
        return sky

    def _encoding(self) -> dict[str, Any]:
        if self._settings.bitrate_kbps is None:
            return {}
        from skyline import EncodingConfig

        return {"encoding": EncodingConfig(bitrate_kbps=self._settings.bitrate_kbps)}
