# SPDX-License-Identifier: Apache-2.0
"""Sources end to end: films, cameras on the network, raw frames. Seen by real clients and in the statistics."""

import json
import os
import time

from program import DEADLINE_S, ProgramTest, make_film, probe, run, signal, subprocess, unittest

RTSP = ["--rtsp", "127.0.0.1:0"]


class Films(ProgramTest):
    def film(self, name="film.mp4", *arguments, **options):
        return make_film(os.path.join(self.folder, name), *arguments, **options)

    def last_stats(self, *arguments, **options):
        path = os.path.join(self.folder, "stats")
        result = run("serve", *RTSP, "--stats", path, *arguments, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(path, encoding="utf-8") as file:
            return self.assert_frames_add_up(file.readlines()[-1])

    def test_one_is_played_once_in_real_time_without_a_warm_up(self):
        path = self.film(seconds=2)
        start = time.monotonic()
        stats = self.last_stats(path)
        self.assertGreater(time.monotonic() - start, 1.9)
        self.assertEqual((stats["frames_put"], stats["frames_warming_up"]), (50, 0))
        self.assertEqual((stats["width"], stats["height"]), (320, 180))
        self.assertAlmostEqual(stats["fps"], 25, delta=2)

    def test_kinds_of_films(self):
        sound = ["-f", "lavfi", "-i", "sine", "-shortest"]
        for name, arguments in (
            ("full_range.avi", ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"]),
            ("ten_bit.mkv", ["-c:v", "ffv1", "-pix_fmt", "yuv420p10le"]),
            ("rgb.mkv", ["-c:v", "ffv1", "-pix_fmt", "bgra"]),
            ("gray.mkv", ["-c:v", "ffv1", "-pix_fmt", "gray"]),
            ("sound.mp4", [*sound, "-c:v", "libx264", "-c:a", "aac"]),
            ("name with ünusual %20 #?.mp4", ["-c:v", "libx264"]),
        ):
            with self.subTest(name):
                stats = self.last_stats(self.film(name, *arguments, seconds=0.4))
                self.assertEqual((stats["frames_put"], stats["frames_failed"], stats["last_error"]), (10, 0, ""))

    def test_a_decoder_that_is_missing_is_named_with_its_package(self):
        film = self.film("old.avi", "-c:v", "mpeg4", seconds=0.4)
        without = {**os.environ, "GST_PLUGIN_FEATURE_RANK": "avdec_mpeg4:NONE"}
        result = run("serve", *RTSP, film, env=without)
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr, "has no MPEG-4 Video .*decoder: install gstreamer1.0-libav")

    def test_odd_sizes(self):
        film = self.film("odd.mkv", "-c:v", "ffv1", source="testsrc=size=321x181:rate=25", seconds=0.4)
        stats = self.last_stats(film)
        self.assertEqual((stats["frames_put"], stats["frames_failed"]), (10, 0))
        self.assertEqual((stats["width"], stats["height"]), (320, 180))

    def test_anamorphic_pictures_get_square_pixels(self):
        stats = self.last_stats(self.film("wide.mp4", "-vf", "setsar=2/1", seconds=0.4))
        self.assertEqual(stats["width"] / stats["height"], 640 / 180)

    def test_a_loop_goes_on_until_the_duration(self):
        stats = self.last_stats(self.film(seconds=0.4), "--loop", "--duration", "4")
        self.assertGreater(stats["frames_put"], 20)

    def test_a_rate_thins_out_and_a_size_scales(self):
        stats = self.last_stats(self.film(seconds=2), "--fps", "5", "--size", "160x90")
        self.assertAlmostEqual(stats["frames_put"], 10, delta=1)
        self.assertEqual((stats["width"], stats["height"]), (160, 90))

    def test_a_client_sees_it(self):
        server = self.serve(self.film(seconds=5), "--loop", *RTSP)
        stream, errors = probe(server.line())
        self.assertEqual(stream, {"codec_name": "h264", "width": "320", "height": "180"}, errors)
        self.assertEqual(server.end(signal.SIGINT), 130)


class Cameras(ProgramTest):
    def camera(self, port):
        password = self.file("password", "s3cret@/:\n")
        login = ["--user", "ann", "--password-file", password]
        return self.serve("--rtsp", f"127.0.0.1:{port}", "--size", "320x180", *login)

    def test_one_on_the_network_is_relayed_and_found_again(self):
        camera = self.camera(0)
        port = camera.line().split(":")[2].split("/")[0]
        relay = self.serve(f"rtsp://ann:s3cret%40%2F%3A@127.0.0.1:{port}/live", *RTSP, "--stats", "-", "-v")
        stream, errors = probe(relay.line())
        self.assertEqual(stream, {"codec_name": "h264", "width": "320", "height": "180"}, errors)

        self.assertEqual(camera.end(signal.SIGTERM), 0)
        relay.wait_for_error("trying again")
        self.camera(port).line()
        relay.wait_for_error("connected again")
        count = json.loads(relay.line())["frames_put"]
        end = time.monotonic() + DEADLINE_S
        while json.loads(relay.line())["frames_put"] <= count:
            self.assertLess(time.monotonic(), end)
        self.assertEqual(relay.end(signal.SIGTERM), 0)
        self.assertNotIn("s3cret", "\n".join(relay.errors))

    def test_a_wrong_password_is_told(self):
        url = self.camera(0).line()
        result = run("serve", url.replace("rtsp://", "rtsp://ann:wrong@"), *RTSP, "--duration", "5")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        # GStreamer's client tries the same password eight times, and the server hangs up on whoever guesses. Where that
        # meets a request on its way, the client knows only that nothing can be read.
        self.assertRegex(result.stderr, "cannot open rtsp://127.*(nauthorized|not read from resource)")
        self.assertNotIn("wrong", result.stderr)


class RawFrames(ProgramTest):
    ARGUMENTS = ["-", "--format", "i420", "--size", "320x180", *RTSP, "--stats", "-"]

    def test_they_reach_a_client(self):
        source = subprocess.Popen(
            ["ffmpeg", "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25"]
            + ["-pix_fmt", "yuv420p", "-f", "rawvideo", "-"],
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        self.addCleanup(source.wait)
        self.addCleanup(source.kill)
        server = self.serve(*self.ARGUMENTS, stdin=source.stdout)
        source.stdout.close()
        stream, errors = probe(server.line())
        self.assertEqual(stream, {"codec_name": "h264", "width": "320", "height": "180"}, errors)
        source.terminate()
        source.wait(timeout=DEADLINE_S)
        self.assertEqual(server.end(), 0, server.errors)

    def test_each_counts_and_the_end_of_input_ends_it(self):
        frame = "\x10" * (320 * 180 * 3 // 2)
        result = run("serve", *self.ARGUMENTS, "--fps", "20", input=frame * 10)
        self.assertEqual(result.returncode, 0, result.stderr)
        stats = self.assert_frames_add_up(result.stdout.splitlines()[-1])
        self.assertEqual((stats["frames_put"], stats["frames_failed"]), (10, 0))

    def test_a_signal_ends_the_wait_for_a_frame(self):
        server = self.serve(*self.ARGUMENTS, stdin=subprocess.PIPE)
        server.line()
        self.assertEqual(server.end(signal.SIGTERM), 0)


if __name__ == "__main__":
    unittest.main()
