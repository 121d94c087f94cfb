"""Families of reports: the same wire story in several papers is one source."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from dragoman.case.schema import band, sketch, twin
from dragoman.merging.copies import LEAST, bands, likeness
from dragoman.records import ReportRecord
from dragoman.sketches import signature

MANY = 400  # reports asked about in one statement


def enter(connection: Connection, head: ReportRecord, text: str) -> None:
    """Find the copies of a report among those that the case holds, and note each pair. A record of an older version has no
    sketch; then the text tells."""
    sign = signature(text) if head.sketch is None else tuple(head.sketch)
    values = bands(sign)
    near = (
        {row[0] for row in connection.execute(select(band.c.report).where(band.c.value.in_(values)))}
        if values
        else set()
    )
    same = {row[0] for row in connection.execute(select(sketch.c.report).where(sketch.c.sha256 == head.sha256))}
    if near:
        rows = connection.execute(select(sketch.c.report, sketch.c.numbers).where(sketch.c.report.in_(sorted(near))))
        same |= {name for name, numbers in rows if likeness(array("I", numbers), array("I", sign)) >= LEAST}
    connection.execute(insert(sketch).values(report=head.id, sha256=head.sha256, numbers=array("I", sign).tobytes()))
    if values:
        connection.execute(insert(band), [{"value": v, "report": head.id} for v in sorted(set(values))])
    if same := same - {head.id}:
        connection.execute(insert(twin), [{"one": min(o, head.id), "other": max(o, head.id)} for o in sorted(same)])


def families(connection: Connection, among: set[str] | None = None) -> dict[str, str]:
    """The family of each report (of those `among`, or of all) that has copies, as its smallest report id; a report that is
    missing is its own."""
    root: dict[str, str] = {}

    def top(name: str) -> str:
        while (up := root.setdefault(name, name)) != name:
            root[name] = name = root[up]
        return name

    for one, other in _ties(connection, among):
        a, b = top(one), top(other)
        root[max(a, b)] = min(a, b)
    return {name: top(name) for name in root}


def _ties(connection: Connection, among: set[str] | None) -> Iterator[tuple[str, str]]:
    """Pairs of copies: all of them, or those that lead from these reports to their families."""
    query = select(twin.c.one, twin.c.other)
    if among is None:
        yield from (tuple(row) for row in connection.execute(query))
        return
    seen: set[str] = set()
    waiting = sorted(among)
    while waiting:
        some, waiting = waiting[:MANY], waiting[MANY:]
        seen.update(some)
        for one, other in connection.execute(query.where(twin.c.one.in_(some) | twin.c.other.in_(some))).all():
            yield one, other
            new = {one, other} - seen
            seen |= new
            waiting.extend(sorted(new))
