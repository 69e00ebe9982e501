# SPDX-License-Identifier: Apache-2.0
"""The RTSP server from Python, with real clients."""

import gc
import logging
import re
import subprocess
import weakref

import pytest
from watching import DEADLINE_S, difference, putting, quarters, wait_until, watch

import skyline
from skyline.rtsp import RTSPServer, RTSPSkyLine, RtspUser

PICTURE = quarters()
H, W = PICTURE.shape[:2]
GOOD = skyline.EncodingConfig(bitrate_kbps=4000)


def refused(url):
    """What ffprobe says when it may not watch."""
    done = subprocess.run(
        ["ffprobe", "-v", "error", "-rtsp_transport", "tcp", url],
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_S,
        check=False,
    )
    assert done.returncode != 0
    return done.stderr


def test_two_streams_of_one_server(server):
    pictures = {"/front": PICTURE, "/back": PICTURE[::-1].copy()}
    streams = {path: RTSPSkyLine(server, path, encoding=GOOD) for path in pictures}
    for stream in streams.values():
        stream.start_streaming(30, W, H)
    assert sorted(server.urls()) == [f"rtsp://127.0.0.1:{server.port}{path}" for path in ("/back", "/front")]
    with putting(streams["/front"], pictures["/front"]), putting(streams["/back"], pictures["/back"]):
        for path, picture in pictures.items():
            seen = watch(f"rtsp://127.0.0.1:{server.port}{path}", 3)
            assert difference(seen[-1], picture) < 6
    assert server.streams == {"/front": "", "/back": ""}


@pytest.mark.parametrize("path", ["live", "/live", "a/b-1.x"])
def test_a_path_without_a_slash_gets_one(server, path):
    stream = RTSPSkyLine(server, path)
    assert stream.path == "/" + path.lstrip("/")
    assert server.urls() == [f"rtsp://127.0.0.1:{server.port}{stream.path}"]
    assert stream.server is server and stream.name == path.strip("/")


@pytest.mark.parametrize("port", ["0", 0])
def test_a_port_may_be_text(port):
    with RTSPServer(port, address="127.0.0.1") as server:
        assert isinstance(server.port, str) and int(server.port) > 0


def test_the_default_port_is_that_of_old():
    assert RTSPServer().port == "8554"


@pytest.mark.parametrize("port", ["http", "", None, -1, 65536, "8554x"])
def test_a_port_that_is_none_says_so(port):
    with pytest.raises(ValueError, match="0 to 65535"):
        RTSPServer(port)


def test_a_taken_port_says_so(server):
    second = RTSPServer(server.port, address="127.0.0.1")
    with pytest.raises(skyline.Error, match=server.port):
        second.start()


def test_a_taken_path_says_so_until_it_is_free(server):
    first = RTSPSkyLine(server, "live")
    with pytest.raises(skyline.Error, match="/live"):
        RTSPSkyLine(server, "/live")
    first.close()
    second = RTSPSkyLine(server, "/live")
    end = weakref.ref(second)
    del second
    gc.collect()
    assert end() is None and server.streams == {}
    RTSPSkyLine(server, "/live")


@pytest.mark.parametrize("path", ["", "/", "a b", "/a//b", "/ä"])
def test_a_path_that_is_none_says_so(server, path):
    with pytest.raises(skyline.Error, match="path"):
        RTSPSkyLine(server, path)


def test_without_users_one_is_made(caplog):
    with RTSPServer(0, address="127.0.0.1") as server, RTSPSkyLine(server, "live", encoding=GOOD) as sky:
        sky.start_streaming(30, W, H)
        (url,) = server.urls()
        (bare,) = server.urls(credentials=False)
        assert re.fullmatch(rf"rtsp://viewer:[0-9a-f]{{24}}@127\.0\.0\.1:{server.port}/live", url)
        assert bare == f"rtsp://127.0.0.1:{server.port}/live"
        assert repr(server) == f"<RTSPServer streams=[{bare}]>"
        with putting(sky, PICTURE):
            assert "401" in refused(bare)
            assert difference(watch(url)[0], PICTURE) < 6


def test_users_watch_what_they_may(caplog):
    caplog.set_level(logging.DEBUG)
    users = [RtspUser("ann", "s3cret-of-ann"), RtspUser("bob", "s3cret-of-bob", ["/back"])]
    assert "s3cret" not in repr(users)
    with RTSPServer(0, address="127.0.0.1", users=users) as server, RTSPSkyLine(server, "front") as sky:
        sky.start_streaming(30, W, H)
        assert all("s3cret" not in url for url in server.urls())
        with putting(sky, PICTURE):
            watch(f"rtsp://ann:s3cret-of-ann@127.0.0.1:{server.port}/front")
            assert "40" in refused(f"rtsp://bob:s3cret-of-bob@127.0.0.1:{server.port}/front")
    assert "s3cret" not in caplog.text


def test_it_stops_and_starts_again(server):
    with RTSPSkyLine(server, "live", encoding=GOOD) as sky, putting(sky, PICTURE):
        sky.start_streaming(30, W, H)
        (url,) = server.urls()
        port = server.port
        watch(url)
        server.stop()
        refused(url)
        again = RTSPServer(port, address="127.0.0.1", allow_anonymous=True)
        again.start()
        again.stop()
        server.start()
        watch(server.urls()[0])


def test_a_server_that_is_closed_says_so():
    with RTSPServer(0, address="127.0.0.1") as server:
        pass
    server.close()
    assert repr(server) == "<RTSPServer closed>"
    for call in server.start, server.urls, lambda: server.output("/x"), lambda: RTSPSkyLine(server, "x"):
        with pytest.raises(skyline.Error, match="closed"):
            call()


def test_streams_may_outlive_their_server(server):
    sky = RTSPSkyLine(server, "live")
    sky.start_streaming(30, W, H)
    sky.put(PICTURE)  # the first is kept, for whoever comes
    server.close()
    assert sky.put(PICTURE) is skyline.PutResult.NOT_WANTED
    sky.close()


def test_a_path_is_one_output_among_others(server, sky, recorder):
    output = sky.attach(server.output("also"))
    sky.start_streaming(30, W, H)
    with putting(sky, PICTURE):
        watch(f"rtsp://127.0.0.1:{server.port}/also")
        recorder.wait(3)
    assert [one.name for one in sky.stats().outputs] == ["recorder", "rtsp /also"]
    sky.detach(output)
    assert server.urls() == []


def test_viewers_are_counted(server):
    with RTSPSkyLine(server, "live") as sky, putting(sky, PICTURE):
        sky.start_streaming(30, W, H)
        client = subprocess.Popen(
            ["ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", server.urls()[0], "-f", "null", "-"],
            stdin=subprocess.DEVNULL,
        )
        try:
            wait_until(lambda: sky.stats().outputs[0].viewers == 1, "a viewer")
        finally:
            client.terminate()
            client.wait(DEADLINE_S)
        wait_until(lambda: sky.stats().outputs[0].viewers == 0, "the viewer's end")


PIPELINE = "( videotestsrc is-live=true pattern=red ! video/x-raw,width=128,height=96,framerate=15/1 ! x264enc tune=zerolatency ! rtph264pay name=pay0 pt=96 )"


def test_a_pipeline_of_ones_own_is_a_stream_too(server):
    server.add_stream("red", PIPELINE)
    assert server.streams == {"/red": PIPELINE}
    (url,) = server.urls()
    assert url.endswith("/red")
    blue, green, red = watch(url, 3)[-1].reshape(-1, 3).mean(0)
    assert red > 200 > 60 > max(blue, green)
    server.remove_stream("/red")
    assert server.urls() == [] and server.streams == {}
    server.add_stream("/red", PIPELINE)


@pytest.mark.parametrize(
    "pipeline, part",
    [("nosuchelement ! rtph264pay name=pay0", "nosuchelement"), ("videotestsrc ! fakesink", "pay0"), ("", "pay0|empty")],
)
def test_a_pipeline_that_cannot_be_says_so(server, pipeline, part):
    with pytest.raises(skyline.Error, match=part):
        server.add_stream("/x", pipeline)
    assert server.streams == {}


def test_removing_what_is_not_there_says_so(server):
    with pytest.raises(skyline.Error, match="/nothing"):
        server.remove_stream("nothing")


def test_removing_a_stream_closes_it(server):
    sky = RTSPSkyLine(server, "live")
    server.remove_stream("live")
    assert server.urls() == [] and server.streams == {}
    with pytest.raises(skyline.Error, match="closed"):
        sky.put(PICTURE)
