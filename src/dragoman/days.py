"""Days as everything here writes them: ISO 8601, `2018-04-10`, in a part of the calendar that can be counted in."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

# Years have four digits, so that days sort as texts do; a year of room behind the last day lets weeks and months be added to it.
FIRST, LAST = "1000-01-01", "9998-12-31"
_PERIOD = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def iso_day(text: str) -> str:
    """The day that the text is. Raises ValueError where it is none, or lies outside of FIRST to LAST."""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date; write YYYY-MM-DD") from None
    if not FIRST <= text <= LAST:
        raise ValueError(f"{text!r} is no date from {FIRST} to {LAST}")
    return text


def edtf_range(first: str | None, last: str | None) -> str | None:
    """A range of ISO dates as EDTF level 1: a day, an interval, or one with an open end."""
    if first and first == last:
        return first
    return f"{first or '..'}/{last or '..'}" if first or last else None


def period(text: str) -> tuple[str, str]:
    """The first and the last day of `2018`, `2018-04` or `2018-04-10`. Raises ValueError as `iso_day` does."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no date; write 2018, 2018-04 or 2018-04-10")
    year, month, day = found.groups()
    first, last = month or "01", month or "12"
    end = day or (f"{monthrange(int(year), int(last))[1]:02d}" if "01" <= last <= "12" else "31")
    return iso_day(f"{year}-{first}-{day or '01'}"), iso_day(f"{year}-{last}-{end}")
