# SPDX-License-Identifier: Apache-2.0
"""What the tests share: short videos made here, a working directory with a configuration, a fake of skyline."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Callable, Iterator

import cv2
import numpy as np
import pytest

from .running import FAKE


def make_video(file: Path, frames: int = 6, fps: float = 20.0, width: int = 64, height: int = 48) -> Path:
    """A video whose picture number i (from 0) is gray of the level 20 * i, give or take what compression does."""
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter_fourcc(*"MJPG"), fps, (width, height))
    assert writer.isOpened()
    for number in range(frames):
        writer.write(np.full((height, width, 3), 20 * number % 256, np.uint8))
    writer.release()
    return file


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_video(tmp_path_factory.mktemp("media") / "clip.avi")


@pytest.fixture
def configure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Moves into an empty folder, and writes panorama.yaml there."""
    for variable in ("PANORAMA_CONFIG", "PANORAMA_APP", "PANORAMA_OVERRIDES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> Path:
        file = tmp_path / "panorama.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def sky(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The fake of skyline, new for each test; its lists say what was made and done."""
    hidden = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "skyline"}
    for name in hidden:
        del sys.modules[name]
    monkeypatch.syspath_prepend(str(FAKE))
    yield importlib.import_module("skyline")
    for name in [name for name in sys.modules if name.split(".")[0] == "skyline"]:
        del sys.modules[name]
    sys.modules.update(hidden)
