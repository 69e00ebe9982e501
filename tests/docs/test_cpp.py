# SPDX-License-Identifier: Apache-2.0
"""C++ that the pages show compiles without warnings, and runs to its end or until its camera ends.

All snippets become one program, compiled once: each is a function, or a whole program with a main() of its own, in a
namespace of its own. Errors of the compiler name the page and the line.
"""

import os
import pathlib
import re
import subprocess

import pytest
from pages import ROOT, blocks

HERE = pathlib.Path(__file__).resolve().parent
LIBRARY = pathlib.Path(os.environ["SKYLINE_LIBRARY"])
DEADLINE_S = 60
COMPILE_S = 200
INCLUDE = re.compile(r"^#include <(.*)>.*$", re.MULTILINE)
DEFINES_MAIN = re.compile(r"^int main\(", re.MULTILINE)
# What stands for something of the reader's; every server is for this machine only.
REPLACED = [
    (re.compile(r"RtspServer server;"), 'RtspServer server{{.port = 0, .address = "127.0.0.1"}};'),
    (re.compile(r"\.port = 8554"), '.port = 0, .address = "127.0.0.1"'),
    (re.compile(r'"/var/lib/'), '"var/lib/'),
]
SNIPPETS = list(blocks("cpp"))


def in_a_namespace(number, block):
    text = INCLUDE.sub("", block.text)
    for pattern, replacement in REPLACED:
        text = pattern.sub(replacement, text)
    begin, end = ("", "") if DEFINES_MAIN.search(text) else ("int main() {", "return 0; }")
    head = f"namespace snippet_{number} {{ using namespace docs; {begin}"
    return f'{head}\n#line {block.line} "{block.page}"\n{text}{end} }}\n'


def program():
    includes = sorted({name for block in SNIPPETS for name in INCLUDE.findall(block.text)})
    lines = [f"#include <{name}>\n" for name in includes] + ['#include "surrounding.hpp"\n']
    lines += [in_a_namespace(number, block) for number, block in enumerate(SNIPPETS)]
    lines += ["int main(int, char** argv) try {\n  switch (std::stoi(argv[1])) {\n"]
    lines += [f"    case {number}: return snippet_{number}::main();\n" for number in range(len(SNIPPETS))]
    return "".join(lines) + "  }\n  return 1;\n} catch (const docs::TheProgramEnds&) {\n  return 0;\n}\n"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cpp")
    (folder / "snippets.cpp").write_text(program(), encoding="utf-8")
    system = [f"-isystem{folder}" for folder in os.environ["OPENCV_INCLUDE_DIRS"].split(";")]
    command = [
        os.environ["CXX"],
        "-std=c++20",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-Wno-unused",
        f"-I{ROOT}/include",
        f"-I{HERE}",
    ]
    libraries = [
        f"-L{LIBRARY.parent}",
        f"-Wl,-rpath,{LIBRARY.parent}",
        "-lskyline",
        "-lopencv_core",
        "-lopencv_imgproc",
    ]
    done = subprocess.run(
        [*command, *system, "snippets.cpp", "-o", "snippets", *libraries],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=COMPILE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "snippets"


@pytest.mark.parametrize("number", range(len(SNIPPETS)), ids=[block.where for block in SNIPPETS])
def test_a_snippet_runs(number, compiled, with_kinesis, tmp_path):
    if SNIPPETS[number].not_run:
        pytest.skip(SNIPPETS[number].not_run)
    done = subprocess.run(
        [compiled, str(number)],
        cwd=tmp_path,
        env=with_kinesis,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_S,
        check=False,
    )
    assert done.returncode == 0, f"{SNIPPETS[number].where}\n{done.stderr}"
    assert "[error]" not in done.stderr, done.stderr
