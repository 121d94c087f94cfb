"""JSON Lines: one report a line, `{"id","text","title"?,"byline"?,"published"?,"publisher"?,"url"?}`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.errors import DragomanError
from dragoman.report import Report

SUFFIXES = (".jsonl", ".ndjson")
OPTIONAL = ("title", "byline", "published", "publisher", "url")
MOST_BYTES = 8_000_000  # a longer line holds no report that would be taken, and is passed over unread


def read(path: Path) -> Iterator[Report | DragomanError]:
    with path.open("rb") as lines:
        number = 0
        while raw := lines.readline(MOST_BYTES):
            number += 1
            where = f"{path}:{number}"
            if len(raw) == MOST_BYTES and not raw.endswith(b"\n"):
                while (rest := lines.readline(MOST_BYTES)) and not rest.endswith(b"\n"):
                    pass
                yield DragomanError("the line is too long for one report", where, "split it into its reports")
            elif raw.strip():
                yield _report(raw, path, where)


def _report(raw: bytes, path: Path, where: str) -> Report | DragomanError:
    try:
        row: Any = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return DragomanError("not UTF-8", where, "convert it, for example with iconv -f latin1 -t utf-8")
    except (json.JSONDecodeError, RecursionError):
        return DragomanError("broken JSON", where, "give one JSON object a line")
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return DragomanError('no "text"', where, 'give {"id": …, "text": …} a line')
    if not isinstance(row.get("id"), str | int) or isinstance(row["id"], bool) or row["id"] == "":
        return DragomanError('no "id"', where, 'give {"id": …, "text": …} a line')
    given = {key: row[key] for key in OPTIONAL if row.get(key) is not None}
    wrong = next((key for key, value in given.items() if not isinstance(value, str)), None)
    if wrong:
        return DragomanError(f'"{wrong}" is no text', where)
    text = row["text"].encode("utf-8", "replace").decode("utf-8")  # a lone surrogate has no UTF-8 form
    return Report(text, source_id=str(row["id"]), path=where, **given)
