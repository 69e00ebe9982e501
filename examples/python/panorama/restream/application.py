# SPDX-License-Identifier: Apache-2.0
"""Restreams the first camera by hand, as programs for the appliance did that had no display: a SkyLine of its own."""

from __future__ import annotations

import logging

import panoramasdk
from skyline.kvs import KVSSkyLine
from skyline.rtsp import RTSPServer, RTSPSkyLine
from skyline.skyline import SkyLine

logger = logging.getLogger(__name__)


class Application(panoramasdk.node):
    def __init__(self) -> None:
        super().__init__()
        self.server: RTSPServer | None = None
        self.skyline = self.make_skyline()
        self.skyline.start_streaming(fps="variable")
        if self.server is not None:
            self.server.start()

    def make_skyline(self) -> SkyLine:
        region = self.inputs.kvs_region.get()
        if region:
            return KVSSkyLine(region, self.inputs.kvs_stream.get(), parent_logger=logger)
        self.server = RTSPServer(self.inputs.rtsp_port.get(), logger, address="127.0.0.1")
        return RTSPSkyLine(self.server, "/restream", parent_logger=logger)

    def process_streams(self) -> None:
        first = self.inputs.video_in.get()[0]
        self.skyline.put(first.image)

    def close(self) -> None:
        super().close()
        self.skyline.close()
        if self.server is not None:
            self.server.close()


def main() -> None:
    logging.basicConfig(level=logging.INFO)
    with Application() as application:
        try:
            while True:
                application.process_streams()
        except panoramasdk.EndOfStream:
            logger.info("done")


if __name__ == "__main__":
    main()
