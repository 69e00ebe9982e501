# SPDX-License-Identifier: Apache-2.0
"""Python that the pages show runs, to its end or until its camera ends."""

import pathlib
import re
import subprocess
import sys

import pytest
import service
from pages import blocks

HERE = pathlib.Path(__file__).resolve().parent
ON_LOOPBACK = HERE.parent / "python" / "on_loopback.py"
DEADLINE_S = 60
SURROUNDING = f"import sys\nsys.path.insert(0, {str(HERE)!r})\nfrom surrounding import *\n"
ENDLESS = re.compile(r"^while True", re.MULTILINE)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    with service.running(tmp_path_factory.mktemp("service")) as variables:
        yield variables


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block.where)
def test_a_snippet_runs(block, tmp_path, environment):
    compile(block.text, block.where, "exec")
    if block.not_run:
        pytest.skip(block.not_run)
    path = tmp_path / "snippet.py"
    path.write_text(SURROUNDING + block.text.replace("8554", "0"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-B", ON_LOOPBACK, path],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_S,
        env=environment,
        cwd=tmp_path,
        check=False,
    )
    endless = bool(ENDLESS.search(block.text))
    assert done.returncode == endless, f"{block.where}\n{done.stderr}"
    assert "Traceback" not in done.stderr, f"{block.where}\n{done.stderr}"
    assert ("the program ends" in done.stderr) == endless, done.stderr
