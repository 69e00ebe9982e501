#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs clang-tidy over src/ and remembers what was clean, so that only what changed is looked at again.

A source is clean as long as its compile command, the configuration, the program and every file it includes are the
same; the list of included files comes from the compiler.

usage: run_clang_tidy.py --build DIR --cache FILE [--clang-tidy PROGRAM] [--jobs N] [--prefix FOLDER]...
"""

import argparse
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Coroutines: clang 14 has them in C++20 but does not say so, and the libraries believe it.
EXTRA = ["-D__cpp_impl_coroutine=201902L", "-DBOOST_ASIO_HAS_CO_AWAIT=1", "-DBOOST_ASIO_HAS_STD_COROUTINE=1"]
OFFENCE = re.compile(r"^(?=/\S+:\d+:\d+: (?:error|warning):)", re.MULTILINE)


@functools.lru_cache(maxsize=None)
def digest_of(path):
    try:
        return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
    except OSError:
        return "missing"


def fingerprint(parts, files):
    digest = hashlib.sha256("\0".join(parts).encode())
    for name in files:
        digest.update(f"{name}\0{digest_of(name)}\0".encode())
    return digest.hexdigest()


def dependencies(entry):
    """Every file the compiler reads for this source, the source included."""
    command = shlex.split(entry["command"])
    for flag in ("-o", "-MF", "-MT"):
        while flag in command:
            at = command.index(flag)
            del command[at:at + 2]
    dropped = ("-c", "-MD", "-MMD")
    command = [word for word in command if word not in dropped and "ccache" not in pathlib.Path(word).name]
    rule = subprocess.run([*command, "-M", "-MT", "x"], cwd=entry["directory"], capture_output=True, text=True,
                          check=True).stdout
    names = rule.replace("\\\n", " ").split()[1:]
    return sorted({os.path.normpath(os.path.join(entry["directory"], name)) for name in names})


def tidy(entry, arguments):
    extra = [f"--extra-arg={argument}" for argument in EXTRA]
    command = [arguments.clang_tidy, "--quiet", f"-p={arguments.build}", *extra, entry["file"]]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    complaints = [line for line in run.stderr.splitlines() if " generated" not in line and "Suppressed" not in line]
    return run.returncode, (run.stdout + "\n".join(complaints)).strip()


class Cache:
    """Source -> {"files": what it includes, "clean": the fingerprint it was clean with}."""

    def __init__(self, path, constant):
        self.path, self.constant, self.lock = pathlib.Path(path), constant, threading.Lock()
        try:
            self.rows = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.rows = {}

    def parts(self, entry):
        return [*self.constant, entry["command"]]

    def clean(self, entry):
        row = self.rows.get(entry["file"])
        return bool(row) and row["clean"] == fingerprint(self.parts(entry), row["files"])

    def keep(self, entry, files, clean):
        with self.lock:
            self.rows[entry["file"]] = {"files": files, "clean": clean}
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft = self.path.with_suffix(".new")
            draft.write_text(json.dumps(self.rows), encoding="utf-8")
            draft.replace(self.path)


def check(entry, cache, arguments):
    if cache.clean(entry):
        return None
    files = dependencies(entry)
    before = fingerprint(cache.parts(entry), files)
    status, text = tidy(entry, arguments)
    if status == 0:
        cache.keep(entry, files, before)
        return None
    return text or f"{entry['file']}: clang-tidy ended with {status}"


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--clang-tidy", default="clang-tidy")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--prefix", action="append", help="folders to look at, src when none is given")
    return parser.parse_args()


def main():
    arguments = parse()
    folders = [str(ROOT / folder) + "/" for folder in arguments.prefix or ["src"]]
    listed = json.loads((pathlib.Path(arguments.build) / "compile_commands.json").read_text(encoding="utf-8"))
    entries = {e["file"]: e for e in listed if any(e["file"].startswith(folder) for folder in folders)}
    if not entries:
        sys.exit(f"{arguments.build}/compile_commands.json names no source in {', '.join(folders)}")
    version = subprocess.run([arguments.clang_tidy, "--version"], capture_output=True, text=True, check=True).stdout
    cache = Cache(arguments.cache, [version, *EXTRA, (ROOT / ".clang-tidy").read_text(encoding="utf-8")])
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        complaints = [c for c in pool.map(lambda e: check(e, cache, arguments), entries.values()) if c]
    # One offence in a header is found from every source that includes it: say it once.
    blocks = [block for text in complaints for block in OFFENCE.split(text)]
    print("\n".join(dict.fromkeys(block.rstrip() for block in blocks if block.strip())))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
