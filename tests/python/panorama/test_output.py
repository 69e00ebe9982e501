# SPDX-License-Identifier: Apache-2.0
"""Output ports, with a fake in place of the native package."""

from __future__ import annotations

from types import ModuleType
from typing import Any, Iterator

import numpy as np
import pytest

from panoramasdk import media
from panoramasdk.output import OutputPort
from panoramasdk.settings import KinesisSettings, OutputSettings, RtspSettings
from panoramasdk.streams import Servers

RTSP = RtspSettings("/panorama")


def gray(level: int = 0, seconds: int = 0, microseconds: int = 0, width: int = 64) -> media:
    return media(np.full((48, width, 3), level, np.uint8), "cam", "rtsp://cam", (seconds, microseconds))


@pytest.fixture
def servers() -> Iterator[Servers]:
    servers = Servers()
    yield servers
    servers.close()


def port(servers: Servers, name: str = "video_out", **settings: Any) -> OutputPort:
    return OutputPort(name, OutputSettings(**(settings or {"rtsp": RTSP})), servers)


def test_nothing_is_opened_before_the_first_put(sky: ModuleType, servers: Servers) -> None:
    port(servers).close()
    assert sky.made == [] and sky.servers == []


def test_what_is_put_is_streamed_with_its_own_time(sky: ModuleType, servers: Servers) -> None:
    output = port(servers)
    output.put(gray(9, 1_700_000_000, 250_000))
    (stream,), (server,) = sky.made, sky.servers
    assert stream.where == {"rtsp": "/panorama", "port": 8554}
    assert stream.started == {"fps": "variable", "width": 64, "height": 48}
    assert stream.times == [1_700_000_000.25]
    assert (stream.frames[0] == 9).all()
    assert server.running
    assert server.options == {"address": "127.0.0.1", "users": (), "allow_anonymous": False}
    output.put([gray(1), gray(2)])
    assert stream.frames[1].shape == (48, 128, 3)
    output.close()
    assert stream.closed


def test_several_are_a_mosaic_of_the_configured_size_and_the_newest_time(sky: ModuleType, servers: Servers) -> None:
    output = port(servers, rtsp=RTSP, size=(320, 240), fps=12.5, bitrate_kbps=900)
    output.put([gray(10, 100, 0), gray(20, 100, 500_000), gray(30, 99, 0)])
    (stream,) = sky.made
    assert stream.started == {"fps": 12.5, "width": 320, "height": 240}
    assert stream.frames[0].shape == (240, 320, 3)
    assert stream.times == [100.5]
    assert stream.options["encoding"].bitrate_kbps == 900


def test_put_takes_what_applications_give_it(sky: ModuleType, servers: Servers) -> None:
    output = port(servers)
    data: Any
    for data in ([gray()], [[gray()]], [(gray(), gray())], [gray(), gray()]):
        output.put(*data)
    assert [frame.shape[1] for frame in sky.made[0].frames] == [64, 64, 128, 128]
    empty: Any
    for empty in ([], [[]], [()]):
        with pytest.raises(ValueError, match="nothing to put to the output video_out"):
            output.put(*empty)
    with pytest.raises(TypeError, match="an output takes media, not ndarray"):
        output.put(np.zeros((4, 4, 3), np.uint8))  # type: ignore[arg-type]
    assert len(sky.made[0].frames) == 4


def test_a_frame_that_was_put_is_not_written_to_again(sky: ModuleType, servers: Servers) -> None:
    picture = gray(5)
    port(servers).put(picture)
    picture.image[:] = 200
    assert (sky.made[0].frames[0] == 5).all()


def test_kinesis_with_rtsp_beside_it_is_one_encode(sky: ModuleType, servers: Servers) -> None:
    kinesis = KinesisSettings("door", "eu-west-1", "http://127.0.0.1:1", False, "/spool")
    port(servers, rtsp=RTSP, kinesis=kinesis).put(gray())
    (stream,) = sky.made
    assert stream.where == {"kinesis": "door", "region": "eu-west-1"}
    assert stream.attached == ["output /panorama"]
    kvs = stream.options["kvs"]
    assert (kvs.endpoint, kvs.create_stream, kvs.spool_dir) == ("http://127.0.0.1:1", False, "/spool")
    assert sky.servers[0].running


def test_kinesis_alone_opens_no_port(sky: ModuleType, servers: Servers) -> None:
    port(servers, kinesis=KinesisSettings("door")).put(gray())
    assert sky.servers == [] and sky.made[0].attached == []


def test_ports_share_a_server(sky: ModuleType, servers: Servers) -> None:
    user = RtspSettings("/a", 9000, "0.0.0.0", user="me", password="hunter2")
    port(servers, rtsp=user).put(gray())
    port(servers, "other", rtsp=RtspSettings("/b", 9000, "0.0.0.0", user="me", password="hunter2")).put(gray())
    port(servers, "third", rtsp=RTSP).put(gray())
    assert [stream.where["rtsp"] for stream in sky.made] == ["/a", "/b", "/panorama"]
    assert len(sky.servers) == 2
    (given,) = sky.servers[0].options["users"]
    assert (given.name, given.password) == ("me", "hunter2")
    servers.close()
    assert not sky.servers[0].running and not sky.servers[1].running


def test_an_output_that_cannot_be_opened_is_tried_again_at_the_next_put(sky: ModuleType, servers: Servers) -> None:
    from skyline import Error, FakeServer  # type: ignore[attr-defined]

    FakeServer.fails = 1
    output = port(servers)
    with pytest.raises(Error, match="in use"):
        output.put(gray())
    assert sky.made[0].closed
    output.put(gray())
    assert len(sky.made[1].frames) == 1 and sky.servers[0].running


def test_put_after_close_says_so(sky: ModuleType, servers: Servers) -> None:
    output = port(servers)
    output.put(gray())
    output.close()
    output.close()
    with pytest.raises(RuntimeError, match="the output video_out is closed"):
        output.put(gray())
