"""Fits the weights by which a phrase without a name is given to a party of its report, on the `@` lines of the corpus's train part.

  python training/referents.py [CORPUS] [--write]

In: annotated reports. A question is a phrase that stands as a side of an act, names nobody itself and has an `@` line; it is answered
rightly by the code, or the state, of that line. Out: how often the best answer is right, on the train and the development part; with `--write`,
`src/dragoman/link/referents.yaml`. It needs no torch.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from dragoman.corpus.marks import Annotated
from dragoman.corpus.parts import part
from dragoman.directory import directory
from dragoman.document import Document
from dragoman.finders.actors import ActorFinder
from dragoman.finders.arguments import Parties
from dragoman.link.linked import Linked, link
from dragoman.link.names import Put
from dragoman.link.referents import WEIGHTS, Answer
from dragoman.parsing import parse
from dragoman.records import Span
from dragoman.report import Report, clean
from reports import load

ROOT = Path(__file__).parent.parent
STEPS, RATE, PENALTY, SURE, FEWEST = 400, 0.1, 2e-3, 0.7, 30
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Solved:
    """A question's answers, and which of them are right."""

    kind: str
    answers: Sequence[Answer]
    right: tuple[bool, ...]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("corpus", type=Path, nargs="?", default=ROOT / "corpus/reports")
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    parts: dict[str, dict[str, list[Solved]]] = {name: defaultdict(list) for name in ("train", "development", "test")}
    for report in load(given.corpus):
        if part(report) != "test":
            for one in solved(report):
                parts[part(report)][one.kind].append(one)
    fitted = {}
    for kind, some in sorted(parts["train"].items()):
        if len(some) >= FEWEST:
            fitted[kind] = fit(some)
            told = " | ".join(_measured(parts[name][kind], fitted[kind]) for name in ("train", "development"))
            print(f"{kind:8} {told}")
    if given.write:
        rows = "\n".join(
            f"  {kind}: " + yaml.safe_dump(w, default_flow_style=True, width=10_000).strip()
            for kind, w in fitted.items()
        )
        head = "# By kind of phrase what each thing seen of a party counts; `sure`: the share that the best one needs. Written by training/referents.py.\n"
        WEIGHTS.write_text(f"{head}sure: {SURE}\nweights:\n{rows}\n")


def solved(report: Annotated) -> Iterator[Solved]:
    """The questions that a report puts and its `@` lines answer."""
    text, starts = report.laid_out()
    codes: dict[str, set[str]] = defaultdict(set)
    for party in report.parties:
        for phrase in party.phrases:
            codes[phrase.lower()] |= {party.code or party.state or ""}
    copy = clean(text)
    document = Document(Report(text, report.id, published=_day(report)), copy, next(parse([copy])))
    put: list[Put] = []
    linked = link(document, Parties(ActorFinder(document.tree, directory())), directory(), put)
    done = set()
    for span in _sides(report, starts):
        told = codes.get(text[slice(*span)].lower())
        for token in _heads(linked, span) if told else ():
            linked.at(
                document.tree.tokens[token]
            )  # a noun that is no party's by itself is asked about when it is come to
            one = next((p for p in put if p.question.token.i == token), None)
            if told and one and token not in done:
                done.add(token)
                yield _solved(one, told - {""})


def _solved(put: Put, codes: set[str]) -> Solved:
    answers = put.answers
    right = [bool(a.parties) and set(a.parties) == codes for a in answers]
    if not any(right):
        right[0] = True  # better nobody than somebody else
    return Solved(put.question.kind, answers, tuple(right))


def _sides(report: Annotated, starts: Sequence[int]) -> Iterator[Span]:
    for sentence, at in zip(report.sentences, starts, strict=True):
        for act in sentence.acts:
            for a, b in (*act.sources, *act.targets):
                yield a + at, b + at


def _heads(linked: Linked, span: Span) -> list[int]:
    document = linked.document
    inside = [t for t in document.tree.tokens if _over(document.original(t.start, t.end), span)]
    return [t.i for t in linked.named([(inside[0].start, inside[-1].end)])] if inside else []


def _over(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _day(report: Annotated) -> str | None:
    return report.published if report.published and len(report.published) == 10 else None


def fit(some: Sequence[Solved]) -> dict[str, float]:
    """The weights under which the right answers have the greatest share, large ones held small."""
    names = sorted({name for one in some for a in one.answers for name in a.features})
    number = {name: n for n, name in enumerate(names)}
    rows, right, starts = [], [], []
    for one in some:
        starts.append(len(rows))
        for answer, ok in zip(one.answers, one.right, strict=True):
            row = np.zeros(len(names))
            for name, value in answer.features.items():
                row[number[name]] = value
            rows.append(row)
            right.append(ok)
    x, y, at = np.array(rows), np.array(right), np.array(starts)
    found = np.zeros(len(names))
    mean, square = np.zeros_like(found), np.zeros_like(found)
    for step in range(1, STEPS + 1):
        gradient = _gradient(x, y, at, found) / len(some) + PENALTY * found
        mean, square = 0.9 * mean + 0.1 * gradient, 0.99 * square + 0.01 * gradient**2
        found -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return {name: round(float(w), 2) for name, w in zip(names, found, strict=True) if abs(w) >= 0.05}


def _gradient(x: Floats, right: npt.NDArray[np.bool_], starts: npt.NDArray[np.int64], weights: Floats) -> Floats:
    """Of the negative log of the right answers' shares."""
    scores = np.exp(np.clip(x @ weights, -30, 30))
    owner = np.repeat(np.arange(len(starts)), np.diff([*starts, len(x)]))
    share = scores / np.add.reduceat(scores, starts)[owner]
    true = scores * right
    wanted = true / np.add.reduceat(true, starts)[owner]
    gradient: Floats = x.T @ (share - wanted)
    return gradient


def _measured(some: Iterable[Solved], weights: dict[str, float]) -> str:
    right = wrong = none = missed = 0
    for one in some:
        scores = np.array([sum(weights.get(n, 0.0) * v for n, v in a.features.items()) for a in one.answers])
        odds = np.exp(scores - scores.max())
        odds /= odds.sum()
        best = int(odds.argmax())
        given = bool(one.answers[best].parties) and odds[best] >= SURE
        right += given and one.right[best]
        wrong += given and not one.right[best]
        none += not given and one.right[0]
        missed += not given and not one.right[0]
    total = max(1, right + wrong + none + missed)
    return f"{total:5} right {right / total:.2f} wrong {wrong / total:.2f} rightly nobody {none / total:.2f} missed {missed / total:.2f}"


if __name__ == "__main__":
    main()
