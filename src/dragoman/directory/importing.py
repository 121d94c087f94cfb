"""A user's own people: from YAML, CSV or a Wikidata query result to checked rows, kept outside the package."""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from dragoman.errors import DragomanError
from dragoman.yamls import load_yaml

if TYPE_CHECKING:
    from dragoman.directory import Directory

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class Row(BaseModel):
    """One tenure: `post` an office's slug, `of` a state's code or an organisation's slug, dates ISO days, months or years."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    post: str
    of: str
    since: str
    until: str | None = None
    source: str
    gender: str | None = None
    also: list[str] = []

    @field_validator("since", "until")
    @classmethod
    def _iso(cls, value: str | None) -> str | None:
        if value is not None and not _DATE.fullmatch(value):
            raise ValueError(f"{value!r} is no date; write YYYY-MM-DD, YYYY-MM or YYYY")
        return value


def user_file() -> Path:
    """Where a user's own rows are kept: the folder that DRAGOMAN_HOME names, else the system's place for settings."""
    return Path(os.environ.get("DRAGOMAN_HOME") or click.get_app_dir("dragoman")) / "people.json"


def kept() -> list[Row]:
    path = user_file()
    if not os.path.isfile(path):  # unlike Path's, it says False where nobody may look: a home that isn't one's own
        return []
    try:
        return [Row.model_validate(row) for row in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, ValidationError):
        raise DragomanError(
            "this file of imported people is damaged", str(path), "delete it and import again"
        ) from None


def read_rows(path: Path, directory: Directory) -> list[Row]:
    """The checked rows of a file. Raises DragomanError naming the file and the row where one is wrong."""
    raw = _raw(path, directory)
    rows = []
    for number, data in enumerate(raw, 1):
        where = f"{path}: row {number}"
        try:
            row = Row.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            raise DragomanError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", where) from None
        if row.post not in directory.posts:
            raise DragomanError(f"no office {row.post!r}", where, f"known: {', '.join(directory.posts)}")
        if row.of not in directory.states and row.of not in directory.organisations:
            raise DragomanError(f"no state or organisation {row.of!r}", where)
        if row.until and row.until < row.since:
            raise DragomanError(f"it ends ({row.until}) before it begins ({row.since})", where)
        rows.append(row)
    return rows


def keep(rows: list[Row]) -> int:
    """Add rows to the user's file; returns how many were new."""
    held = kept()
    new = [row for row in rows if row not in held]
    path = user_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [row.model_dump() for row in [*held, *new]]
    path.write_text(json.dumps(lines, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(new)


def _raw(path: Path, directory: Directory) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return [_csv(row) for row in csv.DictReader(lines)]
    if path.suffix == ".json":
        try:
            return [
                _wikidata(b, directory) for b in json.loads(path.read_text(encoding="utf-8"))["results"]["bindings"]
            ]
        except (KeyError, TypeError, json.JSONDecodeError):
            raise DragomanError("no Wikidata query result", str(path), "save it as JSON with its bindings") from None
    if path.suffix in (".yaml", ".yml"):
        loaded = load_yaml(path)
        if isinstance(loaded, list):
            return [dict(row) for row in loaded]
        raise DragomanError("no list of tenures", str(path))
    raise DragomanError("unknown kind of file", str(path), "give .yaml, .csv or .json")


def _csv(row: dict[str, Any]) -> dict[str, Any]:
    data = {key: value for key, value in row.items() if key and value}
    if "also" in data:
        data["also"] = [name.strip() for name in data["also"].split(";")]
    return data


def _wikidata(binding: dict[str, Any], directory: Directory) -> dict[str, Any]:
    """A row of `?personLabel ?positionLabel ?countryLabel ?start ?end`, with `?person` as its source."""

    def value(key: str) -> str:
        return str(binding.get(key, {}).get("value", ""))

    words = re.findall(r"[\w'-]+", value("positionLabel").lower())
    posts = [found[1][0] for i in range(len(words)) if (found := directory.titles.longest(words, i))]
    states = [e.actor for e in directory.names.get(value("countryLabel")) if e.kind == "state"]
    row: dict[str, Any] = {
        "name": value("personLabel"),
        "post": posts[0] if posts else value("positionLabel"),
        "of": states[0] if states else value("countryLabel"),
        "since": value("start")[:10],
        "source": value("person") or "Wikidata",
    }
    if value("end"):
        row["until"] = value("end")[:10]
    return row
