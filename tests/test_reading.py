"""What is told only as a charge, or waits for a person, is kept, and counted nowhere as done."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dragoman.case import Case, Query
from dragoman.case.checking import faults
from dragoman.cli import dragoman
from dragoman.exporters import EXPORTERS
from dragoman.exporters.briefing import render
from dragoman.exporters.flat import TABLES
from dragoman.exporters.words import dated
from dragoman.plans.acts import acts
from dragoman.records import Mention, ReportRecord
from dragoman.web.lines import line
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
    """A visit that the model doubts, in the case beside a meeting that an entry fired on."""
    source = made.report("a", "2019-05-04", "The ministers met for talks. They toured Lima.")
    told = made.mention(source, 0, by="NOR", to="EST", reciprocal=True)
    guess = made.mention(source, 1, by="NOR", to="PER", mode="visit", rule="model", confidence=0.1)
    case.add(source, made.records(source, told, guess))
    return guess


def misplaced(case: Case) -> list[str]:
    return [f for f in faults(case) if "event" in f]


def test_what_is_doubtful_waits_and_counts_nowhere(case: Case, doubtful: Mention) -> None:
    assert [m.rule for m in case.mentions()] == ["CONSULT.meet", "model"]
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


def undated(earliest: str | None, latest: str | None, **values: Any) -> tuple[Any, list[Any]]:
    """A report without a date that proves when it was written, and its one mention."""
    source = made.report(f"{earliest}{latest}")
    head, told = made.records(source, made.mention(source, 0, by="NOR", to="EST", **values))
    dated = {"earliest": earliest, "latest": latest, "basis": []}
    return source, [ReportRecord.model_validate({**dict(head), "dated": dated}), told]


@pytest.mark.parametrize(
    ("earliest", "latest", "told"),
    [
        ("2018-01-01", "2018-12-31", "2018-01-01/2018-12-31"),
        (None, "2018-12-31", "../2018-12-31"),
        ("2018-12-31", "2018-12-31", "2018-12-31"),
        ("2018-01-01", None, "2018-01-01/.."),
    ],
)
def test_an_undated_report_is_told_in_the_range_that_it_proves(
    case: Case, tmp_path: Path, earliest: str | None, latest: str | None, told: str
) -> None:
    case.add(*undated(earliest, latest))
    (event,) = case.events()
    assert event.told == told and dated(event) == f"told {told}"
    assert line(event).told == (earliest, latest)
    (row,) = TABLES["events"](case)
    assert (row["known"], row["history"]) == (told, f"happened ({told})")
    EXPORTERS["plover"](case, tmp_path / "plover")
    coded = json.loads((tmp_path / "plover").read_text())
    assert coded["date"] == (told if "/" not in told else "") and coded["dragoman"]["told"] == told
    assert f"told {told}" in render(case)


def test_it_is_found_on_all_the_days_on_which_it_may_have_been_told(case: Case) -> None:
    case.add(*undated("2018-01-01", "2018-12-31"))
    asked = [("2018-03-01", "2018-03-31"), ("2017-01-01", "2017-12-31"), ("2019-01-01", None)]
    assert [case.count(Query(since=a, until=b)) for a, b in asked] == [1, 0, 0]


def test_a_plan_does_not_take_the_last_possible_day_for_the_day(case: Case) -> None:
    case.add(*undated("2018-01-01", "2018-12-31", type="RETREAT", words="Norway halts drills."))
    (act,) = acts(case)
    assert (act.first, act.last) == ("2018-01-01", "2018-12-31")


def test_an_announcement_without_a_day_says_between_which_days(case: Case) -> None:
    case.add(*undated("2018-01-01", "2018-12-31", mode="visit", status="planned"))
    (visit,) = case.visits()
    assert visit.finding and visit.finding.startswith("announced between 2018-01-01 and 2018-12-31, and no report")


def test_an_older_case_learns_the_range(tmp_path: Path) -> None:
    with Case(tmp_path / "old.dragoman") as case:
        case.add(*undated("2018-01-01", "2018-12-31"))
    with closing(sqlite3.connect(tmp_path / "old.dragoman")) as file:
        file.execute("ALTER TABLE event DROP COLUMN told")
        file.execute("UPDATE version SET number = 3")
        file.commit()
    with Case(tmp_path / "old.dragoman") as case:
        assert case.count(Query(until="2018-03-31")) == 1
