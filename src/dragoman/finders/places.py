"""Toponyms: names that the recogniser, the directory or the list of sites takes for places."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.candidates import PlaceCandidate
from dragoman.directory import Directory
from dragoman.finders.actors import ActorFinder
from dragoman.syntax import Tree

PLACE_KINDS = ("state", "metonym")


def find(tree: Tree, directory: Directory, actors: ActorFinder) -> Iterator[PlaceCandidate]:
    words = [t.text for t in tree.tokens]
    taken: set[int] = set()
    for index, token in enumerate(tree.tokens):
        if index in taken or not token.text[:1].isupper():
            continue
        span = _site(directory, words, index) or _named(tree, actors, index) or _recognised(tree, index)
        if span is not None:
            first, last = span
            taken.update(range(first, last))
            head = next((t for t in tree.tokens[first:last] if not first <= t.head.i < last), tree.tokens[last - 1])
            name = tree.text[tree.tokens[first].start : tree.tokens[last - 1].end]
            yield PlaceCandidate(head, first, last, name)


def _site(directory: Directory, words: list[str], index: int) -> tuple[int, int] | None:
    found = directory.sites.longest(words, index)
    return (index, found[0]) if found else None


def _named(tree: Tree, actors: ActorFinder, index: int) -> tuple[int, int] | None:
    hit = actors.name_at(tree.tokens[index])
    if hit is not None and hit.first == index and any(e.kind in PLACE_KINDS for e in hit.entries):
        return hit.first, hit.last
    return None


def _recognised(tree: Tree, index: int) -> tuple[int, int] | None:
    for entity in tree.entities:
        if entity.label in ("GPE", "LOC") and entity.start <= index < entity.end:
            tokens = tree.tokens[entity.start : entity.end]
            last = entity.end - (1 if tokens[-1].lower in ("'s", "’s") else 0)
            first = entity.start + (1 if tokens[0].lower == "the" else 0)
            return (first, last) if first == index and last > first else None
    return None
