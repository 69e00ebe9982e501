# SPDX-License-Identifier: Apache-2.0
"""With the native package: real encoders, a real RTSP client, and the emulator of Kinesis Video Streams."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import cv2
import numpy as np
import pytest

import panoramasdk
import skyline
from panoramasdk.output import OutputPort
from panoramasdk.settings import OutputSettings, RtspSettings
from panoramasdk.streams import Servers
from skyline.rtsp import RTSPServer, RTSPSkyLine, RtspUser

from .running import DEADLINE, ROOT, Running

Configure = Callable[[str], Path]


def gray_video(file: Path, level: int) -> Path:
    """A second of one gray, 128x96."""
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter_fourcc(*"MJPG"), 20, (128, 96))
    for _ in range(20):
        writer.write(np.full((96, 128, 3), level, np.uint8))
    writer.release()
    return file


def watch(url: str, width: int, height: int) -> Any:
    """The first picture that a player shows."""
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-rtsp_transport", "tcp", "-i", url]
    command += ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "bgr24", "-"]
    shown = subprocess.run(command, capture_output=True, timeout=DEADLINE, check=False)
    assert shown.returncode == 0, shown.stderr.decode()
    return np.frombuffer(shown.stdout, np.uint8).reshape(height, width, 3)


def address(line: str) -> str:
    """The URL in a line of the log that says where to watch; empty: there is none."""
    match = re.search(r"rtsp://\S+", line)
    return match[0] if match else ""


def test_a_project_is_watched_as_a_mosaic_with_the_password_that_was_logged(tmp_path: Path) -> None:
    dark, light = gray_video(tmp_path / "dark.avi", 60), gray_video(tmp_path / "light.avi", 180)
    project = ROOT / "examples/python/panorama/motion"
    (tmp_path / "panorama.yaml").write_text(
        f"""
        project: {project}
        inputs:
          camera_node: [{{uri: {dark}, loop: true}}, {{uri: {light}, loop: true}}]
        output: {{rtsp: {{port: 0}}, width: 640, height: 240}}
        """
    )
    program = project / "packages/123456789012-MOTION_CODE-1.0/src/application.py"
    with Running([str(program)], tmp_path, [], {}) as running:
        url = address(running.line(address))
        assert re.fullmatch(r"rtsp://viewer:\w+@127\.0\.0\.1:\d+/panorama", url)
        picture = watch(url, 640, 240)
    assert abs(int(picture[120, 100, 0]) - 60) < 12 and abs(int(picture[120, 540, 0]) - 180) < 12
    assert picture[:30, :150].max() > 200  # the label


@pytest.fixture
def camera() -> Iterator[Callable[[str, int], RTSPServer]]:
    """Makes an RTSP camera of one gray at the port, which asks for a password."""
    ends: list[Callable[[], None]] = []

    def make(port: str, level: int) -> RTSPServer:
        server = RTSPServer(port, address="127.0.0.1", users=(RtspUser("admin", "hunter2"),))
        sky = RTSPSkyLine(server, "/live")
        sky.start_streaming(fps="variable")
        server.start()
        stop = threading.Event()
        frame = np.full((96, 128, 3), level, np.uint8)

        def film() -> None:
            while not stop.wait(0.05):
                sky.put(frame)

        thread = threading.Thread(target=film)
        thread.start()

        def end() -> None:
            if stop.is_set():
                return
            stop.set()
            thread.join()
            sky.close()
            server.close()

        ends.append(end)
        server.end = end  # type: ignore[attr-defined]
        return server

    yield make
    for end in ends:
        end()


def wait_for(port: Any, stream_id: str, condition: Callable[[Any], object]) -> None:
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        if any(picture.stream_id == stream_id and condition(picture) for picture in port.get(DEADLINE)):
            return
    raise AssertionError(f"{stream_id} did not come as it should")


def test_a_camera_that_goes_comes_back_and_disturbs_no_other(
    configure: Configure,
    tmp_path: Path,
    camera: Callable[[str, int], Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    first = camera("0", 60)
    port = first.port
    monkeypatch.setenv("CAMERA_PASSWORD", "hunter2")
    configure(
        f"""
        inputs:
          video_in:
            - {{uri: "rtsp://admin:${{CAMERA_PASSWORD}}@127.0.0.1:{port}/live", id: door}}
            - {{uri: {gray_video(tmp_path / "other.avi", 200)}, id: other, loop: true}}
        """
    )
    with panoramasdk.node() as node:
        video_in = node.inputs.video_in
        wait_for(video_in, "door", lambda picture: abs(int(picture.image[50, 50, 0]) - 60) < 12)
        first.end()
        wait_for(video_in, "door", lambda picture: picture.is_cached)
        wait_for(video_in, "other", lambda picture: not picture.is_cached)
        camera(port, 150)
        wait_for(video_in, "door", lambda picture: abs(int(picture.image[50, 50, 0]) - 150) < 12)
    shown = capfd.readouterr()
    assert f"input door (rtsp://***@127.0.0.1:{port}/live) brings no more pictures" in caplog.text
    assert "hunter2" not in caplog.text + shown.out + shown.err


def test_an_output_whose_port_is_taken_works_once_it_is_free(configure: Configure) -> None:
    picture = panoramasdk.media(np.zeros((96, 128, 3), np.uint8))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        configure(f"output: {{rtsp: {{port: {number}, allow_anonymous: true}}}}")
        with panoramasdk.node() as node:
            with pytest.raises(skyline.Error):
                node.outputs.video_out.put(picture)
            taken.close()
            node.outputs.video_out.put(picture)
            socket.create_connection(("127.0.0.1", number), DEADLINE).close()


def test_output_settings_reach_the_library() -> None:
    servers = Servers()
    rtsp = RtspSettings("/x", 0, user="me", password="hunter2")
    output = OutputPort("x", OutputSettings(rtsp=rtsp, size=(160, 120), fps=7.5, bitrate_kbps=900), servers)
    output.put(panoramasdk.media(np.zeros((96, 128, 3), np.uint8)))
    sky = output._stream._sky
    assert sky is not None and (sky.video_width, sky.video_height, sky.video_fps) == (160, 120, 7.5)
    assert servers.get(rtsp).urls() == [f"rtsp://127.0.0.1:{servers.get(rtsp).port}/x"]
    output.close()
    servers.close()


def test_kinesis_and_rtsp_get_the_same_stream(tmp_path: Path, configure: Configure, video: Path) -> None:
    built = Path(skyline.__file__).parents[2] / "bin/skyline-kvs-emulator"
    emulator = Path(os.environ.get("SKYLINE_KVS_EMULATOR", built))
    if not emulator.is_file():
        pytest.skip("the emulator of Kinesis Video Streams is not built")
    data = tmp_path / "kvs"
    with subprocess.Popen([emulator, "--data", data], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            endpoint = process.stdout.readline().split()[-1]
            configure(
                f"""
                inputs: {{video_in: {{uri: {video}, loop: true}}}}
                output:
                  rtsp: {{port: 0}}
                  kinesis: {{stream: door, region: us-west-2, endpoint: "{endpoint}"}}
                """
            )
            code = """if True:
                import panoramasdk
                node = panoramasdk.node()
                while True:
                    node.outputs.video_out.put(node.inputs.video_in.get())
            """
            keys = {"AWS_ACCESS_KEY_ID": "SKYLINETESTKEY", "AWS_SECRET_ACCESS_KEY": "a-secret-for-tests-only"}
            with Running(["-c", code], tmp_path, [], keys) as running:
                assert watch(address(running.line(address)), 64, 48).shape == (48, 64, 3)
                deadline = time.monotonic() + DEADLINE
                while not list(data.glob("fragments/*/*.mkv")) and time.monotonic() < deadline:
                    threading.Event().wait(0.05)
            assert list(data.glob("fragments/*/*.mkv")), "".join(running.lines)
        finally:
            process.terminate()
