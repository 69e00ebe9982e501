# SPDX-License-Identifier: Apache-2.0
"""Reads where the output ports go: `output` for the usual port video_out, `outputs` for several by name."""

from __future__ import annotations

from typing import Collection, Mapping

from .document import Document, unknown
from .settings import KinesisSettings, OutputSettings, RtspSettings

USUAL_PORT = "video_out"
LARGEST_SIDE = 8192


def read_outputs(fields: Mapping[str, Document], known: Collection[str] | None) -> dict[str, OutputSettings]:
    """The settings of each output port. `known`: the ports there are; None: video_out and those that are named.

    Raises ConfigError.
    """
    given: dict[str, Document] = dict(fields["outputs"].entries()) if "outputs" in fields else {}
    if "output" in fields:
        if USUAL_PORT in given:
            raise fields["output"].error(f"outputs.{USUAL_PORT} is there, too; one of them is needed")
        given[USUAL_PORT] = fields["output"]
    ports: list[str] = list(known) if known is not None else list(dict.fromkeys([USUAL_PORT, *given]))
    for name, entry in given.items():
        if name not in ports:
            raise entry.error(unknown("output", name, ports))
    outputs = {name: _output(name, given.get(name)) for name in ports}
    _check_servers(outputs, fields)
    return outputs


def _output(name: str, entry: Document | None) -> OutputSettings:
    path = "/panorama" if name == USUAL_PORT else f"/{name}"
    if entry is None:
        return OutputSettings(rtsp=RtspSettings(path))
    fields = entry.fields(("rtsp", "kinesis", "width", "height", "fps", "bitrate_kbps"))
    kinesis = _kinesis(fields["kinesis"]) if "kinesis" in fields else None
    rtsp = _rtsp(fields["rtsp"], path) if "rtsp" in fields else None
    if rtsp is None and kinesis is None:
        rtsp = RtspSettings(path)
    return OutputSettings(
        rtsp=rtsp,
        kinesis=kinesis,
        size=_size(entry, fields),
        fps=_fps(fields["fps"]) if "fps" in fields else None,
        bitrate_kbps=fields["bitrate_kbps"].integer(10, 200_000) if "bitrate_kbps" in fields else None,
    )


def _size(entry: Document, fields: Mapping[str, Document]) -> tuple[int, int] | None:
    if "width" not in fields and "height" not in fields:
        return None
    if "width" not in fields or "height" not in fields:
        raise entry.error("width and height are given together, or neither")
    width, height = (fields[key].integer(16, LARGEST_SIDE) for key in ("width", "height"))
    return width, height


def _fps(entry: Document) -> float | None:
    fps = entry.number()
    if not 0 < fps <= 240:
        raise entry.error("a frame rate is above 0 and at most 240")
    return fps


def _rtsp(entry: Document, path: str) -> RtspSettings:
    fields = entry.fields(("port", "address", "path", "allow_anonymous", "user", "password"))
    text = {key: fields[key].text() for key in ("address", "path", "user", "password") if key in fields}
    anonymous = fields["allow_anonymous"].boolean() if "allow_anonymous" in fields else False
    if bool(text.get("user")) != bool(text.get("password")):
        raise entry.error("user and password are given together, or neither (a password is made up then)")
    if anonymous and text.get("user"):
        raise entry.error("allow_anonymous and a user do not go together")
    return RtspSettings(
        path=text.get("path", path),
        port=fields["port"].integer(0, 65535) if "port" in fields else 8554,
        address=text.get("address", "127.0.0.1"),
        allow_anonymous=anonymous,
        user=text.get("user", ""),
        password=text.get("password", ""),
    )


def _kinesis(entry: Document) -> KinesisSettings:
    fields = entry.fields(("stream", "region", "endpoint", "create_stream", "spool_dir"), required=("stream",))
    return KinesisSettings(
        stream=fields["stream"].text(),
        region=fields["region"].text() if "region" in fields else "",
        endpoint=fields["endpoint"].text() if "endpoint" in fields else "",
        create_stream=fields["create_stream"].boolean() if "create_stream" in fields else True,
        spool_dir=fields["spool_dir"].text() if "spool_dir" in fields else "",
    )


def _check_servers(outputs: Mapping[str, OutputSettings], fields: Mapping[str, Document]) -> None:
    """Outputs with the same address and port share a server: its users have to agree, the paths to differ."""
    at = fields.get("outputs") or fields.get("output")
    servers: dict[tuple[str, int], list[RtspSettings]] = {}
    for output in outputs.values():
        if output.rtsp is not None and at is not None:
            servers.setdefault((output.rtsp.address, output.rtsp.port), []).append(output.rtsp)
    for (address, port), several in servers.items():
        users = {(rtsp.user, rtsp.password, rtsp.allow_anonymous) for rtsp in several}
        if at is not None and len(users) > 1:
            raise at.error(f"outputs on {address}:{port} have one server: give them the same user and allow_anonymous")
        if at is not None and len({rtsp.path for rtsp in several}) < len(several):
            raise at.error(f"two outputs on {address}:{port} have the same path")
