"""Acts: the events of a case as a plan sees them, and those that a reader supposes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dragoman.days import FIRST, iso_day
from dragoman.directory.naming import all_named
from dragoman.errors import DragomanError
from dragoman.merging.events import event_id
from dragoman.plans.document import Fit, PlanDocument
from dragoman.records import EVENT_TYPES, Event, EventType, Mention, ReportRecord, Status

if TYPE_CHECKING:
    from dragoman.case import Case

SUPPOSED = "supposed"
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?<=...)(?:ings?|ed|es|s)$")
STEM = 5  # letters by which, without their endings, two words are the same: "tests" and "testing", "drill" and "drills"


@dataclass(frozen=True, slots=True)
class Account:
    """A mention of the act: its sentence, the status that it tells, and the ISO days by which it was known for certain and,
    where its report proves only a range, from which (`since`)."""

    mention: str
    sentence: str
    status: Status
    known: str | None
    stems: frozenset[str] = field(repr=False)
    since: str | None = None

    @property
    def first(self) -> str | None:
        return self.since or self.known


@dataclass(frozen=True, slots=True)
class Act:
    """An event: by whom, with whom, what, and between which ISO dates; one without a date counts on the day since when it
    was known. `accounts` are its mentions, none for one that a reader supposes."""

    event: str
    type: EventType
    mode: str | None
    actors: frozenset[str]
    others: frozenset[str]
    first: str | None
    last: str | None
    accounts: tuple[Account, ...]


def stems(text: str) -> frozenset[str]:
    """The words of a text as they are compared."""
    return frozenset(_ENDING.sub("", w)[:STEM] for w in map(str.casefold, _WORD.findall(text)))


def acts(case: Case, plan: PlanDocument | None = None) -> list[Act]:
    """The events of a case; with a plan, those alone that its fits can be about, which are few of a large case."""
    held = case.events() if plan is None else case.events_of(_meant(case, plan))
    told = case.mentions_of(m for e in held for m in e.mentions)
    heads = case.report_heads(m.report for m in told.values())
    overlay = case.overlay()
    decided = (
        {e.id for e in held if any("status" in overlay.fields(event_id(m)) for m in e.mentions)} if overlay else set()
    )
    return [_act(e, told, heads, e.id in decided) for e in sorted(held, key=lambda e: e.id)]


def _meant(case: Case, plan: PlanDocument) -> set[str]:
    """Ids of events that may fit: of a fit's types and parties, and with the stems of one of its phrases in a sentence.
    Those are pieces of words, so that no event that fits is missed."""
    found: set[str] = set()
    for fit in plan.fits():
        parties = [p for p in (fit.actor, *fit.with_) if p]
        phrases = [p for p in map(stems, fit.object) if p]
        found |= case.acting(fit.act, parties, [[s for s in p if s.isascii()] or [""] for p in phrases])
    return found


def _act(e: Event, told: dict[str, Mention], heads: dict[str, ReportRecord], decided: bool) -> Act:
    """Both sides of a mutual act do it. `decided`: a person set the event's status, which then is that of every account."""
    sides: dict[str, set[str]] = {
        role: {s.actor for s in e.participants if s.role == role and s.actor} for role in ("source", "target")
    }
    mutual = e.reciprocal or e.type == "CONSULT"
    accounts = []
    for name in e.mentions:
        m = told[name]
        head = heads[m.report]
        since, known = head.told
        status: Status = e.status if decided else m.counts
        accounts.append(Account(name, m.sentence.text, status, known, stems(m.sentence.text), since or FIRST))
    earliest = min((a for a in accounts if a.known), key=lambda a: a.known or "", default=None)
    first = e.earliest or e.latest or (earliest.first if earliest else None)
    everyone = frozenset(sides["source"] | sides["target"])
    return Act(
        e.id,
        e.type,
        e.mode,
        everyone if mutual else frozenset(sides["source"]),
        everyone if mutual else frozenset(sides["target"]),
        first,
        e.latest or e.earliest or (earliest.known if earliest else None),
        tuple(accounts),
    )


def supposed(text: str) -> Act:
    """An act that a reader supposes: `USA RETREAT drills 2018-06-18`, `North Korea RETREAT tests 2018-04-20`. Raises
    DragomanError where it is none, or nobody is called so."""
    *parts, day = text.split() or [""]
    at = next((n for n, word in enumerate(parts) if n and word.upper() in EVENT_TYPES), None)
    try:
        iso_day(day)
    except ValueError:
        at = None
    if at is None:
        raise DragomanError(
            f"no act: {text!r}", "--suppose", "write ACTOR TYPE words DATE: USA RETREAT drills 2018-06-18"
        )
    who = " ".join(parts[:at])
    actors = {actor for n in all_named(who) if (actor := n.actor_on(day))}
    if not actors:
        raise DragomanError(f"nobody knows for whom {who!r} acted on {day}", "--suppose", "name the state")
    kind: EventType = parts[at].upper()  # type: ignore[assignment]
    account = Account(SUPPOSED, f"(supposed) {text}", "happened", day, stems(" ".join(parts[at + 1 :])))
    return Act(f"{SUPPOSED}: {text}", kind, None, frozenset(actors), frozenset(), day, day, (account,))


class Acts:
    """Acts by type, actor and word, so that a step is held against its own alone."""

    def __init__(self, every: Iterable[Act]) -> None:
        self._by: dict[tuple[str, str | None], list[Act]] = defaultdict(list)
        self._worded: dict[tuple[str, str | None, str], list[Act]] = defaultdict(list)
        for act in every:
            words = {w for a in act.accounts for w in a.stems}
            for actor in (*sorted(act.actors), None):
                self._by[act.type, actor].append(act)
                for word in words:
                    self._worded[act.type, actor, word].append(act)

    def fitting(self, fit: Fit) -> Iterator[tuple[Act, tuple[Account, ...]]]:
        """Each act that fits, with the accounts whose sentence names the object."""
        phrases = [p for p in map(stems, fit.object) if p]
        wanted = set(fit.with_)
        for act in self._candidates(fit, phrases):
            if (fit.mode and act.mode != fit.mode) or (wanted and not wanted <= act.others):
                continue
            named = tuple(a for a in act.accounts if not phrases or any(p <= a.stems for p in phrases))
            if named:
                yield act, named

    def _candidates(self, fit: Fit, phrases: list[frozenset[str]]) -> Iterable[Act]:
        found: dict[str, Act] = {}
        for kind in fit.act:
            if not phrases:
                found |= {a.event: a for a in self._by.get((kind, fit.actor), ())}
            for phrase in phrases:
                worded = (self._worded.get((kind, fit.actor, word), []) for word in sorted(phrase))
                found |= {a.event: a for a in min(worded, key=len)}
        return found.values()
