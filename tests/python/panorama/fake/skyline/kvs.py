# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

from . import FakeSkyLine


class KVSSkyLine(FakeSkyLine):
    def __init__(
        self, region: str, stream: str, credentials_handler: Any = None, parent_logger: Any = None, **options: Any
    ) -> None:
        super().__init__({"kinesis": stream, "region": region}, options)
