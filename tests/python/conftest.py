# SPDX-License-Identifier: Apache-2.0
"""What the tests of the Python package share."""

import pathlib
import sys

import pytest
from watching import Recorder

import skyline

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))


@pytest.fixture
def recorder():
    """An output that keeps units, for one stream."""
    return Recorder()


@pytest.fixture
def sky(recorder):
    """A stream with somebody who looks."""
    with skyline.SkyLine(encoding=skyline.EncodingConfig(bitrate_kbps=4000)) as stream:
        stream.attach(recorder.output)
        yield stream


@pytest.fixture
def server():
    """A server on this machine only, at a port of the system's choice, started, that lets anybody watch."""
    with skyline.RTSPServer(port=0, address="127.0.0.1", allow_anonymous=True) as rtsp:
        yield rtsp
