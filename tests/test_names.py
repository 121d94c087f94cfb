"""What is decided once about a name holds for the whole case."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dragoman.case import Case, checking
from dragoman.case.names import key, target
from dragoman.case.sayings import Saying
from dragoman.cli import dragoman
from dragoman.coding import code
from dragoman.errors import DragomanError
from dragoman.exporters import EXPORTERS
from dragoman.importers import IMPORTERS
from dragoman.records import Mention, Statement, parse_record
from dragoman.report import Report

TEXT = 'The Lantern Front attacked Chadian troops on Monday. "We will not stop," the Lantern Front said.'


def _told(source: str) -> Report:
    return Report(TEXT, source, published="2021-05-03")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    held = Case(tmp_path / "c")
    _grow(held, "one")
    return held


def _grow(case: Case, source: str) -> None:
    for coded in code([_told(source)], extractor="entries"):
        assert not isinstance(coded, DragomanError)
        case.add(_told(source), coded.records)


def _attackers(case: Case) -> list[tuple[str | None, str | None]]:
    return [(p.actor, p.state) for m in case.mentions() for p in m.participants if p.role == "source"]


def test_a_name_means_one_party_in_reports_held_and_in_those_to_come(case: Case) -> None:
    before = [r.model_dump_json() for r in case.records()]
    case.decide("Lantern Front", "same as", "boko-haram", by="A. Reader")
    _grow(case, "two")
    (first, second) = [p for m in case.mentions() for p in m.participants if p.role == "source"]
    assert (first.actor, first.state, first.sector, first.how) == ("BKH", "NGA", "REB", "review")
    assert (second.actor, second.state) == ("BKH", "NGA")
    assert {s.actor for e in case.events() for s in e.participants if s.role == "source"} == {"BKH"}
    assert len(case.sayings(Saying(speaker="boko-haram"), None)[1]) == 2
    assert [r.model_dump_json() for r in case.records()][: len(before)] == before
    assert not list(checking.faults(case))


def test_a_name_belongs_to_a_state_or_is_no_party_until_taken_back(case: Case) -> None:
    machine = _attackers(case)
    case.decide("the lantern front", "of", "Niger")
    assert _attackers(case) == [("NER", "NER")]
    case.decide("A Lantern Front", "no party")
    assert _attackers(case) == []
    assert all(s.speaker is None for s in case.statements())
    case.take_back()
    assert _attackers(case) == [("NER", "NER")]
    case.take_back()
    assert _attackers(case) == machine != [("NER", "NER")]
    assert not list(checking.faults(case))


def test_what_is_decided_about_one_record_goes_before(case: Case) -> None:
    (mention,) = case.mentions()
    case.decide("Lantern Front", "of", "Niger")
    case.review(mention.id, "set", "source", "Cameroon")
    assert [actor for actor, _ in _attackers(case)] == ["CMR"]


@pytest.mark.parametrize(
    ("name", "about", "value", "says"),
    [
        ("…", "of", "Niger", "is no name"),
        ("Front", "of", "Atlantis", "no party 'Atlantis'"),
        ("Front", "of", "Idriss Déby", "is a person"),
        ("Front", "near", "Niger", "has no field 'near'"),
    ],
)
def test_a_decision_that_says_nothing_is_one_clear_line(
    case: Case, name: str, about: str, value: str, says: str
) -> None:
    with pytest.raises(DragomanError, match=says):
        case.decide(name, about, value)
    assert not case.reviews()


def test_decisions_travel_with_an_export(case: Case, tmp_path: Path) -> None:
    case.decide("Lantern Front", "of", "Niger")
    path = tmp_path / "c.jsonl"
    EXPORTERS["jsonl"](case, path, None)
    with Case(tmp_path / "copy") as other:
        for outcome in IMPORTERS["jsonl"](path):
            assert not isinstance(outcome, DragomanError)
            outcome.into(other)
        assert _attackers(other) == [("NER", "NER")]
        assert other.reviews() == case.reviews()


def test_a_case_of_before_takes_decisions(tmp_path: Path) -> None:
    with Case(tmp_path / "c") as held:
        _grow(held, "one")
        held.review(held.mentions()[0].id, "accept")
    with sqlite3.connect(tmp_path / "c") as raw:
        raw.execute("ALTER TABLE review DROP COLUMN name")
        raw.execute("UPDATE version SET number = 5")
    raw.close()
    with Case(tmp_path / "c") as held:
        assert [r.name for r in held.reviews()] == [None]
        held.decide("Lantern Front", "of", "Niger")
        assert _attackers(held) == [("NER", "NER")]
        assert not list(checking.faults(held))


def test_the_command(case: Case) -> None:
    where = case.where
    run = CliRunner().invoke
    done = run(dragoman, ["case", "name", where, "the Lantern Front", "--of", "Niger"])
    assert done.exit_code == 0, done.output
    assert _attackers(case) == [("NER", "NER")]
    assert "of the Lantern Front" in run(dragoman, ["case", "undo", where]).output
    twice = run(dragoman, ["case", "name", where, "the Lantern Front", "--of", "Niger", "--no-party"])
    assert twice.exit_code == 1 and "one decision" in str(twice.exception)


@given(st.text(max_size=40))
def test_a_name_is_none_or_has_one_key(words: str) -> None:
    try:
        found = target(words)
    except DragomanError:
        assert not key(words)
    else:
        assert found == target(f"  {words.upper() if key(words.upper()) == key(words) else words} ")


def test_records_of_names_are_those_that_show_them(case: Case) -> None:
    case.decide("Lantern Front", "no party")
    overlay = case.overlay()
    with case.looking() as connection:
        named = overlay.names.records(connection)
    shown = {
        r.id
        for r in map(parse_record, (r.model_dump_json() for r in case.records()))
        if isinstance(r, Mention | Statement)
    }
    assert named and named <= shown
