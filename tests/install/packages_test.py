# SPDX-License-Identifier: Apache-2.0
"""Builds the Debian packages, installs them in a clean Debian system, and uses all of them there.

usage: packages_test.py SOURCE BUILD SCRATCH      ends with 77 where clean roots cannot be made
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import unittest

from clean_root import ENVIRONMENT, SKIP, TIMEOUT_S, CleanRoot, NoMirror, why_not

SOURCE, BUILD, SCRATCH = map(pathlib.Path, sys.argv[1:4])
CONSUMER = pathlib.Path(__file__).resolve().parent / "consumer"
NAMES = ["libskyline0", "libskyline-dev", "skyline", "python3-skyline"]

# The flags of the build under test, and a folder as deep as its own: the compiler cache then has what is compiled.
AS_TESTED = [
    "-DCMAKE_BUILD_TYPE=Debug",
    "-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g",
    "-DCMAKE_COMPILE_WARNING_AS_ERROR=ON",
]

# No NumPy: it is recommended only.
PROGRAM = """
import skyline
units = []
with skyline.SkyLine() as sky:
    sky.attach(skyline.CallbackOutput(units.append))
    sky.start_streaming(30, 320, 240)
    assert sky.put(memoryview(bytes(320 * 240 * 3)).cast("B", (240, 320, 3)))
    sky.stop_streaming()
assert units[0].key, units
print("in", skyline.__file__)
"""


def run(*command: str | pathlib.Path, cwd: pathlib.Path = SOURCE) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
        env=os.environ | {"CCACHE_BASEDIR": str(SOURCE), "CCACHE_NOHASHDIR": "1"},
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build_packages() -> pathlib.Path:
    build, packages = BUILD.with_name(f"{BUILD.name}-packages"), SCRATCH / "packages"
    shutil.rmtree(packages, ignore_errors=True)
    run("cmake", "--preset", "package", "-B", build, *AS_TESTED)
    run("cmake", "--build", build, "-j", str(os.cpu_count()))
    run("cpack", "--config", build / "CPackConfig.cmake", "-B", packages, cwd=SCRATCH)
    return packages


class PackagesTest(unittest.TestCase):
    root: CleanRoot
    before: set[str]
    started: float

    @classmethod
    def setUpClass(cls) -> None:
        SCRATCH.mkdir(parents=True, exist_ok=True)
        cls.started = time.monotonic()
        packages = build_packages()
        cls.tell("packages are built")
        try:
            cls.root = CleanRoot(SCRATCH / "root", SCRATCH / "cache")
        except NoMirror as error:
            raise unittest.SkipTest(str(error)) from error
        for package in packages.glob("*.deb"):
            shutil.copy(package, cls.root.path / "tmp")
        cls.tell("there is a clean root")
        cls.root.run("apt-get", "update", "-q")
        bare = cls.root.installed_mb()
        # What they need stays when they go, so that what is left is theirs.
        cls.root.install(*map(cls.deb, ["libskyline0", "skyline", "python3-skyline"]))
        cls.tell(f"installed, with {cls.root.installed_mb() - bare} MB")
        cls.root.run("apt-get", "remove", "--purge", "-y", "-q", "libskyline0", "skyline", "python3-skyline")
        cls.before = cls.root.files()
        cls.root.install(*map(cls.deb, NAMES))
        cls.after = cls.root.files()

    @classmethod
    def tearDownClass(cls) -> None:
        cls.root.remove()
        cls.tell("done")

    @classmethod
    def tell(cls, what: str) -> None:
        print(f"{time.monotonic() - cls.started:.0f} s: {what}", file=sys.stderr, flush=True)

    @classmethod
    def deb(cls, name: str) -> str:
        (path,) = (cls.root.path / "tmp").glob(f"{name}_*.deb")
        return f"/tmp/{path.name}"

    def test_command_line(self) -> None:
        self.assertRegex(self.root.run("skyline", "--version"), r"^skyline \d+\.\d+\.\d+\n$")
        self.assertRegex(self.root.run("skyline", "encoders"), r"x264enc +software +chosen")
        self.assertIn("--data", self.root.run("skyline", "kvs-emulator", "--help"))

    def test_documents(self) -> None:
        for name in NAMES:
            for file in "copyright", "changelog.gz", "changelog.Debian.gz":
                self.assertIn(f"usr/share/doc/{name}/{file}", self.after)
        for file in (
            "usr/share/man/man1/skyline.1.gz",
            "usr/share/man/man1/skyline-serve.1.gz",
            "usr/share/bash-completion/completions/skyline",
            "usr/share/zsh/vendor-completions/_skyline",
            "usr/lib/systemd/system/skyline.service",
            "etc/skyline/skyline.yaml",
            "usr/share/skyline/skyline.schema.json",
        ):
            self.assertIn(file, self.after)

    def test_library_needs_no_opencv(self) -> None:
        (library,) = self.root.path.glob("usr/lib/*/libskyline.so.0")
        said = self.root.run("ldd", "/" + str(library.relative_to(self.root.path)))
        self.assertIn("libgstreamer-1.0", said)
        self.assertNotRegex(said, "opencv|not found")
        self.assertNotIn("libopencv", self.root.run("dpkg-query", "-W", "-f", "${Package}\\n"))

    def test_python(self) -> None:
        said = self.root.run("python3", "-c", PROGRAM)
        self.assertIn("in /usr/lib/python3/dist-packages/skyline/__init__.py", said)

    def test_programs_are_built_with_it(self) -> None:
        self.root.install("g++", "cmake", "make", "pkg-config")
        shutil.copytree(CONSUMER, self.root.path / "tmp/consumer")
        self.root.run("cmake", "-S", "/tmp/consumer", "-B", "/tmp/by_cmake")
        self.root.run("cmake", "--build", "/tmp/by_cmake")
        script = "g++ -std=c++20 /tmp/consumer/main.cpp -o /tmp/by_pkg_config $(pkg-config --cflags --libs skyline)"
        self.root.run("sh", "-ec", script)
        for program in "/tmp/by_cmake/consumer", "/tmp/by_pkg_config":
            self.assertIn("1 frame put, 0 failed", self.root.run(program))

    def test_scene_is_served(self) -> None:
        self.root.install("gstreamer1.0-tools")
        serve = ["skyline", "serve", "--rtsp", "127.0.0.1:0", "--allow-anonymous", "--size", "320x180", "-q"]
        server = subprocess.Popen(
            self.root.command(*serve, "--duration", "120"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
        )
        try:
            url = server.stdout.readline().strip()
            self.assertRegex(url, r"^rtsp://127\.0\.0\.1:\d+/live$")
            self.root.run(
                "gst-launch-1.0",
                "-q",
                "rtspsrc",
                f"location={url}",
                "protocols=tcp",
                "!",
                "rtph264depay",
                "!",
                "h264parse",
                "!",
                "openh264dec",
                "!",
                "video/x-raw,format=I420",
                "!",
                "identity",
                "eos-after=6",
                "!",
                "filesink",
                "location=/tmp/frames",
            )
        finally:
            server.kill()
            server.communicate()
        frames = (self.root.path / "tmp/frames").stat().st_size / (320 * 180 * 3 / 2)
        self.assertGreaterEqual(frames, 5)
        self.assertEqual(frames, int(frames))

    def test_service_has_a_user(self) -> None:
        self.assertRegex(self.root.run("getent", "passwd", "skyline"), r":/var/lib/skyline:/usr/sbin/nologin$")
        self.assertRegex(self.root.run("id", "skyline"), r"\(video\)")
        wanted = "etc/systemd/system/multi-user.target.wants/skyline.service"
        self.assertFalse((self.root.path / wanted).is_symlink(), "the service is enabled")

    # Its name is last of all: it takes the packages away.
    def test_what_is_purged_leaves_nothing(self) -> None:
        self.root.run("python3", "-c", "import skyline.rtsp")  # would leave compiled files
        self.root.run("apt-get", "remove", "--purge", "-y", "-q", *NAMES)
        here = {name for name in self.root.files() if re.search("skyline|panoramasdk", name)}
        self.assertEqual(here - self.before, set())
        self.assertEqual(self.root.run("getent", "passwd", "skyline", ends=2), "")
        for name in "passwd", "group", "shadow":
            self.assertNotIn("skyline", (self.root.path / "etc" / name).read_text(encoding="utf-8"), name)


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(SKIP)
    unittest.main(argv=sys.argv[:1], verbosity=2)
