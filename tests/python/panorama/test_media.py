# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from panoramasdk import media


def black(height: int = 4, width: int = 6) -> Any:
    return np.zeros((height, width, 3), np.uint8)


def test_the_image_is_the_applications_own() -> None:
    original = black()
    original.flags.writeable = False
    picture = media(original)
    picture.image[0, 0] = 255
    assert picture.image[0, 0, 0] == 255
    assert original.max() == 0


def test_another_image_can_be_assigned() -> None:
    picture = media(black())
    other = black(10, 20)
    picture.image = other
    assert picture.image is other


@pytest.mark.parametrize(
    "image, words",
    [
        (None, "NoneType"),
        (np.zeros((4, 6), np.uint8), r"\(4, 6\)"),
        (np.zeros((4, 6, 4), np.uint8), r"\(4, 6, 4\)"),
        (np.zeros((0, 6, 3), np.uint8), r"\(0, 6, 3\)"),
        (np.zeros((4, 6, 3), np.float32), "float32"),
    ],
)
def test_what_is_no_picture_is_refused_with_what_it_is(image: Any, words: str) -> None:
    picture = media(black())
    with pytest.raises(ValueError, match=words):
        picture.image = image


def test_coordinates_are_moved_to_the_edge() -> None:
    picture = media(black())
    picture.add_rect(np.float32(-0.5), 0, 1.5, 1)
    picture.add_label(7, 0.25, 2)
    _, labels, rects = picture._picture()
    assert rects == [(0.0, 0.0, 1.0, 1.0)]
    assert labels == [("7", 0.25, 1.0)]


def test_coordinates_that_are_no_numbers_are_refused() -> None:
    picture = media(black())
    with pytest.raises(ValueError, match="NaN"):
        picture.add_rect(float("nan"), 0, 1, 1)
    with pytest.raises(ValueError, match="NaN"):
        picture.add_label("x", 0, float("nan"))


def test_repr_holds_no_password() -> None:
    shown = repr(media(black(), "door", "rtsp://admin:hunter2@cam/live", (12, 34), True))
    assert "hunter2" not in shown
    assert "door" in shown and "(12, 34)" in shown and "is_cached=True" in shown
