# SPDX-License-Identifier: Apache-2.0
"""HLS: the URL by boto3, playlists and fragments as a browser fetches them, ffmpeg as a player."""

import re
import subprocess
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

import put_media
from emulator import DEADLINE_S, KEYS, EmulatorTest, count_frames

START_S = 1_700_000_000
FRAMES = put_media.FRAMES_PER_FRAGMENT
ALL = {
    "FragmentSelectorType": "PRODUCER_TIMESTAMP",
    "TimestampRange": {"StartTimestamp": START_S, "EndTimestamp": START_S + 99},
}


def fetch(url):
    request = urllib.request.Request(url, headers={"Origin": "http://elsewhere.example"})
    with urllib.request.urlopen(request, timeout=DEADLINE_S) as reply:
        assert reply.headers["Access-Control-Allow-Origin"] == "*", reply.headers
        return reply.read(), reply.headers["Content-Type"]


def links(url, playlist):
    """Absolute addresses of what a playlist names, the init fragment's included."""
    text = playlist.decode()
    names = re.findall(r'URI="([^"]+)"', text) + [line for line in text.splitlines() if line and line[0] != "#"]
    return [urllib.parse.urljoin(url, name) for name in names]


class Hls(EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.control.create_stream(StreamName="cam", DataRetentionInHours=1)
        endpoint = cls.control.get_data_endpoint(StreamName="cam", APIName="PUT_MEDIA")["DataEndpoint"]
        cls.numbers = put_media.put_fragments(endpoint, "cam", KEYS, 4, START_S)

    def url(self, stream="cam", **arguments):
        client = self.archive(stream, "GET_HLS_STREAMING_SESSION_URL")
        return client.get_hls_streaming_session_url(StreamName=stream, **arguments)["HLSStreamingSessionURL"]

    def media_playlist(self, url):
        master, kind = fetch(url)
        self.assertEqual(kind, "application/x-mpegURL")
        self.assertIn(b"RESOLUTION=320x180", master)
        self.assertRegex(master.decode(), r'CODECS="avc1\.[0-9a-f]{6}"')
        (link,) = links(url, master)
        return link, fetch(link)[0]

    def test_a_player_finds_everything_from_the_url(self):
        url = self.url(PlaybackMode="ON_DEMAND", HLSFragmentSelector=ALL, DisplayFragmentTimestamp="ALWAYS")
        self.assertIn("/hls/v1/getHLSMasterPlaylist.m3u8?SessionToken=", url)
        link, playlist = self.media_playlist(url)
        self.assertEqual(re.findall(r"FragmentNumber=(\d+)", playlist.decode()), self.numbers)
        self.assertIn(b"#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:20.000Z", playlist)
        init, *fragments = links(link, playlist)
        media, kind = fetch(init)
        self.assertEqual((media[4:8], kind), (b"ftyp", "video/mp4"))
        for fragment in fragments:
            data, kind = fetch(fragment)
            self.assertEqual((data[4:8], kind), (b"moof", "video/mp4"))
            media += data
        self.assertEqual(count_frames(self.file(media)), 4 * FRAMES)

    def test_ffmpeg_plays_what_was_stored(self):
        for options in ({}, {"ContainerFormat": "MPEG_TS"}, {"DiscontinuityMode": "ALWAYS"}):
            url = self.url(PlaybackMode="ON_DEMAND", HLSFragmentSelector=ALL, **options)
            self.assertEqual(count_frames(url), 4 * FRAMES, options)

    def test_a_live_playlist_slides(self):
        self.create("live")
        header, clusters = put_media.make_media(6, START_S)
        put = put_media.PutMedia(self.endpoint("live", "PUT_MEDIA"), "live", KEYS)
        self.addCleanup(put.close)
        put.send(header + clusters[0] + clusters[1])
        put.wait_for("PERSISTED")
        link, playlist = self.media_playlist(self.url("live", MaxMediaPlaylistFragmentResults=2))
        self.assertNotIn(b"#EXT-X-ENDLIST", playlist)
        self.assertEqual(playlist.count(b"#EXTINF"), 1)
        put.send(b"".join(clusters[2:]) + put_media.END_OF_FRAGMENT)
        numbers = [ack["FragmentNumber"] for ack in put.wait_for("PERSISTED", 6)]
        put.end()
        playlist = fetch(link)[0].decode()
        self.assertEqual(re.findall(r"FragmentNumber=(\d+)", playlist), numbers[-2:])
        self.assertIn("#EXT-X-MEDIA-SEQUENCE:5\n", playlist)

    def test_ffmpeg_plays_what_is_live(self):
        self.create("on-air")
        header, clusters = put_media.make_media(6, START_S)
        put = put_media.PutMedia(self.endpoint("on-air", "PUT_MEDIA"), "on-air", KEYS)
        self.addCleanup(put.close)
        put.send(header + b"".join(clusters[:3]) + put_media.END_OF_FRAGMENT)
        put.wait_for("PERSISTED", 3)
        clock = {"FragmentSelectorType": "PRODUCER_TIMESTAMP"}
        url = self.url("on-air", MaxMediaPlaylistFragmentResults=10, HLSFragmentSelector=clock)
        command = ["ffmpeg", "-v", "error", "-nostdin", "-live_start_index", "0", "-i", url]
        command += ["-frames:v", str(5 * FRAMES), "-flush_packets", "1", "-f", "framecrc", "-"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as player:
            timer = threading.Timer(DEADLINE_S, player.kill)
            timer.start()
            frames = (line for line in player.stdout if not line.startswith(b"#"))
            next(frames)  # it has a playlist with three fragments now, and has to ask for it again
            put.send(b"".join(clusters[3:]) + put_media.END_OF_FRAGMENT)
            self.assertEqual(1 + sum(1 for _ in frames), 5 * FRAMES)
            timer.cancel()
        put.end()

    def test_requests_without_a_session_are_refused(self):
        url = self.url()
        for wrong in (url[:-1], url.split("?", 1)[0], url.replace("Master", "Media") + "x"):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                fetch(wrong)
            self.assertEqual(caught.exception.code, 403, wrong)
        init = url.replace("getHLSMasterPlaylist.m3u8", "getMP4MediaFragment.mp4")
        for wrong in ("", "&FragmentNumber=42", "&FragmentNumber=x"):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                fetch(init + wrong)
            self.assertIn(caught.exception.code, (400, 404), wrong)

    def test_sessions_are_refused_as_the_service_does(self):
        client = self.archive("cam", "GET_HLS_STREAMING_SESSION_URL")
        call = client.get_hls_streaming_session_url
        self.create("fleeting", retention=0)
        self.create("empty")
        now = int(time.time())
        times = {"StartTimestamp": now, "EndTimestamp": now + 60}
        future = {"FragmentSelectorType": "SERVER_TIMESTAMP", "TimestampRange": times}
        cam = {"StreamName": "cam"}
        for code, arguments in (
            ("ResourceNotFoundException", {"StreamName": "nobody"}),
            ("ResourceNotFoundException", {"StreamName": "empty"}),
            ("NoDataRetentionException", {"StreamName": "fleeting"}),
            ("InvalidArgumentException", {**cam, "PlaybackMode": "ON_DEMAND"}),
            ("InvalidArgumentException", {**cam, "HLSFragmentSelector": ALL}),
            ("InvalidArgumentException", {**cam, "PlaybackMode": "ON_DEMAND", "HLSFragmentSelector": future}),
        ):
            self.assert_refused(code, call, **arguments)


if __name__ == "__main__":
    unittest.main()
