"""What is compared when marks meet marks, or records: acts, statements and conditions of one report, with spans in its text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dragoman.corpus.marks import ActMark, Annotated
from dragoman.records import AnyRecord, ConditionExpression, Mention, Span, Statement


@dataclass(frozen=True, slots=True)
class ComparedParty:
    """A phrase that stands for a party, and its code where that is known."""

    span: Span
    code: str | None = None


@dataclass(frozen=True, slots=True)
class ComparedAct:
    type: str
    status: str
    trigger: Span
    sources: tuple[ComparedParty, ...]
    targets: tuple[ComparedParty, ...]
    things: tuple[Span, ...]
    dates: tuple[Span, ...]
    mutual: bool
    sentence: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class ComparedStatement:
    act: str
    speakers: tuple[Span, ...]
    cue: Span | None
    content: Span | None


@dataclass(frozen=True, slots=True)
class ComparedCondition:
    antecedent: Span | None
    consequent: Span | None


@dataclass(frozen=True, slots=True)
class Compared:
    """All that one reader, a person or the program, finds in a report."""

    acts: tuple[ComparedAct, ...] = ()
    sayings: tuple[ComparedStatement, ...] = ()
    conditions: tuple[ComparedCondition, ...] = ()


def of_marks(report: Annotated) -> Compared:
    """What an annotated report marks."""
    text, starts = report.laid_out()
    codes = {phrase.lower(): p.code for p in report.parties for phrase in p.phrases}
    acts, sayings, conditions = [], [], []
    for sentence, at in zip(report.sentences, starts, strict=True):

        def moved(span: Span | None, at: int = at) -> Span | None:
            return (span[0] + at, span[1] + at) if span else None

        acts += [_act(a, at, text, codes, sentence.text) for a in sentence.acts]
        sayings += [
            ComparedStatement(s.act, _all(moved(s.speaker)), moved(s.cue), moved(s.content))
            for s in sentence.statements
        ]
        conditions += [ComparedCondition(moved(c.antecedent), moved(c.consequent)) for c in sentence.conditions]
    return Compared(tuple(acts), tuple(sayings), tuple(conditions))


def _act(mark: ActMark, at: int, text: str, codes: dict[str, str | None], sentence: str) -> ComparedAct:
    def sides(spans: Iterable[Span]) -> tuple[ComparedParty, ...]:
        return tuple(ComparedParty(s, codes.get(text[slice(*s)].lower())) for s in moved(spans))

    def moved(spans: Iterable[Span]) -> tuple[Span, ...]:
        return tuple((a + at, b + at) for a, b in spans)

    return ComparedAct(
        mark.type,
        mark.status,
        moved([mark.trigger])[0],
        sides(mark.sources),
        sides(mark.targets),
        moved(mark.things),
        moved(mark.dates),
        "rec" in mark.flags,
        sentence,
    )


def as_records(compared: Compared) -> Compared:
    """A person's marks as records would have them: where no party is acted on, the thing stands as the target."""
    acts = (a if a.targets else replace(a, targets=tuple(map(ComparedParty, a.things))) for a in compared.acts)
    return replace(compared, acts=tuple(acts))


def of_records(records: Iterable[AnyRecord]) -> Compared:
    """What the records of one report say; conditions are among them where expressions were asked for."""
    acts, sayings, conditions = [], [], []
    for r in records:
        if isinstance(r, Mention):
            acts.append(_of_mention(r))
        elif isinstance(r, Statement):
            speaker = _all(r.speaker.span if r.speaker else None)
            sayings.append(ComparedStatement(r.act, speaker, r.cue.span if r.cue else None, r.content.span))
        elif isinstance(r, ConditionExpression):
            conditions.append(
                ComparedCondition(
                    r.antecedent.span if r.antecedent else None, r.consequent.span if r.consequent else None
                )
            )
    return Compared(tuple(acts), tuple(sayings), tuple(conditions))


def _of_mention(m: Mention) -> ComparedAct:
    sources, targets = (
        tuple(ComparedParty(p.span, p.actor) for p in m.participants if p.role == role) for role in ("source", "target")
    )
    dates = (m.when.span,) if m.when else ()
    return ComparedAct(
        m.type, m.status, m.trigger.span, sources, targets, (), dates, m.reciprocal, m.sentence.text, m.confidence
    )


def _all(span: Span | None) -> tuple[Span, ...]:
    return (span,) if span else ()
