# SPDX-License-Identifier: Apache-2.0
"""A loop as applications have one around a model, and beside it a thread that puts frames into a stream. Prints when
each turn of the loop ended as JSON."""

from __future__ import annotations

import argparse
import json
import threading
import time

import clock
import numpy as np
import numpy.typing as npt
from board import Board, die_with_parent
from contender_skyline import RtspContender
from frames import Frames

_SIZE = 96
_BOXES = 40
_PAUSE = 0.05  # seconds; seldom enough to be no load


class Work:
    """One turn: a frame made smaller and scaled to floats, a matrix product, and a sort of boxes in plain Python."""

    def __init__(self) -> None:
        random = np.random.default_rng(4711)
        self._weights = random.random((_SIZE, _SIZE), np.float32)
        self._boxes = [tuple(box) for box in random.random((_BOXES, 4)).tolist()]

    def turn(self, frame: npt.NDArray[np.uint8]) -> int:
        height, width, _ = frame.shape
        small = frame[:: height // _SIZE, :: width // _SIZE, 0][:_SIZE, :_SIZE].astype(np.float32) / 255
        score = float((small @ self._weights).mean())
        return self._without_overlap(score)

    def _without_overlap(self, score: float) -> int:
        kept: list[tuple[float, ...]] = []
        for box in sorted(self._boxes, key=lambda one: one[0] * score, reverse=True):
            if all(self._overlap(box, other) < 0.5 for other in kept):
                kept.append(box)
        return len(kept)

    @staticmethod
    def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
        width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
        height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
        common = max(width, 0) * max(height, 0)
        return common / (one[2] * one[3] + other[2] * other[3] - common)


class Putter:
    """Puts at the stream's rate on a thread of its own, unless the board says to pause."""

    def __init__(self, board: Board, frames: Frames, contender: RtspContender, fps: float) -> None:
        self._board, self._frames, self._contender, self._fps = board, frames, contender, fps
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.puts: list[float] = []

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        number = 0
        while not self._board.done():
            if self._board.paused():
                time.sleep(_PAUSE)
                continue
            clock.wait_for_tick(self._fps)
            frame = self._frames.frame(number)
            start = clock.now_ns()
            self._contender.put(frame)
            self.puts.append((clock.now_ns() - start) / 1e6)
            number += 1
            self._board.set_frames_put(number)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--width", "--height", "--count", "--frames", "--board"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("--fps", type=float, required=True)
    return parser.parse_args()


def main() -> None:
    die_with_parent()
    options = parse()
    board = Board(options.board)
    frames = Frames(options.frames, options.width, options.height, options.count)
    contender = RtspContender(options.fps, options.width, options.height)
    board.set_port(contender.port)
    putter = Putter(board, frames, contender, options.fps)
    putter.start()
    work, ends = Work(), []
    while not board.done():
        work.turn(frames.frame(0))
        if board.measuring():
            ends.append(clock.now_ns())
    putter.join()
    result = {
        "turns": ends,
        "put_p50_ms": clock.quantile(putter.puts, 0.5),
        "put_p99_ms": clock.quantile(putter.puts, 0.99),
        "details": contender.details(),
    }
    contender.close()
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
