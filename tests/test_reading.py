"""What is told only as a charge, or waits for a person, is kept, and counted nowhere as done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.case import Case, Query
from dragoman.plans.acts import acts
from dragoman.records import Mention
from tests import made

CHARGE = "Norway accused Estonia of attacking Latvia."


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case(tmp_path / "c.dragoman") as held:
        yield held


def charged(case: Case, coded: Callable[..., Any]) -> Mention:
    """The attack of CHARGE, in the case."""
    records = list(coded(CHARGE, "2019-05-04"))
    case.add(made.report("spec", "2019-05-04", CHARGE), records)
    return next(r for r in records if isinstance(r, Mention) and r.type == "ASSAULT")


def test_a_charge_is_no_event_that_happened(case: Case, coded: Callable[..., Any]) -> None:
    told = charged(case, coded)
    assert told.alleged and told.status == "happened"
    event = next(e for e in case.events() if told.id in e.mentions)
    assert event.alleged and event.status == "hypothetical" and [h.status for h in event.history] == ["hypothetical"]
    assert [e.type for e in case.events(Query(status="happened,ongoing"))] == ["ACCUSE"]
    assert {(p.source, p.target): p.happened for p in case.pairs()} == {("NOR", "EST"): 1, ("EST", "LVA"): 0}
    statuses = {a.type: [m.status for m in a.accounts] for a in acts(case)}
    assert statuses == {"ACCUSE": ["happened"], "ASSAULT": ["hypothetical"]}


def test_a_charge_and_the_report_of_the_deed_stay_apart(case: Case, coded: Callable[..., Any]) -> None:
    charged(case, coded)
    deed = "Estonia attacked Latvia."
    case.add(made.report("spec", "2019-05-04", deed), list(coded(deed, "2019-05-04")))
    found = sorted((e.alleged, e.status, e.reports) for e in case.events(Query(type="ASSAULT")))
    assert found == [(False, "happened", 1), (True, "hypothetical", 1)]


def test_a_person_can_say_that_a_charge_is_a_fact(case: Case, coded: Callable[..., Any]) -> None:
    told = charged(case, coded)
    case.review(told.id, "set", "alleged", "false")
    (event,) = case.events(Query(type="ASSAULT"))
    assert (event.alleged, event.status) == (False, "happened")
