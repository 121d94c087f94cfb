"""Which reports are copies of one story, by their sketches: cut into bands, and what shares one looked at (Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, chapter 3)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from dragoman.sketches import BANDS, ROWS, Signature

LEAST = 0.7  # estimated share of common runs, from which a report is a copy


def bands(sign: Signature) -> list[int]:
    """One number a band: two texts that share one may be copies."""
    return [_number(n, sign[n * ROWS : (n + 1) * ROWS]) for n in range(BANDS if sign else 0)]


def _number(band: int, rows: Signature) -> int:
    """63 bits, which every database holds as an integer."""
    return int.from_bytes(blake2b(repr((band, rows)).encode(), digest_size=8).digest(), "big") >> 1


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """The estimated share of runs in common (Jaccard), 0 to 1."""
    if not one or len(one) != len(other):
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
