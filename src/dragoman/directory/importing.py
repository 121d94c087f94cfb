"""A user's own people: from YAML, CSV, FollowTheMoney or a Wikidata query result to checked rows, kept outside the package."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import click
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from dragoman.days import period
from dragoman.directory import entities
from dragoman.directory.entities import Skipped
from dragoman.directory.imported import indexed
from dragoman.directory.peoplefile import Indexed, Kept, PeopleFile, add, in_memory, opened
from dragoman.directory.spelling import slug, squeeze
from dragoman.errors import DragomanError
from dragoman.intake.faults import first_fault
from dragoman.intake.items import items_of
from dragoman.intake.rows import rows_of
from dragoman.intake.texts import text_of
from dragoman.intake.trees import parse_yaml
from dragoman.intake.values import parse_json

if TYPE_CHECKING:
    from dragoman.directory import Directory

LONGEST = 16_000_000  # bytes of a file that is read whole
BINDING = 1_000_000  # characters of one row of a longer query result
MOST = 400_000  # keys and values of a YAML file
HELD = ("post", "of", "since")  # what makes an office
Found = tuple[dict[str, Any] | DragomanError | Skipped, str]  # a row as it is given, and its place
_LOG = logging.getLogger(__name__)


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


def _listed(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


Words = Annotated[str, AfterValidator(_words)]
Name = Annotated[Words, AfterValidator(_name)]
Period = Annotated[str, AfterValidator(_period)]


class Row(BaseModel):
    """One tenure: `post` an office's slug, `of` a state's code or an organisation's slug, dates ISO days, months or years. Or a
    person without an office, who belongs to a `state`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[Name, AfterValidator(_latin)]
    post: str | None = None
    of: str | None = None
    since: Period | None = None
    until: Period | None = None
    source: Words | None = None
    gender: Literal["f", "m"] | None = None
    also: list[Name] = []
    state: Annotated[list[str], BeforeValidator(_listed)] = []

    @model_validator(mode="after")
    def _whole(self) -> Row:
        given = {name for name in (*HELD, "until") if getattr(self, name) is not None}
        wanted = (*HELD, "source") if given or not self.state else ()
        missing = next((name for name in wanted if getattr(self, name) is None), None)
        if missing and not given:
            raise ValueError("neither an office (post, of, since) nor a state")
        if missing:
            raise ValueError(f"{missing}: is missing")
        return self


def user_file() -> Path:
    """Where a user's own rows are kept: the folder that DRAGOMAN_HOME names, else the system's place for settings."""
    return Path(os.environ.get("DRAGOMAN_HOME") or click.get_app_dir("dragoman")) / "people.sqlite"


def _former() -> Path:
    """Where versions before kept them, as JSON."""
    return user_file().with_name("people.json")


def kept(directory: Directory) -> PeopleFile | None:
    """The file of the user's people, if there is one. What is wrong with it is one line of warning, and costs nothing else."""
    path = user_file()
    if os.path.isfile(path):  # unlike Path's, it says False where nobody may look: a home that isn't one's own
        try:
            return opened(path)
        except sqlite3.Error as error:
            _LOG.warning("dragoman: %s: %s; imported people are not read", path, error)
            return None
    if not os.path.isfile(_former()):
        return None
    rows = _former_rows(directory)
    wrong = [row for row in rows if isinstance(row, DragomanError)]
    if wrong:
        more = f" ({len(wrong)} such rows)" if len(wrong) > 1 else ""
        _LOG.warning("dragoman: %s; imported people are read without it%s", wrong[0].line(), more)
    return in_memory(_indexed(row, directory) for row in rows if isinstance(row, Row))


def _former_rows(directory: Directory) -> list[Row | DragomanError]:
    """The rows of a file of before; a DragomanError for each that is none, or for the file."""
    path = _former()
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


def read_rows(path: Path, directory: Directory) -> Iterator[Row | DragomanError | Skipped]:
    """The checked rows of a file; a DragomanError with its place for each that is wrong, which costs no other. Raises
    DragomanError where the file is none of tenures."""
    for data, place in _raw(path, directory):
        yield data if isinstance(data, (DragomanError, Skipped)) else _row(data, place, directory)


def keep(rows: Iterable[Row], directory: Directory) -> int:
    """Add rows to the user's file; returns how many were new. Raises DragomanError, with the file as it was, where it is
    damaged or can't be written."""
    path = user_file()
    if path.parts[0] == "~":  # nobody has a home here, and a folder of that name is meant by nobody
        raise DragomanError("there is no home to keep people in", remedy="name a folder in DRAGOMAN_HOME")
    _carry_over(path, directory)
    return add(path, (_indexed(row, directory) for row in rows))


def _carry_over(path: Path, directory: Directory) -> None:
    """Put the rows of a file of before into today's, and that file aside."""
    before = _former()
    if not os.path.isfile(before):
        return
    held = _former_rows(directory)
    for row in held:
        if isinstance(row, DragomanError):
            raise DragomanError(
                f"these imported people are damaged ({row.what})", row.where, "mend or move the file first"
            )
    add(path, (_indexed(row, directory) for row in held if isinstance(row, Row)))
    before.replace(before.with_name("people.json.old"))


def _indexed(row: Row, directory: Directory) -> Indexed:
    also, states = tuple(row.also), tuple(sorted(row.state))
    one = Kept(0, row.name, also, states, row.post, row.of, row.since, row.until, row.gender, row.source or "")
    return indexed(one, directory)


def _row(data: Any, place: str, directory: Directory) -> Row | DragomanError:
    try:
        row = Row.model_validate(data)
    except ValidationError as error:
        return DragomanError(first_fault(error)[1], place)
    if row.post is not None and row.post not in directory.posts:
        return DragomanError(f"no office {row.post!r}", place, f"known: {', '.join(directory.posts)}")
    if row.of is not None and not directory.holds(row.of):
        return DragomanError(f"no state or organisation {row.of!r}", place)
    if row.since and row.until and period(row.until)[1] < period(row.since)[0]:
        return DragomanError(f"it ends ({row.until}) before it begins ({row.since})", place)
    states = [entities.state(given, directory) for given in row.state]
    if None in states:
        return DragomanError(f"no state {row.state[states.index(None)]!r}", place, "give its code or its name")
    return row.model_copy(update={"state": states}) if states else row


def _raw(path: Path, directory: Directory) -> Iterator[Found]:
    kind = path.suffix.lower()
    if kind == ".csv":
        return _csv(path)
    if kind in (".jsonl", ".ndjson", ".ftm") or (kind == ".json" and _is_entities(path)):
        return entities.rows_of(path, directory)
    if kind == ".json":
        return _wikidata(path, directory)
    if kind in (".yaml", ".yml"):
        return _yaml(path)
    raise DragomanError("unknown kind of file", str(path), "give .yaml, .csv, .json or .jsonl")


def _is_entities(path: Path) -> bool:
    """Whether a .json file is a line for each entity of FollowTheMoney."""
    if path.name.lower().endswith(".ftm.json"):
        return True
    try:
        with path.open("rb") as file:
            line = file.readline(entities.LONGEST)
        first = parse_json(line.decode(), str(path))
    except (OSError, UnicodeDecodeError, DragomanError):
        return False
    return isinstance(first, dict) and "schema" in first and "properties" in first


def _csv(path: Path) -> Iterator[Found]:
    lines = rows_of(path)
    _, header = next(lines, (1, DragomanError("the file is empty", str(path))))
    if isinstance(header, DragomanError):
        raise header
    names = [name.strip() for name in header]
    known = list(Row.model_fields)
    wrong = next((n for n in names if n and (n not in known or names.count(n) > 1)), None)
    if wrong or not any(set(names) >= wanted for wanted in ({"name", *HELD, "source"}, {"name", "state"})):
        remedy = (
            f"name them name,post,of,since,source or name,state, and of the others what you have: {','.join(known)}"
        )
        raise DragomanError(f"column {wrong!r}" if wrong else "a column is missing", f"{path}:1", remedy)
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
            for name in {"also", "state"} & set(data):
                data[name] = data[name].strip().removesuffix(";").split(";")
            yield data, place


def _yaml(path: Path) -> Iterator[Found]:
    tree = parse_yaml(text_of(path, LONGEST), str(path), MOST)
    if not isinstance(tree.data, list):
        raise DragomanError("no list of tenures", str(path))
    yield from ((row, tree.at((number,))) for number, row in enumerate(tree.data))


def _wikidata(path: Path, directory: Directory) -> Iterator[Found]:
    """Rows of `?personLabel ?positionLabel ?countryLabel ?start ?end`, with `?person` as the source; without a position,
    of a person of that country."""
    for number, binding in enumerate(_bindings(path), 1):
        yield _bound(binding, directory), f"{path}: row {number}"


def _bindings(path: Path) -> Iterator[Any]:
    if path.stat().st_size > LONGEST:
        yield from items_of(path, "bindings", BINDING)
        return
    found: Any = parse_json(text_of(path, LONGEST), str(path))
    for key in ("results", "bindings"):
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise DragomanError("no Wikidata query result", str(path), "save it as JSON with its bindings")
    yield from found


def _bound(binding: Any, directory: Directory) -> dict[str, Any]:
    def value(key: str) -> str:
        cell = binding.get(key) if isinstance(binding, dict) else None
        return str(cell.get("value", "")) if isinstance(cell, dict) else ""

    row: dict[str, Any] = {"name": value("personLabel"), "source": value("person") or "Wikidata"}
    if not value("positionLabel") and not value("start"):
        return {**row, "state": [value("countryLabel")]}
    words = re.findall(r"[\w'-]+", value("positionLabel").lower())
    posts = [found[1][0] for i in range(len(words)) if (found := directory.titles.longest(words, i))]
    states = [e.actor for e in directory.names.get(value("countryLabel")) if e.kind == "state"]
    row |= {
        "post": posts[0] if posts else value("positionLabel"),
        "of": states[0] if states else value("countryLabel"),
        "since": value("start")[:10],
    }
    if value("end"):
        row["until"] = value("end")[:10]
    return row
