# SPDX-License-Identifier: Apache-2.0
"""What Python snippets find around them: a camera that ends, and what the text around them has named already."""

import time

import numpy

import panoramasdk
import skyline
from skyline.rtsp import RTSPServer, RTSPSkyLine, RtspUser

PICTURES = 40
_rest = time.sleep


class Camera:
    """As OpenCV's cameras are read."""

    left = PICTURES

    def read(self):
        time.sleep(0.02)
        return True, numpy.zeros((120, 160, 3), numpy.uint8)


class Picture:
    image = numpy.zeros((120, 160, 3), numpy.uint8)


def end_after_some_rests(seconds):
    """Every loop rests; after some turns it has been seen to work."""
    Camera.left -= 1
    if Camera.left < 0:
        raise SystemExit("the program ends")
    _rest(min(seconds, 0.02))


time.sleep = end_after_some_rests
camera = Camera()
server = RTSPServer(port=0)
stream = Picture()
frame = stream.image
password = "a password"
