# SPDX-License-Identifier: Apache-2.0
"""What the tests of the documentation share: a place to run commands in, and what they find there."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import time

import pytest
import service
from shell_page import DEADLINE_S

HERE = pathlib.Path(__file__).resolve().parent
SKYLINE = pathlib.Path(os.environ["SKYLINE"])


@pytest.fixture(scope="session")
def with_kinesis(tmp_path_factory):
    """An environment with a local Kinesis service at work."""
    with service.running(tmp_path_factory.mktemp("service")) as variables:
        yield variables


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=25", "-t", "1", "-preset", "ultrafast"]
    subprocess.run(["ffmpeg", "-v", "error", *picture, path], check=True, timeout=DEADLINE_S, stdin=subprocess.DEVNULL)
    return path


@pytest.fixture(scope="session")
def camera():
    """The address of a camera in the network."""
    command = [SKYLINE, "serve", "--size", "320x180", "--rtsp", "127.0.0.1:0", "--allow-anonymous", "-q"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, encoding="utf-8") as process:
        yield process.stdout.readline().strip()
        process.terminate()
        assert process.wait(timeout=DEADLINE_S) == 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def environment(tmp_path, film, camera):
    """An empty folder with films, and what was left running is ended, in order."""
    folder, state = tmp_path / "folder", tmp_path / "state"
    for path in folder / "tmp", folder / "var/lib", folder / "etc/skyline", state:
        path.mkdir(parents=True)
    for name in "film.mp4", "video.mp4":
        (folder / name).symlink_to(film)
    variables = service.clean_environment(folder)
    path = f"{HERE}/programs:{SKYLINE.parent}:/usr/local/bin:/usr/bin:/bin"
    yield {
        **variables,
        **{"PATH": path, "SKYLINE": str(SKYLINE), "DOCS_FOLDER": str(folder), "DOCS_STATE": str(state)},
        **{
            "DOCS_CAMERA": camera,
            "DOCS_PORT": free_port(),
            "DOCS_KVS_PORT": free_port(),
            "DOCS_METRICS_PORT": free_port(),
        },
    }
    for pid in state.glob("*.pid"):
        end(pid)


def end(pid):
    """Ends a server as Ctrl-C does; the program in front of it has noted its process and will note its exit code."""
    code = pid.with_suffix(".code")
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(pid.read_text()), signal.SIGINT)
    limit = time.monotonic() + DEADLINE_S
    while not (code.exists() and code.read_text()):
        assert time.monotonic() < limit, f"{pid.stem} does not end"
        time.sleep(0.02)
    assert code.read_text().strip() in ("0", "130"), pid.with_suffix(".err").read_text()
