"""The invariants of a case file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import ValidationError

from dragoman.errors import DragomanError
from dragoman.records import AnyRecord, Mention, Passage, ReportRecord, Statement, content_id, parse_record, to_json

if TYPE_CHECKING:
    from dragoman.case.store import Case


def faults(case: Case) -> Iterator[str]:
    """A line for each thing that is not as it must be: a record that breaks the contract, a span that does not quote its
    text, an id or a hash that is not its content's, a mention outside the events, a review of nothing, an index that does
    not answer."""
    yield from case.integrity()
    overlay, stand = case.overlay(), set[str]()
    for head, text, lines in case.stored():
        yield from _report(head, text)
        for line in lines:
            try:
                record = parse_record(line)
            except ValidationError as error:
                yield f"report {head.id}: a record breaks the contract: {error.errors()[0]['msg']}"
                continue
            if getattr(record, "report", head.id) != head.id:
                yield f"record {record.id}: it names another report"  # type: ignore[union-attr]
            if text:
                yield from _spans(record, text)  # type: ignore[arg-type]
            if isinstance(record, Mention) and overlay.stands(record):
                stand.add(record.id)
    yield from _events(case, stand)
    for review in case.reviews():
        try:
            case.find(review.target)
        except DragomanError:
            yield f"review {review.number}: no record {review.target}; it waits for one"


def _report(head: ReportRecord, text: str) -> Iterator[str]:
    if text and content_id(head.source_id, text) != head.id:
        yield f"report {head.id}: its id is not that of its text"
    if text and len(text) != head.length:
        yield f"report {head.id}: its text has {len(text)} characters, not {head.length}"


def _spans(record: AnyRecord, text: str) -> Iterator[str]:
    for name in ("trigger", "sentence", "cue", "content", "when", "where"):
        passage = getattr(record, name, None)
        if isinstance(passage, Passage) and text[slice(*passage.span)] != passage.text:
            yield f"{record.record} {record.id}: {name} does not quote its text"
    if isinstance(record, Mention):
        for p in record.participants:
            if text[slice(*p.span)] != p.text:
                yield f"mention {record.id}: a participant does not quote its text"
    if isinstance(record, Statement) and record.speaker and text[slice(*record.speaker.span)] != record.speaker.text:
        yield f"statement {record.id}: its speaker does not quote its text"


def _events(case: Case, kept: set[str]) -> Iterator[str]:
    held = case.events(rejected=True)
    seen: set[str] = set()
    for e in held:
        for m in e.mentions:
            if m in seen:
                yield f"event {e.id}: mention {m} is of another event too"
            seen.add(m)
    yield from (f"mention {m}: of no event" for m in sorted(kept - seen))
    yield from (f"mention {m}: of an event, and should be of none" for m in sorted(seen - kept))
    if not kept ^ seen:
        before = [to_json(e) for e in held]
        fresh = case.afresh()
        if before != fresh:
            yield "events: they are not what the mentions give; run with --repair"
