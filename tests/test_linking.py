"""Replays the tables of `specs/linking/`: whom a phrase of a report stands for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dragoman.coding import document
from dragoman.directory import directory
from dragoman.finders.actors import ActorFinder
from dragoman.finders.arguments import Parties
from dragoman.link.linked import link
from dragoman.records import Party
from dragoman.report import Report
from dragoman.yamls import load_yaml

SPECS = Path(__file__).parent.parent / "specs" / "linking"
ROWS = [
    pytest.param(row, id=f"{path.name}:{number}")
    for path in sorted(SPECS.glob("*.yaml"))
    for number, row in enumerate(load_yaml(path), 1)
]
SAID = {"who": "actor", "sector": "sector", "state": "state", "entity": "entity"}


def _parties(row: dict[str, Any]) -> dict[str, list[Party]]:
    """The parties of each phrase that the row asks about, where the phrase stands last."""
    read = document(Report(row["text"], "a", published=str(row["published"]) if "published" in row else None))
    linked = link(read, Parties(ActorFinder(read.tree, directory())), directory())
    found = {}
    for words in {w for key in SAID for w in row.get(key, ())}:
        at = read.tree.text.rindex(words)
        found[words] = [p for t in linked.named([(at, at + len(words))]) for p in linked.at(t)]
    return found


@pytest.mark.parametrize("row", ROWS)
def test_row(row: dict[str, Any]) -> None:
    assert set(row) <= {"text", "published", *SAID}, "unknown keys"
    found = _parties(row)
    for key, field in SAID.items():
        for words, wanted in row.get(key, {}).items():
            got = {getattr(p, field) for p in found[words]} - {None}
            assert got == set([wanted] if isinstance(wanted, str) else wanted), (words, found[words])
