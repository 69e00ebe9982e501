# SPDX-License-Identifier: Apache-2.0
"""The class that a Panorama application derives from."""

from __future__ import annotations

import logging
import weakref
from types import TracebackType
from typing import Any, Callable, TypeVar

from .config import load
from .output import OutputPort
from .ports import MediaInput, ParameterPort, Ports
from .settings import Settings
from .streams import Servers

logger = logging.getLogger("panoramasdk")

Self = TypeVar("Self", bound="node")


class node:  # noqa: N801 - the name is Panorama's
    """An application: `inputs` bring parameters and pictures, `outputs` take pictures.

    Making one reads the configuration, and raises ConfigError when that cannot be used. Cameras are opened at the
    first get(), outputs at the first put(). All is closed by close(), at the end of a `with` block, when the object
    goes, and at the interpreter's exit.
    """

    _parts: _Parts
    _finalizer: Callable[[], object]

    def __new__(cls: type[Self], *args: Any, **kwargs: Any) -> Self:
        # Not in __init__: many applications never call that of their base class, as the appliance did not need it.
        self = super().__new__(cls)
        self._parts = _Parts(load())
        self._finalizer = weakref.finalize(self, self._parts.close)
        return self

    @property
    def inputs(self) -> Ports[Any]:
        """Input ports by name: `inputs.video_in.get()`, `inputs.threshold.get()`."""
        return self._parts.inputs

    @property
    def outputs(self) -> Ports[OutputPort]:
        """Output ports by name: `outputs.video_out.put(streams)`."""
        return self._parts.outputs

    def call(self, input: Any, name: str, time_out: float | None = None) -> Any:
        """Inference by a model node, which only the appliance had. Raises NotImplementedError.

        An application that uses it overrides it, and returns a tuple of numpy arrays: docs/20-panoramasdk.md has an
        example with onnxruntime.
        """
        model = name if isinstance(name, str) else input  # Panorama's reference has them the other way round
        raise NotImplementedError(
            f"the model {model!r} ran on the appliance only; override `call` in your application class and run the "
            "model there, with onnxruntime for example, returning a tuple of numpy arrays"
        )

    def close(self) -> None:
        """Closes inputs and outputs. More calls do nothing."""
        self._finalizer()

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Parts:
    """What a node consists of; apart from it, so that it can be closed when the node is no longer there."""

    def __init__(self, settings: Settings) -> None:
        self._servers = Servers()
        inputs: dict[str, MediaInput | ParameterPort] = {
            name: ParameterPort(name, value) for name, value in settings.parameters.items()
        }
        inputs.update({name: MediaInput(name, sources) for name, sources in settings.inputs.items()})
        self.inputs: Ports[Any] = Ports("input", inputs)
        outputs = {name: OutputPort(name, output, self._servers) for name, output in settings.outputs.items()}
        self.outputs: Ports[OutputPort] = Ports("output", outputs)

    def close(self) -> None:
        closers: list[Any] = [*self.inputs, *self.outputs, self._servers]
        for part in closers:
            try:
                part.close()
            except Exception:  # one part's trouble must not keep the others open
                logger.exception("closing failed")
