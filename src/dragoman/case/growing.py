"""How a case grows: frames of the reports that changed, the clusters that those can touch, and their events, made anew.

An event is a function of the mentions and of the reviews. What a report can touch is known from its frames, old and new:
stretches of time in a block, and the guests that lodge there. So the order in which reports come can't matter, and a
report costs what its days cost, however large the case.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from dragoman.case.reviewing import Overlay, reviews, side_names
from dragoman.case.schema import cluster, event, event_mention, event_side, frame, frame_mention, record, report
from dragoman.merging.clusters import MONTH, Cluster, Lodger, hosts, is_settled, key, lodge, settle, worded
from dragoman.merging.events import Account, assemble, event_id
from dragoman.merging.frames import Frame, frames
from dragoman.records import Event, Mention, ReportRecord, content_id, to_json

_Row = tuple[str, str, int, int, str, str]  # of the table `cluster`: id, block, first, last, people, JSON
MANY = 500  # bound variables that every SQLite takes in one statement


@dataclass(slots=True)
class Touched:
    """What a change reaches: days (proleptic ordinals) of settled frames by block, keys of unsettled ones as (block, key),
    and the homes and mentions whose events it may change."""

    days: dict[str, set[tuple[int, int]]] = field(default_factory=lambda: defaultdict(set))
    keys: set[tuple[str, str]] = field(default_factory=set)
    homes: set[str] = field(default_factory=set)
    mentions: set[str] = field(default_factory=set)

    def add(self, other: Touched) -> Touched:
        for block, days in other.days.items():
            self.days[block] |= days
        self.keys |= other.keys
        self.homes |= other.homes
        self.mentions |= other.mentions
        return self

    def frame(self, block: str, first: int | None, last: int | None, unsettled: str | None) -> None:
        if unsettled is None:
            self.days[block].add((first or 0, last or 0))
        else:
            self.keys.add((block, unsettled))


@dataclass(frozen=True, slots=True)
class _Made:
    event: Event
    digest: str
    aliases: tuple[str, ...]
    told: tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An event as it should stand: `digest` changes with anything that it is made of."""

    digest: str
    members: tuple[str, ...]
    maybe: tuple[str, ...]


def touched_by(connection: Connection, report_ids: Iterable[str]) -> Touched:
    """What the frames of these reports touch, as they stand."""
    found = Touched()
    columns = (frame.c.id, frame.c.block, frame.c.first, frame.c.last, frame.c.key, frame.c.home)
    for some in _parts(report_ids):
        for name, block, first, last, unsettled, home in connection.execute(
            select(*columns).where(frame.c.report.in_(some))
        ):
            found.frame(block, first, last, unsettled)
            found.homes.update([home] if home else [])
            query = select(frame_mention.c.mention).where(frame_mention.c.frame == name)
            found.mentions.update(row[0] for row in connection.execute(query))
    return found


def reframe(connection: Connection, head: ReportRecord, mentions: Iterable[Mention], overlay: Overlay) -> Touched:
    """Write a report's frames in place of its old ones; what the new ones touch."""
    old = select(frame.c.id).where(frame.c.report == head.id)
    connection.execute(delete(frame_mention).where(frame_mention.c.frame.in_(old)))
    connection.execute(delete(frame).where(frame.c.report == head.id))
    kept = [overlay.mention(m) for m in mentions if overlay.stands(m)]
    made = frames(head, kept, frozenset(m.id for m in kept if overlay.apart(m.id)))
    found = Touched()
    for f in made:
        found.frame(f.block, f.first, f.last, None if is_settled(f) else key(f))
        found.mentions.update(f.members)
    if made:
        connection.execute(insert(frame), [_frame_row(f) for f in made])
        connection.execute(insert(frame_mention), [{"mention": m, "frame": f.id} for f in made for m in f.members])
    return found


def _frame_row(f: Frame) -> dict[str, Any]:
    settled = is_settled(f)
    return {
        "id": f.id,
        "report": f.report,
        "block": f.block,
        "settled": settled,
        "first": f.first,
        "last": f.last,
        "key": None if settled else key(f),
        "people": f" {' '.join(_names(f.people))} ",
        "likeness": json.dumps([f.people, f.place, f.words if worded(f) else []]),
        "hosts": None,
        "home": None,
        "digest": f.digest,
        "json": json.dumps(f.as_dict()),
    }


def regrow(connection: Connection, touched: Touched, overlay: Overlay) -> int:
    """Make anew what was touched, and write the events that changed. Gives their number."""
    stretches = [(b, *days) for b in sorted(touched.days) for days in _gapless(connection, b, touched.days[b])]
    # All stretches are emptied before any is filled: a frame may have changed its block.
    emptied = [_empty(connection, *stretch) for stretch in stretches]
    for stretch, old in zip(stretches, emptied, strict=True):
        made, moved = _settle(connection, *stretch)
        changed = old.symmetric_difference(made)
        touched.homes |= moved | {row[0] for row in changed}
        for _, _, first, last, people, _ in changed:
            touched.keys |= _disturb(connection, stretch[0], first, last, set(people.split()))
    for block, unsettled in sorted(touched.keys):
        touched.homes |= _lodge(connection, block, unsettled)
    for some in _parts(touched.mentions):
        homes = select(frame.c.home).join(frame_mention, frame_mention.c.frame == frame.c.id)
        rows = connection.execute(homes.where(frame_mention.c.mention.in_(some)))
        touched.homes |= {row[0] for row in rows if row[0]}
    links = _links(connection, touched, overlay)
    held = _reach(connection, touched, links)
    wanted = {event_id(w.members[0]): w for w in _wanted(connection, touched.homes, links, overlay)}
    return _write(connection, held, wanted, overlay)


def _gapless(connection: Connection, block: str, days: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of time about these days beyond which no settled frame reaches: what lies outside can't change."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(days):
        if found and last <= found[-1][1]:
            continue
        while True:
            query = select(func.min(frame.c.first), func.max(frame.c.last)).where(*_within(frame, block, first, last))
            low, high = connection.execute(query).one()
            wider = (min(first, low or first), max(last, high or last))
            if wider == (first, last):
                break
            first, last = wider
        found.append((first, last))
    return found


def _within(table: Any, block: str, first: int, last: int) -> tuple[ColumnElement[bool], ...]:
    """What is settled there, on any of these days. None is wider than a month, which the index makes use of."""
    days = (table.c.first <= last, table.c.last >= first, table.c.first >= first - MONTH)
    return table.c.block == block, *((table.c.settled.is_(True),) if table is frame else ()), *days


def _empty(connection: Connection, block: str, first: int, last: int) -> set[_Row]:
    """Take the settled clusters of a stretch of time away, and give them."""
    where = _within(cluster, block, first, last)
    columns = (cluster.c.id, cluster.c.block, cluster.c.first, cluster.c.last, cluster.c.people, cluster.c.json)
    old = {tuple(row) for row in connection.execute(select(*columns).where(*where))}
    connection.execute(delete(cluster).where(*where))
    return old


def _settle(connection: Connection, block: str, first: int, last: int) -> tuple[set[_Row], set[str]]:
    """Settle a stretch of time; its clusters, and the homes that frames left and entered."""
    within = _within(frame, block, first, last)
    made = settle(_frames(connection, *within))
    homes = {f: c.id for c in made for f in c.frames}
    before = {row[0]: row[1] for row in connection.execute(select(frame.c.id, frame.c.home).where(*within))}
    moved = {f: home for f, home in homes.items() if before[f] != home}
    _house(connection, moved)
    return _keep(connection, made), set(moved.values()) | {before[f] for f in moved if before[f]}


def _names(people: dict[str, list[str]]) -> list[str]:
    return sorted({name for names in people.values() for name in names})


def _disturb(connection: Connection, block: str, first: int, last: int, people: set[str]) -> set[tuple[str, str]]:
    """Forget the hosts of the unsettled frames that may be of an event in this stretch, those without any day by the
    people that they name; their keys."""
    meets = [(frame.c.first <= last) & (frame.c.last >= first)]
    meets += [frame.c.first.is_(None) & _naming(frame, sorted(people))] if people else []
    where = (frame.c.block == block, frame.c.settled.is_(False), or_(*meets))
    keys = {(block, row[0]) for row in connection.execute(select(frame.c.key).where(*where).distinct())}
    if keys:
        connection.execute(update(frame).where(*where).values(hosts=None))
    return keys


def _naming(table: Any, people: list[str]) -> ColumnElement[bool]:
    return or_(*[table.c.people.contains(f" {name} ", autoescape=True) for name in people])


def _lodge(connection: Connection, block: str, unsettled: str) -> set[str]:
    """Lodge the frames of one key; their homes, before and after."""
    where = (frame.c.block == block, frame.c.key == unsettled)
    asked = [
        {"name": f.id, "found": " ".join(hosts(f, _near(connection, f)))}
        for f in _frames(connection, *where, frame.c.hosts.is_(None))
    ]
    if asked:
        known = update(frame).where(frame.c.id == bindparam("name")).values(hosts=bindparam("found"))
        connection.execute(known, asked)
    columns = (frame.c.id, frame.c.first, frame.c.last, frame.c.likeness, frame.c.hosts, frame.c.home)
    rows = connection.execute(select(*columns).where(*where)).all()
    homes = lodge(
        Lodger(name, first, last, *_likeness(likeness), tuple(found.split()))
        for name, first, last, likeness, found, _ in rows
    )
    before = {row[0]: row[5] for row in rows}
    moved = {name: home for name, home in homes.items() if before[name] != home}
    _house(connection, moved)
    changed = moved.keys() | {a["name"] for a in asked}
    return {home for name in changed for home in (before[name], homes[name]) if home}


def _likeness(text: str) -> tuple[dict[str, list[str]], str | None, list[str]]:
    people, place, words = json.loads(text)
    return people, place, words


def _near(connection: Connection, f: Frame) -> Iterator[Cluster]:
    """The settled clusters that an unsettled frame may meet: those on its days or, where it has none, those with its
    people, if they are few."""
    query = select(cluster.c.json)
    if f.first is not None and f.last is not None:
        query = query.where(*_within(cluster, f.block, f.first, f.last))
    else:
        names = _names(f.people)
        if not names:
            return
        query = query.where(cluster.c.block == f.block, _naming(cluster, names))
    for row in connection.execute(query):
        yield Cluster(**json.loads(row[0]))


def _keep(connection: Connection, made: list[Cluster]) -> set[_Row]:
    rows = [
        (c.id, c.block, c.first or 0, c.last or 0, f" {' '.join(_names(c.people))} ", json.dumps(c.as_dict()))
        for c in made
    ]
    if rows:
        names = ("id", "block", "first", "last", "people", "json")
        connection.execute(insert(cluster), [dict(zip(names, row, strict=True)) for row in rows])
    return set(rows)


def _house(connection: Connection, homes: dict[str, str]) -> None:
    if homes:
        moved = update(frame).where(frame.c.id == bindparam("name"), frame.c.home.is_distinct_from(bindparam("house")))
        connection.execute(
            moved.values(home=bindparam("house")), [{"name": f, "house": h} for f, h in sorted(homes.items())]
        )


def _frames(connection: Connection, *which: ColumnElement[bool]) -> Iterator[Frame]:
    for (line,) in connection.execute(select(frame.c.json).where(*which)).all():
        values = json.loads(line)
        values["members"], values["words"] = tuple(values["members"]), tuple(values["words"])
        yield Frame(**values)


def _links(connection: Connection, touched: Touched, overlay: Overlay) -> list[tuple[str, str]]:
    """The homes that people's merges tie; a merge whose mentions are gone waits."""
    fresh = {event_id(m): m for m in touched.mentions} if overlay.links else {}  # no event may stand for them yet
    homes = [tuple(_home(connection, fresh.get(name, name)) for name in pair) for pair in overlay.links]
    return [(a, b) for a, b in homes if a and b and a != b]


def _home(connection: Connection, name: str) -> str | None:
    """The home of a mention, or of the mention that an event's id was made of."""
    query = select(event_mention.c.mention).where(event_mention.c.alias == name)
    mention = connection.execute(query).scalar() or name
    home = select(frame.c.home).join(frame_mention, frame_mention.c.frame == frame.c.id)
    return connection.execute(home.where(frame_mention.c.mention == mention)).scalar()


def _reach(connection: Connection, touched: Touched, links: list[tuple[str, str]]) -> dict[str, str]:
    """The events that may change, with their digests; grows `touched` by every home that shares an event with one, or
    that a person tied to one."""
    held: dict[str, str] = {}
    new = set(touched.homes)
    mentions = set(touched.mentions)
    while new or mentions:
        for some in _parts(new):
            inner = select(frame_mention.c.mention).join(frame, frame.c.id == frame_mention.c.frame)
            mentions |= {row[0] for row in connection.execute(inner.where(frame.c.home.in_(some)))}
        found: dict[str, str] = {}
        for some in _parts(mentions):
            events = select(event.c.id, event.c.digest).join(event_mention, event_mention.c.event == event.c.id)
            found |= {row[0]: row[1] for row in connection.execute(events.where(event_mention.c.mention.in_(some)))}
        homes = {b for pair in links for a, b in (pair, pair[::-1]) if a in touched.homes}
        for some in _parts(found.keys() - held.keys()):
            lodged = select(frame.c.home).join(frame_mention, frame_mention.c.frame == frame.c.id)
            lodged = lodged.join(event_mention, event_mention.c.mention == frame_mention.c.mention)
            homes |= {row[0] for row in connection.execute(lodged.where(event_mention.c.event.in_(some)).distinct())}
        held |= found
        new = {h for h in homes if h} - touched.homes
        touched.homes |= new
        mentions = set()
    return held


def _wanted(
    connection: Connection, homes: set[str], links: list[tuple[str, str]], overlay: Overlay
) -> Iterator[_Wanted]:
    """The events of these homes, those that a person merged as one."""
    members: dict[str, list[str]] = defaultdict(list)
    digests: dict[str, list[str]] = defaultdict(list)
    rivals: dict[str, list[str]] = defaultdict(list)
    for some in _parts(homes):
        rows = select(frame.c.home, frame.c.digest, frame.c.hosts).where(frame.c.home.in_(some))
        for home, digest, found in connection.execute(rows):
            digests[home].append(digest)
            rivals[home] += (found or "").split()
        inner = select(frame.c.home, frame_mention.c.mention).join(frame_mention, frame_mention.c.frame == frame.c.id)
        for home, mention in connection.execute(inner.where(frame.c.home.in_(some))):
            members[home].append(mention)
        for name, line in connection.execute(select(cluster.c.id, cluster.c.json).where(cluster.c.id.in_(some))):
            rivals[name] += json.loads(line)["maybe"]
    for group in _grouped(sorted(members), links):
        inside = tuple(sorted(m for home in group for m in members[home]))
        maybe = tuple(sorted({o for home in group for o in rivals[home]} - set(group)))
        seen = [(a, overlay.fields(a)) for m in inside for a in (m, event_id(m)) if a in overlay] if overlay else []
        digest = content_id(*sorted(d for home in group for d in digests[home]), "maybe", *maybe, *seen)
        yield _Wanted(digest, inside, maybe)


def _grouped(homes: list[str], links: list[tuple[str, str]]) -> list[list[str]]:
    root = {home: home for home in homes}

    def top(home: str) -> str:
        while root[home] != home:
            home = root[home]
        return home

    for a, b in links:
        if a in root and b in root:
            one, other = sorted((top(a), top(b)))
            root[other] = one
    groups: dict[str, list[str]] = defaultdict(list)
    for home in homes:
        groups[top(home)].append(home)
    return list(groups.values())


def _write(connection: Connection, held: dict[str, str], wanted: dict[str, _Wanted], overlay: Overlay) -> int:
    gone = [e for e, digest in held.items() if e not in wanted or wanted[e].digest != digest]
    for some in _parts(gone):
        connection.execute(delete(event).where(event.c.id.in_(some)))
        connection.execute(delete(event_mention).where(event_mention.c.event.in_(some)))
        connection.execute(delete(event_side).where(event_side.c.event.in_(some)))
    new = [w for e, w in wanted.items() if held.get(e) != w.digest]
    mentions = _accounts(connection, [m for w in new for m in w.members], overlay)
    made = []
    for w in new:
        accounts = [mentions[m] for m in w.members]
        aliases = tuple(event_id(m) for m in w.members)
        first = min((a for a in accounts if a.known), key=lambda a: a.known or "", default=None)
        one = overlay.event(assemble(accounts, w.maybe), aliases)
        made.append(_Made(one, w.digest, aliases, first.told if first else (None, None)))
    _insert(connection, made)
    return len(gone) + len(made)


def _accounts(connection: Connection, ids: list[str], overlay: Overlay) -> dict[str, Account]:
    found = {}
    undated = case((report.c.published.is_(None), report.c.json))  # of the dated ones the date is enough
    for some in _parts(ids):
        query = (
            select(record.c.json, report.c.published, undated)
            .join(report, report.c.id == record.c.report)
            .where(record.c.id.in_(some))
        )
        for line, published, head in connection.execute(query):
            mention = overlay.mention(Mention.model_validate_json(line))
            found[mention.id] = Account(
                mention, (published, published) if published else ReportRecord.model_validate_json(head).told
            )
    return found


def _insert(connection: Connection, made: list[_Made]) -> None:
    if not made:
        return
    connection.execute(
        insert(event),
        [
            {
                "id": m.event.id,
                "digest": m.digest,
                "type": m.event.type,
                "mode": m.event.mode,
                "status": m.event.status,
                "earliest": m.event.earliest,
                "latest": m.event.latest,
                "told": m.told[0] or m.told[1],
                "known": m.told[1],
                "country": m.event.where.country if m.event.where else None,
                "contexts": " ".join(m.event.contexts),
                "json": to_json(m.event),
            }
            for m in made
        ],
    )
    connection.execute(
        insert(event_mention),
        [
            {"mention": mention, "alias": alias, "event": m.event.id}
            for m in made
            for mention, alias in zip(m.event.mentions, m.aliases, strict=True)
        ],
    )
    sides = [
        {"event": m.event.id, "role": role, "name": name}
        for m in made
        for role, name in sorted(side_names(m.event.participants))
    ]
    if sides:
        connection.execute(insert(event_side), sides)


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(values)
    return (every[n : n + MANY] for n in range(0, len(every), MANY))


def overlay_of(connection: Connection) -> Overlay:
    return Overlay(reviews(connection))


def rivals(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """The events that clusters named as possible homes have become, by the cluster's id."""
    found: dict[str, str] = {}
    for some in _parts(names):
        query = select(event_mention.c.mention, event_mention.c.event).where(event_mention.c.mention.in_(some))
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def reports_of(connection: Connection, mentions: Iterable[str]) -> dict[str, str]:
    """The report of each mention."""
    found: dict[str, str] = {}
    for some in _parts(mentions):
        rows = connection.execute(select(record.c.id, record.c.report).where(record.c.id.in_(some)))
        found |= {row[0]: row[1] for row in rows}
    return found
