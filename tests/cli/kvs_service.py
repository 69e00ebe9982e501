# SPDX-License-Identifier: Apache-2.0
"""The local Kinesis Video service for tests of the command line, and what it has stored."""

import contextlib
import glob
import json
import os
import subprocess
import time
import urllib.request

import boto3
from program import DEADLINE_S

REGION = "us-west-2"
KEY = "SKYLINETESTKEY"
SECRET = "a-secret-for-tests-only"
KEYS = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}


def without_aws(home):
    """An environment in which nothing says anything about AWS."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return environment | {"HOME": home, "AWS_EC2_METADATA_DISABLED": "true"}


class Service:
    """May be stopped and started again, on the same port and with what it had stored."""

    def __init__(self, folder, *arguments):
        self.folder = folder
        self.arguments = arguments
        self.port = 0
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [
                os.environ["SKYLINE_KVS_EMULATOR"],
                "-q",
                "--port",
                str(self.port),
                "--data",
                self.folder,
                *self.arguments,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self.endpoint = self.process.stdout.readline().strip()
        self.port = int(self.endpoint.rsplit(":", 1)[1])

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        code = self.process.wait(timeout=DEADLINE_S)
        self.process.stdout.close()
        self.process = None
        assert code in (0, 143), f"the service ended with {code}"

    def set_faults(self, *rules):
        """What is to go wrong from now on, see docs/kvs-emulator.md."""
        body = json.dumps({"rules": rules}).encode()
        with urllib.request.urlopen(f"{self.endpoint}/faults", body, timeout=DEADLINE_S) as reply:
            reply.read()

    @contextlib.contextmanager
    def control(self):
        """AWS's own client of the control plane."""
        session = boto3.session.Session(KEY, SECRET, region_name=REGION)
        with contextlib.closing(session.client("kinesisvideo", endpoint_url=self.endpoint)) as client:
            yield client

    def fragments(self):
        """The times in which the stored fragments begin, in seconds since 1970, with the file of each."""
        found = []
        for index in glob.glob(os.path.join(self.folder, "fragments", "*", "index")):
            with open(index, encoding="utf-8") as lines:
                for number, begin_ms, *_ in map(json.loads, lines):
                    found.append((begin_ms / 1000, os.path.join(os.path.dirname(index), f"{number}.mkv")))
        return sorted(found)

    def listed(self, stream):
        """Numbers of the stream's fragments, as AWS's own client lists them."""
        session = boto3.session.Session(KEY, SECRET, region_name=REGION)
        archive = session.client("kinesis-video-archived-media", endpoint_url=self.endpoint)
        return [fragment["FragmentNumber"] for fragment in archive.list_fragments(StreamName=stream)["Fragments"]]

    def units(self):
        """Pictures in all stored fragments, as a decoder counts them."""
        return sum(count_pictures(path) for _, path in self.fragments())


def count_pictures(path):
    result = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v", "-show_entries", "stream=nb_read_frames"]
        + ["-of", "csv=p=0", path],
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_S,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert not result.stderr, result.stderr
    return int(result.stdout)


def wait_until(condition, what):
    end = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen within {DEADLINE_S} s"
        time.sleep(0.02)


__all__ = ["KEY", "REGION", "SECRET", "Service", "count_pictures", "wait_until"]
