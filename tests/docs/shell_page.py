# SPDX-License-Identifier: Apache-2.0
"""One page's commands as one script of bash. Each stays on its line, so bash's messages name the line of the page."""

import os
import pathlib
import re
import signal
import subprocess

from pages import ROOT

DEADLINE_S = 120
START = "set -Eeu; trap 'echo \"line $LINENO: $BASH_COMMAND\" >&2' ERR"
# What stands for something of the reader's.
REPLACED = [
    (re.compile(r"(?<![\w.])/(?=(?:tmp|var/lib|etc/skyline)/)"), "{DOCS_FOLDER}/"),
    (re.compile(r"rtsps?://viewer:PASSWORD@[^/\s\"']+/[\w/]*"), '$(head -n 1 "{DOCS_STATE}/serve.out")'),
    (re.compile(r"rtsps?://(?:\w+:\w+@)?(?:camera|192\.168\.0\.\d+)/\w+"), "{DOCS_CAMERA}"),
    (re.compile(r"(?<=:)8554\b|(?<=--rtsp )8554\b"), "{DOCS_PORT}"),
    # A server is in the background already, and its process is another one.
    (re.compile(r" & sleep \d+$", re.MULTILINE), ""),
    (re.compile(r"\$!"), '$(cat "{DOCS_STATE}/serve.pid")'),
    (re.compile(r"\b4567\b"), "{DOCS_KVS_PORT}"),
    (re.compile(r"\b9464\b"), "{DOCS_METRICS_PORT}"),
]


def replace(text, environment):
    """`text` with what is the reader's replaced by what there is here."""
    for pattern, replacement in REPLACED:
        text = pattern.sub(lambda _, with_=replacement.format_map(environment): with_, text)
    return text


def script(blocks, environment):
    """What bash runs. The blocks are of one page."""
    lines = [START]
    for block in blocks:
        text = replace(block.text, environment)
        lines += [""] * (block.line - 1 - len(lines)) + text.rstrip("\n").split("\n")
    return "\n".join(lines) + "\n"


def run_bash(arguments, environment):
    """The exit code, and what was said. That goes to a file: what stays in the background holds no pipe open."""
    state = pathlib.Path(environment["DOCS_STATE"])
    with open(state / "said", "w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            ["bash", *arguments],
            cwd=environment["DOCS_FOLDER"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(timeout=DEADLINE_S)
        except subprocess.TimeoutExpired:
            end_all(process, state)
            said.write(f"nothing more in {DEADLINE_S} s\n")
        said.seek(0)
        return process.returncode, said.read()


def end_all(process, state):
    """At once, with everything in the background: nothing is left that could be ended in order."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for noted in state.glob("*.pid"):
        noted.unlink()


def commands(text):
    """Each command line, with lines that go on joined, without comments."""
    for line in text.replace("\\\n", " ").split("\n"):
        line = re.sub(r"(^|\s)#.*", "", line).strip()
        if line:
            yield line


def help_of(*command):
    done = subprocess.run([*command, "--help"], capture_output=True, encoding="utf-8", timeout=60, check=True)
    return done.stdout


def unknown_options(text, skyline):
    """Options and verbs in `text` that our own programs do not have."""
    verbs, dev = help_of(skyline), (ROOT / "dev").read_text(encoding="utf-8")
    for line in commands(text):
        for verb, words in re.findall(r"(?:^|[|&(/ ])skyline ([a-z][a-z-]*)([^|;&]*)", line):
            if not re.search(rf"^  {verb}\b", verbs, re.MULTILINE):
                yield f"skyline {verb}: there is no such verb"
                continue
            known = help_of(skyline, verb)
            part = re.match(r" *([a-z][a-z-]*)", words)
            if part and re.search(rf"^  {part[1]}\b", known, re.MULTILINE):
                known = help_of(skyline, verb, part[1])
            for option in re.findall(r"(?<=\s)--[a-z][a-z-]*", words):
                if not re.search(rf"{option}(?![a-z-])", known):
                    yield f"skyline {verb} {option}: there is no such option"
        for command in re.findall(r"(?:^|[|&( ])\./dev ([a-z-]+)", line):
            if not re.search(rf"^  {command}\b", dev, re.MULTILINE):
                yield f"./dev {command}: there is no such command"
