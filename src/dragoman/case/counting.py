"""What a page counts instead of listing: pairs of parties, events and reports by day, names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from dragoman.case import searching
from dragoman.case.schema import event, event_side, report
from dragoman.case.searching import Query

CODE = "[A-Z]*"  # a GLOB: codes of actors are capitals, slugs and words are not


@dataclass(frozen=True, slots=True)
class Pair:
    """Events with `source` on the one side and `target` on the other (actor codes), by type; `mutual` of them have no
    direction, `happened` are told to have happened or to go on."""

    source: str
    target: str
    events: int
    mutual: int
    happened: int
    types: dict[str, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """Events at one place (degrees north and east), and their commonest type; `exact` is false for a state as a whole."""

    place: str
    lat: float
    lon: float
    exact: bool
    events: int
    type: str


def number(connection: Connection, query: Query, hidden: Iterable[str] = ()) -> int:
    made = select(func.count()).select_from(event).where(*searching.conditions(connection, query, hidden))
    return int(connection.execute(made).scalar() or 0)


def days(connection: Connection, query: Query, hidden: Iterable[str] = ()) -> dict[str, int]:
    """ISO day on which they begin, or became known -> number of events; those without one are left out."""
    day = searching.EARLIEST
    made = select(day, func.count()).where(*searching.conditions(connection, query, hidden), day.is_not(None))
    return {str(row[0])[:10]: row[1] for row in connection.execute(made.group_by(day).order_by(day))}


def report_weeks(connection: Connection) -> dict[str, int]:
    """Monday of a week (ISO date) -> number of reports published in it."""
    found: Counter[str] = Counter()
    made = select(report.c.published, func.count()).where(report.c.published.is_not(None))
    for published, count in connection.execute(made.group_by(report.c.published)):
        found[searching.monday(published[:10])] += count
    return dict(sorted(found.items()))


def pairs(connection: Connection, query: Query, hidden: Iterable[str] = ()) -> list[Pair]:
    """Who acts on whom, those with the most events first."""
    one, other = event_side.alias(), event_side.alias()
    mutual = func.json_extract(event.c.json, "$.reciprocal")
    real = event.c.status.in_(("happened", "ongoing"))
    made = (
        select(one.c.name, other.c.name, event.c.type, mutual, real, func.count(func.distinct(event.c.id)))
        .join(one, (one.c.event == event.c.id) & (one.c.role == "source") & one.c.name.op("GLOB")(CODE))
        .join(other, (other.c.event == event.c.id) & (other.c.role == "target") & other.c.name.op("GLOB")(CODE))
        .where(one.c.name != other.c.name, *searching.conditions(connection, query, hidden))
        .group_by(one.c.name, other.c.name, event.c.type, mutual, real)
    )
    types: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    both: Counter[tuple[str, str]] = Counter()
    done: Counter[tuple[str, str]] = Counter()
    for source, target, kind, is_mutual, is_real, count in connection.execute(made):
        types[source, target][kind] += count
        both[source, target] += count if is_mutual else 0
        done[source, target] += count if is_real else 0
    found = [Pair(*p, sum(t.values()), both[p], done[p], dict(t.most_common())) for p, t in types.items()]
    return sorted(found, key=lambda p: (-p.events, p.source, p.target))


def spots(connection: Connection, query: Query, hidden: Iterable[str] = ()) -> list[Spot]:
    """The places of events, those with the most events first."""
    keys = ("name", "lat", "lon", "precision")
    name, lat, lon, precision = (func.json_extract(event.c.json, f"$.where.{key}") for key in keys)
    made = select(name, lat, lon, precision, event.c.type, func.count()).where(
        *searching.conditions(connection, query, hidden), lat.is_not(None), lon.is_not(None), name.is_not(None)
    )
    types: dict[tuple[str, float, float, bool], Counter[str]] = defaultdict(Counter)
    for place, north, east, how, kind, count in connection.execute(
        made.group_by(name, lat, lon, precision, event.c.type)
    ):
        types[place, north, east, how != "country"][kind] += count
    found = [Spot(*at, sum(t.values()), t.most_common(1)[0][0]) for at, t in types.items()]
    return sorted(found, key=lambda s: (-s.events, s.place))


def names(connection: Connection, part: str, limit: int) -> list[tuple[str, int]]:
    """(name of a party with these letters in it, number of its events): codes, slugs and words, the commonest first."""
    count = func.count(func.distinct(event_side.c.event))
    made = select(event_side.c.name, count).where(event_side.c.name.icontains(part, autoescape=True))
    rows = connection.execute(made.group_by(event_side.c.name).order_by(count.desc(), event_side.c.name).limit(limit))
    return [(row[0], row[1]) for row in rows]
