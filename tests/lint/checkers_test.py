# SPDX-License-Identifier: Apache-2.0
"""The checkers must fail where a rule is broken, and must not where it is kept."""

import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import check_house  # noqa: E402
import check_includes  # noqa: E402

TREE = {
    "include/skyline/frame.hpp": "#pragma once\n#include <vector>\n",
    "src/base/log.hpp": "#pragma once\n#include <fmt/format.h>\n",
    "src/base/log.cpp": '#include "base/log.hpp"\n#include <spdlog/spdlog.h>\n',
    "src/media/converter.hpp": '#pragma once\n#include "skyline/frame.hpp"\n',
    "src/media/converter.cpp": '#include "media/converter.hpp"\n#include <libyuv.h>\n',
    "src/gst/runtime.hpp": '#pragma once\n#include <gst/gst.h>\n#include "media/converter.hpp"\n',
    "src/outputs/rtsp/server.hpp": '#pragma once\n#include "gst/runtime.hpp"\n',
    "src/outputs/gst/output.hpp": '#pragma once\n#include "gst/runtime.hpp"\n',
    "src/stream/stream.cpp": '#include "outputs/rtsp/server.hpp"\n#include "outputs/gst/output.hpp"\n',
    "src/cli/options.hpp": '#pragma once\n#include <CLI/CLI.hpp>\n#include "skyline/frame.hpp"\n',
    "examples/minimal.cpp": "#include <skyline/frame.hpp>\n",
    "tests/support/client.hpp": '#pragma once\n#include "base/log.hpp"\n',
    "tests/base/log_test.cpp": '#include <gtest/gtest.h>\n#include "support/client.hpp"\n',
}

# What is broken -> (file, its text, words the complaint holds)
BROKEN = {
    "base includes media": ("src/base/log.hpp", '#pragma once\n#include "media/converter.hpp"\n', "not below src/base"),
    "media includes gst": ("src/media/x.hpp", '#pragma once\n#include "gst/runtime.hpp"\n', "not below src/media"),
    "gst includes outputs": ("src/gst/x.cpp", '#include "outputs/rtsp/server.hpp"\n', "not below src/gst"),
    "one output includes another": ("src/outputs/gst/x.cpp", '#include "outputs/rtsp/server.hpp"\n', "not below"),
    "the leaf looks inside": ("src/cli/x.cpp", '#include "base/log.hpp"\n', "not below src/cli"),
    "the leaf looks inside by <>": ("src/cli/x.cpp", "#include <base/log.hpp>\n", "is not known"),
    "an example looks inside": ("examples/x.cpp", '#include "media/converter.hpp"\n', "not below examples"),
    "the library includes tests": ("src/stream/x.cpp", '#include "../tests/support/client.hpp"\n', "not below|no file"),
    "a public header includes base": ("include/skyline/x.hpp", '#pragma once\n#include "base/log.hpp"\n', "not below"),
    "a public header needs fmt": ("include/skyline/x.hpp", "#pragma once\n#include <fmt/core.h>\n", "is for"),
    "a public header needs POSIX": ("include/skyline/x.hpp", "#pragma once\n#include <unistd.h>\n", "system header"),
    "OpenCV in the library": ("src/media/x.cpp", "#include <opencv2/core.hpp>\n", "is for"),
    "spdlog outside log.cpp": ("src/base/x.cpp", "#include <spdlog/spdlog.h>\n", "is for src/base/log only"),
    "GStreamer in media": ("src/media/x.cpp", "#include <gst/gst.h>\n", "is for"),
    "RTSP server in gst": ("src/gst/x.cpp", "#include <gst/rtsp-server/rtsp-server.h>\n", "is for src/outputs/rtsp"),
    "libyuv in stream": ("src/stream/x.cpp", "#include <libyuv.h>\n", "is for"),
    "a thread in media": ("src/media/x.cpp", "#include <thread>\n", "no place"),
    "a clock in media": ("src/media/x.cpp", "auto t = std::chrono::steady_clock::now();\n", "reads a clock"),
    "a dependency nobody listed": ("src/gst/x.cpp", "#include <Eigen/Core>\n", "not known"),
    "a file that is not there": ("src/gst/x.cpp", '#include "gst/missing.hpp"\n', "no file of the project"),
    "own header second": ("src/base/log.cpp", '#include <string>\n#include "base/log.hpp"\n', "comes first"),
    "own header left out": ("src/base/log.cpp", "int x;\n", "comes first"),
    "no include guard": ("src/base/log.hpp", "int x;\n", "#pragma once"),
    "a folder without a row": ("src/net/x.cpp", "int x;\n", "no folder"),
}


class IncludesTest(unittest.TestCase):
    def offences(self, tree):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in tree.items():
                path = pathlib.Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return check_includes.check(folder)

    def test_a_tree_that_keeps_the_rules_passes(self):
        self.assertEqual(self.offences(TREE), [])

    def test_each_broken_rule_is_found_where_it_is(self):
        for name, (path, text, words) in BROKEN.items():
            with self.subTest(name):
                found = self.offences({**TREE, path: text})
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith(path + ":"), found)
                self.assertRegex(found[0], words)


class HouseTest(unittest.TestCase):
    GOOD = "// SPDX-License-Identifier: Apache-2.0\nint x;\n"

    def test_a_good_file_passes(self):
        self.assertEqual(check_house.check_text("src/x.cpp", self.GOOD), [])
        self.assertEqual(check_house.check_text("tools/x.py", "#!/usr/bin/python3\n" + self.GOOD), [])

    def test_each_broken_rule_is_found(self):
        mark = "TO" + "DO"
        for text, words in (("int x;\n", "SPDX"), (self.GOOD * 300, "split"),
                            (self.GOOD + f"// {mark}: later\n", "mark"),
                            (self.GOOD + "x" * 121 + "\n", "121 characters"), (self.GOOD + "int y; \n", "blanks"),
                            (self.GOOD + "int y;", "line end")):
            with self.subTest(words):
                found = check_house.check_text("src/x.cpp", text)
                self.assertEqual(len(found), 1, found)
                self.assertIn(words, found[0])

    def test_only_whole_words_are_marks(self):
        self.assertEqual(check_house.check_text("src/x.cpp", self.GOOD + "int kHackney, todos;\n"), [])

    def test_what_is_code(self):
        for path in ("src/a.cpp", "dev", ".ci/run", "src/CMakeLists.txt", "tests/tsan.supp"):
            self.assertTrue(check_house.is_code(path), path)
        for path in ("README.md", "docs/dev.md", "LICENSE"):
            self.assertFalse(check_house.is_code(path), path)


if __name__ == "__main__":
    unittest.main()
