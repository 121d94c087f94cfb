"""GraphML and dynamic GEXF: who did what to whom. A node is a party, an edge an event from a source to a target."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx

from dragoman.case import Case
from dragoman.exporters.left import Left
from dragoman.exporters.words import days, headline, legible
from dragoman.records import Event, Side


def graph(case: Case, left: Left) -> Any:
    """A networkx MultiDiGraph. Events without a source or a target have no edge: `left` counts them."""
    made = networkx.MultiDiGraph()
    for e in case.events():
        sources = [s for s in e.participants if s.role == "source"]
        targets = [s for s in e.participants if s.role == "target"]
        left["events without a source or a target"] += not (sources and targets)
        for s in sources:
            for t in targets:
                for side in (s, t):
                    made.add_node(_key(side), **_known(label=_key(side), actor=side.actor, entity=side.entity))
                made.add_edge(_key(s), _key(t), key=f"{e.id}:{_key(s)}:{_key(t)}", **_edge(e))
    return made


def write_graphml(case: Case, path: Path) -> Left:
    left = Left()
    networkx.write_graphml(graph(case, left), path, named_key_ids=True)
    return left


def write_gexf(case: Case, path: Path) -> Left:
    """GEXF 1.2 with time: each edge has the days between which its event lies, where it has some. An edge's `type` is the
    format's own, so the event's is called `event_type`."""
    left = Left()
    made = graph(case, left)
    made.graph["mode"] = "dynamic"
    for _, _, edge in made.edges(data=True):
        edge["event_type"], edge["type"] = edge["type"], "directed"
    networkx.write_gexf(made, path)
    return left


def _key(side: Side) -> str:
    return legible(side.entity or side.actor or " ".join(side.text.split())) or "?"


def _edge(e: Event) -> dict[str, Any]:
    span = days(e)
    return _known(
        event=e.id,
        label=headline(e),
        type=e.type,
        mode=e.mode,
        status=e.status,
        reciprocal=e.reciprocal,
        edtf=e.edtf,
        weight=e.sources,
        start=span[0].isoformat() if span else None,
        end=span[1].isoformat() if span else None,
    )


def _known(**values: Any) -> dict[str, Any]:
    return {k: legible(v) if isinstance(v, str) else v for k, v in values.items() if v is not None}
