"""If-thens: the clause that opens with a conditional conjunction, and the clause that it hangs on."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.candidates import ConditionCandidate
from dragoman.syntax import Token, Tree, characters, extent

CONJUNCTIONS = frozenset({"if", "unless", "provided", "providing", "once", "assuming"})


def find(tree: Tree) -> Iterator[ConditionCandidate]:
    for token in tree.tokens:
        if token.lower in CONJUNCTIONS and token.dep in ("mark", "advmod", "prep") and token.head.is_verb:
            clause = token.head
            if clause.dep in ("advcl", "ccomp", "dep", "pcomp", "conj") or clause.head is clause:
                yield _condition(tree, token, clause)


def _condition(tree: Tree, cue: Token, clause: Token) -> ConditionCandidate:
    antecedent = characters(tree, *extent(clause))
    main = clause.head if clause.head is not clause else None
    if main is None or not (main.is_verb or main.pos in ("ADJ", "NOUN")):
        return ConditionCandidate(cue, antecedent, None, (clause, None))
    first, last = extent(clause)
    low, high = extent(main, frozenset({"punct"}))
    before = [t for t in tree.tokens[low:first] if t.pos not in ("PUNCT", "SPACE")]
    after = [t for t in tree.tokens[last:high] if t.pos not in ("PUNCT", "SPACE")]
    side = (low, first) if (before and main.i < first) else (last, high)
    consequent = characters(tree, *side) if (before if side[0] == low else after) else None
    return ConditionCandidate(cue, antecedent, consequent, (clause, main))
