"""What is told only as a charge, or waits for a person, is kept, and counted nowhere as done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dragoman.case import Case, Query
from dragoman.case.checking import faults
from dragoman.cli import dragoman
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


@pytest.fixture
def doubtful(case: Case) -> Mention:
    """A visit that the judge alone proposed, in the case beside a meeting that an entry fired on."""
    source = made.report("a", "2019-05-04", "The ministers met for talks. They toured Lima.")
    told = made.mention(source, 0, by="NOR", to="EST", reciprocal=True)
    guess = made.mention(source, 1, by="NOR", to="PER", mode="visit", rule="judge")
    case.add(source, made.records(source, told, guess))
    return guess


def misplaced(case: Case) -> list[str]:
    return [f for f in faults(case) if "event" in f]


def test_what_the_judge_alone_proposed_waits_and_counts_nowhere(case: Case, doubtful: Mention) -> None:
    assert [m.rule for m in case.mentions()] == ["CONSULT.meet", "judge"]
    assert [{s.actor for s in e.participants} for e in case.events()] == [{"NOR", "EST"}]
    assert case.count() == 1 and case.visits() == [] and len(case.timeline()) == 1
    assert {p.target for p in case.pairs()} == {"EST"} and len(acts(case)) == 1
    assert misplaced(case) == []


def test_a_person_lets_it_in_and_takes_that_back(case: Case, doubtful: Mention) -> None:
    listed = CliRunner().invoke(dragoman, ["case", "undecided", case.where]).stdout
    assert doubtful.id[:8] in listed and "PER" in listed
    case.review(doubtful.id, "accept")
    assert [m.id for m in case.aside()] == []
    assert case.count() == 2 and len(case.visits()) == 1 and misplaced(case) == []
    case.take_back()
    assert [m.id for m in case.aside()] == [doubtful.id] and case.count() == 1
    case.review(doubtful.id, "reject")
    assert case.aside() == [] and case.count() == 1
    assert doubtful.id not in {m.id for m in case.mentions()}
