# SPDX-License-Identifier: Apache-2.0
"""Installs the build to an empty prefix and uses it as a stranger would.

usage: install_test.py BUILD_DIR SCRATCH_DIR
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
BUILD, SCRATCH = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
PREFIX = SCRATCH / "prefix"
COMPILER = os.environ.get("CXX", "c++")


def run(*command, **environment):
    """The output of a command that has to succeed."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, timeout=300,
                          env={**os.environ, **environment})
    if done.returncode != 0:
        raise AssertionError(f"{command}\nended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def pkg_config(*arguments):
    return run("pkg-config", *arguments, PKG_CONFIG_PATH=str(library_dir() / "pkgconfig")).split()


def files_below(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def library_dir():
    return next(PREFIX.rglob("libskyline.so")).parent


class InstallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        run("cmake", "--install", BUILD, "--prefix", PREFIX)

    def check_consumer(self, program):
        said = run(program, LD_LIBRARY_PATH=str(library_dir()))
        self.assertIn("1 frame put, 0 failed", said)
        self.assertIn("refused as it should be", said)

    def test_cmake_finds_it(self):
        folder = SCRATCH / "cmake"
        run("cmake", "-S", HERE / "consumer", "-B", folder, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={PREFIX}")
        run("cmake", "--build", folder)
        self.check_consumer(folder / "consumer")

    def test_pkg_config_finds_it(self):
        program = SCRATCH / "by_pkg_config"
        flags = pkg_config("--cflags", "--libs", "skyline")
        run(COMPILER, "-std=c++20", HERE / "consumer/main.cpp", "-o", program, *flags)
        self.check_consumer(program)
        self.assertEqual(len(pkg_config("--modversion", "skyline")), 1)

    def test_a_component_brings_the_adapter_for_opencv(self):
        folder = SCRATCH / "opencv"
        run("cmake", "-S", HERE / "consumer_opencv", "-B", folder, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={PREFIX}")
        run("cmake", "--build", folder)
        self.assertIn("a frame of 64x48", run(folder / "consumer", LD_LIBRARY_PATH=str(library_dir())))

    def find_package(self, words):
        """What `cmake` says, and the code it ends with, for a project with this find_package()."""
        project = SCRATCH / "words"
        shutil.rmtree(project, ignore_errors=True)
        project.mkdir()
        text = f"cmake_minimum_required(VERSION 3.25)\nproject(p LANGUAGES CXX)\nfind_package(skyline {words})\n"
        (project / "CMakeLists.txt").write_text(text, encoding="utf-8")
        done = subprocess.run(["cmake", "-S", project, "-B", project / "build", f"-DCMAKE_PREFIX_PATH={PREFIX}"],
                              capture_output=True, text=True, check=False, timeout=300)
        return " ".join(done.stderr.split()), done.returncode

    def test_an_unknown_component_is_named(self):
        said, code = self.find_package("REQUIRED COMPONENTS telepathy")
        self.assertIn("component telepathy: it is unknown; there is one component, opencv", said)
        self.assertEqual(code, 1)
        self.assertEqual(self.find_package("REQUIRED OPTIONAL_COMPONENTS telepathy"), ("", 0))

    def test_components_share_nothing(self):
        owners = {}
        for component in "runtime", "development", "tools", "python":
            prefix = SCRATCH / component
            run("cmake", "--install", BUILD, "--prefix", prefix, "--component", component)
            for name in files_below(prefix):
                owners.setdefault(name, []).append(component)
        self.assertEqual({name: by for name, by in owners.items() if len(by) > 1}, {})
        self.assertEqual(files_below(PREFIX), set(owners))
        by_name = {pathlib.PurePath(name).name: by for name, by in owners.items()}
        for component, names in {
            "runtime": ["libskyline.so.0"],
            "development": ["libskyline.so", "frame.hpp", "skyline.pc", "skylineConfig.cmake"],
            "tools": ["skyline", "skyline-kvs-emulator", "skyline-serve.1.gz", "_skyline", "skyline.service"],
        }.items():
            for name in names:
                self.assertEqual(by_name.get(name), [component], name)

    def test_every_header_stands_alone(self):
        headers = sorted((PREFIX / "include/skyline").glob("*.hpp"))
        self.assertGreater(len(headers), 5)
        for header in headers:
            with self.subTest(header.name):
                extra = pkg_config("--cflags", "opencv4") if header.name == "opencv.hpp" else []
                source = SCRATCH / "alone.cpp"
                source.write_text(f"#include <skyline/{header.name}>\n", encoding="utf-8")
                run(COMPILER, "-std=c++20", "-Wall", "-Wextra", "-Wshadow", "-Werror", "-fsyntax-only", "-I",
                    PREFIX / "include", *[word.replace("-I", "-isystem") for word in extra], source)

    def test_the_name_carries_the_version(self):
        said = run("readelf", "-d", library_dir() / "libskyline.so")
        self.assertRegex(said, r"SONAME.*\[libskyline\.so\.0\]")
        self.assertTrue((library_dir() / "libskyline.so.0").is_file())

    def test_what_is_inside_stays_hidden(self):
        names = run("nm", "-DC", "--defined-only", library_dir() / "libskyline.so").splitlines()
        symbols = [re.sub(r"^\S*\s+\S\s", "", line) for line in names]
        self.assertTrue(any("skyline::SkyLine::start_streaming" in symbol for symbol in symbols))
        # A function's own name, not its parameters' types: the Impl of a visible class is as visible as the class.
        inside = [s for s in symbols if re.match(r"(skyline::(gst|log|h264|rtsp)::|spdlog::|CLI::|nlohmann::)", s)]
        self.assertEqual(inside, [])

    def test_nothing_points_back_to_the_source(self):
        root = str(HERE.parent.parent)
        for path in [*PREFIX.rglob("*.cmake"), *PREFIX.rglob("*.pc")]:
            self.assertNotIn(root, path.read_text(encoding="utf-8"), path)

    def test_the_command_line_runs_from_where_it_is(self):
        self.assertIn("serve", run(PREFIX / "bin/skyline", "--help"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
