"""What an annotated report holds. Spans are character offsets `[start, end)` into the sentence that carries the mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

from dragoman.records import EventType, Force, Form, Span, Status

Flag = Literal["bg", "rec", "inner", "head", "alleged"]
FLAGS: tuple[Flag, ...] = get_args(Flag)
FORCES: tuple[Force, ...] = get_args(Force)
Saying = Literal[
    "assert",
    "promise",
    "offer",
    "demand",
    "threaten",
    "accept",
    "reject",
    "deny",
    "welcome",
    "condemn",
    "hope",
    "propose",
    "warn",
    "call",
    "other",
]
SAYINGS: tuple[Saying, ...] = get_args(Saying)
STOPS = (".", "!", "?", '"', "'", "”", "’", ")", ":", ";", "…")


@dataclass(frozen=True, slots=True)
class ActMark:
    """`M`: an act. `event` is its label within a series, shared by all accounts of one happening."""

    type: EventType
    mode: str | None
    status: Status
    flags: frozenset[Flag]
    trigger: Span
    sources: tuple[Span, ...] = ()
    targets: tuple[Span, ...] = ()
    things: tuple[Span, ...] = ()
    dates: tuple[Span, ...] = ()
    places: tuple[Span, ...] = ()
    event: str | None = None


@dataclass(frozen=True, slots=True)
class StatementMark:
    """`Q`: who says what; `content` runs over the attribution where that splits a quotation."""

    act: Saying
    form: Form
    speaker: Span | None
    cue: Span | None
    content: Span | None


@dataclass(frozen=True, slots=True)
class ConditionMark:
    """`C`: an if-then."""

    antecedent: Span | None
    consequent: Span | None


@dataclass(frozen=True, slots=True)
class StepMark:
    """`P A1`: a step of plan A. `after` is a disjunction of conjunctions of step names; `force` is None on what is only a
    condition."""

    name: str
    type: EventType
    force: Force | None
    trigger: Span
    actors: tuple[Span, ...] = ()
    things: tuple[Span, ...] = ()
    after: tuple[tuple[str, ...], ...] = ()

    @property
    def plan(self) -> str:
        return self.name[0]


@dataclass(frozen=True, slots=True)
class PlanMark:
    """`P A`: who proposes a plan, and who endorses it, in the sentence that says so."""

    name: str
    proposers: tuple[Span, ...] = ()
    endorsers: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyMark:
    """`@`: who is who. `code` is an ISO 3166 alpha-3 or organisation's code, None where there is none; `sector` PLOVER's;
    `state` the ISO code of the state that a party without a code of its own belongs to."""

    code: str | None
    sector: str | None
    state: str | None
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventMark:
    """`E`: what really happened in an event of a series: codes of its parties, its day (EDTF), its place; None where the
    reports leave it open."""

    label: str
    type: EventType
    parties: tuple[str, ...] = ()
    day: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class JourneyMark:
    """`J`: the labels of the events that are the legs of one journey, in their order."""

    label: str
    legs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and its marks; `opens` says that it begins a paragraph, `line` where it stands in its file."""

    text: str
    line: int
    opens: bool = False
    acts: tuple[ActMark, ...] = ()
    statements: tuple[StatementMark, ...] = ()
    conditions: tuple[ConditionMark, ...] = ()
    steps: tuple[StepMark, ...] = ()
    plans: tuple[PlanMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotated:
    """A report with its marks. `published` is an ISO date or a part of one, as the head says; `series` the crisis that it is
    of; `wrap` the width at which its lines are broken."""

    id: str
    style: str
    published: str | None
    subject: str
    series: str | None = None
    wrap: int | None = None
    parties: tuple[PartyMark, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    events: tuple[EventMark, ...] = ()
    journeys: tuple[JourneyMark, ...] = ()
    where: str = field(default="", compare=False)

    @property
    def acts(self) -> Iterator[ActMark]:
        return (act for sentence in self.sentences for act in sentence.acts)

    def laid_out(self) -> tuple[str, tuple[int, ...]]:
        """(the report's text, where each sentence starts in it). A sentence that opens a paragraph, and one after a line
        without a stop at its end, stands on a line of its own; lines are broken at `wrap`, which moves no offset."""
        text, starts = "", []
        for sentence in self.sentences:
            if text:
                text += "\n\n" if sentence.opens or not text.endswith(STOPS) else " "
            starts.append(len(text))
            text += sentence.text
        return (_wrapped(text, self.wrap) if self.wrap else text), tuple(starts)


def _wrapped(text: str, width: int) -> str:
    """The text with spaces turned into line breaks, so that no line is longer than it must be."""
    return "\n".join("".join(_broken(line, width)) for line in text.split("\n"))


def _broken(line: str, width: int) -> list[str]:
    characters, start, space = list(line), 0, 0
    for at, character in enumerate(f"{line} "):
        if character == " ":
            if at - start > width and space > start:
                characters[space] = "\n"
                start = space + 1
            space = at
    return characters
