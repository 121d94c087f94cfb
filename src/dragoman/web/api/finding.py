"""Finding: words and names; what the codebook and the case know, for menus and explanations."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from dragoman.case import MARKS
from dragoman.case.reviewing import FIELDS
from dragoman.codebook import codebook
from dragoman.directory import directory, naming, slug
from dragoman.errors import Missing
from dragoman.records import STATUSES, EventType, Status
from dragoman.web.asking import Id
from dragoman.web.desk import Desk, desk
from dragoman.web.lines import Head, Known, Who, head, named

router = APIRouter(tags=["finding"])
At = Annotated[Desk, Depends(desk)]
Typed = Annotated[str, Query(min_length=1, max_length=200)]
Few = Annotated[int, Query(ge=1, le=200)]


class Piece(BaseModel):
    text: str
    found: bool


class Hit(BaseModel):
    """A report with the words, and a snippet of it."""

    report: Head
    snippet: list[Piece]


class Name(BaseModel):
    """A party of the case: `name` is what to ask for."""

    name: str
    label: str
    kind: Known
    events: int


class Candidate(Who):
    person: bool


class Called(BaseModel):
    """Whom words call: `parties` that the directory knows by them, else the `nearest` names; `told` where a report of the
    case has them for a party."""

    words: str
    parties: list[Candidate]
    nearest: list[Candidate]
    told: bool


class About(BaseModel):
    """The case in numbers. `writable` is false while reports are being added."""

    name: str
    reports: int
    events: int
    reviews: int
    undated: int
    first: str | None
    last: str | None
    writable: bool


class Definition(BaseModel):
    """An event type in the codebook's words, with its modes."""

    type: EventType
    definition: str
    include: list[str]
    exclude: list[str]
    modes: list[str]


class Rule(BaseModel):
    """An entry of the codebook."""

    id: str
    type: EventType
    definition: str
    verbs: list[str]
    nouns: list[str]


class Vocabulary(BaseModel):
    """What can be chosen: types, statuses, acts of saying, and the fields that a person may set of each record."""

    types: list[Definition]
    statuses: dict[Status, str]
    acts: dict[str, str]
    fields: dict[str, list[str]]


@router.get("/case")
def about(at: At) -> About:
    read = at.case.coverage()
    return About(
        name=at.name,
        reports=read.reports + read.undated,
        events=at.case.count(),
        reviews=len(at.case.reviews()),
        undated=read.undated,
        first=read.first,
        last=read.last,
        writable=not at.adding.locked(),
    )


@router.get("/search")
def search(at: At, words: Typed, limit: Few = 20) -> list[Hit]:
    """The reports whose texts hold the words, best first; "a phrase", prefix*, AND, OR, NOT."""
    return [Hit(report=head(h.report), snippet=_pieces(h.snippet)) for h in at.case.search(words, limit)]


def _pieces(snippet: str) -> list[Piece]:
    parts = re.split(f"[{MARKS[0]}{MARKS[1]}]", snippet)
    return [Piece(text=text, found=bool(n % 2)) for n, text in enumerate(parts) if text]


@router.get("/names")
def names(at: At, part: Typed, limit: Few = 8) -> list[Name]:
    """The parties of the case whose name, code or slug holds these letters, or that are called so."""
    called = [e.slug or e.actor for e in directory().names.get(part.strip()) if e.slug or e.actor]
    codes = {directory().organisations[n]["code"] for n in called if n in directory().organisations}
    wanted = {n for n in called if n} | codes
    found = {name: number for n in sorted(wanted) for name, number in at.case.names(n, 20) if name == n}
    found |= dict(at.case.names(slug(part) or part, limit))
    found |= dict(at.case.names(part.strip().casefold(), limit))
    made = [Name(name=n, label=named(n)[0], kind=named(n)[1], events=number) for n, number in found.items()]
    return sorted(made, key=lambda n: (n.kind == "words", -n.events, n.name))[:limit]


@router.get("/parties")
def parties(at: At, words: Typed) -> list[Called]:
    """Whom each of these words, with commas between, calls."""
    return [_called(at, one) for one in map(str.strip, words.split(",")) if one]


def _called(at: Desk, words: str) -> Called:
    found = [Candidate(name=n.name, label=n.label, person=n.name in directory().people) for n in naming.find(words)]
    near = [] if found else [_offered(name) for name in naming.nearest(words)]
    told = words.casefold() in dict(at.case.names(words.casefold(), 20))
    return Called(words=words, parties=found, nearest=near, told=told)


def _offered(shown: str) -> Candidate:
    """A name as it is offered: "North Korea (PRK)"."""
    label, _, code = shown.removesuffix(")").rpartition(" (")
    return Candidate(name=code, label=label or code, person=code in directory().people)


@router.get("/vocabulary")
def vocabulary() -> Vocabulary:
    """The codebook in short."""
    book = codebook()
    types = [
        Definition(
            type=file.type,
            definition=file.definition,
            include=file.include,
            exclude=file.exclude,
            modes=sorted({e.mode for e in file.entries if e.mode}),
        )
        for file in book.events.values()
    ]
    described = {s: book.statuses[s].definition for s in STATUSES if s in book.statuses}
    statuses: dict[Status, str] = {s: described.get(s, "Took place; no cue says otherwise.") for s in STATUSES}
    acts = {name: act.definition for name, act in sorted(book.acts.items())}
    return Vocabulary(types=types, statuses=statuses, acts=acts, fields={k: list(v) for k, v in FIELDS.items()})


@router.get("/rules/{rule_id}")
def rule(at: At, rule_id: Id) -> Rule:
    """The codebook's entry behind a record. Raises Missing where there is none."""
    found = codebook().entries.get(rule_id)
    if found is None:
        raise Missing(f"no entry {rule_id!r}", "codebook")
    kind = next(f.type for f in codebook().events.values() if found in f.entries)
    return Rule(id=found.id, type=kind, definition=found.definition, verbs=found.verbs, nouns=found.nouns)
