"""A case file, and everything that writes in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Protocol

from pydantic import ValidationError
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.engine import Connection

from dragoman.case import copying, growing, names, reviewing, revisions, schema
from dragoman.case.answers import Answers, broken
from dragoman.case.file import CaseFile
from dragoman.case.reading import Reading, mentions_in, record_lines
from dragoman.case.schema import event_mention, plan_file, record, report, review
from dragoman.errors import Damaged, DragomanError, Missing, Stale
from dragoman.records import AnyRecord, Mention, ReportRecord, Review, content_id, to_json


class Texted(Protocol):
    """Whatever has a report's original text; empty where only its records are known."""

    @property
    def text(self) -> str: ...


# What the index holds of a report is what its view gives, when it comes and when it goes.
ENTER_TEXT = "INSERT INTO fulltext(rowid, title, body) SELECT added, title, body FROM prose WHERE added = :n"
DROP_TEXT = (
    "INSERT INTO fulltext(fulltext, rowid, title, body) "
    "SELECT 'delete', added, title, body FROM prose WHERE added = (SELECT added FROM report WHERE id = :id)"
)


class Case(Reading):
    """A case file, made where there is none. A report, its records and the events that they change are written
    together or not at all.

    `path` is taken literally. `mend`: what a file lacks of its tables is made anew. `lasting`: see CaseFile. Raises
    DragomanError where it is no case file.
    """

    def __init__(self, path: str | Path, mend: bool = False, lasting: bool = True) -> None:
        self.where = str(path)
        self._file = CaseFile(path, lasting)
        self._file.open()
        try:
            with self._file.reading() as connection:
                done = None if mend else schema.number(connection, self.where)
            if done != len(schema.MIGRATIONS):
                with self._file.writing() as connection:
                    if schema.migrate(connection, self.where, mend):
                        _rebuild(connection)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Case:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    # growing

    def add(self, source: Texted, records: Iterable[AnyRecord], instead_of: ReportRecord | None = None) -> bool:
        """Write one report with its records, in place of what the case held of it, and merge its mentions with the
        events there; False where nothing changes. Raises Stale where the case no longer holds `instead_of`."""
        records = list(records)
        head = next(r for r in records if isinstance(r, ReportRecord))
        inner = [r for r in records if r is not head]
        lines = [to_json(r) for r in inner]
        with self._file.writing() as connection:
            self._once(connection, head, inner)
            row = connection.execute(select(report.c.json, report.c.added).where(report.c.id == head.id)).first()
            if instead_of and (row is None or ReportRecord.model_validate_json(row[0]) != instead_of):
                raise Stale("the report was changed or removed meanwhile", head.source_id, "look at it as it is now")
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
            copying.enter(connection, head, source.text)
            connection.execute(text(ENTER_TEXT), {"n": added})
            mentions = [r for r in inner if isinstance(r, Mention)]
            touched.add(growing.reframe(connection, head, mentions, overlay))
            growing.regrow(connection, touched, overlay)
        return True

    def _once(self, connection: Connection, head: ReportRecord, inner: list[AnyRecord]) -> None:
        """Raise DragomanError where two records have one id, in this report or in another."""
        ids = [r.id for r in inner]
        twice = {i for i in ids if ids.count(i) > 1} if len(set(ids)) < len(ids) else set()
        for n in range(0, len(ids), growing.MANY):
            some = record.c.id.in_(ids[n : n + growing.MANY])
            twice.update(connection.execute(select(record.c.id).where(some, record.c.report != head.id)).scalars())
        if twice:
            raise DragomanError(f"two records have the id {min(twice)!r}", head.source_id)

    def remove(self, report_id: str) -> None:
        """Undo the adding of a report: its records go, and its events are what the other reports tell. Reviews stay,
        for the case that it is added again. Raises DragomanError where the case has no such report."""
        with self._file.writing() as connection:
            head = self._head(connection, report_id)
            overlay = growing.overlay_of(connection)
            touched = growing.touched_by(connection, [report_id])
            growing.reframe(connection, head, (), overlay)
            self._drop(connection, report_id)
            growing.regrow(connection, touched, overlay)

    def _drop(self, connection: Connection, report_id: str) -> None:
        connection.execute(text(DROP_TEXT), {"id": report_id})
        for table in (record, schema.sketch, schema.band):
            connection.execute(delete(table).where(table.c.report == report_id))
        connection.execute(
            delete(schema.twin).where((schema.twin.c.one == report_id) | (schema.twin.c.other == report_id))
        )
        connection.execute(delete(report).where(report.c.id == report_id))

    def rebuild(self) -> None:
        """Make all that is derived anew: frames, events, copies and the full-text index."""
        with self._file.writing() as connection:
            _rebuild(connection)

    def repair(self) -> list[str]:
        """Take out the decisions and the answers that break the contract, and make all that is derived anew; a line for each
        of them."""
        with self._file.writing() as connection:
            rows = connection.exec_driver_sql("SELECT * FROM review ORDER BY number").mappings().all()
            bad = [row for row in rows if reviewing.broken(row)]
            for row in bad:
                connection.exec_driver_sql("DELETE FROM review WHERE number = ?", (row["number"],))
            wrong = list(broken(connection))
            for name in wrong:
                connection.exec_driver_sql("DELETE FROM answer WHERE id = ?", (name,))
            _rebuild(connection)
        return [f"taken out: {dict(row)}" for row in bad] + [f"taken out: answer {name!r}" for name in wrong]

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
        with self._file.writing() as connection:
            if seen is not None:
                revisions.unchanged(connection, self.where, target, seen)
            return self._revise(
                connection,
                lambda: reviewing.add(connection, self.where, target, verdict, field, value, by, note),
                {target, *([value] if verdict == "merge" and value else [])},
            )

    def decide(
        self, name: str, about: str, value: str | None = None, by: str | None = None, note: str | None = None
    ) -> Review:
        """Say whom a name means in every report of the case: `about` is "same as" (a party), "of" (its state) or "no party".
        Raises DragomanError where the name or the decision is none."""
        with self._file.writing() as connection:
            return self._revise(
                connection, lambda: reviewing.add_name(connection, name, about, value, by, note), {name}, name
            )

    def take_back(self, made: Review | None = None) -> Review | None:
        """Undo this review, or the last one, and give it; None where there is none. Raises Stale where the case does not hold
        this review, or holds another one in its place."""
        with self._file.writing() as connection:
            held = reviewing.reviews(connection)
            if made is not None and made not in held:
                raise Stale("this decision was taken back already", self.where)
            if not held:
                return None
            gone = made or held[-1]

            def forget() -> Review:
                connection.execute(delete(review).where(review.c.number == gone.number))
                return gone

            return self._revise(connection, forget, {gone.target, gone.value or ""}, gone.name)

    def restore(self, made: Review) -> bool:
        """Write a review of another case down as it is; False where the case holds it."""
        with self._file.writing() as connection:
            if made in reviewing.reviews(connection):
                return False
            number = (connection.execute(select(func.max(review.c.number))).scalar() or 0) + 1

            if (wrong := reviewing.fault(connection, made)) and "waits" not in wrong:
                raise DragomanError(f"a review that can't be carried out: {wrong}", made.target)

            def put() -> Review:
                reviewing.put(connection, made.model_copy(update={"number": number}))
                return made

            self._revise(connection, put, {made.target, made.value or ""}, made.name)
            return True

    def _revise(
        self, connection: Connection, change: Callable[[], Review], targets: set[str], name: str | None = None
    ) -> Review:
        """Change the reviews, and make anew what the reports of these targets, or those that have this name, tell."""
        reports = names.reports(connection, name) if name else _reports_of(connection, targets)
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
        with self._file.writing() as connection:
            if connection.execute(select(plan_file.c.id).where(plan_file.c.id == made)).first() is None:
                number = (connection.execute(select(func.max(plan_file.c.number))).scalar() or 0) + 1
                connection.execute(insert(plan_file).values(id=made, number=number, name=name, yaml=yaml))
        return made

    def discard(self, plan_id: str) -> None:
        """Forget a plan file. Raises Missing where the case keeps none with this id."""
        with self._file.writing() as connection:
            if not connection.execute(delete(plan_file).where(plan_file.c.id == plan_id)).rowcount:
                raise Missing(f"no plan file {plan_id!r}", self.where)

    # answers

    @property
    def answers(self) -> Answers:
        """What language models answered for this case."""
        return Answers(self._file)

    # keeping whole

    def copy(self, to: Path) -> None:
        """Write the case, as it stands at this moment, into a new file. Raises DragomanError where there is one."""
        if to.exists():
            raise DragomanError("there is a file of this name", str(to), "give another")
        part = to.with_name(f"{to.name}.part{os.getpid()}")
        try:
            with self._file.reading() as connection:
                connection.rollback()  # SQLite copies outside of a transaction, and holds the case still itself
                connection.exec_driver_sql("VACUUM INTO ?", (str(part),))
            part.replace(to)
        except OSError as error:
            raise DragomanError(error.strerror or "can't be written", str(to)) from None
        finally:
            part.unlink(missing_ok=True)

    @contextmanager
    def snapshot(self) -> Iterator[Case]:
        """The case as it is at this moment in a file of its own, which is gone afterwards: looking through it keeps nobody
        from writing."""
        with TemporaryDirectory(prefix="dragoman-") as folder:
            path = Path(folder) / "snapshot"
            self._file.copy_pages(path)
            with Case(path, lasting=False) as copy:
                yield copy

    def beside(self) -> list[str]:
        """Names of files beside the case that hold a part of it."""
        return self._file.beside()

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """The file itself, for who looks after it."""
        with self._file.reading() as connection:
            connection.rollback()
            yield connection

    @contextmanager
    def beside_afresh(self) -> Iterator[Connection]:
        """This case as `main`, and as `afresh` one in which all that is derived is made anew; it takes as long as a repair.
        For a snapshot: this case stays open for writing meanwhile."""
        with TemporaryDirectory(prefix="dragoman-") as folder:
            path = Path(folder) / "afresh"
            with Case(path, lasting=False) as other:
                with other._file.reading() as connection:
                    connection.rollback()
                    connection.exec_driver_sql("ATTACH ? AS kept", (str(self._file.path),))
                    for table in schema.KEPT:
                        names = ", ".join(c.name for c in table.columns)
                        connection.exec_driver_sql(
                            f"INSERT INTO {table.name}({names}) SELECT {names} FROM kept.{table.name}"
                        )
                    connection.exec_driver_sql("DETACH kept")
                other.rebuild()
            with self._file.reading() as connection:
                connection.rollback()
                connection.exec_driver_sql("ATTACH ? AS afresh", (str(path),))
                yield connection
                connection.exec_driver_sql("DETACH afresh")


def _rebuild(connection: Connection) -> None:
    schema.clear(connection)
    connection.execute(text("INSERT INTO fulltext(fulltext) VALUES ('rebuild')"))
    overlay = growing.overlay_of(connection)
    touched = growing.Touched()
    for line, body in connection.exec_driver_sql("SELECT json, text FROM report ORDER BY added"):
        try:
            head = ReportRecord.model_validate_json(line)
            mentions = mentions_in(connection, head.id)
        except (ValidationError, Damaged):
            continue  # which the check names
        copying.enter(connection, head, body if isinstance(body, str) else "")
        touched.add(growing.reframe(connection, head, mentions, overlay))
    growing.regrow(connection, touched, overlay)


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
