"""Plain text and Markdown: one report a file, its id the file's name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dragoman.intake.texts import text_of
from dragoman.report import Report

SUFFIXES = (".txt", ".md")
MOST_BYTES = 8_000_000  # past any text of a million characters: refused before it is read


def read(path: Path) -> Iterator[Report]:
    yield Report(text_of(path, MOST_BYTES), source_id=path.name, path=str(path))
