"""Parties as a case holds them, found by whatever people call them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.engine import Connection

from dragoman.case.schema import event_side, record
from dragoman.directory.naming import find, unknown


def held(connection: Connection, words: str) -> list[str]:
    """The names of sides of events that the words call, with commas between: what the directory knows by them, and what a
    report calls so. Raises DragomanError, with the nearest names, for words that neither knows."""
    found: set[str] = set()
    for one in _listed(words):
        spelled = sorted({one, one.upper(), one.casefold()})
        told = connection.execute(select(event_side.c.name).where(event_side.c.name.in_(spelled)).distinct())
        names = {row[0] for row in told} | {n.name for n in find(one)}
        if not names:
            raise unknown(one, (row[0] for row in connection.execute(select(event_side.c.name).distinct())))
        found |= names
    return sorted(found)


def called(words: str) -> frozenset[str]:
    """What `actor`, `entity` or `text` of a party may hold, in small letters, for these words to call it."""
    names = {n for one in _listed(words) for n in (one, *(p.name for p in find(one)))}
    return frozenset(
        small for n in names for small in (n.casefold(), n.encode().lower().decode())
    )  # as Python and SQLite


def speaks(connection: Connection, kind: str, role: str, words: str) -> ColumnElement[bool]:
    """The party in this role of a record of this kind is called so. Raises DragomanError where neither the directory nor any
    such record knows the words."""
    for one in _listed(words):
        if not find(one) and not _told(connection, kind, role, one):
            raise unknown(one)
    return _party(role, called(words))


def _told(connection: Connection, kind: str, role: str, words: str) -> bool:
    made = select(record.c.id).where(record.c.kind == kind, _party(role, called(words))).limit(1)
    return connection.execute(made).first() is not None


def _party(role: str, names: frozenset[str]) -> ColumnElement[bool]:
    columns = [func.json_extract(record.c.json, f"$.{role}.{key}") for key in ("actor", "entity", "text")]
    return or_(*[func.lower(c).in_(sorted(names)) for c in columns])


def _listed(words: str) -> list[str]:
    """The words between commas; at least one, so that nothing but commas is no party."""
    return [one for one in map(str.strip, words.split(",")) if one] or [words]
