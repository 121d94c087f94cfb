"""ICEWS, POLECAT and GDELT rows as mentions of the machine's, without text: `rule` names where they come from."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dragoman.directory import directory
from dragoman.errors import DragomanError
from dragoman.importers.records import Kept
from dragoman.records import AnyRecord, Mention, ReportRecord, content_id
from dragoman.report import Report
from dragoman.yamls import load_yaml

NOWHERE = (0, 0)  # the span of what no text quotes


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml(Path(__file__).with_name("formats.yaml"))
    return data


def formats() -> list[str]:
    return [name for name, value in _data().items() if isinstance(value, dict) and "header" in value]


def read(form: str, path: Path) -> Iterator[Kept | DragomanError]:
    """Each row as a report of its own with one mention; a row that says too little is a DragomanError with its number.
    Raises DragomanError where the file lacks a column."""
    columns = _data()[form]
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        reader = csv.reader(lines, delimiter="\t" if "\t" in _first(path) else ",")
        names: dict[Any, int] = {n: n for n in range(256)}
        if columns["header"]:
            names = {name.strip(): n for n, name in enumerate(next(reader, []))}
            missing = [c for c in (columns["date"], columns["code"], columns["row"]) if c not in names]
            if missing:
                raise DragomanError(f"no column {', '.join(missing)}", str(path), f"is it a file of {form}?")
        for cells in reader:
            where = f"{path}:{reader.line_num}"
            try:
                yield _kept(form, _Row(cells, names), columns)
            except DragomanError as error:
                yield DragomanError(error.what, where)
            except ValidationError as error:
                yield DragomanError(f"no row of {form} ({error.errors()[0]['msg']})", where)


def _first(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as lines:
        return lines.readline()


class _Row:
    """One line's cells by the name or number of their column; empty cells are None."""

    def __init__(self, cells: list[str], names: dict[Any, int]) -> None:
        self.cells, self.names = cells, names

    def get(self, column: Any) -> str | None:
        n = self.names.get(column)
        value = self.cells[n].strip() if n is not None and n < len(self.cells) else ""
        return value if value and value not in ("NULL", "None", "NA") else None

    def number(self, column: Any) -> float | None:
        try:
            return float(self.get(column) or "")
        except ValueError:
            return None


def _kept(form: str, row: _Row, columns: dict[str, Any]) -> Kept:
    day, kind = _day(row.get(columns["date"])), _type(columns["codes"], row.get(columns["code"]))
    name = row.get(columns.get("story")) or ""
    source = Report("", f"{form}:{row.get(columns['row']) or ''}:{name}")
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
        sha256=source.sha256,
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
    return Kept(records)


def _day(text: str | None) -> str:
    digits = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?", text or "")
    try:
        if digits:
            return date(int(digits[1]), int(digits[2]), int(digits[3])).isoformat()
    except ValueError:
        pass
    raise DragomanError(f"no date {text!r}")


def _published(text: str | None) -> str | None:
    return _day(text[:10] if "-" in text else text[:8]) if text else None


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
    geonames = row.number(columns.get("geonames"))
    return {
        "text": name or "",
        "span": NOWHERE,
        "name": name,
        "country": country,
        "lat": row.number(columns["lat"]),
        "lon": row.number(columns["lon"]),
        "geonames": int(geonames) if geonames is not None else None,
        "precision": None,
    }
