"""Each format is opened by a reader of its own, and holds as many rows as the case."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from dragoman.case import Case
from dragoman.exporters import EXPORTERS
from dragoman.exporters.flat import TABLES, harmless
from dragoman.importers import IMPORTERS
from dragoman.records import Mention, parse_record
from tests import made
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The samples as a case, with two reviews and a report whose words a careless reader would run."""
    from dragoman.coding import code
    from dragoman.readers import read
    from dragoman.report import Report

    held = Case(tmp_path_factory.mktemp("exports") / "c")
    for coded in code((r for r in read([ROOT / "samples"]) if isinstance(r, Report)), extractor="entries"):
        held.add(coded.report, coded.records)
    nasty = Report('=HYPERLINK("x")\t<script>alert(1)</script> met {Libya}.', "nasty", title="<b>=1+1</b> {\\tex}",
                   published="2018-05-01", publisher="A\tB", byline="C} D")  # fmt: skip
    words = {"text": nasty.text, "span": (0, len(nasty.text))}
    mention = made.mention(nasty, 0, by="TCD", to="LBY", when=("2018-04-30", "2018-05-01"), status="planned",
                           sentence=words, trigger={"text": "met", "span": (45, 48)})  # fmt: skip
    held.add(nasty, made.records(nasty, mention))
    events = held.events()
    held.review(events[0].mentions[0], "accept", by="A. Reader")
    held.review(held.reports()[0].id, "set", "reliability", "B", note="a note")
    return held


@pytest.fixture
def written(case: Case, tmp_path: Path) -> Any:
    def write(form: str, table: str | None = None) -> Path:
        EXPORTERS[form](case, tmp_path / f"out.{form}", table)
        return tmp_path / f"out.{form}"

    return write


def test_jsonl_there_and_back_is_the_same_bytes(case: Case, written: Any, tmp_path: Path) -> None:
    first = written("jsonl")
    with Case(tmp_path / "copy") as copy:
        for outcome in IMPORTERS["jsonl"](first):
            outcome.into(copy)  # type: ignore[union-attr]
        EXPORTERS["jsonl"](copy, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == first.read_bytes()


@pytest.mark.parametrize("table", TABLES)
def test_csv(case: Case, written: Any, table: str) -> None:
    with written("csv", table).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    want = list(TABLES[table](case))
    assert len(rows) == len(want) > 0
    assert list(rows[0]) == list(want[0])
    assert not any(str(v).startswith(("=", "+", "@")) for r in rows for v in r.values())


@pytest.mark.parametrize("table", TABLES)
def test_parquet(case: Case, written: Any, table: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert parquet.read_table(written("parquet", table)).to_pylist() == list(TABLES[table](case))


def test_xlsx(case: Case, written: Any) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(written("xlsx"))
    assert book.sheetnames == list(TABLES)
    for name, rows in TABLES.items():
        assert book[name].max_row == len(list(rows(case))) + 1
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert not any(c.data_type == "f" for c in cells)


def test_geojson(case: Case, written: Any) -> None:
    geojson = pytest.importorskip("geojson")
    read = geojson.loads(written("geojson").read_text("utf-8"))
    assert read.is_valid
    points = [f for f in read["features"] if f["properties"]["record"] == "event"]
    assert len(points) == sum(e.where is not None and e.where.lat is not None for e in case.events())


def test_ical(case: Case, written: Any) -> None:
    from icalendar import Calendar

    entries = Calendar.from_ical(written("ical").read_bytes()).walk("VEVENT")
    planned = [e for e in case.events() if e.status in ("planned", "proposed") and (e.earliest or e.latest)]
    assert len(entries) == len(planned) > 2
    libya = next(e for e in entries if "LBY" in e["SUMMARY"])
    assert libya.decoded("dtstart").isoformat() == "2018-04-30"
    assert libya.decoded("dtend").isoformat() == "2018-05-02"


def test_timelinejs(case: Case, written: Any) -> None:
    read = json.loads(written("timelinejs").read_text("utf-8"))
    assert len(read["events"]) == sum(bool(e.earliest or e.latest) for e in case.events())
    for slide in read["events"]:
        assert {"year", "month", "day"} == set(slide["start_date"])
        assert "<script" not in json.dumps(slide)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_graphs(case: Case, written: Any, form: str) -> None:
    import networkx

    read = getattr(networkx, f"read_{form}")(written(form))
    pairs = sum(
        sum(s.role == "source" for s in e.participants) * sum(s.role == "target" for s in e.participants)
        for e in case.events()
    )
    assert read.number_of_edges() == pairs
    if form == "gexf":
        dated = [d for _, _, d in read.edges(data=True) if d.get("start")]
        assert len(dated) > 5
        assert read.graph["mode"] == "dynamic"


def test_followthemoney(case: Case, written: Any) -> None:
    ftm = pytest.importorskip("followthemoney")
    found = [ftm.model.get_proxy(json.loads(line)) for line in written("ftm").read_text("utf-8").splitlines()]
    for proxy in found:
        proxy.schema.validate(proxy.to_dict())
    assert sum(p.schema.name == "Event" for p in found) == len(case.events())
    assert sum(p.schema.name == "Article" for p in found) == len(case.reports())
    ids = {p.id for p in found}
    assert {i for p in found for i in p.get("involved", quiet=True)} <= ids


def test_plover(case: Case, written: Any) -> None:
    rows = [json.loads(line) for line in written("plover").read_text("utf-8").splitlines()]
    assert {r["dragoman"]["event"] for r in rows} == {e.id for e in case.events()}
    assert {r["event"] for r in rows} == {e.type for e in case.events()}


def test_icews_is_read_by_its_own_reader(case: Case, written: Any, tmp_path: Path) -> None:
    path = written("icews")
    rows = path.read_text("utf-8").splitlines()
    codes = {row.split("\t")[6] for row in rows[1:]}
    assert codes <= {c for c in codes if len(c) in (3, 4) and c.isdigit()}
    assert any(c.startswith("0") for c in codes)
    assert len({row.split("\t")[0] for row in rows}) == len(rows)
    read = [o for o in IMPORTERS["icews"](path) if not isinstance(o, Exception)]
    dated = [row for row in rows[1:] if row.split("\t")[1]]
    assert len(read) == len(dated) > 20
    types = {m.type for o in read for m in getattr(o, "records", ()) if isinstance(m, Mention)}
    assert "CONSULT" in types


def test_references(case: Case, written: Any) -> None:
    import bibtexparser
    import rispy

    cited = {m.report for m in case.mentions()} | {s.report for s in case.statements()}
    library = bibtexparser.parse_string(written("bibtex").read_text("utf-8"))  # type: ignore[attr-defined]
    assert len(library.entries) == len(cited)
    assert not library.failed_blocks
    assert len(rispy.loads(written("ris").read_text("utf-8"))) == len(cited)
    items = json.loads(written("csl").read_text("utf-8"))
    assert len(items) == len(cited)
    assert {"date-parts": [[2003, 1, 11]]} in [i.get("issued") for i in items]


def test_html_shows_no_word_of_a_report_as_markup(written: Any) -> None:
    page = written("html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_every_format_is_documented_and_tested() -> None:
    guide = (ROOT / "docs" / "formats.md").read_text("utf-8")
    for form in EXPORTERS:
        assert f"`{form}`" in guide, form
    for form in IMPORTERS:
        assert f"`{form}`" in guide, form


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a"])
def test_formulas_are_disarmed(text: str) -> None:
    assert harmless(text) == "'" + text
    assert harmless("a=1") == "a=1"
    assert (harmless("\tx"), harmless("\r=1")) == (" x", "' =1")


def test_a_record_is_read_back_by_its_kind(written: Any) -> None:
    kinds = {parse_record(line).record for line in written("jsonl").read_text("utf-8").splitlines()}
    assert kinds == {"report", "mention", "statement", "plan", "event", "visit", "review"}
