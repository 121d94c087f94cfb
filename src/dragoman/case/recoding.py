"""A case's reports coded anew, where other parts made them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman.case.store import Case
from dragoman.coding import DEFAULT, code
from dragoman.errors import DragomanError, Stale
from dragoman.pipeline import Coder
from dragoman.records import (
    ActorExpression,
    AnyRecord,
    ConditionExpression,
    DateExpression,
    MadeBy,
    PlaceExpression,
    ReportRecord,
)
from dragoman.report import Report

EXPRESSIONS = (ActorExpression, DateExpression, PlaceExpression, ConditionExpression)


@dataclass(frozen=True, slots=True)
class Recoded:
    """One report that was coded anew: how many of its records are new, other ones or gone, and what was told that the text
    does not hold."""

    changed: int
    dropped: int = 0


def original(case: Case, head: ReportRecord) -> Report:
    """The report as it was read. Raises DragomanError where the case holds its records alone."""
    text = case.text(head.id)
    if not text:
        raise DragomanError("the case holds the records of this report alone", head.source_id, "add its text")
    names = ("source_id", "path", "title", "byline", "publisher", "url", "published", "language")
    return Report(text, **{name: getattr(head, name) for name in names})


def wanted(case: Case, parts: MadeBy | None) -> tuple[list[ReportRecord], int]:
    """The reports that parts other than these made, all of them without any, and how many such have no text."""
    heads = [r for r in case.reports() if parts is None or r.made_by != parts]
    texted = [r for r in heads if case.text(r.id)]
    return texted, len(heads) - len(texted)


def recode(
    case: Case, heads: Iterable[ReportRecord], extractor: str | Coder = DEFAULT, processes: int = 1
) -> Iterator[Recoded | DragomanError]:
    """Code these reports anew, and write each of them whole. Decisions stay: the ids of records hold. A DragomanError stands
    for a report that can't be coded, or that somebody changed meanwhile."""
    heads = list(heads)
    reports = (original(case, head) for head in heads)
    for head, coded in zip(heads, code(reports, processes, True, extractor), strict=True):
        if isinstance(coded, DragomanError):
            yield coded
            continue
        try:
            before = case.told(head.id)
            records = _alike(before, coded.records)
            case.add(coded.report, records, instead_of=head)
            yield Recoded(_changed(before, records), coded.dropped)
        except Stale as error:
            yield error


def _alike(before: list[AnyRecord], made: list[AnyRecord]) -> list[AnyRecord]:
    """With expressions where there were any before."""
    return (
        made if any(isinstance(r, EXPRESSIONS) for r in before) else [r for r in made if not isinstance(r, EXPRESSIONS)]
    )


def _changed(before: list[AnyRecord], after: list[AnyRecord]) -> int:
    old, new = ({r.id: r for r in records if not isinstance(r, ReportRecord)} for records in (before, after))
    return sum(old.get(name) != new.get(name) for name in old.keys() | new.keys())
