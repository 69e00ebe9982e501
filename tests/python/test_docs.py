# SPDX-License-Identifier: Apache-2.0
"""What the documentation shows of Python runs."""

import pathlib
import re

import pytest
from watching import start_program

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DEADLINE_S = 60

# A camera that ends after some pictures.
CAMERA = """
import time, numpy
from skyline.rtsp import RTSPServer, RTSPSkyLine

class Camera:
    left = 40
    def read(self):
        time.sleep(0.02)
        Camera.left -= 1
        if Camera.left < 0:
            raise SystemExit("the camera ends")
        return True, numpy.zeros((120, 160, 3), numpy.uint8)

camera = Camera()
"""


def snippets():
    for name in "README.md", "docs/06-python.md":
        text = (ROOT / name).read_text(encoding="utf-8")
        for number, found in enumerate(re.findall(r"```python\n(.*?)```", text, re.DOTALL)):
            yield pytest.param(found, id=f"{name} {number + 1}")


@pytest.mark.parametrize("snippet", snippets())
def test_a_snippet_runs(snippet, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_ENDPOINT_URL_KINESIS_VIDEO", "http://127.0.0.1:9")
    path = tmp_path / "snippet.py"
    path.write_text(CAMERA + snippet.replace("port=8554", "port=0"), encoding="utf-8")
    process = start_program(path)
    _, errors = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == ("camera.read" in snippet), errors
    assert "Traceback" not in errors
    if "camera.read" in snippet:
        assert "the camera ends" in errors
