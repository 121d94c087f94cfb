"""iCalendar (RFC 5545): what is planned or proposed and has a date."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from icalendar import Calendar
from icalendar import Event as Entry

from dragoman.case import Case
from dragoman.exporters.left import Left
from dragoman.exporters.words import after, days, headline, legible


def write(case: Case, path: Path) -> Left:
    """Whole days, the end exclusive, as the format has it. DTSTAMP is the date since when the plan was known, never
    that of the export, so that the same case gives the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Dragoman//EN")
    calendar.add("version", "2.0")
    held = case.events()
    quoted = {m.id: m for m in case.mentions()}
    left = Left()
    for e in held:
        span = days(e)
        if e.status not in ("planned", "proposed"):
            left["events that are neither planned nor proposed"] += 1
            continue
        if span is None:
            left["events without a date"] += 1
            continue
        entry = Entry()
        known = next((h.known for h in e.history if h.known), None)
        stamp = datetime.fromisoformat(known) if known else datetime(1970, 1, 1)
        entry.add("uid", f"{e.id}@dragoman")
        entry.add("dtstamp", stamp.replace(tzinfo=UTC))
        entry.add("dtstart", span[0])
        entry.add("dtend", after(span[1]))
        entry.add("summary", headline(e))
        entry.add("status", "TENTATIVE")
        entry.add("description", legible(" ".join(quoted[e.history[0].mention].sentence.text.split())))
        if e.where and e.where.name:
            entry.add("location", legible(e.where.name))
        calendar.add_component(entry)
    path.write_bytes(calendar.to_ical())
    return left
