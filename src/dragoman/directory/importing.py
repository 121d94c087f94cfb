"""A user's own people: from YAML, CSV or a Wikidata query result to checked rows, kept outside the package."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import click
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from dragoman.days import period
from dragoman.directory.spelling import slug, squeeze
from dragoman.errors import DragomanError
from dragoman.intake.faults import first_fault
from dragoman.intake.rows import rows_of
from dragoman.intake.texts import text_of
from dragoman.intake.trees import parse_yaml
from dragoman.intake.values import parse_json
from dragoman.outputs import replaced

if TYPE_CHECKING:
    from dragoman.directory import Directory

LONGEST = 16_000_000  # bytes of a file
MOST = 400_000  # keys and values of a YAML file
Found = tuple[dict[str, Any] | DragomanError, str]  # a row as it is given, and its place


def _words(text: str) -> str:
    text = text.strip()
    if not text or not text.isprintable():
        raise ValueError("a text is blank or holds a character that no text does")
    return text


def _name(text: str) -> str:
    if not squeeze(text):
        raise ValueError(f"{text!r} is no name")
    return text


def _latin(name: str) -> str:
    if not slug(name):
        raise ValueError(f"{name!r} has no Latin letter; give the other spelling as well, in `also`")
    return name


def _period(text: str) -> str:
    period(text)
    return text


Words = Annotated[str, AfterValidator(_words)]
Name = Annotated[Words, AfterValidator(_name)]
Period = Annotated[str, AfterValidator(_period)]


class Row(BaseModel):
    """One tenure: `post` an office's slug, `of` a state's code or an organisation's slug, dates ISO days, months or years."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[Name, AfterValidator(_latin)]
    post: str
    of: str
    since: Period
    until: Period | None = None
    source: Words
    gender: Literal["f", "m"] | None = None
    also: list[Name] = []


def user_file() -> Path:
    """Where a user's own rows are kept: the folder that DRAGOMAN_HOME names, else the system's place for settings."""
    return Path(os.environ.get("DRAGOMAN_HOME") or click.get_app_dir("dragoman")) / "people.json"


def kept(directory: Directory) -> list[Row | DragomanError]:
    """The rows of the user's file; a DragomanError for each that is none, or for the file."""
    path = user_file()
    if not os.path.isfile(path):  # unlike Path's, it says False where nobody may look: a home that isn't one's own
        return []
    try:
        rows = parse_json(text_of(path, LONGEST), str(path))
    except DragomanError as error:
        return [error]
    if not isinstance(rows, list):
        return [DragomanError("no list of tenures", str(path))]
    return [_row(_mended(row), f"{path}: row {number}", directory) for number, row in enumerate(rows, 1)]


def _mended(row: Any) -> Any:
    """The first edition kept what stood behind a trailing semicolon: nothing."""
    names = row.get("also") if isinstance(row, dict) else None
    return {**row, "also": [name for name in names if name != ""]} if isinstance(names, list) else row


def read_rows(path: Path, directory: Directory) -> Iterator[Row | DragomanError]:
    """The checked rows of a file; a DragomanError with its place for each that is wrong, which costs no other. Raises
    DragomanError where the file is none of tenures."""
    for data, place in _raw(path, directory):
        yield data if isinstance(data, DragomanError) else _row(data, place, directory)


def keep(rows: Iterable[Row], directory: Directory) -> int:
    """Add rows to the user's file; returns how many were new. Raises DragomanError, with the file as it was, where it is
    damaged or can't be written."""
    path = user_file()
    if path.parts[0] == "~":  # nobody has a home here, and a folder of that name is meant by nobody
        raise DragomanError("there is no home to keep people in", remedy="name a folder in DRAGOMAN_HOME")
    held = kept(directory)
    for row in held:
        if isinstance(row, DragomanError):
            raise DragomanError(
                f"these imported people are damaged ({row.what})", row.where, "mend or move the file first"
            )
    new = list(dict.fromkeys(row.model_dump_json() for row in rows))
    old = {row.model_dump_json() for row in held if isinstance(row, Row)}
    added = [json.loads(line) for line in new if line not in old]
    lines = [*(row.model_dump() for row in held if isinstance(row, Row)), *added]
    if added:
        with replaced(path, parents=True) as draft:
            draft.write_text(json.dumps(lines, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(added)


def _row(data: Any, place: str, directory: Directory) -> Row | DragomanError:
    try:
        row = Row.model_validate(data)
    except ValidationError as error:
        return DragomanError(first_fault(error)[1], place)
    if row.post not in directory.posts:
        return DragomanError(f"no office {row.post!r}", place, f"known: {', '.join(directory.posts)}")
    if row.of not in directory.states and row.of not in directory.organisations:
        return DragomanError(f"no state or organisation {row.of!r}", place)
    if row.until and period(row.until)[1] < period(row.since)[0]:
        return DragomanError(f"it ends ({row.until}) before it begins ({row.since})", place)
    return row


def _raw(path: Path, directory: Directory) -> Iterator[Found]:
    kind = path.suffix.lower()
    if kind == ".csv":
        return _csv(path)
    if kind == ".json":
        return _wikidata(path, directory)
    if kind in (".yaml", ".yml"):
        return _yaml(path)
    raise DragomanError("unknown kind of file", str(path), "give .yaml, .csv or .json")


def _csv(path: Path) -> Iterator[Found]:
    lines = rows_of(path)
    _, header = next(lines, (1, DragomanError("the file is empty", str(path))))
    if isinstance(header, DragomanError):
        raise header
    names = [name.strip() for name in header]
    known = list(Row.model_fields)
    wrong = next((n for n in names if n and (n not in known or names.count(n) > 1)), None)
    if wrong or not set(names) >= {"name", "post", "of", "since", "source"}:
        raise DragomanError(
            f"column {wrong!r}" if wrong else "a column is missing", f"{path}:1", f"name them {','.join(known)}"
        )
    for number, cells in lines:
        place = f"{path}:{number}"
        if isinstance(cells, DragomanError):
            yield cells, place
        elif len(cells) > len(names):
            yield DragomanError(f"{len(cells)} cells under {len(names)} columns", place), place
        else:
            data: dict[str, Any] = {
                name: cell for name, cell in zip(names, cells, strict=False) if name and cell.strip()
            }
            if "also" in data:
                data["also"] = data["also"].strip().removesuffix(";").split(";")
            yield data, place


def _yaml(path: Path) -> Iterator[Found]:
    tree = parse_yaml(text_of(path, LONGEST), str(path), MOST)
    if not isinstance(tree.data, list):
        raise DragomanError("no list of tenures", str(path))
    yield from ((row, tree.at((number,))) for number, row in enumerate(tree.data))


def _wikidata(path: Path, directory: Directory) -> Iterator[Found]:
    """Rows of `?personLabel ?positionLabel ?countryLabel ?start ?end`, with `?person` as the source."""
    found: Any = parse_json(text_of(path, LONGEST), str(path))
    for key in ("results", "bindings"):
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise DragomanError("no Wikidata query result", str(path), "save it as JSON with its bindings")
    yield from ((_bound(binding, directory), f"{path}: row {number}") for number, binding in enumerate(found, 1))


def _bound(binding: Any, directory: Directory) -> dict[str, Any]:
    def value(key: str) -> str:
        cell = binding.get(key) if isinstance(binding, dict) else None
        return str(cell.get("value", "")) if isinstance(cell, dict) else ""

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
