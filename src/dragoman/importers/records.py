"""JSON Lines that `dragoman code` or `dragoman export --to jsonl` wrote, back into a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from dragoman.case import Case
from dragoman.errors import DragomanError
from dragoman.records import AnyRecord, Event, ReportRecord, Review, Visit, parse_record


@dataclass(frozen=True, slots=True)
class Kept:
    """A report's records. Its text is not among them: spans stay, and quote what the records quote."""

    records: list[AnyRecord]
    text: str = ""

    def into(self, case: Case) -> None:
        case.add(self, self.records)


@dataclass(frozen=True, slots=True)
class Revised:
    """A person's decision."""

    review: Review

    def into(self, case: Case) -> None:
        case.restore(self.review)


def read(path: Path) -> Iterator[Kept | Revised | DragomanError]:
    """Each report with its records, then the reviews. Events and visits are left out: the case makes them itself. A line
    that breaks the contract is a DragomanError with its number, and costs no other."""
    head: ReportRecord | None = None
    inner: list[AnyRecord] = []
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = parse_record(line)
            except ValidationError as error:
                yield DragomanError(f"no record ({error.errors()[0]['msg']})", f"{path}:{number}")
                continue
            if isinstance(record, ReportRecord):
                if head:
                    yield Kept([head, *inner])
                head, inner = record, []
            elif isinstance(record, Review):
                if head:
                    yield Kept([head, *inner])
                    head, inner = None, []
                yield Revised(record)
            elif isinstance(record, Event | Visit):
                continue
            elif head is None or record.report != head.id:
                yield DragomanError("a record without its report before it", f"{path}:{number}")
            else:
                inner.append(record)
    if head:
        yield Kept([head, *inner])
