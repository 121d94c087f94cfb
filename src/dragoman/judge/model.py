"""The judge: a small encoder that is shown a sentence with its parties and trigger marked, and answers in probabilities.

It was fine-tuned on the sentences of `training/` alone; `judge/model/sheet.yaml` says how, and how well.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.errors import DragomanError
from dragoman.records import Span
from dragoman.yamls import load_yaml

# From 1.29 on onnxruntime calls home unless it reads this when it is imported. The release that is asked for does not; this is
# for those who install another.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

FOLDER = Path(__file__).parent / "model"
REMEDY = "the rules carry on alone; `make train` makes it anew, and --judge rules asks for the rules"
HEADS = ("types", "statuses", "directions")
AROUND = 80  # characters kept on either side of the marked words: a long sentence says little more about them
BATCH = 8  # questions; of one report, for the scales of an int8 model are those of its batch
NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Question:
    """What happens in `text` between two parties; spans are character offsets in it, None where nobody is marked."""

    text: str
    source: Span | None
    target: Span | None
    trigger: Span | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """Probabilities of the types (PLOVER's and NONE), the statuses, and the directions (forward, reverse, both)."""

    types: dict[str, float]
    statuses: dict[str, float]
    directions: dict[str, float]

    def best(self, number: int = 3) -> list[tuple[str, float]]:
        return sorted(self.types.items(), key=lambda item: (-item[1], item[0]))[:number]


class Judge:
    """Loads the model at once; `opinions` may be asked as often as one likes."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Raises DragomanError where a file is missing, broken or of another version."""
        try:
            import onnxruntime
            from tokenizers import Tokenizer

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 4
            for name in ("sheet.yaml", "tokenizer.json", "judge.onnx"):
                if not (folder / name).is_file():
                    raise DragomanError(f"the judge's file {name} is missing", str(folder), REMEDY)
            sheet = load_yaml(folder / "sheet.yaml")
            self._names = [list(sheet[head]) for head in HEADS]
            self._marks = [str(mark) for mark in sheet["marks"]]
            self._temperatures = [float(sheet["temperature"][head]) for head in HEADS]
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / "judge.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except DragomanError as error:
            raise error if error.remedy else DragomanError(error.what, error.where, REMEDY) from None
        except Exception as error:  # each of the two libraries has exceptions of its own, without a common base
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise DragomanError(f"the judge can't be loaded: {first[:120]}", str(folder), REMEDY) from None

    def opinions(self, questions: list[Question]) -> list[Opinion]:
        """One opinion for each question, in their order. Ask about one report at a time: see BATCH."""
        texts = [self._marked(q) for q in questions]
        order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))
        found: dict[int, Opinion] = {}
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            found.update(zip(batch, self._ask([texts[i] for i in batch]), strict=True))
        return [found[i] for i in range(len(texts))]

    def _ask(self, texts: list[str]) -> Iterator[Opinion]:
        encoded = self._tokenizer.encode_batch(texts)
        feed = {"ids": np.array([e.ids for e in encoded]), "mask": np.array([e.attention_mask for e in encoded])}
        heads = [
            _softmax(logits / temperature)
            for logits, temperature in zip(self._session.run(None, feed), self._temperatures, strict=True)
        ]
        for rows in zip(*heads, strict=True):
            yield Opinion(
                *(dict(zip(n, map(float, row), strict=True)) for n, row in zip(self._names, rows, strict=True))
            )

    def _marked(self, q: Question) -> str:
        """The words around the parties, with the model's marks about source, target and trigger."""
        spans = [q.source, q.target, q.trigger]
        held = [s for s in spans if s]
        first = max(0, min((a for a, _ in held), default=0) - AROUND)
        last = min(len(q.text), max((b for _, b in held), default=len(q.text)) + AROUND)
        cuts = sorted(
            ((at, 2 * n + end) for n, span in enumerate(spans) if span for end, at in enumerate(span)), reverse=True
        )
        pieces, upto = [], last
        for at, mark in cuts:
            pieces += [_harmless(q.text[at:upto]), f" {self._marks[mark]} "]
            upto = at
        pieces.append(_harmless(q.text[first:upto]))
        return "".join(reversed(pieces))


def _harmless(text: str) -> str:
    """Text in which nobody can write one of the model's marks."""
    return text.replace("[unused", "(unused")


def _softmax(logits: np.ndarray) -> np.ndarray:
    raised: np.ndarray = np.exp(logits - logits.max(axis=1, keepdims=True))
    raised /= raised.sum(axis=1, keepdims=True)
    return raised


@lru_cache(maxsize=1)
def load() -> Judge:
    """The package's judge, loaded once a process. Raises DragomanError where it can't be."""
    return Judge()
