# SPDX-License-Identifier: Apache-2.0
"""`skyline serve --kvs` against a local Kinesis Video service: what arrives there, what is said, what is not."""

import glob
import os
import time

from kvs_service import KEY, KEYS, REGION, SECRET, Service, count_pictures, wait_until, without_aws
from program import ProgramTest, probe, run, signal, unittest

WRONG = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"


class KvsTest(ProgramTest):
    """A service that runs, and an environment in which nothing else says anything about AWS."""

    def setUp(self):
        super().setUp()
        self.service = Service(os.path.join(self.folder, "service"))
        self.addCleanup(self.service.stop)
        self.service.start()
        self.environment = without_aws(self.folder) | KEYS
        self.stats_path = os.path.join(self.folder, "stats")

    def arguments(self, *more):
        return (
            ["test", "--size", "320x180", "--key-interval", "1", "--stats", self.stats_path]
            + ["--kvs", "door", "--region", REGION, "--kvs-endpoint", self.service.endpoint]
            + list(more)
        )

    def serve_kvs(self, *more):
        return self.serve(*self.arguments(*more), env=self.environment, cwd=self.folder)

    def run_kvs(self, *more):
        return run("serve", *self.arguments(*more), env=self.environment, cwd=self.folder)

    def stats_lines(self):
        with open(self.stats_path, encoding="utf-8") as file:
            return [line for line in file if line.endswith("\n")]

    def last_stats(self):
        stats = self.assert_frames_add_up(self.stats_lines()[-1])
        self.kvs = next(output for output in stats["outputs"] if "kvs" in output)["kvs"]
        kinds = ("persisted", "pending", "dropped", "rejected")
        self.assertEqual(self.kvs["fragments"], sum(self.kvs["fragments_" + kind] for kind in kinds), self.kvs)
        return stats

    def assert_all_delivered(self):
        stats = self.last_stats()
        self.assertEqual(self.kvs["fragments_persisted"], self.kvs["fragments"], self.kvs)
        self.assertEqual(self.service.units(), stats["units"] - stats["stills_encoded"])


class Delivery(KvsTest):
    def test_sigterm_delivers_the_last_fragment_too(self):
        server = self.serve_kvs()
        server.wait_for_error("kinesis: door: the service takes media$")
        self.assertEqual(server.end(signal.SIGTERM), 0, server.errors)
        self.assertTrue(server.lines.empty(), "there is no URL without RTSP")
        self.assert_all_delivered()
        self.assertGreaterEqual(self.kvs["fragments"], 2)
        self.assertEqual(len(self.service.listed("door")), self.kvs["fragments"])
        self.assertEqual((self.kvs["state"], self.kvs["connections"]), ("STOPPED", 1))

    def test_one_encoding_goes_to_kinesis_and_to_rtsp(self):
        server = self.serve_kvs("--rtsp", "127.0.0.1:0", "--allow-anonymous")
        url = server.line()
        self.assertEqual(probe(url)[0].get("codec_name"), "h264")
        server.wait_for_error("the service takes media")
        self.assertEqual(server.end(signal.SIGTERM), 0, server.errors)
        stats = self.last_stats()
        self.assertEqual(sorted(output["name"] for output in stats["outputs"])[0], "kvs-door")
        self.assertEqual(len(stats["outputs"]), 2)
        self.assertEqual(self.kvs["fragments_persisted"], self.kvs["fragments"])


class Outages(KvsTest):
    def test_it_starts_with_the_service_away_and_delivers_all_later(self):
        self.service.stop()
        server = self.serve_kvs()
        server.wait_for_error("kinesis: door: .*tried again in")
        wait_until(lambda: self.stats_lines() and self.last_stats()["units"] > 0, "the first picture")
        back_at = time.time()
        self.service.start()
        server.wait_for_error("the service takes media")
        self.assertEqual(server.end(signal.SIGTERM), 0, server.errors)
        self.assert_all_delivered()
        self.assertLess(self.service.fragments()[0][0], back_at)

    def test_loss_and_return_are_told(self):
        server = self.serve_kvs()
        server.wait_for_error("the service takes media$")
        self.service.stop()
        server.wait_for_error("kinesis: door: .*tried again in")
        self.service.start()
        server.wait_for_error("the service takes media again$")
        self.assertEqual(server.end(signal.SIGTERM), 0, server.errors)
        self.assert_all_delivered()

    def test_a_spool_outlives_the_program(self):
        spool = os.path.join(self.folder, "spool")
        self.service.stop()
        result = self.run_kvs("--duration", "2", "--spool", spool)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("they are in the spool", result.stderr)
        left = self.last_stats()
        kept = glob.glob(os.path.join(spool, "door", "*.mkv"))
        self.assertEqual(len(kept), self.kvs["fragments_pending"])

        back_at = time.time()
        self.service.start()
        server = self.serve_kvs("--spool", spool)
        wait_until(lambda: not any(map(os.path.exists, kept)), "the delivery of what was left")
        self.assertEqual(server.end(signal.SIGTERM), 0, server.errors)
        self.last_stats()
        self.assertEqual(self.kvs["fragments_recovered"], len(kept))
        self.assertEqual(self.kvs["fragments_persisted"], self.kvs["fragments"], self.kvs)
        recovered = [path for begin, path in self.service.fragments() if begin < back_at]
        self.assertEqual(sum(map(count_pictures, recovered)), left["units"] - left["stills_encoded"])

    def test_it_stops_soon_with_the_service_away_and_says_what_is_left(self):
        self.service.stop()
        server = self.serve_kvs()
        server.wait_for_error("tried again in")
        begin = time.monotonic()
        self.assertEqual(server.end(signal.SIGTERM), 0)
        self.assertLess(time.monotonic() - begin, 10)
        server.wait_for_error("stopped with [1-9][0-9]* fragments .*not persisted")
        self.last_stats()
        self.assertGreater(self.kvs["fragments_pending"], 0)


class Keys(KvsTest):
    def assert_silent(self, *texts):
        for text in texts:
            self.assertNotIn(WRONG, text)
            self.assertNotIn(SECRET, text)

    def test_wrong_keys_are_a_clear_line_without_them(self):
        self.environment["AWS_SECRET_ACCESS_KEY"] = WRONG
        server = self.serve_kvs("-v")
        server.wait_for_error("kinesis: door: .*(Signature|403)")
        with open(f"/proc/{server.process.pid}/cmdline", encoding="utf-8") as file:
            self.assert_silent(file.read())
        self.assertEqual(server.end(signal.SIGTERM), 0)
        self.assert_silent(*self.stats_lines(), *server.errors)
        self.last_stats()
        self.assertRegex(self.kvs["last_error"], "403|refused the keys")
        self.assertEqual(self.kvs["fragments_persisted"], 0)

    def test_no_keys_at_all_say_where_they_were_looked_for(self):
        del self.environment["AWS_ACCESS_KEY_ID"], self.environment["AWS_SECRET_ACCESS_KEY"]
        server = self.serve_kvs()
        server.wait_for_error("aws: .*AWS_ACCESS_KEY_ID")
        self.assertEqual(server.end(signal.SIGTERM), 0)
        self.last_stats()
        self.assertGreater(self.kvs["fragments_pending"], 0)

    def test_a_file_of_keys(self):
        self.environment["AWS_SECRET_ACCESS_KEY"] = WRONG
        path = self.file("credentials", f"CREDENTIALS {KEY} {SECRET}\n")
        result = self.run_kvs("--duration", "1.5", "--credentials", f"file:{path}")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assert_silent(result.stderr)
        self.assert_all_delivered()

    def test_a_dotenv_file_is_found_and_is_enough(self):
        del self.environment["AWS_ACCESS_KEY_ID"], self.environment["AWS_SECRET_ACCESS_KEY"]
        self.file(
            ".env",
            f"AWS_REGION={REGION}\nAWS_ACCESS_KEY_ID={KEY}\nAWS_SECRET_ACCESS_KEY={SECRET}\n"
            f"CONTROL_PLANE_URI={self.service.endpoint}\n",
        )
        arguments = ["serve", "--size", "320x180", "--kvs", "door", "--duration", "1.5", "--stats", self.stats_path]
        result = run(*arguments, env=self.environment, cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assert_silent(result.stderr)
        self.assert_all_delivered()

    def test_a_stream_that_may_not_be_made_is_asked_for(self):
        server = self.serve_kvs("--no-create")
        server.wait_for_error("kinesis: door: .*ResourceNotFound")
        self.assertEqual(server.end(signal.SIGTERM), 0)
        self.assertEqual(self.service.fragments(), [])


class Refusals(KvsTest):
    def test_what_cannot_be_is_one_line(self):
        quiet = ["serve", "--kvs", "door", "-q"]
        spool = self.file("file")
        for arguments, part in (
            (["--region", "Nowhere!", "--kvs-endpoint", self.service.endpoint], "region"),
            (["--region", REGION, "--kvs-endpoint", "ftp://host"], "http://HOST"),
            (["--region", REGION, "--env", "/nowhere/.env"], "/nowhere/.env"),
            (["--region", REGION, "--spool", spool], "spool"),
            (["--region", REGION, "--credentials", "iot:/nowhere"], "/nowhere"),
        ):
            result = run(*quiet, *arguments, env=self.environment, cwd=self.folder)
            self.assert_one_complaint(result, 1, part)


if __name__ == "__main__":
    unittest.main()
