# SPDX-License-Identifier: Apache-2.0
"""One RTSP server in the process, and streams that it serves."""

from __future__ import annotations

import logging
import weakref
from types import TracebackType
from typing import Any, Sequence

from . import _life, _log, _native
from .config import RtspUser
from .outputs import Output
from .skyline import SkyLine

__all__ = ["RTSPServer", "RTSPSkyLine", "RtspUser"]


class RTSPServer:
    """Serves any number of streams by RTSP. They may come and go while it runs.

    With no `users` and without `allow_anonymous`, a user "viewer" with a random password is made; the addresses with it
    are logged (as a warning, so that they are seen where logging was not set up) and are what `urls()` returns.

    Args:
        port: a number or text; 0 for any free one.
        parent_logger: parent of this object's logger.
        address: "127.0.0.1" for this machine only.
        users: who may watch.
        allow_anonymous: let anybody watch.
        basic_auth: offer basic authentication besides digest; over TLS only.
        tls_certificate: a PEM file; with `tls_key` the port speaks RTSPS only.
        tls_key: a PEM file.
        http_tunnel: RTSP over HTTP, for networks that let nothing else pass.
        multicast_group: first address of multicast streams, such as "239.255.42.1"; empty: none.
        multicast_port: first of their ports.
        multicast_ttl: how many routers they pass.
        max_connections: in all.
        max_connections_per_address: of one host.

    Raises:
        Error: a setting is out of range, or two do not go together.
    """

    def __init__(
        self,
        port: str | int = "8554",
        parent_logger: logging.Logger | None = None,
        *,
        address: str = "0.0.0.0",
        users: Sequence[RtspUser] = (),
        allow_anonymous: bool = False,
        basic_auth: bool = False,
        tls_certificate: str = "",
        tls_key: str = "",
        http_tunnel: bool = False,
        multicast_group: str = "",
        multicast_port: int = 5000,
        multicast_ttl: int = 1,
        max_connections: int = 512,
        max_connections_per_address: int = 32,
    ) -> None:
        own = type(self).__name__
        self.logger = parent_logger.getChild(own) if parent_logger else logging.getLogger(own)
        config = _native.RtspServerConfig()
        config.port = _port(port)
        config.address = address
        config.users = [_native.RtspUser(one.name, one.password, list(one.paths)) for one in users]
        config.allow_anonymous = allow_anonymous
        config.basic_auth = basic_auth
        config.tls_certificate = tls_certificate
        config.tls_key = tls_key
        config.http_tunnel = http_tunnel
        config.multicast_group = multicast_group
        config.multicast_port = multicast_port
        config.multicast_ttl = multicast_ttl
        config.max_connections = max_connections
        config.max_connections_per_address = max_connections_per_address
        _log.register("rtsp", self)
        self._native = _native.make_server(config)
        self._pipelines: dict[str, str] = {}
        self._skylines: weakref.WeakValueDictionary[str, RTSPSkyLine] = weakref.WeakValueDictionary()
        _life.register(self)

    def start(self) -> None:
        """Listens. Raises Error when the address or the certificate cannot be used. No effect when started."""
        self._native.start()
        _log.drain()

    def stop(self) -> None:
        """Closes every connection and the port. Streams stay, and are served again after `start()`."""
        self._native.stop()
        _log.drain()

    def close(self) -> None:
        """Stops, and lets go of everything. Any later call raises Error; streams live on without it."""
        self._native.close()
        _log.unregister("rtsp", self)

    def _end(self) -> None:
        self._native.stop()

    def __enter__(self) -> RTSPServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def port(self) -> str:
        """The port listened on; the one asked for when not started."""
        return str(self._native.port())

    def urls(self, credentials: bool = True) -> list[str]:
        """One for each stream and each address of this host that the server listens on.

        Args:
            credentials: with the generated password, if there is one; never with a configured one.
        """
        return self._native.urls(credentials)

    @property
    def streams(self) -> dict[str, str]:
        """The paths served, each with its pipeline; that of a SkyLine is empty."""
        return {path: "" for path in self._skylines} | self._pipelines

    def output(self, path: str) -> Output:
        """For `SkyLine.attach()`: serves that stream at `path`, beside its other outputs.

        Raises:
            Error: the path is taken, or not of the form /name[/name...] with letters, digits and . _ - ~ in the names.
        """
        return Output(self._native.output(_path(path)))

    def add_stream(self, mount_point: str, pipeline: str) -> None:
        """Serves a GStreamer pipeline of one's own, which has a payloader named pay0. `RTSPSkyLine` needs no such call.

        Raises:
            Error: the path is taken or malformed, or GStreamer cannot build the pipeline.
        """
        path = _path(mount_point)
        self._native.add_pipeline(path, pipeline)
        self._pipelines[path] = pipeline

    def remove_stream(self, mount_point: str) -> None:
        """Disconnects whoever watches the path, and frees it. An `RTSPSkyLine` there is closed.

        Raises:
            Error: nothing of that path was added here.
        """
        path = _path(mount_point)
        stream = self._skylines.get(path)
        if stream is not None:
            stream.close()
            return
        self._native.remove(path)
        del self._pipelines[path]

    def __repr__(self) -> str:
        try:
            return f"<{type(self).__name__} streams=[{', '.join(self.urls(credentials=False))}]>"
        except _native.Error:
            return f"<{type(self).__name__} closed>"


class RTSPSkyLine(SkyLine):
    """A SkyLine that is served at a path of a server.

    Args:
        server: serves it.
        path: where; a slash in front is added when it is missing.
        args: positional arguments of `SkyLine`.
        kwargs: keyword arguments of `SkyLine`.

    Raises:
        Error: the path is taken, or not of the form /name[/name...]; or as `SkyLine`.
    """

    def __init__(self, server: RTSPServer, path: str, *args: Any, **kwargs: Any) -> None:
        self.server = server
        self.path = _path(path)
        super().__init__(*args, **kwargs)
        server._skylines[self.path] = self

    def _default_name(self) -> str:
        return self.path.strip("/")

    def _log_prefixes(self) -> tuple[str, ...]:
        return (self.name, self.path, f"rtsp {self.path}")

    def _make_stream(self, config: _native.StreamConfig) -> _native.Stream:
        if self._dotenv_path:
            _native.load_plugins(self._dotenv_path)
        return _native.rtsp_stream(self.server._native, self.path, config)

    def close(self) -> None:
        super().close()
        self.server._skylines.pop(self.path, None)


def _path(path: str) -> str:
    return path if path.startswith("/") else "/" + path


def _port(port: str | int) -> int:
    try:
        number = int(port)
    except (TypeError, ValueError):
        number = -1
    if not 0 <= number <= 65535:
        raise _native.ConfigError(f"port is {port!r}; it must be a number from 0 to 65535")
    return number
