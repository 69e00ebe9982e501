#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps the floors apart: which folder may include what. docs/decisions/0001-floors.md says why.

usage: check_includes.py [ROOT]     prints one line per offence; exit 1 when there is any
"""

import pathlib
import re
import sys

from sources import repository_files

PUBLIC = "include/skyline"

# Folder -> the project folders it may include besides itself. A row holds for folders below it without a row.
FLOORS = {
    PUBLIC: [],
    "cmake": [],
    "src/base": [PUBLIC],
    "src/media": [PUBLIC, "src/base"],
    "src/gst": [PUBLIC, "src/base", "src/media"],
    "src/net/client": [PUBLIC, "src/base"],
    "src/net/server": [PUBLIC, "src/base"],
    "src/outputs": [PUBLIC, "src/base", "src/media", "src/gst"],
    "src/outputs/rtsp": [PUBLIC, "src/base", "src/media", "src/gst", "src/outputs"],
    "src/outputs/gst": [PUBLIC, "src/base", "src/media", "src/gst", "src/outputs"],
    "src/outputs/kinesis": [PUBLIC, "src/base", "src/media", "src/net/client"],
    "src/emulator": [PUBLIC, "src/base", "src/media", "src/net/server"],
    "src/stream": [PUBLIC, "src/base", "src/media", "src/gst", "src/outputs", "src/outputs/*"],
    "src/cli": [PUBLIC, "src/cli/metrics"],
    "src/cli/metrics": [PUBLIC, "src/cli", "src/net/server"],
    "python/src": [PUBLIC],
    "examples": [PUBLIC],
    "benchmarks": [PUBLIC, "tests/support", "src/emulator"],
    "fuzz": [PUBLIC, "src/*"],
    "tests/install": [PUBLIC],
    "tests/support": [PUBLIC, "src/*"],
    "tests": [PUBLIC, "src/*", "tests/*"],
}

# Third-party header -> who may include it: a folder (with all below it), or a file without its suffix.
THIRD_PARTY = [
    (r"fmt/", ["src", "benchmarks", "examples", "tests"]),
    (r"spdlog/", ["src/base/log"]),
    (r"libyuv(/|\.h)", ["src/media", "benchmarks", "tests"]),
    (r"gst/rtsp-server/", ["src/outputs/rtsp", "benchmarks", "tests"]),
    (r"gio/", ["src/gst", "src/outputs/rtsp", "tests"]),
    (r"(gst/|glib)", ["src/gst", "src/outputs/rtsp", "src/outputs/gst", "src/cli", "benchmarks", "tests"]),
    (r"openssl/", ["src/outputs/rtsp", "src/net/client", "src/net/server", "src/emulator", "tests"]),
    (r"curl/", ["src/net/client", "tests"]),
    (r"(ebml|matroska)/", ["src/outputs/kinesis/mkv_writer"]),
    (r"pugixml\.hpp", ["src/outputs/kinesis"]),
    (r"boost/", ["src/net/server", "src/emulator"]),
    (r"webm/", ["src/emulator"]),
    (r"libav(format|codec|util)/", ["src/emulator", "tests/emulator"]),
    (r"CLI/", ["src/cli", "src/emulator/main", "benchmarks", "tests/cli"]),
    (r"yaml-cpp/", ["src/cli"]),
    (r"nlohmann/", ["src/cli", "src/outputs/kinesis", "src/emulator", "benchmarks", "fuzz", "tests"]),
    (r"opencv2/", ["include/skyline/opencv", "examples", "benchmarks", "tests"]),
    (r"(pybind11|dlpack)/", ["python/src"]),
    (r"x264\.h", ["benchmarks"]),
    (r"(gtest|gmock|sanitizer)/", ["tests"]),
]

# The system's own headers: not in installed headers, and src/media stays free of sockets.
SYSTEM = re.compile(r"(sys|netinet|arpa|net|linux)/.*|(pthread|unistd|fcntl|poll|netdb|ifaddrs|signal|sched"
                    r"|dlfcn|dirent|termios|stdlib|syslog|time|spawn|getopt|malloc)\.h")
SYSTEM_FORBIDDEN = [PUBLIC, "src/media"]
# No thread, no socket: what src/media computes depends on its arguments only.
STANDARD_FORBIDDEN = {"src/media": {"thread", "future", "condition_variable", "semaphore", "iostream", "fstream"}}
CLOCK = re.compile(r"\b(steady|system|high_resolution)_clock::now\s*\(")
CLOCKLESS = "src/media"

STANDARD = set(
    "algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes "
    "climits clocale "
    "cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef "
    "cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception execution expected filesystem format "
    "forward_list fstream functional future initializer_list iomanip ios iosfwd iostream istream iterator latch limits "
    "list locale map memory memory_resource mutex new numbers numeric optional ostream queue random ranges ratio regex "
    "scoped_allocator semaphore set shared_mutex source_location span sstream stack stdexcept stop_token streambuf "
    "string string_view strstream syncstream system_error thread tuple type_traits typeindex typeinfo unordered_map "
    "unordered_set utility valarray variant vector version".split())

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
LEAVES = ("src/cli", "python", "examples", "benchmarks", "tests")


def within(path, folder):
    return path == folder or path.startswith(folder + "/")


def floor_of(path):
    rows = [folder for folder in FLOORS if within(path, folder)]
    return max(rows, key=len, default=None)


def resolve(root, path, target):
    """The project file an include names, or None."""
    here = pathlib.PurePosixPath(path).parent
    for base in ("src", "include", "tests", "benchmarks", "examples", here.as_posix()):
        if base in ("tests", "benchmarks", "examples") and not path.startswith(LEAVES):
            continue
        if (root / base / target).is_file():
            return (pathlib.PurePosixPath(base) / target).as_posix()
    return None


def allowed_project(floor, target):
    folder = floor_of(target)
    if folder is None:
        return False
    rules = FLOORS[floor]
    return folder == floor or folder in rules or any(r.endswith("/*") and within(folder, r[:-2]) for r in rules)


def check_project_include(root, path, floor, target):
    resolved = resolve(root, path, target)
    if resolved is None:
        return f'no file of the project is called "{target}"; third-party and standard headers go in <>'
    if not allowed_project(floor, resolved):
        below = ", ".join(FLOORS[floor]) or "nothing of the project"
        return f'"{target}" is not below {floor}, which may include itself and {below}'
    return None


def check_outside_include(path, target):
    stem = path.rsplit(".", 1)[0]
    if target in STANDARD:
        for folder, names in STANDARD_FORBIDDEN.items():
            if within(path, folder) and target in names:
                return f"<{target}> has no place in {folder}"
        return None
    for pattern, places in THIRD_PARTY:
        if re.match(pattern, target):
            if any(within(path, place) or stem == place for place in places):
                return None
            return f"<{target}> is for {', '.join(places)} only"
    if SYSTEM.fullmatch(target):
        if any(within(path, folder) for folder in SYSTEM_FORBIDDEN):
            return f"<{target}> is a system header: not in {', '.join(SYSTEM_FORBIDDEN)}"
        return None
    return f"<{target}> is not known to tools/check_includes.py; a new dependency gets a row there and a reason in docs"


def own_header(root, path):
    """The header that declares what this source defines, as it is to be included; None when there is none."""
    if not path.endswith(".cpp") or not path.startswith("src/"):
        return None
    own = path[len("src/"):-len(".cpp")] + ".hpp"
    return own if (root / "src" / own).is_file() else None


def check_file(root, path, text):
    floor = floor_of(path)
    if floor is None:
        return [f"{path}:1: in no folder that tools/check_includes.py knows; give the folder a row in FLOORS"]
    offences = []
    if path.endswith(".hpp") and not re.search(r"^#pragma once$", text, re.MULTILINE):
        offences.append(f"{path}:1: a header begins with #pragma once")
    first = None
    for number, line in enumerate(text.splitlines(), 1):
        if within(path, CLOCKLESS) and CLOCK.search(line):
            offences.append(f"{path}:{number}: nothing in {CLOCKLESS} reads a clock; take the time as an argument")
        match = INCLUDE.match(line)
        if not match:
            continue
        bracket, target = match.groups()
        first = first or target
        if bracket == '"' or target.startswith("skyline/"):
            offence = check_project_include(root, path, floor, target)
        else:
            offence = check_outside_include(path, target)
        if offence:
            offences.append(f"{path}:{number}: {offence}")
    own = own_header(root, path)
    if own and first != own:
        offences.append(f'{path}:1: its own header "{own}" comes first, which proves that it stands alone')
    return offences


def check(root):
    root = pathlib.Path(root)
    offences = []
    for path in repository_files(root, (".hpp", ".cpp")):
        offences += check_file(root, path, (root / path).read_text(encoding="utf-8"))
    return offences


if __name__ == "__main__":
    found = check(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
