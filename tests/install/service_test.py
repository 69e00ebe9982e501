# SPDX-License-Identifier: Apache-2.0
"""What systemd says of the service, and `skyline check` of the configurations that come along.

usage: service_test.py SOURCE UNIT SKYLINE SCRATCH
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

SOURCE, UNIT, SKYLINE, SCRATCH = map(pathlib.Path, sys.argv[1:5])
EXPOSURE = 25  # tenths; systemd calls up to 4.0 fine, and nothing between the network and a device can be 0


def run(*command: str | pathlib.Path, **environment: str) -> str:
    done = subprocess.run(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | environment,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}"
    return done.stdout


class ServiceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        text = UNIT.read_text(encoding="utf-8")
        cls.start = re.search(r"^ExecStart=(\S+) (.*)$", text, re.MULTILINE).groups()
        # What it runs is not installed here.
        cls.unit = SCRATCH / "skyline.service"
        cls.unit.write_text(text.replace(f"ExecStart={cls.start[0]} ", f"ExecStart={SKYLINE} "), encoding="utf-8")

    def test_it_runs_what_is_installed(self) -> None:
        self.assertRegex(self.start[0], r"^/.*/bin/skyline$")
        self.assertRegex(self.start[1], r"^serve --config /.*etc/skyline/skyline.yaml$")

    def test_systemd_takes_it(self) -> None:
        self.need_systemd()
        self.assertNotIn("skyline.service", run("systemd-analyze", "verify", "--man=no", self.unit))

    def test_it_is_confined(self) -> None:
        self.need_systemd()
        run("systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE}", self.unit)

    def need_systemd(self) -> None:
        if shutil.which("systemd-analyze") is None:
            self.skipTest("there is no systemd-analyze")


class ConfigurationTest(unittest.TestCase):
    def test_example_shows_a_scene_to_this_machine_only(self) -> None:
        said = run(SKYLINE, "check", SOURCE / "packaging/skyline.yaml")
        self.assertIn("127.0.0.1 port 8554", said)
        self.assertIn("test", said)

    def test_what_is_commented_out_is_right_too(self) -> None:
        folder = SCRATCH / "etc"
        folder.mkdir(parents=True, exist_ok=True)
        text = (SOURCE / "packaging/skyline.yaml").read_text(encoding="utf-8")
        fields, count = re.subn(r"^  # ((users:|  - \{|- name:|  \w+:).*)$", r"  \1", text, flags=re.MULTILINE)
        self.assertGreater(count, 8)
        (folder / "skyline.yaml").write_text(fields, encoding="utf-8")
        (folder / "viewer.password").write_text("a password\n", encoding="utf-8")
        (folder / "viewer.password").chmod(0o640)
        said = run(SKYLINE, "check", folder / "skyline.yaml")
        self.assertIn("1 user", said)
        self.assertIn("kinesis door", said)

    def test_what_compose_files_mount(self) -> None:
        said = run(SKYLINE, "check", SOURCE / "packaging/docker/stream.yaml", VIEWER_PASSWORD="x", SOURCE="test")
        self.assertIn("/live", said)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
