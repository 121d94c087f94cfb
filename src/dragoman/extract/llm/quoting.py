"""What of a language model's answer is believed: the words that stand in the sentence that they are said to stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from pydantic import ValidationError

from dragoman.document import Document
from dragoman.extract.acts import Act, Argument, Condition, Findings, Role, Saying
from dragoman.extract.labels import CUES
from dragoman.extract.llm.told import Rows, Told, ToldAct, ToldCondition, ToldSaying
from dragoman.records import Span

T = TypeVar("T", bound=Told)
ROLES: tuple[Role, ...] = ("source", "target", "thing", "date", "place")
SPACES = {ord(ch): " " for ch in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029"}


class Quoting:
    """The sentences of one question. `dropped` counts what an answer quotes and no sentence holds, and rows that are none."""

    def __init__(self, document: Document, spans: Sequence[Span], rule: str) -> None:
        self._document, self._spans, self._rule = document, spans, rule
        self.sentences = [document.tree.text[a:b].translate(SPACES) for a, b in spans]
        self.dropped = 0

    def findings(self, rows: Rows) -> Findings:
        acts = tuple(self._acts(self._rows(ToldAct, rows.acts)))
        sayings = tuple(self._sayings(self._rows(ToldSaying, rows.statements)))
        conditions = tuple(self._conditions(self._rows(ToldCondition, rows.conditions)))
        return Findings(acts, sayings, conditions, self.dropped)

    def _rows(self, kind: type[T], rows: Sequence[object]) -> list[T]:
        """The rows of this kind, each once, for small models repeat themselves."""
        found = []
        for row in rows:
            try:
                told = kind.model_validate(row)
            except ValidationError:
                self.dropped += 1
                continue
            if 0 <= told.sentence < len(self.sentences):
                found.append(told)
            else:
                self.dropped += 1
        return list(dict.fromkeys(found))

    def _acts(self, rows: Sequence[ToldAct]) -> Iterator[Act]:
        taken: set[tuple[Span, str]] = set()
        for told in rows:
            places = self._all(told, told.trigger)
            trigger = next((p for p in places if (p, told.type) not in taken), None)
            if trigger is None:
                continue
            taken.add((trigger, told.type))
            arguments = tuple(
                Argument(role, span)
                for role in ROLES
                for words in getattr(told, role)
                if (span := self._first(told, words))
            )
            yield Act(
                trigger,
                told.type,
                None,
                None,
                told.status,
                arguments,
                told.background,
                told.mutual,
                told.inner,
                told.alleged,
                rule=self._rule,
            )

    def _sayings(self, rows: Sequence[ToldSaying]) -> Iterator[Saying]:
        taken: set[tuple[Span, Span]] = set()
        for told in rows:
            content, speaker, cue = (self._first(told, w) for w in (told.content, told.speaker, told.cue))
            if content is None:
                continue
            place = self._document.original(*(cue or content)), self._document.original(*content)
            if place not in taken:
                taken.add(place)
                act = told.act if told.act in CUES[1:] else "other"
                yield Saying(cue, act, speaker, (content,), rule=self._rule)

    def _conditions(self, rows: Sequence[ToldCondition]) -> Iterator[Condition]:
        taken: set[Span] = set()
        for told in rows:
            antecedent, consequent = (self._first(told, w) for w in (told.condition, told.consequence))
            if antecedent and (place := self._document.original(*antecedent)) not in taken:
                taken.add(place)
                yield Condition(antecedent, consequent)

    def _first(self, told: Told, words: str | None) -> Span | None:
        """None for no words; for words that don't stand there too, and they count as dropped."""
        return next(iter(self._all(told, words)), None) if words else None

    def _all(self, told: Told, words: str) -> list[Span]:
        """All places of these words in the text, whole words alone."""
        start = self._spans[told.sentence][0]
        found = [
            (start + a, start + b) for a, b in whole(words.translate(SPACES).strip(), self.sentences[told.sentence])
        ]
        self.dropped += not found
        return found


def whole(words: str, sentence: str) -> Iterator[Span]:
    """The places at which words stand, not as a part of longer ones; signs alone are no words."""
    if not any(ch.isalnum() for ch in words):
        return
    at = sentence.find(words)
    while at >= 0:
        end = at + len(words)
        if not (_joined(sentence[:at][-1:], words[0]) or _joined(words[-1], sentence[end : end + 1])):
            yield at, end
        at = sentence.find(words, at + 1)


def _joined(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum()
