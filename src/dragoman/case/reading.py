"""Reading a case: its records, its events, and what can be counted or found in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from dragoman.case import copying, counting, growing, reviewing, revisions, schema, searching
from dragoman.case import sayings as saying_room
from dragoman.case.file import CaseFile
from dragoman.case.reviewing import NO_GRADE, Overlay
from dragoman.case.sayings import Saying
from dragoman.case.schema import event_mention, plan_file, record, report
from dragoman.case.searching import Coverage, Hit, Query
from dragoman.case.tables import Rows
from dragoman.errors import Missing
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
)

R = TypeVar("R", Mention, Statement, Plan)
T = TypeVar("T")
B = TypeVar("B", ReportRecord, Mention, Event)


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan file kept with a case: `yaml` is what `dragoman plan check` reads."""

    id: str
    name: str
    yaml: str


class Reading:
    """What a case can be asked. `where` names it in messages."""

    where: str
    _file: CaseFile

    def reviews(self) -> list[Review]:
        with self._file.reading() as connection:
            return reviewing.reviews(connection)

    def waiting_decisions(self) -> set[int]:
        """The numbers of the reviews whose record the case does not hold."""
        with self._file.reading() as connection:
            made = reviewing.reviews(connection)
            return {r.number for r in made if "waits" in (reviewing.fault(connection, r) or "")}

    def overlay(self) -> Overlay:
        """The reviews, ready to be laid over records."""
        with self._file.reading() as connection:
            return growing.overlay_of(connection)

    def revisions(self, ids: Iterable[str]) -> dict[str, str]:
        """For each of these records, reports and events a word that is another one after every change of it: what `review`
        takes as `seen`."""
        with self._file.reading() as connection:
            return revisions.revisions(connection, ids)

    def grade(self, report_id: str) -> str:
        """The Admiralty grade that a person gave a report: reliability A–F, credibility 1–6; F6 where nobody did."""
        fields = self.overlay().fields(report_id)
        return fields.get("reliability", NO_GRADE[0]) + fields.get("credibility", NO_GRADE[1])

    def __contains__(self, report_id: str) -> bool:
        with self._file.reading() as connection:
            return connection.execute(select(report.c.id).where(report.c.id == report_id)).first() is not None

    def reports(self) -> Rows[ReportRecord]:
        """The reports, in the order in which they were added."""
        with self._file.reading() as connection:
            rows = connection.execute(select(report.c.json).order_by(report.c.added))
            return Rows(ReportRecord.model_validate_json(row[0]) for row in rows)

    def text(self, report_id: str) -> str:
        """A report's original text, empty where the case holds its records alone. Raises DragomanError where the case
        has no such report."""
        with self._file.reading() as connection:
            found = connection.execute(select(report.c.text).where(report.c.id == report_id)).scalar()
        if found is None:
            raise Missing(f"no report {report_id!r}", self.where)
        return str(found)

    def records(self) -> Iterator[AnyRecord]:
        """Every record of the machine's, report by report, each report's own record first: what `dragoman code` printed."""
        for head in self.reports():
            yield head
            with self._file.reading() as connection:
                found = [parse_record(line) for line in record_lines(connection, head.id)]
            yield from found  # type: ignore[misc]  # a case's table holds no case-level record

    def case_records(self) -> Iterator[CaseRecord]:
        """What the case itself knows: events, visits and reviews."""
        held = self.events()
        yield from held
        yield from self._visits(held)
        yield from self.reviews()

    def mentions(self, machine: bool = False) -> Rows[Mention]:
        """The mentions as people corrected them, without those they rejected, with those that wait; `machine`: as they were coded."""
        found = self._of(Mention, "mention")
        if machine:
            return Rows(found)
        overlay = self.overlay()
        return Rows(overlay.mention(m) for m in found if not overlay.rejected(m.id))

    def aside(self) -> Rows[Mention]:
        """The mentions that wait for a person to accept or reject them, and are in no event until then."""
        overlay = self.overlay()
        return Rows(m for m in self._of(Mention, "mention") if m.id not in overlay and not overlay.stands(m))

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
        with self._file.reading() as connection:
            return [model.model_validate_json(row[0]) for row in connection.execute(query)]

    def find(self, record_id: str) -> AnyRecord | Event:
        """The record or event with this id, as the machine wrote it. Raises Missing where there is none."""
        with self._file.reading() as connection:
            line = connection.execute(select(record.c.json).where(record.c.id == record_id)).scalar()
            line = line or connection.execute(select(report.c.json).where(report.c.id == record_id)).scalar()
            if line is None:
                held = select(schema.event.c.json).join(event_mention, event_mention.c.event == schema.event.c.id)
                line = connection.execute(held.where(event_mention.c.alias == record_id)).scalar()
            if line is None:
                raise Missing(f"no record {record_id!r}", self.where)
            return parse_record(line)  # type: ignore[return-value]

    def told(self, report_id: str) -> list[AnyRecord]:
        """A report's own record and all that was read in it, as the machine wrote it. Raises Missing."""
        with self._file.reading() as connection:
            return [self._head(connection, report_id), *map(parse_record, record_lines(connection, report_id))]  # type: ignore[list-item]

    def report_heads(self, ids: Iterable[str]) -> dict[str, ReportRecord]:
        """The reports with these ids, by id."""
        return {r.id: r for r in self._by_id(ReportRecord, report, ids)}

    def mentions_of(self, ids: Iterable[str]) -> dict[str, Mention]:
        """The mentions with these ids as people corrected them, by id; also rejected ones."""
        overlay = self.overlay()
        return {m.id: overlay.mention(m) for m in self._by_id(Mention, record, ids)}

    def _by_id(self, model: type[B], table: Table, ids: Iterable[str]) -> list[B]:
        named = sorted(set(ids))
        with self._file.reading() as connection:
            parts = (named[n : n + growing.MANY] for n in range(0, len(named), growing.MANY))
            rows = (r for some in parts for r in connection.execute(select(table.c.json).where(table.c.id.in_(some))))
            return [model.model_validate_json(row[0]) for row in rows]

    def report_page(self, limit: int, offset: int = 0) -> list[tuple[ReportRecord, dict[str, int]]]:
        """Reports with the number of their records by kind, the latest published first, undated ones before all."""
        with self._file.reading() as connection:
            order = (report.c.published.is_not(None), report.c.published.desc(), report.c.added.desc())
            rows = connection.execute(select(report.c.json).order_by(*order).limit(limit).offset(offset))
            heads = [ReportRecord.model_validate_json(row[0]) for row in rows]
            made = select(record.c.report, record.c.kind, func.count()).where(
                record.c.report.in_([h.id for h in heads])
            )
            counts: dict[str, dict[str, int]] = {h.id: {} for h in heads}
            for name, kind, count in connection.execute(made.group_by(record.c.report, record.c.kind)):
                counts[name][kind] = count
        return [(h, counts[h.id]) for h in heads]

    def stand(self) -> str:
        """What changes when a report or a decision comes or goes."""
        with self._file.reading() as connection:
            made = [
                connection.execute(select(func.count(), func.max(number)).select_from(table)).one()
                for table, number in ((report, report.c.added), (schema.review, schema.review.c.number))
            ]
        return str(made)

    def report_count(self) -> int:
        with self._file.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(report)).scalar() or 0)

    # events

    def events(
        self, query: Query | None = None, rejected: bool = False, limit: int | None = None, offset: int = 0
    ) -> Rows[Event]:
        """The events that fit, in the order of their dates; those without one stand where their first report does.
        `rejected`: also those that a person rejected. `limit` and `offset` give a part of them."""
        with self._file.reading() as connection:
            overlay = growing.overlay_of(connection)
            hidden = () if rejected else overlay.rejections()
            found = searching.events(connection, query or Query(), hidden, limit, offset)
            return self._presented(connection, map(Event.model_validate_json, found))

    def foremost(self, query: Query, limit: int) -> Rows[Event]:
        """Of the events that fit those that are told most often, `limit` at most, in the order of their dates."""
        with self._file.reading() as connection:
            found = searching.foremost(connection, query, growing.overlay_of(connection).rejections(), limit)
            return self._presented(connection, map(Event.model_validate_json, found))

    def event(self, event_id: str) -> Event:
        """The event that has, or once had, this id. Raises Missing where there is none."""
        with self._file.reading() as connection:
            made = select(schema.event.c.json).join(event_mention, event_mention.c.event == schema.event.c.id)
            line = connection.execute(made.where(event_mention.c.alias == event_id)).scalar()
            if line is None:
                raise Missing(f"no event {event_id!r}", self.where)
            return self._presented(connection, [Event.model_validate_json(line)])[0]

    def events_of(self, ids: Iterable[str]) -> Rows[Event]:
        """The events with these present ids, in no order."""
        found = self._by_id(Event, schema.event, ids)
        with self._file.reading() as connection:
            return self._presented(connection, found)

    def homes(self, mentions: Iterable[str]) -> dict[str, str]:
        """mention id -> id of its event."""
        with self._file.reading() as connection:
            made = select(event_mention.c.mention, event_mention.c.event)
            rows = connection.execute(made.where(event_mention.c.mention.in_(sorted(mentions))))
            return {row[0]: row[1] for row in rows}

    def acting(self, types: Iterable[str], actors: Iterable[str], phrases: Iterable[Iterable[str]]) -> set[str]:
        """Ids of the events that `searching.acting` finds, without those that a person rejected."""
        with self._file.reading() as connection:
            found = searching.acting(connection, types, actors, phrases)
            hidden = sorted(growing.overlay_of(connection).rejections())
            made = select(event_mention.c.event).where(event_mention.c.alias.in_(hidden))
            return found - {row[0] for row in connection.execute(made)}

    def _presented(self, connection: Connection, held: Iterable[Event]) -> Rows[Event]:
        """Events with what depends on others: the number of their sources, and the present ids of those that may be one."""
        found = list(held)
        of = growing.reports_of(connection, {m for e in found if e.reports > 1 for m in e.mentions})
        family = copying.families(connection, set(of.values()))
        become = growing.rivals(connection, {m for e in found for m in e.maybe})

        def present(e: Event) -> Event:
            changed: dict[str, object] = {}
            if family and e.reports > 1:
                changed["sources"] = len({family.get(of[m], of[m]) for m in e.mentions})
            if e.maybe:
                changed["maybe"] = sorted({become[m] for m in e.maybe if m in become} - {e.id})
            return e.model_copy(update=changed) if changed else e

        return Rows(present(e) for e in found)

    def visits(self, query: Query | None = None, limit: int | None = None) -> Rows[Visit]:
        """The journeys that the events tell of, or those events that fit, the first `limit` of them."""
        return Rows(self._visits(self.events(replace(query or Query(), type="CONSULT", mode="visit"), limit=limit)))

    def _visits(self, held: Iterable[Event]) -> list[Visit]:
        trips = [e for e in held if e.type == "CONSULT" and e.mode == "visit"]
        with self._file.reading() as connection:
            reports = sorted(set(growing.reports_of(connection, {m for e in trips for m in e.mentions}).values()))
            told = [m for name in reports for m in mentions_in(connection, name)]
        overlay = self.overlay()
        kept = (overlay.mention(m) for m in told if overlay.stands(m))
        return visits(trips, {m.id: m for m in kept if m.type in ("CONSULT", "AGREE")})

    # counting

    def count(self, query: Query | None = None) -> int:
        """How many events fit."""
        return self._counted(counting.number, query)

    def days(self, query: Query | None = None) -> dict[str, int]:
        """ISO day -> how many of the events that fit begin, or became known, on it."""
        return self._counted(counting.days, query)

    def pairs(self, query: Query | None = None) -> list[counting.Pair]:
        """Who acts on whom in the events that fit, those with the most events first."""
        return self._counted(counting.pairs, query)

    def spots(self, query: Query | None = None) -> list[counting.Spot]:
        """The places of the events that fit, those with the most events first."""
        return self._counted(counting.spots, query)

    def _counted(self, counted: Callable[[Connection, Query, Iterable[str]], T], query: Query | None) -> T:
        with self._file.reading() as connection:
            return counted(connection, query or Query(), growing.overlay_of(connection).rejections())

    def report_weeks(self) -> dict[str, int]:
        """Monday of a week (ISO date) -> number of reports published in it."""
        with self._file.reading() as connection:
            return counting.report_weeks(connection)

    def names(self, part: str, limit: int = 20) -> list[tuple[str, int]]:
        """(code, slug or words of a party that hold these letters, number of its events), the commonest first."""
        with self._file.reading() as connection:
            return counting.names(connection, part, limit)

    def sayings(self, saying: Saying, limit: int | None, offset: int = 0) -> tuple[int, list[Statement]]:
        """(how many statements fit, those from `offset` on), as people corrected them, in the order of their reports' dates."""
        with self._file.reading() as connection:
            return saying_room.page(connection, saying, growing.overlay_of(connection), limit, offset)

    def kept(self) -> list[PlanFile]:
        """The plan files kept with the case, in the order in which they came."""
        with self._file.reading() as connection:
            made = select(plan_file.c.id, plan_file.c.name, plan_file.c.yaml).order_by(plan_file.c.number)
            return [PlanFile(*row) for row in connection.execute(made)]

    # finding

    def search(self, words: str, limit: int = 20) -> list[Hit]:
        """The reports whose texts hold the words, best first. Words are stemmed; "a phrase", prefix*, AND, OR, NOT."""
        with self._file.reading() as connection:
            return list(searching.reports(connection, words, limit))

    def coverage(self, since: str | None = None, until: str | None = None) -> Coverage:
        """What was read about a period (ISO dates, `2018` or `2018-04`): tells "nothing happened" from "no report read"."""
        with self._file.reading() as connection:
            return searching.coverage(connection, since, until)

    def weeks_read(self) -> list[str]:
        """The Mondays (ISO dates) of the weeks in which a report was published."""
        with self._file.reading() as connection:
            return searching.weeks(connection)

    def families(self) -> dict[str, str]:
        """For each report that has copies in the case, the report that its family is named after."""
        with self._file.reading() as connection:
            return copying.families(connection)

    def timeline(self) -> list[Mention]:
        """Mentions, without those that wait for a person, in the order of their dates; one without a date stands at its report's, and, where that has none
        either, at the end."""
        published = {r.id: r.published for r in self.reports()}

        def place(m: Mention) -> tuple[str, str]:
            own = (m.when.earliest or m.when.latest) if m.when else None
            return own or published[m.report] or "9999", m.report

        overlay = self.overlay()
        return sorted((m for m in self.mentions() if overlay.stands(m)), key=place)

    def _head(self, connection: Connection, report_id: str) -> ReportRecord:
        line = connection.execute(select(report.c.json).where(report.c.id == report_id)).scalar()
        if line is None:
            raise Missing(f"no report {report_id!r}", self.where)
        return ReportRecord.model_validate_json(line)


def record_lines(connection: Connection, report_id: str) -> list[str]:
    rows = connection.execute(select(record.c.json).where(record.c.report == report_id).order_by(record.c.position))
    return [row[0] for row in rows]


def mentions_in(connection: Connection, report_id: str) -> list[Mention]:
    query = select(record.c.json).where(record.c.report == report_id, record.c.kind == "mention")
    return [Mention.model_validate_json(row[0]) for row in connection.execute(query.order_by(record.c.position))]
