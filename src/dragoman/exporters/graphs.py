"""GraphML and dynamic GEXF: who did what to whom. A node is a party, an edge an event from a source to a target."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx

from dragoman.case import Case
from dragoman.exporters.words import days, headline
from dragoman.records import Event, Side


def graph(case: Case) -> Any:
    """A networkx MultiDiGraph. Events without a source or a target have no edge."""
    made = networkx.MultiDiGraph()
    for e in case.events():
        sources = [s for s in e.participants if s.role == "source"]
        targets = [s for s in e.participants if s.role == "target"]
        for s in sources:
            for t in targets:
                for side in (s, t):
                    made.add_node(_key(side), **_known(label=_key(side), actor=side.actor, entity=side.entity))
                made.add_edge(_key(s), _key(t), key=f"{e.id}:{_key(s)}:{_key(t)}", **_edge(e))
    return made


def write_graphml(case: Case, path: Path) -> None:
    networkx.write_graphml(graph(case), path, named_key_ids=True)


def write_gexf(case: Case, path: Path) -> None:
    """GEXF 1.2 with time: each edge has the days between which its event lies, where it has some."""
    made = graph(case)
    made.graph["mode"] = "dynamic"
    networkx.write_gexf(made, path)


def _key(side: Side) -> str:
    return side.entity or side.actor or " ".join(side.text.split()) or "?"


def _edge(e: Event) -> dict[str, Any]:
    span = days(e)
    return _known(
        event=e.id,
        label=headline(e),
        type=e.type,
        mode=e.mode,
        status=e.status,
        edtf=e.edtf,
        weight=e.sources,
        start=span[0].isoformat() if span else None,
        end=span[1].isoformat() if span else None,
    )


def _known(**values: Any) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v is not None}
