# SPDX-License-Identifier: Apache-2.0
"""Reads what the configuration says of one input: a camera's URL, a device, or a file."""

from __future__ import annotations

import re
from pathlib import Path

from .document import Document
from .settings import Kind, Source

STREAM_SCHEMES = ("rtsp", "rtsps", "rtmp", "http", "https", "udp", "srt")


def read_sources(entry: Document, name: str, folder: Path) -> tuple[Source, ...]:
    """One or several inputs: a string, a mapping {uri, id, loop}, or a list of these.

    `name` gives the identifiers where there is no `id`: itself, or `name_1`, `name_2` where there are several.
    Files are relative to `folder`. Raises ConfigError.
    """
    if not entry.is_list():
        return (_read_source(entry, name, folder),)
    items = entry.items()
    if not items:
        raise entry.error("the list is empty; name a camera's URL, a device or a file")
    if len(items) == 1:
        return (_read_source(items[0], name, folder),)
    return tuple(_read_source(item, f"{name}_{number}", folder) for number, item in enumerate(items, 1))


def make_source(entry: Document, uri: str, stream_id: str, folder: Path, loop: bool = False) -> Source:
    """The input that `uri` names; errors are told as of `entry`. Raises ConfigError."""
    kind, target = _classify(entry, uri, folder)
    if loop and kind is not Kind.FILE:
        raise entry.error('"loop" is for files; a stream and a device are opened again anyway')
    return Source(uri=uri, stream_id=stream_id, kind=kind, target=target, loop=loop)


def _read_source(entry: Document, name: str, folder: Path) -> Source:
    if not entry.is_mapping():
        return make_source(entry, entry.text(), name, folder)
    fields = entry.fields(("uri", "id", "loop"), required=("uri",))
    stream_id = fields["id"].text() if "id" in fields else name
    loop = fields["loop"].boolean() if "loop" in fields else False
    return make_source(fields["uri"], fields["uri"].text(), stream_id, folder, loop)


def _classify(entry: Document, uri: str, folder: Path) -> tuple[Kind, str]:
    if not uri or "\0" in uri:
        raise entry.error("a camera's URL, a device or a file is needed")
    if uri.startswith("/dev/"):
        return Kind.DEVICE, uri
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", uri)
    if scheme and scheme[1].lower() == "file":
        uri = uri[len(scheme[0]) :]
    elif scheme and scheme[1].lower() in STREAM_SCHEMES:
        return Kind.STREAM, uri
    elif scheme:
        raise entry.error(f"{scheme[1]}:// is not known; known are {', '.join(STREAM_SCHEMES)}, file")
    file = folder / uri
    if not file.is_file():
        raise entry.error(f"there is no such file, nor is it a URL or a device; files are looked for from {folder}")
    return Kind.FILE, str(file)
