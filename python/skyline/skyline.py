# SPDX-License-Identifier: Apache-2.0
"""`SkyLine` takes frames, encodes each once, and hands the units to every output."""

from __future__ import annotations

import datetime
import enum
import itertools
import logging
import numbers
import weakref
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from . import _gst, _life, _log, _native
from .config import EncodingConfig, Fit, native_stream_config
from .stats import Stats, make_stats

if TYPE_CHECKING:
    from .outputs import Output

    Self = TypeVar("Self", bound="SkyLine")
    OutputT = TypeVar("OutputT", bound=Output)

USE_LAST_VALUE = -999
"""For `start_streaming()`: the value of the last run; inferred when there was none."""

Rate = float | Literal["variable"] | None
PixelFormat = Literal["bgr", "rgb", "bgra", "rgba", "gray", "nv12", "i420"]


class State(enum.Enum):
    """What a `SkyLine` does now."""

    STOPPED = 0
    START_WARMUP = 1
    """Started, something has to be inferred, no frame yet."""
    WARMUP = 2
    """Frames are measured and discarded."""
    STREAMING = 3
    ERROR = -1
    """No encoder works at the moment; it is tried again, and streaming resumes by itself."""


class PutResult(enum.Enum):
    """What became of a frame. True when it went down the pipeline."""

    ENCODING = "encoding"
    """On its way to the encoder."""
    REPLACED_OLDER = "replaced an older frame"
    """Likewise; an older frame that still waited was dropped for it."""
    WARMING_UP = "warming up"
    """Measured and discarded."""
    NOT_WANTED = "not wanted"
    """No output wants units now: nobody watches."""
    STOPPED = "stopped"
    FAILED = "failed"
    """Not a usable frame, or nothing can encode now; `Stats.last_error` says why."""

    def __bool__(self) -> bool:
        return self in (PutResult.ENCODING, PutResult.REPLACED_OLDER)


_State = State  # the name as a class sees it that has one of its own called State

# In the order of the library's own.
_RESULTS = tuple(PutResult)
_STATES = (State.STOPPED, State.START_WARMUP, State.WARMUP, State.STREAMING, State.ERROR)

_numbers = itertools.count(1)


class SkyLine:
    """Takes raw frames, encodes each once, and hands the units to every attached output.

    `put()` may be called from any thread and never waits for an encoder or a network. Use it as a context manager, or
    call `close()`, to end everything at a certain point.

    A subclass may define `_get_pipeline(fps, width, height)` and return a GStreamer tail for the encoded units: for
    example `"h264parse ! mp4mux ! filesink location=x.mp4"`.

    Args:
        parent_logger: parent of this object's logger.
        gst_log_file: file for GStreamer's own log. Has to be given to the first object of a process, like the next one.
        gst_log_level: what GStreamer logs, as in GST_DEBUG: "3", "rtspmedia:5".
        dotenv_path: a .env file with GST_PLUGIN_PATH and LD_LIBRARY_PATH, for plug-ins of one's own.
        name: for logs, threads and statistics.
        encoding: how frames are encoded.
        fit: how a frame whose shape is not the stream's is fitted into it: "letterbox" keeps all of it and adds bars,
            "stretch" loses the aspect, "crop" the edges.
        warmup_frames: frames measured and discarded when something has to be inferred, at least 2; by default
            `FPS_METER_WARMUP_FRAMES`.

    Raises:
        Error: a setting is out of range, or an encoder is not known.
    """

    State = State
    FPS_METER_WARMUP_FRAMES: ClassVar[int] = 100

    def __init__(
        self,
        parent_logger: logging.Logger | None = None,
        gst_log_file: str | None = None,
        gst_log_level: str | None = None,
        dotenv_path: str | None = None,
        *,
        name: str | None = None,
        encoding: EncodingConfig | None = None,
        fit: Fit = "letterbox",
        warmup_frames: int | None = None,
    ) -> None:
        own = type(self).__name__
        self.logger = parent_logger.getChild(own) if parent_logger else logging.getLogger(own)
        _gst.configure_log(gst_log_file, gst_log_level, self.logger)
        self.name = name or self._default_name()
        frames = self.FPS_METER_WARMUP_FRAMES if warmup_frames is None else warmup_frames
        self._dotenv_path = dotenv_path
        self._fps: float | None = None
        self._size: tuple[int | None, int | None] = (None, None)
        self._prefixes = self._log_prefixes()
        for prefix in self._prefixes:
            _log.register(prefix, self)
        self._native = self._make_stream(native_stream_config(self.name, encoding or EncodingConfig(), fit, frames))
        self._put = self._native.putter()
        self._attach_pipeline()
        _life.register(self)

    # What kinds of streams differ in.

    def _default_name(self) -> str:
        return f"skyline-{next(_numbers)}"

    def _log_prefixes(self) -> tuple[str, ...]:
        return (self.name,)

    def _make_stream(self, config: _native.StreamConfig) -> _native.Stream:
        if self._dotenv_path:
            _native.load_plugins(self._dotenv_path)
        return _native.plain_stream(config)

    def _get_pipeline(self, fps: float, width: int, height: int) -> str:
        """For subclasses: a GStreamer tail for the encoded units. Text in the old form, from `appsrc` to a sink, is
        taken from behind its encoder on: SkyLine converts and encodes itself. `fps` is 0 for a variable rate."""
        raise NotImplementedError(f"{type(self).__name__} has no pipeline of its own")

    def _attach_pipeline(self) -> None:
        if type(self)._get_pipeline is SkyLine._get_pipeline:
            return
        method = weakref.WeakMethod(self._get_pipeline)

        def tail(fps: float, width: int, height: int) -> str:
            make = method()
            return _gst.tail_of(make(fps, width, height)) if make else "fakesink"

        self._native.attach(_native.tail_output(tail, f"pipeline of {self.name}"))

    # Streaming.

    def start_streaming(
        self, fps: Rate = USE_LAST_VALUE, width: int | None = USE_LAST_VALUE, height: int | None = USE_LAST_VALUE
    ) -> None:
        """Starts, or starts anew when already started.

        Args:
            fps: frames a second (7.5 and 29.97 are kept), `None` to measure it in a warm-up, `USE_LAST_VALUE`, or
                "variable": no warm-up, the size from the first frame, times from the clock.
            width: of the stream in pixels, `None` for that of the frames, or `USE_LAST_VALUE`. Odd values lose a
                column.
            height: likewise.

        Raises:
            Error: a rate outside 0.01 to 1000 or a size outside 1 to 8192; or `_get_pipeline` gave a text that
                GStreamer cannot build.
        """
        size = (_extent("width", width), _extent("height", height))
        rate = _rate(fps)
        if isinstance(rate, float) and isinstance(size[0], int) and isinstance(size[1], int):
            self._check_pipeline(rate, size[0], size[1])
        self._native.start(rate, *size)
        if rate != "last":
            self._fps = rate if isinstance(rate, float) else None
        self._size = tuple(  # type: ignore[assignment]
            last if new == "last" else (new if isinstance(new, int) else None) for new, last in zip(size, self._size)
        )
        _log.start()
        _log.drain()

    def _check_pipeline(self, fps: float, width: int, height: int) -> None:
        if type(self)._get_pipeline is not SkyLine._get_pipeline:
            _native.gst_output(_gst.tail_of(self._get_pipeline(fps, width, height)), "check")

    def put(
        self,
        frame: Any,
        *,
        format: PixelFormat | None = None,
        time: float | datetime.datetime | None = None,
        hand_over: bool = False,
    ) -> PutResult:
        """Converts the frame on this thread (about the cost of one copy) without the GIL, then returns.

        Args:
            frame: uint8, of shape (h, w, 3), (h, w, 4), (h, w) or (h, w, 1): a NumPy array, a PyTorch tensor on the
                CPU, a memoryview; anything with the buffer protocol, `__array_interface__` or DLPack, with any
                strides. Nothing is copied as long as the pixels of a row touch each other.
            format: what the shape does not tell. Of 3 channels "bgr" (the default) or "rgb", of 4 "bgra" (the
                default) or "rgba"; of shape (h * 3 / 2, w) "nv12" or "i420".
            time: when it was captured, in seconds since 1970 or as a datetime; now if not given. One that goes
                backwards or runs away from the clock is replaced by the time of arrival.
            hand_over: keep the frame's memory and convert it later, on the encoder's thread: costs this one next to
                nothing. Nobody may write to the frame any more.

        Returns:
            What became of the frame; true when it went down the pipeline. Run-time trouble is never raised.

        Raises:
            FrameTypeError: not an array, not of uint8, or not in the CPU's memory; also a TypeError.
            FrameValueError: not a picture's shape, or not that of `format`; also a ValueError.
        """
        if time is not None and not isinstance(time, (int, float)):
            time = time.timestamp()
        return _RESULTS[self._put(frame, format, time, hand_over)]

    def stop_streaming(self) -> Any:
        """Ends the stream: viewers get an end, files are finished. `put()` is then a cheap, silent no. It can be
        started again."""
        self._native.stop()
        _log.drain()

    def close(self) -> None:
        """Stops, and lets go of everything. Any later call raises Error."""
        self._native.close()
        for prefix in self._prefixes:
            _log.unregister(prefix, self)
        if not _native.forked():
            _log.drain()

    # Not close(): threads that the interpreter does not wait for may still put frames.
    def _end(self) -> None:
        self._native.stop()

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Outputs.

    def attach(self, output: OutputT) -> OutputT:
        """Adds an output to the same encoding; it sees units from the next key unit on. Returns it."""
        self._native.attach(output._native)
        return output

    def detach(self, output: Output) -> None:
        """Closes an output and destroys it. Raises Error when it is not attached here."""
        self._native.detach(output._native)

    # What is known.

    @property
    def state(self) -> _State:
        return _STATES[self._native.state()]

    @property
    def video_fps(self) -> float | None:
        """Frames a second: as given, or as measured once there are some."""
        return self._fps or self.stats().fps or None

    @property
    def video_width(self) -> int | None:
        """Of the stream in pixels; None until known."""
        return self.stats().width or self._size[0]

    @property
    def video_height(self) -> int | None:
        """Of the stream in pixels; None until known."""
        return self.stats().height or self._size[1]

    def stats(self) -> Stats:
        """Counters since this object was made."""
        return make_stats(self._native.stats())

    def __repr__(self) -> str:
        try:
            state = self.state.name
        except _native.Error:
            state = "CLOSED"
        return f"<{type(self).__name__} {self.name!r} {state}>"


def _rate(fps: Rate) -> float | str:
    if fps is None:
        return "infer"
    if fps == USE_LAST_VALUE:
        return "last"
    if isinstance(fps, (numbers.Real, str)):
        return fps if isinstance(fps, str) else float(fps)
    raise _native.ConfigError(f"fps is {fps!r}; it can be a number, None, USE_LAST_VALUE or 'variable'")


def _extent(what: str, pixels: int | None) -> int | str:
    if pixels is None:
        return "infer"
    if pixels == USE_LAST_VALUE:
        return "last"
    if isinstance(pixels, numbers.Integral):
        return int(pixels)
    raise _native.ConfigError(f"{what} is {pixels!r}; it can be a whole number, None or USE_LAST_VALUE")
