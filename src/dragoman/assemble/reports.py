"""The record of the report itself, and what its text proves about its date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dragoman.assemble.rooted import Rooted
from dragoman.assemble.timing import Dates
from dragoman.directory import Directory
from dragoman.link.linked import Linked
from dragoman.link.values import ABSTAINED
from dragoman.records import CONTRACT, Dated, MadeBy, ReportRecord
from dragoman.report import Report
from dragoman.resolvers import dates as date_resolver
from dragoman.resolvers import report_date
from dragoman.resolvers.report_date import Bound
from dragoman.sketches import signature

ANNIVERSARY = re.compile(r"\bthis year (?:marks|is|sees) the (\d{1,3})(?:st|nd|rd|th) anniversary\b", re.IGNORECASE)


def report_record(r: Report, dated: Dated | None, made_by: MadeBy) -> ReportRecord:
    return ReportRecord(
        id=r.id,
        source_id=r.source_id,
        path=r.path,
        title=r.title,
        byline=r.byline,
        publisher=r.publisher,
        url=r.url,
        published=r.published,
        dated=dated,
        language=r.language,
        sha256=r.sha256,
        length=len(r.text),
        sketch=list(signature(r.text)),
        contract=CONTRACT,
        made_by=made_by,
    )


def dated(linked: Linked, dates: Dates, acts: Iterable[Rooted], who: Directory) -> Dated | None:
    """When the report was written, as far as its text proves it."""
    clues = (*_offices(linked, who), *_anniversaries(linked, who), *_treaties(linked, acts, who), *_told(linked, dates))
    return report_date.combine(clues)


def one_year(dated: Dated | None) -> int | None:
    """The year, where the text proves that it was written within one."""
    if dated is None or not dated.earliest or not dated.latest or dated.earliest[:4] != dated.latest[:4]:
        return None
    return int(dated.earliest[:4])


def _offices(linked: Linked, who: Directory) -> Iterator[Bound]:
    for c in linked.candidates:
        value = linked.values.get(c.token.i, [ABSTAINED])[0]
        if c.kind == "person" and c.post and value.entity and not c.former and len(c.entries) == 1:
            passage = linked.document.report.passage(linked.span(c))
            if bound := report_date.office(who, value.entity, c.post, passage.text, passage.span):
                yield bound


def _anniversaries(linked: Linked, who: Directory) -> Iterator[Bound]:
    tree = linked.document.tree
    for match in ANNIVERSARY.finditer(tree.text):
        passage = linked.document.passage(*match.span())
        here = tree.tokens[tree.after(match.start())]  # a word begins where the pattern does
        named = {v.actor for t in tree.sentence(here) for v in linked.values.get(t.i, ()) if v.actor}
        if bound := report_date.anniversary(who, int(match.group(1)), named, passage.text, passage.span):
            yield bound


def _treaties(linked: Linked, acts: Iterable[Rooted], who: Directory) -> Iterator[Bound]:
    for act in acts:
        left = act.type == "SANCTION" and act.act.mode == "withdraw" and act.act.status == "happened"
        for target in (*act.targets, *act.things) if left else ():
            name = linked.thing(target)[0].text
            for source in linked.at(act.sources[0]) if act.sources else ():
                if source.actor:
                    passage = linked.document.word(act.token)
                    if bound := report_date.treaty_left(who, source.actor, name, passage.text, passage.span):
                        yield bound


def _told(linked: Linked, dates: Dates) -> Iterator[Bound]:
    for candidate, r in dates:
        toward = date_resolver.proven(candidate) if candidate.kind != "spelled" else 0
        if r.anchor == "text" and r.earliest and r.latest and toward:
            passage = linked.document.passage(candidate.start, candidate.end)
            yield report_date.told(r.earliest, r.latest, toward < 0, passage.text, passage.span)
