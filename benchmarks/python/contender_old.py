# SPDX-License-Identifier: Apache-2.0
"""What is usually recommended: frames go through a VideoWriter to a UDP socket, and a second pipeline behind an RTSP
server in the same process reads them back from there."""

from __future__ import annotations

import socket
import threading
from typing import Any

import cv2
import gi
import numpy as np
import numpy.typing as npt

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402  versions come first


def _free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class OldContender:
    """The pipelines are those of contender_old.cpp."""

    def __init__(self, fps: float, width: int, height: int) -> None:
        Gst.init(None)
        udp_port = _free_udp_port()
        self._serve(udp_port)
        self._writer = cv2.VideoWriter(
            "appsrc ! videoconvert ! x264enc bframes=0 key-int-max=45 bitrate=500 ! "
            "video/x-h264,profile=baseline,stream-format=byte-stream ! h264parse ! rtph264pay ! "
            f"udpsink host=127.0.0.1 port={udp_port}",
            cv2.CAP_GSTREAMER,
            0,
            fps,
            (width, height),
            True,
        )
        if not self._writer.isOpened():
            raise RuntimeError(
                "cv2.VideoWriter cannot open the old pipeline: gstreamer1.0-plugins-ugly has to be installed"
            )

    def _serve(self, udp_port: int) -> None:
        self._server = GstRtspServer.RTSPServer()
        self._server.set_address("127.0.0.1")
        self._server.set_service("0")
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(
            f"( udpsrc address=127.0.0.1 port={udp_port} "
            'caps="application/x-rtp,media=video,clock-rate=90000,encoding-name=H264,payload=96" ! '
            "rtph264depay ! h264parse ! rtph264pay name=pay0 pt=96 )"
        )
        factory.set_shared(True)
        self._server.get_mount_points().add_factory("/bench", factory)
        if self._server.attach(None) == 0:
            raise RuntimeError("the old design cannot listen on 127.0.0.1")
        self._loop = GLib.MainLoop()
        self._thread = threading.Thread(target=self._loop.run, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.get_bound_port())

    def put(self, frame: npt.NDArray[np.uint8]) -> None:
        self._writer.write(frame)

    def details(self) -> dict[str, Any]:
        return {}

    def close(self) -> None:
        self._writer.release()
        self._loop.quit()
        self._thread.join()
