"""What made a report's records, and coding them anew."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.case import Case, checking
from dragoman.case.recoding import Recoded, recode, wanted
from dragoman.codebook import FOLDER, Codebook
from dragoman.coding import code, coder, parts
from dragoman.errors import Stale
from dragoman.records import CONTRACT, MadeBy, Mention, ReportRecord, parse_record, to_json
from dragoman.report import Report

PROGRAM = (sys.executable, "-c", "from dragoman.cli import main; main()")
TEXT = "Foreign Minister Ana Ruiz of Chile met the president of Peru in Lima on Monday."
OLD = MadeBy(dragoman="0.0.1", codebook="a", directory="b", extractor="c")


def _filled(path: Path, number: int = 1, made_by: MadeBy | None = OLD) -> Case:
    """A case of reports that other parts made."""
    case = Case(path)
    for coded in code((Report(f"{TEXT} It was day {n}.", f"r{n}") for n in range(number)), extractor="entries"):
        head = coded.records[0].model_copy(update={"made_by": made_by})
        case.add(coded.report, [head, *coded.records[1:]])
    return case


def _run(*arguments: str) -> tuple[int, str]:
    done = subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True)
    return done.returncode, done.stderr


@pytest.mark.parametrize("extractor", ["entries", "model", "both"])
def test_a_record_says_what_made_it_and_no_model_is_loaded_to_know(extractor: str) -> None:
    (coded,) = code([Report(TEXT, "a")], extractor=extractor)
    head = coded.records[0]
    assert isinstance(head, ReportRecord)
    assert head.contract == CONTRACT and head.made_by == parts(extractor) == coder(extractor).made_by
    assert head.made_by.extractor.split()[0] == extractor


def test_the_same_parts_have_the_same_hashes_in_two_processes_elsewhere(tmp_path: Path) -> None:
    asked = "from dragoman.coding import parts; print(parts('both').model_dump_json())"
    told = [
        subprocess.run([sys.executable, "-c", asked], cwd=at, capture_output=True, text=True, check=True).stdout
        for at in (tmp_path, Path.cwd())
    ]
    assert told[0] == told[1] and json.loads(told[0]) == parts("both").model_dump()


def test_hashes_follow_what_files_hold_and_not_where_they_lie(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "book")
    assert Codebook(tmp_path / "book").digest == Codebook().digest
    with (tmp_path / "book" / "acts.yaml").open("a") as file:
        file.write("\n# another word\n")
    assert Codebook(tmp_path / "book").digest != Codebook().digest


def test_people_of_ones_own_are_another_directory(tmp_path: Path) -> None:
    row = {"name": "Ana Ruiz", "post": "foreign-minister", "of": "CHL", "since": "2020", "source": "mine"}
    (tmp_path / "people.json").write_text(json.dumps([row]))
    asked = "from dragoman.directory import directory; d = directory(); assert len(d.imported.get('Ana Ruiz')) == {}; print(d.digest)"
    told = {
        subprocess.run(
            [sys.executable, "-c", asked.format(number)], env={**os.environ, "DRAGOMAN_HOME": str(home)},
            capture_output=True, text=True, check=True,
        ).stdout
        for home, number in ((tmp_path, 1), (tmp_path / "none", 0))
    }  # fmt: skip
    assert len(told) == 2


def test_a_changed_codebook_makes_a_report_stale(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "book")
    with (tmp_path / "book" / "acts.yaml").open("a") as file:
        file.write("\n# another word\n")
    own = replace(coder("entries"), book=Codebook(tmp_path / "book"))
    with _filled(tmp_path / "c.dragoman", made_by=parts("entries")) as case:
        assert wanted(case, parts("entries")) == ([], 0)
        (head,), _ = wanted(case, own.made_by)
        assert [type(r) for r in recode(case, [head], own)] == [Recoded]
        assert wanted(case, own.made_by) == ([], 0)


def test_recoding_keeps_decisions_and_leaves_what_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "c.dragoman"
    with _filled(path, 2) as case:
        (one, two) = case.reports()
        mention = next(r for r in case.told(one.id) if isinstance(r, Mention))
        gone = mention.model_copy(update={"id": "f" * 16})
        case.add(Report(case.text(two.id), two.source_id), [two, gone.model_copy(update={"report": two.id})])
        case.review(mention.id, "set", "status", "planned")
        case.review(gone.id, "reject")
        case.add(Report("", "import"), [two.model_copy(update={"id": "import", "source_id": "import"})])
    code_, said = _run("case", "recode", str(path), "--stale", "--extractor", "entries", "--processes", "2")
    assert code_ == 0 and "2 reports recoded" in said and "1 decision no longer find" in said and "1 left" in said
    with Case(path) as case:
        assert len(case.reviews()) == 2
        assert case.mentions_of([mention.id])[mention.id].status == "planned"
        assert [r.made_by == parts("entries") for r in case.reports()] == [True, True, False]
    assert (
        "0 reports recoded, 0 records changed"
        in _run("case", "recode", str(path), "--stale", "--extractor", "entries")[1]
    )


def test_a_report_that_was_changed_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    with _filled(tmp_path / "c.dragoman") as case:
        (head,) = case.reports()
        case.add(Report(case.text(head.id), head.source_id), [head.model_copy(update={"title": "Another"})])
        (outcome,) = recode(case, [head], "entries")
        assert isinstance(outcome, Stale) and case.reports()[0].title == "Another"


def test_a_kill_in_the_middle_leaves_a_whole_case(tmp_path: Path) -> None:
    path = tmp_path / "c.dragoman"
    _filled(path, 60).close()
    new = parts("entries")

    def done() -> int:
        with Case(path) as case:
            return sum(r.made_by == new for r in case.reports())

    process = subprocess.Popen(
        [*PROGRAM, "case", "recode", str(path), "--stale", "--extractor", "entries"], stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 120
    while not done() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert 0 < (first := done()) < 60
    with Case(path) as case:
        assert list(checking.faults(case)) == []
    assert f"{60 - first} reports recoded" in _run("case", "recode", str(path), "--stale", "--extractor", "entries")[1]


def test_lines_of_before_are_read_and_a_later_contract_is_refused(tmp_path: Path) -> None:
    (coded,) = code([Report(TEXT, "a")], extractor="entries")
    line = json.loads(to_json(coded.records[0]))
    old = parse_record(json.dumps({k: v for k, v in line.items() if k not in ("contract", "made_by")}))
    assert isinstance(old, ReportRecord) and old.made_by is None and old.contract is None
    file = tmp_path / "later.jsonl"
    file.write_text(json.dumps({**line, "contract": CONTRACT + 1}) + "\n")
    status, said = _run("case", "import", str(tmp_path / "c.dragoman"), str(file), "--from", "jsonl")
    assert status == 1 and "later.jsonl:1: " in said and "contract" in said


def test_the_page_says_what_made_a_report_and_when_it_is_stale(tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    from dragoman.web.app import application

    with _filled(tmp_path / "c.dragoman") as case:
        page = TestClient(application(case, extractor="entries"), base_url="http://127.0.0.1")
        (head,) = case.reports()
        told = page.get(f"/api/reports/{head.id}").json()
        assert told["stale"] == "dragoman case recode c.dragoman --stale --extractor entries"
        list(recode(case, [head], "entries"))
        assert page.get(f"/api/reports/{head.id}").json()["stale"] is None
