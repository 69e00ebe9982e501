# SPDX-License-Identifier: Apache-2.0
"""An application in Python with a frame every 1/fps seconds, as role_source.cpp is one in C++. Prints what its calls
and its process took as JSON."""

from __future__ import annotations

import argparse
import json
from typing import Any

import clock
from board import Board, die_with_parent
from frames import Frames


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--design", choices=("fakesink", "rtsp", "old"), required=True)
    parser.add_argument("--width", type=int, required=True)
    parser.add_argument("--height", type=int, required=True)
    parser.add_argument("--count", type=int, required=True, help="frames there are")
    parser.add_argument("--frames", type=int, required=True, help="descriptor of their memory")
    parser.add_argument("--board", type=int, required=True, help="descriptor of the board")
    parser.add_argument("--fps", type=float, required=True)
    parser.add_argument("--offset", type=float, default=0, help="share of the interval by which it is late")
    parser.add_argument("--hand-over", action="store_true")
    return parser.parse_args()


def make_contender(options: argparse.Namespace) -> Any:
    # Imported where they are needed: what the other design loads would be in the process for nothing.
    if options.design == "old":
        from contender_old import OldContender

        return OldContender(options.fps, options.width, options.height)
    from contender_skyline import RtspContender, SkyLineContender

    kind = RtspContender if options.design == "rtsp" else SkyLineContender
    return kind(options.fps, options.width, options.height, options.hand_over)


def play(options: argparse.Namespace, contender: Any) -> dict[str, Any]:
    board = Board(options.board)
    frames = Frames(options.frames, options.width, options.height, options.count)
    board.set_port(contender.port)
    now_ns, put = clock.now_ns, contender.put
    puts: list[float] = []
    cpu_start, number = 0.0, 0
    while not board.done():
        clock.wait_for_tick(options.fps, options.offset)
        measuring = board.measuring()
        if measuring and not puts:
            cpu_start = clock.cpu_ms()
        frame = frames.frame(number)
        start = now_ns()
        put(frame)
        end = now_ns()
        if measuring:
            puts.append((end - start) / 1e6)
        number += 1
        board.set_frames_put(number)
    if not puts:
        raise RuntimeError("the run ended before it was measured")
    return {
        "frames": len(puts),
        "cpu_ms_per_frame": (clock.cpu_ms() - cpu_start) / len(puts),
        "put_p50_ms": clock.quantile(puts, 0.5),
        "put_p99_ms": clock.quantile(puts, 0.99),
        "put_max_ms": clock.quantile(puts, 1),
        "details": contender.details(),
    }


def main() -> None:
    die_with_parent()
    options = parse()
    contender = make_contender(options)
    result = play(options, contender)
    contender.close()
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
