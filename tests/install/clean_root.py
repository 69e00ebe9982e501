# SPDX-License-Identifier: Apache-2.0
"""A clean Debian system in a folder, to install packages in, made from the mirrors that this machine uses.

Programs in it run with namespaces of their own, so that nothing of them is left when they end.
"""

import os
import pathlib
import shutil
import subprocess

SKIP = 77  # what ctest takes for "skipped"
TIMEOUT_S = 900

# Within namespaces of its own: $1 is the root, $2 where apt keeps what it has fetched, the rest the program.
ENTER = """
set -e
root=$1 archives=$2
shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount --bind "$archives" "$root/var/cache/apt/archives"
exec chroot "$root" "$@"
"""
NAMESPACES = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}


def why_not() -> str:
    """Why this machine cannot have clean roots; empty when it can."""
    if os.geteuid() != 0:
        return "only root can make and enter a clean Debian root"
    for program in "mmdebstrap", "unshare", "apt-get":
        if shutil.which(program) is None:
            return f"there is no {program}; ./dev setup installs it on Debian"
    mount = ["mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    tried = subprocess.run([*NAMESPACES, *mount], capture_output=True, text=True, check=False)
    return f"namespaces are not to be had here: {tried.stderr.strip()}" if tried.returncode else ""


def codename() -> str:
    lines = pathlib.Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)["VERSION_CODENAME"].strip('"')


def sources() -> list[str]:
    """This machine's sources of its own distribution, one a line; others are left out."""
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.split() for line in targets.stdout.splitlines()]
    return sorted({f"deb {uri} {suite} {component}" for uri, suite, component in rows if suite.startswith(codename())})


def apt_settings() -> str:
    """How this machine reaches its mirrors, in the form of apt.conf."""
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    wanted = ("Acquire::http", "Acquire::https", "Acquire::Check-", "Acquire::Retries")
    return "".join(line + "\n" for line in dump.splitlines() if line.startswith(wanted))


class NoMirror(RuntimeError):
    """The distribution cannot be had from the mirrors this machine is set up for; says nothing of what is tested."""


class CleanRoot:
    """A root below `folder`, unpacked afresh; its packages and what apt fetches are kept in `cache`."""

    def __init__(self, folder: pathlib.Path, cache: pathlib.Path) -> None:
        self.path = folder
        self.archives = cache / "archives"
        (self.archives / "partial").mkdir(parents=True, exist_ok=True)
        tar = cache / f"{codename()}.tar"
        if not tar.exists():
            self._make(tar)
        self.remove()
        folder.mkdir(parents=True)
        subprocess.run(["tar", "-xf", tar, "-C", folder, "--exclude=./dev/*"], check=True, timeout=TIMEOUT_S)
        for name in "resolv.conf", "hosts":
            shutil.copy(pathlib.Path("/etc", name), folder / "etc" / name)
        # Nobody needs this system after a loss of power; without, most of the time is waiting for the disk.
        (folder / "etc/dpkg/dpkg.cfg.d/fast").write_text("force-unsafe-io\n", encoding="utf-8")

    def _make(self, tar: pathlib.Path) -> None:
        settings = tar.with_suffix(".conf")
        settings.write_text(apt_settings(), encoding="utf-8")
        made = tar.with_suffix(".part.tar")
        command = ["mmdebstrap", "--variant=minbase", "--mode=root", f"--aptopt={settings}", codename(), made, "-"]
        done = subprocess.run(
            list(map(str, command)),
            input="\n".join(sources()) + "\n",
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_S,
        )
        if done.returncode != 0:
            raise NoMirror(f"no clean root from {sources()}:\n{done.stderr}")
        made.rename(tar)

    def command(self, *words: str | pathlib.Path) -> list[str]:
        """What runs a program in the root; for subprocess."""
        return [*NAMESPACES, "sh", "-c", ENTER, "sh", str(self.path), str(self.archives), *map(str, words)]

    def run(self, *words: str | pathlib.Path, ends: int = 0, timeout_s: int = TIMEOUT_S) -> str:
        """Both outputs of a program in the root, which has to end with the code `ends`."""
        done = subprocess.run(
            self.command(*words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=timeout_s,
            env=ENVIRONMENT,
        )
        if done.returncode != ends:
            raise AssertionError(f"in the root: {words}\nended with {done.returncode}\n{done.stdout}")
        return done.stdout

    def install(self, *packages: str | pathlib.Path) -> str:
        """Installs packages and what they depend on, not what they recommend."""
        return self.run("apt-get", "install", "-y", "-q", "--no-install-recommends", *packages)

    def installed_mb(self) -> int:
        """Megabytes (of a million bytes) of all that is installed."""
        sizes = self.run("dpkg-query", "-W", "-f", "${Installed-Size}\\n").split()
        return sum(map(int, sizes)) * 1024 // 1_000_000

    def files(self) -> set[str]:
        """Every file but those that a running system writes by itself."""
        written = ("var/cache", "var/log", "var/lib/apt", "var/lib/dpkg", "proc", "dev", "sys", "run", "tmp", "root")
        found = set()
        for folder, _, names in os.walk(self.path):
            inside = os.path.relpath(folder, self.path)
            if not inside.startswith(written):
                found |= {os.path.join(inside, name) for name in [*names, "."]}
        return found

    def remove(self) -> None:
        """Its files only: what is mounted in it, is so in namespaces that have ended."""
        if self.path.exists():
            shutil.rmtree(self.path)
