"""Finding in a case: words by the full-text index, everything else by the events' columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text
from sqlalchemy.engine import Connection

from dragoman.case import parties
from dragoman.case.schema import event, event_mention, event_side, record, report
from dragoman.days import FIRST, LAST, period
from dragoman.errors import DragomanError
from dragoman.records import ReportRecord

MARKS = ("\ue000", "\ue001")  # private characters about the found words, replaced where they are shown


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; None asks for nothing. `party` and `other` are parties by whatever people call them (a code, slug,
    name, demonym or capital, or a report's own words): both must be parties. `source` and `target` are parties in that role;
    `undated` asks for events that nothing dates, `undecided` for those that may be the same as others. Parties, `type` and
    `status` may be several with commas between: one of them must fit. `since` and `until` are ISO dates, either side open: an event fits that may lie between them. `words` is an FTS5 query
    over the texts of the reports."""

    party: str | None = None
    other: str | None = None
    type: str | None = None
    mode: str | None = None
    status: str | None = None
    since: str | None = None
    until: str | None = None
    place: str | None = None
    context: str | None = None
    speaker: str | None = None
    words: str | None = None
    source: str | None = None
    target: str | None = None
    undated: bool = False
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A report whose text holds the words; `snippet` has them between MARKS."""

    report: ReportRecord
    snippet: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read about a period: without reports, "nothing found" says nothing. `silent` are the weeks of the
    period (their Mondays) in which no dated report was published."""

    reports: int
    undated: int
    first: str | None
    last: str | None
    weeks: int
    silent: tuple[str, ...]


def day(value: str | None, last: bool = False) -> str | None:
    """An ISO day of `2018`, `2018-04` or `2018-04-10`: the first it names, or the last. Raises DragomanError."""
    if value is None:
        return None
    try:
        return period(value)[last]
    except ValueError:
        years = f"write 2018, 2018-04 or 2018-04-10, from {FIRST[:4]} to {LAST[:4]}"
        raise DragomanError(f"no date {value!r}", "", years) from None


EARLIEST = func.coalesce(event.c.earliest, event.c.latest, event.c.told)
LATEST = func.coalesce(event.c.latest, event.c.earliest, event.c.known)


def events(
    connection: Connection, query: Query, hidden: Iterable[str] = (), limit: int | None = None, offset: int = 0
) -> Iterator[str]:
    """The events that fit, as JSON, in the order of their dates; one without a date stands where its first report does.
    `hidden`: ids, present or former, of events that are left out."""
    made = select(event.c.json).where(*conditions(connection, query, hidden))
    made = made.order_by(func.coalesce(EARLIEST, "9999"), event.c.id)
    for row in connection.execute(made.limit(limit).offset(offset) if limit is not None else made):
        yield row[0]


def foremost(connection: Connection, query: Query, hidden: Iterable[str], limit: int) -> Iterator[str]:
    """Of the events that fit those that are told most often, in the order of their dates."""
    date = func.coalesce(EARLIEST, "9999").label("date")
    accounts = select(func.count()).where(event_mention.c.event == event.c.id).scalar_subquery()
    told = select(date, event.c.id).where(*conditions(connection, query, hidden))
    most = told.order_by(accounts.desc(), date, event.c.id).limit(limit).subquery()
    made = select(event.c.json).join(most, most.c.id == event.c.id).order_by(most.c.date, most.c.id)
    for row in connection.execute(made):
        yield row[0]


def conditions(connection: Connection, query: Query, hidden: Iterable[str] = ()) -> list[ColumnElement[bool]]:
    """What a row of the table `event` must fulfil."""
    since, until = day(query.since), day(query.until, last=True)
    sides = ((query.party, None), (query.other, None), (query.source, "source"), (query.target, "target"))
    made = [_side(parties.held(connection, words), role) for words, role in sides if words]
    wanted = [
        event.c.type.in_(query.type.split(",")) if query.type else None,
        event.c.mode == query.mode if query.mode else None,
        event.c.status.in_(query.status.split(",")) if query.status else None,
        since <= LATEST if since else None,
        until >= EARLIEST if until else None,
        EARLIEST.is_(None) if query.undated else None,
        func.json_extract(event.c.json, "$.maybe") != "[]" if query.undecided else None,
        func.instr(" " + event.c.contexts + " ", f" {query.context} ") > 0 if query.context else None,
        _place(query.place) if query.place else None,
        _told(connection, query) if query.words or query.speaker else None,
    ]
    made += [c for c in wanted if c is not None]
    if ids := sorted(hidden):
        made.append(event.c.id.not_in(select(event_mention.c.event).where(event_mention.c.alias.in_(ids))))
    return made


def acting(
    connection: Connection, types: Iterable[str], actors: Iterable[str], phrases: Iterable[Iterable[str]]
) -> set[str]:
    """Ids of events of one of the types with all of the actors among their parties, told in a sentence in which some
    phrase's pieces of words all stand; without phrases, in any."""
    made = select(event.c.id).where(event.c.type.in_(list(types)))
    for actor in actors:
        made = made.where(event.c.id.in_(select(event_side.c.event).where(event_side.c.name == actor)))
    worded = [and_(*[record.c.json.icontains(p, autoescape=True) for p in phrase]) for phrase in phrases]
    if worded:
        made = made.join(event_mention, event_mention.c.event == event.c.id).join(
            record, record.c.id == event_mention.c.mention
        )
        made = made.where(or_(*worded))
    return {row[0] for row in connection.execute(made)}


def _side(names: Iterable[str], role: str | None) -> ColumnElement[bool]:
    made = select(event_side.c.event).where(event_side.c.name.in_(names))
    return event.c.id.in_(made.where(event_side.c.role == role) if role else made)


def _place(name: str) -> ColumnElement[bool]:
    where = func.json_extract(event.c.json, "$.where.name")
    return or_(func.lower(where) == name.casefold(), event.c.country == name.upper())


def _told(connection: Connection, query: Query) -> ColumnElement[bool]:
    """The event is told by a report with these words, or in words of this speaker."""
    made = select(event_mention.c.event).join(record, record.c.id == event_mention.c.mention)
    if query.words:
        made = made.where(record.c.report.in_(_reports(connection, query.words)))
    if query.speaker:
        made = made.where(parties.speaks(connection, "mention", "reported_by", query.speaker))
    return event.c.id.in_(made)


def _reports(connection: Connection, words: str) -> Select[tuple[str]]:
    matching = text("SELECT rowid FROM fulltext WHERE fulltext MATCH :words").bindparams(words=safe(words))
    return select(report.c.id).where(report.c.added.in_(matching))


def safe(words: str) -> str:
    """An FTS5 query that always parses: quoted phrases, prefixes (`nucl*`), AND, OR and NOT keep their meaning,
    everything else is a word."""
    made: list[str] = []
    for token in re.findall(r'"[^"]*"|\S+', words.replace("\0", " ")):  # SQLite ends a text at a NUL
        if token in ("AND", "OR", "NOT"):
            if made and made[-1] not in ("AND", "OR", "NOT"):
                made.append(token)
        else:
            bare = token.replace('"', " ").strip()
            if re.search(r"\w", bare):
                made.append('"' + bare.rstrip("*") + '"' + ("*" if token.endswith("*") else ""))
    while made and made[-1] in ("AND", "OR", "NOT"):
        made.pop()
    if not made:
        raise DragomanError("no words to look for", words)
    return " ".join(made)


def reports(connection: Connection, words: str, limit: int) -> Iterator[Hit]:
    """The reports whose texts hold the words, best first (BM25)."""
    found = text(
        "WITH hit AS MATERIALIZED (SELECT rowid AS number, rank AS worth, snippet(fulltext, 1, :a, :b, '…', 24) AS words "
        "FROM fulltext WHERE fulltext MATCH :words ORDER BY rank LIMIT :limit) "
        "SELECT report.json, hit.words FROM hit JOIN report ON report.added = hit.number ORDER BY worth, number"
    )
    values = {"words": safe(words), "a": MARKS[0], "b": MARKS[1], "limit": limit}
    for head, snippet in connection.execute(found, values):
        yield Hit(ReportRecord.model_validate_json(head), snippet)


def coverage(connection: Connection, since: str | None, until: str | None) -> Coverage:
    """How many reports were read, and in which weeks of the period none was published."""
    first_day, last_day = day(since), day(until, last=True)
    dated = select(report.c.published).where(report.c.published.is_not(None))
    if first_day:
        dated = dated.where(report.c.published >= first_day)
    if last_day:
        dated = dated.where(report.c.published <= last_day)
    days = sorted(row[0][:10] for row in connection.execute(dated))
    undated = connection.execute(select(func.count()).select_from(report).where(report.c.published.is_(None))).scalar()
    start, end = first_day or (days[0] if days else None), last_day or (days[-1] if days else None)
    weeks = list(_mondays(start, end)) if start and end else []
    seen = {monday(d) for d in days}
    return Coverage(
        reports=len(days),
        undated=int(undated or 0),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        weeks=len(weeks),
        silent=tuple(w for w in weeks if w not in seen),
    )


def weeks(connection: Connection) -> list[str]:
    """The Mondays of the weeks in which a report was published."""
    days = connection.execute(select(report.c.published).where(report.c.published.is_not(None)).distinct())
    return sorted({monday(row[0][:10]) for row in days})


def monday(iso: str) -> str:
    """The Monday of an ISO day's week."""
    return _week(iso).isoformat()


def _week(iso: str) -> date:
    found = date.fromisoformat(iso)
    return date.fromordinal(found.toordinal() - found.weekday())


def _mondays(start: str, end: str) -> Iterator[str]:
    weeks = range(_week(start).toordinal(), date.fromisoformat(end).toordinal() + 1, 7)
    return (date.fromordinal(n).isoformat() for n in weeks)
