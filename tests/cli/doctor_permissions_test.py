# SPDX-License-Identifier: Apache-2.0
"""`skyline doctor` and what a local Kinesis Video service refuses: permissions one by one, keys, clocks."""

from diagnosis import WRONG, KinesisTest
from kvs_service import REGION
from program import unittest

PERMISSIONS = ("DescribeStream", "GetDataEndpoint", "PutMedia")


class Permissions(KinesisTest):
    def setUp(self):
        super().setUp()
        self.start_service()
        self.make_stream()

    def test_one_that_is_missing_is_named_alone(self):
        for denied in PERMISSIONS:
            refusal = {"action": "status", "api": denied, "times": 0, "status": 403, "type": "AccessDeniedException"}
            self.service.set_faults(refusal | {"message": "User is not authorized"})
            findings = self.kinesis(code=1)
            action = f"allow kinesisvideo:{denied} on arn:aws:kinesisvideo:{REGION}:*:stream/door/*"
            self.assert_kinesis(findings, denied, "fail", "AccessDeniedException", action)
            for other in PERMISSIONS:
                if other == denied:
                    continue
                unknown = denied == "GetDataEndpoint" and other == "PutMedia"
                self.assert_kinesis(findings, other, "info" if unknown else "ok")

    def test_keys_that_are_refused_are_said_once(self):
        self.environment["AWS_SECRET_ACCESS_KEY"] = WRONG
        findings = self.kinesis(code=1)
        self.assert_kinesis(findings, "credentials", "ok")
        self.assert_kinesis(findings, "DescribeStream", "fail", "InvalidSignatureException", "secret key")
        for name in PERMISSIONS[1:]:
            self.assert_kinesis(findings, name, "info", "the keys are refused")

    def test_an_expired_token(self):
        self.service.set_faults({"action": "expired_token", "api": "DescribeStream"})
        self.assert_kinesis(self.kinesis(code=1), "DescribeStream", "fail", "ExpiredToken", "renew")

    def test_a_service_in_trouble(self):
        self.service.set_faults({"action": "status", "api": "PutMedia", "status": 503, "type": "ServiceUnavailable"})
        self.assert_kinesis(self.kinesis(code=1), "PutMedia", "fail", "503", "later")

    def test_a_service_that_never_answers(self):
        self.service.set_faults({"action": "stall", "api": "PutMedia"})
        self.assert_kinesis(self.kinesis(code=1), "PutMedia", "fail", "no answer within 10 s")


class Clock(KinesisTest):
    def test_it_is_measured_and_does_not_hide_the_rest(self):
        self.start_service()
        self.make_stream()
        for skew_s, status, words in ((120, "warn", "behind"), (600, "fail", "behind"), (-120, "warn", "ahead of")):
            self.service.set_faults({"action": "clock_skew", "ms": skew_s * 1000})
            findings = self.kinesis(code=1 if status == "fail" else 0)
            self.assert_kinesis(findings, "clock", status, words, "timedatectl")
            said = int(findings["kinesis", "clock"]["detail"].split()[0])
            self.assertAlmostEqual(said, abs(skew_s), delta=20)
            for permission in PERMISSIONS if skew_s > 0 else ["GetDataEndpoint"]:
                self.assert_kinesis(findings, permission, "ok")
        # By the clock of the last one the stream is still being made.
        self.assert_kinesis(findings, "DescribeStream", "warn", "door is CREATING")
        self.assert_kinesis(findings, "PutMedia", "info", "not ACTIVE")


if __name__ == "__main__":
    unittest.main()
