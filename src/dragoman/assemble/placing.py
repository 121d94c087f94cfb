"""Where an act was: the places of a report, and the one that an act's words name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dragoman.assemble.rooted import Rooted
from dragoman.document import Document
from dragoman.link.toponyms import Placed
from dragoman.records import Passage, Where
from dragoman.resolvers.places import Place
from dragoman.spans import Spans
from dragoman.syntax import Token

PLACING = ("in", "at", "near", "outside", "inside", "aboard", "on")


class Placing:
    """The places that may be an act's."""

    def __init__(self, document: Document, toponyms: Iterable[Placed], acts: Iterable[Rooted]) -> None:
        self._document = document
        known = [p for p in toponyms if p.place is not None]
        self._by_words = Spans((*p.span, p) for p in known)
        self._by_token = {p.candidate.token.i: p for p in known}
        self._journeys: Mapping[int, list[Rooted]] = _by_trigger(acts)

    def of(self, act: Rooted) -> Where | None:
        """A town before a state: of the words that the extractor takes for the act's place, else of those beside it."""
        told = [p for span in act.act.spans("place") for p in self._by_words.over(*span)]
        found = told or [self._by_token[t.i] for t in self._spots(act) if t.i in self._by_token]
        best = next((p for p in found if p.place and p.place.precision != "country"), next(iter(found), None))
        return where(self._document.passage(*best.span), best.place) if best else None

    def _spots(self, act: Rooted) -> Iterator[Token]:
        for host in dict.fromkeys((act.token, act.carrier)):
            for child in host.children:
                if child.dep == "prep" and child.lower in PLACING:
                    yield from child.all("pobj")
        for thing in act.carrier.all("dobj"):
            yield from _in(thing)
        if act.act.mutual:  # the parser hangs "in Moscow" on whom they met there
            for target in act.targets:
                for word in (target, target.head):
                    yield from _in(word) if word.is_noun else ()
        if act.act.mode == "visit":
            yield from act.targets
        if act.token.dep == "advcl" and act.token.tag == "VB":  # "leaving for Dushanbe to meet"
            for journey in self._journeys.get(act.token.head.i, ()):
                yield from journey.targets


def _by_trigger(acts: Iterable[Rooted]) -> dict[int, list[Rooted]]:
    found: dict[int, list[Rooted]] = {}
    for act in acts:
        if act.act.mode == "visit":
            found.setdefault(act.token.i, []).append(act)
    return found


def _in(word: Token) -> Iterator[Token]:
    return (t for c in word.children if c.dep == "prep" and c.lower in ("in", "at") for t in c.all("pobj"))


def where(passage: Passage, place: Place | None) -> Where:
    return Where(
        text=passage.text,
        span=passage.span,
        name=place.name if place else None,
        country=place.country if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        geonames=place.geonames if place else None,
        precision=place.precision if place else None,
    )
