"""Rows that other coders wrote, and records that Dragoman exported, into a case. To add a format of rows, describe its
columns in `formats.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from dragoman.errors import DragomanError
from dragoman.importers import records, rows
from dragoman.importers.records import Kept, Revised

Outcome = Kept | Revised | DragomanError
IMPORTERS: dict[str, Callable[[Path], Iterator[Outcome]]] = {
    "jsonl": records.read,
    **{name: partial(rows.read, name) for name in rows.formats()},
}
