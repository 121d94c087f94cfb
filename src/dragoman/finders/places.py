"""Toponyms: names that the recogniser, the directory or the list of sites takes for places."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.candidates import PlaceCandidate
from dragoman.directory import Directory
from dragoman.finders.actors import ActorFinder
from dragoman.syntax import Tree

PLACE_KINDS = ("state", "metonym")
LONGEST_DATELINE = 3  # words


def find(tree: Tree, directory: Directory, actors: ActorFinder) -> list[PlaceCandidate]:
    """Candidates in text order. A name that the recogniser took for a place once is one wherever the text repeats it."""
    words = [t.text for t in tree.tokens]
    recognised = _recognised(tree)
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
            recognised.get(index),
        ]
        span = max((s for s in spans if s), key=lambda s: s[1], default=None)  # "Kansas City" before "Kansas"
        if span is not None:
            found[span[0]] = span
            taken.update(range(*span))
    for span in _repeated(words, found, taken):
        if not taken & set(range(*span)) and not _of_person(tree, *span):
            found[span[0]] = span
            taken.update(range(*span))
    return [_candidate(tree, *found[index]) for index in sorted(found)]


def _repeated(words: list[str], found: dict[int, tuple[int, int]], taken: set[int]) -> Iterator[tuple[int, int]]:
    """Where the names that were found stand again, in order; of two that begin together, the longer first."""
    known = {tuple(words[a:b]) for a, b in found.values()}
    sizes: dict[str, set[int]] = {}
    for name in known:
        sizes.setdefault(name[0], set()).add(len(name))
    for index, word in enumerate(words):
        if word in sizes and word[:1].isupper() and index not in taken:
            for size in sorted(sizes[word], reverse=True):
                if tuple(words[index : index + size]) in known:
                    yield index, index + size


def _of_person(tree: Tree, first: int, last: int) -> bool:
    return any(t.entity == "PERSON" for t in tree.tokens[first:last])


def _candidate(tree: Tree, first: int, last: int) -> PlaceCandidate:
    head = next((t for t in tree.tokens[first:last] if not first <= t.head.i < last), tree.tokens[last - 1])
    return PlaceCandidate(head, first, last, tree.text[tree.tokens[first].start : tree.tokens[last - 1].end])


def _dateline(tree: Tree, index: int) -> tuple[int, int] | None:
    """A town in capitals that opens a sentence and stands before a dash or a bracket: "CAIRO (AP) -"."""
    if index != tree.sentences[tree.tokens[index].sentence][0]:
        return None
    row = tree.tokens[index : index + LONGEST_DATELINE + 1]
    last = next((n for n, t in enumerate(row) if not t.text.isupper() or len(t.text) <= 3), 0)
    return (index, index + last) if last and row[last].text in ("-", "--", "—", "–", "(", ",", ":") else None


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


def _recognised(tree: Tree) -> dict[int, tuple[int, int]]:
    """The recogniser's places by their first token, without an article and a possessor's mark."""
    spans = {}
    for entity in tree.entities:
        if entity.label in ("GPE", "LOC"):
            tokens = tree.tokens[entity.start : entity.end]
            last = entity.end - (1 if tokens[-1].lower in ("'s", "’s") else 0)
            first = entity.start + (1 if tokens[0].lower == "the" else 0)
            if last > first:
                spans[first] = first, last
    return spans
