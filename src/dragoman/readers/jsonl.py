"""JSON Lines: one report a line, `{"id","text","title"?,"byline"?,"published"?,"publisher"?,"url"?}`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.errors import DragomanError
from dragoman.intake.texts import lines_of
from dragoman.intake.values import parse_json
from dragoman.report import Report

SUFFIXES = (".jsonl", ".ndjson")
OPTIONAL = ("title", "byline", "published", "publisher", "url")
MOST_BYTES = 8_000_000  # a longer line holds no report that would be taken, and is passed over unread


def read(path: Path) -> Iterator[Report | DragomanError]:
    for number, line in lines_of(path, MOST_BYTES):
        try:
            yield line if isinstance(line, DragomanError) else _report(line, path, number)
        except DragomanError as error:
            yield error


def _report(line: str, path: Path, number: int) -> Report:
    row: Any = parse_json(line, str(path), number)
    where = f"{path}:{number}"
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise DragomanError('no "text"', where, 'give {"id": …, "text": …} a line')
    if not isinstance(row.get("id"), str | int) or isinstance(row["id"], bool) or row["id"] == "":
        raise DragomanError('no "id"', where, 'give {"id": …, "text": …} a line')
    given = {key: row[key] for key in OPTIONAL if row.get(key) is not None}
    wrong = next((key for key, value in given.items() if not isinstance(value, str)), None)
    if wrong:
        raise DragomanError(f'"{wrong}" is no text', where)
    return Report(row["text"], source_id=str(row["id"]), path=where, **given)
