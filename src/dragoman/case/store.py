"""Reading and writing a case file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from sqlalchemy import create_engine, delete, event, func, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from dragoman.case.schema import migrate, record, report
from dragoman.errors import DragomanError
from dragoman.records import AnyRecord, Mention, Plan, ReportRecord, Statement, parse_record, to_json
from dragoman.report import Report

R = TypeVar("R", Mention, Statement, Plan)


class Case:
    """A case file, made where there is none. A report and its records are written together or not at all.

    `path` is a file, or any database URL that SQLAlchemy knows. Raises DragomanError where it is no case file.
    """

    def __init__(self, path: str | Path) -> None:
        self.where = str(path)
        url = self.where if "://" in self.where else f"sqlite:///{self.where}"
        self._engine: Engine = create_engine(url)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _pragmas)
        try:
            with self._engine.begin() as connection:
                migrate(connection, self.where)
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

    def add(self, source: Report, records: list[AnyRecord]) -> bool:
        """Write one report with its records, in place of what the case held of it; False where nothing changes."""
        head = next(r for r in records if isinstance(r, ReportRecord))
        lines = [to_json(r) for r in records if r is not head]
        with self._engine.begin() as connection:
            held = connection.execute(select(report.c.json).where(report.c.id == head.id)).scalar()
            if held == to_json(head) and lines == self._lines(head.id):
                return False
            added = connection.execute(select(report.c.added).where(report.c.id == head.id)).scalar()
            if added is None:
                added = (connection.execute(select(func.max(report.c.added))).scalar() or 0) + 1
            connection.execute(delete(record).where(record.c.report == head.id))
            connection.execute(delete(report).where(report.c.id == head.id))
            connection.execute(
                insert(report).values(
                    id=head.id, added=added, published=head.published, text=source.text, json=to_json(head)
                )
            )
            rows = [
                {"report": head.id, "position": n, "id": r.id, "kind": r.record, "json": line}
                for n, (r, line) in enumerate(zip((r for r in records if r is not head), lines, strict=True))
            ]
            if rows:
                connection.execute(insert(record), rows)
        return True

    def _lines(self, report_id: str) -> list[str]:
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(record.c.json).where(record.c.report == report_id).order_by(record.c.position)
            )
            return [row[0] for row in rows]

    def __contains__(self, report_id: str) -> bool:
        with self._engine.connect() as connection:
            return connection.execute(select(report.c.id).where(report.c.id == report_id)).first() is not None

    def reports(self) -> list[ReportRecord]:
        """The reports, in the order in which they were added."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(report.c.json).order_by(report.c.added))
            return [ReportRecord.model_validate_json(row[0]) for row in rows]

    def text(self, report_id: str) -> str:
        """A report's original text. Raises DragomanError where the case has no such report."""
        with self._engine.connect() as connection:
            found = connection.execute(select(report.c.text).where(report.c.id == report_id)).scalar()
        if found is None:
            raise DragomanError(f"no report {report_id!r}", self.where)
        return str(found)

    def records(self) -> Iterator[AnyRecord]:
        """Every record, report by report, each report's own record first: what `dragoman code` printed."""
        for head in self.reports():
            yield head
            for line in self._lines(head.id):
                yield parse_record(line)

    def mentions(self) -> list[Mention]:
        return self._of(Mention, "mention")

    def statements(self) -> list[Statement]:
        return self._of(Statement, "statement")

    def plans(self) -> list[Plan]:
        return self._of(Plan, "plan")

    def _of(self, model: type[R], kind: str) -> list[R]:
        query = (
            select(record.c.json)
            .join(report, report.c.id == record.c.report)
            .where(record.c.kind == kind)
            .order_by(report.c.added, record.c.position)
        )
        with self._engine.connect() as connection:
            return [model.model_validate_json(row[0]) for row in connection.execute(query)]

    def timeline(self) -> list[Mention]:
        """Mentions in the order of their dates; one without a date stands at its report's, and, where that has none
        either, at the end."""
        published = {r.id: r.published for r in self.reports()}

        def place(m: Mention) -> tuple[str, str]:
            own = (m.when.earliest or m.when.latest) if m.when else None
            return own or published[m.report] or "9999", m.report

        return sorted(self.mentions(), key=place)


def _pragmas(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
