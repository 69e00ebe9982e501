# SPDX-License-Identifier: Apache-2.0
"""Commands that the pages show are run, in order, in an empty folder: with the built programs, on this machine's own
address, on ports of the system's choice. `programs/` has what stands in front of servers and players."""

import itertools
import pathlib

import pytest
from pages import blocks
from shell_page import replace, run_bash, script

BY_PAGE = {page: list(found) for page, found in itertools.groupby(blocks("sh"), lambda block: block.page)}


@pytest.mark.parametrize("page", BY_PAGE)
def test_the_commands_of_a_page_run(page, environment, tmp_path):
    run = [block for block in BY_PAGE[page] if not block.not_run]
    if not run:
        pytest.skip("none of its commands can be run here")
    for block in blocks():
        if block.page == page and block.file:
            pathlib.Path(environment["DOCS_FOLDER"], block.file).write_text(replace(block.text, environment))
    path = tmp_path / page.replace("/", "_")
    path.write_text(script(run, environment), encoding="utf-8")
    status, said = run_bash([path], environment)
    failed = pathlib.Path(environment["DOCS_STATE"], "failed").exists()
    assert status == 0 and not failed, f"{page}\n{said}"


def test_what_is_not_run_is_told(capsys):
    skipped = [block for block in blocks() if block.not_run]
    with capsys.disabled():
        print(f"\n{len(skipped)} of {sum(1 for _ in blocks())} blocks are shown and not run:")
        for block in skipped:
            print(f"  {block.where}: {block.not_run}")
