"""What names stand for: parties, people and their time in office."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a name may stand for.

    `kind`: state, demonym, metonym, organisation, person or group (of states, in `forum`). `actor` is the state's or organisation's code;
    `until` the ISO date on which a state ended, if it did.
    """

    kind: str
    actor: str | None
    slug: str | None = None
    sector: str | None = None
    gender: str | None = None
    until: str | None = None
    forum: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person's time in one office: `of` is a state's code or an organisation's slug; bounds are ISO dates, months
    or years, `until` None while it lasts."""

    person: str
    post: str
    of: str
    since: str
    until: str | None
    source: str

    def covers(self, day: str) -> bool:
        """Whether it holds on the ISO day; a bound that is a month or a year holds all of it."""
        return self.since <= day and (self.until is None or day[: len(self.until)] <= self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """`also`: other spellings; `gender`: f, m or, of one who was imported without it, None; `of`: the state of one without an
    office; `family_first`: how the name is written."""

    slug: str
    name: str
    also: tuple[str, ...]
    gender: str | None
    of: str | None
    family_first: bool
