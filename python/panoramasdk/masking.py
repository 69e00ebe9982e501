# SPDX-License-Identifier: Apache-2.0
"""Keeps passwords out of logs and of `repr`."""

from __future__ import annotations

import re

# Up to the last @ of the word: a password may hold an @ or a / that nobody escaped.
_USER_INFO = re.compile(r"(\w://)\S*@")
# Some cameras take their password as a query, `?user=a&password=b`, or in the path, `/user=a_password=b_channel=1`.
_QUERY = re.compile(r"(?i)((?:pass(?:word|wd)?|pwd|token|secret|key|signature)=)[^&\s]+")


def mask(text: str) -> str:
    """`text` with the user and password of each URL in it replaced by asterisks."""
    return _QUERY.sub(r"\1***", _USER_INFO.sub(r"\1***@", text))
