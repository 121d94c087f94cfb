"""Sentences that rewrite others: what one of them teaches, the other does not teach again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

SHINGLE, ALIKE = 4, 0.6  # words a shingle; share of shingles from which two sentences are the same one rewritten


def echoes(texts: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """(index of a text, of a later one, share of the shorter's runs of four words that both have) of each pair that
    shares so many that one of them teaches nothing."""
    shingles = [_shingles(text) for text in texts]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, found in enumerate(shingles):
        shared = Counter(other for s in found for other in holders[s])
        for other, count in shared.items():
            share = count / min(len(found), len(shingles[other]))
            if share >= ALIKE:
                yield other, index, share
        for s in found:
            holders[s].append(index)


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}
