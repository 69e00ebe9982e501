#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when clang-format would change a source. `./dev format` repairs it.

usage: check_format.py CLANG_FORMAT [ROOT]
"""

import pathlib
import subprocess
import sys

from sources import repository_files

if __name__ == "__main__":
    root = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else pathlib.Path(__file__).resolve().parent.parent
    files = repository_files(root, (".hpp", ".cpp"))
    if not files:
        sys.exit(f"no sources in {root}")
    run = subprocess.run([sys.argv[1], "--dry-run", "-Werror", *files], cwd=root, check=False)
    if run.returncode != 0:
        print("./dev format repairs this")
    sys.exit(run.returncode)
