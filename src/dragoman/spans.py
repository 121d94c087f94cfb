"""Things by the stretch of text that they cover, so that those about a place are found without asking each of them."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Spans(Generic[T]):
    """Values by their stretch `[start, end)`. Quick where few of them reach far over the starts of others."""

    def __init__(self, held: Iterable[tuple[int, int, T]]) -> None:
        self._given = list(held)
        self._order = sorted(range(len(self._given)), key=lambda n: self._given[n][0])
        self._starts = [self._given[n][0] for n in self._order]
        self._reach = list(accumulate((self._given[n][1] for n in self._order), max))

    def over(self, start: int, end: int) -> list[T]:
        """The values that share a character with `[start, end)`, in the order in which they were given."""
        at = bisect.bisect_left(self._starts, end)
        found = []
        while at and self._reach[at - 1] > start:
            at -= 1
            if self._given[self._order[at]][1] > start:
                found.append(self._order[at])
        return [self._given[n][2] for n in sorted(found)]
