# SPDX-License-Identifier: Apache-2.0
"""Memory stays flat and references balance, however many frames, streams and outputs come and go."""

import gc
import sys

import numpy
from watching import Recorder, quarters, wait_until

import skyline
from skyline import _log

PICTURE = quarters()
H, W = PICTURE.shape[:2]
FRAMES = 10_000


def resident_kib():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def put_in_every_way(sky, count):
    ways = [
        lambda: sky.put(PICTURE),
        lambda: sky.put(PICTURE[:, ::-1]),
        lambda: sky.put(PICTURE[::2]),
        lambda: sky.put(numpy.zeros((H, W, 3), numpy.uint8), hand_over=True),
        lambda: sky.put(PICTURE[..., 0], format="gray", time=1e9),
        lambda: sky.stats(),
    ]
    for i in range(count):
        ways[i % len(ways)]()


def test_ten_thousand_frames_leave_memory_flat():
    seen = [0]

    def count(unit):
        seen[0] += len(unit)

    with skyline.SkyLine() as sky:
        sky.attach(skyline.CallbackOutput(count))
        sky.start_streaming(30, W, H)
        put_in_every_way(sky, FRAMES // 5)
        wait_until(lambda: sky.stats().frames_pending == 0, "the last frame")
        gc.collect()
        objects, before = len(gc.get_objects()), resident_kib()
        references = sys.getrefcount(PICTURE), sys.getrefcount(None), sys.getrefcount(skyline.PutResult.ENCODING)
        put_in_every_way(sky, FRAMES)
        wait_until(lambda: sky.stats().frames_pending == 0, "the last frame")
        gc.collect()
        assert resident_kib() - before < 4096
        assert len(gc.get_objects()) - objects < 50
        assert sys.getrefcount(PICTURE) == references[0]
        assert sys.getrefcount(None) - references[1] < 50
        assert sys.getrefcount(skyline.PutResult.ENCODING) - references[2] < 10
    assert seen[0] > 0


def use_one_of_everything():
    with skyline.RTSPServer(0, address="127.0.0.1", allow_anonymous=True) as server:
        with skyline.RTSPSkyLine(server, "live") as sky:
            recorder = Recorder()
            sky.attach(recorder.output)
            sky.attach(skyline.GstOutput("fakesink"))
            sky.start_streaming(30, W, H)
            sky.put(PICTURE)
            recorder.wait(1)
            sky.detach(recorder.output)
            server.urls()
            repr(sky), repr(server)


def test_what_is_dropped_without_closing_leaves_nothing():
    for _ in range(3):
        skyline.SkyLine()
    gc.collect()
    objects = len(gc.get_objects())
    for _ in range(100):
        skyline.SkyLine()
    gc.collect()
    assert len(gc.get_objects()) - objects < 20
    assert not _log._owners, "no log lines are expected for them any more"


def test_objects_that_come_and_go_leave_nothing():
    for _ in range(5):
        use_one_of_everything()
    gc.collect()
    objects, before = len(gc.get_objects()), resident_kib()
    for _ in range(30):
        use_one_of_everything()
    gc.collect()
    assert len(gc.get_objects()) - objects < 50
    assert resident_kib() - before < 6144
