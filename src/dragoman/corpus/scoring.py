"""How far one reader's acts, statements and conditions are another's, slot by slot.

An act is found where its trigger overlaps the gold trigger or, with the same type, stands within 25 characters of it ("held talks"); pairs are
made one to one. Slots are counted on found acts. A side is right where every gold phrase of it is overlapped and nobody
else stands there; of an act done with each other, the two sides together; where gold has only a thing, the target is the
thing or nothing. `core` is type, status and both sides. A statement is found where half of the two contents' characters
are shared; a condition where its antecedents overlap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dragoman.corpus.compared import Compared, ComparedAct, ComparedCondition, ComparedParty, ComparedStatement
from dragoman.records import Span

NEAR = 25  # characters between two triggers of one act ("held talks")
SHARED = 0.5  # share of two contents' characters that one saying's have in common
MEASURES = ("trigger", "trigger and type", "trigger, type and status", "core")


@dataclass(frozen=True, slots=True)
class Rate:
    """Counts of a comparison: right, printed by the reader, and in gold."""

    right: int
    printed: int
    gold: int

    @property
    def precision(self) -> float:
        return self.right / self.printed if self.printed else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        both = self.printed + self.gold
        return 2 * self.right / both if both else 0.0


@dataclass(slots=True)
class Score:
    """A running count over reports: `rates` by measure, `slots` as (right, of how many) on found acts, `types` F1 by type,
    and a line for each difference where they are wanted."""

    right: Counter[str] = field(default_factory=Counter)
    printed: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    slot_right: Counter[str] = field(default_factory=Counter)
    slot_all: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def add(self, gold: Compared, found: Compared, text: str) -> None:
        """Count one report."""
        self._acts(gold.acts, found.acts, text)
        self._statements(gold.sayings, found.sayings)
        self._conditions(gold.conditions, found.conditions)

    def rate(self, measure: str) -> Rate:
        return Rate(self.right[measure], self.printed[measure], self.gold[measure])

    def slot(self, name: str) -> Rate:
        return Rate(self.slot_right[name], self.slot_all[name], self.slot_all[name])

    def _count(self, measure: str, right: int, printed: int, gold: int) -> None:
        self.right[measure] += right
        self.printed[measure] += printed
        self.gold[measure] += gold

    def _in_slot(self, name: str, right: bool) -> None:
        self.slot_right[name] += right
        self.slot_all[name] += 1

    def _acts(self, gold: Sequence[ComparedAct], found: Sequence[ComparedAct], text: str) -> None:
        pairs = matched(gold, found)
        right: Counter[str] = Counter()
        for g, f in pairs:
            source, target = sides(g, f)
            typed, status = g.type == f.type, g.status == f.status
            steps = (True, typed, typed and status, typed and status and source and target)
            right.update(measure for measure, ok in zip(MEASURES, steps, strict=True) if ok)
            self._slots(g, f, source, target)
            self._count(f"type {g.type}", typed, 0, 0)
            if not steps[-1]:
                self.differences.append(f"differs {_shown(g, text)} / {_shown(f, text)} in {g.sentence!r}")
        for measure in MEASURES:
            self._count(measure, right[measure], len(found), len(gold))
        self.printed.update(f"type {f.type}" for f in found)
        self.gold.update(f"type {g.type}" for g in gold)
        taken = {id(one) for pair in pairs for one in pair}
        self.differences += [f"missed  {_shown(g, text)} in {g.sentence!r}" for g in gold if id(g) not in taken]
        self.differences += [f"extra   {_shown(f, text)} in {f.sentence!r}" for f in found if id(f) not in taken]

    def _slots(self, g: ComparedAct, f: ComparedAct, source: bool, target: bool) -> None:
        self._in_slot("type", g.type == f.type)
        self._in_slot("status", g.status == f.status)
        self._in_slot("source", source)
        self._in_slot("target", target)
        self._in_slot("both sides", source and target)
        if g.dates:
            self._in_slot("date", any(over(a, b) for a in f.dates for b in g.dates))
        else:
            self._in_slot("no date made up", not f.dates)
        for gold, got in ((g.sources, f.sources), (g.targets, f.targets)):
            for party in gold:
                if party.code:
                    codes = {p.code for p in got if over(p.span, party.span)}
                    self._in_slot("code", party.code in codes)
                    self._in_slot("code not given", not any(codes))
                    self._in_slot("code wrong", any(codes) and party.code not in codes)

    def _statements(self, gold: Sequence[ComparedStatement], found: Sequence[ComparedStatement]) -> None:
        left = list(found)
        for g in gold:
            hit = max(left, key=lambda f: share(g.content, f.content), default=None)
            if hit is None or share(g.content, hit.content) < SHARED:
                continue
            left.remove(hit)
            self.right["statement"] += 1
            who = bool(g.speakers) == bool(hit.speakers) and all(
                any(over(a, b) for b in hit.speakers) for a in g.speakers
            )
            self.right["statement with speaker"] += who
            self._in_slot("statement's act", g.act == hit.act)
        for measure in ("statement", "statement with speaker"):
            self._count(measure, 0, len(found), len(gold))

    def _conditions(self, gold: Sequence[ComparedCondition], found: Sequence[ComparedCondition]) -> None:
        left = list(found)
        for g in gold:
            hit = next((f for f in left if g.antecedent and f.antecedent and over(g.antecedent, f.antecedent)), None)
            if hit:
                left.remove(hit)
                self.right["condition"] += 1
        self._count("condition", 0, len(found), len(gold))


def matched(gold: Sequence[ComparedAct], found: Sequence[ComparedAct]) -> list[tuple[ComparedAct, ComparedAct]]:
    """Gold acts with the found acts that are theirs, one to one: first by overlap, the same type preferred, then the
    nearest of the same type."""
    pairs: list[tuple[ComparedAct, ComparedAct]] = []
    free = list(found)

    def take(g: ComparedAct, hits: Iterator[ComparedAct]) -> bool:
        hit = next(hits, None)
        if hit is not None:
            pairs.append((g, hit))
            free.remove(hit)
        return hit is not None

    late = []
    for g in gold:
        hits = [f for f in free if over(f.trigger, g.trigger)]
        if not take(g, iter(sorted(hits, key=lambda f: f.type != g.type))):
            late.append(g)
    for g in late:
        near = [f for f in free if f.type == g.type and _between(f.trigger, g.trigger) <= NEAR]
        take(g, iter(sorted(near, key=lambda f: _between(f.trigger, g.trigger))))
    return pairs


def sides(gold: ComparedAct, found: ComparedAct) -> tuple[bool, bool]:
    """Whether the sources, and whether the targets, are right."""
    if gold.mutual:
        ok = _same((*gold.sources, *gold.targets), (*found.sources, *found.targets))
        return ok, ok
    if gold.targets:
        target = _same(gold.targets, found.targets)
    else:
        target = all(any(over(p.span, thing) for thing in gold.things) for p in found.targets)
    return _same(gold.sources, found.sources), target


def _same(gold: Sequence[ComparedParty], found: Sequence[ComparedParty]) -> bool:
    return all(any(over(g.span, f.span) for f in found) for g in gold) and all(
        any(over(g.span, f.span) for g in gold) for f in found
    )


def over(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def share(a: Span | None, b: Span | None) -> float:
    """The characters that two spans share, of those that either has."""
    if a is None or b is None:
        return float(a is b)
    both = min(a[1], b[1]) - max(a[0], b[0])
    return both / (max(a[1], b[1]) - min(a[0], b[0])) if both > 0 else 0.0


def _between(a: Span, b: Span) -> int:
    return max(a[0] - b[1], b[0] - a[1])


def _shown(act: ComparedAct, text: str) -> str:
    parties = [" ; ".join(text[slice(*p.span)] for p in side) for side in (act.sources, act.targets)]
    return f"{act.type} {act.status} {text[slice(*act.trigger)]!r} [{parties[0]} > {parties[1]}]"
