# SPDX-License-Identifier: Apache-2.0
"""What can be said of the Docker and compose files without an engine: their form, and what they refer to.

usage: docker_test.py SOURCE
"""

import pathlib
import re
import sys
import unittest

import yaml

SOURCE = pathlib.Path(sys.argv[1])
DOCKER = SOURCE / "packaging/docker"
SECRET = re.compile(r"password|secret|token", re.IGNORECASE)


def instructions(path: pathlib.Path) -> list[tuple[str, str]]:
    """Each instruction and its text, lines put together, comments left out."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    found = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
    return [(word.upper(), text.strip()) for word, text in found]


def unsubstituted(text: str, arguments: dict[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda name: arguments[name.group(1)], text)


class DockerfileTest(unittest.TestCase):
    def each(self):
        paths = sorted(DOCKER.glob("Dockerfile*"))
        self.assertEqual([path.name for path in paths], ["Dockerfile", "Dockerfile.jetson"])
        return [(path.name, instructions(path)) for path in paths]

    def test_base_images_have_a_version(self):
        for name, rows in self.each():
            with self.subTest(name):
                arguments = dict(text.split("=", 1) for word, text in rows if word == "ARG" and "=" in text)
                # Without a default it is whoever builds who chooses; the file says what.
                arguments.setdefault("BASE", "chosen:by-the-builder")
                images = [unsubstituted(text.split()[0], arguments) for word, text in rows if word == "FROM"]
                self.assertTrue(images)
                for image in images:
                    self.assertRegex(image, r"^[^:]+:[^:]+$")
                    self.assertFalse(image.endswith(":latest"), image)

    def test_packages_come_without_extras_and_leave_no_lists(self):
        for name, rows in self.each():
            with self.subTest(name):
                steps = [text for word, text in rows if word == "RUN" and "apt-get" in text]
                self.assertTrue(steps)
                for text in steps:
                    self.assertIn("apt-get update", text)
                    self.assertEqual(text.count("apt-get install"), text.count("--no-install-recommends"))
                    self.assertIn("rm -rf /var/lib/apt/lists/*", text)
                    self.assertNotRegex(text, r"\bapt (install|update)|dist-upgrade")

    def test_pipes_fail_as_a_whole(self):
        for name, rows in self.each():
            with self.subTest(name):
                shell = None
                for word, text in rows:
                    if word == "FROM":
                        shell = None
                    elif word == "SHELL":
                        shell = text
                    elif word == "RUN":
                        self.assertIn("pipefail", shell or "", text)

    def test_it_does_not_run_as_root(self):
        for name, rows in self.each():
            with self.subTest(name):
                last = [text for word, text in rows if word == "USER"][-1]
                self.assertEqual(last, "skyline")
                after = rows[rows.index(("USER", "skyline")) :]
                self.assertNotIn("RUN", [word for word, _ in after])
                self.assertFalse(any("sudo" in text for _, text in rows))

    def test_how_it_starts(self):
        for name, rows in self.each():
            with self.subTest(name):
                words = [word for word, _ in rows]
                self.assertNotIn("ADD", words)
                for word in "EXPOSE", "HEALTHCHECK", "ENTRYPOINT":
                    self.assertEqual(words.count(word), 1, word)
                entry = dict(rows)["ENTRYPOINT"]
                self.assertEqual(yaml.safe_load(entry), ["skyline"])
                health = re.search(r"CMD (\[.*\])$", dict(rows)["HEALTHCHECK"])
                self.assertIsInstance(yaml.safe_load(health.group(1)), list)

    def test_what_is_copied_is_there(self):
        ignored = (SOURCE / ".dockerignore").read_text(encoding="utf-8").split()
        for name, rows in self.each():
            with self.subTest(name):
                for word, text in rows:
                    if word != "COPY" or "--from" in text:
                        continue
                    for source in text.split()[:-1]:
                        self.assertTrue((SOURCE / source).exists(), source)
                        self.assertNotIn(source.split("/")[0], ignored)


class ComposeTest(unittest.TestCase):
    def each(self):
        paths = sorted(DOCKER.glob("compose.*.yaml"))
        self.assertEqual(len(paths), 3)
        return [(path.name, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in paths]

    def test_what_is_built_and_mounted_is_there(self):
        for name, project in self.each():
            with self.subTest(name):
                for service in project["services"].values():
                    if "build" in service:
                        context = DOCKER / service["build"]["context"]
                        self.assertTrue((context / service["build"]["dockerfile"]).is_file())
                    else:
                        self.assertRegex(service["image"], r"^[a-z/]+:\d+\.\d+\.\d+$")
                    for volume in service.get("volumes", []):
                        source = volume.split(":")[0]
                        there = (DOCKER / source).is_file() if source.startswith(".") else source in project["volumes"]
                        self.assertTrue(there, source)
                    for other in service.get("depends_on", []):
                        self.assertIn(other, project["services"])

    def test_no_secret_is_in_a_file(self):
        for name, project in self.each():
            with self.subTest(name):
                for service in project["services"].values():
                    for variable, value in service.get("environment", {}).items():
                        if SECRET.search(variable):
                            self.assertRegex(value, r"^\$\{\w+(:[?-].*)?\}$", variable)
                        self.assertNotRegex(value, r"//[^/@]*:(?!\$\{)[^/@]+@", "a password in a URL")

    def test_a_password_has_no_default(self):
        for name, project in self.each():
            with self.subTest(name):
                values = [
                    service.get("environment", {}).get("VIEWER_PASSWORD") for service in project["services"].values()
                ]
                for value in filter(None, values):
                    self.assertTrue(value.startswith("${VIEWER_PASSWORD:?"), value)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
