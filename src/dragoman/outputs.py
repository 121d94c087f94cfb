"""Files that are written: whole, or as they were before."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dragoman.errors import DragomanError, refused

CASE = b"SQLite format 3\0"  # how a case file begins


@contextmanager
def replaced(path: Path, parents: bool = False, database: bool = False) -> Iterator[Path]:
    """A file beside `path` to write into, which takes its place when the block ends, and is gone where the block fails. What
    is no file (a device, a pipe) gets the whole of it at the end. `parents`: folders that are missing are made; `database`: what
    it takes the place of may be one. Raises DragomanError where it can't be written."""
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        if parents:
            target.parent.mkdir(parents=True, exist_ok=True)
        yield from _moved(target, path, database) if target.is_file() or not target.exists() else _poured(target)
    except OSError as error:
        raise refused(error, str(path), "nothing was changed") from None


def _moved(target: Path, path: Path, database: bool) -> Iterator[Path]:
    draft = target.with_name(f".dragoman-{secrets.token_hex(8)}.tmp")
    try:
        draft.touch(exist_ok=False)
        yield draft
        if target.exists():
            if not database:
                _no_case(target, path)
            shutil.copymode(target, draft)
        with draft.open("rb") as whole:
            os.fsync(whole.fileno())  # or a cut of power could leave the name without the bytes
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _no_case(target: Path, path: Path) -> None:
    with target.open("rb") as file:
        if file.read(len(CASE)) == CASE:
            raise DragomanError("this is a case file, which nothing else may replace", str(path), "give another name")


def _poured(target: Path) -> Iterator[Path]:
    with target.open("wb") as out, tempfile.TemporaryDirectory() as folder:  # a folder can't be opened
        draft = Path(folder) / "draft"
        yield draft
        with draft.open("rb") as whole:
            shutil.copyfileobj(whole, out)
