"""What an export leaves out, which it says: a reader of the file alone could not know."""

from __future__ import annotations

from collections import Counter

from dragoman.case import Case, Part

WHOLE = ("reports", "reviews")  # tables from which no decision takes a row


class Left(Counter[str]):
    """Why rows were left out -> how many. In words: "3 events without a date; 1 journey …"."""

    def __str__(self) -> str:
        return "; ".join(f"{number} {why}" for why, number in self.items() if number)


def decided(case: Case, table: str) -> Left:
    """What every format but `jsonl` leaves out: what a person rejected, and, where events are meant, mentions that wait for one."""
    if table in WHOLE:
        return Left()
    left = Left()
    if not isinstance(case, Part):  # what was rejected fits no question
        left["records that a person rejected"] = len(case.overlay().rejections())
    if table in ("events", "visits"):
        left["mentions that wait for a person's word"] = len(case.aside())
    return left
