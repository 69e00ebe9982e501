# SPDX-License-Identifier: Apache-2.0
"""Python that the pages show runs, to its end or until its camera ends."""

import contextlib
import os
import pathlib
import re
import subprocess
import sys

import pytest
from pages import blocks

HERE = pathlib.Path(__file__).resolve().parent
ON_LOOPBACK = HERE.parent / "python" / "on_loopback.py"
DEADLINE_S = 60
SURROUNDING = f"import sys\nsys.path.insert(0, {str(HERE)!r})\nfrom surrounding import *\n"
ENDLESS = re.compile(r"^while True:\n(?!.*^ +break\b)", re.MULTILINE | re.DOTALL)
WATCHED = re.compile(r"rtsp://viewer:PASSWORD@[^\"]*")


def run(path, folder, environment):
    return subprocess.run(
        [sys.executable, "-B", ON_LOOPBACK, path],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_S,
        env=environment,
        cwd=folder,
        check=False,
    )


@contextlib.contextmanager
def something_to_watch():
    """The address of a stream that ends after some seconds."""
    local = ["--rtsp", "127.0.0.1:0", "--size", "320x180"]
    command = [os.environ["SKYLINE"], "serve", *local, "--allow-anonymous", "--duration", "4", "-q"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, encoding="utf-8") as process:
        yield process.stdout.readline().strip()
        assert process.wait(timeout=DEADLINE_S) == 0


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block.where)
def test_a_snippet_runs(block, tmp_path, with_kinesis):
    compile(block.text, block.where, "exec")
    if block.not_run:
        pytest.skip(block.not_run)
    path = tmp_path / "snippet.py"
    with contextlib.ExitStack() as watched:
        text = WATCHED.sub(lambda _: watched.enter_context(something_to_watch()), block.text)
        path.write_text(SURROUNDING + text.replace("8554", "0"), encoding="utf-8")
        done = run(path, tmp_path, with_kinesis)
    endless = bool(ENDLESS.search(block.text))
    assert done.returncode == endless, f"{block.where}\n{done.stderr}"
    assert "Traceback" not in done.stderr, f"{block.where}\n{done.stderr}"
    assert ("the program ends" in done.stderr) == endless, done.stderr
