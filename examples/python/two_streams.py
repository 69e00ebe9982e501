# SPDX-License-Identifier: Apache-2.0
"""Two streams of one server, for two users, of whom one may watch only one.    two_streams.py [PORT]

Passwords come from the environment: SKYLINE_OPERATOR and SKYLINE_GUEST.
"""

import os
import sys
import time

import skyline
from skyline.rtsp import RTSPServer, RTSPSkyLine, RtspUser

users = [
    RtspUser("operator", os.environ["SKYLINE_OPERATOR"]),
    RtspUser("guest", os.environ["SKYLINE_GUEST"], paths=["/overview"]),
]
server = RTSPServer(port=sys.argv[1] if len(sys.argv) > 1 else "8554", users=users)
overview = RTSPSkyLine(server, "/overview", encoding=skyline.EncodingConfig(bitrate_kbps=300))
detail = RTSPSkyLine(server, "/detail", encoding=skyline.EncodingConfig(bitrate_kbps=2000))
overview.start_streaming(30, 320, 180)
detail.start_streaming(30, 1280, 720)
server.start()
print(*server.urls(), sep="\n", flush=True)

scene = skyline.TestScene(1280, 720)
frame = 0
while True:
    picture = scene.draw(frame)
    for stream in overview, detail:
        stream.put(picture)
    frame += 1
    time.sleep(1 / 30)
