from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from training.sentences import corrections as training_rows

from dragoman.case import Case, Part, Query, checking, gold
from dragoman.cli import dragoman
from dragoman.coding import code
from dragoman.errors import DragomanError, Missing, Stale
from dragoman.exporters import EXPORTERS
from dragoman.records import Mention, parse_record, to_json
from dragoman.report import Report
from tests import made

DAY = ("2018-04-10", "2018-04-10")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Two reports of one meeting, and one of another a day later."""
    held = Case(tmp_path / "c")
    for n, when in enumerate((DAY, DAY, ("2018-04-11", "2018-04-11"))):
        source = made.report(str(n), "2018-04-12", "The ministers met for talks.")
        held.add(source, made.records(source, made.mention(source, n, when=when)))
    return held


def _by_day(case: Case) -> dict[str | None, int]:
    return {e.earliest: len(e.mentions) for e in case.events()}


def test_reject_and_accept(case: Case) -> None:
    mention = case.mentions()[0]
    case.review(mention.id, "reject", by="A", note="no meeting")
    assert _by_day(case) == {"2018-04-10": 1, "2018-04-11": 1}
    assert len(case.mentions()) == 2
    assert len(case.mentions(machine=True)) == 3
    case.review(mention.id, "accept")
    assert _by_day(case) == {"2018-04-10": 2, "2018-04-11": 1}


def test_set_is_laid_over_and_the_machine_s_output_stays(case: Case) -> None:
    mention = case.mentions()[0]
    before = [to_json(r) for r in case.records()]
    case.review(mention.id, "set", "status", "planned")
    case.review(mention.id, "set", "when", "2018-05-01/2018-05-03")
    case.review(mention.id, "set", "target", "CHN,JPN")
    revised = case.mentions()[0]
    assert (revised.status, revised.when and revised.when.edtf) == ("planned", "2018-05-01/2018-05-03")
    assert [p.actor for p in revised.participants if p.role == "target"] == ["CHN", "JPN"]
    assert [to_json(r) for r in case.records()] == before
    assert {e.earliest for e in case.events()} == {"2018-04-10", "2018-04-11", "2018-05-01"}


def test_merge_split_and_take_back(case: Case) -> None:
    events = {e.earliest: e for e in case.events()}
    case.review(events["2018-04-10"].id, "merge", value=events["2018-04-11"].id)
    (merged,) = case.events()
    assert len(merged.mentions) == 3
    assert [c.field for c in merged.conflicts] == ["date"]
    assert merged.reviewed
    source = made.report("late", "2018-04-12")
    case.add(source, made.records(source, made.mention(source, 9, when=DAY)))
    assert len(case.events()) == 1
    case.review(made.mention(source, 9).id, "split")
    assert sorted(len(e.mentions) for e in case.events()) == [1, 3]
    case.take_back()
    case.take_back()
    assert _by_day(case) == {"2018-04-10": 3, "2018-04-11": 1}
    assert case.take_back() is None


def test_who_decides_about_what_has_changed_is_told(case: Case) -> None:
    event = next(e for e in case.events() if len(e.mentions) == 2)
    mention, other = event.mentions
    seen = case.revisions([event.id, mention, other])
    assert len(set(seen.values())) == 3
    case.review(mention, "set", "status", "planned", by="B. Reader", seen=seen[mention])
    with pytest.raises(Stale, match=r"meanwhile: set status planned, by B\. Reader; look at it"):
        case.review(mention, "set", "status", "denied", seen=seen[mention])
    with pytest.raises(Stale):
        case.review(event.id, "reject", seen=seen[event.id])
    case.review(other, "accept", seen=seen[other])
    now = case.revisions([mention])[mention]
    case.review(mention, "set", "status", "denied", seen=now)
    assert [(r.verdict, r.value) for r in case.reviews()] == [("set", "planned"), ("accept", None), ("set", "denied")]
    with pytest.raises(Missing):
        case.review("nothing", "accept", seen="x")


def test_a_revision_comes_back_when_the_decision_is_taken_back(case: Case) -> None:
    one, other = case.events()
    report = case.reports()[0].id
    before = case.revisions([one.id, other.id, report])
    made = case.review(one.id, "merge", value=other.id)
    merged = case.revisions([one.id, other.id])
    assert merged[one.id] == merged[other.id] not in before.values()
    case.review(report, "set", "reliability", "B")
    assert case.revisions([report])[report] != before[report]
    case.take_back()
    case.take_back(made)
    assert case.revisions([one.id, other.id, report]) == before
    assert case.revisions(["nothing"]) == {}


def test_a_decision_is_taken_back_though_others_decided_later(case: Case) -> None:
    one, other = case.events()
    own = case.review(one.id, "set", "status", "denied")
    theirs = case.review(other.id, "set", "status", "planned")
    assert case.take_back(own) == own
    assert {e.status for e in case.events()} == {"happened", "planned"}
    with pytest.raises(Stale, match="taken back already"):
        case.take_back(own)
    case.take_back()
    again = case.review(other.id, "accept")
    assert again.number == 1
    with pytest.raises(Stale):
        case.take_back(theirs)
    assert case.reviews() == [again]
    assert [f for f in checking.faults(case) if "quote" not in f] == []


def test_a_later_split_takes_a_merge_apart(case: Case) -> None:
    one, other = case.events()
    case.review(one.id, "merge", value=other.id)
    assert len(case.events()) == 1
    (alone,) = other.mentions
    case.review(alone, "split")
    assert {frozenset(e.mentions) for e in case.events()} == {frozenset(one.mentions), frozenset(other.mentions)}
    assert [f for f in checking.faults(case) if "quote" not in f] == []


def test_a_merge_of_events_outlives_a_repair_and_their_reports(case: Case) -> None:
    one, other = case.events()
    case.review(one.id, "merge", value=other.id)
    (merged,) = case.events()
    case.rebuild()
    assert [e.mentions for e in case.events()] == [merged.mentions]
    for number, when in enumerate((DAY, DAY, ("2018-04-11", "2018-04-11"))):
        source = made.report(str(number), "2018-04-12", "The ministers met for talks.")
        case.remove(source.id)
        case.add(source, made.records(source, made.mention(source, number, when=when)))
    assert [e.mentions for e in case.events()] == [merged.mentions]


def test_a_part_holds_what_a_query_shows(case: Case, tmp_path: Path) -> None:
    part = Part(case, Query(since="2018-04-11"))
    (event,) = part.events()
    assert [m.id for m in part.mentions()] == event.mentions
    assert {r.id for r in part.reports()} == {m.report for m in part.mentions()}
    EXPORTERS["jsonl"](part, tmp_path / "part.jsonl")
    lines = [parse_record(line) for line in (tmp_path / "part.jsonl").read_text("utf-8").splitlines()]
    assert [r.record for r in lines] == ["report", "mention", "event"]


def test_an_event_s_own_fields(case: Case) -> None:
    event = case.events()[0]
    case.review(event.id, "set", "status", "denied")
    assert {e.earliest: (e.status, e.reviewed) for e in case.events()} == {
        "2018-04-10": ("denied", True),
        "2018-04-11": ("happened", False),
    }


def test_an_event_can_be_rejected_and_taken_back(case: Case) -> None:
    event = case.events()[0]
    case.review(event.id, "reject")
    assert event.id not in [e.id for e in case.events()]
    assert event.id in [e.id for e in case.events(rejected=True)]
    assert len(case.mentions()) == 3
    case.take_back()
    assert event.id in [e.id for e in case.events()]


def test_reviews_hold_for_a_newer_version_and_for_a_report_added_again(case: Case) -> None:
    mention = case.mentions()[0]
    case.review(mention.id, "set", "type", "COOPERATE")
    source = made.report("0", "2018-04-12", "The ministers met for talks.")
    newer = made.mention(source, 0, when=DAY, rule="CONSULT.talk", confidence=0.9)
    assert newer.id == mention.id
    case.add(source, made.records(source, newer))
    assert [(m.type, m.rule) for m in case.mentions() if m.id == mention.id] == [("COOPERATE", "CONSULT.talk")]
    case.remove(source.id)
    assert [f for f in checking.faults(case) if "waits" in f]
    case.add(source, made.records(source, newer))
    assert {e.type for e in case.events()} == {"COOPERATE", "CONSULT"}
    assert [f for f in checking.faults(case) if "quote" not in f] == []


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        (("set", "status", "perhaps"), "no status"),
        (("set", "confidence", "1"), "no field"),
        (("set", "when", "yesterday"), "no date"),
        (("set", "when", "2018-05-02/2018-05-01"), "no date"),
        (("merge", None, "nothing"), "no record"),
        (("perhaps",), "no verdict"),
    ],
)
def test_a_decision_that_says_nothing_is_one_clear_line(case: Case, rest: Any, says: str) -> None:
    with pytest.raises(DragomanError, match=says):
        case.review(case.mentions()[0].id, *rest)
    with pytest.raises(DragomanError, match="no record"):
        case.review("nothing", "accept")
    assert case.reviews() == []


def test_grades_are_given_and_never_inferred(case: Case) -> None:
    report = case.reports()[0].id
    assert case.grade(report) == "F6"
    case.review(report, "set", "credibility", "2")
    assert case.grade(report) == "F2"
    with pytest.raises(DragomanError, match="no reliability"):
        case.review(report, "set", "reliability", "G")


def test_corrections_as_gold_and_as_training_rows(tmp_path: Path) -> None:
    text = "Chad's president met the Libyan envoy on Tuesday. Niger's president visited {Mali} on Monday."
    coded = next(code([Report(text, "a", published="2018-04-11")], extractor="entries"))
    found = [m for m in coded.records if isinstance(m, Mention)]
    with Case(tmp_path / "c") as case:
        case.add(coded.report, coded.records)
        case.review(found[0].id, "set", "type", "COOPERATE")
        case.review(found[1].id, "reject")
        (tmp_path / "rows.tsv").write_text("".join(line + "\n" for line in gold.rows(case)), "utf-8")
    rows = training_rows(tmp_path / "rows.tsv")
    assert [(r.type, r.text[slice(*r.trigger)]) for r in rows if r.trigger] == [
        ("COOPERATE", "met"),
        ("NONE", "visited"),
    ]
    run = CliRunner()
    paths = [str(tmp_path / "c"), str(tmp_path / "gold.jsonl")]
    assert run.invoke(dragoman, ["case", "corrections", *paths]).exit_code == 0
    shown = run.invoke(dragoman, ["bench", "reviewed", paths[1], "--extractor", "entries"])
    assert "2 decisions" in shown.output, shown.output
    assert "found with its type" in shown.output
    assert (
        "0.000" in shown.output
    )  # this version still calls the meeting CONSULT, and finds the visit that was rejected
    assert "1.000" not in shown.output


_steps = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["accept", "reject", "set", "merge", "split", "undo"]), st.integers(0, 5)),
    max_size=8,
)  # fmt: skip


@given(_steps)
def test_whatever_is_decided_the_case_stays_whole(tmp_path_factory: pytest.TempPathFactory, steps: list[Any]) -> None:
    """After any decisions, taken back or not, the events are those that the mentions and the reviews give."""
    with Case(tmp_path_factory.mktemp("steps") / "c") as case:
        ids = []
        for n, when in enumerate((DAY, DAY, None, ("2018-04-11", "2018-04-11"), None, ("2018-01-01", "2018-12-31"))):
            source = made.report(str(n), "2018-04-12", f"The ministers met for talks, says {n}.")
            words = {"text": source.text, "span": (0, len(source.text))}
            mention = made.mention(source, n, when=when, sentence=words, participants=[])
            mention = made.mention(source, n, when=when) if n % 2 else mention
            case.add(source, made.records(source, mention))
            ids.append(mention.id)
        for at, verdict, other in steps:
            if verdict == "undo":
                case.take_back()
            elif verdict == "set":
                case.review(ids[at], "set", "status", ("happened", "planned")[other % 2])
            elif verdict == "merge":
                case.review(ids[at], "merge", value=ids[other])
            else:
                case.review(ids[at], verdict)
        assert [f for f in checking.faults(case) if "quote" not in f and "characters" not in f] == []
