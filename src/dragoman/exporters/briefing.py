"""One self-contained HTML page: the timeline, who met whom, statements and plans, each line opening its sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup, escape

from dragoman.case import Case
from dragoman.exporters.drawing import draw
from dragoman.exporters.words import dated, label, sides
from dragoman.plans import Board
from dragoman.records import Event, Mention, Party, Passage, ReportRecord


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the briefing: the record, the report it stands in, and the sentence with its words marked."""

    record: Any
    report: ReportRecord
    sentence: Markup


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with the accounts that tell of it, first known first."""

    event: Event
    lines: list[Line]


def write(case: Case, path: Path, boards: Sequence[Board] = ()) -> None:
    path.write_text(render(case, boards), encoding="utf-8")


def render(case: Case, boards: Sequence[Board] = ()) -> str:
    """The page as text, with the plans that are given held against the case. Words of reports are escaped wherever they are
    shown."""
    held, mentions, statements, drawn = case.events(), case.mentions(), case.statements(), case.plans()
    reports = {r.id: r for r in case.reports()}  # last: another program may be adding to the case
    texts = {r: case.text(r) for r in reports}

    def line(record: Any, mark: Passage | None) -> Line:
        return Line(record, reports[record.report], _marked(texts[record.report], record.sentence, mark))

    told = {m.id: line(m, m.trigger) for m in mentions}

    def known(m: str) -> tuple[bool, str]:
        return told[m].report.published is None, told[m].report.published or ""

    events = [Happening(e, [told[m] for m in sorted(e.mentions, key=known)]) for e in held]
    page = _environment().get_template("briefing.html")
    return page.render(
        reports=list(reports.values()),
        timeline=events,
        visits=case.visits(),
        meetings=_meetings(events),
        covered=case.coverage(),
        statements=[line(s, s.cue) for s in statements],
        plans=[line(p, None) for p in drawn],
        boards=[(board, found, draw(found)) for board in boards for found in [board.assess()]],
    )


def _environment() -> Environment:
    environment = Environment(loader=PackageLoader("dragoman.exporters", "."), autoescape=select_autoescape(("html",)))
    environment.filters.update(party=party_label, side=label, sides=sides, dated=dated)
    return environment


def _marked(text: str, sentence: Passage, mark: Passage | None) -> Markup:
    start, end = sentence.span
    if mark is None or not (start <= mark.span[0] and mark.span[1] <= end):
        return escape(text[start:end])
    a, b = mark.span
    return escape(text[start:a]) + Markup("<mark>") + escape(text[a:b]) + Markup("</mark>") + escape(text[b:end])


def _meetings(events: list[Happening]) -> list[tuple[str, str, list[Happening]]]:
    """(one party, the other, their events): meetings that happened or go on, by pair of actors."""
    found: dict[tuple[str, str], list[Happening]] = defaultdict(list)
    for row in events:
        if row.event.type != "CONSULT" or row.event.status not in ("happened", "ongoing"):
            continue
        actors: list[set[str]] = [
            {p.actor for p in row.event.participants if p.role == role and p.actor} for role in ("source", "target")
        ]
        for pair in {tuple(sorted((a, b))) for a in actors[0] for b in actors[1] if a != b}:
            found[pair[0], pair[1]].append(row)
    return sorted(((a, b, rows) for (a, b), rows in found.items()), key=lambda r: (-len(r[2]), r[0], r[1]))


def party_label(party: Party | None) -> str:
    if party is None:
        return "—"
    name = " ".join(party.text.split())
    return f"{name} ({party.actor})" if party.actor and party.actor != name else name


def parties_label(mention: Mention, role: str) -> str:
    return ", ".join(dict.fromkeys(party_label(p) for p in mention.participants if p.role == role)) or "—"


def date_label(mention: Mention) -> str:
    """The date as a reader wants it: the day or the range, else the words, else nothing."""
    when = mention.when
    if when is None:
        return ""
    if when.earliest and when.earliest == when.latest:
        return when.earliest
    if when.earliest or when.latest:
        return f"{when.earliest or '…'} – {when.latest or '…'}"
    return f"“{' '.join(when.text.split())}”"
