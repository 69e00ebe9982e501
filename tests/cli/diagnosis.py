# SPDX-License-Identifier: Apache-2.0
"""`skyline doctor` as tests run it: what it found, by group and name."""

import json
import os
import re

from kvs_service import KEYS, REGION, SECRET, Service, without_aws
from program import ProgramTest, run

WRONG = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"
LINE = re.compile(r"(ok  |info|warn|fail)  (gstreamer|encoders|rtsp|kinesis|spool|machine)\s+\S.*|      -> \S.*")


class DoctorTest(ProgramTest):
    """An environment in which nothing says anything about AWS, and a port that is free."""

    def setUp(self):
        super().setUp()
        self.environment = without_aws(self.folder)
        self.environment.pop("NO_COLOR", None)

    def doctor(self, *arguments, rtsp="127.0.0.1:0", **options):
        """The finished process."""
        return run("doctor", "--rtsp", rtsp, *arguments, env=self.environment, cwd=self.folder, **options)

    def findings(self, *arguments, code=0, **options):
        """{(group, name): check} of --json, when the exit code is as expected and nothing else was said."""
        result = self.doctor("--json", *arguments, **options)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertEqual(result.stderr, "")
        report = json.loads(result.stdout)
        self.assertEqual(report["ok"], code == 0)
        for check in report["checks"]:
            self.assertEqual(list(check), ["group", "name", "status", "detail", "hint"])
            if check["status"] == "fail":
                self.assertTrue(check["hint"], check)
        return {(check["group"], check["name"]): check for check in report["checks"]}

    def assert_check(self, findings, group, name, status, *parts):
        """Detail or hint has each of the parts."""
        self.assertIn((group, name), findings)
        check = findings[group, name]
        self.assertEqual(check["status"], status, check)
        for part in parts:
            self.assertIn(part, check["detail"] + "\n" + check["hint"])


class KinesisTest(DoctorTest):
    """Good keys, and a service to be started."""

    def setUp(self):
        super().setUp()
        self.environment |= KEYS

    def start_service(self, *arguments):
        self.service = Service(os.path.join(self.folder, "service"), *arguments)
        self.addCleanup(self.service.stop)
        self.service.start()

    def make_stream(self):
        with self.service.control() as control:
            control.create_stream(StreamName="door", DataRetentionInHours=2)

    def kinesis(self, *arguments, code=0, stream="door", endpoint=None):
        endpoint = endpoint or self.service.endpoint
        stream = ["--kvs", stream] if stream else []
        findings = self.findings(*stream, "--region", REGION, "--kvs-endpoint", endpoint, *arguments, code=code)
        for check in findings.values():
            for secret in (SECRET, WRONG):
                self.assertNotIn(secret, check["detail"] + check["hint"])
        return findings

    def assert_kinesis(self, findings, name, status, *parts):
        self.assert_check(findings, "kinesis", name, status, *parts)


__all__ = ["LINE", "WRONG", "DoctorTest", "KinesisTest"]
