"""Annotated reports to teach from."""

from __future__ import annotations

from pathlib import Path

from dragoman.corpus import Annotated, Fault, read


def load(path: Path) -> list[Annotated]:
    found = list(read(sorted(path.glob("*.txt")) if path.is_dir() else [path]))
    faults = [str(one) for one in found if isinstance(one, Fault)]
    if faults:
        raise SystemExit(faults[0])
    return [one for one in found if isinstance(one, Annotated)]
