"""The three parts of the corpus: 80 % to learn from, 10 % to develop on, 10 % to test on."""

from __future__ import annotations

from typing import Literal, get_args

from dragoman.corpus.marks import Annotated
from dragoman.records import content_id

Part = Literal["train", "development", "test"]
PARTS: tuple[Part, ...] = get_args(Part)


def part(report: Annotated) -> Part:
    """The part of a report, fixed by a hash of its series or, where it is of none, of its id, so that a series stays
    together and a new report moves no other."""
    tenth = int(content_id("part", report.series or report.id), 16) % 10
    return "test" if tenth == 0 else "development" if tenth == 1 else "train"
