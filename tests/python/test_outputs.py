# SPDX-License-Identifier: Apache-2.0
"""Outputs made in Python, several at once, and what becomes of them."""

import gc
import logging
import threading
import time
import weakref

import pytest
from watching import Recorder, decode, difference, putting, quarters, wait_until

import skyline

PICTURE = quarters()
H, W = PICTURE.shape[:2]


def test_units_are_what_a_decoder_takes(sky, recorder):
    sky.start_streaming(30, W, H)
    with putting(sky, PICTURE):
        units = recorder.wait(5)
    first = units[0]
    assert first.key and not first.still and bytes(first)[:4] == b"\0\0\0\1"
    assert len(first) == len(bytes(first)) == first.data.nbytes
    assert first.data.readonly and bytes(first.data) == bytes(first)
    assert (first.config.width, first.config.height, first.config.fps) == (W, H, 30)
    assert first.config.sps in bytes(first) and first.config.pps in bytes(first)
    times = [unit.pts for unit in units]
    assert times == sorted(set(times))
    assert abs(first.capture_time - time.time()) < 60
    assert difference(decode(units)[-1], PICTURE) < 4


def test_a_unit_outlives_its_stream(recorder):
    with skyline.SkyLine() as sky:
        sky.attach(recorder.output)
        sky.start_streaming(30, W, H)
        sky.put(PICTURE)
        (unit,) = recorder.wait(1)
        data = unit.data
    del unit
    recorder.units.clear()
    gc.collect()
    assert data[:4] == b"\0\0\0\1"


def test_one_encoding_for_all(sky, recorder):
    second = Recorder()
    sky.attach(second.output)
    sky.start_streaming(30, W, H)
    with putting(sky, PICTURE):
        recorder.wait(5), second.wait(5)
    sky.stop_streaming()
    assert list(map(bytes, recorder.units)) == list(map(bytes, second.units))
    assert [one.name for one in sky.stats().outputs] == ["recorder", "recorder"]


def test_what_a_callback_raises_harms_nobody_else(sky, recorder, caplog):
    failing = Recorder()
    failing.error = ZeroDivisionError("no luck")
    sky.attach(failing.output)
    sky.start_streaming(30, W, H)
    with putting(sky, PICTURE):
        wait_until(lambda: sky.stats().outputs[1].failures > 0, "a failure")
        failing.error = None
        (unit,) = failing.wait(1)
        recorder.wait(3)
    sky.stop_streaming()
    assert unit.key, "it goes on at a key unit"
    assert sky.stats().outputs[0].failures == 0
    text = next(record.message for record in caplog.records if "no luck" in record.message)
    assert "ZeroDivisionError" in text and "recorder" in text
    assert caplog.records[0].levelno >= logging.INFO


def test_detached_it_is_closed_and_let_go(sky):
    class Callback:
        def __call__(self, unit):
            self.seen = unit.key

    callback = Callback()
    end = weakref.ref(callback)
    output = sky.attach(skyline.CallbackOutput(callback, "mine"))
    assert output.attached and repr(output) == "<CallbackOutput 'mine' attached>"
    sky.start_streaming(30, W, H)
    sky.put(PICTURE)
    wait_until(lambda: hasattr(callback, "seen"), "a unit")
    del callback
    sky.detach(output)
    gc.collect()
    assert end() is None and not output.attached
    with pytest.raises(skyline.Error, match="not attached"):
        sky.detach(output)
    with pytest.raises(skyline.Error, match="make a new one"):
        sky.attach(output)


def test_an_output_belongs_to_one_stream(sky, recorder):
    with skyline.SkyLine() as other:
        with pytest.raises(skyline.Error, match="attached already"):
            other.attach(recorder.output)
        with pytest.raises(skyline.Error, match="not attached to this"):
            other.detach(recorder.output)


def test_an_output_does_not_keep_its_stream(sky):
    stream = skyline.SkyLine()
    output = stream.attach(Recorder().output)
    end = weakref.ref(stream)
    del stream
    gc.collect()
    assert end() is None and not output.attached


def test_an_output_never_attached_goes_away():
    output = skyline.GstOutput("fakesink")
    end = weakref.ref(output)
    del output
    assert end() is None


def test_a_slow_callback_holds_up_nobody(sky, recorder):
    gate = threading.Event()
    entered = threading.Event()

    def slow(unit):
        entered.set()
        gate.wait()

    sky.attach(skyline.CallbackOutput(slow, "slow"))
    sky.start_streaming(30, W, H)
    with putting(sky, PICTURE):
        assert entered.wait(60)
        recorder.wait(10)
    gate.set()


def test_stopping_waits_for_a_callback_without_the_gil(sky):
    """The callback needs the GIL to return, and stopping needs the callback to return."""
    entered, over = threading.Event(), threading.Event()

    def busy(unit):
        entered.set()
        over.wait()

    sky.attach(skyline.CallbackOutput(busy, "busy"))
    sky.start_streaming(30, W, H)
    sky.put(PICTURE)
    assert entered.wait(60)
    threading.Timer(0.3, over.set).start()
    sky.stop_streaming()
    assert over.is_set()


def test_a_gst_tail_that_cannot_be_built_says_so():
    with pytest.raises(skyline.Error, match="nosuchelement"):
        skyline.GstOutput("nosuchelement ! fakesink")
