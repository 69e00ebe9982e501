# SPDX-License-Identifier: Apache-2.0
"""The local Kinesis Video service while a test runs, and AWS's clients for it. Every wait has a deadline."""

import os
import re
import subprocess
import tempfile
import time
import unittest

import boto3
import botocore.config

import put_media

DEADLINE_S = put_media.DEADLINE_S
REGION = put_media.REGION
KEYS = ("SKYLINETESTKEY", "a-secret-for-tests-only")


class Emulator:
    """`skyline-kvs-emulator` on a port the system chose, with a folder that goes with it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [os.environ["KVS_EMULATOR"], "--quiet", "--port", "0", "--data", self.folder.name],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        line = self.process.stdout.readline()
        match = re.search(r"http://127\.0\.0\.1:\d+", line)
        if not match:
            self.close()
            raise AssertionError(f"no address on stdout: {line!r}")
        self.endpoint = match.group()

    def close(self):
        self.process.terminate()
        code = self.process.wait(timeout=DEADLINE_S)
        self.process.stdout.close()
        self.folder.cleanup()
        return code

    def client(self, service, endpoint=None, keys=KEYS):
        config = botocore.config.Config(region_name=REGION, retries={"max_attempts": 0}, read_timeout=DEADLINE_S)
        return boto3.session.Session(*keys).client(service, endpoint_url=endpoint or self.endpoint, config=config)


class EmulatorTest(unittest.TestCase):
    """One service for all tests of a class; each test has streams of its own."""

    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator()
        cls.control = cls.emulator.client("kinesisvideo")

    @classmethod
    def tearDownClass(cls):
        code = cls.emulator.close()
        assert code == 0, f"the service ended with {code}"

    def create(self, name, retention=1):
        self.control.create_stream(StreamName=name, DataRetentionInHours=retention)
        return name

    def endpoint(self, stream, api):
        return self.control.get_data_endpoint(StreamName=stream, APIName=api)["DataEndpoint"]

    def data(self, service, stream, api):
        return self.emulator.client(service, self.endpoint(stream, api))

    def archive(self, stream, api):
        return self.data("kinesis-video-archived-media", stream, api)

    def put(self, stream, fragments, start_s, *options, **keywords):
        endpoint = self.endpoint(stream, "PUT_MEDIA")
        return put_media.put_fragments(endpoint, stream, KEYS, fragments, start_s, *options, **keywords)

    def file(self, content):
        file = tempfile.NamedTemporaryFile()
        self.addCleanup(file.close)
        file.write(content)
        file.flush()
        return file.name

    def assert_refused(self, code, call, **arguments):
        with self.assertRaises(call.__self__.exceptions.ClientError) as caught:
            call(**arguments)
        self.assertEqual(caught.exception.response["Error"]["Code"], code)


def count_frames(source, *options, kind="v", most=100_000):
    """Frames (v: pictures, a: sound) that ffmpeg decodes out of a file or URL, without an error in any of them."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-xerror", *options, "-i", source, "-map", f"0:{kind}"]
    result = subprocess.run(
        [*command, f"-frames:{kind}", str(most), "-f", "framecrc", "-"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=DEADLINE_S,
        check=False,
    )
    if result.returncode != 0:
        raise AssertionError(result.stderr)
    return sum(not line.startswith("#") for line in result.stdout.splitlines())


def wait_until(condition, what):
    """Asks every 50 ms until it is true."""
    end = time.monotonic() + DEADLINE_S
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not happen within {DEADLINE_S} s")
        time.sleep(0.05)
