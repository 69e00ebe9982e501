# SPDX-License-Identifier: Apache-2.0
"""Frames as they come: whatever the memory looks like, the picture is the same; what is no picture says why."""

import ctypes
import gc
import sys
import weakref

import numpy
import pytest
from watching import difference, quarters, wait_until

import skyline

PICTURE = quarters()
H, W = PICTURE.shape[:2]


class Interface:
    """An array that has only __array_interface__."""

    def __init__(self, array, **more):
        self.array = array
        self.__array_interface__ = {**array.__array_interface__, **more}


class DLPack:
    """An array that has only DLPack, as PyTorch's have."""

    def __init__(self, array, device=(1, 0)):
        self.array = array
        self.device = device

    def __dlpack__(self, stream=None):
        return self.array.__dlpack__()

    def __dlpack_device__(self):
        return self.device


def padded(picture):
    """The same picture in the middle of a larger one."""
    large = numpy.full((H + 20, W + 30, 3), 77, numpy.uint8)
    large[10 : 10 + H, 16 : 16 + W] = picture
    return large[10 : 10 + H, 16 : 16 + W]


def with_alpha(picture):
    return numpy.dstack([picture, numpy.full((H, W), 9, numpy.uint8)])


def read_only(picture):
    picture = picture.copy()
    picture.flags.writeable = False
    return picture


def by_bytes(picture):
    """An __array_interface__ whose data is an object of its own, the picture some way into it."""
    data = b"\0" * 100 + picture.tobytes()
    return Interface(picture, data=data, offset=100, strides=None)


LAYOUTS = {
    "plain": (lambda: PICTURE, None),
    "part of a larger one": (lambda: padded(PICTURE), None),
    "rows upside down": (lambda: PICTURE[::-1].copy()[::-1], None),
    "rows upside down in a larger one": (lambda: padded(PICTURE[::-1])[::-1], None),
    "columns turned": (lambda: PICTURE[:, ::-1].copy()[:, ::-1], None),
    "both turned": (lambda: PICTURE[::-1, ::-1].copy()[::-1, ::-1], None),
    "channels turned": (lambda: PICTURE[..., ::-1].copy()[..., ::-1], None),
    "every other pixel": (lambda: PICTURE.repeat(2, 0).repeat(2, 1)[::2, ::2], None),
    "planes": (lambda: PICTURE.transpose(2, 0, 1).copy().transpose(1, 2, 0), None),
    "column by column": (lambda: numpy.asfortranarray(PICTURE), None),
    "read only": (lambda: read_only(PICTURE), None),
    "rgb": (lambda: PICTURE[..., ::-1].copy(), "rgb"),
    "rgb, channels turned": (lambda: PICTURE[..., ::-1], "rgb"),
    "bgra": (lambda: with_alpha(PICTURE), None),
    "rgba": (lambda: with_alpha(PICTURE[..., ::-1]), "rgba"),
    "bgra of turned channels": (lambda: with_alpha(PICTURE)[..., ::-1].copy()[..., ::-1], None),
    "memoryview": (lambda: memoryview(PICTURE.tobytes()).cast("B", PICTURE.shape), None),
    "ctypes": (lambda: (ctypes.c_uint8 * 3 * W * H).from_buffer_copy(PICTURE.tobytes()), None),
    "__array_interface__": (lambda: Interface(PICTURE), None),
    "__array_interface__ of a part": (lambda: Interface(padded(PICTURE)), None),
    "__array_interface__ over bytes": (lambda: by_bytes(PICTURE), None),
    "DLPack": (lambda: DLPack(PICTURE), None),
    "DLPack of a part": (lambda: DLPack(padded(PICTURE)), None),
}


def shown(sky, recorder, frame, size=(W, H), **options):
    sky.start_streaming(30, *size)
    assert sky.put(frame, **options)
    return recorder.pictures(1)[0]


@pytest.mark.parametrize("hand_over", [False, True], ids=["looked at", "handed over"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_the_same_picture(sky, recorder, layout, hand_over):
    make, format = LAYOUTS[layout]
    assert difference(shown(sky, recorder, make(), format=format, hand_over=hand_over), PICTURE) < 4


@pytest.mark.parametrize("shape", [(H, W), (H, W, 1)])
def test_gray(sky, recorder, shape):
    gray = PICTURE[..., 1].copy().reshape(shape)
    assert difference(shown(sky, recorder, gray), numpy.dstack([PICTURE[..., 1]] * 3)) < 4


@pytest.mark.parametrize("format", ["nv12", "i420"])
@pytest.mark.parametrize("gap", [0, 32])
def test_half_sized_colour_planes(sky, recorder, format, gap):
    luma = numpy.full((H, W), 81, numpy.uint8)  # BT.601's red
    u, v = numpy.full((H // 2, W // 2), 90, numpy.uint8), numpy.full((H // 2, W // 2), 240, numpy.uint8)
    colour = numpy.dstack([u, v]) if format == "nv12" else numpy.concatenate([u.ravel(), v.ravel()])
    frame = numpy.zeros((H * 3 // 2, W + gap), numpy.uint8)
    frame[:, :W] = numpy.concatenate([luma.ravel(), colour.ravel()]).reshape(-1, W)
    red = numpy.zeros((H, W, 3), numpy.uint8)
    red[..., 2] = 255
    assert difference(shown(sky, recorder, frame[:, :W], format=format), red) < 4


def test_other_sizes_are_fitted(sky, recorder):
    small = shown(sky, recorder, PICTURE, size=(W // 2, H // 2))
    assert difference(small, PICTURE[::2, ::2]) < 6


BAD = {
    "None": (lambda: None, TypeError, ["NoneType", "uint8"]),
    "a list": (lambda: [[1, 2], [3, 4]], TypeError, ["list"]),
    "floats": (lambda: PICTURE / 255, TypeError, ["float64", f"({H}, {W}, 3)", "uint8"]),
    "signed": (lambda: PICTURE.view(numpy.int8), TypeError, ["int8"]),
    "objects": (lambda: PICTURE.astype(object), TypeError, ["object"]),
    "times": (lambda: PICTURE.astype("datetime64[s]"), TypeError, ["datetime64"]),
    "one dimension": (lambda: PICTURE.ravel(), ValueError, ["1 dimensions", f"({H * W * 3},)"]),
    "four dimensions": (lambda: PICTURE[None], ValueError, ["4 dimensions", f"(1, {H}, {W}, 3)"]),
    "two channels": (lambda: PICTURE[..., :2], ValueError, ["2 channels", "(h, w, 3)"]),
    "no pixels": (lambda: PICTURE[:0], ValueError, ["no pixels", f"(0, {W}, 3)"]),
    "bytes": (lambda: PICTURE.tobytes(), ValueError, ["1 dimensions", "bytes"]),
    "float interface": (lambda: Interface(PICTURE / 255), TypeError, ["uint8"]),
    "interface without data": (lambda: Interface(PICTURE, data=None), TypeError, ["without data"]),
    "interface beyond its data": (lambda: Interface(PICTURE, data=b"short"), ValueError, ["beyond its memory"]),
    "interface before its data": (
        lambda: Interface(PICTURE, data=PICTURE.tobytes(), strides=(-W * 3, 3, 1)),
        ValueError,
        ["beyond its memory"],
    ),
    "float tensor": (lambda: DLPack(PICTURE / 255), TypeError, ["uint8"]),
    "tensor on a GPU": (lambda: DLPack(PICTURE, device=(2, 0)), TypeError, [".cpu()"]),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_picture_says_so(sky, recorder, case):
    make, kind, parts = BAD[case]
    sky.start_streaming(30, W, H)
    with pytest.raises(kind) as raised:
        sky.put(make())
    assert isinstance(raised.value, skyline.Error)
    for part in parts:
        assert part in str(raised.value)
    assert sky.put(PICTURE), "the stream goes on"
    recorder.wait(1)


@pytest.mark.parametrize(
    "format, frame, part",
    [
        ("rgb", PICTURE[..., 0], "has 3 channels, this one has 1"),
        ("gray", PICTURE, "has 1 channels, this one has 3"),
        ("nv12", PICTURE[:-2, :, 0], "(h * 3 / 2, w)"),
        ("i420", PICTURE[..., 0][:, 1:], "even"),
        ("yuv", PICTURE, "bgr, rgb, bgra, rgba, gray, nv12, i420"),
    ],
)
def test_a_format_that_does_not_fit_says_so(sky, format, frame, part):
    with pytest.raises(skyline.FrameValueError) as raised:
        sky.put(frame, format=format)
    assert part in str(raised.value)


def test_an_error_of_the_array_itself_comes_through(sky):
    class Broken:
        def __dlpack_device__(self):
            return (1, 0)

        def __dlpack__(self):
            raise RuntimeError("requires grad")

    with pytest.raises(RuntimeError, match="requires grad"):
        sky.put(Broken())


class Tracked(numpy.ndarray):
    """An array whose end can be seen."""


def tracked():
    return PICTURE.copy().view(Tracked)


@pytest.mark.parametrize("wrap", [lambda array: array, Interface, DLPack], ids=["buffer", "interface", "DLPack"])
def test_a_frame_looked_at_is_let_go_at_once(sky, wrap):
    sky.start_streaming(30, W, H)
    array = tracked()
    frame = wrap(array)
    before = sys.getrefcount(array), sys.getrefcount(frame)
    for _ in range(10):
        sky.put(frame)
    assert (sys.getrefcount(array), sys.getrefcount(frame)) == before


@pytest.mark.parametrize("wrap", [lambda array: array, Interface, DLPack], ids=["buffer", "interface", "DLPack"])
def test_a_frame_handed_over_lives_until_it_is_converted(sky, recorder, wrap):
    sky.start_streaming(30, W, H)
    array = tracked()
    end = weakref.ref(array)
    assert sky.put(wrap(array), hand_over=True)
    del array
    recorder.wait(1)
    sky.put(PICTURE)
    wait_until(lambda: sky.put(PICTURE) and gc.collect() >= 0 and end() is None, "the end of the frame")


def test_a_frame_handed_over_is_let_go_when_nobody_wants_it():
    with skyline.SkyLine() as alone:
        alone.start_streaming(30, W, H)
        alone.put(PICTURE)
        array = tracked()
        end = weakref.ref(array)
        assert alone.put(array, hand_over=True) is skyline.PutResult.NOT_WANTED
        del array
        assert end() is None


def test_a_frame_handed_over_is_let_go_by_stopping(sky):
    sky.start_streaming(30, W, H)
    array = tracked()
    end = weakref.ref(array)
    sky.put(array, hand_over=True)
    del array
    sky.stop_streaming()
    assert end() is None
