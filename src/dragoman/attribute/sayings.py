"""Whose words are whose: the statements of a report, their speakers, and who tells an act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dragoman.document import Document
from dragoman.extract import Saying
from dragoman.finders.quotations import quotations
from dragoman.link.linked import Linked
from dragoman.link.names import FIRST
from dragoman.records import Content, Form, Party, Span, Statement, content_id
from dragoman.spans import Spans
from dragoman.syntax import Token

FAR = 2  # sentences after which a quotation without a cue is no longer the last speaker's


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement, and where it stands in the tree."""

    statement: Statement
    saying: Saying
    cue: Token | None
    speaker: Token | None
    sentence: int

    @property
    def parts(self) -> Sequence[Span]:
        return self.saying.parts

    @property
    def act(self) -> str:
        return self.saying.act


def attribute(linked: Linked, sayings: Iterable[Saying]) -> tuple[list[Spoken], Linked]:
    """The statements in the order of the text; with them the parties, "I" and "we" of a quotation being its speaker."""
    document = linked.document
    quoted = Spans((*q, q) for q in quotations(document.tree.text, document.copy.breaks))
    order = sorted(sayings, key=lambda s: (s.parts[0][0], s.cue[0] if s.cue else -1))
    spoken: list[Spoken] = []
    speakers: dict[int, Party] = {}
    last: Party | None = None
    last_sentence = 0
    for one in (_spoken(linked, s, quoted) for s in order):
        if one.statement.speaker is None and one.cue is None and last and one.sentence - last_sentence <= FAR:
            one = _said_by(one, last)
        elif one.statement.speaker is not None:
            last = one.statement.speaker
        if one.statement.speaker is not None:
            last_sentence = max(last_sentence, one.sentence)
            if one.statement.form != "indirect":
                speakers |= {t.i: one.statement.speaker for t in _first_persons(document, one.parts)}
        spoken.append(one)
    return spoken, linked.spoken_by(speakers)


def _said_by(one: Spoken, speaker: Party) -> Spoken:
    statement = one.statement.model_copy(update={"speaker": speaker})
    return Spoken(statement, one.saying, one.cue, one.speaker, one.sentence)


def _first_persons(document: Document, parts: Iterable[Span]) -> Iterable[Token]:
    return (t for a, b in parts for t in document.tree.within(a, b) if t.lower in FIRST)


def _spoken(linked: Linked, saying: Saying, quoted: Spans[Span]) -> Spoken:
    document = linked.document
    parts = [document.original(a, b) for a, b in saying.parts]
    span = (parts[0][0], parts[-1][1])
    cue, speaker, addressee = (_head(document, s) for s in (saying.cue, saying.speaker, saying.addressee))
    passage = document.passage(*saying.cue) if saying.cue else None
    inside = document.tree.within(*saying.parts[0]) or document.tree.tokens[:1]
    sentence = cue.sentence if cue else inside[0].sentence
    statement = Statement(
        id=content_id(document.report.id, "statement", passage.span if passage else span, span),
        report=document.report.id,
        speaker=linked.one(speaker),
        addressee=linked.one(addressee),
        cue=passage,
        content=Content(
            text=document.report.text[span[0] : span[1]], span=span, parts=[*parts] if len(parts) > 1 else None
        ),
        form=form(saying.parts, quoted),
        act=saying.act,
        sentence=document.sentence(sentence),
        rule=saying.rule,
        confidence=None,
    )
    return Spoken(statement, saying, cue, speaker, sentence)


def _head(document: Document, span: Span | None) -> Token | None:
    return next(iter(document.heads(span)), None) if span else None


def form(parts: Sequence[Span], quoted: Spans[Span]) -> Form:
    """How much of the content stands between quotation marks."""
    total = sum(b - a for a, b in parts)
    inside = sum(min(b, y) - max(a, x) for a, b in parts for x, y in quoted.over(a, b))
    if not inside:
        return "indirect"
    return "direct" if inside >= 0.9 * total - 3 else "mixed"


def tellers(spoken: Iterable[Spoken]) -> Spans[Spoken]:
    """The statements by their words."""
    return Spans((*part, s) for s in spoken for part in s.parts)


def teller(trigger: Span, told: Spans[Spoken]) -> Party | None:
    """Whoever says what the trigger stands in: of several, the shortest saying's."""
    inside = [
        (sum(b - a for a, b in s.parts), s.statement.speaker)
        for s in told.over(trigger[0], trigger[0] + 1)
        if s.statement.speaker and s.saying.cue != trigger
    ]
    return min(inside, key=lambda pair: pair[0])[1] if inside else None
