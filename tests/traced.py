"""A program run where there is no network but loopback, and what the kernel was asked for by it and its children."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import dragoman

TOOLS = ("strace", "unshare", "nsenter", "ip")
CALLS = (
    "socket,bind,connect,sendto,sendmsg,sendmmsg,open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,"
    "renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,truncate,chmod,fchmodat,chown,lchown,fchownat,utimensat"
)
PROGRAM = (sys.executable, "-c", "from dragoman.cli import main; main()")

_CALL = re.compile(r"\d+ +(\w+)\((.*)")
_PATH = re.compile(r'(?:[\w]+<(?P<folder>[^>]*)>, )?"(?P<path>(?:[^"\\]|\\.)*)"')
_WRITES = re.compile(r"O_(WRONLY|RDWR|CREAT|TRUNC|TMPFILE)")
_LOOPBACK = re.compile(r'inet_addr\("127\.0\.0\.1"\)|AF_INET6.*"::1"')
_USERS = "/var/run/nscd/socket"  # the C library asks there whose home it is, where HOME does not say
_LOOKUP = ("/etc/hosts", "/etc/resolv.conf", "/run/systemd/resolve")


@dataclass(frozen=True)
class Quiet:
    """A network namespace of its own, held by a process, and the folder that traces and temporary files go into."""

    holder: int
    folder: Path

    @property
    def temporary(self) -> Path:
        return self.folder / "temporary"

    @property
    def trace(self) -> Path:
        return self.folder / "trace"

    def start(self, *words: str | Path, home: str | None = "/dev/null", traced: bool = True) -> subprocess.Popen[str]:
        """`words` begun within. No CI in the environment: onnxruntime keeps still where it sees one. The interpreter's own
        cache of byte code is left out, and by default the home is a place where nothing can be made."""
        self.temporary.mkdir(exist_ok=True)
        strace = ["strace", "-f", "-y", "-qq", "-s", "400", "-o", self.trace, "-e", f"trace={CALLS}"] if traced else []
        env = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(Path(dragoman.__file__).parent.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(self.temporary),
        }
        return subprocess.Popen(
            ["nsenter", f"--net=/proc/{self.holder}/ns/net", *strace, *words],
            env=env | ({"HOME": home} if home else {}),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *words: str | Path, home: str | None = "/dev/null", traced: bool = True) -> str:
        """What it printed; it must end well."""
        with self.start(*words, home=home, traced=traced) as process:
            said = process.communicate(timeout=120)[0]
        assert process.returncode == 0, said
        return said

    def stop(self, process: subprocess.Popen[str]) -> None:
        """Interrupts what strace watches, and not strace, which would go on."""
        watched = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for pid in map(int, watched):
            os.kill(pid, signal.SIGINT)
        process.communicate(timeout=30)

    def faults(self, *allowed: Path) -> list[str]:
        """What the traced program did that a quiet one doesn't: `allowed` may be written, as may what begins with their names
        and the drafts beside them."""
        drafts = (str(path.with_name(".dragoman-")) for path in allowed)
        places = (*map(str, allowed), *drafts, str(self.temporary), "/dev/null", "/dev/tty")
        lines = self.trace.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if _loud(line, str(self.folder), places)]


def _loud(line: str, folder: str, places: Sequence[str]) -> bool:
    found = _CALL.match(line)
    if not found:  # a signal, an exit, the end of a call that began on an earlier line
        return False
    name, words = found.groups()
    if name == "socket":
        return not re.match(r"AF_UNIX|AF_INET6?, SOCK_STREAM", words)
    if name == "bind":
        return not _LOOPBACK.search(words)
    if name in ("connect", "sendto", "sendmsg", "sendmmsg"):
        return (
            "sa_family" in words and _USERS not in words
        )  # what goes over a connection that somebody else made names no address
    paths = [str(Path(path["folder"] or folder) / path["path"]) for path in _PATH.finditer(words)]
    if name.startswith("open") and not _WRITES.search(words):
        return any(path.startswith(_LOOKUP) for path in paths)
    return not all(path.startswith(tuple(places)) for path in paths)


@contextmanager
def quiet(folder: Path) -> Iterator[Quiet]:
    """Skips the test where namespaces or system calls can't be had."""
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        pytest.skip(f"no {', '.join(missing)} here; on Debian: apt-get install strace iproute2 util-linux")
    holder = subprocess.Popen(
        [
            "unshare",
            "--net",
            "sh",
            "-c",
            "ip link set lo up && strace -o /dev/null true && echo ready && exec sleep 600",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = holder.stdout.readline().strip()  # type: ignore[union-attr]
        if said != "ready":
            pytest.skip(f"a network of one's own and traces need root and a kernel that lets them: {said}")
        yield Quiet(holder.pid, folder)
    finally:
        holder.kill()
        holder.communicate()
