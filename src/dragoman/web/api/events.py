"""Events: in a list, in a window of time, one with its accounts; who acts on whom; journeys; what was read when."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from dragoman.case import Case
from dragoman.case.searching import monday
from dragoman.directory import directory
from dragoman.exporters.words import label
from dragoman.records import Event, EventType, Site, Visit
from dragoman.web.asking import Id, Limit, Offset, Shown
from dragoman.web.desk import Desk, desk
from dragoman.web.lines import Account, Line, Who, head, line, named

router = APIRouter(tags=["events"])
At = Annotated[Desk, Depends(desk)]
MOST_JOURNEYS, MOST_PLACES = 300, 200


class Lines(BaseModel):
    """The events that fit: how many, and some of them."""

    total: int
    events: list[Line]


class Full(BaseModel):
    """An event with all its accounts and, in a line each, the events that may be the same."""

    event: Event
    line: Line
    rejected: bool
    revision: str
    accounts: list[Account]
    maybe: list[Line]


class Week(BaseModel):
    """Reports published, and events that begin, in the week of this Monday (ISO date)."""

    monday: str
    reports: int
    events: int


class Weeks(BaseModel):
    """The weeks with a report or an event, and how many of either have no date."""

    weeks: list[Week]
    undated: int
    undated_events: int


class Pair(BaseModel):
    """Events with one party as source and the other as target; `mutual` of them have no direction, `happened` are told to
    have happened or to go on."""

    source: str
    target: str
    events: int
    mutual: int
    happened: int
    types: dict[EventType, int]


class Pairs(BaseModel):
    parties: list[Who]
    pairs: list[Pair]


class Spot(BaseModel):
    """Events at one place (degrees north and east), and their commonest type; `exact` is false for a state as a whole."""

    place: str
    lat: float
    lon: float
    exact: bool
    events: int
    type: EventType


class Spots(BaseModel):
    """`total` events have a place."""

    total: int
    sites: list[Spot]


class Stop(BaseModel):
    """Where a leg of a journey ends: degrees north and east, null where nothing tells; `exact` is false where a state's
    middle stands for a place in it."""

    name: str | None
    lat: float | None
    lon: float | None
    exact: bool


class Journey(BaseModel):
    """A journey with its home and, for each leg, where it leads."""

    visit: Visit
    who: str
    home: Stop | None
    stops: list[Stop]


class Journeys(BaseModel):
    """Journeys, made of the first `read` of `total` visits."""

    total: int
    read: int
    journeys: list[Journey]


@router.get("/events")
def events(at: At, query: Shown, limit: Limit = 100, offset: Offset = 0) -> Lines:
    """The events that fit, in the order of their dates."""
    return Lines(
        total=at.case.count(query), events=[line(e) for e in at.case.events(query, limit=limit, offset=offset)]
    )


@router.get("/timeline")
def timeline(at: At, query: Shown, limit: Limit = 300) -> Lines:
    """The events of a window of time; where there are more than `limit`, those that are told most often."""
    return Lines(total=at.case.count(query), events=[line(e) for e in at.case.foremost(query, limit)])


@router.get("/weeks")
def weeks(at: At, query: Shown) -> Weeks:
    """How much was read and how much happened, week by week: where no report was read, no event says nothing."""
    read = at.case.report_weeks()
    begun: Counter[str] = Counter()
    for day, number in at.case.days(query).items():
        begun[monday(day)] += number
    made = [Week(monday=m, reports=read.get(m, 0), events=begun[m]) for m in sorted({*read, *begun})]
    return Weeks(
        weeks=made,
        undated=at.case.report_count() - sum(read.values()),
        undated_events=at.case.count(query) - begun.total(),
    )


@router.get("/events/{event_id}")
def event(at: At, event_id: Id) -> Full:
    """One event, by the id that it has or once had."""
    found = at.case.event(event_id)
    told = at.case.mentions_of(found.mentions)
    heads = at.case.report_heads(m.report for m in told.values())
    dated = sorted(told.values(), key=lambda m: (heads[m.report].published or "9999", m.report, m.trigger.span))
    overlay = at.case.overlay()
    seen = at.case.revisions([found.id, *told])
    return Full(
        event=found,
        line=line(found),
        rejected=overlay.rejected(found.id),
        revision=seen[found.id],
        accounts=[Account(mention=m, report=head(heads[m.report]), revision=seen[m.id]) for m in dated],
        maybe=[line(e) for e in at.case.events_of(found.maybe)],
    )


@router.get("/pairs")
def pairs(at: At, query: Shown) -> Pairs:
    """Who acts on whom: a network with direction and weight."""
    found = at.case.pairs(query)
    names = sorted({n for p in found for n in (p.source, p.target)})
    return Pairs(
        parties=[Who(name=n, label=named(n)[0]) for n in names],
        pairs=[Pair.model_validate(asdict(p)) for p in found],
    )


@router.get("/sites")
def sites(at: At, query: Shown) -> Spots:
    """Where the events that fit took place; of very many places, those with the most events."""
    found = at.case.spots(query)
    total = sum(s.events for s in found)
    return Spots(total=total, sites=[Spot.model_validate(asdict(s)) for s in found[:MOST_PLACES]])


@router.get("/visits")
def visits(at: At, query: Shown) -> Journeys:
    """The journeys of the events that fit; of very many, the first."""
    found = at.case.visits(query, MOST_JOURNEYS)
    sites = {e.id: e.where for e in at.case.events_of(leg.events[0] for v in found for leg in v.legs)}
    total = _trips(at.case, query)
    return Journeys(total=total, read=min(total, MOST_JOURNEYS), journeys=[_journey(v, sites) for v in found])


def _trips(case: Case, query: Shown) -> int:
    return case.count(replace(query, type="CONSULT", mode="visit"))


def _journey(visit: Visit, sites: dict[str, Site | None]) -> Journey:
    stops = [_stop(leg.place, leg.country, sites.get(leg.events[0])) for leg in visit.legs]
    home = _stop(None, visit.from_, None) if visit.from_ else None
    return Journey(visit=visit, who=label(visit.traveller), home=home, stops=stops)


def _stop(place: str | None, country: str | None, site: Site | None) -> Stop:
    if site is not None and site.lat is not None and site.lon is not None:
        return Stop(name=site.name or place, lat=site.lat, lon=site.lon, exact=site.precision != "country")
    point = directory().points.get(country or "")
    name = place or (named(country)[0] if country else None)
    return Stop(name=name, lat=point[0] if point else None, lon=point[1] if point else None, exact=False)
