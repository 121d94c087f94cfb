"""How far a mention is to be trusted: a logistic curve over what its extractor was sure of, fitted on reports of the corpus's
development part by `training/fit.py`.

The probability is that type, status and both sides are right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from dragoman.extract import Act
from dragoman.records import Mention
from dragoman.yamls import load_yaml

FILE = Path(__file__).parent / "codebook" / "confidence.yaml"
JUDGED = "judge"  # of records that the first edition wrote: few of these were right
EDGE = 0.005  # probabilities are kept this far from 0 and 1


def features(act: Act, mention: Mention) -> dict[str, float]:
    """What the confidence rests on, by name: log-odds of the extractor's probabilities, and 1 for what holds; nothing where
    the extractor gives none."""
    if act.probability is None:
        return {}
    read = bool(act.types)  # an entry is sure of itself, which says nothing
    found: dict[str, float] = {}
    if read:
        found["type"] = _log_odds(act.probability)
        found["status"] = _log_odds(max(act.statuses.values()))
    for role in ("source", "target"):
        sure = [a.probability for a in act.arguments if a.role == role]
        parties = [p for p in mention.participants if p.role == role]
        if read and sure:
            found[role] = _log_odds(min(sure))
        if not parties:
            found[f"no {role}"] = 1.0
        elif not any(p.actor for p in parties):
            found[f"{role} unknown"] = 1.0
    found[
        "by model alone"
        if act.rule == "model"
        else "by both"
        if read
        else "by entry doubted"
        if act.doubted
        else "by entry"
    ] = 1.0
    if act.status not in ("happened", "ongoing"):
        found["not happened"] = 1.0
    return found


def waits(mention: Mention) -> bool:
    """Whether a mention is too doubtful to count anywhere before a person has decided about it."""
    if mention.rule == JUDGED:
        return True
    return mention.confidence is not None and mention.confidence < _fitted()["aside"]


@lru_cache(maxsize=1)
def _fitted() -> Mapping[str, float]:
    loaded: dict[str, float] = load_yaml(FILE)
    return loaded


def confidence(found: Mapping[str, float]) -> float | None:
    """The calibrated probability, to two decimals; None where there is nothing to rest it on."""
    if not found:
        return None
    weights = _fitted()
    score = weights["intercept"] + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return round(1 / (1 + math.exp(-score)), 2)


def _log_odds(p: float) -> float:
    held = min(max(p, EDGE), 1 - EDGE)
    return math.log(held / (1 - held))
