#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the emulator as a user does, with AWS's own library for Python as the client."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import unittest
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

PROGRAM = os.environ["KVS_EMULATOR"]
SKYLINE = os.environ.get("SKYLINE")
DEADLINE_S = 30


class Emulator:
    """The program while it runs; SIGTERM at the end unless a test ended it."""

    def __init__(self, *arguments, command=(PROGRAM,)):
        self.process = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        encoding="utf-8")
        self.endpoint = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end(signal.SIGTERM)

    def end(self, number):
        """The exit code, and what it said on standard error."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        said = self.process.communicate(timeout=DEADLINE_S)[1]
        return self.process.returncode, said

    def client(self, secret="a-secret-for-tests-only", key="SKYLINETESTKEY", **options):
        options.setdefault("region_name", "us-west-2")
        return boto3.client("kinesisvideo", endpoint_url=self.endpoint, aws_access_key_id=key,
                            aws_secret_access_key=secret, config=Config(retries={"max_attempts": 1}), **options)


class ProgramTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.data = ["--data", str(self.folder / "data")]

    def run_to_end(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], capture_output=True, encoding="utf-8", timeout=DEADLINE_S,
                              check=False)

    def test_serves_a_real_client_and_remembers(self):
        with Emulator(*self.data) as emulator:
            kinesis = emulator.client()
            arn = kinesis.create_stream(StreamName="cam", DataRetentionInHours=2, Tags={"a": "b"})["StreamARN"]
            info = kinesis.describe_stream(StreamName="cam")["StreamInfo"]
            self.assertEqual((info["StreamARN"], info["Status"], info["DataRetentionInHours"]), (arn, "ACTIVE", 2))
            self.assertEqual(kinesis.list_tags_for_stream(StreamARN=arn)["Tags"], {"a": "b"})
            self.assertEqual(kinesis.get_data_endpoint(StreamName="cam", APIName="PUT_MEDIA")["DataEndpoint"],
                             emulator.endpoint)
            kinesis.tag_resource(ResourceARN=arn, Tags=[{"Key": "c", "Value": "d"}])
            kinesis.update_data_retention(StreamName="cam", CurrentVersion=info["Version"],
                                          Operation="DECREASE_DATA_RETENTION", DataRetentionChangeInHours=1)
        with Emulator(*self.data) as emulator:
            kinesis = emulator.client()
            info = kinesis.describe_stream(StreamName="cam")["StreamInfo"]
            self.assertEqual(info["DataRetentionInHours"], 1)
            self.assertEqual(kinesis.list_tags_for_resource(ResourceARN=arn)["Tags"], {"a": "b", "c": "d"})
            kinesis.delete_stream(StreamARN=arn, CurrentVersion=info["Version"])
            self.assertEqual(kinesis.list_streams()["StreamInfoList"], [])

    def test_a_real_client_understands_refusals(self):
        with Emulator(*self.data) as emulator:
            kinesis = emulator.client()
            kinesis.create_stream(StreamName="cam")
            with self.assertRaises(kinesis.exceptions.ResourceInUseException):
                kinesis.create_stream(StreamName="cam")
            with self.assertRaises(kinesis.exceptions.ResourceNotFoundException):
                kinesis.describe_stream(StreamName="none")
            with self.assertRaises(kinesis.exceptions.VersionMismatchException):
                kinesis.update_stream(StreamName="cam", CurrentVersion="x")
            with self.assertRaises(ClientError) as refused:
                emulator.client(secret="wrong").list_streams()
            self.assertEqual(refused.exception.response["Error"]["Code"], "InvalidSignatureException")

    def test_serves_tls_with_a_certificate_that_can_be_trusted(self):
        with Emulator(*self.data, "--tls") as emulator:
            self.assertTrue(emulator.endpoint.startswith("https://127.0.0.1:"))
            trusting = emulator.client(verify=str(self.folder / "data" / "ca.pem"))
            self.assertEqual(trusting.list_streams()["StreamInfoList"], [])

    def test_takes_keys_and_a_region(self):
        key = self.folder / "key"
        key.write_text("another\n", encoding="utf-8")
        key.chmod(0o600)
        with Emulator(*self.data, "--secret-key-file", str(key), "--region", "eu-west-1") as emulator:
            emulator.client(secret="another", region_name="eu-west-1").list_streams()
            with self.assertRaises(ClientError):
                emulator.client(secret="another").list_streams()

    def test_takes_made_up_keys_and_any_region(self):
        with Emulator(*self.data, "--access-key", "MADEUP", "--secret-key", "up") as emulator:
            for region in ("eu-west-1", "us-east-1"):
                emulator.client(key="MADEUP", secret="up", region_name=region).list_streams()
            with self.assertRaises(ClientError):
                emulator.client(key="MADEUP", secret="down").list_streams()

    def test_fails_on_command(self):
        faults = self.folder / "faults.json"
        rules = [{"action": "status", "status": 418, "type": "Teapot"}]
        faults.write_text(json.dumps({"rules": rules}), encoding="utf-8")
        with Emulator(*self.data, "--faults", str(faults)) as emulator:
            with self.assertRaises(ClientError) as refused:
                emulator.client().list_streams()
            self.assertEqual(refused.exception.response["Error"]["Code"], "Teapot")
            shown = json.load(urllib.request.urlopen(emulator.endpoint + "/faults", timeout=DEADLINE_S))
            self.assertEqual(shown["rules"][0]["used"], 1)
            request = urllib.request.Request(emulator.endpoint + "/faults", data=b'{"rules": []}', method="POST")
            self.assertEqual(json.load(urllib.request.urlopen(request, timeout=DEADLINE_S)), {"rules": []})

    def test_signals_end_it(self):
        self.assertEqual(Emulator(*self.data).end(signal.SIGTERM)[0], 0)
        self.assertEqual(Emulator(*self.data).end(signal.SIGINT)[0], 130)

    def test_says_what_is_wrong(self):
        self.assertEqual(self.run_to_end("--help").returncode, 0)
        self.assertEqual(self.run_to_end("--nonsense").returncode, 2)
        self.assertEqual(self.run_to_end().returncode, 2)
        busy = Emulator(*self.data)
        port = busy.endpoint.rsplit(":", 1)[1]
        taken = self.run_to_end("--data", str(self.folder / "other"), "--port", port)
        busy.end(signal.SIGTERM)
        self.assertEqual(taken.returncode, 1)
        self.assertIn("choose another port", taken.stderr)

    @unittest.skipUnless(SKYLINE, "the command line is not built")
    def test_is_a_verb_of_the_command_line(self):
        with Emulator(*self.data, command=(SKYLINE, "kvs-emulator")) as emulator:
            self.assertEqual(emulator.client().list_streams()["StreamInfoList"], [])


if __name__ == "__main__":
    unittest.main(warnings="ignore")  # boto3 leaves its connections to the garbage collector
