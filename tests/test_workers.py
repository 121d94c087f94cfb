"""Errors that nobody foresaw, in one process and in several: each costs its own report."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from training.sentences import Example
from training.sentences import read as sentences

from dragoman import coding
from dragoman.case import Case
from dragoman.cli import dragoman
from dragoman.coding import Asked, Coded, code, explain
from dragoman.document import Document
from dragoman.errors import DragomanError
from dragoman.pipeline import Coder, Read
from dragoman.report import Cleaned, Report
from dragoman.web.app import application
from dragoman.web.worker import Worker
from dragoman.workers import Died, in_order

GOOD, BAD = "Chad met Libya on Monday.", "Benin met Togo on Friday."


def reports() -> list[Report]:
    return [Report(GOOD, "one"), Report(BAD, "bad"), Report(GOOD, "two")]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in the coder that shows in one report alone."""
    own = Coder.read

    def read(self: Coder, document: Document, with_expressions: bool = False) -> Read:
        if document.report.text == BAD:
            raise KeyError("nobody thought of this")
        return own(self, document, with_expressions)

    monkeypatch.setattr(Coder, "read", read)


def names(outcomes: Iterator[Coded | DragomanError]) -> list[str]:
    return [o.line() if isinstance(o, DragomanError) else o.report.source_id for o in outcomes]


def test_we_is_no_party_before_its_speaker_is_known() -> None:
    examples = [e for e in sentences() if isinstance(e, Example) and e.source]
    said = [Report(f"{e.text[: e.source[0]]}We{e.text[e.source[1] :]}", e.where) for e in examples if e.source]
    assert len(said) > 4000
    assert [c.line() for c in code(said, extractor="entries") if isinstance(c, DragomanError)] == []


def test_who_says_we_left_a_treaty_dates_the_report() -> None:
    text = '"We withdrew from the NPT," Kim Jong Un told visitors.'
    (coded,) = code([Report(text, "a")], extractor="entries")
    assert isinstance(coded, Coded)
    assert coded.records[0].dated.earliest == "2003-01-10"  # type: ignore[union-attr]


@pytest.mark.usefixtures("broken")
def test_an_error_nobody_foresaw_costs_its_report_alone() -> None:
    first, second, third = names(code(reports(), extractor="entries"))
    assert (first, third) == ("one", "two")
    assert second.startswith("bad: not coded (KeyError: 'nobody thought of this'); ")
    with pytest.raises(KeyError):
        list(code(reports(), extractor="entries", fail_fast=True))


@pytest.mark.usefixtures("broken")
def test_explain_says_what_went_wrong() -> None:
    with pytest.raises(DragomanError, match=r"bad: not coded \(KeyError"):
        explain(Report(BAD, "bad"), "entries")
    with pytest.raises(KeyError):
        explain(Report(BAD, "bad"), "entries", fail_fast=True)


def test_a_text_that_stops_the_parser_leaves_those_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    own = coding.coder("entries")

    def parse(texts: Iterable[Cleaned]) -> Iterator[Any]:
        texts = list(texts)
        if any(t.text == BAD for t in texts):
            raise RecursionError
        return own.parser(texts)

    first, second, third = names(code(reports(), extractor=replace(own, parser=parse)))
    assert (first, third) == ("one", "two")
    assert second.startswith("bad: not coded (RecursionError); ")


def test_what_was_not_read_passes_through() -> None:
    error = DragomanError("the text is empty", "b")
    for processes in (1, 2):
        outcomes = [reports()[0], error, reports()[2]]
        assert names(code(outcomes, processes, extractor="entries")) == ["one", error.line(), "two"]


def test_a_report_that_fails_in_another_process_costs_itself_alone() -> None:
    wrong = Report(GOOD, "bad", language=5)  # type: ignore[arg-type]
    first, second, third = names(code([reports()[0], wrong, reports()[2]], 2, extractor="entries"))
    assert (first, third) == ("one", "two")
    assert second.startswith("bad: not coded (ValidationError")


def _dying(outcome: Report, asked: Asked) -> Coded:
    if outcome.text == BAD:
        os._exit(9)
    return Coded(outcome, [])


def test_a_process_that_dies_costs_the_report_it_died_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coding, "_code_one", _dying)
    many = [*reports(), *reports()]
    one = "bad: not coded: the process that read it ended; read it by itself"
    assert names(code(many, 2, extractor="entries")) == ["one", one, "two"] * 2
    with pytest.raises(DragomanError, match="the process that read it ended"):
        list(code(many, 2, extractor="entries", fail_fast=True))


def _odd(number: int) -> int:
    if number % 2 == 0:
        os._exit(9)
    return number


def test_answers_keep_the_order_of_the_work() -> None:
    answers = list(in_order(_odd, [1, 2, 3, 5, 7, 9, 11, 13, 15, 17, 18], 2))
    assert [0 if isinstance(a, Died) else a for a in answers] == [1, 0, 3, 5, 7, 9, 11, 13, 15, 17, 0]


@pytest.mark.usefixtures("broken")
def test_the_command_counts_what_it_could_not_code(tmp_path: Path) -> None:
    for name, text in (("a.txt", GOOD), ("b.txt", BAD), ("c.txt", GOOD)):
        (tmp_path / name).write_text(text)
    asked = ["code", str(tmp_path), "--extractor", "entries", "--case", str(tmp_path / "c.dragoman")]
    made = CliRunner().invoke(dragoman, asked)
    refused, counted = made.stderr.splitlines()
    assert refused.startswith(f"dragoman: {tmp_path / 'b.txt'}: not coded (KeyError")
    assert counted.startswith("2 reports coded") and counted.endswith("1 refused")
    assert made.exit_code == 1
    assert isinstance(CliRunner().invoke(dragoman, [*asked, "--fail-fast"]).exception, KeyError)
    explained = CliRunner().invoke(dragoman, ["explain", str(tmp_path / "b.txt"), "--extractor", "entries"])
    assert explained.exit_code == 1 and "not coded (KeyError" in explained.stderr


@pytest.mark.usefixtures("broken")
def test_an_upload_goes_on_with_a_line_for_each_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def here(_: Worker, work: Any, *given: Any, owner: object = None) -> Any:
        return work(*given)  # where the fault is

    monkeypatch.setattr(Worker, "run", here)
    with Case(tmp_path / "c.dragoman") as case:
        client = TestClient(application(case, extractor="entries"), base_url="http://127.0.0.1")
        files = [("files", (n, t)) for n, t in (("a.txt", GOOD), ("b.txt", BAD), ("c.txt", GOOD))]
        lines = client.post("/api/reports", files=files).text.splitlines()
        assert ['"state":"refused"' in line for line in lines] == [False, True, False]
        assert "KeyError" in lines[1]
        assert [r.source_id for r in case.reports()] == ["a.txt", "c.txt"]
