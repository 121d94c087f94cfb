"""An event's record from the mentions that tell of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from dragoman.days import edtf_range as edtf_range
from dragoman.merging.frames import DONE, SENDERS, party_key, place, window
from dragoman.records import Conflict, Event, Known, Mention, Side, Site, Status, Told, content_id

T = TypeVar("T")
REACHED: tuple[Status, ...] = (
    "happened",
    "ongoing",
    "denied",
    "negated",
    "planned",
    "proposed",
    "conditional",
    "hypothetical",
)


@dataclass(frozen=True, slots=True)
class Account:
    """A mention, and the ISO days between which it was told: its report's; None where that side is open. The last of them is
    the one by which it could be `known` for certain."""

    mention: Mention
    told: tuple[str | None, str | None]

    @property
    def known(self) -> str | None:
        return self.told[1]


def event_id(mention: str) -> str:
    """The id of an event whose smallest mention id this is."""
    return content_id("event", mention)


def assemble(accounts: Iterable[Account], maybe: Iterable[str] = ()) -> Event:
    """One event from all its accounts, in whatever order they come. Nothing is averaged: see `conflicts`."""
    told = sorted(accounts, key=lambda a: order_of_telling(a.known, a.mention))
    mentions = [a.mention for a in told]
    own = [m for m in mentions if m.rule not in SENDERS] or mentions
    earliest, latest, edtf = _dates(mentions)
    return Event(
        id=event_id(min(m.id for m in mentions)),
        type=_commonest(m.type for m in mentions),
        mode=_commonest([m.mode for m in mentions if m.mode] or [None]),
        contexts=sorted({c for m in mentions for c in m.contexts}),
        status=_status(own),
        background=all(m.background for m in mentions),
        alleged=all(m.alleged for m in mentions),
        reciprocal=any(m.reciprocal for m in mentions),
        participants=_sides(own),
        earliest=earliest,
        latest=latest,
        edtf=edtf,
        where=_where(mentions),
        mentions=sorted(m.id for m in mentions),
        reports=len({m.report for m in mentions}),
        sources=len({m.report for m in mentions}),
        history=_history(told),
        conflicts=_conflicts(mentions),
        maybe=sorted(maybe),
        reviewed=False,
    )


def order_of_telling(known: str | None, mention: Mention) -> tuple[str, int, str]:
    """By the date since when it could be known; without one, plans come before all and facts after all."""
    undated = "0000" if mention.counts in ("planned", "proposed") else "9999"
    return known or undated, -REACHED.index(mention.counts), mention.id


def _fullness(mention: Mention) -> tuple[int, int, int, float, str]:
    known = [p for p in mention.participants if party_key(p, mention)]
    roles = len({p.role for p in known})
    return roles, sum(1 for p in known if p.entity), len(known), mention.confidence or 0.0, mention.id


def _commonest(values: Iterable[T]) -> T:
    """The value given most often; of several the one that sorts first."""
    counts = Counter(values)
    return min(counts, key=lambda v: (-counts[v], str(v)))


def _status(mentions: list[Mention]) -> Status:
    """How far it came by any report: what happened outweighs what was planned, a denial is a conflict beside it."""
    return min((m.counts for m in mentions), key=REACHED.index)


def _sides(mentions: list[Mention]) -> list[Side]:
    """The parties of the fullest account; a person whom the others name for a party is added, if the party stands on one
    side alone."""
    best = max(mentions, key=_fullness)
    roles: dict[str | None, set[str]] = defaultdict(set)
    for p in best.participants:
        roles[party_key(p, best)].add(p.role)
    known: dict[str, list[tuple[str, str | None, str]]] = defaultdict(list)
    for m in mentions:
        for p in m.participants:
            if p.entity and (key := party_key(p, m)):
                known[key].append((p.entity, p.post, p.text))
    sides: dict[tuple[str, str | None, str | None, str], Side] = {}
    for p in best.participants:
        entity, post, text = p.entity, p.post, p.text
        others = sorted(known.get(party_key(p, best) or "", []), key=lambda o: (o[0], o[1] or "", o[2]))
        if entity is None and len({o[0] for o in others}) == 1 and len(roles[party_key(p, best)]) == 1:
            entity, post, text = others[0]
        side = Side(role=p.role, actor=p.actor, sector=p.sector, entity=entity, post=post, text=text)
        sides.setdefault((p.role, p.actor, entity, "" if p.actor else text), side)
    return list(sides.values())


def _dates(mentions: list[Mention]) -> tuple[str | None, str | None, str | None]:
    """The days on which all dated accounts agree; where they do not, the narrowest account's."""
    dated = sorted(
        (m.when for m in mentions if m.when and window(m)),
        key=lambda w: (len(w.edtf or ""), w.earliest or "", w.latest or ""),
    )
    if not dated:
        half = sorted((m.when for m in mentions if m.when and m.when.edtf), key=lambda w: (w.edtf or "", w.text))
        return (half[0].earliest, half[0].latest, half[0].edtf) if half else (None, None, None)
    first, last = max(w.earliest or "" for w in dated), min(w.latest or "" for w in dated)
    if first > last:
        narrow = min(dated, key=lambda w: (_width(w.earliest, w.latest), w.earliest or "", w.edtf or ""))
        return narrow.earliest, narrow.latest, narrow.edtf
    same = [w.edtf for w in dated if (w.earliest, w.latest) == (first, last) and w.edtf]
    return first, last, min(same, key=lambda e: (len(e), e)) if same else edtf_range(first, last)


def _width(earliest: str | None, latest: str | None) -> int:
    return (date.fromisoformat((latest or "")[:10]) - date.fromisoformat((earliest or "")[:10])).days


def _where(mentions: list[Mention]) -> Site | None:
    """The place that most accounts name; a country alone only where none names more."""
    named = [m.where for m in mentions if m.where and m.where.name]
    fine = [w for w in named if w.precision != "country"] or named
    if not fine:
        return None
    name = _commonest((w.name, w.country) for w in fine)
    w = next(w for w in fine if (w.name, w.country) == name)
    return Site(name=w.name, country=w.country, lat=w.lat, lon=w.lon, geonames=w.geonames, precision=w.precision)


def _history(told: list[Account]) -> list[Known]:
    """Each change of status, in the order in which the reports could be known."""
    stages: list[Known] = []
    for account in told:
        if not stages or stages[-1].status != account.mention.counts:
            first, last = account.told
            stages.append(Known(known=last, earliest=first, status=account.mention.counts, mention=account.mention.id))
    return stages


def _conflicts(mentions: list[Mention]) -> list[Conflict]:
    def date_of(m: Mention) -> str | None:
        return m.when.edtf if m.when and window(m) else None

    found = [
        _conflict("status", mentions, lambda m: m.counts if m.counts in (*DONE, "negated") else None, _opposed),
        _conflict("date", mentions, date_of, lambda values: _disjoint(mentions)),
        _conflict("where", mentions, lambda m: place([m]), lambda values: len(values) > 1),
    ]
    return [c for c in found if c]


def _conflict(
    field: str, mentions: list[Mention], value: Callable[[Mention], str | None], differ: Callable[[set[str]], bool]
) -> Conflict | None:
    told: dict[str, list[str]] = defaultdict(list)
    for m in mentions:
        if (v := value(m)) is not None:
            told[v].append(m.id)
    if len(told) < 2 or not differ(set(told)):
        return None
    return Conflict.model_validate(
        {"field": field, "values": [Told(value=v, mentions=sorted(ids)) for v, ids in sorted(told.items())]}
    )


def _opposed(values: set[str]) -> bool:
    return bool(values & {"happened", "ongoing"}) and bool(values & {"negated", "denied"})


def _disjoint(mentions: list[Mention]) -> bool:
    spans = [w for m in mentions if (w := window(m))]
    return bool(spans) and max(a for a, _ in spans) > min(b for _, b in spans)
