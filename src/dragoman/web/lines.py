"""Records in the shape that a page shows: an event, a party or a report in a line."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from dragoman.directory import directory
from dragoman.exporters.words import label
from dragoman.records import Event, EventType, Mention, Party, ReportRecord, Side, Statement, Status

Known = Literal["state", "organisation", "person", "words"]


class Who(BaseModel):
    """A party: the `name` that asks for it, and how people call it."""

    name: str
    label: str


class Line(BaseModel):
    """An event in a line. `earliest` and `latest` are ISO dates, null where that side is open; `told` are the days
    between which it was first told, null where that side is open, and `known` is the last of them."""

    id: str
    type: EventType
    mode: str | None
    status: Status
    background: bool
    alleged: bool
    reciprocal: bool
    source: list[Who]
    target: list[Who]
    earliest: str | None
    latest: str | None
    edtf: str | None
    known: str | None
    told: tuple[str | None, str | None]
    place: str | None
    history: list[Status]
    reports: int
    sources: int
    conflicts: list[str]
    maybe: list[str]
    reviewed: bool


class Head(BaseModel):
    """A report in a line."""

    id: str
    title: str
    published: str | None
    publisher: str | None
    length: int


class Account(BaseModel):
    """One report's account of an event, as a person corrected it. Here and elsewhere, `revision` is what a decision about
    the record gives as `seen`."""

    mention: Mention
    report: Head
    revision: str


class Words(BaseModel):
    """A statement with its report."""

    statement: Statement
    report: Head
    revision: str
    speaker: Who | None
    addressee: Who | None


def who(side: Side | Party) -> Who:
    name = side.entity or side.actor or " ".join(side.text.split()).casefold()
    return Who(name=name, label=label(Side.model_validate({k: _of(side, k) for k in Side.model_fields})))


def _of(side: Side | Party, key: str) -> object:
    return getattr(side, key, "source")


def named(name: str) -> tuple[str, Known]:
    """How people call a code or a slug, and what it is."""
    who = directory()
    if name in who.states:
        return str(who.states[name]["name"]), "state"
    if name in who.people:
        return who.people[name].name, "person"
    body = who.organisations.get(who.heads.get(name, name))
    return (str(body["name"]), "organisation") if body else (name, "words")


def line(e: Event) -> Line:
    first = e.first_told
    sides: dict[str, list[Who]] = {"source": [], "target": []}
    for s in e.participants:
        one = who(s)
        if one not in sides[s.role]:
            sides[s.role].append(one)
    return Line(
        **{
            k: getattr(e, k) for k in Line.model_fields if k in Event.model_fields and k not in ("history", "conflicts")
        },
        place=e.where.name if e.where else None,
        source=sides["source"],
        target=sides["target"],
        known=first.known if first else None,
        told=(first.earliest, first.known) if first else (None, None),
        history=list(dict.fromkeys(h.status for h in e.history)),
        conflicts=[c.field for c in e.conflicts],
    )


def head(r: ReportRecord) -> Head:
    title = " ".join((r.title or r.source_id).split())
    return Head(id=r.id, title=title, published=r.published, publisher=r.publisher, length=r.length)
