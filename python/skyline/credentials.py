# SPDX-License-Identifier: Apache-2.0
"""Where keys for AWS come from. They are fetched on a thread of the library's well before they expire, whether or not
frames come; meanwhile, and while fetching fails, the last good ones are used."""

from __future__ import annotations

import concurrent.futures
import datetime
import logging
from dataclasses import dataclass, field

from . import _native
from .config import duration


@dataclass(frozen=True)
class AwsKeys:
    """Keys of AWS. Its repr shows none of them."""

    access_key_id: str = field(repr=False)
    secret_access_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    """Empty for permanent keys."""
    expires: datetime.datetime | None = None
    """None for permanent keys. One without a time zone is local time."""


class KVSCredentialsHandler:
    """Base of all handlers. Derive from it and define `fetch()` to bring your own.

    Args:
        aws_access_key_id: a key given in the program; better leave it to the environment, a profile or a role.
        aws_secret_access_key: its secret.
        executor: taken for the sake of old programs; renewal has a thread of its own.
        parent_logger: parent of this object's logger.
        aws_session_token: of temporary keys.

    Raises:
        ConfigError: one of key and secret is missing.
    """

    def __init__(
        self,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None,
        executor: concurrent.futures.Executor | None = None,
        parent_logger: logging.Logger | None = None,
        *,
        aws_session_token: str | None = None,
    ) -> None:
        own = type(self).__name__
        self.logger = parent_logger.getChild(own) if parent_logger else logging.getLogger(own)
        self._given: _native.Credentials | None = None  # the keys themselves are not kept where Python shows them
        self._made: _native.Credentials | None = None
        if aws_access_key_id or aws_secret_access_key:
            if not (aws_access_key_id and aws_secret_access_key):
                raise _native.ConfigError("aws_access_key_id and aws_secret_access_key go together; one is missing")
            keys = (aws_access_key_id, aws_secret_access_key, aws_session_token or "", None)
            self._given = _native.inline_credentials(keys)

    def fetch(self) -> AwsKeys:
        """The keys that hold now, freshly asked for; may take some seconds.

        Raises:
            Error: there are none; the text says where they were looked for, and holds no secret.
        """
        key, secret, token, expires = self._native_credentials().fetch()
        when = None if expires is None else datetime.datetime.fromtimestamp(expires, datetime.timezone.utc)
        return AwsKeys(key, secret, token, when)

    def provider(self) -> str:
        """Who answered last, or would be asked: "profile dev in /home/ann/.aws/credentials"."""
        return self._native_credentials().provider()

    def check_refresh(self) -> None:
        """Does nothing: renewal needs no help. Here for the sake of old programs."""

    def _make(self) -> _native.Credentials:
        if type(self).fetch is KVSCredentialsHandler.fetch:
            return self._given_or_chain()
        return _native.python_credentials(self._fetch_for_native, type(self).__name__)

    def _fetch_for_native(self) -> _native.Keys:
        keys = self.fetch()
        expires = None if keys.expires is None else keys.expires.timestamp()
        return (keys.access_key_id, keys.secret_access_key, keys.session_token, expires)

    def _given_or_chain(self) -> _native.Credentials:
        return self._given or _native.chain_credentials("")

    # Made once, so that streams that share a handler share what it has fetched.
    def _native_credentials(self) -> _native.Credentials:
        if type(self).fetch is not KVSCredentialsHandler.fetch:
            return self._make()  # it refers to this object, which must not refer to it
        if self._made is None:
            self._made = self._make()
        return self._made

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class KVSInlineCredentialsHandler(KVSCredentialsHandler):
    """Keys given in the program; as AWS's own tools find them when none are."""


class KVSEnvironmentCredentialsHandler(KVSCredentialsHandler):
    """AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or keys given in the program. The environment
    is read and never written: child processes would inherit the keys."""

    def _make(self) -> _native.Credentials:
        return self._given or _native.environment_credentials()


class KVSFileCredentialsHandler(KVSCredentialsHandler):
    """Keys given in the program, or as AWS's own tools find them, which are also written to a file for other
    producers that read kvssink's form: atomically, mode 0600, whenever they are renewed.

    Args:
        credentials_path: the file; None: none is written, SkyLine needs no file.
        args: positional arguments of `KVSCredentialsHandler`.
        read_only: read keys from the file instead, again when it has changed.
        grace: the time of expiry written is earlier than the true one by so many seconds.
        kwargs: keyword arguments of `KVSCredentialsHandler`.

    Raises:
        ConfigError: `read_only` without a path, or with keys.
    """

    def __init__(
        self,
        credentials_path: str | None = None,
        *args: object,
        read_only: bool = False,
        grace: float | datetime.timedelta = 300,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.credentials_path = credentials_path
        self._read_only = read_only
        self._grace = duration(grace)
        if read_only and (self._given or not credentials_path):
            raise _native.ConfigError("read_only needs credentials_path, and no keys")

    def _make(self) -> _native.Credentials:
        if self.credentials_path is None:
            return self._given_or_chain()
        source = None if self._read_only else self._given_or_chain()
        return _native.file_credentials(self.credentials_path, source, self._grace)


class KVSChainCredentialsHandler(KVSCredentialsHandler):
    """The order of AWS's own tools: environment, profile, web identity, container, instance.

    Args:
        profile: None: AWS_PROFILE, then "default". One that is named goes before the environment's keys.
        parent_logger: parent of this object's logger.
    """

    def __init__(self, profile: str | None = None, parent_logger: logging.Logger | None = None) -> None:
        super().__init__(parent_logger=parent_logger)
        self._profile = profile or ""

    def _make(self) -> _native.Credentials:
        return _native.chain_credentials(self._profile)


class KVSIoTCredentialsHandler(KVSCredentialsHandler):
    """AWS IoT's credential provider: a device certificate instead of keys.

    Args:
        endpoint: host name, "xxxx.credentials.iot.eu-west-1.amazonaws.com".
        role_alias: the role it may take.
        certificate: PEM file.
        private_key: PEM file.
        thing_name: not sent if empty.
        ca_file: PEM file; empty: the system's.
        parent_logger: parent of this object's logger.

    Raises:
        Error: a file is missing, or a setting empty.
    """

    def __init__(
        self,
        endpoint: str,
        role_alias: str,
        certificate: str,
        private_key: str,
        thing_name: str = "",
        ca_file: str = "",
        parent_logger: logging.Logger | None = None,
    ) -> None:
        super().__init__(parent_logger=parent_logger)
        config = _native.IotConfig()
        config.endpoint = endpoint
        config.role_alias = role_alias
        config.certificate = certificate
        config.private_key = private_key
        config.thing_name = thing_name
        config.ca_file = ca_file
        self._made = _native.iot_credentials(config)

    @classmethod
    def from_file(cls, path: str) -> KVSIoTCredentialsHandler:
        """Settings from a JSON file with the names of the arguments.

        Raises:
            Error: an unknown name, a missing file.
        """
        handler = cls.__new__(cls)
        KVSCredentialsHandler.__init__(handler)
        handler._made = _native.iot_credentials_file(path)
        return handler
