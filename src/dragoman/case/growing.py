"""How a case grows: frames of the reports that changed, and the events of the blocks that those touch, made anew.

An event is a function of the mentions of its block and of the reviews; which blocks a report touches is known from its
frames, old and new. So the order in which reports come can't matter. What is settled by its days is made anew only in the
stretch of time that the report touches; of the rest of a block only summaries are read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.engine import Connection

from dragoman.case.reviewing import Overlay, reviews, side_names
from dragoman.case.schema import cluster, event, event_mention, event_side, frame, record, report
from dragoman.merging.clusters import Cluster, attach, is_settled, settle
from dragoman.merging.events import Account, assemble, event_id
from dragoman.merging.frames import Frame, frames
from dragoman.records import Event, Mention, ReportRecord, content_id, to_json

Stretches = dict[str, set[tuple[int, int]]]  # blocks, and the days (proleptic ordinals) on which they changed
Link = tuple[tuple[str, str], tuple[str, str]]
MANY = 500  # bound variables that every SQLite takes in one statement


@dataclass(frozen=True, slots=True)
class _Made:
    event: Event
    block: str
    digest: str
    aliases: tuple[str, ...]
    known: str | None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An event as it should stand: `digest` changes with anything that it is made of."""

    digest: str
    block: str
    members: tuple[str, ...]
    maybe: list[str]


def stretches_of(connection: Connection, report_ids: Iterable[str], overlay: Overlay) -> Stretches:
    """The blocks that hold the frames of these reports, with the days on which they do, and the blocks that a person's
    merges tie to them."""
    found: Stretches = defaultdict(set)
    columns = (frame.c.block, frame.c.settled, frame.c.first, frame.c.last)
    for some in _parts(sorted(report_ids)):
        for block, settled, first, last in connection.execute(select(*columns).where(frame.c.report.in_(some))):
            found[block].update([(first, last)] if settled else [])
    return _closure(found, _links(connection, overlay))


def reframe(connection: Connection, head: ReportRecord, mentions: Iterable[Mention], overlay: Overlay) -> Stretches:
    """Write a report's frames in place of its old ones; the blocks and days of the new ones."""
    connection.execute(delete(frame).where(frame.c.report == head.id))
    kept = [overlay.mention(m) for m in mentions if not overlay.rejected(m.id)]
    made = frames(head, kept, frozenset(m.id for m in kept if overlay.apart(m.id)))
    found: Stretches = defaultdict(set)
    for f in made:
        found[f.block].update([(f.first or 0, f.last or 0)] if is_settled(f) else [])
    if made:
        connection.execute(
            insert(frame),
            [
                {
                    "id": f.id,
                    "report": f.report,
                    "block": f.block,
                    "settled": is_settled(f),
                    "first": f.first,
                    "last": f.last,
                    "json": json.dumps(f.as_dict()),
                }
                for f in made
            ],
        )
    return found


def together(*many: Stretches) -> Stretches:
    found: Stretches = defaultdict(set)
    for one in many:
        for block, days in one.items():
            found[block] |= days
    return found


def regrow(connection: Connection, touched: Stretches, overlay: Overlay) -> int:
    """Make the events of these blocks anew, on these days and wherever it matters, and write those that changed. Gives
    their number."""
    links = _links(connection, overlay)
    touched = _closure(touched, links)
    found = [c for block in sorted(touched) for c in _clusters(connection, block, touched[block])]
    joined = _joined(found, links)
    names = {c.id: event_id(min(g.id for g in group)) for group in joined for c in group}
    wanted: dict[str, _Wanted] = {}
    for group in joined:
        name = names[group[0].id]
        members = tuple(sorted(m for c in group for m in c.members))
        maybe = sorted({names[o] for c in group for o in c.maybe} - {name})
        seen = [(a, overlay.fields(a)) for m in members for a in (m, event_id(m)) if a in overlay] if overlay else []
        digest = content_id(*sorted(d for c in group for d in c.digests), *maybe, *seen)
        wanted[name] = _Wanted(digest, group[0].block, members, maybe)
    return _write(connection, set(touched), wanted, overlay)


def _clusters(connection: Connection, block: str, days: set[tuple[int, int]]) -> list[Cluster]:
    """All clusters of a block: settled anew where something changed, read where nothing did, and their guests."""
    for first, last in _gapless(connection, block, days):
        within = (cluster.c.block == block, cluster.c.first <= last, cluster.c.last >= first)
        connection.execute(delete(cluster).where(*within))
        fresh = (frame.c.block == block, frame.c.settled, frame.c.first <= last, frame.c.last >= first)
        made = settle(_frames(connection, *fresh))
        if made:
            connection.execute(
                insert(cluster),
                [
                    {"id": c.id, "block": block, "first": c.first, "last": c.last, "json": json.dumps(c.as_dict())}
                    for c in made
                ],
            )
    lines = connection.execute(select(cluster.c.json).where(cluster.c.block == block).order_by(cluster.c.id))
    settled = [Cluster(**json.loads(row[0])) for row in lines]
    return attach(_frames(connection, frame.c.block == block, ~frame.c.settled), settled)


def _gapless(connection: Connection, block: str, days: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of time about these days beyond which no settled frame reaches: what lies outside can't change."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(days):
        if found and last <= found[-1][1]:
            continue
        while True:
            query = select(func.min(frame.c.first), func.max(frame.c.last)).where(
                frame.c.block == block, frame.c.settled, frame.c.first <= last, frame.c.last >= first
            )
            low, high = connection.execute(query).one()
            wider = (min(first, low or first), max(last, high or last))
            if wider == (first, last):
                break
            first, last = wider
        found.append((first, last))
    return found


def _frames(connection: Connection, *which: ColumnElement[bool]) -> list[Frame]:
    found = []
    for (line,) in connection.execute(select(frame.c.json).where(*which)):
        values = json.loads(line)
        values["members"], values["words"] = tuple(values["members"]), tuple(values["words"])
        found.append(Frame(**values))
    return found


def _links(connection: Connection, overlay: Overlay) -> list[Link]:
    """Merges that people decided, as pairs of (mention, its block); those whose mentions are gone wait."""
    homes: dict[str, tuple[str, str] | None] = {}

    def home(name: str) -> tuple[str, str] | None:
        if name not in homes:
            query = select(event_mention.c.mention).where(
                (event_mention.c.alias == name) | (event_mention.c.mention == name)
            )
            mention = connection.execute(query).scalar() or name
            homes[name] = _home(connection, mention)
        return homes[name]

    pairs = [(home(a), home(b)) for a, b in overlay.links]
    return [(a, b) for a, b in pairs if a and b]


def _home(connection: Connection, mention: str) -> tuple[str, str] | None:
    of = connection.execute(select(record.c.report).where(record.c.id == mention)).scalar()
    rows = connection.execute(select(frame.c.block, frame.c.json).where(frame.c.report == of)).all()
    return next(((mention, block) for block, line in rows if mention in json.loads(line)["members"]), None)


def _closure(touched: Stretches, links: list[Link]) -> Stretches:
    """The blocks, and those that a person's merges tie to them."""
    found = together(touched)
    while True:
        more = {b for pair in links for _, b in pair if any(x in found for _, x in pair)} - found.keys()
        if not more:
            return found
        for block in more:
            found[block] = set()


def _joined(found: list[Cluster], links: list[Link]) -> list[list[Cluster]]:
    """The clusters, those that a person merged together; each group in the order of its blocks and ids."""
    if not links:
        return [[c] for c in found]
    of = {m: n for n, c in enumerate(found) for m in c.members}
    root = list(range(len(found)))

    def top(n: int) -> int:
        while root[n] != n:
            n = root[n]
        return n

    for (a, _), (b, _) in links:
        if a in of and b in of:
            one, other = sorted((top(of[a]), top(of[b])))
            root[other] = one
    groups: dict[int, list[Cluster]] = defaultdict(list)
    for n, c in enumerate(found):
        groups[top(n)].append(c)
    return [sorted(g, key=lambda c: (c.block, c.id)) for g in groups.values()]


def _write(connection: Connection, blocks: set[str], wanted: dict[str, _Wanted], overlay: Overlay) -> int:
    held: dict[str, str] = {}
    for some in _parts(sorted(blocks)):
        held |= {
            row[0]: row[1]
            for row in connection.execute(select(event.c.id, event.c.digest).where(event.c.block.in_(some)))
        }
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
        known = min((a.known for a in accounts if a.known), default=None)
        one = overlay.event(assemble(accounts, w.maybe), aliases)
        made.append(_Made(one, w.block, w.digest, aliases, known))
    _insert(connection, made)
    return len(gone) + len(made)


def _accounts(connection: Connection, ids: list[str], overlay: Overlay) -> dict[str, Account]:
    found = {}
    for some in _parts(ids):
        query = (
            select(record.c.json, report.c.json)
            .join(report, report.c.id == record.c.report)
            .where(record.c.id.in_(some))
        )
        for line, head in connection.execute(query):
            mention = overlay.mention(Mention.model_validate_json(line))
            found[mention.id] = Account(mention, known_since(ReportRecord.model_validate_json(head)))
    return found


def known_since(head: ReportRecord) -> str | None:
    """The date at which what a report tells could be known: its publication, else the latest that its text proves."""
    return head.published or (head.dated.latest if head.dated else None)


def _insert(connection: Connection, made: list[_Made]) -> None:
    if not made:
        return
    connection.execute(
        insert(event),
        [
            {
                "id": m.event.id,
                "block": m.block,
                "digest": m.digest,
                "type": m.event.type,
                "mode": m.event.mode,
                "status": m.event.status,
                "earliest": m.event.earliest,
                "latest": m.event.latest,
                "known": m.known,
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


def _parts(values: list[str]) -> Iterable[list[str]]:
    return (values[n : n + MANY] for n in range(0, len(values), MANY))


def overlay_of(connection: Connection) -> Overlay:
    return Overlay(reviews(connection))
