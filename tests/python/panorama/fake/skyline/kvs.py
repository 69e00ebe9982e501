# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import FakeSkyLine


@dataclass(frozen=True)
class KVSConfig:
    endpoint: str = ""
    create_stream: bool = True
    spool_dir: str = ""


class KVSSkyLine(FakeSkyLine):
    def __init__(
        self, region: str, stream: str, credentials_handler: Any = None, parent_logger: Any = None, **options: Any
    ) -> None:
        super().__init__({"kinesis": stream, "region": region}, options)
