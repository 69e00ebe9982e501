# SPDX-License-Identifier: Apache-2.0
"""A picture as the application gets it from a camera, and hands it to an output."""

from __future__ import annotations

import math
from typing import Any, SupportsFloat

import numpy as np
import numpy.typing as npt

from .masking import mask

Image = npt.NDArray[np.uint8]
Label = tuple[str, float, float]
Rect = tuple[float, float, float, float]
Shown = tuple[Image, list[Label], list[Rect]]  # a picture, not to be written to, and what is drawn on it


class media:  # noqa: N801 - the name is Panorama's
    """One picture of one camera, with the labels and boxes that an output draws on it.

    Attributes:
        stream_id: the camera's name in the configuration, or its node's in a Panorama project.
        stream_uri: the camera's URL, device or file as configured; it may hold a password.
        time_stamp: when it was captured, (seconds, microseconds) since 1970 (UTC).
        is_cached: whether an earlier get() handed out the same picture, as this camera has no newer one.
    """

    def __init__(
        self, image: Image, stream_id: str = "", stream_uri: str = "", time_stamp: tuple[int, int] = (0, 0),
        is_cached: bool = False, shown: Shown | None = None,
    ) -> None:  # fmt: skip
        self.stream_id = stream_id
        self.stream_uri = stream_uri
        self.time_stamp = time_stamp
        self.is_cached = is_cached
        self._original = checked_image(image)
        self._own: Image | None = None
        self._labels: list[Label] = []
        self._rects: list[Rect] = []
        self._before = shown or (self._original, [], [])

    @property
    def image(self) -> Image:
        """The picture: uint8 of shape (height, width, 3), channels in the order B, G, R.

        The application may draw on it, or assign another of any size. Raises ValueError for what is no such array.
        """
        if self._own is None:
            # Copied when asked for: the original is handed out again while the camera has no newer picture.
            self._own = self._original.copy()
        return self._own

    @image.setter
    def image(self, image: Image) -> None:
        self._own = checked_image(image)

    def add_label(self, text: Any, x: SupportsFloat, y: SupportsFloat) -> None:
        """Has an output write `text` with its top left corner at (x, y), each within [0, 1) of width and height.

        What lies outside is moved to the edge. Raises ValueError when a coordinate is not a number.
        """
        self._labels.append((str(text), _coordinate(x), _coordinate(y)))

    def add_rect(self, left: SupportsFloat, top: SupportsFloat, right: SupportsFloat, bottom: SupportsFloat) -> None:
        """Has an output draw a box, each coordinate within [0, 1) of width or height.

        What lies outside is moved to the edge. Raises ValueError when a coordinate is not a number.
        """
        self._rects.append((_coordinate(left), _coordinate(top), _coordinate(right), _coordinate(bottom)))

    def __repr__(self) -> str:
        return (
            f"media(stream_id={self.stream_id!r}, stream_uri={mask(self.stream_uri)!r}, "
            f"time_stamp={self.time_stamp}, is_cached={self.is_cached})"
        )

    def _picture(self) -> Shown:
        """For outputs. What the application did not touch is as it was when this picture was handed out before: an
        application that passes cached pictures over would have its labels flicker otherwise."""
        image, labels, rects = self._before
        if self._labels or self._rects:
            labels, rects = self._labels, self._rects
        return (image if self._own is None else self._own), labels, rects


def checked_image(image: Any) -> Image:
    """`image`, if it is a picture. Raises ValueError that says what came instead."""
    if not isinstance(image, np.ndarray):
        raise ValueError(f"an image is a numpy array of shape (height, width, 3), not {type(image).__name__}")
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or 0 in image.shape:
        raise ValueError(
            f"an image is uint8 of shape (height, width, 3), in the order B, G, R; this is {image.dtype} {image.shape}"
        )
    return image


def _coordinate(value: SupportsFloat) -> float:
    number = float(value)
    if math.isnan(number):
        raise ValueError("a coordinate has to be a number within [0, 1), not NaN")
    return min(1.0, max(0.0, number))
