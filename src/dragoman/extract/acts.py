"""What an extractor finds in a sentence: acts, sayings and conditions. Spans are character offsets `[start, end)` in the text
that was read; a probability is the extractor's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from dragoman.records import EventType, Span, Status

Role = Literal["source", "target", "thing", "date", "place", "object"]


@dataclass(frozen=True, slots=True)
class Argument:
    """Words at a place of an act."""

    role: Role
    span: Span
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that decided a status, and the words that it rules."""

    name: str
    word: Span
    status: Status
    scope: Span


@dataclass(frozen=True, slots=True)
class Act:
    """A trigger with what it tells. `types` and `statuses` hold the probabilities of the likeliest, for whoever asks why;
    `probability` is that of an act of this type standing here, None from
    an extractor that says nothing of use about it; `rule` names the codebook's entry, if one fired, with its
    `path` and the `cues` of its status; `charger` is whoever alleges it, `doubted` that another extractor saw no act here."""

    trigger: Span
    type: EventType
    probability: float | None
    mode: str | None
    status: Status
    arguments: tuple[Argument, ...] = ()
    background: bool = False
    mutual: bool = False
    inner: bool = False
    alleged: bool = False
    types: Mapping[str, float] = field(default_factory=dict)
    statuses: Mapping[str, float] = field(default_factory=dict)
    rule: str = "model"
    path: tuple[str, ...] = ()
    cues: tuple[Cue, ...] = ()
    charger: Span | None = None
    doubted: bool = False

    def spans(self, role: Role) -> list[Span]:
        return [a.span for a in self.arguments if a.role == role]


@dataclass(frozen=True, slots=True)
class Saying:
    """Who says what: `parts` are the pieces of the content where the attribution interrupts it, `act` what it does."""

    cue: Span | None
    act: str
    speaker: Span | None
    parts: tuple[Span, ...]
    probability: float = 1.0
    addressee: Span | None = None
    rule: str = "model"


@dataclass(frozen=True, slots=True)
class Condition:
    """An if-then; `cue` is the word that opens it, where that is known."""

    antecedent: Span
    consequent: Span | None
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """All that an extractor finds; `dropped` counts what it was told and the text does not hold."""

    acts: tuple[Act, ...] = ()
    sayings: tuple[Saying, ...] = ()
    conditions: tuple[Condition, ...] = ()
    dropped: int = 0

    @classmethod
    def of(cls, parts: Iterable[Findings]) -> Findings:
        """Those of several passages of one text together."""
        parts = list(parts)
        return cls(
            tuple(a for f in parts for a in f.acts),
            tuple(s for f in parts for s in f.sayings),
            tuple(c for f in parts for c in f.conditions),
            sum(f.dropped for f in parts),
        )

    def moved(self, by: int) -> Findings:
        """The same in a text in which this one begins at `by`."""

        def far(span: Span) -> Span:
            return span[0] + by, span[1] + by

        def maybe(span: Span | None) -> Span | None:
            return far(span) if span else None

        acts = (
            replace(
                a,
                trigger=far(a.trigger),
                charger=maybe(a.charger),
                arguments=tuple(replace(x, span=far(x.span)) for x in a.arguments),
                cues=tuple(replace(c, word=far(c.word), scope=far(c.scope)) for c in a.cues),
            )
            for a in self.acts
        )
        sayings = (
            replace(
                s,
                cue=maybe(s.cue),
                speaker=maybe(s.speaker),
                addressee=maybe(s.addressee),
                parts=tuple(map(far, s.parts)),
            )
            for s in self.sayings
        )
        conditions = (
            replace(c, antecedent=far(c.antecedent), consequent=maybe(c.consequent), cue=maybe(c.cue))
            for c in self.conditions
        )
        return Findings(tuple(acts), tuple(sayings), tuple(conditions), self.dropped)
