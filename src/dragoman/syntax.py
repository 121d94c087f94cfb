"""A parsed text as plain objects: what the finders read. Nothing here knows the parser that made it."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Token:
    """A word in its dependency tree (ClearNLP labels, Penn tags). Offsets are into the cleaned text."""

    i: int
    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    start: int
    end: int
    sentence: int
    entity: str
    head: Token = field(init=False, repr=False)
    children: list[Token] = field(default_factory=list, repr=False)

    def child(self, *deps: str) -> Token | None:
        """The first child with one of the dependency labels."""
        return next((c for c in self.children if c.dep in deps), None)

    def all(self, *deps: str) -> list[Token]:
        return [c for c in self.children if c.dep in deps]

    def preposition(self, *words: str) -> Token | None:
        """The child that is one of the prepositions, however it is attached."""
        return next((c for c in self.children if c.lower in words and c.dep in PREPOSITIONAL), None)

    def subtree(self) -> Iterator[Token]:
        """The token and all below it, in no particular order."""
        stack = [self]
        while stack:
            token = stack.pop()
            yield token
            stack.extend(token.children)

    def ancestors(self) -> Iterator[Token]:
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def conjuncts(self) -> list[Token]:
        """The token and everything conjoined to its right ("A, B and C" from A)."""
        found, at = [self], 0
        while at < len(found):
            found.extend(c for c in found[at].children if c.dep == "conj")
            at += 1
        return sorted(found, key=lambda t: t.i)

    def leader(self) -> Token:
        """The first of the row that the token is conjoined in ("A" of "A, B and C")."""
        token = self
        while token.dep == "conj" and token.head is not token:
            token = token.head
        return token

    @property
    def is_verb(self) -> bool:
        return self.pos in ("VERB", "AUX")

    @property
    def is_noun(self) -> bool:
        return self.pos in ("NOUN", "PROPN")


PREPOSITIONAL = frozenset({"prep", "agent", "dative", "prt", "advmod", "mark", "case", "pcomp", "cc"})


@dataclass(slots=True)
class Entity:
    """A name found by the parser's recogniser: token indices `[start, end)` and the OntoNotes label."""

    start: int
    end: int
    label: str


@dataclass(slots=True)
class Tree:
    """One parsed text: its tokens, the token indices at which sentences start and end, its named entities, and how many
    sentences were so long that each stands here in several pieces."""

    text: str
    tokens: list[Token]
    sentences: list[tuple[int, int]]
    entities: list[Entity]
    cut: int = 0

    def sentence(self, token: Token) -> list[Token]:
        start, end = self.sentences[token.sentence]
        return self.tokens[start:end]

    def upwards(self) -> Iterator[Token]:
        """All tokens, each after those that hang on it, at whatever depth."""
        order = [t for t in self.tokens if t.head is t]
        for token in order:
            order.extend(token.children)
        return reversed(order)

    def within(self, start: int, end: int) -> list[Token]:
        """The tokens that begin in cleaned `[start, end)`."""
        first = self.after(start)
        return self.tokens[first : bisect.bisect_left(self.tokens, end, first, key=lambda t: t.start)]

    def after(self, start: int) -> int:
        """The index of the first token that begins at `start` or later; the number of tokens, if none does."""
        return bisect.bisect_left(self.tokens, start, key=lambda t: t.start)


def extent(token: Token, leave: frozenset[str] = frozenset()) -> tuple[int, int]:
    """Token indices `[first, last + 1)` of a phrase, without the children whose label is in `leave`."""
    first = last = token.i
    stack = [token]
    while stack:
        current = stack.pop()
        first, last = min(first, current.i), max(last, current.i)
        stack.extend(c for c in current.children if not (current is token and c.dep in leave))
    return first, last + 1


def characters(tree: Tree, first: int, last: int) -> tuple[int, int]:
    """Cleaned character span of tokens `[first, last)`, without punctuation and space at its ends."""
    tokens = tree.tokens
    while last - first > 1 and tokens[last - 1].pos in ("PUNCT", "SPACE"):
        last -= 1
    while last - first > 1 and tokens[first].pos in ("PUNCT", "SPACE"):
        first += 1
    return tokens[first].start, tokens[last - 1].end
