"""Parties by whatever people call them, in every door that takes one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from dragoman.case import Case, Query, Saying
from dragoman.cli import dragoman
from dragoman.directory import directory
from dragoman.directory.naming import all_named, find, named, nearest
from dragoman.errors import DragomanError
from dragoman.plans import load, supposed
from dragoman.web.app import application
from dragoman.web.lines import named as labelled
from tests import made

DAY = ("2018-04-10", "2018-04-10")


@pytest.fixture()
def case(tmp_path: Path) -> Case:
    """Peru meets Côte d'Ivoire, and a body of the United Nations meets people whom nobody knows."""
    held = Case(tmp_path / "c.dragoman")
    first, second = made.report("one", DAY[0]), made.report("two", DAY[0])
    held.add(first, made.records(first, made.mention(first, 1, by="PER", to="CIV", when=DAY)))
    unknown = made.mention(second, 1, by="UNO", to="The Elders", when=DAY, people={"UNO": "unhcr"})
    elders = unknown.participants[1].model_copy(update={"actor": None})
    held.add(
        second, made.records(second, unknown.model_copy(update={"participants": [unknown.participants[0], elders]}))
    )
    return held


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("PER", ["PER"]),
        ("per", ["PER"]),
        ("Peru", ["PER"]),
        ("PERUVIANS", ["PER"]),
        ("Lima", ["PER"]),
        ("côte d’ivoire", ["CIV"]),
        ("COTE DIVOIRE", ["CIV"]),
        ("the Netherlands", ["NLD"]),
        ("the North", ["PRK"]),
        ("The  South", ["KOR"]),
        ("both Koreas", ["KOR", "PRK"]),
        ("U.N.", ["UNO"]),
        ("united-nations", ["UNO"]),
        ("UNHCR", ["unhcr"]),
        ("lavrov", ["sergei-lavrov"]),
        ("North", []),
        ("Ruritania", []),
        ("  ", []),
    ],
)
def test_a_party_is_known_by_what_people_call_it(words: str, names: list[str]) -> None:
    assert [n.name for n in find(words)] == names


def test_a_name_that_nobody_has_offers_the_nearest_and_one_that_several_have_offers_them() -> None:
    assert nearest("Nrth Korea")[0] == "North Korea (PRK)"
    with pytest.raises(DragomanError, match=r"no party 'Uzbekstan'; the nearest: Uzbekistan \(UZB\)"):
        named("Uzbekstan")
    with pytest.raises(DragomanError, match=r"'Park' may be .*park.*; say which"):
        named("Park")
    assert [n.name for n in all_named("both Koreas, Peru,")] == ["KOR", "PRK", "PER"]


def test_a_code_stands_for_one_of_its_organisations() -> None:
    who = directory()
    shared = [o["code"] for o in who.organisations.values() if o.get("head")]
    assert len(shared) == len(set(shared))
    codes = [o["code"] for o in who.organisations.values() if o["code"] not in who.states]
    assert {c for c in codes if codes.count(c) > 1} == set(shared)
    assert named("UNO").label == "United Nations" and named("EUR").label == "European Union"


def test_the_label_of_every_code_is_that_of_its_head_entry() -> None:
    who = directory()
    for code, state in who.states.items():
        assert labelled(code) == (state["name"], "state")
    bodies = [o for o in who.organisations.values() if o["code"] not in who.states]
    for code in {o["code"] for o in bodies}:
        own = [o for o in bodies if o["code"] == code]
        (head,) = [o for o in own if o.get("head")] or own
        assert labelled(code) == (head["name"], "organisation")


@pytest.mark.parametrize(
    ("party", "number"), [("Peru", 1), ("peruvian, unhcr", 2), ("UN", 1), ("the elders", 1), ("Chad", 0)]
)
def test_events_of_a_party_by_any_name(case: Case, party: str, number: int) -> None:
    assert len(case.events(Query(party=party))) == case.count(Query(party=party)) == number
    assert len(case.events(Query(other=party))) == number


@pytest.mark.parametrize("field", ["party", "other", "source", "target", "speaker"])
def test_a_party_that_neither_the_directory_nor_the_case_knows_is_said(case: Case, field: str) -> None:
    for words, says in (("Chadd", "the nearest: Chad"), (",", "no party")):
        with pytest.raises(DragomanError, match=says):
            case.events(Query(**{field: words}))
    if field == "party":
        with pytest.raises(DragomanError, match="the nearest: the elders"):
            case.events(Query(party="Elders"))


def test_the_command_line_and_the_api_know_names_too(case: Case) -> None:
    found = CliRunner().invoke(dragoman, ["events", case.where, "--party", "ivory coast", "--format", "jsonl"])
    assert found.stdout.count("\n") == 1
    with TestClient(application(case), base_url="http://localhost") as client:
        assert client.get("/api/events", params={"party": "Peruvian", "with": "Ivory Coast"}).json()["total"] == 1
        answer = client.get("/api/pairs", params={"source": "Perru"})
        assert answer.status_code == 400 and "Peru (PER)" in answer.json()["remedy"]
        answer = client.get("/api/statements", params={"speaker": "Perru"})
        assert answer.status_code == 400 and "Peru (PER)" in answer.json()["remedy"]
        assert client.get("/api/statements", params={"speaker": "Peru"}).json()["total"] == 0
        (uno,) = client.get("/api/names", params={"part": "UNO"}).json()
        assert uno["label"] == "United Nations"


def test_statements_of_a_speaker_by_any_name(samples: Case) -> None:
    asked = [samples.sayings(Saying(speaker=words), None)[0] for words in ("PRK", "North Korea", "north korean")]
    assert asked[0] > 0 and len(set(asked)) == 1
    told = len(samples.events(Query(speaker="USA")))
    assert told > 0 and told == len(samples.events(Query(speaker="the United States")))


def test_parties_set_by_hand_are_parties(case: Case) -> None:
    mention = next(m for m in case.mentions() if m.participants[0].actor == "PER")
    case.review(mention.id, "set", "source", "South Korea, UNHCR")
    case.review(mention.id, "set", "target", "Sergei Lavrov")
    assert [r.value for r in case.reviews()] == ["KOR,unhcr", "sergei-lavrov"]
    told = {(p.role, p.actor, p.entity) for m in case.mentions() if m.id == mention.id for p in m.participants}
    assert told == {("source", "KOR", None), ("source", "UNO", "unhcr"), ("target", "RUS", "sergei-lavrov")}
    case.review(mention.id, "set", "target", "")
    assert {p.role for m in case.mentions() if m.id == mention.id for p in m.participants} == {"source"}
    for words, says in (("XYZ", "no party 'XYZ'"), ("Peru, Chyna", "China"), ("Park", "say which")):
        with pytest.raises(DragomanError, match=says):
            case.review(mention.id, "set", "source", words)
    assert len(case.reviews()) == 3


def test_a_statement_has_one_speaker_that_is_known_or_none(samples: Case) -> None:
    statement = next(s for s in samples.statements() if s.speaker)
    samples.review(statement.id, "set", "speaker", "Chadian")
    assert [s.speaker.actor for s in samples.statements() if s.id == statement.id and s.speaker] == ["TCD"]
    with pytest.raises(DragomanError, match="one speaker"):
        samples.review(statement.id, "set", "speaker", "Chad, Peru")
    with pytest.raises(DragomanError, match="no party 'Chadd'"):
        samples.review(statement.id, "set", "speaker", "Chadd")
    samples.review(statement.id, "set", "speaker", "")
    assert [s.speaker for s in samples.statements() if s.id == statement.id] == [None]
    samples.take_back(), samples.take_back()


def test_a_party_is_supposed_by_its_name() -> None:
    assert supposed("North Korea RETREAT tests 2018-04-20").actors == {"PRK"}
    assert supposed("both Koreas consult border 2018-04-20").actors == {"PRK", "KOR"}
    assert supposed("Sergei Lavrov CONSULT talks 2018-04-20").actors == {"RUS"}
    with pytest.raises(DragomanError, match="the nearest: North Korea"):
        supposed("Nrth Korea RETREAT tests 2018-04-20")
    with pytest.raises(DragomanError, match="no act"):
        supposed("PRK RETREAT tests 2018-04-31")


def test_a_plan_file_with_a_stranger_offers_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(
        "name: a\nversion: '1'\nproposed: {by: [PER], on: 2020-01-01}\nsteps: [{id: a, act: AID, actor: PERU}]\n"
    )
    with pytest.raises(DragomanError, match=r"no actor 'PERU' in the directory; the nearest: Peru \(PER\)"):
        load(tmp_path / "p.yaml")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Case:
    from tests.conftest import SAMPLES

    path = tmp_path_factory.mktemp("parties") / "s.dragoman"
    assert (
        CliRunner().invoke(dragoman, ["code", str(SAMPLES), "--case", str(path), "--extractor", "entries"]).exit_code
        == 0
    )
    return Case(path)
