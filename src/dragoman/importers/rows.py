"""ICEWS, POLECAT and GDELT rows as mentions of the machine's, without text: `rule` names where they come from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dragoman.days import iso_day
from dragoman.directory import directory
from dragoman.errors import DragomanError
from dragoman.importers.records import Kept
from dragoman.intake.faults import first_fault
from dragoman.intake.rows import rows_of
from dragoman.records import AnyRecord, Mention, ReportRecord, content_id
from dragoman.report import Report
from dragoman.yamls import load_yaml

NOWHERE = (0, 0)  # the span of what no text quotes
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:\d{6}|[T ][\d:.Z+-]*)?", re.ASCII)  # and a time
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d{1,3})?", re.ASCII)


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml(Path(__file__).with_name("formats.yaml"))
    return data


def formats() -> list[str]:
    return [name for name, value in _data().items() if isinstance(value, dict) and "header" in value]


def read(form: str, path: Path) -> Iterator[Kept | DragomanError]:
    """Each row as a report of its own with one mention; a row that says too little, or what can't be, is a DragomanError with
    its number. Raises DragomanError where the file lacks a column."""
    layout = _data()[form]
    lines = rows_of(path)
    names: dict[Any, int] | None = _header(next(lines, (1, []))[1], form, layout, path) if layout["header"] else None
    seen: set[str] = set()
    for number, cells in lines:
        where = f"{path}:{number}"
        try:
            if isinstance(cells, DragomanError):
                raise cells
            columns = _columns(form, layout, len(cells), len(names) if names else None)
            kept = _kept(form, _Row(cells, names or dict(enumerate(range(len(cells))))), columns, where)
            if kept.records[0].id in seen:
                raise DragomanError("this row's id stands in this file before")
            seen.add(kept.records[0].id)
            yield kept
        except DragomanError as error:
            yield DragomanError(error.what, where, error.remedy)
        except ValidationError as error:
            yield DragomanError(f"no row of {form} ({first_fault(error)[1]})", where)


def _header(cells: list[str] | DragomanError, form: str, layout: dict[str, Any], path: Path) -> dict[Any, int]:
    if isinstance(cells, DragomanError):
        raise cells
    names: dict[Any, int] = {name.strip(): n for n, name in enumerate(cells)}
    missing = [c for c in (layout["date"], layout["code"], layout["row"]) if c not in names]
    if missing or len(names) < len(cells):
        what = f"no column {', '.join(missing)}" if missing else "two columns of one name"
        raise DragomanError(what, f"{path}:1", f"is it a file of {form}?")
    return names


def _columns(form: str, layout: dict[str, Any], given: int, wanted: int | None) -> dict[str, Any]:
    """Where a row's values stand: as its header says, or, without one, as the number of its cells does."""
    if wanted is not None:
        if given != wanted:
            raise DragomanError(f"{given} cells under {wanted} columns")
        return layout
    if given not in layout["layouts"]:
        known = ", ".join(map(str, layout["layouts"]))
        raise DragomanError(f"a row of {form} has {known} columns, and this one {given}")
    return {**layout, **layout["layouts"][given]}


class _Row:
    """One line's cells by the name or number of their column; empty cells are None."""

    def __init__(self, cells: list[str], names: dict[Any, int]) -> None:
        self.cells, self.names = cells, names

    def get(self, column: Any) -> str | None:
        n = self.names.get(column)
        value = self.cells[n].strip() if n is not None else ""
        return value if value and value not in ("NULL", "None", "NA") else None

    def number(self, column: Any) -> float | None:
        text = self.get(column)
        if text is None or _NUMBER.fullmatch(text):
            return None if text is None else float(text)
        raise DragomanError(f"no number {text!r}")

    def whole(self, column: Any) -> int | None:
        number = self.number(column)
        if number is None or number.is_integer():
            return None if number is None else int(number)
        raise DragomanError(f"no whole number {self.get(column)!r}")


def _kept(form: str, row: _Row, columns: dict[str, Any], where: str) -> Kept:
    day, kind = _day(row.get(columns["date"])), _type(columns["codes"], row.get(columns["code"]))
    number, story = row.get(columns["row"]), row.get(columns.get("story"))
    if number is None:
        raise DragomanError(f"no {columns['row']}" if columns["header"] else "no id")
    source = Report("", f"{form}:{number}:{story or ''}")
    head = ReportRecord(
        id=source.id,
        source_id=source.source_id,
        path=None,
        title=None,
        byline=None,
        publisher=row.get(columns.get("publisher")),
        url=row.get(columns.get("url")),
        published=_published(row.get(columns.get("published"))),
        dated=None,
        language=None,
        sha256=_told(f"{form}:{story}" if story else source.source_id),
        length=0,
    )
    code = row.get(columns["code"]) or ""
    mode = "visit" if columns["codes"] == "cameo" and code in _data()["visits"] else row.get(columns.get("mode"))
    mention = Mention.model_validate(
        {
            "id": content_id(source.id, "mention", NOWHERE),
            "report": source.id,
            "type": kind,
            "mode": mode.casefold() if mode else None,
            "contexts": re.split(r"[;,|\s]+", row.get(columns.get("contexts")) or "")
            if row.get(columns.get("contexts"))
            else [],
            "status": "happened",
            "background": False,
            "reciprocal": False,
            "participants": [p for role in ("source", "target") if (p := _party(row, columns[role], role))],
            "when": {"text": day, "span": NOWHERE, "edtf": day, "earliest": day, "latest": day, "precision": "day",
                     "anchor": "text"},
            "where": _where(row, columns["where"]),
            "trigger": {"text": row.get(columns.get("words")) or code, "span": NOWHERE},
            "sentence": {"text": "", "span": NOWHERE},
            "reported_by": None,
            "rule": f"import.{form}",
            "confidence": None,
        }
    )  # fmt: skip
    records: list[AnyRecord] = [head, mention]
    return Kept(records, where)


def _told(story: str) -> str:
    """In place of the hash of a text: rows of one story are one source, and others are not."""
    return hashlib.sha256(story.encode("utf-8")).hexdigest()


def _day(text: str | None) -> str:
    digits = _DAY.fullmatch(text or "")
    try:
        return iso_day("-".join(digits.groups()) if digits else "")
    except ValueError:
        raise DragomanError(f"no date {text!r}") from None


def _published(text: str | None) -> str | None:
    return _day(text) if text else None


def _type(codes: str, code: str | None) -> str:
    if codes == "plover":
        return (code or "").upper()
    longer = next((t for c, t in _data()["longer"].items() if (code or "").startswith(c)), None)
    found = longer or _data()["roots"].get((code or "")[:2])
    if found is None:
        raise DragomanError(f"CAMEO code {code!r} is no event of PLOVER's")
    return str(found)


def _party(row: _Row, columns: dict[str, Any], role: str) -> dict[str, Any] | None:
    name, country = row.get(columns["name"]), row.get(columns["country"])
    if name is None and country is None:
        return None
    return {
        "role": role,
        "actor": _state(country) or _state(name),
        "sector": None,
        "entity": None,
        "post": None,
        "text": name or country,
        "span": NOWHERE,
        "how": "import",
    }


def _state(name: str | None) -> str | None:
    """The code of a state by its code or name; None for a name that could be several or is none."""
    if name is None:
        return None
    if name.upper() in directory().states:
        return name.upper()
    found = {e.actor for e in directory().names.get(name) if e.kind in ("state", "organisation")}
    return found.pop() if len(found) == 1 else None


def _where(row: _Row, columns: dict[str, Any]) -> dict[str, Any] | None:
    name = row.get(columns["name"])
    country = _state(row.get(columns.get("country")))
    if name is None and country is None:
        return None
    return {
        "text": name or "",
        "span": NOWHERE,
        "name": name,
        "country": country,
        "lat": row.number(columns["lat"]),
        "lon": row.number(columns["lon"]),
        "geonames": row.whole(columns.get("geonames")),
        "precision": None,
    }
