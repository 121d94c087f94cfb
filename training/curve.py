"""How much a larger corpus would bring: the reader taught with an eighth, a quarter, a half and all of the train part, and
scored on the development part.

  python training/curve.py corpus/reports [--shares 0.125 0.25 0.5 1] [--epochs 8] [--on FILE]
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import replace
from pathlib import Path

import torch

from dragoman.corpus import Annotated
from dragoman.corpus.compared import Compared, ComparedAct, of_marks
from dragoman.corpus.parts import part
from dragoman.corpus.scoring import MEASURES, Score
from reader import Reader, lesson, teach
from reports import load


def moved(act: ComparedAct, at: int) -> ComparedAct:
    """The act with spans in its report, not in its sentence, which starts there."""

    def far(spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        return tuple((a + at, b + at) for a, b in spans)

    sides = {
        name: tuple(replace(p, span=far((p.span,))[0]) for p in getattr(act, name)) for name in ("sources", "targets")
    }
    return replace(act, trigger=far((act.trigger,))[0], things=far(act.things), dates=far(act.dates), **sides)


def scored(reader: Reader, reports: list[Annotated]) -> Score:
    score = Score()
    for report in reports:
        text, starts = report.laid_out()
        found = reader.read([lesson(s) for s in report.sentences])
        acts = tuple(moved(a, at) for some, at in zip(found, starts, strict=True) for a in some)
        score.add(of_marks(report), Compared(acts), text)
    return score


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("corpus", type=Path)
    asked.add_argument("--shares", type=float, nargs="+", default=[0.125, 0.25, 0.5, 1])
    asked.add_argument("--epochs", type=int, default=8)
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
        reader, start = Reader(), time.time()
        teach(reader, lessons, given.epochs, given.rate, given.batch, given.seed)
        print(
            f"{share:g} of the train part: {len(some)} reports, {len(lessons)} sentences, {(time.time() - start) / 60:.1f} min"
        )
        for name, those in held.items():
            score = scored(reader, those)
            figures = [f"{measure} {score.rate(measure).f1:.3f}" for measure in MEASURES]
            print(
                f"  {name}: {', '.join(figures)}; both sides of found {score.slot('both sides').recall:.3f}", flush=True
            )


if __name__ == "__main__":
    main()
