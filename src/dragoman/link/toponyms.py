"""The places that a report names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.candidates import ActorCandidate, PlaceCandidate
from dragoman.directory import Directory
from dragoman.finders import places
from dragoman.finders.actors import ActorFinder
from dragoman.records import Span
from dragoman.resolvers.places import Place, PlaceResolver
from dragoman.syntax import Tree, characters

DATELINE = frozenset({"-", "--", "—", "–", "("})
FAR, EARLY = 12, 4  # words between a dateline's town and its dash; the sentences among which a dateline stands


@dataclass(frozen=True, slots=True)
class Placed:
    """A toponym as written, the span of its words in the cleaned copy, and the place that it is taken for."""

    candidate: PlaceCandidate
    span: Span
    place: Place | None


def placed(
    tree: Tree, candidates: Iterable[ActorCandidate], actors: ActorFinder, directory: Directory
) -> tuple[Placed, ...]:
    """The toponyms of a report, in its order."""
    countries = frozenset(e.actor for c in candidates for e in c.entries if e.actor and e.kind in ("state", "demonym"))
    toponyms = places.find(tree, directory, actors)
    values = PlaceResolver(directory, countries).resolve_all(toponyms)
    return tuple(Placed(c, characters(tree, c.first, c.last), v) for c, v in zip(toponyms, values, strict=True))


def home(tree: Tree, toponyms: Iterable[Placed]) -> str | None:
    """The state of the dateline's town: a place that opens one of the first sentences, before a dash or a bracket."""
    starts = {first for first, _ in tree.sentences[:EARLY]}
    for one in toponyms:
        if one.candidate.first in starts and one.place and one.place.country:
            after = tree.tokens[one.candidate.last : one.candidate.last + FAR]
            if any(t.text in DATELINE for t in after):
                return one.place.country
    return None
