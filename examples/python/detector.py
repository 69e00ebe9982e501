# SPDX-License-Identifier: Apache-2.0
"""The loop of a detector: read, infer, draw, show.    detector.py VIDEO [PORT]

`detect` stands for a model; exchange it for `YOLO("yolo11n.pt")(frame)[0]` or whatever you have. Here it finds what
moves, so that the example needs nothing but OpenCV.
"""

import sys
from dataclasses import dataclass

import cv2
import numpy
from numpy.typing import NDArray

from skyline.rtsp import RTSPServer, RTSPSkyLine

Image = NDArray[numpy.uint8]
background = cv2.createBackgroundSubtractorMOG2(history=100)


@dataclass
class Detections:
    """Boxes as (n, 4): left, top, right, bottom in pixels; and how sure each is, 0 to 1."""

    xyxy: NDArray[numpy.int64]
    confidence: NDArray[numpy.float64]


def detect(frame: Image) -> Detections:
    moving = cv2.medianBlur(background.apply(frame), 5)
    _, _, parts, _ = cv2.connectedComponentsWithStats((moving > 200).astype(numpy.uint8))
    parts = parts[1:][parts[1:, cv2.CC_STAT_AREA] > 50]
    left, top, width, height, area = parts.T
    return Detections(numpy.stack([left, top, left + width, top + height], 1), area / (width * height))


def draw(frame: Image, found: Detections) -> Image:
    for (left, top, right, bottom), sure in zip(found.xyxy.tolist(), found.confidence):
        cv2.rectangle(frame, (left, top), (right, bottom), (0, 255, 0), 2)
        cv2.putText(frame, f"{sure:.2f}", (left, top - 4), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 255, 0), 1)
    return frame


def main() -> None:
    video = cv2.VideoCapture(sys.argv[1])
    with RTSPServer(port=sys.argv[2] if len(sys.argv) > 2 else "8554") as server, RTSPSkyLine(server, "/found") as sky:
        sky.start_streaming(fps="variable")
        print("watch: ffplay", server.urls()[0], flush=True)
        while True:
            there, frame = video.read()
            if not there:
                return
            sky.put(draw(frame, detect(frame)), hand_over=True)


if __name__ == "__main__":
    main()
