"""The form in which annotated reports are written (`corpus/GUIDE.md`), read into marks; what cannot be read is a fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from dragoman.corpus.marks import (
    FLAGS,
    FORCES,
    SAYINGS,
    ActMark,
    Annotated,
    ConditionMark,
    EventMark,
    JourneyMark,
    PartyMark,
    PlanMark,
    Sentence,
    StatementMark,
    StepMark,
)
from dragoman.intake.texts import text_of
from dragoman.records import EVENT_TYPES, STATUSES, Span

LONGEST = 100_000_000  # bytes of a file
FORMS = ("direct", "indirect", "mixed")
COMMENT = re.compile(r"\s*\{[^}]*\}")
NTH = re.compile(r"(.*)#(\d+)$")
STEP, PLAN = re.compile(r"[A-Z]\d+"), re.compile(r"[A-Z]")
DATED = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
CODE = re.compile(r"[A-Z]{3}|-")
PARTY = re.compile(r"(?P<code>[A-Z]{3}|-)(/(?P<sector>[A-Z]{3}))?( \[(?P<state>[A-Z]{3})\])?")
ACT = {"t": "trigger", "s": "sources", "o": "targets", "th": "things", "w": "dates", "p": "places", "e": "event"}
STATEMENT = {"s": "speaker", "cue": "cue", "c": "content"}
CONDITION = {"if": "antecedent", "then": "consequent"}
STEPS = {"t": "trigger", "s": "actors", "th": "things", "after": "after"}
PLANS = {"by": "proposers", "with": "endorsers"}
EVENT = {"who": "parties", "when": "day", "where": "place"}

M = TypeVar("M", Annotated, Sentence)


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be read: where it stands and what is wrong."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class _Wrong(ValueError):
    """What is wrong with a line."""


def read(paths: Iterable[Path]) -> Iterator[Annotated | Fault]:
    """The reports of these files, in order, each after the faults of its lines; a line at fault costs itself alone."""
    for path in paths:
        yield from _File(path).read()


class _File:
    """One file being read, line by line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.report: Annotated | None = None
        self.sentence: Sentence | None = None

    def read(self) -> Iterator[Annotated | Fault]:
        number = 0
        for number, line in enumerate(text_of(self.path, LONGEST).splitlines(), 1):
            where = f"{self.path}:{number}"
            try:
                if line.startswith("# "):
                    yield from self._finished()
                    self.report = replace(_head(line[2:]), where=where)
                elif line.strip():
                    self._line(line.rstrip(), number)
            except _Wrong as wrong:
                yield Fault(where, str(wrong))
        yield from self._finished()

    def _finished(self) -> Iterator[Annotated | Fault]:
        self._close()
        if self.report is not None:
            yield from (Fault(self.report.where, f"{self.report.id}: {what}") for what in _loose(self.report))
            yield self.report
        self.report = None

    def _close(self) -> None:
        if self.report is not None and self.sentence is not None:
            self.report = replace(self.report, sentences=(*self.report.sentences, self.sentence))
        self.sentence = None

    def _line(self, line: str, number: int) -> None:
        if self.report is None:
            raise _Wrong("no report's head (# id | style | published | subject) before this line")
        kind, _, rest = line.partition(" ")
        if kind in (">", ">>"):
            self._close()
            self.sentence = Sentence(rest.strip(), number, opens=kind == ">>")
        elif kind in _OF_REPORT:
            name, made = _OF_REPORT[kind]
            self.report = _more(self.report, name, made(rest))
        elif kind in _OF_SENTENCE:
            if self.sentence is None:
                raise _Wrong("no sentence (> …) before this mark")
            name, make = _OF_SENTENCE[kind]
            if kind == "P" and PLAN.fullmatch(rest.split("|")[0].strip()):
                name, make = "plans", _plan
            self.sentence = _more(self.sentence, name, make(self.sentence.text, rest))
        else:
            raise _Wrong(f"a line begins with #, @, >, >>, M, Q, C, P, E or J, not {kind[:20]!r}")


def _more(whole: M, name: str, mark: object) -> M:
    """The report or sentence with one more mark of this name."""
    changed: dict[str, Any] = {name: (*getattr(whole, name), mark)}
    return replace(whole, **changed)


def _loose(report: Annotated) -> Iterator[str]:
    """What a report refers to and does not have."""
    text = "\n".join(s.text for s in report.sentences)
    for party in report.parties:
        for phrase in party.phrases:
            if find(text, phrase) is None:
                yield f"@ {phrase!r} is not in the report"
    steps = {s.name for sentence in report.sentences for s in sentence.steps}
    for sentence in report.sentences:
        for step in sentence.steps:
            missing = sorted({name for some in step.after for name in some} - steps)
            if missing:
                yield f"step {step.name} waits for {', '.join(missing)}, which no line tells"
        for plan in sentence.plans:
            if not any(name.startswith(plan.name) for name in steps):
                yield f"plan {plan.name} has no steps"
    if report.series is None and (report.events or report.journeys or any(a.event for a in report.acts)):
        yield "events are labelled, and the head names no series"


def _head(line: str) -> Annotated:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) < 4 or not parts[0]:
        raise _Wrong("a head is # id | style | published | subject [| series=S] [| wrap=60]")
    options = dict(_pair(part) for part in parts[4:])
    if set(options) - {"series", "wrap"}:
        raise _Wrong(f"a head has no {sorted(set(options) - {'series', 'wrap'})[0]!r}")
    if parts[2] and not DATED.fullmatch(parts[2]):
        raise _Wrong(f"{parts[2]!r} is no date")
    width = options.get("wrap")
    if width is not None and not (width.isdecimal() and 30 <= int(width) <= 120):
        raise _Wrong("lines are wrapped at a width from 30 to 120")
    return Annotated(
        parts[0], parts[1], parts[2] or None, parts[3], options.get("series"), int(width) if width else None
    )


def _party(line: str) -> PartyMark:
    head, _, rest = line.partition("|")
    phrases = tuple(phrase.strip() for phrase in rest.split(" ; ") if phrase.strip())
    party = PARTY.fullmatch(head.strip())
    if not party or not phrases:
        raise _Wrong(
            "a party is @ CODE/SECTOR [STATE] | phrase ; phrase, each three letters, CODE - where there is none"
        )
    code = party["code"]
    return PartyMark(None if code == "-" else code, party["sector"], party["state"], phrases)


def _act(text: str, line: str) -> ActMark:
    head, fields = _fields(line, ACT)
    kind, status, *flags = (*head.split(), "", "")[: max(2, len(head.split()))]
    type_, _, mode = kind.partition("/")
    _one_of(type_, EVENT_TYPES, "type")
    _one_of(status, STATUSES, "status")
    for flag in flags:
        _one_of(flag, FLAGS, "flag")
    values: dict[str, Any] = {name: _spans(text, value, name) for name, value in fields.items() if name != "event"}
    if len(values.get("trigger", ())) != 1:
        raise _Wrong("an act has one trigger, t=")
    values["trigger"] = values["trigger"][0]
    return ActMark(
        cast(Any, type_),
        mode or None,
        cast(Any, status),
        frozenset(cast(Any, flags)),
        **values,
        event=fields.get("event"),
    )


def _statement(text: str, line: str) -> StatementMark:
    head, fields = _fields(line, STATEMENT)
    act, form = (*head.split(), "", "")[:2]
    _one_of(act, SAYINGS, "act of saying")
    _one_of(form, FORMS, "form")
    values = {name: _stretch(text, value, name) for name, value in fields.items()}
    return StatementMark(
        cast(Any, act), cast(Any, form), values.get("speaker"), values.get("cue"), values.get("content")
    )


def _condition(text: str, line: str) -> ConditionMark:
    _, fields = _fields("| " + line, CONDITION)
    values = {name: _stretch(text, value, name) for name, value in fields.items()}
    if not values:
        raise _Wrong("a condition has if= or then=")
    return ConditionMark(values.get("antecedent"), values.get("consequent"))


def _step(text: str, line: str) -> StepMark:
    head, fields = _fields(line, STEPS)
    name, type_, force = (*head.split(), "", "", "")[:3]
    if not STEP.fullmatch(name):
        raise _Wrong(f"a step is named like A1, not {name!r}")
    _one_of(type_, EVENT_TYPES, "type")
    _one_of(force, (*FORCES, "-"), "force")
    after = tuple(tuple(some.split()) for some in fields.pop("after", "").split("/") if some.split())
    if any(not STEP.fullmatch(one) for some in after for one in some):
        raise _Wrong("after= names steps: all of `A1 A2`, one of `A1 / A2`")
    values: dict[str, Any] = {key: _spans(text, value, key) for key, value in fields.items()}
    if len(values.get("trigger", ())) != 1:
        raise _Wrong("a step has one trigger, t=")
    values["trigger"] = values["trigger"][0]
    return StepMark(name, cast(Any, type_), None if force == "-" else cast(Any, force), **values, after=after)


def _plan(text: str, line: str) -> PlanMark:
    name, fields = _fields(line, PLANS)
    return PlanMark(name, **{key: _spans(text, value, key) for key, value in fields.items()})


def _event(line: str) -> EventMark:
    head, fields = _fields(line, EVENT)
    label, type_ = (*head.split(), "", "")[:2]
    _one_of(type_, EVENT_TYPES, "type")
    parties = tuple(code.strip() for code in fields.get("parties", "").split(";") if code.strip())
    for code in parties:
        if not CODE.fullmatch(code):
            raise _Wrong(f"{code!r} is no code")
    return EventMark(label, cast(Any, type_), parties, fields.get("day"), fields.get("place"))


def _journey(line: str) -> JourneyMark:
    label, _, legs = line.partition("|")
    named = tuple(leg.strip() for leg in legs.split(";") if leg.strip())
    if not label.strip() or not named:
        raise _Wrong("a journey is J LABEL | leg ; leg")
    return JourneyMark(label.strip(), named)


_OF_REPORT: dict[str, tuple[str, Callable[[str], object]]] = {
    "@": ("parties", _party),
    "E": ("events", _event),
    "J": ("journeys", _journey),
}
_OF_SENTENCE: dict[str, tuple[str, Callable[[str, str], object]]] = {
    "M": ("acts", _act),
    "Q": ("statements", _statement),
    "C": ("conditions", _condition),
    "P": ("steps", _step),
}


def _fields(line: str, known: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The words before the first bar, and the fields after it by their long names."""
    head, *parts = (part.strip() for part in re.split(r"(?:^|\s)\|\s", line))
    found: dict[str, str] = {}
    for part in parts:
        key, value = _pair(part)
        if key not in known:
            raise _Wrong(f"no field {key!r} here; known are {', '.join(known)}")
        if known[key] in found:
            raise _Wrong(f"{key}= stands twice")
        found[known[key]] = value
    return head, found


def _pair(part: str) -> tuple[str, str]:
    key, sign, value = part.partition("=")
    if not sign or not value.strip():
        raise _Wrong(f"a field is name=words, not {part[:40]!r}")
    return key.strip(), value.strip()


def _one_of(word: str, known: Iterable[str], what: str) -> None:
    if word not in known:
        raise _Wrong(f"unknown {what} {word!r}")


def _spans(text: str, value: str, name: str) -> tuple[Span, ...]:
    return tuple(_found(find(text, phrase), phrase, name) for phrase in value.split(" ; "))


def _stretch(text: str, value: str, name: str) -> Span:
    """The span of a phrase, or of all from its first words to its last (`first words ... last words`)."""
    if "..." not in value or find(text, value) is not None:
        return _found(find(text, value), value, name)
    first, _, last = value.partition("...")
    start = _found(find(text, first), first, name)
    end = find(text, last, start[0])
    return start[0], _found(end, last, name)[1]


def _found(span: Span | None, phrase: str, name: str) -> Span:
    if span is None:
        raise _Wrong(f"{name}: {phrase.strip()!r} is not in the sentence")
    return span


def find(text: str, phrase: str, start: int = 0) -> Span | None:
    """Where a phrase stands in a text as whole words, `phrase#2` for the second time; None where it does not. What stands
    in braces is the writer's note."""
    phrase, nth = COMMENT.sub("", phrase).strip(), 1
    if (numbered := NTH.match(phrase)) and phrase not in text:
        phrase, nth = numbered.group(1).strip(), int(numbered.group(2))
    if not phrase:
        return None
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    hits = re.compile(before + re.escape(phrase) + after).finditer(text, start)
    return next((hit.span() for n, hit in enumerate(hits, 1) if n == nth), None)
