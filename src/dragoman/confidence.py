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

# For each side known by "the regime" or a pronoun alone, which the fitting data cannot judge: the share of such that
# resolves right on other data (`benchmarks/newsreader_actors.py`).
REFERENCE = {"nominal": 0.91, "pronoun": 0.84}
BOLD = 0.8  # for an act that no entry fired on: each sentence of the fitting data holds one, few of a report do
TRUST = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95)
ASIDE = frozenset({"judge"})  # rules of which few mentions are right: on 28 real reports 4 of 45 of the judge alone
FILE = Path(__file__).parent / "codebook" / "confidence.yaml"


def features(event: EventCandidate, mention: Mention, signs: list[Sign], trust: float | None = None) -> list[str]:
    """Names of the features that the mention has; `trust` is the judge's probability of its type, if it was asked."""
    sides = {role: [p for p in mention.participants if p.role == role] for role in ("source", "target")}
    found = [f"type {mention.type}", "noun" if event.token.is_noun else "verb"]
    for role, parties in sides.items():
        if not parties:
            found.append(f"no {role}")
        elif not any(p.actor for p in parties):
            found.append(f"{role} unknown")
        found += [f"{role} by {how}" for how in REFERENCE if any(p.how == how for p in parties)][-1:]
    if event.place in ("complement", "clause", "in", "on", "to", "for"):
        found.append(f"target in {event.place}")
    if not _in_main_clause(event.token):
        found.append("subordinate")
    if signs:
        found.append("signs")
    if event.rule in ("candidate", "judge"):
        found.append(event.rule)
    if trust is not None:
        found.append(f"judge above {max(step for step in TRUST if trust >= step)}")
    return found


def waits(mention: Mention) -> bool:
    """Whether a mention is too doubtful to count anywhere before a person has decided about it."""
    return mention.rule in ASIDE


def _in_main_clause(trigger: Token) -> bool:
    """Whether the act is told by the sentence's main clause, one conjoined with it, or one that a speaker says."""
    verb = trigger if trigger.is_verb else next((a for a in trigger.ancestors() if a.is_verb), trigger)
    while verb.dep == "conj" and verb.head.is_verb:
        verb = verb.head
    return verb.dep in ("ROOT", "ccomp")


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    loaded: dict[str, dict[str, float]] = load_yaml(FILE)
    return loaded


def confidence(found: list[str], judge: str) -> float:
    """The calibrated probability, to two decimals; `judge`, "rules" or "model", is who decided the type."""
    weights = _weights()[judge]
    score = weights["intercept"] + sum(weights.get(name, 0.0) for name in found)
    probability = 1 / (1 + math.exp(-score))
    for name in found:
        probability *= REFERENCE.get(name.rpartition(" by ")[2], 1.0)
    return round(probability * BOLD ** ("judge" in found), 2)
