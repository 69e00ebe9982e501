# SPDX-License-Identifier: Apache-2.0
"""What OpenCV captures, with a clock drawn on it, by RTSP.    camera.py [FILE | URL | DEVICE NUMBER] [PORT]

The frame rate is whatever the camera gives: times come from the clock, and nothing has to be measured first.
"""

import sys
import time

import cv2

from skyline.rtsp import RTSPServer, RTSPSkyLine

source = sys.argv[1] if len(sys.argv) > 1 else "0"
camera = cv2.VideoCapture(int(source) if source.isdigit() else source)
if not camera.isOpened():
    sys.exit(f"camera.py: {source} cannot be opened")

with RTSPServer(port=sys.argv[2] if len(sys.argv) > 2 else "8554") as server, RTSPSkyLine(server, "/camera") as sky:
    sky.start_streaming(fps="variable")
    print("watch: ffplay", server.urls()[0], flush=True)
    while True:
        there, frame = camera.read()
        if not there:
            break
        cv2.putText(frame, time.strftime("%H:%M:%S"), (10, 30), cv2.FONT_HERSHEY_SIMPLEX, 1, (0, 255, 255), 2)
        # The frame is not used again: handed over, it costs this thread nothing.
        sky.put(frame, hand_over=True)
