"""What a person saw of a record, in one word: two people who decide about it at once are told of each other by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.engine import Connection

from dragoman.case import reviewing
from dragoman.case.schema import event, event_mention, record, report, review
from dragoman.errors import Stale
from dragoman.records import Review, content_id, to_json


def revisions(connection: Connection, targets: Iterable[str]) -> dict[str, str]:
    """For each of these ids of records, reports and events that the case has, a word that is another one after every
    change of it and every decision about it. An event is known by all ids that it has had, and has its mentions' decisions."""
    wanted = sorted(set(targets))
    said, family = _as_stored(connection, wanted)
    decided = _decided(connection, {name for names in family.values() for name in names})
    made: dict[str, str] = {}
    for target, line in said.items():
        about = {r.number: r for name in family[target] for r in decided.get(name, ())}
        made[target] = content_id("revision", line, *(to_json(about[n]) for n in sorted(about)))
    return made


def unchanged(connection: Connection, where: str, target: str, seen: str) -> None:
    """Raises Stale, with the last decision about the record, where it is no longer what was seen of it."""
    if revisions(connection, [target]).get(target) in (seen, None):
        return
    family = _as_stored(connection, [target])[1][target]
    about = [r for made in _decided(connection, family).values() for r in made]
    last = max(about, key=lambda r: r.number, default=None)
    told = f": {spelled(last)}" if last else ""
    raise Stale(f"changed by somebody else meanwhile{told}", where, "look at it as it is now, then decide")


def spelled(made: Review) -> str:
    """A decision in words: `set status planned, by A. Reader`."""
    return " ".join(filter(None, (made.verdict, made.field, made.value))) + (f", by {made.by}" if made.by else "")


def _as_stored(connection: Connection, targets: list[str]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """What the case holds of each target as JSON, and the ids under which decisions about it may stand."""
    said: dict[str, str] = {}
    family = {t: {t} for t in targets}
    for table in (record, report):
        said |= {
            r[0]: r[1] for r in connection.execute(select(table.c.id, table.c.json).where(table.c.id.in_(targets)))
        }
    named = select(event_mention.c.alias, event.c.id, event.c.json).join(event, event.c.id == event_mention.c.event)
    homes: dict[str, set[str]] = defaultdict(set)
    for alias, home, line in connection.execute(named.where(event_mention.c.alias.in_(targets))):
        said.setdefault(alias, line)
        homes[home].add(alias)
    inside = select(event_mention.c.event, event_mention.c.alias, event_mention.c.mention)
    for home, alias, mention in connection.execute(inside.where(event_mention.c.event.in_(list(homes)))):
        for target in homes[home]:
            family[target] |= {alias, mention}
    return said, family


def _decided(connection: Connection, names: set[str]) -> dict[str, list[Review]]:
    """The decisions about each of these ids, as target or as the other side of a merge."""
    found: dict[str, list[Review]] = defaultdict(list)
    made = review.c.target.in_(names) | review.c.value.in_(names)
    for row in connection.execute(select(review).where(made)).mappings():
        one = reviewing.as_review(row)
        for name in {one.target, one.value} & names:
            found[str(name)].append(one)
    return found
