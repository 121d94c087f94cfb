"""A plan as a drawn graph: a box a step, an arrow from each step to those that wait for it, coloured by verdict."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import networkx

from dragoman.plans import Assessment

WIDE, HIGH, ACROSS, DOWN, MARGIN = 220, 76, 70, 24, 12  # pixels: a box, the gaps between boxes, the edge
LINE = 30  # characters


@dataclass(frozen=True, slots=True)
class Box:
    """A step where it is drawn: left upper corner, lines of words."""

    assessment: Assessment
    x: int
    y: int
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Arrow:
    """From the step that must come first, or from a part to its sum (dashed)."""

    x1: int
    y1: int
    x2: int
    y2: int
    part: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    boxes: list[Box]
    arrows: list[Arrow]
    width: int
    height: int


def draw(found: list[Assessment]) -> Drawing:
    """Steps in columns: each stands right of all that it waits for, from top to bottom in the plan's order."""
    waits = {a.step.id: {*a.step.parts, *(i for g in a.step.requires for i in g)} for a in found}
    graph = networkx.DiGraph()
    graph.add_nodes_from(waits)
    graph.add_edges_from((before, name) for name, befores in waits.items() for before in befores)
    order = [a.step.id for a in found]
    boxes: dict[str, Box] = {}
    by_id = {a.step.id: a for a in found}
    for column, names in enumerate(networkx.topological_generations(graph)):
        for row, name in enumerate(sorted(names, key=order.index)):
            a = by_id[name]
            words = textwrap.wrap(" ".join((a.step.text or name).split()), LINE)
            lines = [*words[:2], *(["…"] if len(words) > 2 else [])]
            boxes[name] = Box(a, MARGIN + column * (WIDE + ACROSS), MARGIN + row * (HIGH + DOWN), lines)
    arrows = [
        Arrow(
            boxes[before].x + WIDE, boxes[before].y + HIGH // 2, boxes[name].x, boxes[name].y + HIGH // 2,
            before in by_id[name].step.parts,
        )
        for before, name in graph.edges
    ]  # fmt: skip
    return Drawing(
        [boxes[name] for name in order],
        arrows,
        max(b.x for b in boxes.values()) + WIDE + MARGIN,
        max(b.y for b in boxes.values()) + HIGH + MARGIN,
    )
