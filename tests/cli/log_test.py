# SPDX-License-Identifier: Apache-2.0
"""What goes to standard error, as text and as JSON."""

import datetime
import json
import re

from program import LOCAL, ProgramTest, run, unittest

SECRET = "hunter2hunter2"
TEXT_LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d (debug|info|warning|error) [a-z-]+: .+")


class Lines(ProgramTest):
    def objects(self, text):
        """Every line is an object with the four fields; they are in the order of time."""
        objects = [json.loads(line) for line in text.splitlines()]
        for each in objects:
            self.assertEqual(list(each), ["time", "level", "category", "message"])
            self.assertIn(each["level"], ("debug", "info", "warning", "error"))
            self.assertRegex(each["time"], r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
        return objects

    def test_text_is_for_people(self):
        result = run("serve", "--allow-anonymous", *LOCAL, "--duration", "0.3")
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = result.stderr.splitlines()
        self.assertTrue(lines)
        for line in lines:
            self.assertRegex(line, TEXT_LINE)

    def test_json_lines_say_when_and_what(self):
        before = datetime.datetime.now(datetime.timezone.utc)
        result = run("serve", "--allow-anonymous", *LOCAL, "--duration", "0.3", "--log-format", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        objects = self.objects(result.stderr)
        encoder = [each for each in objects if each["category"] == "encoder"]
        self.assertRegex(encoder[0]["message"], "encodes 320 x 180")
        time = datetime.datetime.strptime(encoder[0]["time"], "%Y-%m-%dT%H:%M:%S.%f%z")
        self.assertLess(abs((time - before).total_seconds()), 60)

    def test_complaints_have_that_format_too_and_no_secret(self):
        for arguments, code in (
            (["serve", "--log-format", "json", "--no-such-option"], 2),
            (["serve", "--log-format=json", f"http://ann:{SECRET}@host/"], 2),
            (["serve", "--log-format", "json", "missing.mp4", *LOCAL], 1),
        ):
            result = run(*arguments)
            self.assertEqual(result.returncode, code, result.stderr)
            complaints = [each for each in self.objects(result.stderr) if each["category"] == "skyline"]
            self.assertEqual([each["level"] for each in complaints], ["error"], result.stderr)
            self.assertNotIn(SECRET, result.stderr)

    def test_every_verb_that_logs_takes_it(self):
        for verb in ("serve", "encoders", "credentials"):
            self.assertIn("--log-format", run(verb, "--help").stdout)
        self.assert_one_complaint(run("encoders", "--log-format", "xml"), 2, "--log-format", "text, json")

    def test_a_line_break_in_an_argument_stays_one_line(self):
        result = run("serve", "--log-format", "json", "--size", "a\nb")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(len(self.objects(result.stderr)), 1)


if __name__ == "__main__":
    unittest.main()
