"""Fits, on the corpus's development part, what comes after the extractor: from which probability an act stands, alone and
upheld by an entry, and how far a mention is to be trusted.

  python training/fit.py [CORPUS] [--write]

Out: `extract/combine.yaml` and `codebook/confidence.yaml`, and a reliability table from five-fold cross-validation over reports, so that no
mention is scored by weights that have seen its report. It needs no torch.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from dragoman.codebook import codebook
from dragoman.coding import document
from dragoman.confidence import FILE as CONFIDENCE
from dragoman.confidence import features
from dragoman.corpus import Annotated
from dragoman.corpus.compared import of_marks, of_records
from dragoman.corpus.parts import part
from dragoman.corpus.scoring import matched, sides
from dragoman.directory import directory
from dragoman.extract import Extractor
from dragoman.extract.combine import FILE as COMBINE
from dragoman.extract.combine import Both, Weights
from dragoman.extract.entries import Entries
from dragoman.extract.learned import load as load_model
from dragoman.parsing import parse
from dragoman.pipeline import Coder
from dragoman.report import Report
from reports import load

ROOT = Path(__file__).parent.parent
FOLDS, ROUNDS, RIDGE = 5, 25, 0.002
STEPS = [round(0.2 + 0.05 * n, 2) for n in range(13)]
ASIDE = 0.3  # below it hardly one mention in four is wholly right: not counted before a person has looked


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention of the development part: its act's probability, whether an entry upholds it, what its confidence rests on,
    and whether type, and all of core, are right; of one that nobody marked, neither."""

    report: str
    probability: float
    upheld: bool
    features: dict[str, float]
    typed: bool
    right: bool


def judged(report: Annotated, coder: Coder) -> tuple[list[Judged], int]:
    """(the mentions of a report, how many acts it has)."""
    text, _ = report.laid_out()
    read = coder.read(document(Report(text, report.id, published=report.published)))
    gold = of_marks(report).acts
    found = of_records(a.mention for a in read.mentions).acts
    right = {}
    for g, f in matched(gold, found):
        typed = g.type == f.type
        right[id(f)] = typed, typed and g.status == f.status and all(sides(g, f))
    return [
        Judged(report.id, a.act.act.probability, a.act.act.rule != "model", features(a.act.act, a.mention),
               *right.get(id(f), (False, False)))
        for a, f in zip(read.mentions, found, strict=True)
    ], len(gold)  # fmt: skip


def chosen(rows: list[Judged], gold: int) -> tuple[Weights, float, float]:
    """The thresholds with the highest sum of the F1 of trigger and type and that of core, and both."""

    def score(weights: Weights) -> tuple[float, float]:
        kept = [r for r in rows if r.probability >= (weights.upheld if r.upheld else weights.alone)]
        both = len(kept) + gold
        return 2 * sum(r.typed for r in kept) / both, 2 * sum(r.right for r in kept) / both

    best = max((Weights(a, u) for a, u in product(STEPS, STEPS) if u <= a), key=lambda w: sum(score(w)))
    return best, *score(best)


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The weights of a logistic curve, by Newton's method; the first column is the intercept's and is not held back."""
    weights, penalty = np.zeros(x.shape[1]), RIDGE * len(y) * np.eye(x.shape[1])
    penalty[0, 0] = 0
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - p) - penalty @ weights
        weights += np.linalg.solve((x.T * (p * (1 - p))) @ x + penalty + 1e-9 * np.eye(len(weights)), slope)
    return weights


def reliability(p: np.ndarray, y: np.ndarray) -> Iterator[str]:
    yield "confidence   mentions   mean   right"
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        if inside.any():
            yield f"{low:.1f}-{low + 0.1:.1f}     {inside.sum():8d}   {p[inside].mean():.2f}   {y[inside].mean():.2f}"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("corpus", type=Path, nargs="?", default=ROOT / "corpus/reports")
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    book = codebook()
    reports = [r for r in load(given.corpus) if part(r) == "development"]

    def read(extractor: Extractor) -> tuple[list[Judged], int]:
        coder = Coder(book, directory(), parse, extractor)
        made = [judged(r, coder) for r in reports]
        return [m for some, _ in made for m in some], sum(acts for _, acts in made)

    entries = Entries(book)
    best, typed, core = chosen(*read(Both(load_model(), entries, Weights(0.0, 0.0))))
    kept, gold = read(Both(load_model(), entries, best))
    kept += read(entries)[0]
    print(f"{len(reports)} reports, {gold} acts: {best}: trigger and type {typed:.3f}, core {core:.3f}")
    names = sorted({name for r in kept for name in r.features})
    x = np.array([[1.0, *(r.features.get(name, 0.0) for name in names)] for r in kept])
    y = np.array([float(r.right) for r in kept])
    folds = np.array([sorted({r.report for r in kept}).index(r.report) % FOLDS for r in kept])
    held = np.empty(len(y))
    for fold in range(FOLDS):
        held[folds == fold] = 1 / (1 + np.exp(-x[folds == fold] @ fit(x[folds != fold], y[folds != fold])))
    print("\n".join(reliability(held, y)))
    weights = dict(zip(["intercept", *names], fit(x, y), strict=True))
    if given.write:
        COMBINE.write_text(
            "# Made by training/fit.py on the corpus's development part: see `Weights` in combine.py.\n"
            f"alone: {best.alone}\nupheld: {best.upheld}\n"
        )
        lines = [f"{name}: {value:.3f}" for name, value in weights.items()]
        CONFIDENCE.write_text(
            "# Weights of the features in confidence.py, and the confidence below which a mention waits aside; made by training/fit.py,\n"
            f"# not by hand.\naside: {ASIDE}\n" + "\n".join(lines) + "\n"
        )


if __name__ == "__main__":
    main()
