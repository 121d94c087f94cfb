"""Other names for the parties of a sentence, so that the judge learns what parties do and not who they are."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import yaml

from sentences import Example, Span

STATES = Path(__file__).parent.parent / "src/dragoman/directory/states.yaml"
SYLLABLES = "ba du ki mo ra ve zu tal fen gor lin pas rok sen tor vi wen yar del hu mis ona qua bre".split()
ANOTHER, INVENTED = 0.5, 0.2  # how often states are swapped for others, and parties for invented names
FIELDS = ("name", "demonyms", "metonyms")


class Names:
    """The states' names, demonyms and capitals, by each of which a sentence may name them."""

    def __init__(self) -> None:
        self.states = [
            s for s in yaml.safe_load(STATES.read_text("utf-8")).values() if s.get("metonyms") and s.get("demonyms")
        ]
        self.of = {
            name: (n, field) for n, s in enumerate(self.states) for field in FIELDS for name in self._names(s, field)
        }
        words = "|".join(sorted(map(re.escape, self.of), key=len, reverse=True))
        self.pattern = re.compile(rf"\b(?:{words})\b")

    @staticmethod
    def _names(state: dict[str, object], field: str) -> list[str]:
        value = state[field]
        return [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]

    def replaced(self, e: Example, rng: random.Random) -> Example:
        """The same sentence about other states, or with an invented party, or as it was."""
        if rng.random() < ANOTHER:
            e = self._others(e, rng)
        if rng.random() < INVENTED:
            e = self._invented(e, rng)
        return e

    def _others(self, e: Example, rng: random.Random) -> Example:
        chosen: dict[int, int] = {}
        edits = []
        for match in self.pattern.finditer(e.text):
            state, field = self.of[match.group()]
            other = self.states[chosen.setdefault(state, rng.randrange(len(self.states)))]
            edits.append((match.span(), self._names(other, field)[0]))
        return edited(e, edits)

    def _invented(self, e: Example, rng: random.Random) -> Example:
        edits = []
        for span in (e.source, e.target):
            if span and rng.random() < 0.7 and any(c.isupper() for c in e.text[span[0] : span[1]]):
                name = " ".join(self.name(rng) for _ in range(rng.randrange(1, 3)))
                edits.append((span, name))
        return edited(e, sorted(edits))

    @staticmethod
    def name(rng: random.Random) -> str:
        return "".join(rng.choice(SYLLABLES) for _ in range(rng.randrange(2, 4))).capitalize()


def edited(e: Example, edits: list[tuple[Span, str]]) -> Example:
    """The example with pieces of its text replaced; its spans move along."""
    text, shifts, last, size = [], [], 0, 0
    for (start, end), new in edits:
        text += [e.text[last:start], new]
        shifts.append((start, end, size + len(e.text[last:start]), len(new)))
        size += len(e.text[last:start]) + len(new)
        last = end
    text.append(e.text[last:])

    def moved(at: int) -> int:
        shift = 0
        for start, end, new_start, length in shifts:
            if at <= start:
                break
            if at < end:
                return new_start + length
            shift = new_start + length - end
        return at + shift

    def span(s: Span | None) -> Span | None:
        return (moved(s[0]), moved(s[1])) if s else None

    return replace(
        e,
        text="".join(text),
        source=span(e.source),
        target=span(e.target),
        trigger=span(e.trigger),
        bystanders=tuple((moved(a), moved(b)) for a, b in e.bystanders),
    )
