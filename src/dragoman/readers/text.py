"""Plain text and Markdown: one report a file, its id the file's name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dragoman.errors import DragomanError
from dragoman.report import Report

SUFFIXES = (".txt", ".md")
MOST_BYTES = 8_000_000  # past any text of a million characters: refused before it is read


def read(path: Path) -> Iterator[Report | DragomanError]:
    if path.stat().st_size > MOST_BYTES:
        yield DragomanError("the file is too large for one report", str(path), "split it into its reports")
        return
    raw = path.read_bytes()
    try:
        yield Report(raw.decode("utf-8-sig"), source_id=path.name, path=str(path))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        yield DragomanError("not UTF-8", f"{path}:{line}", "convert it, for example with iconv -f latin1 -t utf-8")
