"""Which frames of one block are one event: by day where they have one, else by the only event that fits.

A frame joins an event only where nothing contradicts it: days meet, the people named for a party agree, the places are
not two, and, where a pair can commit several such acts, the wording is alike. Narrow frames come first, so that a wide
one ("in 2017") is held against what is known better; where two events fit, it stays alone and names both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dragoman.merging.frames import ONE_A_TIME, Frame, alike, people_agree, places_agree

NEARLY_ALL = 0.8  # of the words: two undated accounts without a name in common are one only above this
SLOT = 64  # days that share a drawer of the index of events


@dataclass(slots=True)
class Cluster:
    """Frames taken for one event. `first` and `last` narrow with every frame that joins."""

    seed: Frame
    frames: list[Frame] = field(default_factory=list)
    first: int | None = None
    last: int | None = None
    people: dict[str, list[str]] = field(default_factory=dict)
    place: str | None = None
    maybe: list[Cluster] = field(default_factory=list)

    def take(self, frame: Frame) -> None:
        self.frames.append(frame)
        if frame.first is not None and frame.last is not None:
            self.first = frame.first if self.first is None else max(self.first, frame.first)
            self.last = frame.last if self.last is None else min(self.last, frame.last)
        self.people = {
            key: sorted({*self.people.get(key, ()), *frame.people.get(key, ())})
            for key in sorted(self.people.keys() | frame.people.keys())
        }
        self.place = self.place or frame.place

    def fits(self, frame: Frame) -> bool:
        return (
            self._meets(frame)
            and people_agree(self.people, frame.people)
            and places_agree(self.place, frame.place)
            and not self._gainsaid(frame)
            and (self.one_a_time or self._worded(frame))
        )

    @property
    def one_a_time(self) -> bool:
        return self.seed.block.startswith(ONE_A_TIME)

    def _worded(self, frame: Frame) -> bool:
        return self.seed.stem == frame.stem and alike(self.seed.words, frame.words)

    def _gainsaid(self, frame: Frame) -> bool:
        """An undated "did not" speaks of this event only where nobody saw it happen."""
        return (
            frame.status in ("negated", "denied")
            and not frame.dated
            and any(f.status in ("happened", "ongoing") for f in self.frames)
        )

    def _meets(self, frame: Frame) -> bool:
        if frame.first is None or frame.last is None or self.first is None or self.last is None:
            return True
        return frame.first <= self.last and self.first <= frame.last


class _Index:
    """Clusters by the days they may lie on, so that a frame is held against its neighbours in time alone."""

    def __init__(self) -> None:
        self.slots: dict[int | None, list[Cluster]] = defaultdict(list)
        self.order: list[Cluster] = []

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


def clusters(frames: Iterable[Frame]) -> list[Cluster]:
    """The events of one block, whatever the order of the frames."""
    index = _Index()
    alike_frames: dict[tuple[object, ...], list[Frame]] = defaultdict(list)
    for frame in frames:
        alike_frames[_signature(frame)].append(frame)
    groups = sorted((sorted(g, key=lambda f: f.id) for g in alike_frames.values()), key=lambda g: _turn(g[0]))
    for group in groups:
        if _floating(group[0]):
            _float(index, group)
        else:
            _settle(index, group)
    return index.order


def _signature(frame: Frame) -> tuple[object, ...]:
    """Frames that are the same in all that is compared need to be compared once."""
    people = tuple((k, tuple(v)) for k, v in frame.people.items())
    wording = () if frame.block.startswith(ONE_A_TIME) and not _floating(frame) else (frame.stem, frame.words)
    report = frame.report if _floating(frame) else ""
    return frame.first, frame.last, people, frame.place, wording, report


def _floating(frame: Frame) -> bool:
    return frame.first is None


def _turn(frame: Frame) -> tuple[object, ...]:
    """Dated frames before those dated by their report alone, narrow before wide, and who names more people or a place
    before who names less."""
    width = frame.width
    return (
        width is None,
        not frame.dated,
        width or 0,
        frame.first or 0,
        -len(frame.people),
        frame.place is None,
        frame.id,
    )


def _settle(index: _Index, group: list[Frame]) -> None:
    """Frames with days join the only event that fits, or make one."""
    _join(index, group, [c for c in index.near(group[0]) if c.fits(group[0])])


def _float(index: _Index, group: list[Frame]) -> None:
    """Frames without any day join the only event that fits, if they share a person's name or nearly all words."""
    seed = group[0]
    _join(index, group, [c for c in index.near(seed) if c.fits(seed) and _acquainted(c, seed)])


def _join(index: _Index, group: list[Frame], found: list[Cluster]) -> None:
    home = found[0] if len(found) == 1 else Cluster(group[0], maybe=found)
    for frame in group:
        home.take(frame)
    if len(found) != 1:
        index.add(home)


def _acquainted(cluster: Cluster, frame: Frame) -> bool:
    if any(set(names) & set(cluster.people.get(key, ())) for key, names in frame.people.items()):
        return True
    return cluster.seed.stem == frame.stem and alike(cluster.seed.words, frame.words, NEARLY_ALL)
