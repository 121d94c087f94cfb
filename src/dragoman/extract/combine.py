"""The learned extractor with the entries as a second opinion: they lend their names to what it finds, and stand alone where it
finds nothing; conditions are theirs, which are right more often on texts of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from dragoman.document import Document
from dragoman.extract.acts import Act, Findings, Saying
from dragoman.extract.entries import Entries
from dragoman.extract.learned import Learned
from dragoman.finders.arguments import Parties
from dragoman.finders.statuses import StatusFinder
from dragoman.records import content_id
from dragoman.spans import Spans
from dragoman.yamls import load_yaml

FILE = Path(__file__).with_name("combine.yaml")


@dataclass(frozen=True, slots=True)
class Weights:
    """From which probability an act of the model stands: `alone` where no entry fired on its trigger, `upheld` where one
    of its type did, fitted on the corpus's development part by `training/fit.py`; and below which of its status the rules' stands
    where it is among the model's likeliest, chosen on real copy (on the corpus it changes nothing)."""

    alone: float
    upheld: float
    status: float = 0.6


@lru_cache(maxsize=1)
def weights() -> Weights:
    return Weights(**load_yaml(FILE))


def hashed_both(model: str, weights: Weights) -> str:
    """A hash of the model's and of the weights; empty where the model's is."""
    return model and content_id(model, weights)


class Both:
    name = "both"

    def __init__(self, model: Learned, entries: Entries, weights: Weights) -> None:
        self.model, self.entries, self.weights = model, entries, weights
        self.statuses = entries.statuses

    @property
    def digest(self) -> str:
        return hashed_both(self.model.digest, self.weights)

    def extract(self, document: Document, parties: Parties) -> Findings:
        read = self.model.extract(document, parties)
        fired = self.entries.extract(document, parties)
        return replace(
            read,
            acts=tuple(self._acts(document, read.acts, fired.acts)),
            sayings=(*read.sayings, *_elsewhere(read.sayings, fired.sayings)),
            conditions=fired.conditions,
        )

    def _acts(self, document: Document, read: Sequence[Act], fired: Sequence[Act]) -> list[Act]:
        by_word = Spans((*e.trigger, e) for e in fired)
        kept: list[Act] = []
        for act in read:
            upheld = next((e for e in by_word.over(*act.trigger) if e.type == act.type), None)
            if (act.probability or 0) >= (self.weights.upheld if upheld else self.weights.alone):
                settled = settle(act, document, self.statuses, self.weights.status)
                kept.append(_with_entry(settled, upheld) if upheld else settled)
        taken = Spans((*a.trigger, a) for a in kept)
        kept += [replace(e, doubted=True) for e in fired if not taken.over(*e.trigger)]
        return sorted(kept, key=lambda a: a.trigger)


def settle(act: Act, document: Document, rules: StatusFinder, sure: float) -> Act:
    """The act with the status that the rules read, where the model is not sure of its own and holds theirs for possible."""
    words = document.heads(act.trigger) if act.statuses.get(act.status, 1.0) < sure else []
    told = rules.find(words[0])[0] if words else act.status
    return replace(act, status=told) if told in act.statuses else act


def _elsewhere(read: Sequence[Saying], fired: Sequence[Saying]) -> Iterator[Saying]:
    """The sayings that the entries find in words in which the model finds none."""
    taken = Spans((*part, s) for s in read for part in s.parts)
    return (s for s in fired if not any(taken.over(*part) for part in s.parts))


def _with_entry(act: Act, entry: Act) -> Act:
    """The act under the entry's name. Its parties stay the model's: the grammar's were tried, see `docs/architecture.md`."""
    return replace(act, rule=entry.rule, path=entry.path, mode=entry.mode or act.mode)
