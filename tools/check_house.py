#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""House rules for every text we write: licence line, length, no marks of unfinished work.

usage: check_house.py [ROOT]     prints one line per offence; exit 1 when there is any
"""

import pathlib
import re
import sys

from sources import repository_files

CODE = (".hpp", ".cpp", ".py", ".sh", ".cmake", "CMakeLists.txt", ".ci/run", "dev", ".supp")
LONGEST_FILE = 500
LONGEST_LINE = 120
LICENCE = "SPDX-License-Identifier: Apache-2.0"
# Spelled in two halves so that this file keeps its own rule.
MARKS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")


def is_code(path):
    name = pathlib.PurePosixPath(path).name
    return any(path.endswith(end) if end.startswith(".") else name == end for end in CODE)


def check_text(path, text):
    lines = text.splitlines()
    offences = []
    if not any(LICENCE in line for line in lines[:2]):
        offences.append(f"{path}:1: the line `{LICENCE}` is missing, as a comment on top")
    if len(lines) > LONGEST_FILE:
        offences.append(f"{path}:{LONGEST_FILE}: {len(lines)} lines, more than {LONGEST_FILE}; split the file")
    for number, line in enumerate(lines, 1):
        if MARKS.search(line):
            offences.append(f"{path}:{number}: a mark of unfinished work; finish it, or plan it elsewhere")
        if len(line) > LONGEST_LINE:
            offences.append(f"{path}:{number}: {len(line)} characters, more than {LONGEST_LINE}")
        if line != line.rstrip():
            offences.append(f"{path}:{number}: blanks at the end of the line")
    if text and not text.endswith("\n"):
        offences.append(f"{path}:{len(lines)}: no line end at the end of the file")
    return offences


def check(root):
    root = pathlib.Path(root)
    offences = []
    for path in repository_files(root):
        if is_code(path):
            offences += check_text(path, (root / path).read_text(encoding="utf-8"))
    return offences


if __name__ == "__main__":
    found = check(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
