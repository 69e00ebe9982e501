# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from panoramasdk import media
from panoramasdk.mosaic import cells, compose, grid, mosaic_size


def gray(level: int, height: int = 48, width: int = 64) -> media:
    return media(np.full((height, width, 3), level, np.uint8))


@pytest.mark.parametrize(
    "count, expected",
    [(1, (1, 1)), (2, (2, 1)), (3, (2, 2)), (4, (2, 2)), (5, (3, 2)), (6, (3, 2)), (7, (3, 3)), (10, (4, 3))],
)
def test_grid_is_nearly_square(count: int, expected: tuple[int, int]) -> None:
    assert grid(count) == expected


@pytest.mark.parametrize("count", range(1, 30))
def test_cells_lie_within_the_canvas_and_apart(count: int) -> None:
    taken = np.zeros((77, 101), int)
    for left, top, width, height in cells(count, 101, 77):
        assert left >= 0 and top >= 0 and left + width <= 101 and top + height <= 77
        taken[top : top + height, left : left + width] += 1
    assert taken.max() == 1


def test_size_of_a_mosaic_is_bounded_and_even() -> None:
    assert mosaic_size([(48, 64, 3), (48, 64, 3)]) == (128, 48)
    assert mosaic_size([(720, 1280, 3)] * 2) == (1920, 540)
    assert mosaic_size([(1080, 1920, 3)] * 9) == (1920, 1080)
    assert mosaic_size([(33, 17, 3)] * 2) == (34, 32)


def test_one_picture_keeps_its_size_and_is_copied() -> None:
    picture = gray(9, 33, 17)
    frame = compose([picture], (640, 480))
    assert frame.shape == (33, 17, 3) and (frame == 9).all()
    frame[:] = 0
    assert (picture.image == 9).all()


def test_two_lie_side_by_side() -> None:
    frame = compose([gray(50), gray(200)])
    assert frame.shape == (48, 128, 3)
    assert (frame[:, :64] == 50).all() and (frame[:, 64:] == 200).all()


def test_the_order_of_four_is_row_by_row() -> None:
    frame = compose([gray(level) for level in (10, 20, 30, 40)], (200, 100))
    assert [int(frame[y, x, 0]) for y in (25, 75) for x in (50, 150)] == [10, 20, 30, 40]


def test_another_shape_gets_bars() -> None:
    frame = compose([gray(200, 48, 64), gray(200, 64, 16)])  # cells of 64x64
    assert frame.shape == (64, 128, 3)
    assert (frame[8:56, :64] == 200).all() and frame[:8, :64].max() == 0 and frame[56:, :64].max() == 0
    assert (frame[:, 88:104] == 200).all() and frame[:, 64:88].max() == 0 and frame[:, 104:].max() == 0


def test_boxes_and_labels_are_drawn_on_a_copy_in_their_own_cell() -> None:
    plain, marked = gray(0, 240, 320), gray(0, 240, 320)
    marked.add_rect(0.5, 0.5, 0.999, 0.999)
    marked.add_label("person", 0.1, 0.1)
    frame = compose([plain, marked])
    assert frame[:, :320].max() == 0
    cell = frame[:, 320:]
    assert cell[120, 200:300].max(axis=1).min() > 150  # the upper edge of the box
    assert cell[130:230, 170:310].max() == 0  # nothing within it
    assert cell[24:40, 32:100].max() > 200 and cell[:22].max() == 0  # the label's upper left corner is at (32, 24)
    assert marked.image.max() == 0


@pytest.mark.parametrize("box", [(0, 0, 0, 0), (1, 1, 1, 1), (0.9, 0.9, 0.1, 0.1), (-5, -5, 5, 5)])
def test_odd_boxes_and_texts_do_no_harm(box: tuple[float, float, float, float]) -> None:
    picture = gray(0, 3, 5)
    picture.add_rect(*box)
    picture.add_label("", 0, 0)
    picture.add_label("naïve ✓\n" * 500, 1, 1)
    assert compose([picture]).shape == (3, 5, 3)


@pytest.mark.parametrize(
    "view", [lambda image: image[:, :, ::-1], lambda image: image[::2, ::3], lambda image: image[::-1]]
)
def test_images_that_are_views_can_be_shown(view: Any) -> None:
    picture = gray(0)
    picture.image = view(np.full((48, 64, 3), 90, np.uint8))
    picture.add_rect(0, 0, 1, 1)
    assert compose([picture]).flags["C_CONTIGUOUS"]
    assert compose([picture, gray(1)]).max() >= 90
