"""What files hold, as a short hash: the same on every machine, wherever the files lie."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(folder: Path, files: Iterable[Path], more: bytes = b"") -> str:
    """The first 16 hexadecimal digits of a SHA-256 of the files' names within the folder and what they hold, and of `more`."""
    whole = hashlib.sha256(more)
    for path in sorted(files, key=lambda p: p.relative_to(folder).as_posix()):
        held = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()}\x1f{held}\n".encode())
    return whole.hexdigest()[:16]
