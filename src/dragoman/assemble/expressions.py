"""Every party, date, place and condition that a report names, for whoever asks for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from dragoman.assemble.placing import where
from dragoman.assemble.timing import Dates
from dragoman.extract import Condition
from dragoman.link.linked import Linked
from dragoman.link.toponyms import Placed
from dragoman.records import (
    ActorExpression,
    AnyRecord,
    ConditionExpression,
    DateExpression,
    PlaceExpression,
    Span,
    content_id,
)


def expressions(
    linked: Linked, dates: Dates, toponyms: Iterable[Placed], conditions: Iterable[Condition]
) -> Iterator[AnyRecord]:
    document = linked.document
    report = document.report.id
    here: Counter[Span] = Counter()  # parties that stand at the same words: a pair, or a name found in two ways
    for c in linked.candidates:
        span = linked.span(c)
        for party in linked.at(c.token):
            yield ActorExpression(id=content_id(report, "actor", span, here[span]), report=report, **party.model_dump())
            here[span] += 1
    for d, r in dates:
        passage = document.passage(d.start, d.end)
        yield DateExpression(
            id=content_id(report, "date", passage.span),
            report=report,
            text=passage.text,
            span=passage.span,
            timex=r.timex,
            edtf=r.edtf,
            earliest=r.earliest,
            latest=r.latest,
            precision=r.precision,
            anchor=r.anchor,
        )
    for p in toponyms:
        passage = document.passage(*p.span)
        value = where(passage, p.place)
        yield PlaceExpression(id=content_id(report, "place", passage.span), report=report, **value.model_dump())
    for f in conditions:
        whole = [f.antecedent, *([f.consequent] if f.consequent else [])]
        passage = document.passage(min(a for a, _ in whole), max(b for _, b in whole))
        at = document.passage(*(f.cue or f.antecedent)).span
        yield ConditionExpression(
            id=content_id(report, "condition", at),
            report=report,
            text=passage.text,
            span=passage.span,
            antecedent=document.passage(*f.antecedent),
            consequent=document.passage(*f.consequent) if f.consequent else None,
        )
