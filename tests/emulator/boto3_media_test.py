# SPDX-License-Identifier: Apache-2.0
"""Media by boto3: what was put comes back, by every call that gives media but HLS."""

import datetime
import gc
import math
import os
import time
import unittest

import put_media
from emulator import KEYS, EmulatorTest, count_frames, wait_until

START_S = 1_700_000_000
FRAMES = put_media.FRAMES_PER_FRAGMENT
NUMBER_TAG = b"AWS_KINESISVIDEO_FRAGMENT_NUMBER"
LAST_TAG = b"AWS_KINESISVIDEO_CONTINUATION_TOKEN"


def producer_range(start, end, kind="PRODUCER_TIMESTAMP"):
    return {"FragmentSelectorType": kind, "TimestampRange": {"StartTimestamp": start, "EndTimestamp": end}}


def numbers_in(media):
    """Numbers of the fragments in a Matroska stream, by the service's tags."""
    numbers = []
    for part in media.split(NUMBER_TAG)[1:]:
        digits = part[10:]  # after the identifier and the size of TagString
        numbers.append(digits[: len(digits) - len(digits.lstrip(b"0123456789"))].decode())
    return numbers


class Media(EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.control.create_stream(StreamName="cam", DataRetentionInHours=1)
        cls.before_s = math.floor(time.time())
        endpoint = cls.control.get_data_endpoint(StreamName="cam", APIName="PUT_MEDIA")["DataEndpoint"]
        cls.numbers = put_media.put_fragments(endpoint, "cam", KEYS, 4, START_S, metadata={"place": "roof"})
        cls.after_s = math.ceil(time.time())

    def read_media(self, chunks, **selector):
        """So many chunks of a GetMedia that has no end of its own."""
        client = self.data("kinesis-video-media", "cam", "GET_MEDIA")
        body = client.get_media(StreamName="cam", StartSelector=selector)["Payload"]
        self.addCleanup(body.close)
        media = b""
        for data in body._raw_stream.stream():  # read() would wait for more than there is
            media += data
            if media.count(LAST_TAG) == chunks and media.endswith(numbers_in(media)[-1].encode()):
                return media
        raise AssertionError("GetMedia ended")

    def film(self, media):
        """A file with one header: ffmpeg stops at the second one of a GetMedia."""
        header = put_media.make_media(4, START_S)[0]
        return self.file(header + media.replace(header, b""))

    def test_fragments_are_listed_by_both_clocks(self):
        client = self.archive("cam", "LIST_FRAGMENTS")
        found = client.list_fragments(StreamName="cam", FragmentSelector=producer_range(START_S + 1, START_S + 2))
        self.assertEqual([fragment["FragmentNumber"] for fragment in found["Fragments"]], self.numbers[1:3])
        first = found["Fragments"][0]
        self.assertEqual(first["ProducerTimestamp"].timestamp(), START_S + 1)
        self.assertEqual(first["FragmentLengthInMilliseconds"], 1000)
        self.assertGreater(first["FragmentSizeInBytes"], 10_000)
        selector = producer_range(self.before_s, self.after_s, "SERVER_TIMESTAMP")
        found = client.list_fragments(StreamName="cam", FragmentSelector=selector)
        self.assertEqual([fragment["FragmentNumber"] for fragment in found["Fragments"]], self.numbers)
        selector = producer_range(self.after_s + 60, self.after_s + 61, "SERVER_TIMESTAMP")
        self.assertEqual(client.list_fragments(StreamName="cam", FragmentSelector=selector)["Fragments"], [])

    def test_a_long_list_comes_in_pages(self):
        pages = self.archive("cam", "LIST_FRAGMENTS").get_paginator("list_fragments")
        found = list(pages.paginate(StreamName="cam", PaginationConfig={"PageSize": 3}))
        self.assertEqual([len(page["Fragments"]) for page in found], [3, 1])
        self.assertEqual([f["FragmentNumber"] for page in found for f in page["Fragments"]], self.numbers)

    def test_get_media_begins_where_it_is_asked_to(self):
        moment = datetime.datetime.fromtimestamp(START_S + 2, datetime.timezone.utc)
        for expected, selector in (
            (self.numbers, {"StartSelectorType": "EARLIEST"}),
            (self.numbers[-1:], {"StartSelectorType": "NOW"}),
            (self.numbers[2:], {"StartSelectorType": "FRAGMENT_NUMBER", "AfterFragmentNumber": self.numbers[1]}),
            (self.numbers[3:], {"StartSelectorType": "CONTINUATION_TOKEN", "ContinuationToken": self.numbers[2]}),
            (self.numbers[2:], {"StartSelectorType": "PRODUCER_TIMESTAMP", "StartTimestamp": moment}),
            (self.numbers, {"StartSelectorType": "SERVER_TIMESTAMP", "StartTimestamp": self.before_s}),
        ):
            media = self.read_media(len(expected), **selector)
            self.assertEqual(numbers_in(media), expected, selector)

    def test_get_media_gives_back_what_was_put(self):
        media = self.read_media(4, StartSelectorType="EARLIEST")
        header, clusters = put_media.make_media(4, START_S)
        self.assertEqual(media.count(header), 4)
        for cluster in clusters:
            self.assertEqual(media.count(put_media.payload(cluster)), 1)
        self.assertEqual(media.count(put_media.tags(place="roof")), 4)
        self.assertEqual(count_frames(self.film(media)), 4 * FRAMES)

    def test_get_media_goes_on_with_what_comes(self):
        self.create("live")
        client = self.data("kinesis-video-media", "live", "GET_MEDIA")
        body = client.get_media(StreamName="live", StartSelector={"StartSelectorType": "NOW"})["Payload"]
        self.addCleanup(body.close)
        header, clusters = put_media.make_media(2, START_S)
        put = put_media.PutMedia(self.endpoint("live", "PUT_MEDIA"), "live", KEYS)
        self.addCleanup(put.close)
        put.send(header + clusters[0] + clusters[1][:100])
        first = body.read(len(header + clusters[0]))
        self.assertTrue(first.startswith(header))
        put.send(clusters[1][100:] + put_media.END_OF_FRAGMENT)
        rest = body.read(len(header + clusters[1]))
        self.assertEqual(rest.count(header), 1)
        put.end()

    def test_a_reader_that_leaves_is_noticed(self):
        self.create("silent")
        descriptors = f"/proc/{self.emulator.process.pid}/fd"
        client = self.data("kinesis-video-media", "silent", "GET_MEDIA")
        gc.collect()  # connections of clients that nobody has any more
        before = len(os.listdir(descriptors))
        body = client.get_media(StreamName="silent", StartSelector={"StartSelectorType": "NOW"})["Payload"]
        self.assertGreater(len(os.listdir(descriptors)), before)
        body.close()
        wait_until(lambda: len(os.listdir(descriptors)) <= before, "the end of its connection")

    def test_fragments_come_in_the_order_asked_for(self):
        client = self.archive("cam", "GET_MEDIA_FOR_FRAGMENT_LIST")
        asked = [self.numbers[2], self.numbers[0]]
        media = client.get_media_for_fragment_list(StreamName="cam", Fragments=asked)["Payload"].read()
        self.assertEqual(numbers_in(media), asked)
        media = client.get_media_for_fragment_list(StreamName="cam", Fragments=self.numbers[1:3])["Payload"].read()
        self.assertEqual(count_frames(self.film(media)), 2 * FRAMES)
        media = client.get_media_for_fragment_list(StreamName="cam", Fragments=["42"])["Payload"].read()
        self.assertEqual(numbers_in(media), ["42"])
        self.assertIn(b"AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE", media)

    def test_a_clip_is_a_film_of_the_range(self):
        client = self.archive("cam", "GET_CLIP")
        clip = client.get_clip(StreamName="cam", ClipFragmentSelector=producer_range(START_S + 1, START_S + 3))
        self.assertEqual(clip["ContentType"], "video/mp4")
        self.assertEqual(count_frames(self.file(clip["Payload"].read())), 3 * FRAMES)

    def test_a_clip_has_sound(self):
        self.create("sound")
        self.put("sound", 2, START_S, "-f", "lavfi", "-i", "sine=sample_rate=48000", "-c:a", "aac")
        client = self.archive("sound", "GET_CLIP")
        clip = client.get_clip(StreamName="sound", ClipFragmentSelector=producer_range(START_S - 1, START_S + 9))
        path = self.file(clip["Payload"].read())
        self.assertEqual(count_frames(path), 2 * FRAMES)
        self.assertGreater(count_frames(path, kind="a"), 90)  # of 1024 samples each

    def test_refusals_have_the_services_names(self):
        lister = self.archive("cam", "LIST_FRAGMENTS")
        clipper = self.archive("cam", "GET_CLIP")
        reader = self.data("kinesis-video-media", "cam", "GET_MEDIA")
        some = producer_range(START_S, START_S + 9)
        self.create("fleeting", retention=0)
        self.create("empty")
        for code, call, arguments in (
            ("ResourceNotFoundException", lister.list_fragments, {"StreamName": "nobody"}),
            ("InvalidArgumentException", lister.list_fragments, {"StreamName": "cam", "NextToken": "abc"}),
            ("NoDataRetentionException", clipper.get_clip, {"StreamName": "fleeting", "ClipFragmentSelector": some}),
            ("ResourceNotFoundException", clipper.get_clip, {"StreamName": "empty", "ClipFragmentSelector": some}),
            (
                "InvalidArgumentException",
                clipper.get_clip,
                {"StreamName": "cam", "ClipFragmentSelector": producer_range(START_S + 1, START_S)},
            ),
            (
                "InvalidArgumentException",
                reader.get_media,
                {"StreamName": "cam", "StartSelector": {"StartSelectorType": "FRAGMENT_NUMBER"}},
            ),
            (
                "ResourceNotFoundException",
                reader.get_media,
                {"StreamName": "nobody", "StartSelector": {"StartSelectorType": "NOW"}},
            ),
        ):
            self.assert_refused(code, call, **arguments)


if __name__ == "__main__":
    unittest.main()
