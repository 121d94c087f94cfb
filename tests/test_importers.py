"""Rows of other coders. The rows here are made up, in those coders' columns."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def gdelt(number: str = "9", changes: dict[int, str] | None = None, columns: int = 61) -> str:
    """A row of GDELT's second edition, or of its first one with 58 columns or 57."""
    at = {61: (52, 56, 57, 59, 60), 58: (50, 53, 54, 56, 57), 57: (50, 53, 54, 56, 58)}[columns]
    values = {0: number, 1: "20140206", 6: "GREECE", 7: "GRC", 16: "TURKEY", 17: "TUR", 26: "112"}
    values |= dict(zip(at, ("Ankara, Turkey", "39.9", "32.8", "20140207", "https://example.org/a"), strict=True))
    return "\t".join({**values, **(changes or {})}.get(n, "") for n in range(columns))


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


@pytest.mark.parametrize("columns", [61, 58, 57])
def test_gdelt(tmp_path: Path, columns: int) -> None:
    (accused,), refused, kept = _read("gdelt", gdelt(columns=columns) + "\n", tmp_path)
    assert (accused.type, [p.actor for p in accused.participants]) == ("ACCUSE", ["GRC", "TUR"])
    assert accused.where is not None and (accused.where.name, accused.where.lat) == ("Ankara, Turkey", 39.9)
    assert kept[0].records[0].published == "2014-02-07"
    assert kept[0].records[0].url == ("https://example.org/a" if columns > 57 else None)
    assert refused == []


@pytest.mark.parametrize("form", ["icews", "gdelt"])
def test_a_quotation_mark_is_a_character_like_others(tmp_path: Path, form: str) -> None:
    header, row = ICEWS.splitlines()[:2]
    rows = [gdelt(str(n)) if form == "gdelt" else f"{n}{row[1:]}" for n in range(100)]
    name = "GREECE" if form == "gdelt" else "Foreign Minister (Greece)"
    rows[2] = rows[2].replace(name, '"The Fox')
    text = "\n".join(rows if form == "gdelt" else [header, *rows]) + "\n"
    mentions, refused, _ = _read(form, text, tmp_path)
    assert (len(mentions), refused) == (100, [])
    assert mentions[2].participants[0].text == '"The Fox'


def test_rows_with_commas_close_their_quotes_in_the_line(tmp_path: Path) -> None:
    header, row = (",".join(line.split("\t")) for line in ICEWS.splitlines()[:2])
    rows = [f"{n}{row[1:]}" for n in range(5)]
    rows[1] = rows[1].replace("Foreign Minister (Greece)", '"Minister, ""Foreign"""')
    rows[2] = rows[2].replace("Foreign Minister (Greece)", '"The Fox')
    mentions, refused, _ = _read("icews", "\n".join([header, *rows]) + "\n", tmp_path)
    assert [m.participants[0].text for m in mentions][1] == 'Minister, "Foreign"'
    assert len(mentions) == 4 and len(refused) == 1 and ":4: broken CSV" in refused[0]


def test_rows_of_one_story_are_one_source_and_others_are_not(tmp_path: Path) -> None:
    header, row = ICEWS.splitlines()[:2]
    rows = [f"{n}{row[1:]}".replace("\t77\t", f"\t{story}\t") for n, story in enumerate((77, 77, 78, "", ""))]
    _, _, kept = _read("icews", "\n".join([header, *rows]) + "\n", tmp_path)
    with Case(tmp_path / "c") as case:
        for outcome in kept:
            outcome.into(case)
        assert [(e.reports, e.sources) for e in case.events()] == [(5, 4)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a\tb\n1\t2\n", ":1: no column Event Date"),
        ("", ":1: no column Event Date"),
        (ICEWS.replace("\tCity", "\tCountry"), ":1: two columns of one name"),
        (ICEWS.encode("utf-16"), ":1: not UTF-8; convert it, for example with iconv -f utf-16"),
    ],
)
def test_a_file_of_another_kind_is_one_clear_line(tmp_path: Path, content: str | bytes, says: str) -> None:
    path = tmp_path / "f"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DragomanError) as error:
        list(IMPORTERS["icews"](path))
    assert error.value.line().startswith(f"{path}{says}")


def test_a_row_that_is_not_utf8_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(ICEWS.encode().replace(b"Foreign Minister", "Señor".encode("latin-1")))
    outcomes = list(IMPORTERS["icews"](path))
    assert isinstance(outcomes[0], DragomanError) and "not UTF-8" in outcomes[0].line()
    assert sum(not isinstance(o, DragomanError) for o in outcomes) == 1


def test_an_imported_row_and_a_report_of_one_visit_are_one_event(tmp_path: Path) -> None:
    from dragoman.coding import code
    from dragoman.report import Report

    text = "Greece's foreign minister visited Ankara on Thursday."
    coded = next(code([Report(text, "a", published="2014-02-07")], extractor="entries"))
    _, _, kept = _read("icews", ICEWS, tmp_path)
    with Case(tmp_path / "c") as case:
        case.add(coded.report, coded.records)
        for outcome in kept:
            outcome.into(case)
        assert {e.type: e.reports for e in case.events()} == {"CONSULT": 2, "RETREAT": 1}


def test_a_broken_line_of_records_costs_no_other(tmp_path: Path) -> None:
    from dragoman.records import to_json
    from tests import made

    source = made.report("a", "2018-04-11", "The ministers met for talks.")
    lines = [to_json(r) for r in made.records(source, made.mention(source, 0))]
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join(["{", lines[1], lines[0], "[]", lines[1]]) + "\n", "utf-8")
    outcomes = list(IMPORTERS["jsonl"](path))
    faults = [o.line() for o in outcomes if isinstance(o, DragomanError)]
    assert [f.split(":")[1].split()[0] for f in faults] == ["1", "2", "4"]
    (kept,) = [o for o in outcomes if not isinstance(o, DragomanError)]
    assert len(kept.records) == 2  # type: ignore[union-attr]


STORY = """Peru's foreign minister met his counterpart from Chile in Quito on Friday to speak about the border, officials said.
The two agreed to meet again in May, when the commission on the river is to report, and to keep the road open until then."""


def test_copies_of_one_story_stay_one_source_in_another_case(tmp_path: Path) -> None:
    from dragoman.coding import code
    from dragoman.exporters import EXPORTERS
    from dragoman.report import Report

    texts = (
        STORY,
        STORY,
        STORY.replace("officials said", "two officials said"),
        "Peru and Chile met in Quito on Friday.",
    )
    reports = [Report(text, str(n), published="2014-02-08") for n, text in enumerate(texts)]
    with Case(tmp_path / "a") as one, Case(tmp_path / "b") as other:
        for coded in code(reports, extractor="entries"):
            one.add(coded.report, coded.records)
        EXPORTERS["jsonl"](one, tmp_path / "a.jsonl")
        for outcome in IMPORTERS["jsonl"](tmp_path / "a.jsonl"):
            assert not isinstance(outcome, DragomanError)
            outcome.into(other)
        EXPORTERS["jsonl"](other, tmp_path / "b.jsonl")
        other.rebuild()
        EXPORTERS["jsonl"](other, tmp_path / "c.jsonl")
        met = [e for e in other.events() if e.type == "CONSULT" and e.status == "happened"]
        assert (4, 2) in [(e.reports, e.sources) for e in met]
    assert (
        (tmp_path / "a.jsonl").read_bytes()
        == (tmp_path / "b.jsonl").read_bytes()
        == (tmp_path / "c.jsonl").read_bytes()
    )


@given(
    st.binary(max_size=200) | st.text(alphabet='\t,"\n0129ab-.é', max_size=200).map(str.encode),
    st.sampled_from(sorted(IMPORTERS)),
)
def test_any_bytes_are_rows_or_lines(content: bytes, form: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f"
        path.write_bytes(ICEWS.splitlines(True)[0].encode() * (form == "icews") + content)
        try:
            outcomes = list(IMPORTERS[form](path))
        except DragomanError as error:
            outcomes = [error]
    for o in outcomes:
        assert o.where.startswith(str(path))
        assert not isinstance(o, DragomanError) or (o.line().isprintable() and len(o.line()) < 1000)
