"""Sentences as the learned extractor's encoder takes them: word pieces, the words that they belong to, and marks about the
word that is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.records import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WORD = re.compile(r"\w+(?:['’.\-]\w+)*|[^\w\s]")
MARKS = {
    "act": ("[unused0]", "[unused1]"),
    "saying": ("[unused2]", "[unused3]"),
}  # before and after the word asked about
LONGEST = 190  # word pieces of a sentence; what stands after them is not read
ABSENT = -1


def words(text: str) -> tuple[Span, ...]:
    """The words and signs of a text, as spans in it."""
    return tuple(found.span() for found in WORD.finditer(text))


@dataclass(frozen=True, slots=True)
class Encoded:
    """A sentence's pieces: `ids` of the vocabulary, `first` the number of each word's first piece (ABSENT where the
    sentence was too long), `at` the piece that is asked about (0, the sentence's own, where none is)."""

    ids: tuple[int, ...]
    first: tuple[int, ...]
    at: int = 0


class Encoding:
    """The vocabulary and what it makes of sentences."""

    def __init__(self, tokenizer: Tokenizer, marks: bool = True) -> None:
        """`marks`: whether words are to be asked about, for which the vocabulary must have the marks."""
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        self._tokenizer = tokenizer
        self._marks = {kind: tuple(_known(tokenizer, m) for m in pair) for kind, pair in MARKS.items()} if marks else {}

    def plain(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[Encoded]:
        """The sentences, whose words are these spans."""
        made = self._tokenizer.encode_batch(list(texts))
        return [Encoded(tuple(m.ids), _firsts(m.offsets, some)) for m, some in zip(made, spans, strict=True)]

    def asked(self, encoded: Encoded, word: int, kind: str) -> Encoded:
        """The sentence with marks of this kind about its word with this number, which must not be ABSENT."""
        start = encoded.first[word]
        end = next((f for f in encoded.first[word + 1 :] if f != ABSENT), len(encoded.ids) - 1)
        before, after = self._marks[kind]
        ids = (*encoded.ids[:start], before, *encoded.ids[start:end], after, *encoded.ids[end:])
        moved = tuple(f + (f >= start) + (f >= end) if f != ABSENT else f for f in encoded.first)
        return Encoded(ids, moved, start + 1)


def _known(tokenizer: Tokenizer, mark: str) -> int:
    number = tokenizer.token_to_id(mark)
    if number is None:
        raise ValueError(f"the vocabulary has no {mark}")
    return int(number)


def _firsts(offsets: Sequence[Span], spans: Sequence[Span]) -> tuple[int, ...]:
    """The first piece that begins in each word."""
    found, n = [], 0
    for a, b in spans:
        while n < len(offsets) and (offsets[n][1] == offsets[n][0] or offsets[n][0] < a):
            n += 1
        found.append(n if n < len(offsets) and offsets[n][0] < b else ABSENT)
    return tuple(found)
