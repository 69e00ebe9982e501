# SPDX-License-Identifier: Apache-2.0
"""Builds the wheel and uses it in an environment where there is nothing but NumPy.

usage: wheel_test.py SOURCE SCRATCH
"""

import os
import pathlib
import shutil
import subprocess
import sys
import unittest
import venv
import zipfile

SOURCE, SCRATCH = map(pathlib.Path, sys.argv[1:3])

# The flags of the build under test, so that its compiler cache has most of what is compiled.
AS_TESTED = [
    "--config-settings=build-dir=" + str(SCRATCH / "build"),
    "--config-settings=cmake.build-type=Debug",
    "--config-settings=cmake.define.CMAKE_CXX_FLAGS_DEBUG=-O1 -g",
    "--config-settings=cmake.define.CMAKE_COMPILE_WARNING_AS_ERROR=ON",
]

PROGRAM = """
import numpy, skyline
units = []
with skyline.SkyLine() as sky:
    sky.attach(skyline.CallbackOutput(units.append))
    sky.start_streaming(30, 320, 240)
    assert sky.put(numpy.zeros((240, 320, 3), numpy.uint8))
    sky.stop_streaming()
assert units[0].key, units
print(skyline.__file__)
"""


def run(*command):
    # The folder is another one than the sources', which have packages of the same names.
    done = subprocess.run(
        list(map(str, command)), cwd=SCRATCH, capture_output=True, text=True, check=False, env=clean_environment()
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def clean_environment():
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return environment | {"CCACHE_BASEDIR": str(SOURCE), "CCACHE_NOHASHDIR": "1"}


class WheelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        venv.EnvBuilder(with_pip=True).create(SCRATCH / "venv")
        cls.python = SCRATCH / "venv/bin/python"
        run(cls.python, "-m", "pip", "wheel", "-q", "--no-deps", "-w", SCRATCH, *AS_TESTED, SOURCE)
        (cls.wheel,) = SCRATCH.glob("skyline-*.whl")

    def test_it_holds_what_is_needed_and_nothing_else(self):
        names = zipfile.ZipFile(self.wheel).namelist()
        for name in "skyline/py.typed", "skyline/_native.pyi", "skyline/libskyline.so.0", "panoramasdk/__init__.py":
            self.assertIn(name, names)
        strange = [
            name for name in names if not name.startswith(("skyline/", "panoramasdk/", "skyline-")) or "test" in name
        ]
        self.assertEqual(strange, [])

    def test_it_runs_where_nothing_else_is(self):
        run(self.python, "-m", "pip", "install", "-q", "numpy", self.wheel)
        self.assertIn(str(SCRATCH), run(self.python, "-c", PROGRAM))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
