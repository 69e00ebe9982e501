# SPDX-License-Identifier: Apache-2.0
"""The whole of it: draw pictures, let people watch them by RTSP.    minimal.py [PORT]"""

import sys
import time

import numpy

from skyline.rtsp import RTSPServer, RTSPSkyLine

server = RTSPServer(port=sys.argv[1] if len(sys.argv) > 1 else "8554")
sky = RTSPSkyLine(server, "/live")
sky.start_streaming(30, 640, 360)
server.start()
print("watch: ffplay", server.urls()[0], flush=True)

picture = numpy.add.outer(numpy.arange(360), numpy.arange(640)).astype(numpy.uint8)
while True:
    sky.put(picture)
    picture += 2
    time.sleep(1 / 30)
