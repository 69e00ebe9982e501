# SPDX-License-Identifier: Apache-2.0
"""Lays the pictures of several cameras out in one, and draws their labels and boxes."""

from __future__ import annotations

import math
from typing import Sequence

import numpy as np

from .media import Image, Label, Rect, media
from .video import load

MOST_WIDTH, MOST_HEIGHT = 1920, 1080  # of a mosaic whose size is not configured

_BOX = (80, 220, 60)
_TEXT = (255, 255, 255)
_OUTLINE = (0, 0, 0)

Cell = tuple[int, int, int, int]  # left, top, width, height in pixels
Size = tuple[int, int]  # width, height in pixels


def compose(pictures: Sequence[media], size: Size | None = None) -> Image:
    """One picture of all: a single one in its own size, several as a mosaic of `size` (width, height).

    The result is the caller's own; the pictures are not changed. Labels and boxes are drawn after scaling, so that
    they can be read in a small cell, too.
    """
    if len(pictures) == 1:
        image, labels, rects = pictures[0]._picture()
        canvas: Image = np.array(image, order="C", copy=True)
        draw(canvas, labels, rects)
        return canvas
    width, height = size or mosaic_size([picture._picture()[0].shape for picture in pictures])
    canvas = np.zeros((height, width, 3), np.uint8)
    for picture, cell in zip(pictures, cells(len(pictures), width, height)):
        image, labels, rects = picture._picture()
        draw(_place(canvas, image, cell), labels, rects)
    return canvas


def grid(count: int) -> tuple[int, int]:
    """Columns and rows of a near-square grid for so many pictures: 2 lie side by side."""
    columns = math.ceil(math.sqrt(count))
    return columns, math.ceil(count / columns)


def cells(count: int, width: int, height: int) -> list[Cell]:
    """Where each of `count` pictures goes, row by row, in a canvas of this size."""
    columns, rows = grid(count)
    return [
        (column * width // columns, row * height // rows, width // columns, height // rows)
        for row, column in (divmod(index, columns) for index in range(count))
    ]


def mosaic_size(shapes: Sequence[tuple[int, ...]]) -> Size:
    """Width and height with a cell as large as the largest picture, within MOST_WIDTH and MOST_HEIGHT, both even."""
    columns, rows = grid(len(shapes))
    width, height = columns * max(shape[1] for shape in shapes), rows * max(shape[0] for shape in shapes)
    scale = min(1.0, MOST_WIDTH / width, MOST_HEIGHT / height)
    return max(2, round(width * scale) // 2 * 2), max(2, round(height * scale) // 2 * 2)


def draw(image: Image, labels: Sequence[Label], rects: Sequence[Rect]) -> None:
    """Draws boxes, then labels, onto `image`, in sizes that go with its own."""
    if not labels and not rects:
        return
    cv2 = load()
    height, width = image.shape[:2]
    thickness = max(1, round(min(width, height) / 240))
    for left, top, right, bottom in rects:
        corners = (_pixel(left, width), _pixel(top, height)), (_pixel(right, width), _pixel(bottom, height))
        cv2.rectangle(image, *corners, _BOX, thickness)
    scale = max(0.4, min(width, height) / 720)
    for text, x, y in labels:
        (_, text_height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, thickness)
        origin = (_pixel(x, width), _pixel(y, height) + text_height)
        for color, width_of_line in ((_OUTLINE, thickness + 2), (_TEXT, thickness)):
            cv2.putText(image, text, origin, cv2.FONT_HERSHEY_SIMPLEX, scale, color, width_of_line, cv2.LINE_AA)


def _place(canvas: Image, image: Image, cell: Cell) -> Image:
    """Puts `image` into the middle of the cell, as large as fits; the part of the canvas where it lies."""
    left, top, width, height = cell
    scale = min(width / image.shape[1], height / image.shape[0])
    inner_width = max(1, min(width, round(image.shape[1] * scale)))
    inner_height = max(1, min(height, round(image.shape[0] * scale)))
    left += (width - inner_width) // 2
    top += (height - inner_height) // 2
    part = canvas[top : top + inner_height, left : left + inner_width]
    cv2 = load()
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    part[:] = cv2.resize(image, (inner_width, inner_height), interpolation=method)
    return part


def _pixel(position: float, size: int) -> int:
    return min(size - 1, int(position * size))
