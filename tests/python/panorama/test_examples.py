# SPDX-License-Identifier: Apache-2.0
"""The examples, run as their README says, with a file for a camera and a fake in place of the native package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .running import FAKE, ROOT, Running

EXAMPLES = ROOT / "examples/python/panorama"


def run(folder: str, program: str, camera: Path, log: Path) -> list[Any]:
    variables = {"CAMERA": str(camera), "SKYLINE_FAKE_LOG": str(log)}
    with Running([program], EXAMPLES / folder, [FAKE], variables) as running:
        assert running.wait() == 0, "".join(running.lines)
        assert "done" in running.lines[-1]
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_a_project_of_panoramas_runs_unchanged(video: Path, tmp_path: Path) -> None:
    *puts, end = run("motion", "packages/123456789012-MOTION_CODE-1.0/src/application.py", video, tmp_path / "log")
    assert puts and all(line["put"] == {"rtsp": "/panorama", "port": 8554} for line in puts)
    assert all(line["shape"] == [48, 64, 3] for line in puts)
    assert puts[0]["mean"] > 0  # the first picture is black: the label was drawn
    assert end == {"close": {"rtsp": "/panorama", "port": 8554}}


def test_restreaming_by_hand(video: Path, tmp_path: Path) -> None:
    *puts, end = run("restream", "application.py", video, tmp_path / "log")
    assert puts and all(line["put"] == {"rtsp": "/restream", "port": 8554} for line in puts)
    assert end == {"close": {"rtsp": "/restream", "port": 8554}}


def test_restreaming_to_kinesis(video: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kinesis"
    folder.mkdir()
    (folder / "panorama.yaml").write_text(
        f"inputs: {{video_in: {video}}}\n" "parameters: {kvs_region: eu-west-1, kvs_stream: door, rtsp_port: 0}\n"
    )
    variables = {"SKYLINE_FAKE_LOG": str(tmp_path / "log")}
    with Running([str(EXAMPLES / "restream/application.py")], folder, [FAKE], variables) as running:
        assert running.wait() == 0, "".join(running.lines)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert lines[0]["put"] == {"kinesis": "door", "region": "eu-west-1"}
