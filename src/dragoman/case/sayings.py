"""Finding statements: by speaker, addressee, act, words and the dates of their reports."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection

from dragoman.case import parties
from dragoman.case.reviewing import Overlay
from dragoman.case.schema import record, report
from dragoman.case.searching import day
from dragoman.records import Party, Statement


@dataclass(frozen=True, slots=True)
class Saying:
    """What to look for; None asks for nothing. `speaker` and `addressee` are parties by whatever people call
    them; `since` and `until` bound the dates of reports (ISO); `words` must stand in what was said."""

    speaker: str | None = None
    addressee: str | None = None
    act: str | None = None
    since: str | None = None
    until: str | None = None
    words: str | None = None


def page(
    connection: Connection, saying: Saying, overlay: Overlay, limit: int | None, offset: int
) -> tuple[int, list[Statement]]:
    """(how many fit, those from `offset` on), as people corrected them, in the order of their reports' dates."""
    corrected = sorted(overlay.targets() | (overlay.names.records(connection) if overlay.names else set()))
    asked = [c for c in _conditions(connection, saying) if c is not None]
    plain = select(record.c.json).join(report, report.c.id == record.c.report).where(record.c.kind == "statement")
    # What a person corrected is few, and only what it became tells whether it fits: it is looked through by itself.
    lines = connection.execute(plain.where(record.c.id.in_(corrected)).add_columns(report.c.published, report.c.added))
    touched = []
    for line, published, added in lines:
        s = Statement.model_validate_json(line)
        now = overlay.statement(s)
        if not overlay.rejected(s.id) and _fits(now, saying, published):
            touched.append(((published or "9999", added), now))
    rest = plain.where(record.c.id.not_in(corrected), *asked)
    number = int(connection.execute(select(func.count()).select_from(rest.subquery())).scalar() or 0)
    order = (func.coalesce(report.c.published, "9999"), report.c.added, record.c.position)
    made = rest.add_columns(report.c.published, report.c.added).order_by(*order)
    if limit is not None:
        made = made.limit(limit + len(touched)).offset(max(0, offset - len(touched)))
    found = [((p or "9999", a), Statement.model_validate_json(line)) for line, p, a in connection.execute(made)]
    begin = offset - max(0, offset - len(touched))
    both = sorted([*found, *touched], key=lambda row: row[0]) if touched else found
    end = None if limit is None else begin + limit
    return number + len(touched), [s for _, s in both[begin:end]]


def _conditions(connection: Connection, saying: Saying) -> list[ColumnElement[bool] | None]:
    since, until = day(saying.since), day(saying.until, last=True)
    return [
        parties.speaks(connection, "statement", "speaker", saying.speaker) if saying.speaker else None,
        parties.speaks(connection, "statement", "addressee", saying.addressee) if saying.addressee else None,
        func.json_extract(record.c.json, "$.act").in_(saying.act.split(",")) if saying.act else None,
        report.c.published >= since if since else None,
        report.c.published <= until if until else None,
        func.json_extract(record.c.json, "$.content.text").icontains(saying.words, autoescape=True)
        if saying.words
        else None,
    ]


def _fits(s: Statement, saying: Saying, published: str | None) -> bool:
    since, until = day(saying.since), day(saying.until, last=True)
    return (
        (not saying.speaker or _is(s.speaker, saying.speaker))
        and (not saying.addressee or _is(s.addressee, saying.addressee))
        and (not saying.act or s.act in saying.act.split(","))
        and (not since or (published or "") >= since)
        and (not until or (published is not None and published <= until))
        and (not saying.words or saying.words.casefold() in s.content.text.casefold())
    )


def _is(party: Party | None, words: str) -> bool:
    if party is None:
        return False
    names = {n.casefold() for n in (party.actor, party.entity, party.text) if n}
    return bool(names & parties.called(words))
