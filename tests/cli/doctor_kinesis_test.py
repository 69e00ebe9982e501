# SPDX-License-Identifier: Apache-2.0
"""`skyline doctor` on the way to a local Kinesis Video service, with one fault at a time."""

import os
import socket

from diagnosis import KinesisTest
from kvs_service import KEY, REGION, SECRET
from program import unittest


class AllWell(KinesisTest):
    def setUp(self):
        super().setUp()
        self.start_service()

    def test_each_permission_is_proved_and_nothing_is_stored(self):
        self.make_stream()
        findings = self.kinesis()
        for name in ("region", "credentials", "DNS", "TCP", "clock"):
            self.assert_kinesis(findings, name, "ok")
        self.assert_kinesis(findings, "TLS", "info", "http://")
        self.assert_kinesis(findings, "DescribeStream", "ok", "door is ACTIVE and keeps media for 2 h")
        self.assert_kinesis(findings, "GetDataEndpoint", "ok", self.service.endpoint)
        self.assert_kinesis(findings, "PutMedia", "ok", "ended without media")
        self.assertNotIn(("kinesis", "CreateStream"), findings)
        self.assertEqual(self.service.fragments(), [])

    def test_send_proves_that_media_is_kept(self):
        self.make_stream()
        self.assert_kinesis(self.kinesis("--send"), "media", "ok", "has kept")
        self.assertGreaterEqual(len(self.service.fragments()), 1)
        self.assertGreaterEqual(self.service.units(), 1)

    def test_a_stream_that_is_not_there_is_not_made(self):
        findings = self.kinesis("--send")
        self.assert_kinesis(findings, "DescribeStream", "ok", "there is no stream door")
        self.assert_kinesis(findings, "CreateStream", "warn", "allow kinesisvideo:CreateStream on arn:aws:", "door/*")
        self.assert_kinesis(findings, "PutMedia", "info", "not tried")
        self.assert_kinesis(findings, "media", "info", "not sent")
        with self.service.control() as control:
            self.assertEqual(control.list_streams()["StreamInfoList"], [])

    def test_without_a_stream_permissions_are_passed_over(self):
        findings = self.kinesis(stream=None)
        self.assert_kinesis(findings, "clock", "ok")
        self.assert_kinesis(findings, "permissions", "info", "give --kvs")


class Way(KinesisTest):
    def test_nothing_listens(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            findings = self.kinesis(code=1, endpoint=f"http://127.0.0.1:{unused.getsockname()[1]}")
        self.assert_kinesis(findings, "TCP", "fail", "firewall")
        self.assertNotIn(("kinesis", "DescribeStream"), findings)

    def test_a_name_nobody_knows(self):
        self.assert_kinesis(self.kinesis(code=1, endpoint="https://nowhere.invalid"), "DNS", "fail", "nowhere.invalid")

    def test_a_certificate_is_trusted_or_not(self):
        self.start_service("--tls")
        self.assert_kinesis(self.kinesis(code=1), "TLS", "fail", "AWS_CA_BUNDLE")
        self.environment["AWS_CA_BUNDLE"] = os.path.join(self.service.folder, "ca.pem")
        findings = self.kinesis()
        self.assert_kinesis(findings, "TLS", "ok", "the certificate is good")
        self.assert_kinesis(findings, "DescribeStream", "ok")

    def test_an_endpoint_or_region_that_is_none(self):
        env = ["--env", self.file("env")]
        for arguments, part in (
            (["--region", REGION, "--kvs-endpoint", "ftp://x"], "http://HOST"),
            (["--region", "Nowhere!"], "region"),
            ([], "no region"),
        ):
            findings = self.findings("--kvs", "door", *arguments, *env, code=1)
            self.assert_kinesis(findings, "settings", "fail", part)
        # Without --kvs nobody said that this machine has to send.
        self.environment["AWS_REGION"] = "Nowhere!"
        self.assert_kinesis(self.findings(), "settings", "warn", "region")


class Keys(KinesisTest):
    def setUp(self):
        super().setUp()
        self.start_service()

    def test_none_at_all(self):
        del self.environment["AWS_ACCESS_KEY_ID"], self.environment["AWS_SECRET_ACCESS_KEY"]
        findings = self.kinesis(code=1)
        self.assert_kinesis(findings, "credentials", "fail", "environment: ", "instance: ")
        self.assert_kinesis(findings, "clock", "ok")
        # A region alone does not mean that this machine has to send.
        self.assert_kinesis(self.kinesis(stream=None), "credentials", "warn")

    def test_expired_ones_of_a_file(self):
        path = self.file("keys", f"CREDENTIALS {KEY} 2009-01-01T00:00:00Z {SECRET} token-of-tests\n")
        findings = self.kinesis("--credentials", f"file:{path}", code=1)
        self.assert_kinesis(findings, "credentials", "fail", path)

    def test_a_device_without_its_settings(self):
        findings = self.kinesis("--credentials", "iot:/nowhere", code=1)
        self.assert_kinesis(findings, "settings", "fail", "/nowhere")


if __name__ == "__main__":
    unittest.main()
