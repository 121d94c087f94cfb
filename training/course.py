"""The course that the extractor goes through: every sentence once plain and once for each trigger and cue in it, an epoch."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from dragoman.extract.encoding import ABSENT, Encoded, Encoding
from lessons import UNKNOWN, Asked, Lesson
from network import Network, tensors

SMOOTHING = 0.03
SOFT = 0.5  # the teacher's share of what a plain sentence teaches
WEIGHTS = {"types": 4.0, "cues": 2.0, "halves": 1.0, "roles": 3.0, "status": 0.5, "mode": 0.2, "flags": 0.5}


@dataclass(frozen=True, slots=True)
class Task:
    """One pass over a sentence, and what it should give."""

    encoded: Encoded
    lesson: Lesson
    asked: Asked | None = None


def tasks(encoding: Encoding, lessons: Sequence[Lesson]) -> Iterator[Task]:
    plain = encoding.plain([one.text for one in lessons], [one.words for one in lessons])
    for one, encoded in zip(lessons, plain, strict=True):
        yield Task(encoded, one)
        for asked in one.asked:
            if encoded.first[asked.word] != ABSENT:
                yield Task(encoding.asked(encoded, asked.word, asked.kind), one, asked)


def loss(network: Network, some: Sequence[Task]) -> torch.Tensor:
    """Of tasks that are all of plain sentences or all about words."""
    ids, mask, at = tensors([t.encoded for t in some])
    types, cues, halves, roles, statuses, modes, flags, _ = network(ids, mask, at)
    if some[0].asked is None:
        return _of_plain((types, cues, halves), some)
    asked = [t.asked for t in some if t.asked]
    total = WEIGHTS["roles"] * of_words(roles, [(t.encoded, a.roles) for t, a in zip(some, asked, strict=True)])
    acts = [n for n, a in enumerate(asked) if a.flags is not None]
    if acts:
        for name, logits in (("status", statuses), ("mode", modes)):
            goal = torch.tensor([getattr(asked[n], name) for n in acts])
            total = total + WEIGHTS[name] * cross_entropy(logits[acts].float(), goal, label_smoothing=SMOOTHING)
        goal = torch.tensor([asked[n].flags for n in acts])
        total = total + WEIGHTS["flags"] * binary_cross_entropy_with_logits(flags[acts].float(), goal)
    return total


def _of_plain(found: Sequence[torch.Tensor], some: Sequence[Task]) -> torch.Tensor:
    """Half of what people marked and half of what a teacher finds likely, where there is one."""
    total = torch.zeros(())
    for n, (name, logits) in enumerate(zip(("types", "cues", "halves"), found, strict=True)):
        value = of_words(logits, [(t.encoded, getattr(t.lesson, name)) for t in some])
        soft = [(row, t.encoded, t.lesson.soft[n]) for row, t in enumerate(some) if t.lesson.soft]
        if soft:
            value = (1 - SOFT) * value + SOFT * _as_taught(logits, soft)
        total = total + WEIGHTS[name] * value
    return total


def of_words(logits: torch.Tensor, goals: Sequence[tuple[Encoded, Sequence[int]]]) -> torch.Tensor:
    """How far the odds of words are from the labels that people gave them; zero where they gave none."""
    wanted = torch.full(logits.shape[:2], UNKNOWN)
    for row, (encoded, labels) in enumerate(goals):
        for first, label in zip(encoded.first, labels, strict=True):
            if first != ABSENT:
                wanted[row, first] = label
    if (wanted == UNKNOWN).all():
        return torch.zeros(())
    return cross_entropy(
        logits.float().flatten(0, 1), wanted.flatten(), ignore_index=UNKNOWN, label_smoothing=SMOOTHING
    )


def _as_taught(logits: torch.Tensor, goals: Sequence[tuple[int, Encoded, npt.NDArray[np.float16]]]) -> torch.Tensor:
    """How far the odds of words are from a teacher's."""
    read = [
        (row, first, odds)
        for row, encoded, soft in goals
        for first, odds in zip(encoded.first, soft, strict=True)
        if first != ABSENT
    ]
    rows, pieces, odds = zip(*read, strict=True)
    return cross_entropy(logits[list(rows), list(pieces)].float(), torch.from_numpy(np.stack(odds)).float())


def steps_down(
    network: nn.Module, rate: float, heads: float, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """An optimiser whose rates, the encoder's and the heads', rise for a tenth of the steps and then fall to nothing."""
    groups = [
        {"params": [p for name, p in network.named_parameters() if name.startswith("encoder.") is encoder], "lr": lr}
        for encoder, lr in ((True, rate), (False, heads))
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [rate, heads], total_steps=steps + 1, pct_start=0.1, anneal_strategy="linear"
    )
    return optimiser, schedule


def teach(
    network: Network, encoding: Encoding, courses: Sequence[Sequence[Lesson]], rate: float, batch: int, seed: int
) -> None:
    """Fine-tunes the network on each epoch's lessons in turn; the heads learn eight times as fast as the encoder."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    made = {id(lessons): list(tasks(encoding, lessons)) for lessons in courses}
    kinds = [
        [[t for t in made[id(lessons)] if (t.asked is None) is plain] for plain in (True, False)] for lessons in courses
    ]
    steps = sum(-(-len(kind) // batch) for epoch in kinds for kind in epoch)
    optimiser, schedule = steps_down(network, rate, 8 * rate, steps)
    start = time.time()
    for number, epoch in enumerate(kinds, 1):
        network.train()
        total = 0.0
        order = [some for kind in epoch for some in batches(kind, batch, rng)]
        rng.shuffle(order)
        for some in order:
            optimiser.zero_grad()
            with torch.autocast("cpu", torch.bfloat16):
                value = loss(network, some)
            value.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += value.item()
        print(
            f"epoch {number} of {len(kinds)}: loss {total / len(order):.3f}, {(time.time() - start) / 60:.1f} min",
            flush=True,
        )


def batches(kind: Sequence[Task], size: int, rng: random.Random) -> Iterator[list[Task]]:
    """Batches of tasks of like length."""
    order = sorted(kind, key=lambda t: len(t.encoded.ids) + rng.random() * 10)
    for n in range(0, len(order), size):
        yield order[n : n + size]
