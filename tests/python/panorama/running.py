# SPDX-License-Identifier: Apache-2.0
"""Programs that a test runs beside itself, and what they say on standard error."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Callable, Mapping, Sequence

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
FAKE = HERE / "fake"
DEADLINE = 30.0


class Running:
    """A Python program. `lines` of its standard error are there as they come; leaving the block ends it."""

    def __init__(
        self, arguments: Sequence[str], folder: Path, paths: Sequence[Path], variables: Mapping[str, str]
    ) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PANORAMA_")}
        python_path = os.pathsep.join([*map(str, paths), *(os.path.abspath(path) for path in sys.path if path)])
        self.process = subprocess.Popen(
            [sys.executable, *arguments], cwd=folder, env={**kept, "PYTHONPATH": python_path, **variables}, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def line(self, matches: Callable[[str], object]) -> str:
        """The first line that matches, once it is there. Fails when there is none by the deadline, or by the end."""
        deadline = time.monotonic() + DEADLINE
        with self._changed:
            while True:
                for line in self.lines:
                    if matches(line):
                        return line
                assert self._reader.is_alive() and time.monotonic() < deadline, "".join(self.lines)
                self._changed.wait(0.1)

    def wait(self) -> int:
        """The exit code, once it ended by itself."""
        code = self.process.wait(DEADLINE)
        self._reader.join(DEADLINE)
        return code

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.wait()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._changed:
                self.lines.append(line)
                self._changed.notify_all()
        self.process.stderr.close()
