"""What a corpus holds: how long its sentences are, and how often each mark stands in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean, pstdev

from dragoman.corpus.marks import Annotated, Sentence
from dragoman.syntax import Token

WORD_CLASSES = ("noun triggers", "pronouns as parties", "adjectives as parties")


@dataclass(slots=True)
class Counts:
    """A running count over annotated reports. `classes` are known where a parse was given."""

    reports: int = 0
    words: list[int] = field(default_factory=list)
    idle: int = 0
    acts: int = 0
    sides: int = 0
    both: int = 0
    parsed: int = 0
    marks: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)

    def add(self, report: Annotated, tokens: Mapping[int, Token] | None = None) -> None:
        """Count one report; `tokens` are those of its text, by the offsets at which they start in it."""
        self.reports += 1
        self.marks["party lines"] += len(report.parties)
        self.marks["events of series"] += len(report.events)
        self.marks["journeys"] += len(report.journeys)
        for sentence, at in zip(report.sentences, report.laid_out()[1], strict=True):
            self._sentence(sentence)
            if tokens is not None:
                self._classes(sentence, at, tokens)

    def _sentence(self, sentence: Sentence) -> None:
        self.words.append(len(sentence.text.split()))
        self.idle += not sentence.acts
        self.acts += len(sentence.acts)
        self.marks["statements"] += len(sentence.statements)
        self.marks["conditions"] += len(sentence.conditions)
        self.marks["plans"] += len(sentence.plans)
        self.marks["steps"] += len(sentence.steps)
        self.forms.update(s.form for s in sentence.statements)
        for act in sentence.acts:
            self.types[act.type] += 1
            self.modes[f"{act.type}/{act.mode}"] += act.mode is not None
            self.statuses[act.status] += 1
            self.flags.update(act.flags)
            self.sides += len(act.sources) + len(act.targets)
            self.both += bool(act.sources and act.targets) or ("rec" in act.flags and len(act.sources) > 1)

    def _classes(self, sentence: Sentence, at: int, tokens: Mapping[int, Token]) -> None:
        for act in sentence.acts:
            self.parsed += 1
            trigger = tokens.get(act.trigger[0] + at)
            self.classes["noun triggers"] += trigger is not None and trigger.pos in ("NOUN", "PROPN")
            for start, end in (*act.sources, *act.targets):
                token = tokens.get(start + at)
                if token is not None and start + len(token.text) >= end:
                    self.classes["pronouns as parties"] += token.pos == "PRON"
                    self.classes["adjectives as parties"] += token.pos == "ADJ"

    def lines(self) -> Iterable[tuple[str, str]]:
        """(what, how much), for people."""
        sentences, acts = max(1, len(self.words)), max(1, self.acts)
        yield "reports", str(self.reports)
        yield "sentences", str(len(self.words))
        yield "words a sentence", f"{mean(self.words or [0]):.1f} (standard deviation {pstdev(self.words or [0]):.1f})"
        yield "up to 12 words, 35 and more", " / ".join(_share(n, sentences) for n in spread(self.words))
        yield "acts", f"{self.acts} ({self.acts / sentences:.2f} a sentence)"
        yield "sentences without an act", _share(self.idle, sentences)
        yield "acts with both sides", _share(self.both, acts)
        if self.parsed:
            yield "noun triggers", _share(self.classes["noun triggers"], self.parsed)
            for name in WORD_CLASSES[1:]:
                yield name, _share(self.classes[name], max(1, self.sides))
        for name, number in self.marks.items():
            yield name, str(number)
        for label, counter, whole in (
            ("statements' forms", self.forms, max(1, self.marks["statements"])),
            ("types", self.types, acts),
            ("statuses", self.statuses, acts),
            ("flags", self.flags, acts),
        ):
            yield label, ", ".join(f"{name} {n} ({_share(n, whole)})" for name, n in counter.most_common())
        yield "modes", ", ".join(f"{name} {n}" for name, n in self.modes.most_common() if n)


def spread(words: Sequence[int]) -> tuple[int, int]:
    """How many sentences have up to 12 words, and how many 35 and more."""
    return sum(n <= 12 for n in words), sum(n >= 35 for n in words)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"
