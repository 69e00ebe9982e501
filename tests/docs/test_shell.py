# SPDX-License-Identifier: Apache-2.0
"""Commands that the pages show are run, in order, in an empty folder: with the built programs, on this machine's own
address, on ports of the system's choice. `programs/` has what stands in front of servers and players."""

import contextlib
import itertools
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

import pytest
import service
from pages import blocks
from shell_page import replace, script, unknown_options

HERE = pathlib.Path(__file__).resolve().parent
SKYLINE = pathlib.Path(os.environ["SKYLINE"])
DEADLINE_S = 120
COMMANDS = list(blocks("sh"))
BY_PAGE = {page: list(found) for page, found in itertools.groupby(COMMANDS, lambda block: block.page)}


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=25", "-t", "1", "-preset", "ultrafast"]
    subprocess.run(["ffmpeg", "-v", "error", *picture, path], check=True, timeout=DEADLINE_S, stdin=subprocess.DEVNULL)
    return path


@pytest.fixture(scope="module")
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
        **{"DOCS_CAMERA": camera, "DOCS_PORT": free_port(), "DOCS_KVS_PORT": free_port()},
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


def run_bash(arguments, environment):
    """The exit code, and what was said. That goes to a file: what stays in the background holds no pipe open."""
    with open(pathlib.Path(environment["DOCS_STATE"], "said"), "w+", encoding="utf-8") as said:
        done = subprocess.run(
            ["bash", *arguments],
            cwd=environment["DOCS_FOLDER"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            timeout=DEADLINE_S,
            check=False,
        )
        said.seek(0)
        return done.returncode, said.read()


@pytest.mark.parametrize("page", BY_PAGE)
def test_the_commands_of_a_page_run(page, environment, tmp_path):
    run = [block for block in BY_PAGE[page] if not block.not_run]
    if not run:
        pytest.skip("none of its commands can be run here")
    path = tmp_path / page.replace("/", "_")
    path.write_text(script(run, environment), encoding="utf-8")
    status, said = run_bash([path], environment)
    failed = pathlib.Path(environment["DOCS_STATE"], "failed").exists()
    assert status == 0 and not failed, f"{page}\n{said}"


@pytest.mark.parametrize("block", COMMANDS, ids=lambda block: block.where)
def test_a_block_is_shell_and_its_options_exist(block):
    parsed = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, encoding="utf-8", check=False)
    assert not parsed.stderr, f"{block.where}\n{parsed.stderr}"
    assert not list(unknown_options(block.text, SKYLINE)), block.where


MESSAGES = [block for block in blocks("text") if block.printed_by]


@pytest.mark.parametrize("block", MESSAGES, ids=[block.where for block in MESSAGES])
def test_a_message_is_what_the_program_says(block, environment):
    command = replace(block.printed_by, environment)
    _, said = run_bash(["-c", command], environment)
    for line in block.text.strip().split("\n"):
        pattern = r".*".join(re.escape(part) for part in line.strip().split("..."))
        assert re.search(pattern, said), f"{block.where}: {line}\nis not in\n{said}"


def test_what_is_not_run_is_told(capsys):
    skipped = [block for block in blocks() if block.not_run]
    with capsys.disabled():
        print(f"\n{len(skipped)} of {sum(1 for _ in blocks())} blocks are shown and not run:")
        for block in skipped:
            print(f"  {block.where}: {block.not_run}")


def test_unknown_options_are_found():
    text = "skyline serve --no-such-option\nskyline no-such-verb\n./dev no-such-command\nskyline serve --loop\n"
    assert list(unknown_options(text, SKYLINE)) == [
        "skyline serve --no-such-option: there is no such option",
        "skyline no-such-verb: there is no such verb",
        "./dev no-such-command: there is no such command",
    ]
