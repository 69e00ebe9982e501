# SPDX-License-Identifier: Apache-2.0
"""Applications as they were written for the appliance, with files as cameras and a fake of the native package."""

from __future__ import annotations

import gc
import json
import signal
import textwrap
import threading
from pathlib import Path
from types import ModuleType
from typing import Any, Callable

import pytest

import panoramasdk

from .running import FAKE, Running

Configure = Callable[[str], Path]


class Application(panoramasdk.node):
    def __init__(self) -> None:
        super().__init__()
        self.threshold = self.inputs.threshold.get()

    def process_streams(self) -> list[Any]:
        streams: list[Any] = self.inputs.video_in.get()
        for stream in streams:
            stream.add_label(f"above {self.threshold}", 0.1, 0.1)
            stream.add_rect(0.2, 0.2, 0.8, 0.8)
        self.outputs.video_out.put(streams)
        return streams


class WithoutSuper(panoramasdk.node):
    """As AWS's own sample does it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.threshold = self.inputs.threshold.get()


@pytest.fixture
def clip(configure: Configure, video: Path) -> None:
    configure(f"inputs: {{video_in: [{{uri: {video}, id: door}}]}}\nparameters: {{threshold: 0.5}}")


def test_an_application_runs_to_the_end_of_its_file(clip: None, sky: ModuleType) -> None:
    application = Application()
    pictures = []
    with pytest.raises(panoramasdk.EndOfStream):
        while True:
            pictures += application.process_streams()
    assert application.threshold == 0.5
    assert {picture.stream_id for picture in pictures} == {"door"}
    assert len(sky.made[0].frames) == len(pictures) >= 1
    assert sky.made[0].frames[-1].max() > pictures[-1].image.max()  # something was drawn
    application.close()


def test_two_cameras_become_a_mosaic_and_one_that_is_down_is_left_out(
    configure: Configure, video: Path, sky: ModuleType
) -> None:
    configure(
        f"inputs: {{video_in: [rtsp://127.0.0.1:1/down, {{uri: {video}, id: a, loop: true}}, "
        f"{{uri: {video}, id: b, loop: true}}]}}\nparameters: {{threshold: 1}}"
    )
    with Application() as application:
        seen = [[picture.stream_id for picture in application.process_streams()] for _ in range(5)]
        assert seen == [["a", "b"]] * 5
        assert sky.made[0].frames[0].shape == (48, 128, 3)


def test_the_base_class_need_not_be_initialised(clip: None) -> None:
    application = WithoutSuper("x")
    assert (application.name, application.threshold) == ("x", 0.5)
    application.close()


def test_a_configuration_that_is_wrong_is_told_when_the_node_is_made(configure: Configure) -> None:
    configure("inputs: {video_in: nowhere.mp4}")
    with pytest.raises(panoramasdk.ConfigError, match="inputs.video_in"):
        Application()


def test_unknown_ports_name_those_there_are(clip: None) -> None:
    with panoramasdk.node() as node:
        with pytest.raises(AttributeError, match='unknown input "video"; .*"video_in"'):
            node.inputs.video
        with pytest.raises(AttributeError, match='unknown output "hdmi"; .*"video_out"'):
            node.outputs.hdmi


def test_models_say_what_to_do_instead(clip: None) -> None:
    with panoramasdk.node() as node:
        arguments: Any
        for arguments in (({"data": 0}, "model_node"), ("model_node", {"data": 0})):
            with pytest.raises(NotImplementedError, match="'model_node' ran on the appliance only; override `call`"):
                node.call(*arguments)


def test_closing_ends_every_thread(clip: None, sky: ModuleType) -> None:
    application = Application()
    application.process_streams()
    application.close()
    application.close()
    assert sky.made[0].closed and not sky.servers[0].running
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("panorama-")]
    with pytest.raises(panoramasdk.EndOfStream):
        application.process_streams()


def test_a_node_that_goes_is_closed(clip: None, sky: ModuleType) -> None:
    application = Application()
    application.process_streams()
    del application
    gc.collect()
    assert sky.made[0].closed


def run(code: str, folder: Path) -> Running:
    return Running(["-c", textwrap.dedent(code)], folder, [FAKE], {"SKYLINE_FAKE_LOG": str(folder / "log")})


def test_the_end_of_the_interpreter_closes_everything(clip: None, tmp_path: Path) -> None:
    code = """
        import panoramasdk
        node = panoramasdk.node()
        node.outputs.video_out.put(node.inputs.video_in.get())
    """
    with run(code, tmp_path) as program:
        assert (program.wait(), program.lines) == (0, [])
    assert json.loads((tmp_path / "log").read_text().splitlines()[-1]) == {"close": {"rtsp": "/panorama", "port": 8554}}


def test_an_interrupt_ends_a_get_that_waits(configure: Configure, tmp_path: Path) -> None:
    configure("inputs: {video_in: rtsp://127.0.0.1:1/down}")
    code = """
        import panoramasdk
        node = panoramasdk.node()
        try:
            node.inputs.video_in.get()
        except KeyboardInterrupt:
            raise SystemExit(7)
    """
    with run(code, tmp_path) as program:
        # Said by the input's thread, which needs the lock that get() only lets go of when it waits.
        program.line(lambda line: "cannot be opened" in line)
        program.process.send_signal(signal.SIGINT)
        assert program.wait() == 7, "".join(program.lines)


def test_a_camera_that_does_not_answer_does_not_spoil_the_exit(configure: Configure, tmp_path: Path) -> None:
    configure("inputs: {video_in: 'rtsp://127.0.0.1:${PORT}/live'}")
    # The program is its own camera: its end wakes the thread that waits for an answer, at the worst moment.
    code = """
        import os, socket
        camera = socket.create_server(("127.0.0.1", 0))
        os.environ["PORT"] = str(camera.getsockname()[1])
        import panoramasdk
        node = panoramasdk.node()
        try:
            node.inputs.video_in.get(0.1)
        except TimeoutError:
            raise SystemExit(7)
    """
    with run(code, tmp_path) as program:
        assert program.wait() == 7, "".join(program.lines)
