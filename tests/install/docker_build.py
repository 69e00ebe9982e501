# SPDX-License-Identifier: Apache-2.0
"""Does what an engine does with packaging/docker/Dockerfile, each stage in a clean Debian root: every RUN is run, and
what the image is to do is done. Takes a while, since all is compiled anew; `./dev prove-docker` runs it.

usage: docker_build.py SOURCE SCRATCH [DOCKERFILE]      Dockerfile.jetson: with Debian in the place of its base
"""

import pathlib
import re
import shutil
import subprocess
import sys
import time

import yaml
from clean_root import ENVIRONMENT, SKIP, CleanRoot, why_not
from docker_test import instructions

SOURCE, SCRATCH = map(pathlib.Path, sys.argv[1:3])
STEP_S = 7200  # all is compiled, without a cache
DOCKERFILE = sys.argv[3] if len(sys.argv) > 3 else "Dockerfile"
# With another user the kernel forgets that the process is to end with its parent.
AS_USER = ["setpriv", "--reuid", "{0}", "--regid", "{0}", "--init-groups", "--pdeathsig", "KILL", "--"]


class Stage:
    """A stage of a Dockerfile while it is made."""

    def __init__(self, name: str) -> None:
        self.root = CleanRoot(SCRATCH / name, SCRATCH / "cache")
        self.folder = "/"
        self.shell = ["/bin/sh", "-c"]
        self.user = "root"
        self.words: dict[str, list[str]] = {}  # ENTRYPOINT, CMD, HEALTHCHECK

    def command(self, *words: str) -> list[str]:
        """For CleanRoot.run(): in the folder, as the user."""
        as_user = [word.format(self.user) for word in AS_USER] if self.user != "root" else []
        return ["env", "--chdir", self.folder, *as_user, *words]

    def copy(self, text: str, stages: dict[str, "Stage"]) -> None:
        *sources, target = text.split()
        into = self.root.path / target.lstrip("/") if target.startswith("/") else self.inside(target)
        if sources[0].startswith("--from="):
            stage = stages[sources.pop(0).removeprefix("--from=")]
            shutil.copytree(stage.root.path / sources[0].lstrip("/"), into, dirs_exist_ok=True)
            return
        listed = ["git", "-C", str(SOURCE), "ls-files", "-z", "--cached", "--others", "--exclude-standard", *sources]
        for name in filter(None, subprocess.run(listed, capture_output=True, check=True).stdout.decode().split("\0")):
            place = into / (name if sources == ["."] else pathlib.PurePath(name).name)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(SOURCE / name, place)

    def inside(self, name: str) -> pathlib.Path:
        return self.root.path / self.folder.lstrip("/") / name

    def step(self, word: str, text: str, stages: dict[str, "Stage"]) -> None:
        if word == "RUN":
            self.root.run(*self.command(*self.shell, text), timeout_s=STEP_S)
        elif word == "COPY":
            self.copy(text, stages)
        elif word == "WORKDIR":
            self.folder = text
            self.inside(".").mkdir(parents=True, exist_ok=True)
        elif word == "SHELL":
            self.shell = yaml.safe_load(text)
        elif word == "USER":
            self.user = text
        elif word in ("ENTRYPOINT", "CMD"):
            self.words[word] = yaml.safe_load(text)
        elif word == "HEALTHCHECK":
            self.words[word] = yaml.safe_load(re.search(r"CMD (\[.*\])$", text).group(1))
        elif word != "EXPOSE":
            raise AssertionError(f"no engine is asked for {word} here")


def build() -> Stage:
    stages: dict[str, Stage] = {}
    started = time.monotonic()
    for word, text in instructions(SOURCE / "packaging/docker" / DOCKERFILE):
        if word == "ARG":
            continue
        if word == "FROM":
            name = text.split(" AS ")[1] if " AS " in text else "last"
            stages[name] = Stage(name)
        else:
            stages[name].step(word, text, stages)
        print(f"{time.monotonic() - started:.0f} s: {name}: {word} {text[:70]}", flush=True)
    for stage in list(stages)[:-1]:
        stages[stage].root.remove()
    return stages["last"]


def use(stage: Stage) -> None:
    """The server runs as its user; the health check fails without it, and succeeds with it."""
    check = stage.command(*stage.words["HEALTHCHECK"])
    stage.root.run(*check, ends=1)
    # Not to the network, which a container has one of its own of.
    words = [*stage.words["ENTRYPOINT"], *stage.words["CMD"], "--rtsp", "127.0.0.1:8554"]
    server = subprocess.Popen(
        stage.root.command(*stage.command(*words)), stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    try:
        print(re.sub("//.*@", "//...@", server.stdout.readline()), end="")
        stage.root.run(*check)
    finally:
        server.kill()
        server.communicate()
    print(stage.root.run(*stage.command("id", "-un")), end="")
    if DOCKERFILE == "Dockerfile":
        print(stage.root.run(*stage.command("cat", ".env")), end="")
    print(stage.root.run(*stage.command("python3", "-c", "import skyline.rtsp; print(skyline.__file__)")), end="")
    print(f"{stage.root.installed_mb()} MB of packages")


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(SKIP)
    image = build()
    use(image)
    image.root.remove()
