"""How a case grows: frames of the reports that changed, and the events of the blocks that those touch, made anew.

An event is a function of the mentions of its block and of the reviews; which blocks a report touches is known from its
frames, old and new. So the order in which reports come can't matter, and a report costs what its blocks cost.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from dragoman.case.reviewing import Overlay, reviews, side_names
from dragoman.case.schema import event, event_mention, event_side, frame, record, report
from dragoman.merging.clusters import Cluster, clusters
from dragoman.merging.events import Account, assemble, event_id
from dragoman.merging.frames import Frame, frames
from dragoman.records import Event, Mention, ReportRecord, content_id, to_json

Link = tuple[tuple[str, str], tuple[str, str]]
MANY = 500  # bound variables that every SQLite takes in one statement


@dataclass(frozen=True, slots=True)
class _Made:
    event: Event
    block: str
    digest: str
    aliases: tuple[str, ...]
    known: str | None


def blocks_of(connection: Connection, report_ids: Iterable[str], overlay: Overlay) -> set[str]:
    """The blocks that hold the frames of these reports, and those that a person's merges tie to them."""
    found: set[str] = set()
    for some in _parts(sorted(report_ids)):
        found |= {row[0] for row in connection.execute(select(frame.c.block).where(frame.c.report.in_(some)))}
    return _closure(found, _links(connection, overlay))


def reframe(connection: Connection, head: ReportRecord, mentions: Iterable[Mention], overlay: Overlay) -> set[str]:
    """Write a report's frames in place of its old ones; the blocks of the new ones."""
    connection.execute(delete(frame).where(frame.c.report == head.id))
    kept = [overlay.mention(m) for m in mentions if not overlay.rejected(m.id)]
    made = frames(head, kept, frozenset(m.id for m in kept if overlay.apart(m.id)))
    if made:
        connection.execute(
            insert(frame),
            [{"id": f.id, "report": f.report, "block": f.block, "json": json.dumps(f.as_dict())} for f in made],
        )
    return {f.block for f in made}


def regrow(connection: Connection, blocks: set[str], overlay: Overlay) -> int:
    """Make the events of these blocks anew, and write those that changed. Gives their number."""
    links = _links(connection, overlay)
    blocks = _closure(blocks, links)
    by_block = {block: clusters(_frames(connection, block)) for block in sorted(blocks)}
    joined = _joined([c for found in by_block.values() for c in found], links)
    names = {id(c): event_id(min(f.id for g in group for f in g.frames)) for group in joined for c in group}
    wanted = {}
    for group in joined:
        members = tuple(sorted(m for c in group for f in c.frames for m in f.members))
        maybe = sorted({names[id(o)] for c in group for o in c.maybe} - {names[id(group[0])]})
        aliases = tuple(event_id(m) for m in members)
        seen = [r for a in (*aliases, *members) if a in overlay for r in [a, *map(repr, overlay.fields(a).items())]]
        digest = content_id(*sorted(f.digest for c in group for f in c.frames), *maybe, *seen)
        wanted[names[id(group[0])]] = (digest, group[0].seed.block, members, maybe)
    return _write(connection, blocks, wanted, overlay)


def _frames(connection: Connection, block: str) -> list[Frame]:
    found = []
    for (line,) in connection.execute(select(frame.c.json).where(frame.c.block == block)):
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


def _closure(blocks: set[str], links: list[Link]) -> set[str]:
    """The blocks, and those that a person's merges tie to them."""
    found = set(blocks)
    while True:
        more = {b for pair in links for _, b in pair if any(x in found for _, x in pair)} - found
        if not more:
            return found
        found |= more


def _joined(found: list[Cluster], links: list[Link]) -> list[list[Cluster]]:
    """The clusters, those that a person merged together; each group in the order of its blocks and ids."""
    if not links:
        return [[c] for c in found]
    of = {m: n for n, c in enumerate(found) for f in c.frames for m in f.members}
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
    return [sorted(g, key=lambda c: (c.seed.block, c.seed.id)) for g in groups.values()]


def _write(
    connection: Connection, blocks: set[str], wanted: dict[str, tuple[str, str, tuple[str, ...], list[str]]], overlay: Overlay
) -> int:
    held: dict[str, str] = {}
    for some in _parts(sorted(blocks)):
        held |= {
            row[0]: row[1]
            for row in connection.execute(select(event.c.id, event.c.digest).where(event.c.block.in_(some)))
        }
    gone = [e for e, digest in held.items() if e not in wanted or wanted[e][0] != digest]
    for some in _parts(gone):
        connection.execute(delete(event).where(event.c.id.in_(some)))
        connection.execute(delete(event_mention).where(event_mention.c.event.in_(some)))
        connection.execute(delete(event_side).where(event_side.c.event.in_(some)))
    new = {e: w for e, w in wanted.items() if held.get(e) != w[0]}
    mentions = _accounts(connection, [m for _, _, members, _ in new.values() for m in members], overlay)
    made = []
    for digest, block, members, maybe in new.values():
        accounts = [mentions[m] for m in members]
        aliases = tuple(event_id(m) for m in members)
        known = min((a.known for a in accounts if a.known), default=None)
        one = overlay.event(assemble(accounts, maybe), aliases)
        made.append(_Made(one, block, digest, aliases, known))
    _insert(connection, made)
    return len(gone) + len(made)


def _accounts(connection: Connection, ids: list[str], overlay: Overlay) -> dict[str, Account]:
    found = {}
    for some in _parts(ids):
        query = select(record.c.json, report.c.json).join(report, report.c.id == record.c.report).where(record.c.id.in_(some))
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
        {"event": m.event.id, "role": role, "name": name} for m in made for role, name in sorted(side_names(m.event.participants))
    ]
    if sides:
        connection.execute(insert(event_side), sides)


def _parts(values: list[str]) -> Iterable[list[str]]:
    return (values[n : n + MANY] for n in range(0, len(values), MANY))


def overlay_of(connection: Connection) -> Overlay:
    return Overlay(reviews(connection))
