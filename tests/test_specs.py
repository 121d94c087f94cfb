"""Replays the tables of `specs/`: what each row says must come out, comes out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.codebook import codebook
from dragoman.records import AnyRecord
from dragoman.yamls import load_yaml

SPECS = Path(__file__).parent.parent / "specs"
ROWS = [
    pytest.param(row, id=f"{path.relative_to(SPECS)}:{number}")
    for path in sorted(p for p in SPECS.rglob("*.yaml") if p.parent.name not in ("merging", "linking"))
    for number, row in enumerate(load_yaml(path), 1)
]
KEYS = {
    "text",
    "published",
    "entry",
    "cue",
    "near_miss",
    "events",
    "no_events",
    "statements",
    "no_statements",
    "dates",
    "places",
    "actors",
    "plans",
    "conditions",
    "no_conditions",
    "dated",
}


def _names(record: Any, role: str) -> list[str]:
    """Actor codes where they are known, words where not."""
    return sorted({p.actor or p.text for p in record.participants if p.role == role})


def _same(wanted: Any, got: Any) -> bool:
    return got in wanted if isinstance(wanted, list) else got == wanted


def _event_fits(want: dict[str, Any], m: Any) -> bool:
    when, where = m.when, m.where
    tests = {
        "type": lambda w: _same(w, m.type),
        "entry": lambda w: m.rule == w,
        "mode": lambda w: m.mode == w,
        "status": lambda w: _same(w, m.status),
        "sources": lambda w: _names(m, "source") == sorted(w),
        "targets": lambda w: _names(m, "target") == sorted(w),
        "trigger": lambda w: m.trigger.text == w,
        "when": lambda w: (
            (when.earliest if when else None) == w or (when is not None and f"{when.earliest}/{when.latest}" == w)
        ),
        "where": lambda w: (where.name if where else None) == w,
        "by": lambda w: (m.reported_by.actor or m.reported_by.text if m.reported_by else None) == w,
        "background": lambda w: m.background is w,
        "alleged": lambda w: m.alleged is w,
        "inner": lambda w: m.inner is w,
        "reciprocal": lambda w: m.reciprocal is w,
        "people": lambda w: set(w) <= {p.entity for p in m.participants},
        "contexts": lambda w: set(w) <= set(m.contexts),
    }
    return all(tests[key](value) for key, value in want.items())


def _statement_fits(want: dict[str, Any], s: Any) -> bool:
    speaker = s.speaker
    tests = {
        "speaker": lambda w: (speaker.actor or speaker.text if speaker else None) == w,
        "entity": lambda w: speaker is not None and speaker.entity == w,
        "act": lambda w: s.act == w,
        "form": lambda w: s.form == w,
        "content": lambda w: w in s.content.text,
        "addressee": lambda w: s.addressee is not None and (s.addressee.actor or s.addressee.text) == w,
    }
    return all(tests[key](value) for key, value in want.items())


def _field_fits(want: dict[str, Any], record: Any) -> bool:
    def got(key: str) -> Any:
        return record.timex.value if key == "value" else record.timex.type if key == "timex" else getattr(record, key)

    return all(got(key) == value for key, value in want.items())


def _plan_fits(want: dict[str, Any], plan: Any) -> bool:
    steps = [[s.actor, s.act, max((len(r) for r in s.requires), default=0), s.force] for s in plan.steps]
    tests = {"proposers": sorted(p.actor or p.text for p in plan.proposers), "steps": steps}
    return all(tests[key] == (sorted(value) if key == "proposers" else value) for key, value in want.items())


@pytest.mark.parametrize("row", ROWS)
def test_row(row: dict[str, Any], coded: Callable[..., tuple[AnyRecord, ...]]) -> None:
    assert set(row) <= KEYS, f"unknown keys {set(row) - KEYS}"
    records = coded(row["text"], str(row["published"]) if "published" in row else None)
    of = {
        kind: [r for r in records if getattr(r, "kind", r.record) == kind]
        for kind in ("mention", "statement", "plan", "date", "place", "actor", "condition")
    }
    for key, kind, fits in (
        ("events", "mention", _event_fits),
        ("statements", "statement", _statement_fits),
        ("dates", "date", _field_fits),
        ("places", "place", _field_fits),
        ("actors", "actor", _field_fits),
        ("plans", "plan", _plan_fits),
    ):
        for want in row.get(key, ()):
            assert any(fits(want, r) for r in of[kind]), f"{want}\nnot among\n" + "\n".join(map(str, of[kind]))
    for want in row.get("no_events", ()):
        found = [
            m for m in of["mention"] if (_event_fits(want, m) if isinstance(want, dict) else want in (m.type, m.rule))
        ]
        assert not found, f"{want} came out: {found}"
    for want in row.get("no_statements", ()):
        assert not any(_statement_fits(want, s) for s in of["statement"]), f"{want} came out"
    if "dated" in row:
        dated = records[0].dated  # type: ignore[union-attr]
        got = {"earliest": dated.earliest, "latest": dated.latest} if dated else None
        assert got == row["dated"], dated
    assert not (row.get("no_conditions") and of["condition"])
    for want in row.get("conditions", ()):
        assert any(
            want["if"] in c.antecedent.text and want["then"] in (c.consequent.text if c.consequent else "")
            for c in of["condition"]
        ), of["condition"]


def test_every_entry_has_a_positive_and_a_near_miss() -> None:
    rows = [p.values[0] for p in ROWS]
    positive = {r["entry"] for r in rows if "entry" in r and not r.get("near_miss")}
    near = {r["entry"] for r in rows if "entry" in r and r.get("near_miss")}
    entries = set(codebook().entries)
    assert positive | near <= entries, f"specs name entries that the codebook lacks: {(positive | near) - entries}"
    assert entries - positive == set(), "no positive example"
    assert entries - near == set(), "no near miss"
