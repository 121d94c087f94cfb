"""What people decided, laid over what the machine wrote. Nothing here changes a record of the machine's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from dragoman.case import names
from dragoman.case.schema import event_mention, record, report, review
from dragoman.codebook import codebook
from dragoman.confidence import waits
from dragoman.days import iso_day
from dragoman.directory.naming import Named, all_named, find
from dragoman.errors import DragomanError, Missing
from dragoman.merging.events import edtf_range, event_id
from dragoman.records import (
    EVENT_TYPES,
    STATUSES,
    Event,
    Mention,
    Participant,
    Review,
    Side,
    Statement,
    Verdict,
    When,
)

M = TypeVar("M", Mention, Statement, Event)
NO_GRADE = "F6"  # reliability cannot be judged, truth cannot be judged
_DATE = re.compile(r"(\d{4}-\d\d-\d\d|\.\.)(?:/(\d{4}-\d\d-\d\d|\.\.))?")
FIELDS = {
    "mention": ("type", "mode", "status", "background", "alleged", "source", "target", "when"),
    "event": ("type", "mode", "status", "background", "when", "credibility"),
    "statement": ("act", "speaker", "form"),
    "report": ("reliability", "credibility"),
    "plan": ("name",),
}
PARTIES = ("source", "target", "speaker")
_CHOICES: dict[str, tuple[str, ...]] = {
    "type": EVENT_TYPES,
    "status": STATUSES,
    "background": ("true", "false"),
    "alleged": ("true", "false"),
    "reliability": tuple("ABCDEF"),
    "credibility": tuple("123456"),
    "form": ("direct", "indirect", "mixed"),
}


def kind_of(connection: Connection, target: str, where: str) -> str:
    """What a record id names: mention, statement, plan, report or event. Raises DragomanError where the case has none."""
    found = connection.execute(select(record.c.kind).where(record.c.id == target)).scalar()
    if found is not None:
        return str(found)
    if connection.execute(select(report.c.id).where(report.c.id == target)).first():
        return "report"
    if connection.execute(select(event_mention.c.event).where(event_mention.c.alias == target)).first():
        return "event"
    raise Missing(f"no record {target!r}", where, "see the ids with: dragoman export CASE --to jsonl")


def add(
    connection: Connection,
    where: str,
    target: str,
    verdict: str,
    field: str | None = None,
    value: str | None = None,
    by: str | None = None,
    note: str | None = None,
) -> Review:
    """Write one decision about a record down. Raises DragomanError where it says nothing that can be carried out."""
    kind = kind_of(connection, target, where)
    if verdict not in get_args(Verdict):
        raise DragomanError(f"no verdict {verdict!r}", target, f"one of {', '.join(get_args(Verdict))}")
    if verdict == "set":
        value = _checked(kind, target, field, value)
    elif verdict == "merge":
        field = None
        if (
            kind not in ("mention", "event")
            or value is None
            or kind_of(connection, value, where) not in ("mention", "event")
        ):
            raise DragomanError("merge joins an event or mention with another", target, "give the other's id")
    elif verdict == "split" and kind != "mention":
        raise DragomanError("split takes a mention out of its event", target, "give a mention's id")
    return _written(connection, target=target, verdict=verdict, field=field, value=value, by=by, note=note)


def add_name(
    connection: Connection, words: str, about: str, value: str | None, by: str | None = None, note: str | None = None
) -> Review:
    """Write down whom a name means in the whole case: `about` is one of names.ABOUT. Raises DragomanError where it says nothing
    that can be carried out."""
    said = {"target": names.target(words), "field": about, "value": names.checked(about, value), "name": words.strip()}
    return _written(connection, verdict="set", by=by, note=note, **said)


def _written(connection: Connection, **said: str | None) -> Review:
    number = (connection.execute(select(func.max(review.c.number))).scalar() or 0) + 1
    made = Review.model_validate({"number": number, **said})
    put(connection, made)
    return made


def put(connection: Connection, made: Review) -> None:
    connection.execute(insert(review).values(**made.model_dump(exclude={"record"})))


def fault(connection: Connection, made: Review) -> str | None:
    """What is wrong with a decision that stands in a case; one about a record that is not there waits for it."""
    if made.name is not None:
        try:
            names.checked(made.field, made.value)
            return None if names.target(made.name) == made.target else "its name is not what it is about"
        except DragomanError as error:
            return error.what
    try:
        kind = kind_of(connection, made.target, "")
    except Missing:
        return f"no record {made.target}; it waits for one"
    try:
        if made.verdict == "set":
            _checked(kind, made.target, made.field, made.value)
        elif made.verdict == "merge" and (made.value is None or kind not in ("mention", "event")):
            return "merge joins an event or mention with another"
        elif made.verdict == "split" and kind != "mention":
            return "split takes a mention out of its event"
    except DragomanError as error:
        return error.what
    return None


def _sound(made: Review) -> bool:
    """Whether a decision can be carried out on any record at all."""
    if made.verdict != "set":
        return True
    try:
        if made.field == "when":
            _range(made.value or "", "")
    except DragomanError:
        return False
    return made.value is not None and made.value in _CHOICES.get(made.field or "", (made.value,))


def _checked(kind: str, target: str, field: str | None, value: str | None) -> str:
    if field not in FIELDS.get(kind, ()):
        raise DragomanError(f"a {kind} has no field {field!r} to set", target, f"one of {', '.join(FIELDS[kind])}")
    if value is None:
        raise DragomanError(f"no value for {field}", target)
    if field in _CHOICES and value not in _CHOICES[field]:
        raise DragomanError(f"no {field} {value!r}", target, f"one of {', '.join(_CHOICES[field])}")
    if field == "act" and value not in codebook().acts:
        raise DragomanError(f"no act {value!r}", target, f"one of {', '.join(codebook().acts)}")
    if field == "when":
        _range(value, target)
    if field in PARTIES:
        return ",".join(n.name for n in _parties(field, value, target))
    return value


def _parties(field: str, value: str, target: str) -> tuple[Named, ...]:
    """The parties that a person names, none of them where the value is empty."""
    try:
        found = all_named(value)
    except DragomanError as error:
        raise DragomanError(error.what, target, error.remedy) from None
    if field == "speaker" and len(found) > 1:
        raise DragomanError("a statement has one speaker", target)
    return found


def _range(value: str, target: str) -> tuple[str | None, str | None]:
    """A day or `FIRST/LAST`, `..` for an open side."""
    match = _DATE.fullmatch(value)
    try:
        if match is None:
            raise ValueError
        first, last = match[1], match[2] or match[1]
        days = [None if d == ".." else iso_day(d) for d in (first, last)]
        if days[0] and days[1] and days[0] > days[1]:
            raise ValueError
    except ValueError:
        raise DragomanError(f"no date {value!r}", target, "write 2018-04-10, or 2018-04-10/2018-04-12") from None
    return days[0], days[1]


def reviews(connection: Connection, targets: Iterable[str] | None = None) -> list[Review]:
    """The decisions, in the order in which they were made."""
    query = select(review).order_by(review.c.number)
    if targets is not None:
        query = query.where(review.c.target.in_(list(targets)))
    return [as_review(row) for row in connection.execute(query).mappings()]


def as_review(row: Mapping[Any, Any]) -> Review:
    return Review.model_validate({"record": "review", **row})


def broken(row: Mapping[Any, Any]) -> bool:
    """Whether a row of the table is no decision."""
    try:
        Review.model_validate({"record": "review", **row}, strict=True)
    except ValidationError:
        return True
    return False


class Overlay:
    """The decisions of a case by what they are about; empty ones cost nothing. One that sets what nothing can be set to does
    not count: `dragoman case check` names it."""

    def __init__(self, made: Iterable[Review]) -> None:
        made = list(made)
        self._by_target: dict[str, list[Review]] = defaultdict(list)
        self.names = names.Names(made)
        self.links: list[tuple[str, str]] = []
        for r in made:
            if not _sound(r) or r.name is not None:
                continue
            self._by_target[r.target].append(r)
            if r.verdict == "merge" and r.value:
                self.links.append((r.target, r.value))
            if r.verdict == "split":  # a later decision wins: what was merged by this mention's event is taken apart
                own = {r.target, event_id(r.target)}
                self.links = [link for link in self.links if not own & set(link)]

    def __bool__(self) -> bool:
        return bool(self._by_target) or bool(self.names)

    def __contains__(self, target: str) -> bool:
        return target in self._by_target

    def rejected(self, target: str) -> bool:
        """The last accept or reject decides."""
        last = next((r for r in reversed(self._by_target.get(target, ())) if r.verdict in ("accept", "reject")), None)
        return last is not None and last.verdict == "reject"

    def rejections(self) -> set[str]:
        return {target for target in self._by_target if self.rejected(target)}

    def targets(self) -> set[str]:
        return set(self._by_target)

    def accepted(self, target: str) -> bool:
        return target in self._by_target and not self.rejected(target)

    def stands(self, m: Mention) -> bool:
        """Whether a mention enters the events: nobody rejected it and, if it waits for a person, one decided about it."""
        return not self.rejected(m.id) and (m.id in self or not waits(m))

    def apart(self, target: str) -> bool:
        last = next((r for r in reversed(self._by_target.get(target, ())) if r.verdict in ("split", "merge")), None)
        return last is not None and last.verdict == "split"

    def fields(self, target: str) -> dict[str, str]:
        return {
            r.field: r.value
            for r in self._by_target.get(target, ())
            if r.verdict == "set" and r.field and r.value is not None
        }

    def mention(self, m: Mention) -> Mention:
        """The mention as a person corrected it; a party set by hand has the trigger's span and `how` "review". What was decided
        about this mention goes before what was decided about a name."""
        m, fields = self.names.mention(m), self.fields(m.id)
        if not fields:
            return m
        update: dict[str, Any] = {k: v for k, v in fields.items() if k in ("type", "mode", "status")}
        if update.get("mode") in ("", "none"):
            update["mode"] = None
        update |= {k: fields[k] == "true" for k in ("background", "alleged") if k in fields}
        if "when" in fields:
            update["when"] = _when(m, fields["when"])
        for role in ("source", "target"):
            if role in fields:
                others = [p for p in update.get("participants", m.participants) if p.role != role]
                update["participants"] = others + [
                    Participant.model_validate({**party, "role": role}) for party in _set(m, fields[role], _day_of(m))
                ]
        return _revised(m, update)

    def statement(self, s: Statement) -> Statement:
        s, fields = self.names.statement(s), self.fields(s.id)
        if not fields:
            return s
        update: dict[str, Any] = {k: v for k, v in fields.items() if k in ("act", "form")}
        if "speaker" in fields:
            update["speaker"] = next(_set(s, fields["speaker"], None), None)
        return _revised(s, update)

    def event(self, e: Event, aliases: Iterable[str]) -> Event:
        """The event with what was set for it under any of the ids it has had."""
        fields: dict[str, str] = {}
        for alias in sorted(aliases):
            fields |= self.fields(alias)
        update: dict[str, Any] = {k: v for k, v in fields.items() if k in ("type", "mode", "status")}
        if "background" in fields:
            update["background"] = fields["background"] == "true"
        if "when" in fields:
            first, last = _range(fields["when"], e.id)
            update |= {"earliest": first, "latest": last, "edtf": edtf_range(first, last)}
        seen = any(a in self for a in aliases) or any(m in self for m in e.mentions)
        return _revised(e, {**update, "reviewed": seen}) if seen else e


def _revised(record: M, update: dict[str, Any]) -> M:
    try:
        return type(record).model_validate({**dict(record), **update})
    except ValidationError as error:
        raise DragomanError(error.errors()[0]["msg"], record.id) from None


def _when(m: Mention, value: str) -> When:
    first, last = _range(value, m.id)
    words = m.when or m.trigger
    return When(
        text=words.text,
        span=words.span,
        edtf=edtf_range(first, last),
        earliest=first,
        latest=last,
        precision="day" if first == last else "vague",
        anchor="text",
    )


def _day_of(m: Mention) -> str | None:
    return (m.when.earliest or m.when.latest) if m.when else None


def _set(record: Mention | Statement, value: str, day: str | None) -> Iterator[dict[str, Any]]:
    """The parties that a person set, at the words that the record is about. Decisions of a time when any word was taken
    for a code keep their words."""
    at = record.trigger.span[0] if isinstance(record, Mention) else record.sentence.span[0]
    for words in filter(None, map(str.strip, value.split(","))):
        party = next(iter(find(words)), Named(words, None, words))
        yield {
            "actor": party.actor_on(day), "sector": None, "entity": party.entity, "post": None, "text": "",
            "span": (at, at), "how": "review",
        }  # fmt: skip


def side_names(sides: Iterable[Side]) -> set[tuple[str, str]]:
    """(role, name) under which an event's parties can be looked up: actor, entity and, without either, the words."""
    found: set[tuple[str, str]] = set()
    for s in sides:
        names = [n for n in (s.actor, s.entity) if n] or [s.text.casefold()]
        found |= {(s.role, n) for n in names}
    return found
