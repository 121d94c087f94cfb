"""Words of a training sentence that are not its trigger: what the judge must answer NONE to."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dragoman.parsing import parse
from dragoman.report import clean
from dragoman.syntax import Token
from sentences import Example, Span


def decoys(examples: Iterable[Example]) -> Iterator[tuple[list[Span], list[Span]]]:
    """For each example: spans of the verbs that may not pass for its trigger, and of nouns that are no party to it."""
    examples = list(examples)
    for e, tree in zip(examples, parse(clean(e.text) for e in examples), strict=True):
        if tree.text != e.text:
            yield [], []
            continue
        trigger = [t for t in tree.tokens if e.trigger and _meets(t, e.trigger)]
        verbs = [t for t in tree.tokens if t.is_verb and t.dep not in ("aux", "auxpass") and not _joined(t, trigger)]
        parties = [s for s in (e.source, e.target) if s]
        nouns = [t for t in tree.tokens if t.is_noun and not any(_meets(t, s) for s in parties)]
        yield [(t.start, t.end) for t in verbs], [(t.start, t.end) for t in nouns if t not in trigger]


def decoyed(e: Example, verbs: list[Span], nouns: list[Span], rng: random.Random) -> Example | None:
    """The example asked about one of its other verbs, now and then with another noun for its target."""
    if not verbs or not e.trigger:
        return None
    target = rng.choice(nouns) if nouns and rng.random() < 0.4 else e.target
    return replace(e, type="NONE", trigger=rng.choice(verbs), target=target)


def _meets(token: Token, span: Span) -> bool:
    return token.start < span[1] and span[0] < token.end


def _joined(verb: Token, trigger: list[Token]) -> bool:
    """Whether the verb is the trigger, or carries it ("held talks", "was able to visit", "agreed and signed")."""
    return any(
        verb is t or (t.head is verb and t.dep in ("dobj", "attr", "prt", "acomp", "nsubjpass", "conj", "xcomp", "pobj"))
        or (verb.head is t and verb.dep in ("conj", "xcomp"))
        or (t.head.head is verb and t.head.dep == "prep")
        for t in trigger
    )  # fmt: skip
