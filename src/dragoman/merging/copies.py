"""Which reports are copies of one story: MinHash over runs of words, cut into bands (Broder 1997; Leskovec, Rajaraman
and Ullman, Mining of Massive Datasets, chapter 3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

RUN = 4  # words
BANDS, ROWS = 16, 5
LEAST = 0.7  # estimated share of common runs, from which a report is a copy
SHORTEST = 20  # words: below, a text is a copy only of itself
_WORD = re.compile(r"\w+")

Signature = tuple[int, ...]


def signature(text: str) -> Signature:
    """BANDS * ROWS smallest hashes of the text's runs of four words; empty for a text too short to tell."""
    words = _WORD.findall(text.casefold())
    if len(words) < SHORTEST:
        return ()
    from rensa import RMinHash

    sketch = RMinHash(num_perm=BANDS * ROWS, seed=1)
    sketch.update([" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)])
    return tuple(sketch.digest())


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
