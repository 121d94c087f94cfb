"""What exports leave out, they say; what readers choke on, they do not write."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from dragoman.case import Case, Part, Query
from dragoman.cli import dragoman
from dragoman.exporters import EXPORTERS
from dragoman.web.app import application
from tests import made

DAY = ("2018-04-10", "2018-04-10")
REJECTED = "1 records that a person rejected"
WAITS = "1 mentions that wait for a person's word"
EVENTS = f"{REJECTED}; {WAITS}"
LEFT = {
    "bibtex": "1 reports that no mention or statement cites",
    "csl": "1 reports that no mention or statement cites",
    "ris": "1 reports that no mention or statement cites",
    "csv": EVENTS,
    "parquet": EVENTS,
    "xlsx": f"{EVENTS}; 2 cells' words after the 32,767th character",
    "geojson": f"{EVENTS}; 4 events without coordinates",
    "gexf": f"{EVENTS}; 1 events without a source or a target",
    "graphml": f"{EVENTS}; 1 events without a source or a target",
    "html": EVENTS,
    "ical": f"{EVENTS}; 3 events that are neither planned nor proposed",
    "icews": EVENTS,
    "jsonl": "",
    "plover": EVENTS,
    "timelinejs": f"{EVENTS}; 1 events without a date",
    "ftm": EVENTS,
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Events with and without a date and a target, one rejected, one that waits; a report that nothing cites."""
    held = Case(tmp_path_factory.mktemp("left") / "c.dragoman")
    source = made.report("r", "2018-04-11", "Talks.")
    held.add(
        source,
        made.records(
            source,
            made.mention(source, 1, when=DAY, status="planned", reciprocal=True),
            made.mention(source, 2, by="PER", to="CHL", type="ACCUSE", words="Peru accused Chile. " + "x" * 40_000),
            made.mention(source, 3, by="TCD", to=None, when=DAY, type="PROTEST"),
            made.mention(source, 4, by="MLI", to="NER", when=DAY, type="ASSAULT"),
            made.mention(source, 5, by="KEN", to="UGA", when=DAY, type="AID", rule="model", confidence=0.1),
            made.mention(source, 6, by="Zorg\x01\ufffen", to="=1+1", when=DAY, type="COERCE"),
        ),
    )
    idle = made.report("idle", "2018-04-12")
    held.add(idle, made.records(idle))
    held.review(made.mention(source, 4).id, "reject")
    return held


@pytest.mark.parametrize("form", sorted(EXPORTERS))
def test_every_format_says_what_it_leaves_out(case: Case, tmp_path: Path, form: str) -> None:
    if form == "ftm":
        pytest.importorskip("followthemoney")
    assert str(EXPORTERS[form](case, tmp_path / "x")) == LEFT[form]
    said = CliRunner().invoke(dragoman, ["export", case.where, "--to", form, "--output", str(tmp_path / "y")])
    assert said.stderr == (f"left out: {LEFT[form]}\n" if LEFT[form] else "")


def test_a_table_and_a_part_leave_out_their_own(case: Case, tmp_path: Path) -> None:
    left = {t: str(EXPORTERS["csv"](case, tmp_path / t, t)) for t in ("mentions", "statements", "reports", "reviews")}
    assert left == {"mentions": REJECTED, "statements": REJECTED, "reports": "", "reviews": ""}
    part = Part(case, Query(party="PER"))
    assert str(EXPORTERS["timelinejs"](part, tmp_path / "part")) == f"{WAITS}; 1 events without a date"


def test_the_api_says_it_in_a_header(case: Case) -> None:
    with TestClient(application(case), base_url="http://localhost") as client:
        answer = client.get("/api/export", params={"form": "geojson"})
        assert answer.headers["x-left-out"] == f"{WAITS}; 4 events without coordinates"
        assert client.get("/api/export", params={"form": "html"}).headers["x-left-out"] == WAITS
        assert "x-left-out" not in client.get("/api/export", params={"form": "jsonl"}).headers


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_graph_can_be_opened_whatever_a_name_holds(case: Case, tmp_path: Path, form: str) -> None:
    EXPORTERS[form](case, tmp_path / "x")
    read = getattr(networkx, f"read_{form}")(tmp_path / "x")
    assert {"Zorg  n", "=1+1"} <= set(read.nodes)
    name = "type" if form == "graphml" else "event_type"
    assert {d[name] for *_, d in read.edges(data=True)} == {"CONSULT", "ACCUSE", "COERCE"}


def test_edges_of_a_gexf_have_the_format_s_own_type(case: Case, tmp_path: Path) -> None:
    EXPORTERS["gexf"](case, tmp_path / "x")
    edges = list(ET.parse(tmp_path / "x").iter("{http://www.gexf.net/1.2draft}edge"))
    assert [e.get("type") for e in edges] == ["directed"] * 3


@pytest.mark.parametrize("form", ["csv", "icews"])
def test_no_cell_begins_a_formula_or_a_row(tmp_path: Path, form: str) -> None:
    with Case(tmp_path / "c.dragoman") as held:
        for n, words in enumerate(("Talks\r=cmd|'/C calc'!A0", "\t=1+1", "＝1+1", "-2+3", "@SUM(A1)", "\u2028+1")):
            source = made.report(str(n), DAY[0], f"Report {n}.")
            head = made.head(source).model_copy(update={"title": words, "publisher": words})
            held.add(source, [head, made.mention(source, 1, by=words, to="PER", type="ACCUSE", words=words)])
        EXPORTERS[form](held, tmp_path / "x")
    raw = (tmp_path / "x").read_bytes().decode()
    assert "\r" not in raw and "\u2028" not in raw
    rows = list(csv.reader(raw.split("\n"), delimiter="\t" if form == "icews" else ",", quotechar='"'))
    for row in filter(None, rows[1:]):
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "@", "＝")), cell
            assert not cell.startswith("-") or cell.replace(".", "").lstrip("-").isdecimal(), cell
