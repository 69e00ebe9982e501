# SPDX-License-Identifier: Apache-2.0
"""What the pages say of our programs: options that they have, messages that they print, files that they take."""

import os
import re
import subprocess

import pytest
from pages import PAGES, blocks
from shell_page import help_of, replace, run_bash, unknown_options

SKYLINE = os.environ["SKYLINE"]
COMMANDS = list(blocks("sh"))
CONFIGURATIONS = [
    block
    for block in blocks("yaml")
    if not block.not_run and not block.file and re.search("^streams:", block.text, re.MULTILINE)
]
MESSAGES = [block for block in blocks("text") if block.printed_by]


@pytest.mark.parametrize("block", COMMANDS, ids=lambda block: block.where)
def test_a_block_is_shell_and_its_options_exist(block):
    parsed = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, encoding="utf-8", check=False)
    assert not parsed.stderr, f"{block.where}\n{parsed.stderr}"
    assert not list(unknown_options(block.text, SKYLINE)), block.where


def test_every_option_is_on_a_page_about_its_command():
    pages = [path.read_text(encoding="utf-8") for path in PAGES]
    for verb in re.findall(r"^  ([a-z][a-z-]*) ", help_of(SKYLINE).partition("Commands:")[2], re.MULTILINE):
        about = "".join(page for page in pages if f"skyline {verb}" in page)
        assert about, f"no page is about skyline {verb}"
        for option in re.findall(r"^  (?:-\w, )?(--[a-z][a-z-]*)", help_of(SKYLINE, verb), re.MULTILINE):
            assert option in about, f"no page about skyline {verb} has {option}"


def test_unknown_options_are_found():
    text = "skyline serve --no-such-option\nskyline no-such-verb\n./dev no-such-command\nskyline serve --loop\n"
    assert list(unknown_options(text, SKYLINE)) == [
        "skyline serve --no-such-option: there is no such option",
        "skyline no-such-verb: there is no such verb",
        "./dev no-such-command: there is no such command",
    ]


@pytest.mark.parametrize("block", MESSAGES, ids=[block.where for block in MESSAGES])
def test_a_message_is_what_the_program_says(block, environment):
    command = replace(block.printed_by, environment)
    _, said = run_bash(["-c", command], environment)
    # A line that begins with blanks goes on with the one before.
    for line in re.sub(r"\n\s+", " ", block.text.strip()).split("\n"):
        pattern = r".*".join(re.escape(part) for part in line.split("..."))
        assert re.search(pattern, said), f"{block.where}: {line}\nis not in\n{said}"


@pytest.mark.parametrize("block", CONFIGURATIONS, ids=[block.where for block in CONFIGURATIONS])
def test_a_configuration_file_is_in_order(block, tmp_path):
    path = tmp_path / "skyline.yaml"
    path.write_text(block.text, encoding="utf-8")
    checked = subprocess.run([SKYLINE, "check", path], capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert checked.returncode == 0, f"{block.where}\n{checked.stdout}{checked.stderr}"
