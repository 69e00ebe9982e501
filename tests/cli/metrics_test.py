# SPDX-License-Identifier: Apache-2.0
"""`skyline serve --metrics`: what Prometheus' own parser reads, and whether all is well."""

import json
import os
import re
import socket
import urllib.error
import urllib.request

from kvs_service import KEYS, REGION, SECRET, Service, wait_until, without_aws
from program import LOCAL, ProgramTest, probe, run, signal, unittest
from prometheus_client.parser import text_string_to_metric_families

PASSWORD = "hunter2hunter2"


def get(url):
    """Status and text."""
    try:
        with urllib.request.urlopen(url, timeout=30) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


class MetricsTest(ProgramTest):
    def serve_metrics(self, *arguments, **options):
        """The server and where its metrics are."""
        server = self.serve(*arguments, "--metrics", "0", **options)
        server.wait_for_error(r"http://127\.0\.0\.1:[1-9][0-9]*/metrics")
        return server, re.search(r"http://\S+(?=/metrics)", "\n".join(server.errors)).group()

    def values(self, url):
        """Each sample by its name and labels; a sample that comes twice is a failure."""
        status, text = get(url + "/metrics")
        self.assertEqual(status, 200, text)
        found = {}
        for family in text_string_to_metric_families(text):
            self.assertTrue(family.documentation, family.name)
            for sample in family.samples:
                key = (sample.name, *sorted(sample.labels.items()))
                self.assertNotIn(key, found)
                found[key] = sample.value
        return found


class Streams(MetricsTest):
    def test_they_are_what_was_served(self):
        server, url = self.serve_metrics(*LOCAL, "--allow-anonymous", "--path", "/a")
        self.assertEqual(probe(server.line())[0].get("codec_name"), "h264")
        stream = ("stream", "a")
        wait_until(lambda: self.values(url)["skyline_units_total", stream] > 0, "a unit")
        values = self.values(url)
        self.assertEqual(values["skyline_width_pixels", stream], 320)
        self.assertEqual(values["skyline_stream_state", ("state", "streaming"), stream], 1)
        self.assertEqual(sum(values[key] for key in values if key[0] == "skyline_stream_state"), 1)
        encoded = values["skyline_frames_total", ("result", "encoded"), stream]
        self.assertEqual(values["skyline_stage_seconds_count", ("stage", "capture_to_unit"), stream], encoded)
        self.assertGreater(values["skyline_stage_seconds_sum", ("stage", "capture_to_unit"), stream], 0)
        self.assertEqual(values["skyline_output_open", ("output", "rtsp /a"), stream], 1)
        self.assertGreater(values["process_resident_memory_bytes",], 1e6)
        self.assertEqual([key[1][0] for key in values if key[0] == "skyline_build_info"], ["version"])
        self.assertFalse(any(key[0].startswith("skyline_kvs") for key in values))
        self.assertEqual(server.end(signal.SIGTERM), 0)

    def test_nothing_secret_is_in_them(self):
        password = self.file("password", PASSWORD)
        _, url = self.serve_metrics(*LOCAL, "--user", "ann", "--password-file", password)
        text = get(url + "/metrics")[1]
        for secret in (PASSWORD, "ann", "127.0.0.1", "://"):
            self.assertNotIn(secret, text)

    def test_a_client_that_says_nothing_does_not_delay_the_end(self):
        server, url = self.serve_metrics(*LOCAL)
        with socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))):
            self.assertEqual(get(url + "/healthz"), (200, "ok\n"))
            self.assertEqual(server.end(signal.SIGTERM), 0)

    def test_where_they_cannot_be_is_said(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            self.assert_one_complaint(run("serve", *LOCAL, "-q", "--metrics", port), 1, "--metrics", port)
        self.assert_one_complaint(run("serve", "--metrics", "host:9000"), 2, "--metrics", "127.0.0.1")


class Kinesis(MetricsTest):
    def setUp(self):
        super().setUp()
        self.service = Service(os.path.join(self.folder, "service"))
        self.addCleanup(self.service.stop)
        self.service.start()
        self.environment = without_aws(self.folder) | KEYS

    def serve_kvs(self, *more):
        arguments = ["test", "--size", "320x180", "--key-interval", "1", "--kvs", "door", "--region", REGION]
        arguments += ["--kvs-endpoint", self.service.endpoint, *more]
        return self.serve_metrics(*arguments, env=self.environment, cwd=self.folder)

    def test_what_is_delivered_is_counted(self):
        server, url = self.serve_kvs()
        labels = (("output", "kvs-door"), ("stream", "door"))
        persisted = ("skyline_kvs_fragments_total", ("outcome", "persisted"), *labels)
        wait_until(lambda: self.values(url)[persisted] >= 2, "fragments")
        values = self.values(url)
        self.assertEqual(values["skyline_kvs_state", labels[0], ("state", "sending"), labels[1]], 1)
        self.assertGreaterEqual(values["skyline_kvs_acks_total", ("kind", "persisted"), *labels], 1)
        self.assertGreaterEqual(values["skyline_kvs_connections_total", *labels], 1)
        self.assertEqual(get(url + "/healthz"), (200, "ok\n"))
        self.assertEqual(server.end(signal.SIGTERM), 0)

    def test_a_stream_that_is_refused_is_not_well(self):
        rule = {"action": "status", "times": 0, "status": 403, "type": "AccessDeniedException", "message": "not you"}
        request = urllib.request.Request(self.service.endpoint + "/faults", json.dumps({"rules": [rule]}).encode())
        urllib.request.urlopen(request, timeout=30).close()
        _, url = self.serve_kvs()
        wait_until(lambda: get(url + "/healthz")[0] == 503, "the refusal")
        text = get(url + "/healthz")[1]
        self.assertRegex(text, r"\Adoor: kvs-door is refused by the service: .+\n\Z")
        self.assertNotIn(SECRET, text)


if __name__ == "__main__":
    unittest.main()
