"""JSON Lines that `dragoman code` or `dragoman export --to jsonl` wrote, back into a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dragoman.case import Case
from dragoman.codebook import codebook
from dragoman.errors import DragomanError
from dragoman.intake.faults import first_fault
from dragoman.intake.texts import lines_of
from dragoman.intake.values import parse_json
from dragoman.records import AnyRecord, CaseRecord, Event, Plan, ReportRecord, Review, Statement, Visit, parse_record

MOST_BYTES = 16_000_000  # of a line


@dataclass(frozen=True, slots=True)
class Kept:
    """A report's records, and where they stand. Its text is not among them: spans stay, and quote what the records quote."""

    records: list[AnyRecord]
    where: str
    text: str = ""

    def into(self, case: Case) -> None:
        case.add(self, self.records)


@dataclass(frozen=True, slots=True)
class Revised:
    """A person's decision, and where it stands."""

    review: Review
    where: str

    def into(self, case: Case) -> None:
        case.restore(self.review)


def read(path: Path) -> Iterator[Kept | Revised | DragomanError]:
    """Each report with its records, then the reviews. Events and visits are left out: the case makes them itself. A line
    that breaks the contract is a DragomanError with its number, and costs no other."""
    kept: Kept | None = None
    seen: set[str] = set()
    for number, line in lines_of(path, MOST_BYTES):
        where = f"{path}:{number}"
        try:
            record = _record(line, where)
            if isinstance(record, Event | Visit):
                continue
            head = kept.records[0] if kept else None
            _check(record, head if isinstance(head, ReportRecord) else None, seen)
        except DragomanError as error:
            yield DragomanError(error.what, where, error.remedy)
            continue
        if kept and isinstance(record, ReportRecord | Review):
            yield kept
            kept = None
        if isinstance(record, Review):
            yield Revised(record, where)
        elif kept:
            kept.records.append(record)
        else:
            kept = Kept([record], where)
    if kept:
        yield kept


def _record(line: str | DragomanError, where: str) -> AnyRecord | CaseRecord:
    if isinstance(line, DragomanError):
        raise line
    parse_json(line, where)
    try:
        return parse_record(line)
    except ValidationError as error:
        raise DragomanError(f"no record ({first_fault(error)[1]})") from None


def _check(record: AnyRecord | Review, head: ReportRecord | None, seen: set[str]) -> None:
    """What the contract asks of a record beside others, and of its parts beside each other. Raises DragomanError."""
    if isinstance(record, Review):
        return
    if record.id in seen:
        raise DragomanError(f"the id {record.id} stands in this file before")
    if isinstance(record, ReportRecord):
        head = record
    elif head is None or record.report != head.id:
        raise DragomanError("a record without its report before it")
    for part in _mappings(record.model_dump()):
        spans = [part[key] for key in ("span",) if key in part] + list(part.get("parts") or ())
        if beyond := [span for span in spans if span[1] > head.length]:
            raise DragomanError(f"a span beyond the text's {head.length} characters: {beyond[0]}")
        if part.get("earliest") and part.get("latest") and part["earliest"] > part["latest"]:
            raise DragomanError(f"a date that ends ({part['latest']}) before it begins ({part['earliest']})")
    if isinstance(record, Statement) and record.act not in codebook().acts:
        raise DragomanError(f"no act {record.act!r}", remedy=f"one of {', '.join(codebook().acts)}")
    if isinstance(record, Plan):
        steps = [s.id for s in record.steps]
        if len(set(steps)) < len(steps) or any(i not in steps for s in record.steps for g in s.requires for i in g):
            raise DragomanError("steps that are called alike, or wait for one that is not there")
    seen.add(record.id)


def _mappings(value: Any) -> Iterator[dict[str, Any]]:
    """The mapping, and all in it."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _mappings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _mappings(inner)
