"""Fits the weights behind `confidence` on sentences with a marked pair, and prints the reliability table.

  python benchmarks/calibrate.py GOLD.tsv [--write src/dragoman/codebook/confidence.yaml]

GOLD.tsv has the columns sentence, marked_sentence (<s>source</s>, <t>target</t>) and gold_root. A sentence may tell of acts
that nobody marked, so one mention of each is judged: the one that meets the marked pair with the most sides. It is right
where its type is the gold one and each side that it names meets its own. PLOVER has no statuses: it codes a planned act
as AGREE (a hostile one as THREATEN) and an act refused as REJECT, so such a gold type is right for a mention with that
status. A party named by a pronoun is not where the gold has marked the name: such mentions are left out.
The table comes from five-fold cross-validation, so no mention is scored by weights that have seen it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from dragoman.cli.bench import FOLD, Pair, pairs
from dragoman.coder import Judging, Reading
from dragoman.judge import NOT_YET
from dragoman.parsing import parse
from dragoman.records import Mention
from dragoman.report import Report, clean

FOLDS, ROUNDS, RATE, RIDGE = 5, 3000, 0.5, 0.002
HOSTILE = ("COERCE", "ASSAULT", "SANCTION", "MOBILIZE", "PROTEST")
RARE = 12  # mentions: a feature seen less often gets no weight


def meets(mention: Mention, role: str, goal: tuple[int, int]) -> bool | None:
    spans = [p.span for p in mention.participants if p.role == role]
    return any(a < goal[1] and goal[0] < b for a, b in spans) if spans else None


def judged(mention: Mention, pair: Pair) -> tuple[int, bool]:
    """(how many sides meet the marked pair either way round, whether the mention is right)."""
    forward = meets(mention, "source", pair.source), meets(mention, "target", pair.target)
    back = meets(mention, "source", pair.target), meets(mention, "target", pair.source)
    fits = all(s is not False for s in forward) or (mention.reciprocal and all(s is not False for s in back))
    return max(forward.count(True), back.count(True)), fits and pair.type in read_as(mention)


def read_as(mention: Mention) -> set[str]:
    """The gold types under which PLOVER would have this mention, its status considered."""
    types = {FOLD.get(mention.type, mention.type)}
    if mention.status in NOT_YET:
        types.add("THREATEN" if mention.type in HOSTILE else "AGREE")
    if mention.status == "negated":
        types.add("REJECT")
    return types


def collect(gold: Path, judge: Judging) -> tuple[list[list[str]], list[bool]]:
    rows, labels = [], []
    for pair in pairs(gold):
        copy = clean(pair.sentence)
        reading = Reading(Report(pair.sentence, pair.key), copy, next(parse([copy])), judge=judge)
        made = [(t.record, t.features) for t in reading.records(False) if isinstance(t.record, Mention)]
        verdicts = [(*judged(mention, pair), features) for mention, features in made]
        met, right, features = max(verdicts, key=lambda v: v[0], default=(0, False, []))
        if met and not any(" by " in f for f in features):
            rows.append(features)
            labels.append(right)
    return rows, labels


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    weights = np.zeros(x.shape[1])
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-x @ weights))
        penalty = RIDGE * weights
        penalty[0] = 0
        weights -= RATE * (x.T @ (p - y) / len(y) + penalty)
    return weights


def reliability(p: np.ndarray, y: np.ndarray) -> None:
    print("confidence   mentions   mean   right")
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        if inside.any():
            print(f"{low:.1f}–{low + 0.1:.1f}      {inside.sum():>8}   {p[inside].mean():.2f}   {y[inside].mean():.2f}")
    print(f"Brier score {np.mean((p - y) ** 2):.3f}, of the base rate alone {np.mean((y.mean() - y) ** 2):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    made = {judge: weights(args.gold, judge) for judge in ("rules", "model")}
    if args.write:
        lines = [
            line
            for judge, found in made.items()
            for line in (f"{judge}:", *(f'  "{n}": {w:.3f}' for n, w in found.items()))
        ]
        head = "# Weights of the features in confidence.py; made by benchmarks/calibrate.py, not by hand.\n"
        args.write.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


def weights(gold: Path, judge: Judging) -> dict[str, float]:
    """The fitted weights, by feature; prints how well unseen folds are foretold."""
    rows, labels = collect(gold, judge)
    names = sorted({n for row in rows for n in row})
    names = ["intercept", *(n for n in names if sum(n in row for row in rows) >= RARE)]
    x = np.array([[1.0 if n == "intercept" or n in row else 0.0 for n in names] for row in rows])
    y = np.array(labels, dtype=float)
    held = np.zeros(len(y))
    for fold in range(FOLDS):
        test = np.arange(len(y)) % FOLDS == fold
        held[test] = 1 / (1 + np.exp(-x[test] @ fit(x[~test], y[~test])))
    print(f"{judge}: {len(y)} mentions judged, {y.mean():.2f} right")
    reliability(held, y)
    return dict(zip(names, map(float, fit(x, y)), strict=True))


if __name__ == "__main__":
    main()
