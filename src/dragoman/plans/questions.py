"""What one asks of a plan: what blocks the next step, which sentence decides, and where two versions part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dragoman.plans.board import Assessment, Board, Evidence, Verdict
from dragoman.plans.document import Step
from dragoman.plans.values import Value


@dataclass(frozen=True, slots=True)
class Blocker:
    """A step that waits, and each smallest set of steps whose acts would open it."""

    step: Step
    sets: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A sentence whose disbelief would change verdicts: step id, the verdict now, and without it."""

    evidence: Evidence
    changes: tuple[tuple[str, Verdict, Verdict], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A step in two versions of a plan; None where a version has none. `fields` are what differs."""

    old: Assessment | None
    new: Assessment | None
    fields: tuple[str, ...]


def blockers(board: Board) -> list[Blocker]:
    """For each step that is not met and waits: the smallest sets of unmet steps that would make what it requires true.
    A step that sums up others stands for its unmet parts."""
    found = board.assess()
    values = {a.step.id: a.value for a in found}
    steps = {a.step.id: a.step for a in found}

    @cache
    def leaves(name: str) -> frozenset[str]:
        if values[name] is Value.TRUE:
            return frozenset()
        parts = steps[name].parts
        return frozenset(leaf for p in parts for leaf in leaves(p)) if parts else frozenset([name])

    made = []
    for a in found:
        if a.value is Value.TRUE or a.ready is Value.TRUE or not a.step.requires:
            continue
        options = {frozenset(leaf for i in group for leaf in leaves(i)) for group in a.step.requires}
        least = min(map(len, options))
        made.append(Blocker(a.step, tuple(sorted(tuple(sorted(o)) for o in options if len(o) == least))))
    return made


def sensitive(board: Board, most: int | None = None) -> list[Sensitive]:
    """The sentences, one at a time, without which some verdict would be another; of many, the first `most` are tried."""
    found = board.assess()
    now = {a.step.id: a.verdict for a in found}
    evidence = {e.account.mention: e for a in found for e in (*a.supporting, *a.opposing)}
    made = []
    for mention, e in sorted(evidence.items(), key=lambda item: (item[1].last, item[0]))[:most]:
        without = replace_disbelieved(board, mention).assess()
        changes = tuple((a.step.id, now[a.step.id], a.verdict) for a in without if a.verdict != now[a.step.id])
        if changes:
            made.append(Sensitive(e, changes))
    return made


def replace_disbelieved(board: Board, mention: str) -> Board:
    return Board(board.plan, board.acts, board.as_of, board.known_on, board.watched, board.disbelieved | {mention})


def difference(old: Board, new: Board) -> Iterator[Difference]:
    """Two versions of a plan on the same acts, step by step: by id, else by actor, act and object."""
    before = {a.step.id: a for a in old.assess()}
    after = {a.step.id: a for a in new.assess()}
    alike = {_meaning(a.step): name for name, a in before.items()}
    seen: set[str] = set()
    for name, a in after.items():
        twin = name if name in before else alike.get(_meaning(a.step))
        if twin is None or twin in seen:
            yield Difference(None, a, ("added",))
            continue
        seen.add(twin)
        yield Difference(before[twin], a, tuple(_changed(before[twin], a)))
    yield from (Difference(a, None, ("dropped",)) for name, a in before.items() if name not in seen)


def _meaning(s: Step) -> tuple[object, ...]:
    return s.actor, tuple(s.act), tuple(s.object)


def _changed(old: Assessment, new: Assessment) -> Iterator[str]:
    for name in ("actor", "act", "object", "requires", "force", "deadline", "halt", "parts"):
        if getattr(old.step, name) != getattr(new.step, name):
            yield name
    if old.verdict != new.verdict:
        yield "verdict"
