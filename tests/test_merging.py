from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.case import Case
from dragoman.coding import code
from dragoman.merging.copies import bands, likeness
from dragoman.records import AnyRecord, Event, Mention, to_json
from dragoman.report import Report
from dragoman.sketches import signature
from dragoman.yamls import load_yaml
from tests import made
from tests.conftest import ROOT

ROWS: list[dict[str, Any]] = load_yaml(ROOT / "specs" / "merging" / "events.yaml")
JOURNEYS: list[dict[str, Any]] = load_yaml(ROOT / "specs" / "merging" / "visits.yaml")


def _case(path: Path, row: dict[str, Any]) -> tuple[Case, dict[str, Mention]]:
    """The case of a row's reports, and its mentions by `number of the report: trigger`."""
    sources = [Report(r["text"], str(n), published=r.get("published")) for n, r in enumerate(row["reports"])]
    case = Case(path / "c")
    names = {}
    for coded in code(sources, extractor="entries"):
        case.add(coded.report, coded.records)
        for m in coded.records:
            if isinstance(m, Mention):
                names.setdefault(f"{coded.report.source_id} {m.trigger.text}", m)
    return case, names


@pytest.mark.parametrize("row", ROWS, ids=[r["name"] for r in ROWS])
def test_same_event(row: dict[str, Any], tmp_path: Path) -> None:
    case, names = _case(tmp_path, row)
    events = case.events()
    by_id = {m.id: name for name, m in names.items()}
    groups = sorted(sorted(by_id[m] for m in e.mentions if m in by_id) for e in events if len(e.mentions) > 1)
    assert groups == sorted(sorted(g) for g in row["groups"]), groups
    of = {by_id[m]: e for e in events for m in e.mentions if m in by_id}
    for name, number in row.get("maybe", {}).items():
        assert len(of[name].maybe) == number
    for name, fields in row.get("conflicts", {}).items():
        assert [c.field for c in of[name].conflicts] == fields
    case.close()


@pytest.mark.parametrize("row", JOURNEYS, ids=[r["name"] for r in JOURNEYS])
def test_journeys(row: dict[str, Any], tmp_path: Path) -> None:
    case, _ = _case(tmp_path, row)
    found = [
        {
            "traveller": v.traveller.entity or v.traveller.actor,
            "legs": {leg.place: leg.stage for leg in v.legs},
            "ordered": v.ordered,
            "finding": v.finding is not None,
        }
        for v in case.visits()
    ]
    assert found == row["visits"]
    case.close()


DAYS = [f"2018-04-{n:02}" for n in range(1, 21)]
_dates = st.one_of(
    st.none(),
    st.sampled_from([(d, d) for d in DAYS]),
    st.sampled_from([("2018-04-02", "2018-04-08"), ("2018-04-01", "2018-04-30"), ("2018-01-01", "2018-12-31")]),
)
_mention = st.fixed_dictionaries(
    {
        "by": st.sampled_from(["PRK", "RUS"]),
        "to": st.sampled_from(["RUS", "CHN", None]),
        "people": st.sampled_from([{}, {"PRK": "ri-yong-ho"}, {"PRK": "kim-jong-un", "RUS": "sergei-lavrov"}]),
        "when": _dates,
        "status": st.sampled_from(["happened", "planned", "negated", "conditional"]),
        "type": st.sampled_from(["CONSULT", "ACCUSE"]),
        "mode": st.sampled_from([None, "visit"]),
        "words": st.sampled_from(["The envoys met over drills and sanctions.", "They quarrelled about a pipeline."]),
    }
)
_reports = st.lists(
    st.tuples(st.one_of(st.none(), st.sampled_from(DAYS)), st.lists(_mention, max_size=4)), min_size=1, max_size=6
)


def _made(reports: list[tuple[str | None, list[dict[str, Any]]]]) -> list[tuple[Report, list[AnyRecord]]]:
    found = []
    for n, (published, mentions) in enumerate(reports):
        source = made.report(str(n), published)
        found.append(
            (source, made.records(source, *(made.mention(source, k, **dict(m)) for k, m in enumerate(mentions))))
        )
    return found


def _events(case: Case) -> list[str]:
    return [to_json(e) for e in case.events()]


@given(_reports, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_events(
    tmp_path_factory: pytest.TempPathFactory, reports: list[Any], random: Any
) -> None:
    """Added in any order, with reports removed and added again, a case is what all at once would give."""
    sources = _made(reports)
    folder = tmp_path_factory.mktemp("order")
    with Case(folder / "one") as one, Case(folder / "other") as other:
        for source, records in sources:
            one.add(source, records)
        random.shuffle(sources)
        for source, records in sources:
            other.add(source, records)
        for source, records in random.sample(sources, len(sources) // 2):
            other.remove(source.id)
            other.add(source, records)
        assert _events(one) == _events(other)
        assert [to_json(v) for v in one.visits()] == [to_json(v) for v in other.visits()]
        before = _events(one)
        one.rebuild()
        assert _events(one) == before


@given(_reports)
def test_every_mention_is_of_one_event(tmp_path_factory: pytest.TempPathFactory, reports: list[Any]) -> None:
    with Case(tmp_path_factory.mktemp("all") / "c") as case:
        for source, records in _made(reports):
            case.add(source, records)
        told = sorted(m for e in case.events() for m in e.mentions)
        assert told == sorted(m.id for m in case.mentions())
        assert len({e.id for e in case.events()}) == len(case.events())


def test_the_samples_tell_one_summit_in_three_reports(tmp_path: Path) -> None:
    from dragoman.readers import read

    with Case(tmp_path / "c") as case:
        for coded in code(r for r in read([ROOT / "samples"]) if isinstance(r, Report)):
            case.add(coded.report, coded.records)
        names = {r.id: r.source_id for r in case.reports()}
        of = {m.id: m for m in case.mentions()}

        def told(e: Event) -> set[str]:
            return {names[of[m].report] for m in e.mentions}

        summit = [e for e in case.events() if e.earliest == "2018-04-27" and e.type == "CONSULT"]
        assert [told(e) for e in summit] == [{"2018-03-06-envoys", "2018-04-27-summit", "broadcast-2018-04.txt"}]
        visit = [e for e in case.events() if e.mode == "visit" and e.earliest == "2018-05-31"]
        assert [[h.status for h in e.history] for e in visit] == [["planned", "happened"]]
        assert told(visit[0]) == {"2018-05-31-lavrov", "undated-lavrov-plan.txt"}


STORY = (
    "The two governments signed an accord on river water in the capital on Monday after nine years of talks. Engineers of both "
    "sides will open the gates of the upper dam in spring. Farmers downstream had asked for more, and a minister promised "
    "that a commission would hear them before the year was over."
)


def test_copies_are_found_whatever_the_paper_changes_at_the_edges() -> None:
    copy = "RIVERTOWN (Wire) -- " + STORY.replace("nine years", "9 years") + " (Reporting by the desk)"
    other = STORY.replace("river water", "border trade").replace("dam", "bridge").replace("Farmers", "Traders")[::-1]
    assert likeness(signature(STORY), signature(copy)) >= 0.7
    assert set(bands(signature(STORY))) & set(bands(signature(copy)))
    assert likeness(signature(STORY), signature(other)) < 0.2
    assert signature("Too short to tell.") == ()


def test_copies_count_as_one_source(tmp_path: Path) -> None:
    with Case(tmp_path / "c") as case:
        for n, (name, text) in enumerate((("a", STORY), ("b", "By wire. " + STORY), ("c", "Another text."))):
            source = made.report(name, "2018-04-11", text)
            case.add(source, made.records(source, made.mention(source, n, when=("2018-04-10", "2018-04-10"))))
        (event,) = case.events()
        assert (event.reports, event.sources) == (3, 2)
        assert len(case.families()) == 2
