# SPDX-License-Identifier: Apache-2.0
"""Bad input of every family: one line that says what to do, the documented exit code, no secret, no crash."""

import os
import socket

from program import LOCAL, ProgramTest, make_film, run, subprocess, unittest

SECRET = "hunter2hunter2"


class Usage(ProgramTest):
    def test_help_and_version_go_to_stdout(self):
        for arguments in (["--help"], ["serve", "--help"], ["encoders", "--help"], ["--version"]):
            result = run(*arguments)
            self.assertEqual((result.returncode, result.stderr), (0, ""), arguments)
            self.assertIn("skyline", result.stdout)

    def test_wrong_use_is_exit_code_2(self):
        for arguments, part in (
            ([], "skyline --help"),
            (["stream"], "skyline --help"),
            (["serve", "--rtsp", "99999"], "--rtsp"),
            (["serve", "--size", "big"], "--size"),
            (["serve", "ftp://host/film"], "ftp://"),
            (["serve", "--tls-cert", "cert.pem"], "--tls-key"),
            (["serve", "-", "--size", "2x2"], "format and size"),
            (["serve", "rtsp://host:port/"], "rtsp://HOST"),
        ):
            self.assert_one_complaint(run(*arguments), 2, part)

    def test_no_password_of_an_url_is_repeated(self):
        for url in (f"rtsp://ann:{SECRET}@host:x/", f"rtsp://ann:{SECRET}/@127.0.0.1:1/", f"http://ann:{SECRET}@host/"):
            for arguments in (["serve", url], ["serve", "test", url], ["encoders", url]):
                result = run(*arguments)
                self.assert_one_complaint(result, 2)
                self.assertNotIn(SECRET, result.stderr)


class Sources(ProgramTest):
    def test_what_cannot_be_opened_is_exit_code_1(self):
        fifo = os.path.join(self.folder, "fifo")
        os.mkfifo(fifo)
        for source, part in (
            (os.path.join(self.folder, "missing.mp4"), "No such file"),
            (self.folder, "not a file"),
            (fifo, "not a file"),
            (self.file("empty.mp4"), "empty.mp4"),
            (self.file("text.mp4", "not a film\n" * 100), "text.mp4"),
            ("/dev/video4711", "/dev/video4711"),
        ):
            self.assert_one_complaint(run("serve", source, *LOCAL), 1, part)

    def test_a_file_with_sound_only_has_no_picture(self):
        path = make_film(os.path.join(self.folder, "sound.wav"), source="sine")
        self.assert_one_complaint(run("serve", path, *LOCAL), 1, "sound.wav")

    def test_a_camera_that_is_not_there_is_named_without_password(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        result = run("serve", "-v", f"rtsp://ann:{SECRET}@127.0.0.1:{port}/cam?pw={SECRET}", *LOCAL)
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"rtsp://127.0.0.1:{port}", result.stderr)
        self.assertNotIn(SECRET, result.stderr)

    def test_a_truncated_frame_says_how_much_is_missing(self):
        frame = "x" * (16 * 16 * 3)
        arguments = ["-", "--format", "bgr", "--size", "16x16", "--rtsp", "127.0.0.1:0"]
        result = run("serve", *arguments, input=frame + frame[:-68])
        self.assertEqual(result.returncode, 1)
        self.assertIn("inside frame 2: 68 of 768 bytes are missing", result.stderr)


class Files(ProgramTest):
    def refuse_password_file(self, path, part):
        self.assert_one_complaint(run("serve", "--user", "ann", "--password-file", path, *LOCAL), 1, part)

    def test_password_files(self):
        fifo = os.path.join(self.folder, "fifo")
        os.mkfifo(fifo, 0o600)
        self.refuse_password_file(os.path.join(self.folder, "missing"), "No such file")
        self.refuse_password_file(self.folder, "regular file")
        self.refuse_password_file(fifo, "regular file")
        self.refuse_password_file(self.file("public", SECRET, 0o644), "chmod 600")
        self.refuse_password_file(self.file("empty"), "empty")
        self.refuse_password_file(self.file("blank", "\nsecond line\n"), "empty")
        self.refuse_password_file(self.file("long", "x" * 5000), "longer than")
        self.refuse_password_file(self.file("nul", "a\0b"), "control characters")

    def test_a_taken_port(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            result = run("serve", "--rtsp", f"127.0.0.1:{port}", "--size", "320x180")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn(str(port), result.stderr)

    def test_a_certificate_that_is_none(self):
        path = self.file("cert.pem", "no certificate")
        result = run("serve", "--tls-cert", path, "--tls-key", path, *LOCAL, "--duration", "5")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("cert.pem", result.stderr)

    def test_statistics_that_cannot_be_written(self):
        fifo = os.path.join(self.folder, "fifo")
        os.mkfifo(fifo)
        for path, part in ((self.folder, "directory"), ("/nowhere/stats", "No such file"), (fifo, "nobody reads")):
            self.assert_one_complaint(run("serve", "--stats", path, *LOCAL), 1, part)
        result = run("serve", "--stats", "/dev/full", "--duration", "30", *LOCAL)
        self.assertEqual(result.returncode, 1)
        self.assertIn("No space left on device", result.stderr)


class ClosedOutput(ProgramTest):
    def test_a_full_disk_and_a_reader_who_left(self):
        reader, writer = os.pipe()
        os.close(reader)
        with open("/dev/full", "wb") as full, os.fdopen(writer, "wb") as broken:
            for output, part in ((full, "No space left"), (broken, "Broken pipe")):
                for arguments in (["--version"], ["serve", *LOCAL, "--duration", "30"], ["encoders", "--json"]):
                    result = run(*arguments, stdout=output)
                    self.assertEqual(result.returncode, 1, arguments)
                    self.assertIn(part, result.stderr)

    def test_a_closed_descriptor(self):
        script = 'exec "$0" --version >&-'
        result = subprocess.run(
            ["sh", "-c", script, os.environ["SKYLINE"]], capture_output=True, encoding="utf-8", timeout=60, check=False
        )
        self.assertEqual(result.returncode, 1)
        self.assertIn("standard output", result.stderr)


if __name__ == "__main__":
    unittest.main()
