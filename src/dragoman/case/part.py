"""A part of a case: what an exporter reads where a person exports what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from dragoman.case.reading import Reading
from dragoman.case.sayings import Saying
from dragoman.case.searching import Query
from dragoman.case.store import Case
from dragoman.case.tables import Rows
from dragoman.records import Event, Mention, Plan, ReportRecord, Statement, Visit


class Part(Case):
    """The events of a case that fit `query`, with their mentions and reports; of statements those that fit `saying`, else
    those of the same reports. Nothing is written through it."""

    def __init__(self, whole: Reading, query: Query, saying: Saying | None = None) -> None:
        self.where, self._file, self._query, self._saying = whole.where, whole._file, query, saying

    @cached_property
    def _events(self) -> Rows[Event]:
        return super().events(self._query)

    @cached_property
    def _statements(self) -> list[Statement] | None:
        return self.sayings(self._saying, None)[1] if self._saying else None

    @cached_property
    def _reports(self) -> set[str]:
        told = self.mentions_of(m for e in self._events for m in e.mentions).values()
        return {m.report for m in told} | {s.report for s in self._statements or ()}

    def events(
        self, query: Query | None = None, rejected: bool = False, limit: int | None = None, offset: int = 0
    ) -> Rows[Event]:
        return self._events if query is None else super().events(query, rejected, limit, offset)

    def visits(self, query: Query | None = None, limit: int | None = None) -> Rows[Visit]:
        return super().visits(query or self._query, limit)

    def mentions(self, machine: bool = False) -> Rows[Mention]:
        shown = {m for e in self._events for m in e.mentions}
        return Rows(m for m in super().mentions(machine) if m.id in shown)

    def aside(self) -> Rows[Mention]:
        return Rows(m for m in super().aside() if m.report in self._reports)

    def reports(self) -> Rows[ReportRecord]:
        return Rows(r for r in super().reports() if r.id in self._reports)

    def statements(self, machine: bool = False) -> Rows[Statement]:
        if self._statements is not None:
            return Rows(self._statements)
        return Rows(s for s in super().statements(machine) if s.report in self._reports)

    def plans(self, machine: bool = False) -> Rows[Plan]:
        return Rows(p for p in super().plans(machine) if p.report in self._reports)

    def report_heads(self, ids: Iterable[str]) -> dict[str, ReportRecord]:
        return super().report_heads(set(ids) & self._reports)
