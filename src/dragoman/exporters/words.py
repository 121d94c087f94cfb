"""An event in a few words, for formats that show a line to people."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dragoman.directory import directory
from dragoman.records import Event, Mention, Side

_ILLEGIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
PRONOUNS = frozenset("he she it they him her them his its their we us our one both who which that".split())


def legible(text: str) -> str:
    """The text without what XML, calendars and cells have no place for: line breaks, control characters, non-characters."""
    return text if text.isprintable() else _ILLEGIBLE.sub(" ", text)


def sides(event: Event, role: str) -> str:
    return ", ".join(dict.fromkeys(label(s) for s in event.participants if s.role == role)) or "—"


def label(side: Side) -> str:
    """The party's name: of a person whom the directory knows, and of a state that a pronoun stands for, the directory's, so
    that no "he" or "its" stands in a table."""
    who = directory()
    person = who.people.get(side.entity) if side.entity else None
    name = person.name if person else legible(" ".join(side.text.split()))
    if person is None and side.actor in who.states and name.casefold() in PRONOUNS:
        name = str(who.states[side.actor]["name"])
    return f"{name} ({side.actor})" if side.actor and side.actor != name else name or side.actor or "—"


def status(told: Event | Mention) -> str:
    """Its status, or that it is only alleged."""
    return "alleged" if told.alleged else told.status


def headline(event: Event) -> str:
    """`CONSULT visit (planned): Kim (PRK) → Moscow (RUS)`."""
    kind = f"{event.type} {event.mode}" if event.mode else event.type
    arrow = "↔" if event.reciprocal else "→"
    return f"{kind} ({status(event)}): {sides(event, 'source')} {arrow} {sides(event, 'target')}"


def dated(event: Event) -> str:
    """Its date; without one, when it was told, as far as that can be proven."""
    return event.edtf or (f"told {event.told}" if event.told else "no date")


def days(event: Event) -> tuple[date, date] | None:
    """First and last day; an open side ends where the known one does; None without any."""
    first, last = event.earliest or event.latest, event.latest or event.earliest
    if first is None or last is None:
        return None
    return date.fromisoformat(first[:10]), date.fromisoformat(last[:10])


def after(day: date) -> date:
    return min(day, date.max - timedelta(days=1)) + timedelta(days=1)
