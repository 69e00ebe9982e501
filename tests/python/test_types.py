# SPDX-License-Identifier: Apache-2.0
"""The types that the package promises: its stubs are true, and programs that use it can be checked."""

import inspect
import os
import pathlib
import re
import subprocess
import sys

import pytest

import skyline
from skyline import _native

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def mypy(tmp_path, module, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=200,
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(pathlib.Path(skyline.__file__).parent.parent)},
    )
    return done.returncode, done.stdout + done.stderr


# How pybind11 makes classes, and names that only a type checker needs.
EXPECTED = re.compile(
    r"metaclass differs$|__init__ is inconsistent, stub does not have \*args|(Keys|LogLine) is not present at runtime$"
)


def test_the_stubs_are_those_of_the_native_part(tmp_path):
    _, said = mypy(tmp_path, "mypy.stubtest", "skyline._native", "--ignore-missing-stub", "--concise")
    lines = said.strip().splitlines()
    assert any(EXPECTED.search(line) for line in lines), said
    assert [line for line in lines if not EXPECTED.search(line)] == []


def test_the_examples_are_checked_strictly(tmp_path):
    settings = ROOT / "python/mypy.ini"
    for program in sorted((ROOT / "examples/python").glob("*.py")):
        code, said = mypy(tmp_path, "mypy", "--config-file", settings, "--cache-dir", tmp_path, program)
        assert code == 0, said


USE = """
import skyline
from typing import assert_type
def use(server: skyline.RTSPServer, sky: skyline.RTSPSkyLine, kvs: skyline.KVSSkyLine) -> None:
    assert_type(sky.put(b""), skyline.PutResult)
    assert_type(sky.stats().outputs[0].viewers, int)
    assert_type(sky.stats().stages.encode.total, float)
    assert_type(kvs.stop_streaming(1), skyline.KVSUndelivered)
    assert_type(server.urls(), list[str])
    assert_type(sky.attach(skyline.GstOutput("fakesink")), skyline.GstOutput)
    with sky as same:
        assert_type(same, skyline.RTSPSkyLine)
    sky.start_streaming(fps="fast")
"""


def test_what_comes_back_is_known_and_a_mistake_is_found(tmp_path):
    path = tmp_path / "use.py"
    path.write_text(USE, encoding="utf-8")
    code, said = mypy(tmp_path, "mypy", "--strict", path)
    assert code == 1 and said.count("error:") == 1, said
    assert "incompatible type \"Literal['fast']\"" in said


@pytest.mark.parametrize("name", skyline.__all__)
def test_what_is_public_is_explained(name):
    thing = getattr(skyline, name)
    if not inspect.isclass(thing):
        return
    assert inspect.getdoc(thing), name
    for part, value in vars(thing).items():
        if not part.startswith("_") and inspect.isfunction(value):
            assert inspect.getdoc(value), f"{name}.{part}"


def test_exceptions_are_a_family():
    for error in skyline.ConfigError, skyline.ForkError, skyline.FrameTypeError, skyline.FrameValueError:
        assert issubclass(error, skyline.Error) and error.__module__ == "skyline"
    assert issubclass(skyline.Error, RuntimeError) and skyline.Error is _native.Error
    assert issubclass(skyline.FrameTypeError, TypeError) and issubclass(skyline.FrameValueError, ValueError)
