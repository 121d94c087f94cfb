"""From events to journeys: who went where, in what order where the reports give one, and how far each leg came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from dragoman.merging.events import order_of_telling
from dragoman.merging.frames import SENDERS
from dragoman.records import Event, Leg, Mention, Side, Visit, VisitStage, content_id
from dragoman.yamls import load_yaml

ORDER: tuple[VisitStage, ...] = ("invited", "accepted", "announced", "departed", "held", "ended", "cancelled")
ONE_JOURNEY = 14  # days: legs of one traveller, told in one report, that lie farther apart are two journeys
FACT, AHEAD = ("happened", "ongoing"), ("planned", "proposed")


@lru_cache(maxsize=1)
def _stages() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml(Path(__file__).with_name("stages.yaml"))
    return data


@dataclass(frozen=True, slots=True)
class _Trip:
    """A visit event with its mentions, and who travels."""

    event: Event
    mentions: tuple[Mention, ...]
    traveller: Side
    name: str


def visits(events: Iterable[Event], mentions: Mapping[str, Mention]) -> list[Visit]:
    """The journeys that these events tell of, in the order of the events. `mentions`: at least those of the events of
    types CONSULT and AGREE, by id. What is only conditional or hypothetical is no journey yet."""
    held = list(events)
    stages = _invitations(mentions.values())
    trips = [t for e in held if e.mode == "visit" and e.type == "CONSULT" and (t := _trip(e, mentions))]
    return [v for group in _journeys(trips) if (v := _visit(group, stages))]


def _trip(event: Event, mentions: Mapping[str, Mention]) -> _Trip | None:
    told = tuple(mentions[m] for m in event.mentions if m in mentions)
    if not any(m.counts in (*FACT, *AHEAD) for m in told):
        return None
    going = [p for m in told if m.rule not in SENDERS for p in m.participants if p.role == "source" and p.entity]
    sides = [s for s in event.participants if s.role == "source"]
    if going:
        p = going[0]
        side = Side(role="source", actor=p.actor, sector=p.sector, entity=p.entity, post=p.post, text=p.text)
    elif sides:
        side = sides[0]
        if all(m.rule in SENDERS for m in told):
            side = side.model_copy(update={"entity": None, "post": None})
    else:
        return None
    return _Trip(event, told, side, side.entity or side.actor or side.text.casefold())


def _invitations(mentions: Iterable[Mention]) -> dict[tuple[str, int], list[tuple[VisitStage, Mention]]]:
    """Invitations and acceptances by report and start of their sentence."""
    found: dict[tuple[str, int], list[tuple[VisitStage, Mention]]] = defaultdict(list)
    for m in mentions:
        stage = _stages()["entries"].get(m.rule)
        if stage and m.counts == "happened":
            found[m.report, m.sentence.span[0]].append((stage, m))
    return found


def _journeys(trips: list[_Trip]) -> list[list[_Trip]]:
    """Trips of one traveller that a report tells together: of one word, or near in time and both done or both planned."""
    by_place: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, t in enumerate(trips):
        for report in {m.report for m in t.mentions}:
            by_place[t.name, report].append(n)
    root = list(range(len(trips)))

    def top(n: int) -> int:
        while root[n] != n:
            n = root[n]
        return n

    for together in by_place.values():
        for n, a in enumerate(together):
            for b in together[n + 1 :]:
                if _one_journey(trips[a], trips[b]):
                    one, other = sorted((top(a), top(b)))
                    root[other] = one
    groups: dict[int, list[_Trip]] = defaultdict(list)
    for n, t in enumerate(trips):
        groups[top(n)].append(t)
    return list(groups.values())


def _one_journey(one: _Trip, other: _Trip) -> bool:
    if {(m.report, m.trigger.span) for m in one.mentions} & {(m.report, m.trigger.span) for m in other.mentions}:
        return True
    if one.event.background or other.event.background or (one.event.status in FACT) != (other.event.status in FACT):
        return False
    a, b = one.event.earliest, other.event.earliest
    if a and b:
        return abs((date.fromisoformat(a[:10]) - date.fromisoformat(b[:10])).days) <= ONE_JOURNEY
    return True


def _visit(group: list[_Trip], stages: Mapping[tuple[str, int], list[tuple[VisitStage, Mention]]]) -> Visit | None:
    home = group[0].traveller.actor
    away = [
        t
        for t in group
        if home is None or not any(s.role == "target" and s.actor == home for s in t.event.participants)
    ]
    if not away:
        return None
    legs = [_leg(t, stages) for t in away]
    ended = [m for t in group if t not in away for m in t.mentions if m.counts in FACT]
    dated = [leg for leg in legs if leg.earliest]
    ordered = len(dated) == len(legs) > 1 and len({leg.earliest for leg in legs}) == len(legs)
    if ordered:
        legs.sort(key=lambda leg: leg.earliest or "")
    if ended and len(legs) == 1 and legs[0].stage in ("departed", "held"):
        legs = [legs[0].model_copy(update={"stage": "ended", "history": [*legs[0].history, ("ended", None)]})]
    return Visit.model_validate(
        {
            "id": content_id("visit", min(m for t in away for m in t.event.mentions)),
            "traveller": next((t.traveller for t in group if t.traveller.entity), group[0].traveller),
            "from": home,
            "purpose": None,
            "legs": legs,
            "ordered": ordered,
            "finding": _finding(legs),
        }
    )


def _leg(trip: _Trip, stages: Mapping[tuple[str, int], list[tuple[VisitStage, Mention]]]) -> Leg:
    known = {h.mention: h.known for h in trip.event.history}
    when = {h.mention: h.told for h in trip.event.history}
    history: list[tuple[VisitStage, str | None]] = []
    told: list[str] = []
    for m in sorted(trip.mentions, key=lambda m: order_of_telling(known.get(m.id), m)):
        for stage, act in stages.get((m.report, m.sentence.span[0]), ()) if m.counts in AHEAD else ():
            history.append((stage, when.get(m.id)))
            told.append(act.id)
        if reached := _stage(m, trip.event):
            history.append((reached, when.get(m.id)))
    history = list(dict.fromkeys(history))
    where, target = trip.event.where, next((s for s in trip.event.participants if s.role == "target"), None)
    return Leg(
        place=where.name if where else (target.text if target else None),
        country=where.country if where else (target.actor if target else None),
        earliest=trip.event.earliest,
        latest=trip.event.latest,
        stage=max((s for s, _ in history), key=ORDER.index),
        history=history,
        events=[trip.event.id],
        mentions=[*trip.event.mentions, *sorted(set(told))],
    )


def _stage(mention: Mention, event: Event) -> VisitStage | None:
    if mention.counts in AHEAD or (mention.counts in FACT and mention.rule in SENDERS):
        return "announced"
    if mention.counts not in FACT:
        return "cancelled" if event.status not in FACT else None
    word = mention.trigger.text.casefold()
    if mention.counts == "ongoing" or word in _stages()["departed"]:
        return "departed"
    return "ended" if word in _stages()["ended"] else "held"


def _finding(legs: list[Leg]) -> str | None:
    open_ = [leg.place or "somewhere" for leg in legs if ORDER.index(leg.stage) < ORDER.index("departed")]
    if not open_:
        return None
    since = min((known for leg in legs for _, known in leg.history if known), default=None)
    return f"announced{_on(since)}, and no report tells that it took place: {', '.join(open_)}"


def _on(told: str | None) -> str:
    """An EDTF day or range in words."""
    first, _, last = (told or "").partition("/")
    if not last:
        return f" on {first}" if first else ""
    return f" by {last}" if first == ".." else f" after {first}" if last == ".." else f" between {first} and {last}"
