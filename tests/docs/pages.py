# SPDX-License-Identifier: Apache-2.0
"""The code that README.md and docs/*.md show, found by the parser that builds the site, too.

A comment in front of a fence says what is special about it:

    <!-- not run: needs Docker -->           it is parsed and its options are checked, nothing more
    <!-- printed by: skyline serve nothing.mp4 -->    of text: the command prints these lines; `...` stands for anything

A first line like `# skyline.yaml` names a file: it is there when the page's commands are run.
"""

import dataclasses
import pathlib
import re

from markdown_it import MarkdownIt

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
DIRECTIVE = re.compile(r"<!--\s*(not run|printed by):\s*(.*?)\s*-->\s*", re.DOTALL)

FILE = re.compile(r"(?:#|//) ([\w.-]+\.\w+)\n")


@dataclasses.dataclass(frozen=True)
class Block:
    """One fence of a page."""

    page: str
    line: int  # of the first line of its text, counted from 1
    language: str  # empty: none was given; "indented" for code without a fence
    text: str
    not_run: str | None = None  # the reason
    printed_by: str | None = None  # the command

    @property
    def where(self):
        return f"{self.page}:{self.line}"

    @property
    def file(self):
        """The file it is to be saved as, or None."""
        found = FILE.match(self.text)
        return found and found[1]


def read_blocks(text, page):
    """All blocks of one page, in order."""
    blocks, directive = [], {}
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "html_block":
            found = DIRECTIVE.fullmatch(token.content)
            directive = {found[1].replace(" ", "_"): found[2]} if found else {}
        elif token.type in ("fence", "code_block"):
            first = token.map[0] + (2 if token.type == "fence" else 1)
            language = token.info.strip().split(" ")[0] if token.type == "fence" else "indented"
            blocks.append(Block(page, first, language, token.content, **directive))
            directive = {}
        elif token.nesting != -1 and token.type != "inline":
            directive = {}
    return blocks


def blocks(*languages):
    """Of all pages; of all languages when none is named."""
    for path in PAGES:
        for block in read_blocks(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()):
            if not languages or block.language in languages:
                yield block
