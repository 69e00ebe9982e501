# SPDX-License-Identifier: Apache-2.0
"""The life of a stream."""

import datetime
import fractions
import gc
import pathlib
import subprocess
import time
import weakref

import numpy
import pytest
from watching import Recorder, putting, quarters, wait_until

import skyline
from skyline.skyline import USE_LAST_VALUE, PutResult, SkyLine, State

PICTURE = quarters()
H, W = PICTURE.shape[:2]


def put_many(sky, count, frame=PICTURE, interval=0.01):
    """Puts frames that were captured `interval` seconds apart."""
    now = time.time()
    return [sky.put(frame, time=now + i * interval) for i in range(count)]


def test_the_first_frame_is_streamed_when_all_is_given(sky, recorder):
    assert sky.state is State.STOPPED
    sky.start_streaming(30, W, H)
    assert sky.state is State.STREAMING
    assert sky.put(PICTURE) is PutResult.ENCODING
    (unit,) = recorder.wait(1)
    assert (unit.config.width, unit.config.height) == (W, H)


def test_what_is_not_given_is_inferred_in_a_warm_up(recorder):
    with SkyLine(warmup_frames=5) as sky:
        sky.attach(recorder.output)
        sky.start_streaming(None, None, None)
        assert sky.state is State.START_WARMUP
        assert (sky.video_fps, sky.video_width, sky.video_height) == (None, None, None)
        assert put_many(sky, 4) == [PutResult.WARMING_UP] * 4
        assert sky.state is State.WARMUP
        put_many(sky, 1)
        assert sky.state is State.STREAMING
        assert sky.put(PICTURE)
        recorder.wait(1)
        assert (sky.video_width, sky.video_height) == (W, H)
        assert sky.stats().frames_warming_up == 5


def test_a_warm_up_takes_a_hundred_frames_unless_a_class_says_otherwise():
    class Quick(SkyLine):
        FPS_METER_WARMUP_FRAMES = 3

    for kind, frames in (SkyLine, 100), (Quick, 3):
        with kind() as sky:
            sky.start_streaming()
            put_many(sky, frames - 1)
            assert sky.state is State.WARMUP
            put_many(sky, 1)
            assert sky.state is State.STREAMING


def test_each_value_is_its_own(sky, recorder):
    sky.start_streaming(30, width=W * 2, height=H)
    assert sky.put(PICTURE)
    (unit,) = recorder.wait(1)
    assert (unit.config.width, unit.config.height) == (W * 2, H)
    assert (sky.video_width, sky.video_height) == (W * 2, H)


def test_the_last_values_are_used_again(sky, recorder):
    sky.start_streaming(15, W, H)
    sky.stop_streaming()
    for arguments in (), (USE_LAST_VALUE, USE_LAST_VALUE, USE_LAST_VALUE):
        sky.start_streaming(*arguments)
        assert sky.state is State.STREAMING
        assert (sky.video_fps, sky.video_width, sky.video_height) == (15, W, H)
    sky.start_streaming(USE_LAST_VALUE, W // 2)
    assert sky.put(PICTURE)
    assert recorder.wait(1)[0].config.width == W // 2


def test_no_last_values_are_inferred(sky):
    sky.start_streaming(USE_LAST_VALUE, W, H)
    assert sky.state is State.START_WARMUP


def test_it_starts_any_number_of_times(sky, recorder):
    for run in range(4):
        sky.start_streaming(30, W, H)
        assert sky.put(PICTURE)
        recorder.wait(run + 1)
        sky.stop_streaming()
        assert sky.state is State.STOPPED
        assert sky.put(PICTURE) is PutResult.STOPPED
    assert all(unit.key for unit in recorder.units)


def test_a_variable_rate_needs_no_warm_up(sky, recorder):
    sky.start_streaming("variable")
    assert sky.put(PICTURE)
    assert recorder.wait(1)[0].config.fps == 0
    assert sky.video_fps is None


@pytest.mark.parametrize("fps", [29.97, 12.5, numpy.float32(7.5), numpy.int64(15), fractions.Fraction(30000, 1001)])
def test_rates_are_kept(sky, recorder, fps):
    sky.start_streaming(fps, numpy.int64(W), numpy.int32(H))
    sky.put(PICTURE)
    assert recorder.wait(1)[0].config.fps == pytest.approx(float(fps), abs=0.01)


@pytest.mark.parametrize(
    "arguments, kind, parts",
    [
        ((0, W, H), skyline.Error, ["fps", "0.01 to 1000"]),
        ((float("nan"), W, H), skyline.Error, ["fps"]),
        ((30, 0, H), skyline.Error, ["width", "1 to 8192"]),
        ((30, W, 10000), skyline.Error, ["height", "8192"]),
        (("fast", W, H), skyline.Error, ["fast", "variable"]),
        (([], W, H), ValueError, ["fps", "USE_LAST_VALUE"]),
        ((30, 1.5, H), ValueError, ["width", "1.5", "whole number"]),
    ],
)
def test_what_cannot_be_started_says_so(sky, arguments, kind, parts):
    with pytest.raises(kind) as raised:
        sky.start_streaming(*arguments)
    assert isinstance(raised.value, skyline.Error)
    for part in parts:
        assert part in str(raised.value)


@pytest.mark.parametrize(
    "options, part",
    [
        ({"fit": "squeeze"}, "letterbox, stretch, crop"),
        ({"warmup_frames": 1}, "warmup_frames"),
        ({"encoding": skyline.EncodingConfig(bitrate_kbps=5)}, "bitrate_kbps"),
        ({"encoding": skyline.EncodingConfig(preset="quick")}, "superfast"),
        ({"encoding": skyline.EncodingConfig(profile="low")}, "baseline, main, high"),
        ({"encoding": skyline.EncodingConfig(encoder="nosuchenc")}, "nosuchenc"),
        ({"encoding": skyline.EncodingConfig(vbv=0.01)}, "vbv"),
        ({"dotenv_path": "/nowhere/.env"}, "/nowhere/.env"),
    ],
)
def test_settings_that_cannot_be_say_so(options, part):
    with pytest.raises(skyline.Error) as raised:
        SkyLine(**options)
    assert part in str(raised.value)


def test_settings_reach_the_encoder(recorder):
    with SkyLine(encoding=skyline.EncodingConfig(profile="baseline", key_interval=0.1), fit="stretch") as sky:
        sky.attach(recorder.output)
        sky.start_streaming(30, W, H)
        put_many(sky, 1)
        assert recorder.wait(1)[0].config.sps[1] == 66, "the profile's number"
        with putting(sky, PICTURE):
            wait_until(lambda: sum(unit.key for unit in recorder.units) >= 2, "the next key unit")
            # By default the next one would come after some 120 units.
            assert len(recorder.units) < 60


def test_capture_times_are_kept(sky, recorder):
    sky.start_streaming(30, W, H)
    base = time.time()
    for i, offset in enumerate((0, 0.25, 0.3)):
        when = base + offset
        sky.put(PICTURE, time=datetime.datetime.fromtimestamp(when, datetime.timezone.utc) if i == 1 else when)
        recorder.wait(i + 1)
    times = [unit.capture_time - base for unit in recorder.units]
    assert times == pytest.approx([0, 0.25, 0.3], abs=0.01)
    assert recorder.units[1].pts - recorder.units[0].pts == pytest.approx(0.25, abs=0.01)


def test_every_frame_is_counted_once(sky, recorder):
    sky.put(PICTURE)
    sky.start_streaming(30, W, H)
    for _ in range(30):
        sky.put(PICTURE)
    wait_until(lambda: sky.stats().frames_pending == 0, "the last frame")
    sky.stop_streaming()
    stats = sky.stats()
    assert stats.frames_after_stop == 1
    assert stats.frames_put == 30 == stats.frames_encoded + stats.frames_replaced
    assert stats.units == stats.frames_encoded + stats.stills_encoded == len(recorder.units)
    assert stats.outputs[0].name == "recorder" and stats.outputs[0].units_written == stats.units
    assert stats.stages.encode.count == stats.units and stats.stages.capture_to_unit.count == stats.frames_encoded
    assert 0 < stats.stages.encode.total < stats.stages.capture_to_unit.total + 0.001 * stats.units
    assert stats.outputs[0].bytes_written == stats.bytes
    assert stats.encoder and stats.last_error == "" and stats.outputs[0].kvs is None


def test_results_are_true_when_the_frame_went_down_the_pipeline():
    assert [result for result in PutResult if result] == [PutResult.ENCODING, PutResult.REPLACED_OLDER]


def test_states_are_those_of_old():
    assert {state.name: state.value for state in SkyLine.State} == {
        "STOPPED": 0,
        "START_WARMUP": 1,
        "WARMUP": 2,
        "STREAMING": 3,
        "ERROR": -1,
    }


def test_nobody_who_looks_costs_no_encoding():
    with SkyLine() as sky:
        sky.start_streaming(30, W, H)
        assert put_many(sky, 5)[-1] is PutResult.NOT_WANTED


def test_closed_it_says_so(recorder):
    with SkyLine(name="gone") as sky:
        sky.attach(recorder.output)
        sky.start_streaming(30, W, H)
        assert repr(sky) == "<SkyLine 'gone' STREAMING>"
    sky.close()
    assert repr(sky) == "<SkyLine 'gone' CLOSED>"
    for call in lambda: sky.put(PICTURE), sky.start_streaming, sky.stats, lambda: sky.attach(Recorder().output):
        with pytest.raises(skyline.Error, match="closed"):
            call()


def test_it_goes_away_when_nobody_holds_it():
    sky = SkyLine()
    sky.start_streaming(30, W, H)
    end = weakref.ref(sky)
    del sky
    gc.collect()
    assert end() is None


class ToFile(SkyLine):
    """With a pipeline of its own."""

    def __init__(self, text, **options):
        self.text = text
        self.asked = []
        super().__init__(**options)

    def _get_pipeline(self, fps, width, height):
        self.asked.append((fps, width, height))
        return self.text


OLD = (
    "appsrc ! queue ! videoconvert ! video/x-raw,format=I420,width=128,height=96,framerate=30/1 ! "
    "x264enc bframes=0 key-int-max=45 bitrate=500 ! video/x-h264,stream-format=avc,alignment=au,profile=baseline ! "
    "h264parse ! mp4mux ! filesink location={}"
)


@pytest.mark.parametrize("size", [(W, H), (None, None)], ids=["given", "inferred"])
@pytest.mark.parametrize("text", ["h264parse ! mp4mux ! filesink location={}", OLD], ids=["tail", "old"])
def test_a_subclass_has_a_pipeline_of_its_own(tmp_path, text, size):
    path = tmp_path / "film.mp4"
    if text is OLD:
        text = text.replace("video/x-h264,stream-format=avc,alignment=au,profile=baseline ! ", "")
    with ToFile(text.format(path), warmup_frames=2) as sky:
        sky.start_streaming(30, *size)
        with putting(sky, PICTURE):
            wait_until(lambda: sky.stats().outputs[0].units_written >= 3, "units")
        sky.stop_streaming()
    assert sky.asked and set(sky.asked) == {(30, W, H)}
    seen = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v", "-of", "csv=p=0"]
        + ["-show_entries", "stream=codec_name,width,height,nb_read_frames", path],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    ).stdout.strip()
    codec, width, height, frames = seen.split(",")
    assert (codec, int(width), int(height)) == ("h264", W, H) and int(frames) >= 3


@pytest.mark.parametrize("text", ["nosuchelement ! fakesink", "appsrc ! videoconvert ! autovideosink"])
def test_a_pipeline_that_cannot_be_says_so_at_the_start(text):
    with ToFile(text) as sky:
        with pytest.raises(skyline.Error, match="nosuchelement|encoder"):
            sky.start_streaming(30, W, H)
        assert sky.state is State.STOPPED


def test_a_subclass_with_a_pipeline_goes_away_too():
    sky = ToFile("fakesink")
    sky.start_streaming(30, W, H)
    sky.put(PICTURE)
    end = weakref.ref(sky)
    del sky
    gc.collect()
    assert end() is None


def test_the_test_scene_is_a_frame(sky, recorder):
    scene = skyline.TestScene(W, H)
    picture = scene.draw(7, 0)
    assert picture.shape == (H, W, 3) and picture.readonly
    assert numpy.array_equal(scene.draw(7, 0), skyline.TestScene(W, H).draw(7, 0))
    sky.start_streaming(30, W, H)
    assert sky.put(picture)
    recorder.wait(1)
    with pytest.raises(skyline.Error):
        skyline.TestScene(1, 1)


def test_encoders_are_proved():
    found = skyline.encoders()
    assert [one.chosen for one in found].count(True) == 1
    assert all(one.works or one.reason for one in found)


def test_the_package_says_that_it_is_typed():
    assert (pathlib.Path(skyline.__file__).parent / "py.typed").is_file()
