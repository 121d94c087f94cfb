"""A plan held against acts: an event-calculus reading (Kowalski and Sergot 1986). A halt is a state that holds from an act
until a contrary one; whatever was done later counts; what cannot be ordered conflicts; silence is never "met"; and a breach
is healed by nothing but a new acceptance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from dragoman.plans.acts import Account, Act, Acts
from dragoman.plans.document import Fit, Party, PlanDocument, Step
from dragoman.plans.values import Value, every, some

Verdict = Literal[
    "proposed",
    "accepted",
    "active",
    "partly met",
    "met",
    "not met",
    "suspended",
    "breached",
    "withdrawn",
    "lapsed",
    "unknown",
    "disputed",
]
TOLD, DENIED, AHEAD = ("happened", "ongoing"), ("negated", "denied"), ("planned",)
WATCHED = 0.5  # share of the weeks of a quiet time in which a report must have been read for the quiet to mean anything


@dataclass(frozen=True, slots=True)
class Evidence:
    """An account for or against a step: `first` and `last` are the days between which the act lies (ISO), `known` since
    when the account could be known."""

    event: str
    account: Account
    first: str
    last: str
    known: str | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is to be said of a step: its own value, that of what it waits for, and the sentences behind both."""

    step: Step
    verdict: Verdict
    value: Value
    ready: Value
    why: str
    supporting: tuple[Evidence, ...] = ()
    opposing: tuple[Evidence, ...] = ()
    met_parts: int | None = None


@dataclass(slots=True)
class Board:
    """A plan as of a day (`as_of`: what had happened) and as known on a day (`known_on`: what could be read), both ISO, both
    open where None. `watched` are the Mondays of weeks in which a report was published."""

    plan: PlanDocument
    acts: Iterable[Act]
    as_of: str | None = None
    known_on: str | None = None
    watched: frozenset[str] = frozenset()
    disbelieved: frozenset[str] = frozenset()
    _acts: Acts = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._acts = Acts(self.acts)

    def assess(self) -> list[Assessment]:
        """Every step of the plan, in its order."""
        accepted = self._parties(self.plan.accepted, self.plan.acceptance)
        own = {s.id: self._own(s, accepted.get(s.actor or "", [])) for s in self.plan.steps if not s.parts}
        values = {name: found[0] for name, found in own.items()}
        withdrawn = self._parties(self.plan.withdrawn, self.plan.withdrawal)

        def value(s: Step) -> Value:
            if s.id not in values:
                values[s.id] = every(value(self.plan.step(p)) for p in s.parts)
            return values[s.id]

        steps = {s.id: s for s in self.plan.steps}
        for s in self.plan.steps:
            value(s)
        return [self._assessment(s, own.get(s.id), values, steps, accepted, withdrawn) for s in self.plan.steps]

    # evidence

    def _own(self, s: Step, accepted: list[str]) -> tuple[Value, list[Evidence], list[Evidence], str]:
        """(value, for, against, why) of a step by its own acts; `accepted`: the days on which its actor accepted."""
        told = (*TOLD, *AHEAD) if s.halt and s.halt.declared else TOLD
        found, against = self._evidence(s, told), self._evidence(s, DENIED)
        for contrary in s.contrary:
            broken, spared = self._evidence(contrary, TOLD), self._evidence(contrary, DENIED)
            against += broken
            disputed = {e.event for e in broken} & {e.event for e in spared}
            found += [e for e in spared if e.event in disputed]
        found.sort(key=_order)
        against.sort(key=_order)
        breach = _breach(found, against, accepted[-1]) if s.halt and accepted else None
        if breach:
            found = [e for e in found if e.first <= breach]
            return _latest(found, against), found, against, f"told on {found[-1].last}, broken on {breach}"
        value, why = _latest(found, against), _reason(found, against)
        if s.halt is None:
            return value, found, against, why
        if value is Value.TRUE and s.halt.quiet:
            value, why = self._quiet(s.halt.quiet, found, why)
        if value is Value.TRUE and s.halt.verified:
            checks = [e for e in self._evidence(s.halt.verified, TOLD) if e.first >= found[0].first]
            found = sorted([*found, *checks], key=_order)
            if not checks:
                value, why = Value.UNKNOWN, "declared, and nobody is told to have verified it"
        return value, found, against, why

    def _quiet(self, days: int, found: list[Evidence], why: str) -> tuple[Value, str]:
        """Quiet counts after so many days since the halt, if reports of that time were read."""
        since = max(e.last for e in found)
        today = self.as_of or self.known_on or max((d for d in self.watched), default=since)
        begun = date.fromisoformat(since)
        if (date.fromisoformat(today) - begun).days < days:
            return Value.UNKNOWN, f"quiet since {since}, which is less than {days} days"
        weeks = _weeks(begun, begun + timedelta(days=days))
        seen = sum(w in self.watched for w in weeks)
        if seen < WATCHED * len(weeks):
            return Value.UNKNOWN, f"no contrary act is told, but only {seen} of {len(weeks)} weeks were read about"
        return Value.TRUE, f"{why}; quiet for {days} days"

    def _evidence(self, fit: Fit, statuses: tuple[str, ...]) -> list[Evidence]:
        """The accounts with one of these statuses of the acts that fit, up to the day and as known on the day."""
        found, since = [], self.plan.since or self.plan.proposed.on
        for act, accounts in self._acts.fitting(fit):
            for a in accounts:
                if a.status not in statuses or a.mention in self.disbelieved:
                    continue
                known = a.known
                if self.known_on and (known is None or known > self.known_on):
                    continue
                first, last = act.first or a.first, act.last or known
                if a.status in AHEAD and known:  # saying so counts on the day when it was said
                    first, last = a.first, known
                if first is None or last is None or last < since or (self.as_of and first > self.as_of):
                    continue
                found.append(Evidence(act.event, a, first, last, known))
        return sorted(found, key=_order)

    def _parties(self, told: Iterable[Party], fit: Fit | None) -> dict[str, list[str]]:
        """Who accepted or withdrew, and on which days, the first one first."""
        days: dict[str, list[str]] = defaultdict(list)
        for p in told:
            if not self.as_of or p.on <= self.as_of:
                days[p.by].append(p.on)
        if fit is not None:
            events = {e.event: e.last for e in self._evidence(fit, TOLD)}
            for act in self.acts:
                for actor in act.actors if act.event in events else ():
                    days[actor].append(events[act.event])
        return {actor: sorted(found) for actor, found in days.items()}

    # verdicts

    def _assessment(
        self,
        s: Step,
        own: tuple[Value, list[Evidence], list[Evidence], str] | None,
        values: dict[str, Value],
        steps: dict[str, Step],
        accepted: dict[str, list[str]],
        withdrawn: dict[str, list[str]],
    ) -> Assessment:
        ready = some(every(values[i] for i in group) for group in s.requires) if s.requires else Value.TRUE
        value, found, against, why = own or (values[s.id], [], [], "")
        met = sum(values[p] is Value.TRUE for p in s.parts) if s.parts else None
        bound = s.actor in accepted if s.actor else bool(accepted)
        verdict = self._verdict(s, value, ready, bool(found), against, met, bound, accepted, withdrawn)
        if s.parts:
            why = f"{met} of {len(s.parts)} parts met"
        return Assessment(s, verdict, value, ready, why, tuple(found), tuple(against), met)

    def _verdict(
        self,
        s: Step,
        value: Value,
        ready: Value,
        done: bool,
        against: list[Evidence],
        met: int | None,
        bound: bool,
        accepted: dict[str, list[str]],
        withdrawn: dict[str, list[str]],
    ) -> Verdict:
        if self.as_of and self.as_of < self.plan.proposed.on:
            return "unknown"
        if value is Value.CONFLICTING and not met:
            return "disputed"
        if value is Value.TRUE:
            return "met"
        if s.actor in withdrawn:
            return "withdrawn"
        if met:
            return "partly met"
        if value is Value.FALSE:
            since = accepted.get(s.actor or "")
            broke = since is not None and s.halt is not None and done and against[-1].last >= since[0]
            return "breached" if broke else "not met"
        if s.deadline and self.as_of and self.as_of > s.deadline:
            return "breached" if bound and s.force != "could" and ready is Value.TRUE else "lapsed"
        if s.halt is not None and done:
            return "unknown"
        if ready is Value.FALSE and bound:
            return "suspended"
        if bound:
            return "active" if ready is Value.TRUE else "accepted"
        return "proposed"


def _order(e: Evidence) -> tuple[str, str, str]:
    return e.last, e.first, e.account.mention


def _latest(found: list[Evidence], against: list[Evidence]) -> Value:
    """What was done last counts; acts whose days cannot be ordered, one each way, conflict."""
    if not found or not against:
        return Value((bool(found), bool(against)))
    last_for, last_against = max(e.last for e in found), max(e.last for e in against)
    begins_for = max(e.first for e in found if e.last == last_for)
    begins_against = max(e.first for e in against if e.last == last_against)
    if begins_for > last_against:
        return Value.TRUE
    return Value.FALSE if begins_against > last_for else Value.CONFLICTING


def _breach(found: list[Evidence], against: list[Evidence], accepted: str) -> str | None:
    """The first day by which a halt was undone that had been told before and accepted; None where it never was."""
    told = min((e.last for e in found), default=None)
    both = {e.event for e in found}
    undone = (e.last for e in against if told and told < e.first and e.last >= accepted and e.event not in both)
    return min(undone, default=None)


def _reason(found: list[Evidence], against: list[Evidence]) -> str:
    if not found and not against:
        return "no report tells of it"
    parts = [f"told on {e.last}" for e in found[-1:]] + [f"contrary on {e.last}" for e in against[-1:]]
    return ", ".join(parts)


def _weeks(start: date, end: date) -> list[str]:
    monday = start - timedelta(days=start.weekday())
    return [(monday + timedelta(days=n)).isoformat() for n in range(0, (end - monday).days + 1, 7)]
