# SPDX-License-Identifier: Apache-2.0
"""The library's log lines as records of the right logger, level, time and thread."""

import logging
import time

from watching import Recorder, putting, quarters, run_program, wait_until

import skyline

PICTURE = quarters()
H, W = PICTURE.shape[:2]


def test_a_stream_logs_to_a_child_of_the_parent(caplog):
    parent = logging.getLogger("app.video")
    caplog.set_level(logging.INFO)
    begin = time.time()
    with skyline.SkyLine(parent) as sky:
        assert sky.logger.name == "app.video.SkyLine"
        sky.attach(Recorder().output)
        sky.start_streaming(30, W, H)
        sky.put(PICTURE)
        wait_until(lambda: sky.stats().units > 0, "a unit")
        sky.stop_streaming()
    record = next(one for one in caplog.records if "encodes 128 x 96" in one.message)
    assert (record.name, record.levelno) == ("app.video.SkyLine", logging.INFO)
    assert record.threadName.startswith("sky-encode")
    assert begin - 1 <= record.created <= time.time()


def test_without_a_parent_it_has_the_name_of_its_class(caplog):
    class Mine(skyline.SkyLine):
        pass

    with Mine() as sky:
        assert sky.logger.name == "Mine"


def test_two_streams_have_a_logger_each(caplog):
    caplog.set_level(logging.INFO)
    parents = [logging.getLogger(name) for name in ("front", "back")]
    streams = [skyline.SkyLine(parent, name=parent.name) for parent in parents]
    for sky in streams:
        sky.attach(Recorder().output)
        sky.start_streaming(30, W, H)
        sky.put(PICTURE)
        wait_until(lambda: sky.stats().units > 0, "a unit")
        sky.close()
    names = {one.name for one in caplog.records if "encodes" in one.message}
    assert names == {"front.SkyLine", "back.SkyLine"}


def test_debug_lines_come_when_a_logger_wants_them(caplog, tmp_path):
    (tmp_path / ".env").write_text("SOMETHING_ELSE=1\n", encoding="utf-8")
    for level, wanted in (logging.INFO, False), (logging.DEBUG, True):
        caplog.clear()
        caplog.set_level(level)
        with skyline.SkyLine(dotenv_path=str(tmp_path / ".env")) as sky:
            sky.start_streaming(30, W, H)
        assert any("SOMETHING_ELSE" in one.message for one in caplog.records) is wanted
    assert any(one.name == "skyline.dotenv" for one in caplog.records)


def test_the_address_with_the_password_is_seen_without_any_set_up():
    done = run_program(
        "from skyline.rtsp import *\n"
        "server = RTSPServer(port=0, address='127.0.0.1')\n"
        "sky = RTSPSkyLine(server, '/live')\n"
        "server.start()\n"
        "print(server.urls()[0])\n"
    )
    assert done.returncode == 0, done.stderr
    url = done.stdout.strip()
    assert url.startswith("rtsp://viewer:")
    assert done.stderr.strip() == f"watch at {url}"


def test_the_server_logs_to_its_own(caplog):
    with skyline.RTSPServer(0, logging.getLogger("app"), address="127.0.0.1") as server:
        skyline.RTSPSkyLine(server, "/live")
    assert server.logger.name == "app.RTSPServer"
    assert [(one.name, one.levelno) for one in caplog.records if "watch at" in one.message] == [
        ("app.RTSPServer", logging.WARNING)
    ]


def test_a_handler_that_puts_frames_hangs_nothing(sky, recorder):
    class Putting(logging.Handler):
        def emit(self, record):
            sky.put(PICTURE)
            sky.stats()

    handler = Putting()
    sky.logger.addHandler(handler)
    sky.logger.setLevel(logging.DEBUG)
    try:
        sky.start_streaming(30, W, H)
        with putting(sky, PICTURE):
            recorder.wait(5)
        sky.stop_streaming()
    finally:
        sky.logger.removeHandler(handler)
        sky.logger.setLevel(logging.NOTSET)


def test_a_handler_that_raises_ends_nothing(sky, recorder, capfd):
    class Raising(logging.Handler):
        def emit(self, record):
            raise OSError("no space left")

    handler = Raising()
    sky.logger.addHandler(handler)
    sky.logger.setLevel(logging.INFO)
    try:
        for run in range(2):
            sky.start_streaming(30, W, H)
            sky.put(PICTURE)
            recorder.wait(run + 1)
            sky.stop_streaming()
    finally:
        sky.logger.removeHandler(handler)
        sky.logger.setLevel(logging.NOTSET)
    assert capfd.readouterr().err.count("no space left") >= 2


AT_EXIT = """
import logging, sys
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(name)s %(levelname)s %(message)s")
import skyline, numpy
sky = skyline.SkyLine(name="last", warmup_frames=2)
sky.attach(skyline.CallbackOutput(lambda unit: None))
sky.start_streaming(30, 128, 96)
sky.put(numpy.zeros((96, 128, 3), numpy.uint8))
"""


def test_lines_arrive_while_the_interpreter_ends():
    """The encoder says its line some time after put(); nobody waits for it but the end itself."""
    done = run_program(AT_EXIT)
    assert (done.returncode, done.stderr) == (0, "")
    assert "SkyLine INFO last: x264enc encodes 128 x 96" in done.stdout


def test_what_lives_on_after_the_end_says_nothing_and_crashes_nothing():
    done = run_program(AT_EXIT + "import builtins\nbuiltins.kept = sky\nsky.itself = sky\n")
    assert (done.returncode, done.stderr) == (0, "")
