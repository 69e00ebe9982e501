# SPDX-License-Identifier: Apache-2.0
"""Fences have a language and parse, links lead somewhere, and the references leave nothing out."""

import configparser
import json
import re
import subprocess
import tomllib
import xml.etree.ElementTree

import pytest
import yaml
from pages import ROOT, blocks, read_blocks

import skyline

RUN = {"sh", "cpp", "python"}
PARSED = {
    "json": json.loads,
    "yaml": lambda text: list(yaml.safe_load_all(text)),
    "toml": tomllib.loads,
    "xml": xml.etree.ElementTree.fromstring,
    "ini": lambda text: configparser.ConfigParser(strict=False, interpolation=None).read_string(text),
}
DIRECTIVES = {"{toctree}", "{eval-rst}"}


def all_texts():
    """Every Markdown text of the repository."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        capture_output=True,
        check=True,
    )
    return sorted({ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()})


def anchors(path):
    """What may follow the # of a link, as code hosts make it of headings."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ +(.*?)\s*$", text, re.MULTILINE)
    names = [re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading) for heading in headings]
    return {re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-") for name in names}


def broken_links(path):
    text = re.sub(r"^( *)```.*?^\1```$|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        if not target.exists():
            yield f"{link}: there is no such file"
        elif anchor and anchor not in anchors(target):
            yield f"{link}: there is no such heading; there are {sorted(anchors(target))}"


@pytest.mark.parametrize("path", all_texts(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    assert not list(broken_links(path))


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.where)
def test_a_block_has_a_language_and_parses(block):
    assert block.language != "indented", f"{block.where}: code without a fence; give it one, with a language"
    assert block.language, f"{block.where}: a fence without a language; program output is text"
    assert block.not_run != "", f"{block.where}: not run for no reason"
    if block.language in PARSED:
        PARSED[block.language](block.text)
    elif block.language not in RUN | DIRECTIVES | {"text"}:
        assert block.not_run, f"{block.where}: nothing checks {block.language}; mark it <!-- not run: REASON -->"
    assert not block.printed_by or block.language == "text"


@pytest.mark.parametrize("name", ["README.md", "docs/index.md"])
def test_every_page_can_be_found(name):
    folder = (ROOT / name).parent
    links = re.findall(r"\]\(([^)#\s]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    linked = {(folder / link).resolve() for link in links}
    missing = [path.name for path in (ROOT / "docs").glob("[0-9][0-9]-*.md") if path not in linked]
    assert not missing, f"{name} has no link to them"


def test_blocks_are_found_wherever_they_are():
    text = "1. a list\n\n   <!-- not run: no such thing -->\n   ```sh\n   a\n   ```\n"
    text += "\ntext\n\n    indented\n\n```\nb\n```\n"
    found = [(block.line, block.language, block.text, block.not_run) for block in read_blocks(text, "page")]
    assert found == [(5, "sh", "a\n", "no such thing"), (10, "indented", "indented\n", None), (13, "", "b\n", None)]


def test_a_mark_is_for_the_next_fence_only():
    text = "<!-- not run: a -->\n\ntext\n\n```sh\nb\n```\n"
    assert [block.not_run for block in read_blocks(text, "page")] == [None]


def test_the_reference_has_every_public_name_of_cpp():
    page = (ROOT / "docs/23-api-cpp.md").read_text(encoding="utf-8")
    function = re.compile(r"^(?:\[\[nodiscard\]\] )?SKYLINE_API [^;(]*\b(\w+)\(", re.MULTILINE)
    name = re.compile(r"^(?:class|struct|enum class) (?:SKYLINE_API )?(\w+)(?: final)?(?: :[^;]*)? \{", re.MULTILINE)
    for header in sorted((ROOT / "include/skyline").glob("*.hpp")):
        text = header.read_text(encoding="utf-8")
        for found in function.findall(text):
            assert f":: skyline::{found}(" in page, f"{header.name}: {found} is not on the page"
        for found in name.findall(text):
            assert re.search(rf":: skyline::{found}$", page, re.MULTILINE), f"{header.name}: {found} is not on the page"


def test_the_reference_has_every_public_name_of_python():
    page = (ROOT / "docs/24-api-python.md").read_text(encoding="utf-8")
    missing = [name for name in skyline.__all__ if not re.search(rf":: skyline\.{name}$", page, re.MULTILINE)]
    assert not missing
