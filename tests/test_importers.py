"""Rows of other coders. The rows here are made up, in those coders' columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dragoman.case import Case
from dragoman.errors import DragomanError
from dragoman.importers import IMPORTERS
from dragoman.records import Mention

ICEWS = """Event ID\tEvent Date\tSource Name\tSource Country\tEvent Text\tCAMEO Code\tTarget Name\tTarget Country\tStory ID\tPublisher\tCity\tCountry\tLatitude\tLongitude
1\t2014-02-06\tForeign Minister (Greece)\tGreece\tMake a visit\t042\tTurkey\tTurkey\t77\tA paper\tAnkara\tTurkey\t39.9\t32.8
2\t2014-02-07\tNobody known\t\tMake statement\t010\tTurkey\tTurkey\t78\tA paper\t\t\t\t
3\tsoon\tGreece\tGreece\tAccuse\t112\tTurkey\tTurkey\t79\tA paper\t\t\t\t
4\t2014-02-08\tGreece\tGreece\tReturn, release person(s)\t0841\tTurkey\tTurkey\t80\tA paper\t\t\t\t
"""
POLECAT = """Event ID\tEvent Date\tEvent Type\tEvent Mode\tContexts\tActor Name\tActor Country\tRecipient Name\tRecipient Country\tPlacename\tCountry\tLatitude\tLongitude\tGeoNames ID\tSource\tPublication Date
A1\t2021-03-02\tCONSULT\tvisit\tdiplomatic;military\tKenya\tKEN\tUganda\tUGA\tKampala\tUGA\t0.3\t32.6\t232422\tA paper\t2021-03-03
A2\t2021-03-02\tDANCE\t\t\tKenya\tKEN\tUganda\tUGA\t\t\t\t\t\tA paper\t2021-03-03
"""


def _gdelt() -> str:
    cells = [""] * 61
    for at, value in {0: "9", 1: "20140206", 6: "GREECE", 7: "GRC", 16: "TURKEY", 17: "TUR", 26: "112", 52: "Ankara, Turkey",
                      56: "39.9", 57: "32.8", 59: "20140207", 60: "https://example.org/a"}.items():  # fmt: skip
        cells[at] = value
    return "\t".join(cells) + "\n"


def _read(form: str, text: str, folder: Path) -> tuple[list[Mention], list[str], list[Any]]:
    path = folder / form
    path.write_text(text, "utf-8")
    outcomes = list(IMPORTERS[form](path))
    kept = [o for o in outcomes if not isinstance(o, DragomanError)]
    mentions = [m for o in kept for m in getattr(o, "records", ()) if isinstance(m, Mention)]
    return mentions, [o.line() for o in outcomes if isinstance(o, DragomanError)], kept


def test_icews(tmp_path: Path) -> None:
    mentions, refused, kept = _read("icews", ICEWS, tmp_path)
    visit, release = mentions
    assert (visit.type, visit.mode, visit.rule, visit.confidence) == ("CONSULT", "visit", "import.icews", None)
    assert [p.actor for p in visit.participants] == ["GRC", "TUR"]
    assert visit.where is not None and (visit.where.name, visit.where.country) == ("Ankara", "TUR")
    assert release.type == "RETREAT"
    assert [line.split(": ")[0].rsplit(":")[-1] for line in refused] == ["3", "4"]
    with Case(tmp_path / "c") as case:
        for outcome in kept:
            outcome.into(case)
        assert [e.earliest for e in case.events()] == ["2014-02-06", "2014-02-08"]
        assert case.text(case.reports()[0].id) == ""


def test_polecat(tmp_path: Path) -> None:
    (visit,), refused, kept = _read("polecat", POLECAT, tmp_path)
    assert (visit.type, visit.mode, visit.contexts) == ("CONSULT", "visit", ["diplomatic", "military"])
    assert visit.where is not None and visit.where.geonames == 232422
    assert kept[0].records[0].published == "2021-03-03"
    assert len(refused) == 1


def test_gdelt(tmp_path: Path) -> None:
    (accused,), refused, kept = _read("gdelt", _gdelt(), tmp_path)
    assert (accused.type, [p.actor for p in accused.participants]) == ("ACCUSE", ["GRC", "TUR"])
    assert kept[0].records[0].url == "https://example.org/a"
    assert refused == []


def test_a_file_of_another_kind_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(DragomanError, match="no column Event Date"):
        _read("icews", "a\tb\n1\t2\n", tmp_path)


def test_an_imported_row_and_a_report_of_one_visit_are_one_event(tmp_path: Path) -> None:
    from dragoman.coder import code
    from dragoman.report import Report

    text = "Greece's foreign minister visited Ankara on Thursday."
    coded = next(code([Report(text, "a", published="2014-02-07")], judge="rules"))
    _, _, kept = _read("icews", ICEWS, tmp_path)
    with Case(tmp_path / "c") as case:
        case.add(coded.report, coded.records)
        for outcome in kept:
            outcome.into(case)
        assert {e.type: e.reports for e in case.events()} == {"CONSULT": 2, "RETREAT": 1}


def test_a_broken_line_of_records_costs_no_other(tmp_path: Path) -> None:
    from dragoman.records import to_json
    from tests import made

    source = made.report("a", "2018-04-11")
    lines = [to_json(r) for r in made.records(source, made.mention(source, 0))]
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join(["{", lines[1], lines[0], "[]", lines[1]]) + "\n", "utf-8")
    outcomes = list(IMPORTERS["jsonl"](path))
    faults = [o.line() for o in outcomes if isinstance(o, DragomanError)]
    assert [f.split(":")[1].split()[0] for f in faults] == ["1", "2", "4"]
    (kept,) = [o for o in outcomes if not isinstance(o, DragomanError)]
    assert len(kept.records) == 2  # type: ignore[union-attr]
