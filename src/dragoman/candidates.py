"""What the finders hand to the resolvers: something in the text that may stand for a value, with its alternatives."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.directory import Entry
from dragoman.records import EventType, Form, Status
from dragoman.syntax import Token


@dataclass(slots=True, eq=False)
class ActorCandidate:
    """A phrase that names a party.

    `kind`: state, demonym, metonym, organisation, person, title, pronoun, counterpart, nominal, agent or unknown.
    `entries` are the directory's alternatives for its name, `of` the candidates that qualify it ("Russian" in
    "the Russian minister"), `name` a person's name as written, `post` an office's slug.
    """

    token: Token
    first: int
    last: int
    kind: str
    entries: tuple[Entry, ...] = ()
    of: list[ActorCandidate] = field(default_factory=list)
    name: str | None = None
    post: str | None = None
    sector: str | None = None
    plural: bool = False
    former: bool = False


@dataclass(slots=True, frozen=True)
class DateCandidate:
    """A date, time, duration or set as written: cleaned character span, and what the words say.

    `kind` names the row of the resolver's table; `fields` holds its parts (unit, number, month …).
    """

    start: int
    end: int
    token: Token
    kind: str
    fields: dict[str, str | int] = field(default_factory=dict)


@dataclass(slots=True, frozen=True)
class PlaceCandidate:
    """A toponym as written: token indices `[first, last)`."""

    token: Token
    first: int
    last: int
    name: str
    context: str | None = None


@dataclass(slots=True, frozen=True)
class Sign:
    """A word that decided a status: the cue's id and its token, and the token whose scope it rules."""

    cue: str
    token: Token
    status: Status


@dataclass(slots=True, eq=False)
class EventCandidate:
    """A trigger with its codebook entry, and the tokens that stand at the places of source and target.

    `inner`: it is only the content of another act.
    """

    token: Token
    rule: str
    type: EventType
    mode: str | None
    sources: list[Token]
    targets: list[Token]
    reciprocal: bool
    path: list[str]
    order: int = 0
    background: bool = False
    status: Status | None = None
    inner: bool = False


@dataclass(slots=True, eq=False)
class StatementCandidate:
    """An attribution: cue, the token of its source, and the content's cleaned character pieces."""

    cue: Token | None
    rule: str
    act: str
    form: Form
    speaker: Token | None
    addressee: Token | None
    parts: list[tuple[int, int]]
    sentence: int


@dataclass(slots=True, eq=False)
class ConditionCandidate:
    """An if-then: cleaned character spans of its halves, and the tokens that head them."""

    cue: Token
    antecedent: tuple[int, int]
    consequent: tuple[int, int] | None
    heads: tuple[Token, Token | None]
