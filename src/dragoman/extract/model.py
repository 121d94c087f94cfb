"""The learned extractor: an encoder reads each sentence once plain, for triggers, cues and halves of conditions, and once for
each trigger and cue with marks about it, for the roles of the other words, status, mode and flags.

`weights/sheet.yaml` says what it was taught by, `weights/MODEL_CARD.md` the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import numpy.typing as npt

from dragoman.extract.acts import Act, Argument, Condition, Findings, Role, Saying
from dragoman.extract.encoding import ABSENT, Encoded, Encoding, words
from dragoman.extract.labels import CUES, FLAGS, HALVES, MODES, ROLES, TYPES
from dragoman.records import STATUSES, EventType, Span

Logits = npt.NDArray[np.float32]
Network = Callable[[Logits, Logits, Logits], Sequence[Logits]]  # ids, mask, at → logits, see HEADS
HEADS = ("types", "cues", "halves", "roles", "statuses", "modes", "flags", "state")
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """The probability from which a word is a trigger or a cue."""

    trigger: float = 0.5
    cue: float = 0.5


class Reader:
    """Reads the sentences of one report at a time."""

    def __init__(self, network: Network, encoding: Encoding, settings: Settings = Settings()) -> None:
        self._network, self._encoding, self.settings = network, encoding, settings

    def at_least(self, probability: float) -> Reader:
        """The same, for which a word is a trigger from this probability on."""
        return Reader(self._network, self._encoding, replace(self.settings, trigger=probability))

    def read(self, sentences: Sequence[str]) -> list[Findings]:
        """What is found in each sentence, spans in it."""
        spans = [words(s) for s in sentences]
        return [self._findings(*each) for each in zip(spans, self._encoding.plain(sentences, spans), strict=True)]

    def _findings(self, spans: Sequence[Span], plain: Encoded) -> Findings:
        first = self._words(plain, self._run(plain))
        acts: list[Act] = []
        sayings: list[Saying] = []
        for word in first.triggers:
            asked = self._encoding.asked(plain, word, "act")
            acts.append(self._act(spans, word, first.types[word], asked, self._run(asked)))
        for word in first.cues:
            asked = self._encoding.asked(plain, word, "saying")
            sayings += self._saying(spans, word, first.acts[word], asked, self._run(asked))
        return Findings(tuple(acts), tuple(sayings), tuple(_conditions(spans, first.halves)))

    def ask(self, sentence: str, span: Span) -> tuple[Act, Logits] | None:
        """What the sentence tells about the word at `span`, whether or not it would be found to be a trigger, and the state
        of that word, which is near that of words used alike; None where the sentence is too long for it to be read."""
        spans = words(sentence)
        word = next((n for n, (a, b) in enumerate(spans) if a < span[1] and span[0] < b), None)
        (plain,) = self._encoding.plain([sentence], [spans])
        if word is None or plain.first[word] == ABSENT:
            return None
        asked = self._encoding.asked(plain, word, "act")
        types = self._odds("types", plain, self._run(plain))[word]
        out = self._run(asked)
        return self._act(spans, word, types, asked, out), out["state"]

    def _run(self, encoded: Encoded) -> dict[str, Logits]:
        """The network's logits for it alone: an int8 model's scales are those of its batch, and padding costs more than batches save."""
        ids = np.array([encoded.ids])
        outputs = self._network(ids, np.ones_like(ids), np.array([encoded.at]))
        return {head: out[0] for head, out in zip(HEADS, outputs, strict=True)}

    def _words(self, encoded: Encoded, out: Mapping[str, Logits]) -> _Words:
        types, acts = (self._odds(head, encoded, out) for head in ("types", "cues"))
        halves = self._odds("halves", encoded, out).argmax(-1)
        return _Words(
            types,
            acts,
            halves,
            [n for n, row in enumerate(types) if 1 - row[0] >= self.settings.trigger],
            [n for n, row in enumerate(acts) if 1 - row[0] >= self.settings.cue],
        )

    def _odds(self, head: str, encoded: Encoded, out: Mapping[str, Logits]) -> Logits:
        """A row of probabilities for each word; a word that was not read is none of anything."""
        first = np.array(encoded.first, dtype=int)
        odds: Logits = _softmax(out[head])[first]
        odds[first == ABSENT] = np.eye(odds.shape[1], dtype=odds.dtype)[0]
        return odds

    def _act(self, spans: Sequence[Span], word: int, types: Logits, encoded: Encoded, out: Mapping[str, Logits]) -> Act:
        kind = int(types[1:].argmax()) + 1
        statuses = _softmax(out["statuses"])
        flags = dict(zip(FLAGS, out["flags"] > 0, strict=True))
        return Act(
            spans[word],
            cast(EventType, TYPES[kind]),
            round(float(types[kind]), 4),
            _mode(TYPES[kind], out["modes"]),
            STATUSES[int(statuses.argmax())],
            tuple(_arguments(spans, self._odds("roles", encoded, out))),
            bool(flags["bg"]),
            bool(flags["rec"]),
            bool(flags["inner"]),
            bool(flags["alleged"]),
            _likeliest(TYPES, types),
            _likeliest(STATUSES, statuses),
        )

    def _saying(
        self, spans: Sequence[Span], word: int, acts: Logits, encoded: Encoded, out: Mapping[str, Logits]
    ) -> Iterator[Saying]:
        odds = self._odds("roles", encoded, out)
        labels = odds.argmax(-1)
        content = _runs(spans, labels, ROLES.index("content"))
        if content:
            who = max(_runs(spans, labels, ROLES.index("speaker")), key=lambda run: run[1] - run[0], default=None)
            kind = int(acts[1:].argmax()) + 1
            yield Saying(spans[word], CUES[kind], who, tuple(content), round(float(1 - acts[0]), 4))


@dataclass(frozen=True, slots=True)
class _Words:
    types: Logits
    acts: Logits
    halves: npt.NDArray[np.intp]
    triggers: list[int]
    cues: list[int]


def _arguments(spans: Sequence[Span], odds: Logits) -> Iterator[Argument]:
    labels = odds.argmax(-1)
    for number, role in enumerate(ROLES):
        if role not in ("none", "speaker", "content"):
            for first, last in _numbers(labels, number):
                p = float(odds[first : last + 1, number].mean())
                yield Argument(cast(Role, role), (spans[first][0], spans[last][1]), round(p, 4))


def _mode(kind: str, logits: Logits) -> str | None:
    allowed = [n for n, mode in enumerate(MODES) if n == 0 or mode.startswith(f"{kind}/")]
    best = max(allowed, key=lambda n: logits[n])
    return MODES[best].partition("/")[2] or None


def _conditions(spans: Sequence[Span], halves: npt.NDArray[np.intp]) -> Iterator[Condition]:
    """Each antecedent with the nearest consequent."""
    ifs, thens = (_runs(spans, halves, HALVES.index(half)) for half in ("antecedent", "consequent"))
    for a in ifs:
        yield Condition(a, min(thens, key=lambda t: max(t[0] - a[1], a[0] - t[1]), default=None))


def _runs(spans: Sequence[Span], labels: Sequence[int] | npt.NDArray[np.intp], wanted: int) -> list[Span]:
    return [(spans[first][0], spans[last][1]) for first, last in _numbers(labels, wanted)]


def _numbers(labels: Sequence[int] | npt.NDArray[np.intp], wanted: int) -> Iterator[tuple[int, int]]:
    """First and last word of each run of this label."""
    start = None
    for n in range(len(labels) + 1):
        inside = n < len(labels) and labels[n] == wanted
        if inside and start is None:
            start = n
        elif not inside and start is not None:
            yield start, n - 1
            start = None


def _likeliest(names: Sequence[str], odds: Logits) -> dict[str, float]:
    best = sorted(range(len(names)), key=lambda n: (-odds[n], n))[:SHOWN]
    return {names[n]: round(float(odds[n]), 4) for n in best}


def _softmax(logits: Logits) -> Logits:
    raised: Logits = np.exp(logits - logits.max(axis=-1, keepdims=True))
    raised /= raised.sum(axis=-1, keepdims=True)
    return raised
