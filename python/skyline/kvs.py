# SPDX-License-Identifier: Apache-2.0
"""Streams to Amazon Kinesis Video Streams, over SkyLine's own producer: nothing to build or install."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, Callable, Literal, Mapping

from . import _log, _native
from .config import choice, duration
from .credentials import (
    AwsKeys,
    KVSChainCredentialsHandler,
    KVSCredentialsHandler,
    KVSEnvironmentCredentialsHandler,
    KVSFileCredentialsHandler,
    KVSInlineCredentialsHandler,
    KVSIoTCredentialsHandler,
)
from .outputs import Output
from .skyline import SkyLine
from .stats import KVSStats, KVSUndelivered

__all__ = [
    "AwsKeys",
    "KVSChainCredentialsHandler",
    "KVSConfig",
    "KVSCredentialsHandler",
    "KVSEnvironmentCredentialsHandler",
    "KVSFileCredentialsHandler",
    "KVSInlineCredentialsHandler",
    "KVSIoTCredentialsHandler",
    "KVSOutput",
    "KVSSkyLine",
    "KVSStats",
    "KVSUndelivered",
]


@dataclass(frozen=True)
class KVSConfig:
    """How a stream is sent. What is out of range raises `Error` where the stream or output is made."""

    endpoint: str = ""
    """Control plane URL; empty: the environment's, then AWS's own of the region."""
    ca_file: str = ""
    """PEM certificates to trust; empty: AWS_CA_BUNDLE, then the system's."""
    create_stream: bool = True
    """Make the stream when there is none."""
    retention_hours: int = 24
    """Of a stream that is made; 0: viewers see only what is live."""
    kms_key_id: str = ""
    """Of a stream that is made; empty: AWS's own key."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Put on a stream that is made, at most 50."""
    buffer_bytes: int = 64 << 20
    """What is kept in memory of fragments the service has not persisted yet; 64 KiB to 16 GiB."""
    buffer_age: float = 120
    """Likewise in seconds; 10 to 86,400."""
    spool_dir: str = ""
    """Folder for fragments on disk, which outlive the process; empty: none."""
    spool_bytes: int = 1 << 30
    """At most so much of it, 1 MiB and up."""
    backlog_kbps: int = 8000
    """Bandwidth for what is sent later from the spool, decimal kilobits a second."""
    connection_life: float = 40 * 60
    """A connection is renewed after so many seconds, 60 to 2,640."""
    stop_timeout: float = 5
    """Seconds for which stopping waits for the last acknowledgements, 0 to 600."""
    on_health: Callable[[KVSStats], object] | None = None
    """Called when the state or the last error changes, and once a second while something is counted; on a thread of the
    library's. It must not stop or close the stream."""
    backend: Literal["native", "kvssink"] = "native"
    """"kvssink" sends through AWS's own GStreamer element, where it is installed."""


class KVSSkyLine(SkyLine):
    """A SkyLine that is sent to Kinesis Video Streams. Nothing waits for the network: media is buffered first, the
    service is reached when it can be, and what it has not persisted is sent again.

    Args:
        stream_region: such as "eu-west-1"; None: the environment's, the .env file's, the profile's.
        stream_name: 1 to 256 of a-z A-Z 0-9 _ . -
        credentials_handler: where keys come from; None: as AWS's own tools find them.
        args: positional arguments of `SkyLine`. Its `dotenv_path` is a .env file; without one it is searched for
            from the working directory upwards.
        kvs: how the stream is sent.
        kwargs: keyword arguments of `SkyLine`.

    Raises:
        Error: a setting is out of range, the region is not known, the spool folder cannot be used; or as `SkyLine`.
    """

    def __init__(
        self,
        stream_region: str | None,
        stream_name: str,
        credentials_handler: KVSCredentialsHandler | None = None,
        *args: Any,
        kvs: KVSConfig | None = None,
        **kwargs: Any,
    ) -> None:
        self.stream_region = stream_region
        self.stream_name = stream_name
        self.credentials_handler = credentials_handler
        self._kvs = kvs or KVSConfig()
        super().__init__(*args, **kwargs)

    def _default_name(self) -> str:
        return self.stream_name

    def _log_prefixes(self) -> tuple[str, ...]:
        return (self.name, self.stream_name)

    def _make_stream(self, config: _native.StreamConfig) -> _native.Stream:
        kvs = _native_config(self._kvs, self.credentials_handler)
        return _native.kvs_stream(self.stream_region or "", self.stream_name, self._dotenv_path or "", config, kvs)

    def stop_streaming(self, deadline: float | None = None) -> KVSUndelivered:
        """Stops, waiting for the last acknowledgements.

        Args:
            deadline: seconds it may wait; `KVSConfig.stop_timeout` if not given.

        Returns:
            What was not delivered by then. It stays, and goes out after the next start; it outlives the process
            when it is spooled. With the kvssink backend, which does not tell, always nothing.
        """
        left = self._native.stop_kvs(duration(self._kvs.stop_timeout if deadline is None else deadline))
        _log.drain()
        return KVSUndelivered(**left)

    def add_metadata(self, name: str, value: str, persistent: bool = False) -> None:
        """Attaches a name and a value to the fragment that is open, or to the next one.

        Args:
            name: 1 to 128 bytes, not beginning with "AWS"; at most 10 of them a fragment.
            value: at most 256 bytes; empty ends a persistent one.
            persistent: attach it to every fragment from now on.

        Raises:
            Error: a limit is passed, or the backend is kvssink.
        """
        self._native.add_metadata(name, value, persistent)

    def kvs_stats(self) -> KVSStats:
        return KVSStats(**self._native.kvs_stats())


class KVSOutput(Output):
    """For `SkyLine.attach()`: sends a stream to Kinesis Video Streams, beside its other outputs.

    Args:
        stream_region: such as "eu-west-1"; None: the environment's or the profile's. No .env file is read.
        stream_name: 1 to 256 of a-z A-Z 0-9 _ . -
        credentials_handler: where keys come from; None: as AWS's own tools find them.
        kvs: how the stream is sent.

    Raises:
        Error: a setting is out of range, the region is not known, the spool folder cannot be used.
    """

    def __init__(
        self,
        stream_region: str | None,
        stream_name: str,
        credentials_handler: KVSCredentialsHandler | None = None,
        *,
        kvs: KVSConfig | None = None,
    ) -> None:
        _log.start()
        config = _native_config(kvs or KVSConfig(), credentials_handler)
        config.region = stream_region or ""
        config.stream_name = stream_name
        super().__init__(_native.kvs_output(config))

    def add_metadata(self, name: str, value: str, persistent: bool = False) -> None:
        """As `KVSSkyLine.add_metadata()`. Raises Error also when the stream it was attached to is gone."""
        self._native.add_metadata(name, value, persistent)

    def kvs_stats(self) -> KVSStats:
        """Raises Error when the stream it was attached to is gone, or the backend is kvssink."""
        return KVSStats(**self._native.kvs_stats())


def _native_config(kvs: KVSConfig, handler: KVSCredentialsHandler | None) -> _native.KvsConfig:
    config = _native.KvsConfig()
    config.credentials = handler._native_credentials() if handler else None
    config.endpoint = kvs.endpoint
    config.ca_file = kvs.ca_file
    config.create_stream = kvs.create_stream
    config.retention = datetime.timedelta(hours=kvs.retention_hours)
    config.kms_key_id = kvs.kms_key_id
    config.tags = dict(kvs.tags)
    config.buffer_bytes = kvs.buffer_bytes
    config.buffer_age = duration(kvs.buffer_age)
    config.spool_dir = kvs.spool_dir
    config.spool_bytes = kvs.spool_bytes
    config.backlog_kbps = kvs.backlog_kbps
    config.connection_life = duration(kvs.connection_life)
    config.stop_timeout = duration(kvs.stop_timeout)
    config.backend = choice(_native.KvsBackend, "backend", kvs.backend)
    if kvs.on_health is not None:
        report = kvs.on_health
        config.set_on_health(lambda values: report(KVSStats(**values)))
    return config
