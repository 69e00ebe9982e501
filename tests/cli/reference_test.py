# SPDX-License-Identifier: Apache-2.0
"""Drives the completions in the shells they are for, and lets the formatters of manual pages judge those."""

import gzip
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

REFERENCE = pathlib.Path(os.environ["SKYLINE_REFERENCE"])
SKYLINE = os.environ["SKYLINE"]

# What bash does when a tab is typed at the end of the words given.
COMPLETE = """
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_skyline
for word in "${COMPREPLY[@]}"; do printf '%s\\n' "$word"; done
"""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **options)
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert done.stderr == "", f"{command}\n{done.stderr}"
    return done.stdout


def complete(*words):
    with tempfile.TemporaryDirectory() as folder:
        for name in "film.mp4", "a film.mp4":
            pathlib.Path(folder, name).touch()
        pathlib.Path(folder, "films").mkdir()
        script = REFERENCE / "bash/skyline"
        return run("bash", "-uc", COMPLETE, "bash", script, "skyline", *words, cwd=folder).splitlines()


class BashTest(unittest.TestCase):
    def test_verbs(self):
        self.assertIn("serve", complete(""))
        self.assertEqual(complete("enc"), ["encoders"])

    def test_options_of_the_verb(self):
        self.assertEqual(complete("serve", "--form"), ["--format"])
        self.assertIn("--json", complete("encoders", "-"))
        self.assertNotIn("--format", complete("encoders", "-"))
        self.assertNotIn("--format", complete("-"))

    def test_fixed_choices(self):
        self.assertEqual(complete("serve", "--format", "bg"), ["bgr", "bgra"])
        self.assertEqual(complete("serve", "--format", "=", "n"), ["nv12"])
        self.assertIn("i420", complete("serve", "--format", "="))
        self.assertEqual(complete("serve", "--fps", "3"), [])

    def test_files_and_folders(self):
        self.assertEqual(sorted(complete("serve", "--tls-cert", "")), ["a film.mp4", "film.mp4", "films"])
        self.assertEqual(complete("serve", "--spool", "fi"), ["films"])
        self.assertEqual(sorted(complete("serve", "fi")), ["film.mp4", "films"])
        self.assertIn("test", complete("serve", ""))

    def test_a_value_is_no_verb(self):
        self.assertEqual(complete("serve", "--path", "encoders", "--form"), ["--format"])
        self.assertEqual(complete("serve", "encoders", "--form"), ["--format"])


class EveryVerbTest(unittest.TestCase):
    """Holds whatever is added to the table."""

    def verbs(self, *words):
        """The word lists of all verbs, from --help."""
        lines = run(SKYLINE, *words, "--help").splitlines()
        found = [words]
        if "Commands:" in lines:
            for line in lines[lines.index("Commands:") + 1 :]:
                if line.startswith("  ") and not line.startswith("   "):
                    found += self.verbs(*words, line.split()[0]) if line.split()[0] != "kvs-emulator" else []
                elif not line:
                    break
        return found

    def test_has_a_page_and_completes_its_options(self):
        verbs = self.verbs()
        self.assertGreater(len(verbs), 3)
        for words in verbs:
            with self.subTest(" ".join(words)):
                self.assertTrue((REFERENCE / "man1" / ("-".join(["skyline", *words]) + ".1.gz")).is_file())
                self.assertIn("--help", complete(*words, "--"))


class ZshTest(unittest.TestCase):
    def setUp(self):
        if shutil.which("zsh") is None:
            self.skipTest("there is no zsh")

    def test_it_is_sound(self):
        run("zsh", "-n", REFERENCE / "zsh/_skyline")

    def offered(self, line):
        """What a tab behind `line` offers: zsh lists it on a terminal, which zpty is."""
        script = f"""
        zmodload zsh/zpty
        zpty -b z zsh -f -i
        say() {{ zpty -w z "$1" }}
        say 'PS1=; unsetopt zle_bracketed_paste; fpath=({REFERENCE}/zsh $fpath); autoload -U compinit; compinit -u -D'
        say 'setopt no_list_ambiguous; zstyle ":completion:*" list-prompt ""; LISTMAX=1000; COLUMNS=200; LINES=200'
        say 'print REA""DY'
        zpty -r -m z seen '*READY*'
        zpty -n -w z {json.dumps(line)}$'\\t\\t'
        zpty -n -w z $'\\C-u'
        zpty -w z 'print DO""NE'
        zpty -r -m z seen '*DONE*'
        print -r -- "$seen"
        """
        return run("zsh", "-fc", script)

    def test_it_completes(self):
        self.assertIn("encoders", self.offered("skyline "))
        said = self.offered("skyline serve --format ")
        self.assertIn("nv12", said)
        self.assertIn("--spool-size", self.offered("skyline serve --sp"))


class ManTest(unittest.TestCase):
    def pages(self):
        pages = sorted((REFERENCE / "man1").glob("*.1.gz"))
        self.assertGreater(len(pages), 3)
        return {page.name: gzip.decompress(page.read_bytes()).decode() for page in pages}

    def test_no_formatter_complains(self):
        for name, text in self.pages().items():
            with self.subTest(name):
                self.assertEqual(run("groff", "-man", "-Tutf8", "-ww", "-z", input=text), "")

    def test_sections(self):
        for name, text in self.pages().items():
            with self.subTest(name):
                for section in "NAME", "SYNOPSIS", "DESCRIPTION", "SEE ALSO":
                    self.assertIn(f".SH {section}\n", text)
        serve = self.pages()["skyline-serve.1.gz"]
        self.assertIn(".SH EXIT STATUS\n", serve)
        self.assertIn(".SH FILES\n", serve)


if __name__ == "__main__":
    unittest.main()
