"""What becomes of a proposal: the entry that fired and the judge's opinion, weighed.

A codebook entry that calls itself decisive is not asked about. For other entries the judge's log-probability of the
entry's type is raised by PRIOR, that of no event lowered by DOUBT: it tells a second act of a sentence badly from none. A
pair that no entry fired on is a mention where the judge gives its type at least BOLD. The numbers were chosen on marked
pairs that the model was not trained on; `benchmarks/RESULTS.md` shows what they are worth.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, cast

from dragoman.candidates import EventCandidate
from dragoman.codebook import Codebook
from dragoman.judge.model import NONE, Judge, Opinion, Question
from dragoman.records import EventType, Status

PRIOR = 1.0
DOUBT = 1.5
BOLD = 0.6
RULE = "judge"  # of mentions that no entry fired on, or whose type is not their entry's
VETO = 0.8
REAL: tuple[Status, ...] = ("happened", "ongoing")
NOT_YET: tuple[Status, ...] = ("planned", "proposed", "conditional", "hypothetical")
LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Decision:
    """A candidate as it goes into the record, the judge's opinion of it, and what decided its type."""

    candidate: EventCandidate
    opinion: Opinion | None
    by: Literal["entry", "judge", "both"]
    proposal: str

    @property
    def trust(self) -> float | None:
        """The judge's probability of the type that was taken; None where it was not asked."""
        return self.opinion.types[self.candidate.type] if self.opinion else None


def status(ruled: Status, opinion: Opinion | None) -> Status:
    """The status that the cues give; what they put off has happened where the judge is sure of it (VETO)."""
    if ruled not in NOT_YET or opinion is None or sum(opinion.statuses[s] for s in REAL) < VETO:
        return ruled
    return max(REAL, key=lambda s: opinion.statuses[s])


class Arbiter:
    def __init__(self, book: Codebook, judge: Judge) -> None:
        self.book, self.judge = book, judge

    def decide(self, proposals: Iterable[tuple[EventCandidate, Question]]) -> list[Decision]:
        """The proposals of one report that hold, in their order."""
        asked = [(c, q) for c, q in proposals]
        decisive = {id(c) for c, _ in asked if c.rule in self.book.decisive}
        opinions = iter(self.judge.opinions([q for c, q in asked if id(c) not in decisive]))
        judged = [(c, None if id(c) in decisive else next(opinions)) for c, _ in asked]
        kept = [d for c, o in judged if c.rule != "candidate" for d in self._entry(c, o)]
        places: dict[tuple[int, EventType], int] = {}
        for n, d in enumerate(kept):
            places.setdefault((d.candidate.token.i, d.candidate.type), n)
        for bold in self._bold([(c, o) for c, o in judged if c.rule == "candidate" and o]):
            self._admit(bold, kept, places)
        return sorted(kept, key=lambda d: (d.candidate.token.i, d.candidate.order))

    def _entry(self, c: EventCandidate, opinion: Opinion | None) -> Iterator[Decision]:
        if opinion is None:
            yield Decision(c, None, "entry", c.rule)
            return
        head_start = {c.type: PRIOR, NONE: -DOUBT}
        scores = {kind: math.log(max(LEAST, p)) + head_start.get(kind, 0) for kind, p in opinion.types.items()}
        best = max(scores, key=lambda kind: (scores[kind], kind))
        if best == c.type:
            yield Decision(c, opinion, "both", c.rule)
        elif best != NONE:
            yield Decision(replace(c, type=cast(EventType, best), rule=RULE, mode=None), opinion, "judge", c.rule)

    def _bold(self, candidates: list[tuple[EventCandidate, Opinion]]) -> Iterator[Decision]:
        """The surest proposal of each trigger that no entry gave two sides, if the judge is sure."""
        surest: dict[int, tuple[float, EventCandidate, Opinion]] = {}
        for c, opinion in candidates:
            kind, p = opinion.best(1)[0]
            if kind == NONE or p < BOLD:
                continue
            if c.token.i not in surest or p > surest[c.token.i][0]:
                surest[c.token.i] = (p, replace(c, type=cast(EventType, kind), rule=RULE), opinion)
        for _, c, opinion in surest.values():
            direction = max(opinion.directions, key=lambda d: (opinion.directions[d], d))
            if direction == "reverse":
                c = replace(c, sources=c.targets, targets=c.sources)
            yield Decision(replace(c, reciprocal=direction == "both"), opinion, "judge", "a pair around the verb")

    @staticmethod
    def _admit(bold: Decision, kept: list[Decision], places: dict[tuple[int, EventType], int]) -> None:
        """Adds the decision; where an entry has the same act with a side missing, its party goes there instead. `places`:
        where in `kept` the acts of entries stand, by trigger and type."""
        new = bold.candidate
        n = places.setdefault((new.token.i, new.type), len(kept))
        if n == len(kept):
            kept.append(bold)
            return
        c = kept[n].candidate
        if not c.targets and c.sources == new.sources:
            kept[n] = replace(kept[n], candidate=replace(c, targets=new.targets))
        elif not c.sources and c.targets == new.targets:
            kept[n] = replace(kept[n], candidate=replace(c, sources=new.sources))
