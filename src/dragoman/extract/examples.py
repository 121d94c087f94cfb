"""Acts of the corpus that are told as a given one is: their words' states are near each other in the extractor's eyes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dragoman.errors import DragomanError
from dragoman.extract.learned import load
from dragoman.records import Passage, Span

SHOWN = 3
FOLDER = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of the corpus, the trigger in it, and its mark as a line of `corpus/GUIDE.md`'s form."""

    report: str
    sentence: str
    trigger: Span
    mark: str


class Examples:
    """`states` has a row for each example."""

    def __init__(self, examples: Sequence[Example], states: npt.NDArray[np.int8]) -> None:
        self._examples = examples
        rows = states.astype(np.float32)
        self._rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)

    def nearest(self, state: npt.NDArray[np.float32], number: int = SHOWN) -> list[Example]:
        """Those whose states make the smallest angles with this one, the nearest first, a sentence once."""
        found: list[Example] = []
        for n in np.argsort(-(self._rows @ state), kind="stable"):
            if all(e.sentence != self._examples[n].sentence for e in found):
                found.append(self._examples[n])
            if len(found) == number:
                break
        return found


def alike(sentence: Passage, trigger: Passage) -> list[Example]:
    """The examples nearest to a trigger in its sentence, both with spans in one report; none without the model's files."""
    try:
        start = sentence.span[0]
        asked = load().reader.ask(sentence.text, (trigger.span[0] - start, trigger.span[1] - start))
        return examples().nearest(asked[1]) if asked else []
    except (DragomanError, OSError):
        return []


@lru_cache(maxsize=1)
def examples() -> Examples:
    """The package's, which `make train` writes."""
    with gzip.open(FOLDER / "examples.json.gz", "rt", encoding="utf-8") as lines:
        made = [Example(report, text, (start, end), mark) for report, text, start, end, mark in json.load(lines)]
    return Examples(made, np.load(FOLDER / "examples.npy"))
