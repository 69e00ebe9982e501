# SPDX-License-Identifier: Apache-2.0
"""Opens cameras, devices and files with OpenCV, which is imported here only, when an input is first needed."""

from __future__ import annotations

import math
from typing import Any

from .media import Image
from .settings import Kind, Source

TIMEOUT_MS = 5000  # of opening a stream, and of waiting for its next picture
USUAL_FPS = 25.0


def load() -> Any:
    """The module cv2. Raises ImportError that says how to get it."""
    try:
        import cv2
    except ImportError as error:
        raise ImportError(
            "panoramasdk reads and draws with OpenCV, which is not there: install python3-opencv "
            "or opencv-python-headless"
        ) from error
    return cv2


class Video:
    """An input that is open. One thread at a time."""

    def __init__(self, capture: Any, fps: float) -> None:
        self._capture = capture
        self.fps = fps

    def read(self) -> Image | None:
        """The next picture; None at the end of a file, and when a stream or device brings no more."""
        good, image = self._capture.read()
        return image if good and image is not None and image.ndim == 3 else None

    def close(self) -> None:
        self._capture.release()


def open_video(source: Source) -> Video | None:
    """The input, opened; None when that cannot be done (now). Takes at most about TIMEOUT_MS for a stream."""
    cv2 = load()
    # The backend is named: were OpenCV to try one after the other, some would print the URL, password included.
    if source.kind is Kind.DEVICE:
        capture = cv2.VideoCapture(source.target, cv2.CAP_V4L2)
    elif source.kind is Kind.STREAM:
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, TIMEOUT_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, TIMEOUT_MS]
        capture = cv2.VideoCapture(source.target, cv2.CAP_FFMPEG, limits)
    else:
        capture = cv2.VideoCapture(source.target, cv2.CAP_FFMPEG)
    if not capture.isOpened():
        capture.release()
        return None
    fps = capture.get(cv2.CAP_PROP_FPS)
    return Video(capture, fps if math.isfinite(fps) and 0.1 <= fps <= 1000 else USUAL_FPS)
