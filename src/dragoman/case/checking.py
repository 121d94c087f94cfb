"""The invariants of a case file: what was read, decided and kept against its contract, and what is derived against both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from dragoman.case import answers, comparing, reviewing, schema
from dragoman.case.file import MEND
from dragoman.errors import Damaged, DragomanError
from dragoman.records import (
    AnyRecord,
    CaseRecord,
    Event,
    Mention,
    Passage,
    ReportRecord,
    Review,
    Statement,
    Visit,
    content_id,
    parse_record,
)

if TYPE_CHECKING:
    from dragoman.case.store import Case

Known = Callable[[str, str], str | None]  # (name, text of a plan file) -> what is wrong with it
UNFORESEEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


def faults(case: Case, plan: Known | None = None) -> Iterator[str]:
    """A line for each thing that is not as it must be, and what mends it. A copy of the case is looked through, so nobody is
    kept from writing. `plan` tells what is wrong with a plan file."""
    for name in case.beside():
        yield f"file: a part of the case lies in {name}: copy both, or end the program that has it open"
    with case.snapshot() as copy:
        with copy.looking() as connection:
            yield from _guarded(_file(connection))
            for found in (_reports, _records, _reviews):
                yield from _guarded(found(connection))
            yield from _guarded(_plans(connection, plan))
            yield from _guarded(_answers(connection))
        yield from _guarded(_derived(copy))


@contextmanager
def blamed(case: Case) -> Iterator[None]:
    """What nobody foresaw within is put down to the case where that has a fault. Raises Damaged then."""
    try:
        yield
    except DragomanError:
        raise
    except UNFORESEEN as error:
        fault = next(faults(case), None)
        if fault is None:
            raise
        raise Damaged(f"the case file is damaged: {fault}", case.where, MEND) from error


def _guarded(lines: Iterator[str]) -> Iterator[str]:
    """What stops one part of the check is a fault of that part."""
    try:
        yield from lines
    except DBAPIError as error:
        yield f"file: {error.orig}"
    except DragomanError as error:
        yield error.what
    except UNFORESEEN as error:
        yield f"what is derived can't be made: {type(error).__name__}: {error}"


def _file(connection: Connection) -> Iterator[str]:
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield f"file: {line}"
    try:
        connection.exec_driver_sql("INSERT INTO fulltext(fulltext, rank) VALUES ('integrity-check', 1)")
    except DBAPIError as error:
        yield f"full-text index: {error.orig}; run with --repair"


def _reports(connection: Connection) -> Iterator[str]:
    for name, added, published, text, line in connection.exec_driver_sql(
        "SELECT id, added, published, text, json FROM report ORDER BY added"
    ):
        head = f"report {name}"
        record = _parsed(line)
        if not isinstance(record, ReportRecord):
            yield f"{head}: its record breaks the contract; remove it and add it again"
            continue
        if not (isinstance(text, str) and isinstance(added, int) and added > 0):
            yield f"{head}: its text or its number is none; remove it and add it again"
            continue
        if (record.id, record.published) != (name, published):
            yield f"{head}: its id or date is not its record's"
        if published is not None and not _is_day(published):
            yield f"{head}: published {published!r}, which is no date"
        if text and content_id(record.source_id, text) != name:
            yield f"{head}: its id is not that of its text"
        if text and (len(text), sha256(text.encode()).hexdigest()) != (record.length, record.sha256):
            yield f"{head}: its text is not the one whose length and hash it has"


def _records(connection: Connection) -> Iterator[str]:
    for (name,) in connection.exec_driver_sql(
        "SELECT DISTINCT report FROM record WHERE report NOT IN (SELECT id FROM report)"
    ):
        yield f"report {name}: there are records of it, and it is gone; add it again"
    for name, count in connection.exec_driver_sql("SELECT id, count(*) FROM record GROUP BY id HAVING count(*) > 1"):
        yield f"record {name}: stands {count} times"
    before: tuple[Any, int] = (None, -1)
    for report, position, name, kind, line, text in connection.exec_driver_sql(
        "SELECT record.report, position, record.id, kind, record.json, text "
        "FROM record JOIN report ON report.id = record.report ORDER BY record.report, position"
    ):
        expected = before[1] + 1 if before[0] == report else 0
        before = (report, position)
        record = _parsed(line)
        if record is None or isinstance(record, ReportRecord | Event | Visit | Review):
            yield f"report {report}: a record breaks the contract; remove the report and add it again"
            continue
        if (record.report, record.id, record.record, position) != (report, name, kind, expected):
            yield f"record {name}: its report, id, kind or place is not what its record says"
        if text and isinstance(text, str):
            yield from _spans(record, text)


def _reviews(connection: Connection) -> Iterator[str]:
    for row in connection.exec_driver_sql("SELECT * FROM review ORDER BY number").mappings():
        if reviewing.broken(row):
            yield f"review {row['number']}: it breaks the contract; take it out with --repair"
        elif fault := reviewing.fault(connection, reviewing.as_review(row)):
            yield f"review {row['number']}: {fault}"


def _plans(connection: Connection, wrong: Known | None) -> Iterator[str]:
    for name, number, label, text in connection.exec_driver_sql("SELECT id, number, name, yaml FROM plan_file"):
        if not (isinstance(text, str) and isinstance(label, str) and isinstance(number, int)):
            yield f"plan file {name}: it breaks the contract; discard it and keep it again"
        elif content_id("plan file", text) != name:
            yield f"plan file {name}: its id is not that of its text"
        elif wrong and (fault := wrong(label, text)):
            yield f"plan file {name}: {fault}"


def _answers(connection: Connection) -> Iterator[str]:
    return (f"answer {name!r}: it is no JSON; take it out with --repair" for name in answers.broken(connection))


def _derived(case: Case) -> Iterator[str]:
    with case.beside_afresh() as connection:
        yield from comparing.shapes(connection)
        for table in schema.DERIVED:
            yield from _guarded(comparing.rows(connection, table))


def _parsed(line: object) -> AnyRecord | CaseRecord | None:
    try:
        return parse_record(line) if isinstance(line, str) else None
    except ValidationError:
        return None


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _spans(record: AnyRecord | CaseRecord, text: str) -> Iterator[str]:
    for name in ("trigger", "sentence", "cue", "content", "when", "where"):
        passage = getattr(record, name, None)
        if isinstance(passage, Passage) and text[slice(*passage.span)] != passage.text:
            yield f"{record.record} {getattr(record, 'id', '')}: {name} does not quote its text"
    if isinstance(record, Mention):
        for p in record.participants:
            if text[slice(*p.span)] != p.text:
                yield f"mention {record.id}: a participant does not quote its text"
    if isinstance(record, Statement) and record.speaker and text[slice(*record.speaker.span)] != record.speaker.text:
        yield f"statement {record.id}: its speaker does not quote its text"
