"""The corpus as JSON Lines, for programs that do not read its form: a report a line, spans into its text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from dragoman.corpus.marks import ActMark, Annotated, Sentence
from dragoman.corpus.parts import part
from dragoman.records import Span


def line(report: Annotated) -> str:
    """One report as a line of JSON: its head, `part`, `text`, and for each sentence its span and its marks. All spans are
    character offsets into `text`."""
    text, starts = report.laid_out()
    row = {
        "id": report.id,
        "part": part(report),
        "style": report.style,
        "published": report.published,
        "subject": report.subject,
        "series": report.series,
        "text": text,
        "parties": [
            {"code": p.code, "sector": p.sector, "state": p.state, "phrases": p.phrases} for p in report.parties
        ],
        "sentences": [_sentence(s, at) for s, at in zip(report.sentences, starts, strict=True)],
        "events": [
            {"label": e.label, "type": e.type, "parties": e.parties, "day": e.day, "place": e.place}
            for e in report.events
        ],
        "journeys": [{"label": j.label, "legs": j.legs} for j in report.journeys],
    }
    return json.dumps(row, ensure_ascii=False)


def _sentence(sentence: Sentence, at: int) -> dict[str, Any]:
    def one(span: Span | None) -> Span | None:
        return (span[0] + at, span[1] + at) if span else None

    def all_(spans: Iterable[Span]) -> list[Span]:
        return [(a + at, b + at) for a, b in spans]

    def act(a: ActMark) -> dict[str, Any]:
        spans = {name: all_(getattr(a, name)) for name in ("sources", "targets", "things", "dates", "places")}
        head = {"type": a.type, "mode": a.mode, "status": a.status, "flags": sorted(a.flags), "event": a.event}
        return {**head, "trigger": one(a.trigger), **spans}

    return {
        "span": (at, at + len(sentence.text)),
        "acts": [act(a) for a in sentence.acts],
        "statements": [
            {"act": s.act, "form": s.form, "speaker": one(s.speaker), "cue": one(s.cue), "content": one(s.content)}
            for s in sentence.statements
        ],
        "conditions": [{"antecedent": one(c.antecedent), "consequent": one(c.consequent)} for c in sentence.conditions],
        "plans": [
            {"name": p.name, "proposers": all_(p.proposers), "endorsers": all_(p.endorsers)} for p in sentence.plans
        ],
        "steps": [
            {
                "name": s.name,
                "type": s.type,
                "force": s.force,
                "trigger": one(s.trigger),
                "actors": all_(s.actors),
                "things": all_(s.things),
                "after": s.after,
            }
            for s in sentence.steps
        ],
    }
