"""Which frames of one block are one event: by their days where they have some, else by the only event that fits.

A frame joins an event only where nothing contradicts it: days meet, the people named for a party agree, the places are
not two, and, where a pair can commit several such acts, the wording is alike. Where two events fit, it stays alone and
names both.

It is done in two rounds. *Settled* frames, which know their days within a month, meet only frames whose days meet
theirs, so a stretch of time without gaps can be settled by itself (`settle`). All others, plans without a date and what
is recalled ("in 2017"), are then held against what was settled (`attach`), which they never change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from dragoman.merging.frames import ONE_A_TIME, Frame, alike, people_agree, places_agree

NEARLY_ALL = 0.8  # of the words: two undated accounts without a name in common are one only above this
MONTH = 31  # days: a frame wider than this is not settled by its days
SLOT = 64  # days that share a drawer of the index


@dataclass(slots=True)
class Cluster:
    """Frames taken for one event, as far as comparing needs them. `id` is the smallest frame's; `first` and `last`
    narrow with every settled frame; `digests` tell whether anything changed; `maybe` are ids of other clusters."""

    id: str
    block: str
    stem: str
    words: tuple[str, ...]
    first: int | None
    last: int | None
    people: dict[str, list[str]] = field(default_factory=dict)
    place: str | None = None
    happened: bool = False
    members: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    maybe: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, seed: Frame) -> Cluster:
        return cls(seed.id, seed.block, seed.stem, seed.words, seed.first, seed.last)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def take(self, frame: Frame) -> None:
        """A frame that is compared with others from now on."""
        self.welcome(frame)
        self.id = min(self.id, frame.id)
        if frame.first is not None and frame.last is not None and self.first is not None and self.last is not None:
            self.first, self.last = max(self.first, frame.first), min(self.last, frame.last)
        for key, names in frame.people.items():
            self.people[key] = sorted({*self.people.get(key, ()), *names})
        self.place = self.place or frame.place
        self.happened = self.happened or frame.status in ("happened", "ongoing")

    def welcome(self, frame: Frame) -> None:
        """A guest: it belongs here, and changes nothing for others."""
        self.members.extend(frame.members)
        self.digests.append(frame.digest)

    def fits(self, frame: Frame) -> bool:
        return (
            self._meets(frame)
            and people_agree(self.people, frame.people)
            and places_agree(self.place, frame.place)
            and not self._gainsaid(frame)
            and (self.block.startswith(ONE_A_TIME) or self._worded(frame, 0.5))
        )

    def knows(self, frame: Frame) -> bool:
        """Whether they share a person's name or nearly all words."""
        if any(set(names) & set(self.people.get(key, ())) for key, names in frame.people.items()):
            return True
        return self._worded(frame, NEARLY_ALL)

    def _worded(self, frame: Frame, least: float) -> bool:
        return self.stem == frame.stem and alike(self.words, frame.words, least)

    def _gainsaid(self, frame: Frame) -> bool:
        """An undated "did not" speaks of this event only where nobody saw it happen."""
        return frame.status in ("negated", "denied") and not frame.dated and self.happened

    def _meets(self, frame: Frame) -> bool:
        if frame.first is None or frame.last is None or self.first is None or self.last is None:
            return True
        return frame.first <= self.last and self.first <= frame.last


class _Index:
    """Clusters by the days they may lie on, so that a frame is held against its neighbours in time alone."""

    def __init__(self, clusters: Iterable[Cluster] = ()) -> None:
        self.slots: dict[int | None, list[Cluster]] = defaultdict(list)
        self.order: list[Cluster] = []
        for cluster in clusters:
            self.add(cluster)

    def add(self, cluster: Cluster) -> None:
        self.order.append(cluster)
        for slot in self._slots(cluster.first, cluster.last):
            self.slots[slot].append(cluster)

    def near(self, frame: Frame) -> Iterator[Cluster]:
        if frame.first is None or frame.last is None:
            yield from self.order
            return
        seen: set[int] = set()
        for slot in [*self._slots(frame.first, frame.last), None]:
            for cluster in self.slots.get(slot, ()):
                if id(cluster) not in seen:
                    seen.add(id(cluster))
                    yield cluster

    def _slots(self, first: int | None, last: int | None) -> Iterable[int | None]:
        if first is None or last is None:
            return (None,)
        return range(first // SLOT, last // SLOT + 1)


def is_settled(frame: Frame) -> bool:
    """Whether its days alone can settle with whom it is compared: known within a month, or those of the week's news."""
    if frame.width is None or frame.width > MONTH:
        return False
    return frame.dated or frame.status not in ("planned", "proposed")


def settle(frames: Iterable[Frame]) -> list[Cluster]:
    """The clusters of settled frames of one block, whatever their order."""
    index = _Index()
    for group in _in_turn(frames):
        found = [c for c in index.near(group[0]) if c.fits(group[0])]
        home = found[0] if len(found) == 1 else Cluster.of(group[0])
        for frame in group:
            home.take(frame)
        if len(found) != 1:
            home.maybe = [c.id for c in found]
            index.add(home)
    return index.order


def attach(frames: Iterable[Frame], settled: Iterable[Cluster]) -> list[Cluster]:
    """The clusters of a block with its unsettled frames: guests of settled ones, or clusters of their own."""
    index = _Index(settled)
    guests_of = {id(c) for c in index.order}
    for group in _in_turn(frames):
        seed = group[0]
        found = [c for c in index.near(seed) if c.fits(seed) and (seed.first is not None or c.knows(seed))]
        home = found[0] if len(found) == 1 else Cluster.of(seed)
        for frame in group:
            if id(home) in guests_of:
                home.welcome(frame)
            else:
                home.take(frame)
        if len(found) != 1:
            home.maybe = [c.id for c in found]
            index.add(home)
    return index.order


def _in_turn(frames: Iterable[Frame]) -> list[list[Frame]]:
    """Frames that are the same in all that is compared, as one group; the groups in the order in which they settle."""
    groups: dict[tuple[object, ...], list[Frame]] = defaultdict(list)
    for frame in frames:
        groups[_signature(frame)].append(frame)
    return sorted((sorted(g, key=_id) for g in groups.values()), key=lambda g: _turn(g[0]))


def _id(frame: Frame) -> str:
    return frame.id


def _signature(frame: Frame) -> tuple[object, ...]:
    people = tuple((k, tuple(v)) for k, v in frame.people.items())
    undated = frame.first is None
    wording = () if frame.block.startswith(ONE_A_TIME) and not undated else (frame.stem, frame.words)
    return frame.first, frame.last, frame.dated, frame.status, people, frame.place, wording, frame.report * undated


def _turn(frame: Frame) -> tuple[object, ...]:
    """Dated frames before those dated by their report alone, narrow before wide, and who names more people or a place
    before who names less."""
    width = frame.width
    days = (width is None, not frame.dated, width or 0, frame.first or 0)
    return *days, -len(frame.people), frame.place is None, frame.id
