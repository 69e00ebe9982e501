# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from panoramasdk.masking import mask


@pytest.mark.parametrize(
    "text, masked",
    [
        ("rtsp://admin:hunter2@cam:554/live", "rtsp://***@cam:554/live"),
        ("rtsp://admin:p@ss/w@cam/live", "rtsp://***@cam/live"),
        ("RTSPS://admin:hunter2@cam/", "RTSPS://***@cam/"),
        ("two: rtsp://a:hunter2@x/1 and http://b:hunter2@y/2.", "two: rtsp://***@x/1 and http://***@y/2."),
        ("http://cam/live?user=admin&password=hunter2&n=1", "http://cam/live?user=admin&password=***&n=1"),
        ("rtsp://cam/user=admin_password=hunter2_channel=1", "rtsp://cam/user=admin_password=***"),
        ("rtsp://cam:554/live", "rtsp://cam:554/live"),
        ("/dev/video0", "/dev/video0"),
        ("clips/a@b.mp4", "clips/a@b.mp4"),
    ],
)
def test_mask(text: str, masked: str) -> None:
    assert mask(text) == masked
