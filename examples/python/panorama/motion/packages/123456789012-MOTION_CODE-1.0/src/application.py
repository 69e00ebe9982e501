# SPDX-License-Identifier: Apache-2.0
"""Marks what moves: a Panorama application as it was written for the appliance."""

from __future__ import annotations

import logging
from typing import Any

import cv2
import numpy as np
import panoramasdk

logger = logging.getLogger(__name__)


class Application(panoramasdk.node):
    def __init__(self) -> None:
        super().__init__()
        self.threshold = self.inputs.threshold.get()
        self.place = self.inputs.place.get()
        self.before: dict[str, Any] = {}
        self.frames = 0

    def process_streams(self) -> None:
        """Processes one picture of each camera."""
        streams = self.inputs.video_in.get()
        for stream in streams:
            if not stream.is_cached:
                self.process_media(stream)
        self.outputs.video_out.put(streams)
        self.frames += 1

    def process_media(self, stream: panoramasdk.media) -> None:
        gray = cv2.GaussianBlur(cv2.cvtColor(stream.image, cv2.COLOR_BGR2GRAY), (9, 9), 0)
        before = self.before.get(stream.stream_id, gray)
        self.before[stream.stream_id] = gray
        moving = (cv2.absdiff(gray, before) > self.threshold).astype(np.uint8)
        stream.add_label(f"{self.place}: {moving.mean():.0%} moves", 0.02, 0.02)
        if moving.any():
            left, top, width, height = cv2.boundingRect(moving)
            rows, columns = moving.shape
            stream.add_rect(left / columns, top / rows, (left + width) / columns, (top + height) / rows)


def main() -> None:
    logging.basicConfig(level=logging.INFO)
    application = Application()
    try:
        while True:
            application.process_streams()
    except panoramasdk.EndOfStream:
        logger.info("done after %d frames", application.frames)


if __name__ == "__main__":
    main()
