# SPDX-License-Identifier: Apache-2.0
"""One encoding, two destinations: RTSP, and a stream of Amazon Kinesis Video Streams.

    rtsp_and_kinesis.py [STREAM] [PORT]      keys and region: the environment, or a profile
"""

import sys
import time

import skyline
from skyline.kvs import KVSOutput
from skyline.rtsp import RTSPServer, RTSPSkyLine

with RTSPServer(port=sys.argv[2] if len(sys.argv) > 2 else "8554") as server, RTSPSkyLine(server, "/live") as sky:
    kinesis = sky.attach(KVSOutput(None, sys.argv[1] if len(sys.argv) > 1 else "skyline-example"))
    sky.start_streaming(30, 640, 360)
    print("watch: ffplay", server.urls()[0], flush=True)

    scene = skyline.TestScene(640, 360)
    state = ""
    for frame in range(sys.maxsize):
        sky.put(scene.draw(frame))
        stats = kinesis.kvs_stats()
        if stats.state != state:
            state = stats.state
            print("kinesis:", state, stats.last_error, flush=True)
        time.sleep(1 / 30)
