"""What the extractor learns from an annotated sentence: labels of its words, and for each word that is a trigger or a cue
the labels of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dragoman.corpus.marks import ActMark, Sentence, StatementMark
from dragoman.extract.encoding import words
from dragoman.extract.labels import CUES, FLAGS, HALVES, MODES, ROLES, TYPES
from dragoman.records import STATUSES, Span
from sentences import Example

UNKNOWN = -100  # the label of what nobody marked


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be learned about one word: of a trigger status, mode and flags, and every word's role; of a cue the roles alone."""

    kind: str  # act or saying
    word: int
    roles: tuple[int, ...]
    status: int = UNKNOWN
    mode: int = UNKNOWN
    flags: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    text: str
    words: tuple[Span, ...]
    types: tuple[int, ...]
    cues: tuple[int, ...]
    halves: tuple[int, ...]
    asked: tuple[Asked, ...]
    soft: tuple[npt.NDArray[np.float16], ...] | None = None  # a teacher's odds of each word's type, cue and half


def lesson(sentence: Sentence) -> Lesson:
    spans = words(sentence.text)
    types, cues, halves = ([0] * len(spans) for _ in range(3))
    asked: list[Asked] = []
    for act in sentence.acts:
        at = _last(spans, act.trigger)
        if at is not None and not types[at]:
            types[at] = TYPES.index(act.type)
            asked.append(_of_act(spans, act, at))
    for said in sentence.statements:
        at = _last(spans, said.cue) if said.cue else None
        if at is not None and not cues[at]:
            cues[at] = CUES.index(said.act)
            asked.append(Asked("saying", at, tuple(_of_saying(spans, said))))
    for condition in sentence.conditions:
        for half, span in (("consequent", condition.consequent), ("antecedent", condition.antecedent)):
            for n in _covered(spans, span) if span else ():
                halves[n] = HALVES.index(half)
    return Lesson(sentence.text, spans, tuple(types), tuple(cues), tuple(halves), tuple(asked))


def of_example(e: Example) -> Lesson:
    """A sentence of `sentences/`, in which one act alone is marked: of its other words nothing is known."""
    spans = words(e.text)
    types = [UNKNOWN] * len(spans)
    asked: tuple[Asked, ...] = ()
    at = _last(spans, e.trigger) if e.trigger else None
    if at is not None:
        types[at] = TYPES.index(e.type) if e.type != "NONE" else 0
    if at is not None and e.type != "NONE":
        fields = {"target": (e.target,) if e.target else (), "source": (e.source,) if e.source else ()}
        mode = MODES.index(f"{e.type}/{e.mode}") if f"{e.type}/{e.mode}" in MODES else 0
        flags = tuple(float(flag == "rec" and e.both) for flag in FLAGS)
        status = [str(s) for s in STATUSES].index(e.status)
        asked = (Asked("act", at, tuple(_labelled(spans, fields)), status, mode, flags),)
    nothing = (UNKNOWN,) * len(spans)
    return Lesson(e.text, spans, tuple(types), nothing, nothing, asked)


def of_text(text: str) -> Lesson:
    """A sentence in which nobody marked anything: for a teacher to say what is in it."""
    spans = words(text)
    nothing = (UNKNOWN,) * len(spans)
    return Lesson(text, spans, nothing, nothing, nothing, ())


def _of_act(spans: Sequence[Span], act: ActMark, at: int) -> Asked:
    fields = {
        "date": act.dates,
        "place": act.places,
        "thing": act.things,
        "target": act.targets,
        "source": act.sources,
    }
    mode = MODES.index(f"{act.type}/{act.mode}") if f"{act.type}/{act.mode}" in MODES else 0
    flags = tuple(float(flag in act.flags) for flag in FLAGS)
    return Asked("act", at, tuple(_labelled(spans, fields)), STATUSES.index(act.status), mode, flags)


def _of_saying(spans: Sequence[Span], said: StatementMark) -> list[int]:
    fields = {"content": (said.content,) if said.content else (), "speaker": (said.speaker,) if said.speaker else ()}
    return _labelled(spans, fields)


def _labelled(spans: Sequence[Span], fields: dict[str, tuple[Span, ...]]) -> list[int]:
    """A role for each word; where two fields share a word, the later one has it."""
    labels = [0] * len(spans)
    for role, marked in fields.items():
        for span in marked:
            for n in _covered(spans, span):
                labels[n] = ROLES.index(role)
    return labels


def _covered(spans: Sequence[Span], span: Span) -> Iterator[int]:
    return (n for n, (a, b) in enumerate(spans) if a < span[1] and span[0] < b)


def _last(spans: Sequence[Span], span: Span) -> int | None:
    return max(_covered(spans, span), default=None)
