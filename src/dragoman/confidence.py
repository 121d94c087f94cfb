"""How far a mention is to be trusted: a logistic curve over a few plain features, fitted by `benchmarks/calibrate.py`.

The probability is that type, direction and both sides are right, given that the sentence holds an act of these parties.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

from dragoman.candidates import EventCandidate, Sign
from dragoman.records import Mention
from dragoman.syntax import Token
from dragoman.yamls import load_yaml

REFERENCE = 0.8  # for each side known by a pronoun or "the regime" alone: the fitting data cannot judge these
FILE = Path(__file__).parent / "codebook" / "confidence.yaml"


def features(event: EventCandidate, mention: Mention, signs: list[Sign]) -> list[str]:
    """Names of the features that the mention has."""
    sides = {role: [p for p in mention.participants if p.role == role] for role in ("source", "target")}
    found = [f"type {mention.type}", "noun" if event.token.is_noun else "verb"]
    for role, parties in sides.items():
        if not parties:
            found.append(f"no {role}")
        elif not any(p.actor for p in parties):
            found.append(f"{role} unknown")
        if any(p.how in ("pronoun", "nominal") for p in parties):
            found.append(f"{role} by reference")
    if event.place in ("complement", "clause", "in", "on", "to", "for"):
        found.append(f"target in {event.place}")
    if not _in_main_clause(event.token):
        found.append("subordinate")
    if signs:
        found.append("signs")
    if event.rule == "candidate":
        found.append("candidate")
    return found


def _in_main_clause(trigger: Token) -> bool:
    """Whether the act is told by the sentence's main clause, one conjoined with it, or one that a speaker says."""
    verb = trigger if trigger.is_verb else next((a for a in trigger.ancestors() if a.is_verb), trigger)
    while verb.dep == "conj" and verb.head.is_verb:
        verb = verb.head
    return verb.dep in ("ROOT", "ccomp")


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    loaded: dict[str, float] = load_yaml(FILE)
    return loaded


def confidence(found: list[str]) -> float:
    """The calibrated probability, to two decimals."""
    weights = _weights()
    score = weights["intercept"] + sum(weights.get(name, 0.0) for name in found)
    probability = 1 / (1 + math.exp(-score))
    return round(probability * REFERENCE ** sum("reference" in name for name in found), 2)
