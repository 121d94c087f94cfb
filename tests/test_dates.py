"""A date that is none is refused in every door, and the edge of the calendar breaks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from dragoman.case import Case, Query
from dragoman.case.searching import day
from dragoman.cli import dragoman
from dragoman.days import FIRST, LAST
from dragoman.errors import DragomanError
from dragoman.exporters import EXPORTERS
from dragoman.web.app import application
from tests import made

NONE = (
    "0000",
    "9999",
    "9999-12",
    "9999-12-31",
    "0999-01",
    "2018-13",
    "2018-02-30",
    "٢٠١٨",
    "２０１８-04",
    "soon",
    "2018-4-1",
    " ",
)
PLAN = """name: Dam
version: "1"
proposed: {by: [ETH], on: 2020-01-01}
steps: [{id: a, act: AID, actor: ETH}]
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A case that holds the first and the last day that there are."""
    with Case(tmp_path_factory.mktemp("dates") / "c.dragoman") as held:
        for n, d in enumerate((FIRST, "2018-04-10", LAST)):
            source = made.report(f"r{n}", d)
            held.add(source, made.records(source, made.mention(source, 1, when=(d, d), status="planned")))
        yield held


@pytest.mark.parametrize("text", NONE)
def test_no_date_is_refused_by_every_option(case: Case, tmp_path: Path, text: str) -> None:
    (tmp_path / "p.yaml").write_text(PLAN)
    where, plan = case.where, str(tmp_path / "p.yaml")
    for args in (
        ["events", where, "--from", text],
        ["events", where, "--to", text],
        ["briefing", where, str(tmp_path / "b.html"), "--as-of", text],
        ["plan", "check", where, plan, "--as-of", text],
        ["plan", "blockers", where, plan, "--known-on", text],
        ["plan", "sensitive", where, plan, "--as-of", text],
        ["plan", "diff", where, plan, plan, "--known-on", text],
        ["plan", "check", where, plan, "--suppose", f"ETH AID water {text}"],
        ["directory", "who", "foreign minister", "PRK", text],
    ):
        result = CliRunner().invoke(dragoman, args)
        assert isinstance(result.exception, DragomanError), (args, result.exception)
    assert not (tmp_path / "b.html").exists()


def test_no_date_is_refused_by_every_address(case: Case) -> None:
    plan = case.keep("Dam", PLAN)
    with TestClient(application(case), base_url="http://localhost", raise_server_exceptions=False) as client:
        paths = client.get("/api/openapi.json").json()["paths"]
        asked = 0
        for path, operations in paths.items():
            for p in operations.get("get", {}).get("parameters", ()):
                if p["name"] in ("from", "to", "as_of", "known_on"):
                    for text in NONE:
                        answer = client.get(
                            path.replace("{plan_id}", plan), params={p["name"]: text, "form": "csv", "other": plan}
                        )
                        assert answer.status_code in (400, 422), (
                            path,
                            p["name"],
                            text,
                            answer.status_code,
                            answer.text,
                        )
                    asked += 1
        assert asked > 20


def test_the_edge_of_the_calendar_is_counted_and_exported(case: Case, tmp_path: Path) -> None:
    assert (day("9998", last=True), day("1000"), day("2020-02", last=True)) == (
        "9998-12-31",
        "1000-01-01",
        "2020-02-29",
    )
    assert len(case.events(Query(since="9998"))) == 1
    assert case.coverage().reports == 3
    for form in sorted(EXPORTERS):
        if form != "ftm":
            EXPORTERS[form](case, tmp_path / form, None)
    assert b"99990101" in (tmp_path / "ical").read_bytes()
