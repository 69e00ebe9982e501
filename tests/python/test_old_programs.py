# SPDX-License-Identifier: Apache-2.0
"""Programs as they were written for the library this one replaces, with one word of theirs changed."""

import ast
import os
import signal

import pytest
from kvs_service import KEY, REGION, SECRET, Service
from watching import DEADLINE_S, start_program, wait_until, watch

# What was on the appliance, as far as these programs use it.
PANORAMASDK = """
import sys, time, types, numpy

class Port:
    def get(self):
        time.sleep(1 / 30)
        return [types.SimpleNamespace(image=numpy.full((120, 160, 3), 90, numpy.uint8))]

class node:
    def __init__(self):
        self.inputs = types.SimpleNamespace(video_in=Port())

sys.modules["panoramasdk"] = types.SimpleNamespace(node=node)
"""

TO_KINESIS = """
import panoramasdk
from backpack.kvs import KVSSkyLine, KVSFileCredentialsHandler

class Application(panoramasdk.node):

    def __init__(self):
        super().__init__()
        credentials_handler = KVSFileCredentialsHandler()
        self.skyline = KVSSkyLine(
            stream_region='us-west-2',
            stream_name='old-program',
            credentials_handler=credentials_handler,
            dotenv_path=sys.argv[1]
        )
        self.skyline.start_streaming()

    def process_streams(self):
        streams = self.inputs.video_in.get()
        for idx, stream in enumerate(streams):
            if idx == 0:
                self.skyline.put(stream.image)

app = Application()
while True:
    app.process_streams()
"""

BY_RTSP = """
import logging, time
import numpy as np
import backpack.rtsp

logging.basicConfig(level=logging.INFO)
server = backpack.rtsp.RTSPServer(port='8554')
first = backpack.rtsp.RTSPSkyLine(server, 'colour')
second = backpack.rtsp.RTSPSkyLine(server, "/my_awesome_stream", parent_logger=logging.getLogger('app'))
first.start_streaming(30, 640, 480)
second.start_streaming(30, width=640, height=480)
server.start()
print(server.urls(), flush=True)
i = 0
while True:
    i = (i + 1) % 256
    _ = first.put(np.full((480, 640, 3), [i, 128, 255 - i], dtype=np.uint8))
    if second.put(np.full((480, 640, 3), [i, i, i], dtype=np.uint8)) and second.state == second.State.STREAMING:
        print('shown', flush=True)
    time.sleep(1 / 30)
"""

OWN_PIPELINE = """
import sys, time
import numpy as np
from backpack.skyline import SkyLine, USE_LAST_VALUE

class FileSkyLine(SkyLine):

    def _get_pipeline(self, fps, width, height):
        pipeline = ' ! '.join([
            'appsrc', 'queue', 'videoconvert',
            f'video/x-raw,format=I420,width={width},height={height},framerate={fps}/1',
            'x264enc bframes=0 key-int-max=45 bitrate=500', 'h264parse', 'matroskamux',
            f'filesink location={sys.argv[1]}',
        ])
        self.logger.info('pipeline: %s', pipeline)
        return pipeline

skyline = FileSkyLine()
for run in range(2):
    skyline.start_streaming(30, 160, 120) if run == 0 else skyline.start_streaming(USE_LAST_VALUE)
    for _ in range(50):
        skyline.put(np.zeros((120, 160, 3), np.uint8))
        time.sleep(0.02)
    skyline.stop_streaming()
"""


def renewed(program):
    """With the one word changed."""
    assert program.count("backpack") >= 1
    return program.replace("backpack", "skyline")


@pytest.fixture
def run(tmp_path):
    """Starts a program, and ends it with the test."""
    started = []

    def start(program, *arguments):
        path = tmp_path / "program.py"
        path.write_text(renewed(program), encoding="utf-8")
        started.append(start_program(path, *arguments))
        return started[-1]

    yield start
    for process in started:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=DEADLINE_S)


def test_a_panorama_application_to_kinesis(run, tmp_path):
    service = Service(str(tmp_path / "service"))
    service.start()
    dotenv = tmp_path / ".env"
    dotenv.write_text(
        f"GST_PLUGIN_PATH=/opt/producer/build\nLD_LIBRARY_PATH=/opt/producer/lib\nAWS_REGION={REGION}\n"
        f"AWS_ENDPOINT_URL_KINESIS_VIDEO={service.endpoint}\n",
        encoding="utf-8",
    )
    os.environ.update(AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET)
    try:
        run(PANORAMASDK + TO_KINESIS, str(dotenv))
        wait_until(service.fragments, "a fragment")
        assert service.listed("old-program")
    finally:
        del os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
        service.stop()


def test_two_streams_by_rtsp(run):
    # The port is the one thing that a test has to choose otherwise.
    process = run(BY_RTSP.replace("port='8554'", "port='0'"))
    urls = ast.literal_eval(process.stdout.readline())
    assert sorted(url.rsplit("/", 1)[1] for url in urls) == ["colour", "my_awesome_stream"]
    for url in urls:
        assert watch(url, 2).shape == (2, 480, 640, 3)
    assert process.stdout.readline() == "shown\n"


def test_a_subclass_with_a_pipeline(run, tmp_path):
    path = tmp_path / "film.mkv"
    process = run(OWN_PIPELINE, str(path))
    _, errors = process.communicate(timeout=DEADLINE_S)
    assert (process.returncode, errors) == (0, "")
    assert path.stat().st_size > 1000
