"""The pairs that the rules find in the rows of `specs/`, as questions to the judge; and the same under nonsense names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from dragoman.codebook import codebook
from dragoman.coder import Reading
from dragoman.judge import Question
from dragoman.parsing import parse
from dragoman.records import Span
from dragoman.report import Report, clean
from dragoman.yamls import load_yaml

NONSENSE = ("Vorlanda", "Tesmir", "Quorin", "Baduvek", "Hespra")
NAMED = ("GPE", "NORP", "PERSON", "ORG", "LOC", "FAC")


def questions(folder: Path) -> Iterator[tuple[Question, bool, list[Span]]]:
    """(question, whether its entry calls the act mutual, the names in its sentence) for each two-sided mention."""
    for path in sorted(folder.glob("*.yaml")):
        for row in load_yaml(path):
            copy = clean(row["text"])
            reading = Reading(Report(row["text"], "spec"), copy, next(parse([copy])))
            for c in reading.events:
                q = reading.question(c)
                if q.source and q.target and not _meet(q.source, q.target):
                    yield q, codebook().entries[c.rule].reciprocal, list(_names(reading, c.token.sentence))


def _names(reading: Reading, sentence: int) -> Iterator[Span]:
    """Runs of words that the parser takes for names, as offsets in their sentence."""
    first, last = reading.tree.sentences[sentence]
    tokens = reading.tree.tokens[first:last]
    for named, run in groupby(tokens, key=lambda t: t.entity in NAMED and t.text[:1].isupper()):
        words = list(run)
        if named:
            yield words[0].start - tokens[0].start, words[-1].end - tokens[0].start


def swapped(q: Question) -> Question:
    return replace(q, source=q.target, target=q.source)


def renamed(q: Question, names: list[Span]) -> Question:
    """The question with invented names for all that it has, the same for the same."""
    text, spans = q.text, {"source": q.source, "target": q.target, "trigger": q.trigger}
    invented: dict[str, str] = {}
    for start, end in names:
        invented.setdefault(q.text[start:end], NONSENSE[len(invented) % len(NONSENSE)])
    for start, end in reversed(names):
        name = invented[q.text[start:end]]
        text = text[:start] + name + text[end:]
        grown = len(name) - (end - start)
        for role, span in spans.items():
            if span and span[1] > start:
                spans[role] = (span[0] + grown if span[0] > start else span[0], span[1] + grown)
    return Question(text, spans["source"], spans["target"], spans["trigger"])


def _meet(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]
