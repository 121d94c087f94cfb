"""Whether an act is told only as somebody's charge: the word that charges, over the trigger or beside it, and who charges."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.codebook import ChargeWords
from dragoman.finders.arguments import governed, subject
from dragoman.syntax import Token

APART = frozenset({"relcl", "advcl", "parataxis", "appos", "nsubj", "nsubjpass"})  # edges that no charge reaches over
MARKS = frozenset({"advmod", "amod"})


def charge(trigger: Token, words: ChargeWords) -> Token | None:
    """The nearest word that makes the act a charge; None where it is told as a fact."""
    for node in _upward(trigger):
        marked = words.adjectives if node.is_noun else words.adverbs
        mark = next((c for c in node.children if c.dep in MARKS and c.lower in marked), None)
        over = mark or _over(node, words)
        if over is not None:
            return over
    return None


def charger(word: Token) -> Token | None:
    """Whoever makes the charge that this word opens."""
    if word.is_verb:
        return subject(word)
    own = word.child("poss")
    by = word.preposition("by", "from")
    return own or (by.child("pobj") if by is not None else None)


def _upward(node: Token) -> Iterator[Token]:
    """The node and what stands over it, as far as a charge reaches."""
    yield node
    while node.head is not node and node.dep not in APART:
        node = node.head
        yield node


def _over(node: Token, words: ChargeWords) -> Token | None:
    head = node.head
    if node.dep in ("pcomp", "pobj"):
        if (verb := governed(node, words.charging)) is not None:
            return verb
        return head.head if head.lower == "of" and head.head.is_noun and head.head.lemma in words.nouns else None
    if node.dep in ("ccomp", "xcomp") and head.is_verb and head.lemma in words.clauses:
        return head
    return head if node.dep in ("acl", "ccomp") and head.is_noun and head.lemma in words.nouns else None
