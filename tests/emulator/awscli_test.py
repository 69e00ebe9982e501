# SPDX-License-Identifier: Apache-2.0
"""The life of a stream by AWS's command line. One test: each command takes a second to start."""

import json
import os
import subprocess
import tempfile
import unittest

import put_media
from emulator import DEADLINE_S, KEYS, REGION, EmulatorTest, count_frames, wait_until

START_S = 1_700_000_000
TIMES = f"{{StartTimestamp={START_S},EndTimestamp={START_S + 9}}}"
RANGE = f"FragmentSelectorType=PRODUCER_TIMESTAMP,TimestampRange={TIMES}"


class CommandLine(EmulatorTest):
    def start_aws(self, *arguments, endpoint=None):
        """The command; nothing of the user's settings reaches it."""
        environment = {"PATH": os.environ["PATH"], "AWS_ACCESS_KEY_ID": KEYS[0], "AWS_SECRET_ACCESS_KEY": KEYS[1]}
        environment.update(AWS_DEFAULT_REGION=REGION, AWS_PAGER="", HOME="/nonexistent")
        command = [os.environ["AWS_CLI"], *arguments, "--output", "json"]
        return subprocess.Popen(
            [*command, "--endpoint-url", endpoint or self.emulator.endpoint],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def finish(self, process):
        """What the command printed, as JSON."""
        try:
            output, errors = process.communicate(timeout=DEADLINE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise AssertionError(f"it did not end: {process.args}, {process.communicate()}") from None
        self.assertEqual(process.returncode, 0, errors)
        return json.loads(output) if output else {}

    def aws(self, *arguments, endpoint=None):
        return self.finish(self.start_aws(*arguments, endpoint=endpoint))

    def video(self, *arguments):
        return self.aws("kinesisvideo", *arguments)

    def archived(self, verb, api, *arguments):
        name = ("--stream-name", "cli")
        endpoint = self.video("get-data-endpoint", *name, "--api-name", api)["DataEndpoint"]
        return self.aws("kinesis-video-archived-media", verb, *name, *arguments, endpoint=endpoint)

    def test_a_stream_is_made_filled_read_and_deleted(self):
        name = ("--stream-name", "cli")
        arn = self.video("create-stream", *name, "--data-retention-in-hours", "2")["StreamARN"]
        self.video("tag-stream", *name, "--tags", "site=roof")
        self.assertEqual(self.video("list-tags-for-stream", *name)["Tags"], {"site": "roof"})
        info = self.video("describe-stream", *name)["StreamInfo"]
        self.assertEqual(info["StreamARN"], arn)
        change = ("--operation", "INCREASE_DATA_RETENTION", "--data-retention-change-in-hours", "1")
        self.video("update-data-retention", *name, "--current-version", info["Version"], *change)
        listed = self.video("list-streams")["StreamInfoList"]
        self.assertEqual([(one["StreamName"], one["DataRetentionInHours"]) for one in listed], [("cli", 3)])

        numbers = self.put("cli", 3, START_S)
        self.read_back(numbers)

        with tempfile.TemporaryDirectory() as folder:
            # GetMedia ends with its stream; what it gave until then is in the file.
            path = os.path.join(folder, "media.mkv")
            endpoint = self.endpoint("cli", "GET_MEDIA")
            start = ("--start-selector", "StartSelectorType=EARLIEST", path)
            reading = self.start_aws("kinesis-video-media", "get-media", *name, *start, endpoint=endpoint)
            wait_until(lambda: os.path.exists(path), "the file of get-media")
            self.video("delete-stream", "--stream-arn", arn)
            self.finish(reading)
            with open(path, "rb") as file:
                self.assertEqual(file.read().count(put_media.make_media(3, START_S)[0]), 3)
        self.assertEqual(self.video("list-streams")["StreamInfoList"], [])

    def read_back(self, numbers):
        frames = put_media.FRAMES_PER_FRAGMENT
        found = self.archived("list-fragments", "LIST_FRAGMENTS", "--fragment-selector", RANGE)["Fragments"]
        self.assertEqual([one["FragmentNumber"] for one in found], numbers)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "out")
            self.archived("get-clip", "GET_CLIP", "--clip-fragment-selector", RANGE, path)
            self.assertEqual(count_frames(path), 3 * frames)
            listed = (path, "--fragments", numbers[1], numbers[0])
            self.archived("get-media-for-fragment-list", "GET_MEDIA_FOR_FRAGMENT_LIST", *listed)
            with open(path, "rb") as file:
                self.assertEqual(file.read().count(put_media.make_media(3, START_S)[0]), 2)
        mode = ("--playback-mode", "ON_DEMAND", "--hls-fragment-selector", RANGE)
        url = self.archived("get-hls-streaming-session-url", "GET_HLS_STREAMING_SESSION_URL", *mode)
        self.assertEqual(count_frames(url["HLSStreamingSessionURL"]), 3 * frames)


if __name__ == "__main__":
    unittest.main()
