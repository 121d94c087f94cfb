"""A case file, and everything that writes in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Protocol

from sqlalchemy import create_engine, delete, event, func, insert, select, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from dragoman.case import copying, growing, reviewing, revisions, schema
from dragoman.case.reading import Reading, mentions_in, record_lines
from dragoman.case.schema import event_mention, migrate, plan_file, record, report, review
from dragoman.errors import Busy, DragomanError, Missing, Stale
from dragoman.records import AnyRecord, Mention, ReportRecord, Review, content_id, to_json


class Texted(Protocol):
    """Whatever has a report's original text; empty where only its records are known."""

    @property
    def text(self) -> str: ...


class Case(Reading):
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
                raise Busy("another program is writing this case", self.where, "try again later") from None
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
            if row and row[0] == to_json(head) and lines == record_lines(connection, head.id):
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
                touched.add(growing.reframe(connection, head, mentions_in(connection, head.id), overlay))
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
        seen: str | None = None,
    ) -> Review:
        """Lay a person's decision over the record `target`; see `dragoman review --help` for what can be decided. `seen` is
        the revision of the record that the person looked at. Raises DragomanError where the record or the decision is none,
        Stale where the record has another revision by now."""
        with self._writing() as connection:
            if seen is not None:
                revisions.unchanged(connection, self.where, target, seen)
            return self._revise(
                connection,
                lambda: reviewing.add(connection, self.where, target, verdict, field, value, by, note),
                {target, *([value] if verdict == "merge" and value else [])},
            )

    def take_back(self, made: Review | None = None) -> Review | None:
        """Undo this review, or the last one, and give it; None where there is none. Raises Stale where the case does not hold
        this review, or holds another one in its place."""
        with self._writing() as connection:
            held = reviewing.reviews(connection)
            if made is not None and made not in held:
                raise Stale("this decision was taken back already", self.where)
            if not held:
                return None
            gone = made or held[-1]

            def forget() -> Review:
                connection.execute(delete(review).where(review.c.number == gone.number))
                return gone

            return self._revise(connection, forget, {gone.target, gone.value or ""})

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
            head, mentions = self._head(connection, name), mentions_in(connection, name)
            touched.add(growing.reframe(connection, head, mentions, overlay))
        growing.regrow(connection, touched, overlay)
        return made

    # plan files

    def keep(self, name: str, yaml: str) -> str:
        """Keep a plan file with the case, and give its id; the same text is kept once."""
        made = content_id("plan file", yaml)
        with self._writing() as connection:
            if connection.execute(select(plan_file.c.id).where(plan_file.c.id == made)).first() is None:
                number = (connection.execute(select(func.max(plan_file.c.number))).scalar() or 0) + 1
                connection.execute(insert(plan_file).values(id=made, number=number, name=name, yaml=yaml))
        return made

    def discard(self, plan_id: str) -> None:
        """Forget a plan file. Raises Missing where the case keeps none with this id."""
        with self._writing() as connection:
            if not connection.execute(delete(plan_file).where(plan_file.c.id == plan_id)).rowcount:
                raise Missing(f"no plan file {plan_id!r}", self.where)

    # keeping whole

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
                for table in (report, record, review, plan_file):
                    for rows in own.execute(select(table)).mappings().partitions(500):
                        connection.execute(insert(table), [dict(row) for row in rows])
            other.rebuild()
            return [to_json(e) for e in other.events(rejected=True)]


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
