"""Staged proposals to plans of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dragoman.assemble.rooted import Rooted
from dragoman.attribute.sayings import Spoken
from dragoman.candidates import ConditionCandidate
from dragoman.codebook import Codebook
from dragoman.finders.plans import PlanCandidate, PlanFinder, StepCandidate
from dragoman.link.linked import Linked
from dragoman.records import Plan, Step, content_id
from dragoman.syntax import characters, extent


def plans(
    acts: Sequence[Rooted],
    linked: Linked,
    spoken: Sequence[Spoken],
    conditions: Iterable[ConditionCandidate],
    book: Codebook,
) -> Iterator[Plan]:
    """One a sentence: the first if-then that is one, else what is told one step after another."""
    finder = PlanFinder(linked.document.tree, book, linked.parties, acts)
    found = {p.sentence: p for p in reversed(list(finder.find(conditions, spoken)))}
    found |= {p.sentence: p for p in finder.sequences(set(found))}
    return (_plan(p, linked) for _, p in sorted(found.items()))


def _plan(p: PlanCandidate, linked: Linked) -> Plan:
    document = linked.document
    sentence = document.sentence(p.sentence)
    endorsers = [linked.one(s.speaker) for s in p.endorsers]
    return Plan(
        id=content_id(document.report.id, "plan", sentence.span),
        report=document.report.id,
        name=document.passage(*p.name).text,
        proposers=[q for t in p.proposers for q in linked.at(t)],
        endorsers=[q for q in endorsers if q],
        steps=list(_steps(p.steps, linked)),
        sentence=sentence,
        rule="plan.condition",
        confidence=None,
    )


def _steps(candidates: Iterable[StepCandidate], linked: Linked) -> Iterator[Step]:
    """A step for each actor and copy; each waits for all of the stage before its own."""
    document = linked.document
    stages: dict[int, list[str]] = {}
    number = 0
    for s in candidates:
        word = document.word(s.token)
        thing = s.object or characters(document.tree, *extent(s.token))
        before = stages.get(s.stage - 1) if s.stage else None
        for actor in [v.actor for t in s.actors for v in linked.at(t)] or [None]:
            for _ in range(s.copies):
                number += 1
                yield Step(
                    id=f"s{number}",
                    text=word.text,
                    span=word.span,
                    actor=actor,
                    act=s.act,
                    object=document.passage(*thing) if s.object else None,
                    requires=[list(before)] if before else [],
                    force=s.force,
                )
                stages.setdefault(s.stage, []).append(f"s{number}")
