# SPDX-License-Identifier: Apache-2.0
"""The port by which an application shows its pictures."""

from __future__ import annotations

import threading
from typing import Any, Sequence

from .media import media
from .mosaic import compose
from .settings import OutputSettings
from .streams import Servers, Stream


class OutputPort:
    """An output. Any thread may put; what is put first goes out first."""

    def __init__(self, name: str, settings: OutputSettings, servers: Servers) -> None:
        self.name = name
        self._settings = settings
        self._lock = threading.RLock()  # the node may be collected, and closed, within any call
        self._stream = Stream(settings, servers)  # guarded by _lock, as is the next
        self._closed = False

    def put(self, *data: media | Sequence[media]) -> None:
        """Shows pictures: one as it is, several as a mosaic. Labels and boxes are drawn on a copy.

        Takes a media, several, or a list or tuple of them. Raises ValueError when there is none, TypeError for what is
        no media, RuntimeError when the node is closed, skyline.Error when the output cannot be opened (at the first
        call). Never waits for an encoder or a network.
        """
        pictures = _flat(data)
        if not pictures:
            raise ValueError(f"nothing to put to the output {self.name}: the list of media is empty")
        image = compose(pictures, self._settings.size)
        seconds, microseconds = max(picture.time_stamp for picture in pictures)
        with self._lock:
            if self._closed:
                raise RuntimeError(f"the output {self.name} is closed")
            self._stream.put(image, seconds + microseconds / 1e6)

    def close(self) -> None:
        """Ends the stream. More calls do nothing."""
        with self._lock:
            self._closed = True
            self._stream.close()


def _flat(data: Sequence[Any]) -> list[media]:
    pictures: list[media] = []
    for item in data:
        if isinstance(item, (list, tuple)):
            pictures += _flat(item)
        elif isinstance(item, media):
            pictures.append(item)
        else:
            raise TypeError(f"an output takes media, not {type(item).__name__}")
    return pictures
