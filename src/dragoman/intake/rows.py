"""Tables as rows of cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from dragoman.errors import DragomanError
from dragoman.intake.texts import lines_of

LONGEST = 1_000_000  # bytes of a line
WIDEST = 131_072  # characters of a cell, whatever other libraries in the process set csv's own limit to


def rows_of(path: Path) -> Iterator[tuple[int, list[str] | DragomanError]]:
    """Each row with its line's number. Cells are parted by tabs if the first line holds one, and a quotation mark is then a
    character like others; else by commas, and quotes close in their line: one that does not costs its own row alone.
    Raises DragomanError where the file can't be read at all."""
    tabs: bool | None = None
    for number, line in lines_of(path, LONGEST):
        if isinstance(line, DragomanError):
            yield number, line
            continue
        tabs = "\t" in line if tabs is None else tabs
        yield number, line.split("\t") if tabs else _commas(line, f"{path}:{number}")


def _commas(line: str, where: str) -> list[str] | DragomanError:
    try:
        cells = next(csv.reader([line], strict=True))
    except csv.Error as error:
        return DragomanError(f"broken CSV ({error})", where, "close quotes in the same line, and double one inside")
    if any(len(cell) > WIDEST for cell in cells):
        return DragomanError(f"broken CSV (a cell of over {WIDEST:,} characters)", where, "split the text")
    return cells
