# SPDX-License-Identifier: Apache-2.0
"""Several streams from a configuration file, and SIGHUP while people watch."""

import contextlib
import json
import os
import re
import ssl
import subprocess
import time

import jsonschema
import yaml
from program import DEADLINE_S, ProgramTest, probe, run, signal, unittest

TWO = """
rtsp: {listen: "127.0.0.1:0", users: [{name: ann, password: "${ANN}"}, {name: bob, password: file:bob.password}]}
streams:
  - {name: door, size: 320x180, fps: 20, rtsp: {users: [ann]}}
  - {name: gate, size: 160x96, fps: 20, encoding: {bitrate_kbps: 200}}
"""
ANN = {"ANN": "ann's:secret"}


class Watcher:
    """A player that counts the pictures it decodes."""

    def __init__(self, url):
        self.process = subprocess.Popen(
            ["ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", url, "-f", "framecrc", "-"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def sees(self, pictures=5):
        """Whether so many more pictures come."""
        seen = 0
        for line in self.process.stdout:
            seen += not line.startswith("#")
            if seen == pictures:
                return True
        return False

    def leaves(self):
        """Whether the server ends it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.communicate(timeout=DEADLINE_S)
            return True
        return False

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class ConfigTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.file("bob.password", "bobs-secret\n")

    def configure(self, text):
        return self.file("skyline.yaml", text)

    def start(self, text, streams, *arguments, env=None):
        """A server with its URLs by the stream's name."""
        path = self.configure(text)
        server = self.serve("--config", path, *arguments, env={**os.environ, **ANN, **(env or {})})
        return server, dict(self.url(server) for _ in range(streams))

    @staticmethod
    def url(server):
        line = server.line()
        return re.search(r"/([^/]*)$", line)[1], line

    def reload(self, server, text, said):
        self.configure(text)
        before = len(server.errors)
        server.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + DEADLINE_S
        while not any(re.search(said, line) for line in list(server.errors)[before:]):
            self.assertLess(time.monotonic(), end, server.errors)
            time.sleep(0.02)

    def watch(self, url, user="", pictures=5):
        watcher = Watcher(url.replace("rtsp://", f"rtsp://{user}@") if user else url)
        self.addCleanup(watcher.close)
        self.assertTrue(watcher.sees(pictures))
        return watcher


class SeveralStreams(ConfigTest):
    def test_each_has_its_own_shape_and_viewers(self):
        server, urls = self.start(TWO, 2)
        as_user = {name: url.replace("rtsp://", "rtsp://bob:bobs-secret@") for name, url in urls.items()}
        seen, _ = probe(as_user["gate"])
        self.assertEqual((seen["width"], seen["height"]), ("160", "96"))
        self.assertIn("404", probe(as_user["door"])[1])
        seen, _ = probe(urls["door"].replace("rtsp://", "rtsp://ann:ann's%3Asecret@"))
        self.assertEqual(seen["width"], "320")
        self.assertEqual(server.end(signal.SIGTERM), 0, server.errors)
        self.assertNotIn("secret", "".join(server.errors))

    def test_statistics_have_a_line_for_each(self):
        stats = os.path.join(self.folder, "stats")
        config = self.configure(TWO)
        result = run("serve", "--config", config, "--duration", "1.5", "--stats", stats, env={**os.environ, **ANN})
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(stats, encoding="utf-8") as file:
            lines = [self.assert_frames_add_up(line) for line in file]
        self.assertEqual([line["stream"] for line in lines], ["door", "gate"] * 2)
        self.assertTrue(all(line["frames_put"] > 0 for line in lines))

    def test_one_that_fails_is_tried_again_and_harms_no_other(self):
        film = "streams: [{name: film, source: film.mp4, size: 64x64}, {name: gate, size: 160x96, fps: 20}]"
        server, urls = self.start(f'rtsp: {{listen: "127.0.0.1:0", allow_anonymous: true}}\n{film}', 2)
        server.wait_for_error(r"film: cannot open .*film\.mp4.*trying again in")
        self.watch(urls["gate"])
        subprocess.run(
            ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=10", "-t", "30"]
            + [os.path.join(self.folder, "film.mp4")],
            check=True,
            timeout=DEADLINE_S,
        )
        end = time.monotonic() + DEADLINE_S
        while not probe(urls["film"])[0]:
            self.assertLess(time.monotonic(), end, server.errors)
        self.assertEqual(server.end(signal.SIGINT), 130)

    def test_it_ends_when_all_sources_have(self):
        for name in "a", "b":
            subprocess.run(
                ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=10", "-t", "0.5"]
                + [os.path.join(self.folder, f"{name}.mp4")],
                check=True,
                timeout=DEADLINE_S,
            )
        config = self.configure(
            'rtsp: {listen: "127.0.0.1:0"}\nstreams: [{name: a, source: a.mp4}, {name: b, source: b.mp4}]'
        )
        result = run("serve", "--config", config)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("a: the source has ended", result.stderr)


class Reload(ConfigTest):
    def test_unchanged_streams_keep_their_viewers(self):
        server, urls = self.start(TWO, 2)
        stays = self.watch(urls["door"], "ann:ann's%3Asecret")
        leaves = self.watch(urls["gate"], "bob:bobs-secret")
        changed = TWO.replace("160x96", "320x192") + "  - {name: yard, size: 64x64, fps: 20}\n"
        self.reload(server, changed, "read again")
        self.assertTrue(leaves.leaves(), "its stream has another size now")
        self.assertTrue(stays.sees(60))
        self.assertEqual(self.url(server)[0], "yard")
        seen, _ = probe(urls["gate"].replace("rtsp://", "rtsp://bob:bobs-secret@"))
        self.assertEqual(seen["width"], "320")

        self.reload(server, changed.replace("  - {name: yard, size: 64x64, fps: 20}\n", ""), "yard: ended")
        self.assertTrue(stays.sees(20))
        self.assertEqual(server.end(signal.SIGTERM), 0)

    def test_users_come_and_go_while_others_watch(self):
        server, urls = self.start(TWO, 2)
        ann = self.watch(urls["gate"], "ann:ann's%3Asecret")
        bob = self.watch(urls["gate"], "bob:bobs-secret")
        self.file("bob.password", "another\n")
        self.reload(server, TWO, "read again")
        self.assertTrue(bob.leaves())
        self.assertTrue(ann.sees(40))
        self.watch(urls["gate"], "bob:another")

    def test_a_file_that_is_not_in_order_changes_nothing(self):
        server, urls = self.start(TWO, 2)
        watcher = self.watch(urls["gate"], "bob:bobs-secret")
        self.reload(server, TWO.replace("size: 160x96", "sise: 160x96"), "is not taken over")
        self.assertTrue(any("skyline.yaml:5:18: streams[1].sise" in line for line in server.errors), server.errors)
        self.assertTrue(watcher.sees(40))

    def test_another_port_takes_another_server(self):
        server, urls = self.start(TWO, 2)
        watcher = self.watch(urls["gate"], "bob:bobs-secret")
        self.reload(server, TWO.replace("127.0.0.1:0", "127.0.0.2:0"), "read again")
        self.assertTrue(watcher.leaves())
        new = dict(self.url(server) for _ in range(2))
        self.assertIn("127.0.0.2", new["gate"])
        self.watch(new["gate"], "bob:bobs-secret")

    def test_a_port_that_is_taken_leaves_the_present_server(self):
        server, urls = self.start(TWO, 2)
        watcher = self.watch(urls["gate"], "bob:bobs-secret")
        _, other = self.start(TWO, 2)
        taken = re.search(r":(\d+)/", other["gate"])[1]
        self.reload(server, TWO.replace("127.0.0.1:0", f"127.0.0.1:{taken}"), "is not taken over")
        self.assertTrue(watcher.sees(40))
        self.watch(urls["gate"], "bob:bobs-secret")

    def test_a_renewed_certificate_is_used(self):
        def renew():
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
                + ["-keyout", "key.pem", "-out", "cert.pem", "-days", "1", "-subj", "/CN=localhost"],
                cwd=self.folder,
                check=True,
                capture_output=True,
                timeout=DEADLINE_S,
            )

        renew()
        text = """
rtsp: {listen: "127.0.0.1:0", tls: {certificate: cert.pem, key: key.pem}}
streams: [{name: door, size: 64x64}]
"""
        server, urls = self.start(text, 1)
        address = ("127.0.0.1", int(re.search(r":(\d+)/", urls["door"])[1]))
        first = ssl.get_server_certificate(address)
        renew()
        self.reload(server, text, "read again")
        self.assertNotEqual(ssl.get_server_certificate(address), first)


class Check(ConfigTest):
    def test_it_says_what_would_be_served(self):
        path = self.configure(TWO)
        result = run("check", path, env={**os.environ, **ANN})
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(
            result.stdout.splitlines(),
            ["rtsp: 127.0.0.1 port 0, 2 users", "door: test, rtsp /door", "gate: test, rtsp /gate"],
        )

    def test_problems_are_lines(self):
        path = self.configure("streams: [{name: a, fsp: 3}, {name: a b}]")
        result = run("check", path)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertEqual(len(result.stderr.splitlines()), 2)
        self.assertIn(f"skyline: {path}:1:21: streams[0].fsp: there is no such key; is it fps?", result.stderr)
        self.assert_one_complaint(run("check"), 2, "FILE")
        self.assertEqual(run("serve", "--config", path).returncode, 2)

    def test_what_only_the_server_knows_is_told(self):
        path = self.configure("rtsp: {multicast: {group: 10.0.0.1}}\nstreams: [{name: a}]")
        self.assert_one_complaint(run("check", path), 1, f"{path}: rtsp: multicast_group '10.0.0.1'")

    def test_a_file_that_is_none_is_refused(self):
        for path, said in (("/no/such.yaml", "No such file"), (self.folder, "not a file"), ("/dev/zero", "not a file")):
            self.assert_one_complaint(run("serve", "--config", path), 2, path, said)

    def test_passwords_are_not_for_everybody(self):
        text = "rtsp: {users: [{name: ann, password: secret}]}\nstreams: [{name: a}]"
        path = self.file("skyline.yaml", text, mode=0o644)
        self.assert_one_complaint(run("check", path), 1, "chmod 640")
        os.chmod(path, 0o640)
        self.assertEqual(run("check", path).returncode, 0)
        path = self.file("skyline.yaml", "streams: [{name: a, source: 'rtsp://a:b@h/'}]", mode=0o644)
        self.assert_one_complaint(run("check", path), 1, "chmod 640")


class Schema(ConfigTest):
    # The file, and whether it is in order.
    TEXTS = (
        (TWO, True),
        ("streams: [{name: a}]", True),
        ("streams: [{name: a, kinesis: {stream: b, tags: {x: y}}, rtsp: }]", True),
        ("streams: [{name: a, size: 2x2, source: '-', format: bgr}]", True),
        ("rtsp: {listen: 8554}\nstreams: [{name: a, fps: 29.97, fit: crop}]", True),
        ("streams: []\nx: 3", False),
        ("streams: [{name: a, fps: '3'}]", False),
        ("streams: [{name: a, fps: 0}]", False),
        ("streams: [{name: a, size: big}]", False),
        ("streams: [{name: a, fit: wide}]", False),
        ("streams: [{nam: a}]", False),
        ("streams: [{name: a, rtsp: {users: []}}]", False),
        ("streams: [{name: a, encoding: {bitrate_kbps: 9}}]", False),
        ("streams: [{name: a, kinesis: {credentials: x}}]", False),
        ("rtsp: {users: [{name: a}]}\nstreams: [{name: a}]", False),
    )

    def test_it_agrees_with_the_program(self):
        schema = json.loads(run("check", "--schema").stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for text, good in self.TEXTS:
            with self.subTest(text):
                result = run("check", self.configure(text), env={**os.environ, **ANN})
                self.assertEqual(result.returncode == 0, good, result.stderr)
                self.assertEqual(validator.is_valid(yaml.safe_load(text)), good)

    def test_the_published_one_is_the_program_s(self):
        path = os.path.join(os.path.dirname(__file__), "../../docs/skyline.schema.json")
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), run("check", "--schema").stdout)


if __name__ == "__main__":
    unittest.main()
