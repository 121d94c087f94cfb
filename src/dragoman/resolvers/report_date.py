"""When was it written? What the text alone proves: offices that it calls held, anniversaries, dates that it calls past,
treaty acts that it calls done. Each clue gives ranges; the report's date lies in all of them, or, where they part, unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.days import FIRST, LAST, period
from dragoman.directory import Directory
from dragoman.records import Clue, Dated, Span

Range = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Bound:
    """A clue and the ranges of ISO days that it leaves."""

    text: str
    span: Span
    why: str
    ranges: tuple[Range, ...]


def combine(bounds: Iterable[Bound]) -> Dated | None:
    """What all clues leave, from its first day to its last. None where there is no clue; null bounds, with every clue
    shown, where they contradict."""
    found = list(dict.fromkeys(bounds))
    if not found:
        return None
    left: list[Range] = [(FIRST, LAST)]
    for bound in found:
        left = [(max(a, c), min(b, d)) for a, b in left for c, d in bound.ranges if max(a, c) <= min(b, d)]
    basis = [Clue(text=b.text, span=b.span, why=b.why) for b in found]
    if not left:
        return Dated(earliest=None, latest=None, basis=basis)
    first, last = min(a for a, _ in left), max(b for _, b in left)
    return Dated(earliest=None if first == FIRST else first, latest=None if last == LAST else last, basis=basis)


def office(directory: Directory, person: str, post: str, text: str, span: Span) -> Bound | None:
    """A person whom the text calls by an office, and not "former": it was written in one of these tenures."""
    held = [t for t in directory.posts_of(person, None) if t.post == post]
    if not held:
        return None
    ranges = tuple((_floor(t.since), _ceiling(t.until)) for t in held)
    said = ", ".join(f"{t.since} to {t.until or 'now'}" for t in held)
    return Bound(text, span, f"{post}: {said}", ranges)


def anniversary(directory: Directory, number: int, states: set[str], text: str, span: Span) -> Bound | None:
    """ "the 70th anniversary" of what two states, named there, opened or signed: that year. Abstains where several fit."""
    years = {int(day[:4]) + number for pair, day in directory.relations if pair <= states}
    if len(years) != 1:
        return None
    year = years.pop()
    return Bound(text, span, f"anniversary number {number} of relations", ((f"{year}-01-01", f"{year}-12-31"),))


def treaty_left(directory: Directory, actor: str, words: str, text: str, span: Span) -> Bound | None:
    """A withdrawal from a treaty that the text calls done: it was written no earlier."""
    day = directory.treaty_act(words, actor)
    return Bound(text, span, f"{actor} left on {day}", ((_floor(day), LAST),)) if day else None


def told(earliest: str, latest: str, past: bool, text: str, span: Span) -> Bound:
    """A date that stands in a clause of the past, or of the future: the text was written no earlier, or no later."""
    return (
        Bound(text, span, "told as past", ((earliest, LAST),))
        if past
        else Bound(text, span, "told as coming", ((FIRST, latest),))
    )


def _floor(day: str) -> str:
    return period(day)[0]


def _ceiling(day: str | None) -> str:
    return period(day)[1] if day else LAST
