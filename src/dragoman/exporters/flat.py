"""Records as flat rows: one value a cell, what a spreadsheet or a statistics program can hold. `docs/formats.md` tells
each column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from dragoman.case import Case
from dragoman.exporters.words import legible
from dragoman.records import Event, Party, Passage, ReportRecord, Side

Row = dict[str, str | int | float | bool | None]
_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]")


def events(case: Case) -> Iterator[Row]:
    held = case.events()  # before the mentions: another program may be adding to the case
    quoted = _Quoted(case)
    for e in held:
        yield {
            "id": e.id,
            "type": e.type,
            "mode": e.mode,
            "status": e.status,
            "contexts": " ".join(e.contexts),
            "background": e.background,
            "alleged": e.alleged,
            **_sides(e.participants),
            "earliest": e.earliest,
            "latest": e.latest,
            "edtf": e.edtf,
            "place": e.where.name if e.where else None,
            "country": e.where.country if e.where else None,
            "latitude": e.where.lat if e.where else None,
            "longitude": e.where.lon if e.where else None,
            "geonames": e.where.geonames if e.where else None,
            "mentions": len(e.mentions),
            "reports": e.reports,
            "sources": e.sources,
            "known": e.told,
            "history": " > ".join(f"{h.status} ({h.told or 'undated'})" for h in e.history),
            "conflicts": "; ".join(f"{c.field}: {' / '.join(v.value for v in c.values)}" for c in e.conflicts),
            "maybe": " ".join(e.maybe),
            "reviewed": e.reviewed,
            **quoted.of(e),
        }


class _Quoted:
    """The sentence behind an event: that of its first mention, with the report that it stands in."""

    def __init__(self, case: Case) -> None:
        self.mentions = {m.id: m for m in case.mentions()}
        self.reports = {r.id: r for r in case.reports()}

    def of(self, e: Event) -> Row:
        m = self.mentions[e.history[0].mention]
        return {"sentence": _line(m.sentence), **_report(self.reports[m.report])}


def _report(r: ReportRecord) -> Row:
    return {"report": r.id, "source_id": r.source_id, "title": r.title, "publisher": r.publisher, "url": r.url,
            "published": r.published}  # fmt: skip


def mentions(case: Case) -> Iterator[Row]:
    held = case.mentions()
    heads = {r.id: r for r in case.reports()}
    of = {m: e.id for e in case.events() for m in e.mentions}
    for m in held:
        yield {
            "id": m.id,
            "event": of.get(m.id),
            "type": m.type,
            "mode": m.mode,
            "status": m.status,
            "contexts": " ".join(m.contexts),
            "background": m.background,
            "inner": m.inner,
            "alleged": m.alleged,
            "reciprocal": m.reciprocal,
            **_sides([Side.model_validate({k: getattr(p, k) for k in Side.model_fields}) for p in m.participants]),
            "when": _line(m.when) if m.when else None,
            "earliest": m.when.earliest if m.when else None,
            "latest": m.when.latest if m.when else None,
            "edtf": m.when.edtf if m.when else None,
            "place": m.where.name if m.where else None,
            "country": m.where.country if m.where else None,
            "latitude": m.where.lat if m.where else None,
            "longitude": m.where.lon if m.where else None,
            "trigger": _line(m.trigger),
            "start": m.trigger.span[0],
            "end": m.trigger.span[1],
            "reported_by": _party(m.reported_by),
            "rule": m.rule,
            "confidence": m.confidence,
            "sentence": _line(m.sentence),
            **_report(heads[m.report]),
        }


def statements(case: Case) -> Iterator[Row]:
    held = case.statements()
    heads = {r.id: r for r in case.reports()}
    for s in held:
        yield {
            "id": s.id,
            "speaker": _party(s.speaker),
            "speaker_actor": s.speaker.actor if s.speaker else None,
            "addressee": _party(s.addressee),
            "act": s.act,
            "form": s.form,
            "content": _line(s.content),
            "start": s.content.span[0],
            "end": s.content.span[1],
            "sentence": _line(s.sentence),
            **_report(heads[s.report]),
        }


def visits(case: Case) -> Iterator[Row]:
    for v in case.visits():
        for n, leg in enumerate(v.legs, 1):
            yield {
                "id": v.id,
                "traveller": v.traveller.entity or v.traveller.text,
                "from": v.from_,
                "leg": n if v.ordered else None,
                "place": leg.place,
                "country": leg.country,
                "earliest": leg.earliest,
                "latest": leg.latest,
                "stage": leg.stage,
                "history": " > ".join(f"{stage} ({known or 'undated'})" for stage, known in leg.history),
                "finding": v.finding,
                "events": " ".join(leg.events),
            }


def reports(case: Case) -> Iterator[Row]:
    family = case.families()
    overlay = case.overlay()
    for r in case.reports():
        fields = overlay.fields(r.id)
        yield {
            **_report(r),
            "byline": r.byline,
            "language": r.language,
            "length": r.length,
            "dated_earliest": r.dated.earliest if r.dated else None,
            "dated_latest": r.dated.latest if r.dated else None,
            "family": family.get(r.id, r.id),
            "reliability": fields.get("reliability", "F"),
            "credibility": fields.get("credibility", "6"),
        }


def reviews(case: Case) -> Iterator[Row]:
    for r in case.reviews():
        yield r.model_dump(exclude={"record"})


TABLES: dict[str, Callable[[Case], Iterator[Row]]] = {
    "events": events,
    "mentions": mentions,
    "statements": statements,
    "visits": visits,
    "reports": reports,
    "reviews": reviews,
}


def _sides(sides: list[Side]) -> Row:
    row: Row = {}
    for role in ("source", "target"):
        own = [s for s in sides if s.role == role]
        row[role] = "; ".join(dict.fromkeys(" ".join(s.text.split()) for s in own)) or None
        row[f"{role}_actors"] = " ".join(dict.fromkeys(s.actor for s in own if s.actor)) or None
        row[f"{role}_entities"] = " ".join(dict.fromkeys(s.entity for s in own if s.entity)) or None
        row[f"{role}_sectors"] = " ".join(dict.fromkeys(s.sector for s in own if s.sector)) or None
    return row


def _party(party: Party | None) -> str | None:
    return None if party is None else party.entity or party.actor or " ".join(party.text.split())


def _line(passage: Passage) -> str:
    return " ".join(passage.text.split())


def harmless(value: Any) -> Any:
    """What a cell may hold: words on one line, for a carriage return begins a row in some readers; and with an apostrophe
    before them where a spreadsheet would take them for a formula."""
    if not isinstance(value, str):
        return value
    words = legible(value)
    return "'" + words if _FORMULA.match(value) else words
