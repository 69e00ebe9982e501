# SPDX-License-Identifier: Apache-2.0
"""Serving the generated scene: what is printed, how it ends, that clients see it."""

import json
import os
import re

from program import LOCAL, ProgramTest, probe, run, signal, unittest

FULL_URL = re.compile(r"rtsp://viewer:[^:@/]+@127\.0\.0\.1:[1-9][0-9]*/live")


class Life(ProgramTest):
    def test_it_prints_one_url_and_ends_after_the_duration(self):
        result = run("serve", "test", *LOCAL, "--duration", "0.5")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stdout, FULL_URL.pattern + r"\n\Z")

    def test_signals_end_it_in_order(self):
        for number, code in ((signal.SIGTERM, 0), (signal.SIGINT, 130)):
            server = self.serve(*LOCAL)
            self.assertRegex(server.line(), FULL_URL)
            self.assertEqual(server.end(number), code, server.errors)
            self.assertTrue(server.lines.empty())

    def test_quiet_says_nothing_when_all_is_well(self):
        result = run("serve", "-q", "--allow-anonymous", *LOCAL, "--duration", "0.2")
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_an_encoder_that_is_none_is_refused(self):
        result = run("serve", "--encoder", "no-such-encoder", *LOCAL, "--duration", "5")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("no-such-encoder", result.stderr)


class Statistics(ProgramTest):
    def test_every_line_is_json_that_adds_up(self):
        path = os.path.join(self.folder, "stats")
        result = run("serve", *LOCAL, "--duration", "2.5", "--stats", path)
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(path, encoding="utf-8") as file:
            lines = [self.assert_frames_add_up(line) for line in file]
        self.assertEqual(len(lines), 3)  # two seconds and the end
        self.assertEqual([line["state"] for line in lines[:2]], ["STREAMING"] * 2)
        self.assertGreater(lines[0]["frames_put"], 0)
        self.assertLess(lines[0]["frames_put"], lines[1]["frames_put"])
        self.assertEqual(lines[2]["frames_pending"], 0)
        self.assertEqual((lines[1]["width"], lines[1]["height"]), (320, 180))

    def test_they_follow_the_url_on_stdout(self):
        server = self.serve(*LOCAL, "--stats", "-")
        self.assertRegex(server.line(), FULL_URL)
        self.assert_frames_add_up(server.line())
        self.assertEqual(server.end(signal.SIGTERM), 0)

    def test_a_reader_who_leaves_ends_it(self):
        server = self.serve(*LOCAL, "--stats", "-")
        server.line()
        server.process.stdout.close()
        self.assertEqual(server.end(), 1)
        self.assertRegex(server.errors[-1], "standard output: Broken pipe")


class Clients(ProgramTest):
    def test_the_printed_url_plays(self):
        server = self.serve(*LOCAL, "--stats", "-", "--path", "/a/b")
        url = server.line()
        self.assertTrue(url.endswith("/a/b"))
        stream, errors = probe(url)
        self.assertEqual(stream, {"codec_name": "h264", "width": "320", "height": "180"}, errors)
        while self.assert_frames_add_up(server.line())["units"] == 0:
            pass
        self.assertEqual(server.end(signal.SIGTERM), 0)

    def test_a_user_and_a_password_file(self):
        password = self.file("password", "p ss:w@rd\r\nnot this\n")
        server = self.serve(*LOCAL, "--user", "ann", "--password-file", password, "-v")
        url = server.line()
        self.assertNotIn("@", url)
        stream, errors = probe(url)
        self.assertFalse(stream)
        self.assertIn("401", errors)
        stream, errors = probe(url.replace("rtsp://", "rtsp://ann:p%20ss%3Aw%40rd@"))
        self.assertEqual(stream.get("codec_name"), "h264", errors)
        self.assertEqual(server.end(signal.SIGTERM), 0)
        self.assertNotIn("w@rd", "\n".join(server.errors))

    def test_anyone(self):
        server = self.serve(*LOCAL, "--allow-anonymous")
        url = server.line()
        self.assertNotIn("@", url)
        self.assertEqual(probe(url)[0].get("codec_name"), "h264")


class Encoders(ProgramTest):
    def test_one_is_chosen_and_the_others_say_why_not(self):
        result = run("encoders", "--json", "-q")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        candidates = json.loads(result.stdout)
        self.assertEqual(sum(candidate["chosen"] for candidate in candidates), 1)
        for candidate in candidates:
            self.assertEqual(candidate["works"], not candidate["reason"], candidate)
        table = run("encoders")
        self.assertEqual(table.returncode, 0)
        self.assertEqual(len(table.stdout.splitlines()), len(candidates))


if __name__ == "__main__":
    unittest.main()
