"""Toponyms: names that the recogniser, the directory or the list of sites takes for places."""

from __future__ import annotations

from dragoman.candidates import PlaceCandidate
from dragoman.directory import Directory
from dragoman.finders.actors import ActorFinder
from dragoman.syntax import Tree

PLACE_KINDS = ("state", "metonym")


def find(tree: Tree, directory: Directory, actors: ActorFinder) -> list[PlaceCandidate]:
    """Candidates in text order. A name that the recogniser took for a place once is one wherever the text repeats it."""
    words = [t.text for t in tree.tokens]
    found: dict[int, tuple[int, int]] = {}
    taken: set[int] = set()
    for index, token in enumerate(tree.tokens):
        if index in taken or not token.text[:1].isupper():
            continue
        spans = [
            _dateline(tree, index),
            _site(directory, words, index),
            _region(directory, words, index),
            _named(tree, actors, index),
            _recognised(tree, index),
        ]
        span = max((s for s in spans if s), key=lambda s: s[1], default=None)  # "Kansas City" before "Kansas"
        if span is not None:
            found[span[0]] = span
            taken.update(range(*span))
    known = {tuple(words[a:b]) for a, b in found.values()}
    for index in range(len(words)):
        for name in known if words[index][:1].isupper() and index not in taken else ():
            span = index, index + len(name)
            if tuple(words[slice(*span)]) == name and not taken & set(range(*span)) and not _of_person(tree, *span):
                found[index] = span
                taken.update(range(*span))
    return [_candidate(tree, *found[index]) for index in sorted(found)]


def _of_person(tree: Tree, first: int, last: int) -> bool:
    return any(t.entity == "PERSON" for t in tree.tokens[first:last])


def _candidate(tree: Tree, first: int, last: int) -> PlaceCandidate:
    head = next((t for t in tree.tokens[first:last] if not first <= t.head.i < last), tree.tokens[last - 1])
    return PlaceCandidate(head, first, last, tree.text[tree.tokens[first].start : tree.tokens[last - 1].end])


def _dateline(tree: Tree, index: int) -> tuple[int, int] | None:
    """A town in capitals that opens a sentence and stands before a dash or a bracket: "CAIRO (AP) -"."""
    last = index
    while last < len(tree.tokens) and tree.tokens[last].text.isupper() and len(tree.tokens[last].text) > 3:
        last += 1
    begins = index == tree.sentences[tree.tokens[index].sentence][0]
    follows = last < len(tree.tokens) and tree.tokens[last].text in ("-", "--", "—", "–", "(", ",", ":")
    return (index, last) if begins and follows and index < last <= index + 3 else None


def _site(directory: Directory, words: list[str], index: int) -> tuple[int, int] | None:
    found = directory.sites.longest(words, index)
    return (index, found[0]) if found else None


def _region(directory: Directory, words: list[str], index: int) -> tuple[int, int] | None:
    found = directory.regions.longest(words, index)
    if found is None or (
        found[0] - index == 1
        and words[index] in ("Miss", "Mass", "Ore", "Del", "Ill", "Ind", "Ala", "La", "Pa", "Mo", "Me")
    ):
        return None
    return index, found[0]


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
