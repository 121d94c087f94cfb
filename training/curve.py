"""How much a larger corpus would bring: the extractor taught with an eighth, a quarter, a half and all of the train part, and
scored on the development part, sentence by sentence, with no entry beside it.

  python training/curve.py corpus/reports [--shares 0.125 0.25 0.5 1] [--epochs 6] [--on FILE]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from course import teach
from dragoman.corpus import Annotated
from dragoman.corpus.compared import Compared, ComparedAct, ComparedParty, of_marks
from dragoman.corpus.parts import part
from dragoman.corpus.scoring import MEASURES, Score
from dragoman.extract import Act
from dragoman.extract.encoding import Encoding
from dragoman.extract.model import Reader
from lessons import lesson
from network import Network, encoding
from reports import load


def reader(network: Network, made: Encoding) -> Reader:
    """One that asks the network as it is, before it is exported."""

    @torch.no_grad()
    def asked(*given: np.ndarray) -> Sequence[np.ndarray]:
        return [out.float().numpy() for out in network(*map(torch.tensor, given))]

    network.eval()
    return Reader(asked, made)


def compared(act: Act, sentence: str) -> ComparedAct:
    sources, targets = (tuple(map(ComparedParty, act.spans(role))) for role in ("source", "target"))
    things, dates = (tuple(act.spans(role)) for role in ("thing", "date"))
    return ComparedAct(act.type, act.status, act.trigger, sources, targets, things, dates, False, sentence)


def scored(reader: Reader, reports: list[Annotated]) -> Score:
    score = Score()
    for report in reports:
        text, starts = report.laid_out()
        found = reader.read([s.text for s in report.sentences])
        moved = [(f.moved(at), s.text) for f, at, s in zip(found, starts, report.sentences, strict=True)]
        score.add(of_marks(report), Compared(tuple(compared(a, s) for f, s in moved for a in f.acts)), text)
    return score


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("corpus", type=Path)
    asked.add_argument("--shares", type=float, nargs="+", default=[0.125, 0.25, 0.5, 1])
    asked.add_argument("--epochs", type=int, default=6)
    asked.add_argument("--rate", type=float, default=2e-4)
    asked.add_argument("--batch", type=int, default=16)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--threads", type=int, default=2)
    asked.add_argument("--on", type=Path, action="append", default=[], help="score these annotated reports too")
    given = asked.parse_args()
    torch.set_num_threads(given.threads)
    reports = load(given.corpus)
    held = {"development": [r for r in reports if part(r) == "development"], **{p.name: load(p) for p in given.on}}
    train = [r for r in reports if part(r) == "train"]
    random.Random(0).shuffle(train)
    for share in given.shares:
        some = train[: max(1, round(len(train) * share))]
        lessons = [lesson(s) for r in some for s in r.sentences]
        torch.manual_seed(given.seed)
        network, made, start = Network(), encoding(), time.time()
        teach(network, made, [lessons] * given.epochs, given.rate, given.batch, given.seed)
        took = (time.time() - start) / 60
        print(f"{share:g} of the train part: {len(some)} reports, {len(lessons)} sentences, {took:.1f} min")
        for name, those in held.items():
            score = scored(reader(network, made), those)
            figures = ", ".join(f"{measure} {score.rate(measure).f1:.3f}" for measure in MEASURES)
            print(f"  {name}: {figures}; both sides of found {score.slot('both sides').recall:.3f}", flush=True)


if __name__ == "__main__":
    main()
