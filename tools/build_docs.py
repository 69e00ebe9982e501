#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the documentation's site. Any warning is an error: a dead link, an unknown anchor, a broken directive.

usage: build_docs.py FOLDER     the site goes to FOLDER/html
"""

import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def read_headers(folder):
    """Doxygen's XML of the public headers; its folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = (ROOT / "docs/Doxyfile").read_text(encoding="utf-8") + f'OUTPUT_DIRECTORY = "{folder}"\n'
    subprocess.run(["doxygen", "-"], input=settings, encoding="utf-8", cwd=ROOT, check=True)
    return folder / "xml"


def build(folder):
    folder = folder.resolve()
    xml = read_headers(folder / "doxygen")
    # Read anew each time (-E): what was read before would not be warned of again.
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-E",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-d",
        folder / "doctrees",
    ]
    environment = {**os.environ, "SKYLINE_DOXYGEN_XML": str(xml)}
    return subprocess.run([*command, ROOT / "docs", folder / "html"], check=False, env=environment).returncode


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(build(pathlib.Path(sys.argv[1])))
