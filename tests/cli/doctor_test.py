# SPDX-License-Identifier: Apache-2.0
"""`skyline doctor` without Kinesis: a healthy machine, and one fault at a time."""

import contextlib
import os
import pty
import re
import socket
import time

from diagnosis import LINE, DoctorTest
from program import DEADLINE_S, SKYLINE, signal, subprocess, unittest


class Healthy(DoctorTest):
    def test_every_check_is_one_line_and_streams_are_really_decoded(self):
        begin = time.monotonic()
        result = self.doctor()
        took = time.monotonic() - begin
        self.assertEqual(result.returncode, 0, result.stdout)
        for line in result.stdout.splitlines():
            self.assertRegex(line, LINE)
        for transport in ("TCP", "UDP"):
            self.assertRegex(result.stdout, rf"(?m)^ok    rtsp +stream by {transport} +10 pictures decoded, the first")
        self.assertRegex(result.stdout, r"(?m)^ok    encoders .* chosen$")
        self.assertIn("skipped: give --kvs STREAM", result.stdout)
        self.assertRegex(result.stderr, r"^skyline: (all well|nothing failed, \d+ warnings?)\n$")
        self.assertLess(took, 30, "some seconds on a machine of its own")

    def test_json_has_the_groups_in_order(self):
        findings = self.findings()
        groups = list(dict.fromkeys(group for group, _ in findings))
        self.assertEqual(groups, ["gstreamer", "encoders", "rtsp", "kinesis", "spool", "machine"])
        self.assert_check(findings, "gstreamer", "version", "ok", "GStreamer 1.")
        self.assert_check(findings, "rtsp", "port", "info", "any free one")
        self.assert_check(findings, "rtsp", "addresses", "warn", "this machine only", "--rtsp")
        self.assert_check(findings, "machine", "processors", findings["machine", "processors"]["status"])

    def test_quiet_says_nothing_beside_the_findings(self):
        result = self.doctor("-q")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("rtsp", result.stdout)


class Faults(DoctorTest):
    def test_a_port_that_is_taken_and_by_whom(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            findings = self.findings(rtsp=f"127.0.0.1:{port}", code=1)
            self.assert_check(findings, "rtsp", "port", "fail", f"(process {os.getpid()})", "--rtsp")
            # On all addresses it is taken, too.
            self.assert_check(self.findings(rtsp=str(port), code=1), "rtsp", "port", "fail", "is taken by")
        self.assert_check(self.findings(rtsp=f"127.0.0.1:{port}"), "rtsp", "port", "ok", "is free")

    def test_an_address_that_is_not_ours(self):
        findings = self.findings(rtsp="192.0.2.77:8554", code=1)
        self.assert_check(findings, "rtsp", "port", "fail", "none of this machine's")

    def test_without_plug_ins_each_package_is_named(self):
        empty = os.path.join(self.folder, "plug-ins")
        os.mkdir(empty)
        self.environment |= {
            "GST_PLUGIN_SYSTEM_PATH": empty,
            "GST_PLUGIN_SYSTEM_PATH_1_0": empty,
            "GST_PLUGIN_PATH": empty,
            "GST_PLUGIN_PATH_1_0": empty,
            "GST_REGISTRY": os.path.join(self.folder, "registry"),
            "GST_REGISTRY_1_0": os.path.join(self.folder, "registry"),
        }
        findings = self.findings(code=1)
        for element, package in (("appsrc", "base"), ("rtph264pay", "good"), ("h264parse", "bad")):
            self.assert_check(findings, "gstreamer", element, "fail", f"install gstreamer1.0-plugins-{package}")
        self.assert_check(findings, "gstreamer", "avdec_h264", "warn", "gstreamer1.0-libav")
        self.assert_check(findings, "encoders", "x264enc", "info", "not installed")
        self.assert_check(findings, "encoders", "any", "fail", "gstreamer1.0-plugins-ugly")
        self.assert_check(findings, "rtsp", "own stream", "fail", "no encoder works")

    def test_wrong_use(self):
        for arguments, part in (
            (["--send"], "--kvs"),
            (["--spool-size", "5"], "--spool"),
            (["--credentials", "env", "--profile", "dev"], "--profile is for"),
            (["--frobnicate"], "skyline doctor --help"),
        ):
            self.assert_one_complaint(self.doctor(*arguments), 2, part)
        self.assert_one_complaint(self.doctor(rtsp="nonsense"), 2, "--rtsp")

    def test_a_reader_who_is_gone_is_an_error(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = self.doctor(stdout=full)
        self.assertEqual(result.returncode, 1)
        self.assertIn("cannot write to standard output", result.stderr)


class Spool(DoctorTest):
    def path(self, name):
        return os.path.join(self.folder, name)

    def test_a_folder_that_can_be_made_is_not_made(self):
        findings = self.findings("--spool", self.path("new/deep"), "--spool-size", "2")
        self.assert_check(findings, "spool", "folder", "ok", "can be made in " + self.folder)
        self.assert_check(findings, "spool", "space", "ok", "2 MB may be used")
        self.assertFalse(os.path.exists(self.path("new")))

    def test_a_folder_that_is_there_is_left_as_it_was(self):
        os.mkdir(self.path("spool"), 0o700)
        self.assert_check(self.findings("--spool", "spool"), "spool", "folder", "ok", "mode 700")
        self.assertEqual(os.listdir(self.path("spool")), [])
        os.chmod(self.path("spool"), 0o777)
        self.assert_check(self.findings("--spool", self.path("spool")), "spool", "folder", "warn", "chmod 700")

    def test_a_file_in_its_place(self):
        self.file("spool")
        for path in (self.path("spool"), self.path("spool/below")):
            self.assert_check(self.findings("--spool", path, code=1), "spool", "folder", "fail", "is no folder")

    def test_too_little_room(self):
        findings = self.findings("--spool", self.folder, "--spool-size", "16000000", code=1)
        self.assert_check(findings, "spool", "space", "fail", "--spool-size")

    @unittest.skipUnless(os.access("/dev/shm", os.W_OK), "needs a file system in memory")
    def test_a_disk_in_memory(self):
        findings = self.findings("--spool", "/dev/shm/skyline-doctor-test", "--spool-size", "2")
        self.assert_check(findings, "spool", "file system", "warn", "tmpfs", "lost")
        self.assertFalse(os.path.exists("/dev/shm/skyline-doctor-test"))


class OnATerminal(DoctorTest):
    def setUp(self):
        super().setUp()
        self.environment["TERM"] = "xterm"

    def watch(self, *arguments, stdout_too=True):
        """What a terminal shows of standard error, and of standard output unless that goes elsewhere."""
        master, terminal = pty.openpty()
        with open(os.devnull, "wb") as elsewhere:
            process = subprocess.Popen(
                [SKYLINE, "doctor", "--rtsp", "127.0.0.1:0", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=terminal if stdout_too else elsewhere,
                stderr=terminal,
                env=self.environment,
                cwd=self.folder,
            )
            os.close(terminal)
            seen = b""
            with contextlib.suppress(OSError), os.fdopen(master, "rb", buffering=0) as shown:
                while part := shown.read(4096):
                    seen += part
            self.assertEqual(process.wait(timeout=DEADLINE_S), 0)
        return seen.decode()

    def test_colours_and_a_line_that_vanishes(self):
        seen = self.watch()
        self.assertIn("\x1b[32mok  \x1b[0m  gstreamer", seen)
        self.assertRegex(seen, r"\r\x1b\[Kchecking \w+: [^\n]*\.\.\.")
        # Whatever follows it clears it.
        self.assertNotRegex(seen, r"checking [^\r\n]*\n")
        self.assertNotIn("checking", re.sub(r"checking [^\r]*\r\x1b\[K", "", seen))

    def test_no_color_leaves_the_line(self):
        self.environment["NO_COLOR"] = "1"
        seen = self.watch()
        self.assertNotRegex(seen, r"\x1b\[\d")
        self.assertIn("checking", seen)

    def test_quiet_and_dumb_show_no_line(self):
        self.assertNotIn("checking", self.watch("--quiet"))
        self.assertEqual(self.watch("--quiet", stdout_too=False), "")
        self.environment["TERM"] = "dumb"
        seen = self.watch()
        self.assertNotIn("checking", seen)
        self.assertNotIn("\x1b", seen)


class Interruption(DoctorTest):
    def test_ctrl_c_ends_at_once(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
            self.environment |= {"AWS_ACCESS_KEY_ID": "AKIAX", "AWS_SECRET_ACCESS_KEY": "hunter2SECRET"}
            process = subprocess.Popen(
                [SKYLINE, "doctor", "--rtsp", "127.0.0.1:0", "--region", "eu-west-1", "--kvs-endpoint", endpoint],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                env=self.environment,
                cwd=self.folder,
            )
            self.addCleanup(process.communicate)
            self.addCleanup(process.kill)
            for line in process.stdout:
                if "credentials" in line:
                    break
            else:
                self.fail("it never came to Kinesis")
            begin = time.monotonic()
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=DEADLINE_S), 130)
            self.assertLess(time.monotonic() - begin, 3)


if __name__ == "__main__":
    unittest.main()
