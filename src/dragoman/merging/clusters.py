"""Which frames of one block are one event: by their days where they have some, else by the only event that fits.

A frame joins an event only where nothing contradicts it: days meet, the people named for a party agree, the places are
not two, and, where a pair can commit several such acts, the wording is alike. Where two events fit, it stays alone and
names both.

It is done in two rounds. *Settled* frames, which tell their days within a month, meet only frames whose days meet
theirs, so a stretch of time without gaps can be settled by itself (`settle`). All others, news and plans without a date and
what is recalled ("in 2017"), are then lodged with what was settled, which they never change, or with their like (`lodge`).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from dragoman.merging.frames import ONE_A_TIME, Frame, alike, people_agree, places_agree
from dragoman.records import content_id

MONTH = 31  # days: a frame wider than this is not settled by its days
SLOT = 64  # days that share a drawer of the index
CROWD = 8  # events: an account without any day that could be of more than these is of none


@dataclass(slots=True)
class Cluster:
    """Frames taken for one event, as far as comparing needs them. `id` is the smallest frame's; `first` and `last`
    narrow with every frame; `maybe` are ids of other clusters that a frame could have joined."""

    id: str
    block: str
    stem: str
    words: tuple[str, ...]
    first: int | None
    last: int | None
    people: dict[str, list[str]] = field(default_factory=dict)
    place: str | None = None
    happened: bool = False
    frames: list[str] = field(default_factory=list)
    maybe: list[str] = field(default_factory=list)
    rivals: list[Cluster] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, seed: Frame) -> Cluster:
        return cls(seed.id, seed.block, seed.stem, seed.words, seed.first, seed.last)

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if name not in ("rivals", "frames")}

    def name_rivals(self) -> None:
        """Once nothing joins any more: a cluster's id is that of its smallest frame."""
        self.maybe = sorted({*self.maybe, *(c.id for c in self.rivals)})
        self.rivals.clear()

    def take(self, frame: Frame) -> None:
        self.frames.append(frame.id)
        self.id = min(self.id, frame.id)
        if frame.first is not None and frame.last is not None and self.first is not None and self.last is not None:
            self.first, self.last = max(self.first, frame.first), min(self.last, frame.last)
        for key, names in frame.people.items():
            self.people[key] = sorted({*self.people.get(key, ()), *names})
        self.place = self.place or frame.place
        self.happened = self.happened or frame.status in ("happened", "ongoing")

    def fits(self, frame: Frame) -> bool:
        return (
            self._meets(frame)
            and people_agree(self.people, frame.people)
            and places_agree(self.place, frame.place)
            and not self._gainsaid(frame)
            and (self.block.startswith(ONE_A_TIME) or self._worded(frame))
        )

    def knows(self, frame: Frame) -> bool:
        """Whether they share a person's name."""
        return any(set(names) & set(self.people.get(key, ())) for key, names in frame.people.items())

    def _worded(self, frame: Frame) -> bool:
        return self.stem == frame.stem and alike(self.words, frame.words)

    def _gainsaid(self, frame: Frame) -> bool:
        """An undated "did not" speaks of this event only where nobody saw it happen."""
        return frame.status in ("negated", "denied") and not frame.dated and self.happened

    def _meets(self, frame: Frame) -> bool:
        if frame.first is None or frame.last is None or self.first is None or self.last is None:
            return True
        return frame.first <= self.last and self.first <= frame.last


class _Index:
    """Settled clusters by the days they may lie on, so that a frame is held against its neighbours in time alone."""

    def __init__(self) -> None:
        self.slots: dict[int, list[Cluster]] = defaultdict(list)
        self.order: list[Cluster] = []

    def add(self, cluster: Cluster) -> None:
        self.order.append(cluster)
        for slot in _slots(cluster.first, cluster.last):
            self.slots[slot].append(cluster)

    def near(self, frame: Frame) -> Iterator[Cluster]:
        seen: set[int] = set()
        for slot in _slots(frame.first, frame.last):
            for cluster in self.slots.get(slot, ()):
                if id(cluster) not in seen:
                    seen.add(id(cluster))
                    yield cluster


def _slots(first: int | None, last: int | None) -> range:
    return range((first or 0) // SLOT, (last or 0) // SLOT + 1)


def is_settled(frame: Frame) -> bool:
    """Whether its days alone can settle with whom it is compared: it tells them, within a month."""
    return frame.dated and frame.width is not None and frame.width <= MONTH


def settle(frames: Iterable[Frame]) -> list[Cluster]:
    """The clusters of settled frames of one block, whatever their order."""
    index = _Index()
    for group in _in_turn(frames):
        found = [c for c in index.near(group[0]) if c.fits(group[0])]
        home = found[0] if len(found) == 1 else Cluster.of(group[0])
        for frame in group:
            home.take(frame)
        if len(found) != 1:
            home.rivals = found
            index.add(home)
    for cluster in index.order:
        cluster.name_rivals()
    return index.order


def key(frame: Frame) -> str:
    """What unsettled frames must share to be lodged together: status, the word of the act where wording matters, and their
    days or, where they tell none, the month in which they are told. The month keeps a key short in a large case; what two
    reports tell without a date on either side of its end stays apart."""
    month = frame.told[:7] if frame.told else None
    days: tuple[object, ...] = (frame.first, frame.last) if frame.dated else (month,)
    return content_id(frame.status, frame.stem if worded(frame) else None, days)


def worded(frame: Frame) -> bool:
    """Whether only like wording tells that two such accounts are of one act."""
    return frame.first is None or not frame.block.startswith(ONE_A_TIME)


def hosts(frame: Frame, near: Iterable[Cluster]) -> list[str]:
    """The ids of the settled clusters, of those near it, that an unsettled frame may belong to; none if they are a crowd."""
    fitting = (c.id for c in near if c.fits(frame) and (frame.first is not None or c.knows(frame)))
    found = list(islice(fitting, CROWD + 1))
    return sorted(found) if len(found) <= CROWD else []


@dataclass(frozen=True, slots=True)
class Lodger:
    """An unsettled frame, as far as its like are concerned: the days between which it may lie, whom and what it names, its
    words where they matter, and its possible hosts."""

    id: str
    first: int | None
    last: int | None
    people: dict[str, list[str]]
    place: str | None
    words: list[str]
    hosts: tuple[str, ...]

    def like(self, other: Lodger) -> bool:
        return (
            (self.words == other.words or alike(self.words, other.words))
            and places_agree(self.place, other.place)
            and people_agree(self.people, other.people)
        )


def lodge(lodgers: Iterable[Lodger]) -> dict[str, str]:
    """Each frame's home, for the unsettled frames of one key: the only possible host or, without one, a home of their own.
    Like frames whose days meet the first one's, and that are told within a month of it, are one."""
    homes: dict[str, str] = {}
    runs: list[list[Lodger]] = []
    open_: deque[list[Lodger]] = deque()  # runs that a frame of this day may still join
    for one in sorted(lodgers, key=lambda f: (f.first or 0, f.id)):
        if len(one.hosts) == 1:
            homes[one.id] = one.hosts[0]
            continue
        while open_ and not _in_time(open_[0][0], one):
            open_.popleft()
        run = next((r for r in open_ if r[0].like(one)), None)
        if run is None:
            open_.append(run := [])
            runs.append(run)
        run.append(one)
    for run in runs:
        home = min(f.id for f in run)
        homes |= {f.id: home for f in run}
    return homes


def _in_time(head: Lodger, one: Lodger) -> bool:
    if head.first is None or head.last is None or one.first is None:
        return True
    return one.first <= min(head.last, head.first + MONTH)


def _in_turn(frames: Iterable[Frame]) -> list[list[Frame]]:
    """Frames that are the same in all that is compared, as one group; the groups in the order in which they settle: dated
    frames before those dated by their report alone, narrow before wide, and who names more people or a place before who
    names less."""
    groups: dict[tuple[object, ...], list[Frame]] = defaultdict(list)
    for frame in frames:
        people = tuple((k, tuple(v)) for k, v in frame.people.items())
        wording = () if frame.block.startswith(ONE_A_TIME) else (frame.stem, frame.words)
        groups[frame.first, frame.last, frame.dated, frame.status, people, frame.place, wording].append(frame)
    return sorted((sorted(g, key=_id) for g in groups.values()), key=_turn)


def _id(frame: Frame) -> str:
    return frame.id


def _turn(group: list[Frame]) -> tuple[object, ...]:
    frame = group[0]
    return not frame.dated, frame.width or 0, frame.first or 0, -len(frame.people), frame.place is None, frame.id
