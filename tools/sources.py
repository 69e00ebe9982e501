# SPDX-License-Identifier: Apache-2.0
"""Which files of the repository are ours to check: tracked ones and new ones that are not ignored."""

import pathlib
import subprocess

SKIPPED_FOLDERS = {"build", ".cache", ".git"}


def repository_files(root, suffixes=()):
    """Paths relative to root, as posix text, sorted. Without git (an unpacked archive) the folder is walked."""
    root = pathlib.Path(root)
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=False)
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
    else:
        paths = (path.relative_to(root) for path in root.rglob("*"))
        names = [path.as_posix() for path in paths if not SKIPPED_FOLDERS & set(path.parts)]
    return sorted({n for n in names if n and n.endswith(tuple(suffixes) or "") and (root / n).is_file()})
