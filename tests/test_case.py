from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from dragoman.case import Case
from dragoman.case.schema import MIGRATIONS
from dragoman.coding import code
from dragoman.errors import DragomanError
from dragoman.records import to_json
from dragoman.report import Report

TEXT = "Chad's president met the Libyan envoy on Tuesday. He said that talks would go on."


def _add(case: Case, published: str | None = None, source: str = "a") -> bool:
    coded = next(code([Report(TEXT, source, published=published)]))
    return case.add(coded.report, coded.records)


def test_reading_a_report_twice_changes_nothing(tmp_path: Path) -> None:
    with Case(tmp_path / "c") as case:
        assert _add(case)
        before = [to_json(r) for r in case.records()]
        assert not _add(case)
        assert [to_json(r) for r in case.records()] == before


def test_another_date_replaces_the_records_and_keeps_the_place(tmp_path: Path) -> None:
    with Case(tmp_path / "c") as case:
        _add(case)
        _add(case, source="b")
        assert _add(case, "2018-04-11")
        assert [(r.source_id, r.published) for r in case.reports()] == [("a", "2018-04-11"), ("b", None)]
        assert {m.when.earliest for m in case.mentions() if m.when} == {"2018-04-10", None}


def test_the_case_gives_back_what_was_coded(tmp_path: Path) -> None:
    coded = next(code([Report(TEXT, "a")]))
    with Case(tmp_path / "c") as case:
        case.add(coded.report, coded.records)
        assert list(case.records()) == coded.records
        assert case.text(coded.report.id) == TEXT
        assert coded.report.id in case
        with pytest.raises(DragomanError, match="no report"):
            case.text("nothing")


def test_the_timeline_is_in_the_order_of_dates(tmp_path: Path) -> None:
    with Case(tmp_path / "c") as case:
        for day in ("2018-04-11", "2003-01-13", None):
            _add(case, day, str(day))
        dates = [m.when.earliest for m in case.timeline() if m.when]
        assert dates == ["2003-01-07", "2018-04-10", None]


def test_a_newer_or_broken_file_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "c"
    Case(path).close()
    with create_engine(f"sqlite:///{path}").begin() as connection:
        connection.execute(text("update version set number = :n"), {"n": len(MIGRATIONS) + 1})
    with pytest.raises(DragomanError, match="newer version"):
        Case(path)
    (tmp_path / "d").write_text("this is no database, however long it may be " * 99)
    with pytest.raises(DragomanError, match="no case file"):
        Case(tmp_path / "d")


WRITER = """
import sys
from dragoman.case import Case
from dragoman.coding import code
from dragoman.report import Report
case = Case(sys.argv[1])
for coded in code(Report(f"Chad met Libya on day {n}.", str(n)) for n in range(10_000)):
    case.add(coded.report, coded.records)
    print(coded.report.source_id, flush=True)
"""


def test_a_killed_run_leaves_every_finished_report(tmp_path: Path) -> None:
    path = tmp_path / "c"
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    finished = [process.stdout.readline().strip() for _ in range(5)]
    time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    finished += process.stdout.read().split()
    process.wait()
    with Case(path) as case:
        held = [r.source_id for r in case.reports()]
        assert set(finished) <= set(held)
        assert len(held) == len(set(held)) <= len(finished) + 1
        assert all(sum(m.report == r.id for m in case.mentions()) == 1 for r in case.reports())
