"""Reading and writing a case file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Protocol, TypeVar

from sqlalchemy import create_engine, delete, event, func, insert, select, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from dragoman.case import copying, growing, reviewing, schema, searching
from dragoman.case.reviewing import NO_GRADE, Overlay
from dragoman.case.schema import event_mention, migrate, record, report, review
from dragoman.case.searching import Coverage, Hit, Query
from dragoman.case.tables import Rows
from dragoman.errors import DragomanError
from dragoman.merging.events import event_id
from dragoman.merging.visits import visits
from dragoman.records import (
    AnyRecord,
    CaseRecord,
    Event,
    Mention,
    Plan,
    ReportRecord,
    Review,
    Statement,
    Visit,
    parse_record,
    to_json,
)

R = TypeVar("R", Mention, Statement, Plan)


class Texted(Protocol):
    """Whatever has a report's original text; empty where only its records are known."""

    @property
    def text(self) -> str: ...


class Case:
    """A case file, made where there is none. A report, its records and the events that they change are written
    together or not at all.

    `path` is a file, or any database URL that SQLAlchemy knows. Raises DragomanError where it is no case file.
    """

    def __init__(self, path: str | Path) -> None:
        self.where = str(path)
        url = self.where if "://" in self.where else f"sqlite:///{self.where}"
        self._engine: Engine = create_engine(url)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _pragmas)
        try:
            with self._writing() as connection:
                older = migrate(connection, self.where)
            if older:
                self.rebuild()
        except DBAPIError as error:
            raise DragomanError(f"no case file ({error.orig})", self.where, "give another path") from None

    def __enter__(self) -> Case:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                if connection.dialect.name == "sqlite":
                    connection.execute(text("BEGIN IMMEDIATE"))
                yield connection
        except DBAPIError as error:
            if "locked" in str(error.orig):
                raise DragomanError("another program is writing this case", self.where, "try again later") from None
            raise

    # growing

    def add(self, source: Texted, records: Iterable[AnyRecord]) -> bool:
        """Write one report with its records, in place of what the case held of it, and merge its mentions with the
        events there; False where nothing changes."""
        records = list(records)
        head = next(r for r in records if isinstance(r, ReportRecord))
        inner = [r for r in records if r is not head]
        lines = [to_json(r) for r in inner]
        with self._writing() as connection:
            row = connection.execute(select(report.c.json, report.c.added).where(report.c.id == head.id)).first()
            if row and row[0] == to_json(head) and lines == _lines(connection, head.id):
                return False
            overlay = growing.overlay_of(connection)
            touched = growing.touched_by(connection, [head.id])
            if row:
                self._drop(connection, head.id)
            added = row[1] if row else (connection.execute(select(func.max(report.c.added))).scalar() or 0) + 1
            connection.execute(
                insert(report).values(
                    id=head.id, added=added, published=head.published, text=source.text, json=to_json(head)
                )
            )
            rows = [
                {"report": head.id, "position": n, "id": r.id, "kind": r.record, "json": line}
                for n, (r, line) in enumerate(zip(inner, lines, strict=True))
            ]
            if rows:
                connection.execute(insert(record), rows)
            self._derive(connection, head, source.text, added)
            mentions = [r for r in inner if isinstance(r, Mention)]
            touched.add(growing.reframe(connection, head, mentions, overlay))
            growing.regrow(connection, touched, overlay)
        return True

    def remove(self, report_id: str) -> None:
        """Undo the adding of a report: its records go, and its events are what the other reports tell. Reviews stay,
        for the case that it is added again. Raises DragomanError where the case has no such report."""
        with self._writing() as connection:
            head = self._head(connection, report_id)
            overlay = growing.overlay_of(connection)
            touched = growing.touched_by(connection, [report_id])
            growing.reframe(connection, head, (), overlay)
            self._drop(connection, report_id)
            growing.regrow(connection, touched, overlay)

    def _derive(self, connection: Connection, head: ReportRecord, body: str, added: int) -> None:
        copying.enter(connection, head, body)
        if connection.dialect.name == "sqlite":
            values = {"n": added, "title": head.title, "body": body}
            connection.execute(text("INSERT INTO fulltext(rowid, title, body) VALUES (:n, :title, :body)"), values)

    def _drop(self, connection: Connection, report_id: str) -> None:
        if connection.dialect.name == "sqlite":
            connection.execute(
                text(
                    "INSERT INTO fulltext(fulltext, rowid, title, body) "
                    "SELECT 'delete', added, title, body FROM prose WHERE added = (SELECT added FROM report WHERE id = :id)"
                ),
                {"id": report_id},
            )
        for table in (record, schema.sketch, schema.band):
            connection.execute(delete(table).where(table.c.report == report_id))
        connection.execute(
            delete(schema.twin).where((schema.twin.c.one == report_id) | (schema.twin.c.other == report_id))
        )
        connection.execute(delete(report).where(report.c.id == report_id))

    def rebuild(self) -> None:
        """Make all that is derived anew: frames, events, copies and the full-text index."""
        with self._writing() as connection:
            for table in schema.DERIVED:
                connection.execute(delete(table))
            if connection.dialect.name == "sqlite":
                connection.execute(text("INSERT INTO fulltext(fulltext) VALUES ('rebuild')"))
            overlay = growing.overlay_of(connection)
            touched = growing.Touched()
            heads = connection.execute(select(report.c.json, report.c.text).order_by(report.c.added)).yield_per(100)
            for line, body in heads:
                head = ReportRecord.model_validate_json(line)
                copying.enter(connection, head, body)
                touched.add(growing.reframe(connection, head, _mentions(connection, head.id), overlay))
            growing.regrow(connection, touched, overlay)

    # reviewing

    def review(
        self,
        target: str,
        verdict: str,
        field: str | None = None,
        value: str | None = None,
        by: str | None = None,
        note: str | None = None,
    ) -> Review:
        """Lay a person's decision over the record `target`; see `dragoman review --help` for what can be decided.
        Raises DragomanError where the record or the decision is none."""
        with self._writing() as connection:
            return self._revise(
                connection,
                lambda: reviewing.add(connection, self.where, target, verdict, field, value, by, note),
                {target, *([value] if verdict == "merge" and value else [])},
            )

    def take_back(self) -> Review | None:
        """Undo the last review, and give it; None where there is none."""
        with self._writing() as connection:
            made = reviewing.reviews(connection)
            if not made:
                return None
            last = made[-1]

            def forget() -> Review:
                connection.execute(delete(review).where(review.c.number == last.number))
                return last

            return self._revise(connection, forget, {last.target, last.value or ""})

    def restore(self, made: Review) -> bool:
        """Write a review of another case down as it is; False where the case holds it."""
        with self._writing() as connection:
            if made in reviewing.reviews(connection):
                return False
            number = (connection.execute(select(func.max(review.c.number))).scalar() or 0) + 1

            def put() -> Review:
                reviewing.put(connection, made.model_copy(update={"number": number}))
                return made

            self._revise(connection, put, {made.target, made.value or ""})
            return True

    def _revise(self, connection: Connection, change: Callable[[], Review], targets: set[str]) -> Review:
        """Change the reviews, and make anew what the reports of these targets tell."""
        reports = _reports_of(connection, targets)
        touched = growing.touched_by(connection, reports)
        made = change()
        overlay = growing.overlay_of(connection)
        for name in sorted(reports):
            head, mentions = self._head(connection, name), _mentions(connection, name)
            touched.add(growing.reframe(connection, head, mentions, overlay))
        growing.regrow(connection, touched, overlay)
        return made

    def reviews(self) -> list[Review]:
        with self._engine.connect() as connection:
            return reviewing.reviews(connection)

    def overlay(self) -> Overlay:
        """The reviews, ready to be laid over records."""
        with self._engine.connect() as connection:
            return growing.overlay_of(connection)

    def grade(self, report_id: str) -> str:
        """The Admiralty grade that a person gave a report: reliability A–F, credibility 1–6; F6 where nobody did."""
        fields = self.overlay().fields(report_id)
        return fields.get("reliability", NO_GRADE[0]) + fields.get("credibility", NO_GRADE[1])

    # reading

    def __contains__(self, report_id: str) -> bool:
        with self._engine.connect() as connection:
            return connection.execute(select(report.c.id).where(report.c.id == report_id)).first() is not None

    def reports(self) -> Rows[ReportRecord]:
        """The reports, in the order in which they were added."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(report.c.json).order_by(report.c.added))
            return Rows(ReportRecord.model_validate_json(row[0]) for row in rows)

    def text(self, report_id: str) -> str:
        """A report's original text, empty where the case holds its records alone. Raises DragomanError where the case
        has no such report."""
        with self._engine.connect() as connection:
            found = connection.execute(select(report.c.text).where(report.c.id == report_id)).scalar()
        if found is None:
            raise DragomanError(f"no report {report_id!r}", self.where)
        return str(found)

    def records(self) -> Iterator[AnyRecord]:
        """Every record of the machine's, report by report, each report's own record first: what `dragoman code` printed."""
        for head in self.reports():
            yield head
            with self._engine.connect() as connection:
                lines = _lines(connection, head.id)
            for line in lines:
                yield parse_record(line)  # type: ignore[misc]  # a case's table holds no case-level record

    def case_records(self) -> Iterator[CaseRecord]:
        """What the case itself knows: events, visits and reviews."""
        held = self.events()
        yield from held
        yield from self._visits(held)
        yield from self.reviews()

    def mentions(self, machine: bool = False) -> Rows[Mention]:
        """The mentions as people corrected them, without those they rejected; `machine`: as they were coded."""
        found = self._of(Mention, "mention")
        if machine:
            return Rows(found)
        overlay = self.overlay()
        return Rows(overlay.mention(m) for m in found if not overlay.rejected(m.id))

    def statements(self, machine: bool = False) -> Rows[Statement]:
        found = self._of(Statement, "statement")
        if machine:
            return Rows(found)
        overlay = self.overlay()
        return Rows(overlay.statement(s) for s in found if not overlay.rejected(s.id))

    def plans(self, machine: bool = False) -> Rows[Plan]:
        found = self._of(Plan, "plan")
        overlay = self.overlay()
        return Rows(p for p in found if machine or not overlay.rejected(p.id))

    def _of(self, model: type[R], kind: str) -> list[R]:
        query = (
            select(record.c.json)
            .join(report, report.c.id == record.c.report)
            .where(record.c.kind == kind)
            .order_by(report.c.added, record.c.position)
        )
        with self._engine.connect() as connection:
            return [model.model_validate_json(row[0]) for row in connection.execute(query)]

    def find(self, record_id: str) -> AnyRecord | Event:
        """The record or event with this id, as the machine wrote it. Raises DragomanError where there is none."""
        with self._engine.connect() as connection:
            line = connection.execute(select(record.c.json).where(record.c.id == record_id)).scalar()
            line = line or connection.execute(select(report.c.json).where(report.c.id == record_id)).scalar()
            if line is None:
                held = select(schema.event.c.json).join(event_mention, event_mention.c.event == schema.event.c.id)
                line = connection.execute(held.where(event_mention.c.alias == record_id)).scalar()
        if line is None:
            raise DragomanError(f"no record {record_id!r}", self.where)
        return parse_record(line)  # type: ignore[return-value]

    def events(self, query: Query | None = None, rejected: bool = False) -> Rows[Event]:
        """The events that fit, in the order of their dates; those without one stand where their first report does.
        `rejected`: also those that a person rejected."""
        with self._engine.connect() as connection:
            found = [Event.model_validate_json(line) for line in searching.events(connection, query or Query())]
            of = growing.reports_of(connection, {m for e in found if e.reports > 1 for m in e.mentions})
            family = copying.families(connection, set(of.values()))
            become = growing.rivals(connection, {m for e in found for m in e.maybe})
            overlay = growing.overlay_of(connection)
        if overlay and not rejected:
            found = [e for e in found if not any(overlay.rejected(event_id(m)) for m in e.mentions)]

        def present(e: Event) -> Event:
            changed: dict[str, object] = {}
            if family and e.reports > 1:
                changed["sources"] = len({family.get(of[m], of[m]) for m in e.mentions})
            if e.maybe:
                changed["maybe"] = sorted({become[m] for m in e.maybe if m in become} - {e.id})
            return e.model_copy(update=changed) if changed else e

        return Rows(present(e) for e in found)

    def visits(self) -> Rows[Visit]:
        """The journeys that the events tell of."""
        return Rows(self._visits(self.events()))

    def _visits(self, held: Iterable[Event]) -> list[Visit]:
        wanted = {m for e in held if e.type in ("CONSULT", "AGREE") for m in e.mentions}
        return visits(held, {m.id: m for m in self.mentions() if m.id in wanted})

    def search(self, words: str, limit: int = 20) -> list[Hit]:
        """The reports whose texts hold the words, best first. Words are stemmed; "a phrase", prefix*, AND, OR, NOT."""
        with self._engine.connect() as connection:
            return list(searching.reports(connection, words, limit))

    def coverage(self, since: str | None = None, until: str | None = None) -> Coverage:
        """What was read about a period (ISO dates, `2018` or `2018-04`): tells "nothing happened" from "no report read"."""
        with self._engine.connect() as connection:
            return searching.coverage(connection, since, until)

    def weeks_read(self) -> list[str]:
        """The Mondays (ISO dates) of the weeks in which a report was published."""
        with self._engine.connect() as connection:
            return searching.weeks(connection)

    def families(self) -> dict[str, str]:
        """For each report that has copies in the case, the report that its family is named after."""
        with self._engine.connect() as connection:
            return copying.families(connection)

    def timeline(self) -> list[Mention]:
        """Mentions in the order of their dates; one without a date stands at its report's, and, where that has none
        either, at the end."""
        published = {r.id: r.published for r in self.reports()}

        def place(m: Mention) -> tuple[str, str]:
            own = (m.when.earliest or m.when.latest) if m.when else None
            return own or published[m.report] or "9999", m.report

        return sorted(self.mentions(), key=place)

    def stored(self) -> Iterator[tuple[ReportRecord, str, list[str]]]:
        """Each report with its text and its records as stored."""
        for head in self.reports():
            with self._engine.connect() as connection:
                yield head, self.text(head.id), _lines(connection, head.id)

    def integrity(self) -> Iterator[str]:
        """What the database itself finds wrong with the file or its full-text index, a line each."""
        with self._engine.connect() as connection:
            if connection.dialect.name != "sqlite":
                return
            for row in connection.execute(text("PRAGMA integrity_check")):
                if row[0] != "ok":
                    yield f"file: {row[0]}"
            try:
                connection.execute(text("INSERT INTO fulltext(fulltext, rank) VALUES ('integrity-check', 1)"))
            except DBAPIError as error:
                yield f"full-text index: {error.orig}; run with --repair"

    def afresh(self) -> list[str]:
        """The events as they would be made from nothing, as JSON; the case stays as it is. Takes as long as a repair."""
        with TemporaryDirectory() as folder, Case(Path(folder) / "afresh") as other:
            with other._writing() as connection, self._engine.connect() as own:
                for table in (report, record, review):
                    for rows in own.execute(select(table)).mappings().partitions(500):
                        connection.execute(insert(table), [dict(row) for row in rows])
            other.rebuild()
            return [to_json(e) for e in other.events(rejected=True)]

    def _head(self, connection: Connection, report_id: str) -> ReportRecord:
        line = connection.execute(select(report.c.json).where(report.c.id == report_id)).scalar()
        if line is None:
            raise DragomanError(f"no report {report_id!r}", self.where)
        return ReportRecord.model_validate_json(line)


def _lines(connection: Connection, report_id: str) -> list[str]:
    rows = connection.execute(select(record.c.json).where(record.c.report == report_id).order_by(record.c.position))
    return [row[0] for row in rows]


def _mentions(connection: Connection, report_id: str) -> list[Mention]:
    query = select(record.c.json).where(record.c.report == report_id, record.c.kind == "mention")
    return [Mention.model_validate_json(row[0]) for row in connection.execute(query.order_by(record.c.position))]


def _reports_of(connection: Connection, targets: Iterable[str]) -> set[str]:
    """The reports whose records these ids name; an event's id names the reports of its mentions."""
    found: set[str] = set()
    for target in targets:
        mentions = select(event_mention.c.mention).where(
            event_mention.c.event.in_(select(event_mention.c.event).where(event_mention.c.alias == target))
        )
        query = select(record.c.report).where((record.c.id == target) | record.c.id.in_(mentions))
        found |= {row[0] for row in connection.execute(query)}
    return found


def _pragmas(connection: object, _: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # transactions begin where the program says
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
