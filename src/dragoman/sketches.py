"""What stands for a text where it is compared with others: MinHash over runs of words (Broder 1997)."""

from __future__ import annotations

import re

RUN = 4  # words
BANDS, ROWS = 16, 5
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
